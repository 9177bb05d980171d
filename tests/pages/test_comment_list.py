"""The list of all comments on a recommendation: orders, filters, and what links keep of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Channel, CommentState
from app.dispositions.models import DispositionOutcome
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import label, make_disposition, make_theme
from tests.factories.recommendations import make_recommendation, make_redrafted
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
    assert "1 of 2 comments fit what you chose." in page
    assert "On paper" in page
    assert "By mouse" not in page
    assert "2 comments." in _list(client, recommendation)
    assert "thread" not in page.lower()


def test_the_figure_of_the_list_is_the_one_above_it_with_traces_told_apart(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(_assembly())
    first = make_comment(recommendation.subject, "Here I am", clause_key="1.1")
    make_comment(recommendation.subject, "So am I", parent_id=first.id)
    make_comment(recommendation.subject, "And I", parent_id=first.id)
    for state in (CommentState.HIDDEN, CommentState.WITHDRAWN):
        make_comment(recommendation.subject, state=state, clause_key="1.2")
    page = _list(client, recommendation)
    assert "3 comments on" in page
    assert "3 comments. 2 of them are replies. Also 2 traces of comments that were taken down." in page
    taken = _list(client, recommendation, "?clause=1.2")
    assert "0 of 3 comments fit what you chose. Also 2 traces of comments that were taken down." in taken
    told = "Replies have neither paragraph nor stance: they stand below what they answer."
    assert f"1 of 3 comments fit what you chose. {told}</p>" in _list(
        client, recommendation, "?clause=1.1"
    ).replace(" · <a", "</p><a")


@pytest.mark.parametrize("after", ["zzz", "%00", "WzFd"])
def test_a_place_that_is_none_in_this_order_is_said_and_the_list_begins_at_its_top(
    client: Visitor, session: Session, after: str
) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "Here I am")
    page = _list(client, recommendation, f"?sort=agreed&after={after}")
    assert "The place in this list that the address names is not there. You see its beginning." in page
    assert f'<a href="{recommendation.path}comments/?sort=agreed">Go on without it' in page
    assert "Here I am" in page
    assert "Back to the first" not in page


@pytest.mark.parametrize(("made_for", "used_in"), [("agreed", "discussed"), ("newest", "oldest")])
def test_a_place_in_another_order_is_told_as_none_of_this_one(
    client: Visitor, session: Session, made_for: str, used_in: str
) -> None:
    recommendation = make_recommendation(_assembly())
    for _ in range(31):
        make_comment(recommendation.subject)
    told = "The place in this list that the address names is not there. You see its beginning."
    [after] = re.findall(
        r'rel="next" href="[^"]+after=([^"]+)"', _list(client, recommendation, f"?sort={made_for}")
    )
    its_own = _list(client, recommendation, f"?sort={made_for}&after={after}")
    assert (told in its_own, its_own.count("<article")) == (False, 1)
    other = _list(client, recommendation, f"?sort={used_in}&after={after}")
    assert (told in other, other.count("<article")) == (True, 30)


def test_the_comments_behind_a_change_can_be_read_by_themselves(client: Visitor, session: Session) -> None:
    recommendation = make_redrafted(_assembly())
    made = [make_comment(recommendation.subject, f"It is late, {n}.") for n in range(2)]
    thread = make_comment(recommendation.subject, "I began this.")
    made.append(make_comment(recommendation.subject, "Ten is late.", parent_id=thread.id))
    make_comment(recommendation.subject, "I like benches.")
    for comment in made:
        comment.created_at -= timedelta(days=1)
        make_disposition(
            recommendation.assembly,
            comment,
            DispositionOutcome.CHANGED,
            version_id=recommendation.versions[-1].id,
            clause_key="1.2",
        )
    page = _list(client, recommendation, "?change=2-1.2")
    assert "Only the comments behind the change of paragraph 1.2 in draft 2." in page
    assert "3 of 5 comments fit what you chose." in page
    for words in ("It is late, 0.", "It is late, 1.", "I began this.", "Ten is late."):
        assert words in page
    assert "I like benches." not in page
    assert '<input type="hidden" name="change" value="2-1.2">' in page
    for wrong in ("2-9.9", "1-1.2", "7-1.2", "x", "-", "%00-1.2"):
        assert "There is no change “" in _list(client, recommendation, f"?change={wrong}")


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
    assert "Go on without it" not in page
    # One that went into a theme without a comment here asks for nothing, as a theme of another assembly.
    away = make_theme(assembly, "Tea", merged_into_id=make_theme(assembly, "Drinks").id)
    other = make_theme(make_assembly("elsewhere"), "Vans")
    for theme in (away, other):
        assert "Less noise." in _list(client, recommendation, f"?theme={theme.id}")


def test_a_theme_lists_a_comment_where_a_reply_to_it_has_it(client: Visitor, session: Session) -> None:
    assembly = _assembly()
    recommendation = make_recommendation(assembly)
    theme = make_theme(assembly, "Buses", make_comment(recommendation.subject, "More buses."))
    asked = make_comment(recommendation.subject, "I began this.", state=CommentState.HIDDEN)
    label(theme, make_comment(recommendation.subject, "Buses, too.", parent_id=asked.id))
    other = make_comment(recommendation.subject, "I like benches.")
    label(theme, make_comment(recommendation.subject, "Gone.", parent_id=other.id, state=CommentState.HIDDEN))
    # Nothing that was taken down is found by what it said.
    label(theme, make_comment(recommendation.subject, "Vans.", state=CommentState.HIDDEN))
    page = _list(client, recommendation, f"?theme={theme.id}")
    assert "More buses." in page
    assert "Buses, too." in page
    assert "I began this." not in page
    assert "I like benches." not in page
    assert "1 of 3 comments fit what you chose." in page
    assert "A comment is also listed where a reply to it has this theme. Also 1 trace of" in page


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


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("clause=9.9", "There is no paragraph “9.9” here. All comments are shown."),
        ("stance=foo", "There is no stance “foo”. All comments are shown."),
        ("theme=abc", "No comment here is under a theme “abc”. All comments are shown."),
        ("channel=y", "“y” is no way in which comments come in. All comments are shown."),
        ("sort=x", "There is no order “x”. The newest come first. All comments are shown."),
        ("stance=%3Cb%3E50%25", "There is no stance “&lt;b&gt;50%”."),
        (f"clause={'9' * 500}", "There is no paragraph “9999"),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_said_with_a_way_on(
    client: Visitor, session: Session, query: str, sentence: str
) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "Here I am")
    page = _list(client, recommendation, f"?{query}")
    assert sentence in page
    assert "Here I am" in page
    assert f'<a href="{recommendation.path}comments/">Go on without it</a>' in page
    assert len(re.findall("9", page)) < 200


def test_what_was_asked_for_and_is_there_still_counts_beside_what_is_not(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "Against it", stance="oppose")
    make_comment(recommendation.subject, "All for it", stance="support")
    page = _list(client, recommendation, "?stance=oppose&clause=9.9&sort=oldest")
    assert "There is no paragraph “9.9” here. Only the rest of what you chose counts." in page
    assert f'<a href="{recommendation.path}comments/?sort=oldest&amp;stance=oppose">Go on without it' in page
    assert "Against it" in page
    assert "All for it" not in page
    assert "Go on without it" not in _list(
        client, recommendation, "?stance=oppose&clause=1.1&sort=oldest&channel="
    )


def test_comments_that_gave_no_stance_can_be_chosen(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    make_comment(recommendation.subject, "Against it", stance="oppose", clause_key="1.1")
    silent = make_comment(recommendation.subject, "I only ask", clause_key="1.1")
    make_comment(recommendation.subject, "And so do I", parent_id=silent.id)
    make_comment(recommendation.subject, "It was hidden", state=CommentState.HIDDEN)
    page = _list(client, recommendation, "?stance=none")
    assert '<option value="none" selected>No stance given (1)</option>' in page
    assert "I only ask" in page
    assert "Against it" not in page
    assert "hidden by a moderator" not in page.lower()
    assert "1 of 3 comments fit what you chose." in page
    # The figures above tell a reply apart, as the list has none that begins with one.
    assert "0 support, 0 with changes, 0 neutral, 1 oppose, 1 gave no stance, 1 reply" in page
    assert "Replies take no stance of their own." not in _list(client, recommendation, "?stance=oppose")
    assert f'href="{recommendation.path}comments/?sort=oldest&amp;stance=none"' in page
    assert "No stance given (1)" in _list(client, recommendation, "?clause=1.1")


def test_the_number_that_leads_to_a_list_is_the_number_of_the_list(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(_assembly())
    for clause, stance in (
        ("1.1", "oppose"),
        ("1.1", None),
        ("1.2", "oppose"),
        (None, "support"),
        (None, None),
    ):
        asked = make_comment(recommendation.subject, clause_key=clause, stance=stance)
        make_comment(recommendation.subject, "A reply", parent_id=asked.id)
    for state in (CommentState.HIDDEN, CommentState.WITHDRAWN):
        make_comment(recommendation.subject, state=state, clause_key="1.1", stance="oppose")
    for query in (
        "",
        "?clause=1.1",
        "?clause=1.2",
        "?stance=oppose",
        "?stance=none",
        "?clause=1.1&stance=none",
    ):
        numbered = _numbered(_list(client, recommendation, query))
        assert len(numbered) == 3 + 5
        for name, value, number in numbered:
            other = [each for each in query[1:].split("&") if each and not each.startswith(f"{name}=")]
            listed = _list(client, recommendation, f"?{'&'.join([*other, f'{name}={value}'])}")
            assert f"{number} of 10 comments fit what you chose." in listed, (query, name, value)
            assert len(re.findall(r'<article class="comment"[^>]*>', listed)) == 2 * int(number)
    marker = re.search(
        r'href="[^"]*clause=1\.1"[^>]*>\s*(\d+) comments', client.get(recommendation.path).text
    )
    assert marker is not None
    assert marker[1] == "2"


def test_replies_are_none_of_those_that_gave_no_stance_wherever_stances_are_told(
    client: Visitor, session: Session
) -> None:
    assembly = _assembly()
    recommendation, theme = make_recommendation(assembly), make_theme(assembly, "Buses")
    opposed, silent = (make_comment(recommendation.subject, stance=stance) for stance in ("oppose", None))
    replies = [make_comment(recommendation.subject, parent_id=opposed.id) for _ in range(2)]
    label(theme, opposed, silent, *replies)
    told = "0 support, 0 with changes, 0 neutral, 1 oppose, 1 gave no stance, 2 replies"
    listed = _list(client, recommendation)
    assert told in listed
    assert "No stance given (1)" in listed
    here = assembly.path
    for path in (
        recommendation.path,
        f"{here}recommendations/",
        f"{here}themes/",
        f"{here}themes/{theme.id}/",
    ):
        assert told in client.get(path).text, path


def _numbered(page: str) -> list[tuple[str, str, str]]:
    """The options of the filters that say how many comments they have: (field, value, number)."""
    return [
        (name, value, number)
        for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page)
        for value, number in re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>', options)
    ]


def test_stances_add_up_to_the_comments_in_words_and_to_who_hears_the_bar(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(_assembly())
    for stance in ("support", "oppose", None, None):
        make_comment(recommendation.subject, clause_key="1.1", stance=stance)
    make_comment(recommendation.subject, clause_key="1.2", stance=None)
    told = "1 support, 0 with changes, 0 neutral, 1 oppose, 3 gave no stance"
    listed, text = _list(client, recommendation), client.get(recommendation.path).text
    for page in (listed, text):
        assert f'aria-label="{told}"' in page
        assert f'<p class="stance-text">{told}</p>' in page
    # Beside the paragraphs too, where there is no bar to draw as well.
    assert 'aria-label="1 support, 0 with changes, 0 neutral, 1 oppose, 2 gave no stance"' in text
    assert "0 support, 0 with changes, 0 neutral, 0 oppose, 1 gave no stance" in text
    assert told in client.get(f"{recommendation.assembly.path}recommendations/").text


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
