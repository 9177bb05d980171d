"""What changed and why: from each comment to its change, and from the change back to the comment."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from app.core import clock
from app.core.db import db
from app.dispositions.models import DispositionOutcome, Finish
from app.dispositions.queries.dispositions import progress_of
from app.recommendations.models import Recommendation, Version, VersionStage
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.recommendations import add_vote, make_recommendation, make_version
from tests.queries import counted

CHANGED = DispositionOutcome.CHANGED
NOBODY_SO_FAR = "No comment is named as the reason so far."
NOBODY = "No comment is named as the reason."
NO_COMMENTS = "There were no comments before this change."
SECOND = ("Buses come every ten minutes.", "Deliveries happen before 9 am.", "Trees give shade.")


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    """A recommendation whose second draft changed two of three paragraphs."""
    made = make_recommendation(make_assembly(consulting=(-20, -6)))
    make_version(made, SECOND)
    return made


def _last(recommendation: Recommendation) -> Version:
    return recommendation.versions[-1]


def _page(client: Visitor, recommendation: Recommendation, more: str = "changes/") -> str:
    answer = client.get(recommendation.path + more)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _everywhere(client: Visitor, recommendation: Recommendation) -> str:
    pages = ["", "comments/", "comments/?sort=agreed", "changes/"]
    whole = client.get(f"{recommendation.assembly.path}changes/").get_data(as_text=True)
    return whole + "".join(_page(client, recommendation, more) for more in pages)


def test_a_change_stands_with_the_comments_and_the_theme_behind_it(
    client: Visitor, recommendation: Recommendation
) -> None:
    comments = [
        make_comment(
            recommendation.subject,
            f"Ten is too late, {n}.",
            stance="support_with_changes",
            agrees=n,
            created_at=clock.now() - timedelta(days=15),
        )
        for n in range(5)
    ]
    theme = make_theme(recommendation.assembly, "Early vans", *comments, summary="Vans should come earlier.")
    last = _last(recommendation)
    make_disposition(recommendation.assembly, theme, CHANGED, version_id=last.id, clause_key="1.2")
    page = _page(client, recommendation)
    assert '<li id="v2-1.2"' in page
    assert "5 comments are behind it" in page
    assert "0 support, 5 with changes, 0 neutral, 0 oppose" in page
    assert "Vans should come earlier." in page
    assert "Ten is too late, 4." in page
    assert "Ten is too late, 1." not in page
    assert "And 2 more comments." in page
    assert f'href="{recommendation.path}comments/?change=2-1.2">Read all comments behind this change' in page
    listed = _page(client, recommendation, "comments/?change=2-1.2")
    assert all(f"Ten is too late, {n}." in listed for n in range(5))
    assert f"{recommendation.path}comments/?after=" in page
    assert "5 of 5 comments answered." in page
    # The other change has nobody behind it, and nobody is made up.
    assert page.count(NOBODY_SO_FAR) == 1
    whole = client.get(f"{recommendation.assembly.path}changes/").get_data(as_text=True)
    assert "5 comments are behind it" in whole
    assert f'href="{recommendation.path}changes/#v2-1.2"' in whole


def test_each_comment_says_what_became_of_it_and_leads_to_its_change(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, author_name="Ada")
    reply = make_comment(recommendation.subject, "So do I.", parent_id=comment.id)
    last = _last(recommendation)
    make_disposition(recommendation.assembly, comment, CHANGED, version_id=last.id, clause_key="1.3")
    for more in ("", "comments/"):
        page = _page(client, recommendation, more)
        assert (
            page.count("This answer was given to the comment that it replies to. The text was changed") == 1
        )
        assert page.count("The text was changed: paragraph 1.3, in draft 2.") == 2
        assert f'href="{recommendation.path}changes/#v2-1.3"' in page
        assert f'id="comment-{reply.id}"' in page


def test_a_comment_can_change_another_recommendation(client: Visitor, recommendation: Recommendation) -> None:
    other = make_recommendation(recommendation.assembly, "Benches", number=2)
    comment = make_comment(other.subject, "Not before nine, please.")
    last = _last(recommendation)
    where = {"version_id": last.id, "clause_key": "1.2", "others_too": True}
    make_disposition(recommendation.assembly, comment, CHANGED, **where)
    assert "Not before nine, please." in _page(client, recommendation)
    page = _page(client, other)
    assert "1 comment changed paragraph 1.2 of Recommendation 1, in draft 2." in page
    assert f'href="{recommendation.path}changes/#v2-1.2"' in page
    assert "1 of 1 comment answered." in page


def test_what_changed_no_text_is_told_by_theme_with_its_reason(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly, subject = recommendation.assembly, recommendation.subject
    theme = make_theme(assembly, "Trams", make_comment(subject), make_comment(subject))
    make_disposition(assembly, theme, DispositionOutcome.NO_CHANGE, explanation="There is no room for rails.")
    make_disposition(
        assembly,
        make_comment(subject),
        DispositionOutcome.OUT_OF_SCOPE,
        passed_to="The police",
        explanation="Speeding is theirs.",
    )
    make_disposition(assembly, make_comment(subject), DispositionOutcome.NOTED)
    make_comment(subject)
    page = _page(client, recommendation)
    for words in (
        "Considered, and not changed",
        "Trams · 2 comments",
        "There is no room for rails.",
        f"{recommendation.path}comments/?theme={theme.id}",
        "The police",
        "Speeding is theirs.",
        "Noted",
        "4 of 5 comments answered.",
        "1 still waits.",
    ):
        assert words in page
    assert progress_of(recommendation).answered == 4


def test_what_changed_nothing_stands_with_the_voice_that_most_agree_with_and_a_way_to_the_comments(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly, subject = recommendation.assembly, recommendation.subject
    loud = make_comment(subject, "Trams, please.", agrees=7)
    theme = make_theme(assembly, "Trams", make_comment(subject, "A tram, why not."), loud)
    make_disposition(assembly, theme, DispositionOutcome.NO_CHANGE, explanation="There is no room for rails.")
    for words, agrees in (("The lamps are fine.", 1), ("The lamps are too bright.", 3)):
        lamp = make_comment(subject, words, agrees=agrees)
        make_disposition(assembly, lamp, DispositionOutcome.NOTED)
    page = _page(client, recommendation)
    assert "Trams, please." in page
    assert "7 agree" in page
    assert "A tram, why not." not in page
    assert "The lamps are too bright." in page
    assert "The lamps are fine." not in page
    # With a theme the way leads to its comments, without one to all of them, and says so.
    assert f'href="{recommendation.path}comments/?theme={theme.id}">Read these comments' in page
    assert f'href="{recommendation.path}comments/">All comments on Recommendation 1' in page
    assert client.get(f"{recommendation.path}comments/?theme={theme.id}").status_code == 200


def test_the_page_of_all_names_the_recommendations_that_such_comments_are_about(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly = recommendation.assembly
    other = make_recommendation(assembly, "Benches", number=2)
    comments = [
        make_comment(recommendation.subject, "Trams here."),
        make_comment(other.subject, "Trams there.", agrees=2),
        make_comment(other.subject, "Trams everywhere."),
    ]
    theme = make_theme(assembly, "Trams", *comments)
    make_disposition(assembly, theme, DispositionOutcome.OUT_OF_SCOPE, passed_to="The county")
    on_the_whole = make_comment(subject_of(assembly), "Well done.")
    make_disposition(assembly, on_the_whole, DispositionOutcome.NOTED)
    whole = client.get(f"{assembly.path}changes/").get_data(as_text=True)
    first, second = (
        whole.index(f'href="{each.path}comments/?theme={theme.id}"') for each in (other, recommendation)
    )
    # Where there are the most such comments comes first.
    assert first < second
    assert "Recommendation 2" in whole[first:second]
    assert "2 comments" in whole[first:second]
    assert "Trams there." in whole
    assert "Trams here." not in whole
    # What is about no recommendation leads to what it is about.
    assert f'<a href="{assembly.path}">{assembly.name}' in whole


def test_a_voice_that_was_taken_down_stands_for_no_group(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly, subject = recommendation.assembly, recommendation.subject
    hidden = make_comment(subject, "Mr Smith is a thief.", agrees=9)
    for comment in (hidden, make_comment(subject, "More lamps.")):
        make_disposition(assembly, comment, DispositionOutcome.NOTED)
    hidden.state = CommentState.HIDDEN.value
    pages = _everywhere(client, recommendation)
    assert "Mr Smith" not in pages
    assert "More lamps." in pages


def _finish(recommendation: Recommendation) -> None:
    db.session.add(
        Finish(
            assembly_id=recommendation.assembly_id, comments=1, finished_at=clock.now() - timedelta(days=1)
        )
    )
    db.session.flush()


def test_a_change_before_any_comment_says_that_there_were_none(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly_page = f"{recommendation.assembly.path}changes/"

    def pages() -> str:
        return _page(client, recommendation) + client.get(assembly_page).get_data(as_text=True)

    assert pages().count(NO_COMMENTS) == 4
    # Comments after it, one that nobody could read and the organisers' own words change nothing about that.
    long_ago = clock.now() - timedelta(days=15)
    make_comment(recommendation.subject, created_at=clock.now())
    make_comment(recommendation.subject, state=CommentState.REJECTED, created_at=long_ago)
    make_comment(recommendation.subject, is_official=True, created_at=long_ago)
    assert pages().count(NO_COMMENTS) == 4
    # A comment on anything of the assembly could have been the reason.
    make_comment(subject_of(recommendation.assembly), created_at=long_ago)
    assert NO_COMMENTS not in pages()
    assert pages().count(NOBODY_SO_FAR) == 4


def test_no_reason_is_the_last_word_only_once_the_consultation_is_finished(
    client: Visitor, recommendation: Recommendation
) -> None:
    make_comment(recommendation.subject, created_at=clock.now() - timedelta(days=15))
    page = _page(client, recommendation)
    assert (page.count(NOBODY_SO_FAR), page.count(NOBODY)) == (2, 0)
    _finish(recommendation)
    page = _page(client, recommendation)
    assert (page.count(NOBODY_SO_FAR), page.count(NOBODY)) == (0, 2)


def test_what_was_taken_down_leaves_a_trace_and_no_words(
    client: Visitor, recommendation: Recommendation
) -> None:
    hidden = make_comment(recommendation.subject, "Mr Smith is a thief.", author_name="Bob", agrees=9)
    gone = make_comment(recommendation.subject, "I take it back.", author_name="Cyd", agrees=8)
    last = _last(recommendation)
    for comment in (hidden, gone):
        make_disposition(recommendation.assembly, comment, CHANGED, version_id=last.id, clause_key="1.2")
    hidden.state = CommentState.HIDDEN.value
    gone.state, gone.withdrawn_at = CommentState.WITHDRAWN.value, clock.now()
    for state in (CommentState.REJECTED, CommentState.AWAITING_MODERATION):
        other = make_comment(recommendation.subject, f"Secret {state}", state=state)
        make_disposition(recommendation.assembly, other, CHANGED, version_id=last.id, clause_key="1.2")
    pages = _everywhere(client, recommendation)
    for words in ("Mr Smith", "I take it back", "Bob", "Cyd", "Secret"):
        assert words not in pages
    page = _page(client, recommendation)
    assert "1 comment behind it was hidden by a moderator later." in page
    assert "1 comment behind it was withdrawn by its author later." in page


def test_the_page_leads_on_to_the_vote(client: Visitor, recommendation: Recommendation) -> None:
    add_vote(recommendation)
    assert "37 of 48 for" in _page(client, recommendation)
    whole = client.get(f"{recommendation.assembly.path}changes/").get_data(as_text=True)
    assert "37 of 48 for" in whole


def test_a_recommendation_that_never_changed_says_so(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    assert "Nothing has changed yet." in _page(client, recommendation)
    whole = client.get(f"{recommendation.assembly.path}changes/").get_data(as_text=True)
    assert "0 of 1 recommendation has changed" in whole


def test_a_draft_that_is_not_published_is_no_change_yet(
    client: Visitor, recommendation: Recommendation
) -> None:
    make_version(recommendation, ["A secret plan."], published=False)
    pages = _everywhere(client, recommendation)
    assert "Trees give shade." in pages
    assert "secret plan" not in pages


def test_all_changes_of_many_recommendations_stand_on_several_pages(
    client: Visitor, recommendation: Recommendation
) -> None:
    for number in range(2, 14):
        make_version(make_recommendation(recommendation.assembly, f"Title {number}", number=number), SECOND)
    path = f"{recommendation.assembly.path}changes/"
    first = client.get(path).get_data(as_text=True)
    assert "13 of 13 recommendations have changed" in first
    assert "Recommendation 10: Title 10" in first
    assert "Recommendation 11: Title 11" not in first
    after = first.split(f"{path}?after=")[1].split('"')[0]
    second = client.get(f"{path}?after={after}").get_data(as_text=True)
    assert "Recommendation 11: Title 11" in second
    assert "Recommendation 13: Title 13" in second
    assert "Recommendation 10: Title 10" not in second
    assert client.get(f"{path}?after=nonsense").status_code == 200


def test_the_pages_take_the_same_queries_however_many_comments(
    client: Visitor, recommendation: Recommendation
) -> None:
    last = _last(recommendation)

    def answer(times: int) -> None:
        for key in ("1.2", "1.3"):
            comments = [make_comment(recommendation.subject, f"{key} {n}") for n in range(times)]
            theme = make_theme(recommendation.assembly, f"{key} {times}", *comments[1:])
            make_disposition(recommendation.assembly, theme, CHANGED, version_id=last.id, clause_key=key)
            make_disposition(
                recommendation.assembly, comments[0], CHANGED, version_id=last.id, clause_key=key
            )
        for outcome in (DispositionOutcome.NO_CHANGE, DispositionOutcome.NOTED):
            comments = [make_comment(recommendation.subject, f"{outcome} {n}") for n in range(times)]
            stayed = make_theme(recommendation.assembly, f"{outcome} {times}", *comments[1:])
            for about in (stayed, comments[0]):
                make_disposition(recommendation.assembly, about, outcome, explanation="Why.")

    def cost() -> list[int]:
        numbers = []
        for address in (f"{recommendation.path}changes/", f"{recommendation.assembly.path}changes/"):
            with counted() as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    answer(2)
    few = cost()
    answer(20)
    assert cost() == few
    assert max(few) <= 12


def test_a_final_text_that_is_its_draft_word_for_word_is_not_counted_as_changed(
    client: Visitor, recommendation: Recommendation
) -> None:
    same = make_recommendation(recommendation.assembly, "Benches", number=2)
    make_version(same, stage=VersionStage.FINAL)
    page = client.get(f"{recommendation.assembly.path}changes/").get_data(as_text=True)
    assert "1 of 2 recommendations have changed since their first draft." in page
    assert "Recommendation 2: Benches" not in page


def test_each_section_of_the_page_of_all_is_named_by_its_recommendation_too(
    client: Visitor, recommendation: Recommendation
) -> None:
    make_version(make_recommendation(recommendation.assembly, "Trees too", number=2), SECOND)
    page = client.get(f"{recommendation.assembly.path}changes/").text
    names = re.findall(r'<section[^>]*aria-labelledby="([^"]+)"', page)
    assert len(names) == len(set(names))
    ids = re.findall(r' id="([^"]+)"', page)
    for name in names:
        for each in name.split():
            assert ids.count(each) == 1
    for number in (1, 2):
        [step] = [name for name in names if f"r{number}-" in name]
        assert step.split()[0] == f"recommendation-{number}"


def test_a_time_of_day_never_breaks_in_a_heading_or_among_changed_words(
    client: Visitor, recommendation: Recommendation
) -> None:
    recommendation.title = _last(recommendation).title
    make_version(
        recommendation, (SECOND[0], "Deliveries happen before 8 am.", SECOND[2]), title="Open to 11 pm"
    )
    page = client.get(f"{recommendation.assembly.path}changes/").text
    assert "Open to 11\N{NO-BREAK SPACE}pm</h2>" in page
    assert "8 am" not in page
