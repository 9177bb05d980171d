"""What the search finds, in which order, and what it must never find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core import clock
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.search.models import Kind
from app.search.queries import search, search_some
from app.search.typed import read
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_response
from tests.factories.search import index_everything
from tests.factories.transcripts import make_transcript
from tests.queries import counted

Titles = Sequence[tuple[Kind, str]]


def _found(query: str) -> Titles:
    index_everything()
    return [(found.kind, found.title) for found in search(query).items]


def test_it_finds_every_kind_of_public_text(session: Session) -> None:
    assembly = make_assembly(name="On zebras", summary="Zebra crossings.")
    meeting = make_session(assembly, "Crossing", speakers=[Speaker(position=1, name="Zebra Smith")])
    make_transcript(meeting.subject, (1000, "A zebra is black and white."))
    make_item(assembly, "Crossings counted", body="Each *zebra* was counted.")
    recommendation = make_recommendation(assembly, "Safe crossings", clauses=["Paint a zebra."])
    make_comment(recommendation.subject, "My zebra is worn out.")
    question = make_comment(meeting.subject, "Why black and white, zebra?", kind="question")
    make_comment(meeting.subject, "No zebra knows.", kind="question", parent_id=question.id)
    make_response(recommendation, reasons="The zebra will be painted.")
    assert sorted(_found("zebra")) == [
        (Kind.ANSWER, "Crossing"),
        (Kind.ASSEMBLY, "On zebras"),
        (Kind.COMMENT, "Safe crossings"),
        (Kind.EVIDENCE, "Crossings counted"),
        (Kind.QUESTION, "Crossing"),
        (Kind.RECOMMENDATION, "Safe crossings"),
        (Kind.RESPONSE, "Safe crossings"),
        (Kind.SESSION, "Crossing"),
        (Kind.TRANSCRIPT, "Crossing"),
    ]
    assert search("zebra").total == 9


def test_what_a_speaker_declared_is_found(session: Session) -> None:
    interests = "The project gets a grant of £18,000 a year."
    make_session(
        make_assembly(), "Crossing", speakers=[Speaker(position=1, name="Ann Reid", interests=interests)]
    )
    assert _found("“grant of £18,000”") == [(Kind.SESSION, "Crossing")]


def test_every_word_must_occur_in_title_or_text_in_any_order_and_case(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_recommendation(assembly, "Buses first", clauses=["In the evening.", "At weekends too."])
    assert _found("WEEKENDS buses") == [(Kind.RECOMMENDATION, "Buses first")]
    assert _found("weekends trams") == []
    assert _found("") == []
    assert _found(" , ") == []


def test_words_are_found_in_every_form_begun_and_in_phrases(session: Session) -> None:
    make_item(make_assembly(question="Who?"), "Deliveries", body="The last bus leaves Siân’s café at 20 mph.")
    for query in (
        "delivery", "deliver*", "“the last bus”", "leav", "cafe", "sian's", "Sian’s", "20mph",
        "buses", '"20 mph"',
    ):  # fmt: skip
        assert _found(query), query
    for query in ("“bus last”", '"deliver"', "2", "deliverance", "30mph", "afé"):
        assert not _found(query), query


def test_welsh_is_matched_as_it_stands(session: Session) -> None:
    make_item(
        make_assembly(question="Who?"), "Aer glân", language="cy", summary="Plannu coed ar y stryd.", body=""
    )
    assert _found("glan")
    assert _found("plannu strydo") == []
    assert _found("plannu stryd") != []
    assert _found("coeds") == []


@pytest.mark.parametrize(
    "sign", ["%", "_", "\\", "a:*", "' OR 1=1 --", 'x" OR y', "{title_words}:z", "!zebra", "z & !q"]
)
def test_no_sign_is_a_command(session: Session, sign: str) -> None:
    make_recommendation(make_assembly(question="Who?"), "Nothing special", clauses=["plain words"])
    assert _found(sign) == []


def test_the_best_stands_first_a_title_above_a_text(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    subject = make_recommendation_subject(assembly)
    make_comment(subject, "I like trees, and the river, and much else that is long to tell.")
    make_comment(subject, "Nothing on plants.")
    make_item(assembly, "Trees in streets", body="They give shade.")
    assert [kind for kind, _ in _found("trees")] == [Kind.EVIDENCE, Kind.COMMENT]


def test_what_has_a_word_itself_stands_before_what_only_begins_with_it(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_item(assembly, "Business rates for businesses", body="Business, business and more business.")
    make_comment(make_recommendation_subject(assembly), "I like a seat. Two buses go past mine. " * 9)
    assert [kind for kind, _ in _found("bus")] == [Kind.COMMENT, Kind.EVIDENCE]
    assert [kind for kind, _ in _found("busin")] == [Kind.EVIDENCE]


def test_some_of_the_words_are_enough_where_that_is_asked_for_most_of_them_first(session: Session) -> None:
    assembly, other = make_assembly(question="Who?"), make_assembly("other", question="Who?")
    make_item(assembly, "Trams", body="")
    make_item(assembly, "Trams by night", body="")
    make_item(other, "Trams by night", body="")
    make_item(assembly, "Nothing", body="")
    make_item(assembly, "Trams by night and llamas", published=False)
    assert _found("night tram llama") == []
    terms = read("night tram llama")
    assert [found.title for found in search_some(terms)] == ["Trams by night", "Trams by night", "Trams"]
    assert [found.title for found in search_some(terms, assembly="high-street", size=1)] == ["Trams by night"]
    assert search_some(terms, kinds=[Kind.COMMENT]) == []


@pytest.mark.parametrize("state", sorted(set(CommentState) - {CommentState.PUBLISHED}))
def test_a_comment_that_is_not_published_is_never_found(session: Session, state: CommentState) -> None:
    subject = make_recommendation_subject(make_assembly())
    make_comment(subject, "A secretword.", state=state, author_name="Secretname")
    assert _found("secretword") == []
    assert _found("secretname") == []


def test_nothing_of_what_is_not_public_is_found(session: Session) -> None:
    assembly = make_assembly()
    recommendation = make_recommendation(assembly, clauses=["Old secretword."])
    make_version(recommendation, ["New wording."])
    make_version(recommendation, ["Draft secretword."], published=False)
    make_recommendation(assembly, "Secretword", number=2, published=False)
    hidden: list[EvidenceItem | AssemblySession] = [
        make_item(assembly, "Secretword", published=False),
        make_session(assembly, "Secretword", published=False),
    ]
    for thing in hidden:
        make_transcript(thing.subject, (0, "A spoken secretword."))
        make_comment(thing.subject, "A secretword?", kind="question")
    two = {"drafted_by": make_account("a@fenbury.example"), "published_by": make_account("b@fenbury.example")}
    corrected = make_response(recommendation, reasons="A wrong secretword.", **two)
    make_response(
        recommendation, reasons="Right.", follows_id=corrected.id, correction_reason="A slip.", **two
    )
    make_response(recommendation, reasons="A drafted secretword.", published=False)
    assert _found("secretword") == []


def test_what_is_published_at_a_set_time_is_found_from_then_on(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    at = clock.now() + timedelta(hours=1)
    things: list[EvidenceItem | AssemblySession] = [
        make_item(assembly, "Trams"),
        make_session(assembly, "Trams"),
    ]
    for thing in things:
        thing.published_at = thing.subject.public_from = at
        make_transcript(thing.subject, (0, "On trams."))
    make_assembly("later", name="On trams", published_at=at)
    assert _found("trams") == []
    with clock.at(at + timedelta(seconds=1)):
        assert sorted(kind for kind, _ in _found("trams")) == sorted(
            [Kind.ASSEMBLY, Kind.EVIDENCE, Kind.SESSION, Kind.TRANSCRIPT, Kind.TRANSCRIPT]
        )


def test_nothing_of_an_assembly_that_is_not_public_is_found(session: Session) -> None:
    for number, opens in enumerate((None, clock.now() + timedelta(hours=1))):
        assembly = make_assembly(f"secret-{number}", name=f"Secretword {number}", published_at=opens)
        recommendation = make_recommendation(assembly, "Secretword")
        make_comment(recommendation.subject, "secretword")
        make_response(recommendation, reasons="secretword")
        make_item(assembly, "Secretword")
        make_transcript(make_session(assembly, "Secretword").subject, (0, "secretword"))
    assert _found("secretword") == []
    assert search("secretword").by_assembly == {}


def test_an_email_address_is_never_looked_at(session: Session) -> None:
    make_comment(make_recommendation_subject(make_assembly()), "Hello.", email="ada@example.org")
    assert _found("ada@example.org") == []


def test_pages_by_cursor_hold_everything_once_while_rows_are_added(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    subject = make_recommendation_subject(assembly, "About trams")
    for number in range(1, 6):
        make_recommendation(assembly, f"Tram {number}", number=number)
    comments = [make_comment(subject, f"tram {n} {'and more ' * n}") for n in range(7)]
    seen, after, total = [], None, None
    for _ in range(4):
        index_everything()
        page = search("tram", after=after, size=3)
        seen += [(found.kind, found.id) for found in page.items]
        after, total = page.after, total or page.total
        make_comment(subject, "a new tram")
    assert total == 12
    assert len(seen) == len(set(seen)) == 12
    assert {(Kind.COMMENT, comment.id) for comment in comments} & set(seen)


def test_the_place_is_kept_when_the_last_result_shown_is_taken_down(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly(question="Who?"))
    for number in range(5):
        make_comment(subject, f"tram {number}")
    index_everything()
    first = search("tram", size=2)
    rest = {found.id for found in search("tram").items} - {found.id for found in first.items}
    gone = first.items[-1].id
    session.execute(update(Comment).where(Comment.id == gone).values(state=CommentState.HIDDEN))
    index_everything()
    following = search("tram", after=first.after)
    assert {found.id for found in following.items} <= rest
    assert len(following.items) >= len(rest) - 1


def test_a_cursor_of_nonsense_begins_anew(session: Session) -> None:
    make_comment(make_recommendation_subject(make_assembly(question="Who?")), "tram")
    index_everything()
    for after in ("x", "WzEsMl0", "W10", "WzIxNDc0ODM2NDcsIDIxNDc0ODM2NDdd", "Wy0xLC0xXQ"):
        assert search("tram", after=after).total == 1


def test_filters_keep_to_one_assembly_and_to_kinds_and_say_what_the_others_hold(session: Session) -> None:
    one, other = make_assembly("one", question="Who?"), make_assembly("other", question="Who?")
    make_item(one, "Tram")
    make_comment(make_recommendation(one, "Tram").subject, "tram")
    make_item(other, "Tram")
    index_everything()
    found = search("tram", assembly="one", kinds=(Kind.EVIDENCE,))
    assert [(each.kind, each.assembly) for each in found.items] == [(Kind.EVIDENCE, "one")]
    assert found.total == 1
    assert found.by_kind == {Kind.EVIDENCE: 1, Kind.RECOMMENDATION: 1, Kind.COMMENT: 1}
    assert {slug: number for (slug, _), number in found.by_assembly.items()} == {"one": 1, "other": 1}


def test_what_there_is_not_is_passed_over_and_named(session: Session) -> None:
    make_item(make_assembly("one", question="Who?"), "Tram")
    make_assembly("hidden", published_at=None)
    index_everything()
    for assembly in ("none", "hidden"):
        found = search("tram", assembly=assembly, kinds=("evidence", "song"), after="x")
        assert (found.total, dict(found.passed_over)) == (
            1,
            {"assembly": assembly, "kind": "song", "after": "x"},
        )
    assert search("tram", assembly="one", kinds=("evidence",)).passed_over == {}


def test_a_comment_leads_to_the_page_of_the_list_that_holds_it(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly())
    first = make_comment(subject, "First.")
    reply = make_comment(subject, "A zebra.", parent_id=first.id)
    index_everything()
    (found,) = search("zebra").items
    assert found.path.startswith(f"{subject.path}comments/?after=")
    assert found.path.endswith(f"#comment-{reply.id}")


def test_spoken_words_lead_to_the_moment_at_which_they_begin(session: Session) -> None:
    meeting = make_session(make_assembly(question="Who?"))
    make_transcript(
        meeting.subject,
        (1_000, "Good morning to you all."),
        (4_000, "The last bus leaves"),
        (7_500, "at ten to seven in the evening."),
    )
    index_everything()
    for query, moment in (
        ("morning", "t=1"),
        ("“last bus leaves at ten”", "t=4"),
        ("evening", "t=7"),
        ("reid", "t=1"),
    ):
        (found,) = search(query).items
        assert found.path == f"{meeting.path}#{moment}", query
        assert str(found.excerpt).startswith("Ann Reid: Good morning")


def test_it_takes_three_queries_however_much_is_found(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    for number in range(1, 30):
        make_item(make_assembly(f"a-{number}"), f"Tram {number}")
        make_recommendation(assembly, f"Tram {number}", number=number)
    index_everything()
    with counted() as queries:
        page = search("tram")
    assert (len(page.items), page.total, len(queries)) == (20, 58, 3)
    with counted() as queries:
        page = search("tram", after=page.after)
    assert (len(page.items), page.total, len(queries)) == (20, 58, 3)
    with counted() as queries:
        assert search("zebra").total == 0
    assert len(queries) == 2
