"""The list of all comments on a recommendation: orders, filters, and what links keep of them."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Channel, CommentState
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import label, make_theme
from tests.factories.recommendations import make_recommendation
from tests.queries import counted


def _assembly() -> Assembly:
    return make_assembly(consulting=(-7, 7))


def _list(client: Visitor, recommendation: Recommendation, query: str = "") -> str:
    answer = client.get(f"{recommendation.path}comments/{query}")
    assert answer.status_code == 200
    return answer.text


def test_links_to_other_orders_and_to_more_keep_every_filter(client: Visitor, session: Session) -> None:
    assembly = _assembly()
    recommendation, theme = make_recommendation(assembly), make_theme(assembly, "Buses")
    for _ in range(31):
        comment = make_comment(
            recommendation.subject, clause_key="1.1", stance="oppose", channel=Channel.PAPER.value
        )
        label(theme, comment)
    query = f"clause=1.1&amp;stance=oppose&amp;theme={theme.id}&amp;channel=paper"
    page = _list(client, recommendation, f"?sort=agreed&{query.replace('&amp;', '&')}")
    assert f'href="{recommendation.path}comments/?sort=discussed&amp;{query}"' in page
    assert f'href="{recommendation.path}comments/?{query}"' in page
    [more] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert more.startswith(f"{recommendation.path}comments/?sort=agreed&amp;{query}&amp;after=")
    assert '<input type="hidden" name="sort" value="agreed">' in page
    last = client.get(more.replace("&amp;", "&")).text
    assert last.count("<article") == 1
    assert f'rel="prev" href="{recommendation.path}comments/?sort=agreed&amp;{query}"' in last


def test_a_filtered_list_says_how_many_of_how_many(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "On paper", channel=Channel.PAPER.value)
    make_comment(recommendation.subject, "By mouse")
    page = _list(client, recommendation, "?channel=paper")
    assert "1 of 2 threads fit what you chose" in page
    assert "On paper" in page
    assert "By mouse" not in page
    assert "2 threads" in _list(client, recommendation)


def test_paragraphs_and_stances_say_how_many_comments_they_have_together(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, clause_key="1.1", stance="oppose")
    make_comment(recommendation.subject, clause_key="1.1", stance="support")
    make_comment(recommendation.subject, clause_key="1.2", stance="oppose")
    assert "Oppose (2)" in _list(client, recommendation)
    assert "Oppose (1)" in _list(client, recommendation, "?clause=1.2")
    assert "Support (0)" in _list(client, recommendation, "?clause=1.2")
    assert "Oppose</option>" in _list(client, recommendation, "?channel=online")


def test_an_old_link_to_a_theme_that_was_merged_shows_the_one_that_it_went_into(
    client: Visitor, session: Session
) -> None:
    assembly = _assembly()
    recommendation = make_recommendation(assembly)
    into = make_theme(assembly, "Buses", make_comment(recommendation.subject, "More buses."))
    make_comment(recommendation.subject, "Less noise.")
    merged = make_theme(assembly, "Coaches", merged_into_id=into.id)
    page = _list(client, recommendation, f"?theme={merged.id}")
    assert f'value="{into.id}" selected' in page
    assert "More buses." in page
    assert "Less noise." not in page
    # One that went into a theme without a comment here asks for nothing, as a theme of another assembly.
    away = make_theme(assembly, "Tea", merged_into_id=make_theme(assembly, "Drinks").id)
    other = make_theme(make_assembly("elsewhere"), "Vans")
    for theme in (away, other):
        assert "Less noise." in _list(client, recommendation, f"?theme={theme.id}")


def test_only_themes_with_a_published_comment_on_this_text_can_be_chosen(
    client: Visitor, session: Session
) -> None:
    assembly = _assembly()
    here, elsewhere = make_recommendation(assembly), make_recommendation(assembly, number=2)
    for name, comment in (
        ("Buses", make_comment(here.subject, "More buses")),
        ("Lamp posts", make_comment(here.subject, state=CommentState.HIDDEN)),
        ("Trees", make_comment(elsewhere.subject)),
    ):
        label(make_theme(assembly, name), comment)
    page = _list(client, here)
    assert "Buses</option>" in page
    assert "Lamp posts" not in page
    assert "Trees" not in page


def test_what_makes_no_sense_in_an_address_is_not_asked_for(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "Here I am")
    query = "?sort=x&clause=%00&stance=1&theme=99999999999999999999&channel=pigeon&after=nonsense"
    assert "Here I am" in _list(client, recommendation, query)


def test_a_list_of_nothing_says_what_to_do(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject)
    page = _list(client, recommendation, "?channel=event")
    assert "No comment fits. Choose fewer things." in page
    assert f'href="{recommendation.path}comments/">Show all' in page


def test_filters_cost_no_more_queries_than_none(client: Visitor, session: Session) -> None:
    assembly = _assembly()
    recommendation, theme = make_recommendation(assembly), make_theme(assembly, "Buses")
    label(theme, make_comment(recommendation.subject, stance="oppose", clause_key="1.1"))
    address = f"{recommendation.path}comments/"
    query = f"?stance=oppose&clause=1.1&theme={theme.id}&channel=online"
    with counted() as plain:
        client.get(address)
    with counted() as filtered:
        client.get(address + query)
    # How many fit must be counted; how many there are at all is known.
    assert len(filtered) <= len(plain) + 1
    assert len(plain) <= 10


def test_only_the_comments_of_the_organisers_say_so_in_words(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    resident = make_comment(recommendation.subject, author_name="Assembly facilitators")
    assert "Written by the organisers" not in _list(client, recommendation)
    make_comment(recommendation.subject, parent_id=resident.id, is_official=True)
    assert _list(client, recommendation).count("Written by the organisers") == 1
