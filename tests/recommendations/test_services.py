"""Recommendations are drafted, published once, and never changed after that."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import events
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.recommendations import likeness, services
from app.recommendations.events import DraftWritten, VersionPublished
from app.recommendations.matching import MOST_CLAUSES
from app.recommendations.models import Citation, Clause, Recommendation, Version, VersionStage
from app.recommendations.queries import current_version, draft_of
from app.recommendations.wording import begun_from, fingerprint
from app.recommendations.words import ClauseMatch, Place, ReportText
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import CLAUSES, make_recommendation
from tests.factories.transcripts import paste_transcript

TEXT = "\n\n".join(CLAUSES)


def revise(
    recommendation: Recommendation,
    officer: Account,
    text: str,
    stage: VersionStage = VersionStage.DRAFT,
    seen: str | None = None,
) -> Version:
    return services.write_draft(recommendation, recommendation.title, text, "Shorter.", stage, officer, seen)


def actions(session: Session, kind: str) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.kind == kind).order_by(AuditEntry.id)
    return list(session.scalars(query))


def test_recommendations_are_numbered_in_their_order(assembly: Assembly, officer: Account) -> None:
    first = services.start_recommendation(assembly, "One", TEXT, officer)
    second = services.start_recommendation(assembly, "Two", TEXT, officer)
    assert [(r.number, r.reference, r.position) for r in (first, second)] == [(1, "1", 1), (2, "2", 2)]
    assert second.path == "/assemblies/high-street/recommendations/2/"


def test_a_number_whose_address_is_taken_is_passed_over(assembly: Assembly, officer: Account) -> None:
    make_recommendation(assembly, number=1, reference="2")
    assert services.start_recommendation(assembly, "Next", TEXT, officer).reference == "3"


def test_a_draft_is_nobodys_business_until_it_is_published(assembly: Assembly, officer: Account) -> None:
    recommendation = services.start_recommendation(assembly, "One", TEXT, officer)
    assert not recommendation.subject.is_public
    assert current_version(recommendation) is None
    draft = draft_of(recommendation)
    assert draft is not None
    assert [clause.key for clause in draft.clauses] == ["1.1", "1.2", "1.3"]


def test_writing_again_changes_the_one_draft(assembly: Assembly, officer: Account, session: Session) -> None:
    recommendation = services.start_recommendation(assembly, "One", TEXT, officer)
    draft = services.write_draft(recommendation, "Uno", "Only this.", None, VersionStage.FINAL, officer)
    assert session.scalars(select(Version.number)).all() == [1]
    assert (draft.title, draft.stage, [c.text for c in draft.clauses]) == ("Uno", "final", ["Only this."])
    assert recommendation.title == recommendation.subject.title == "Uno"


def test_saving_a_draft_many_times_uses_up_no_keys(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly)
    for words in ("Mend the clock.", "Paint all doors blue.", "Ring bells at noon."):
        draft = revise(recommendation, officer, f"{TEXT}\n\n{words}")
        assert [clause.key for clause in draft.clauses] == ["1.1", "1.2", "1.3", "1.4"]


def test_a_key_that_any_published_version_used_never_comes_back(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly)
    services.publish_version(revise(recommendation, officer, f"{TEXT}\n\nMend the clock."), officer)
    services.publish_version(revise(recommendation, officer, TEXT), officer)
    third = revise(recommendation, officer, f"{TEXT}\n\nPaint all doors blue.")
    assert [clause.key for clause in third.clauses] == ["1.1", "1.2", "1.3", "1.5"]


@pytest.mark.parametrize("text", ["", "  \n\n \n", "\n\n".join(["word"] * (MOST_CLAUSES + 1))])
def test_a_text_without_paragraphs_or_with_too_many_is_refused(
    assembly: Assembly, officer: Account, text: str
) -> None:
    with pytest.raises(Refused):
        services.start_recommendation(assembly, "One", text, officer)


def test_a_compiled_record_keeps_the_text_of_its_record(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly, is_compiled=True)
    with pytest.raises(Refused, match="compiled from public records"):
        revise(recommendation, officer, TEXT)


def test_after_the_final_text_there_is_no_draft_but_a_further_final_text(
    assembly: Assembly, officer: Account
) -> None:
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    with pytest.raises(Refused, match="final"):
        revise(recommendation, officer, TEXT)
    assert revise(recommendation, officer, TEXT, VersionStage.FINAL).number == 2


def test_publishing_shows_the_text_and_tells_who_listens(
    assembly: Assembly, officer: Account, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(events, "announce", told.append)
    recommendation = services.start_recommendation(assembly, "One", TEXT, officer)
    draft = recommendation.versions[0]
    services.publish_version(draft, officer, fingerprint(draft))
    assert draft.is_public
    assert draft.published_by_id == officer.id
    assert recommendation.subject.is_public
    assert told == [DraftWritten(draft.id), VersionPublished(draft.id)]
    assert assembly.slug in session.info["touched"]
    assert actions(session, "versions") == ["drafted", "published"]


def test_a_new_title_is_seen_only_when_its_version_is(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly, title="Old title")
    draft = services.write_draft(recommendation, "New title", TEXT, "Plainer.", VersionStage.DRAFT, officer)
    assert recommendation.title == recommendation.subject.title == "Old title"
    services.publish_version(draft, officer)
    assert recommendation.title == recommendation.subject.title == "New title"


def test_words_that_a_colleague_changed_meanwhile_are_neither_published_nor_overwritten(
    assembly: Assembly, officer: Account, colleague: Account
) -> None:
    recommendation = make_recommendation(assembly)
    draft, [published] = revise(recommendation, officer, "Mine."), recommendation.versions[:1]
    looked_at, seen = fingerprint(draft), begun_from(published, draft)
    revise(recommendation, colleague, "Theirs.", seen=seen)
    with pytest.raises(Refused, match="colleague"):
        services.publish_version(draft, officer, looked_at)
    with pytest.raises(Refused, match="colleague changed"):
        revise(recommendation, officer, "Mine again.", seen=seen)
    assert [clause.text for clause in draft.clauses] == ["Theirs."]


def test_nothing_is_published_twice(assembly: Assembly, officer: Account) -> None:
    draft = revise(make_recommendation(assembly), officer, "Shorter.")
    services.publish_version(draft, officer)
    published_at = draft.published_at
    with pytest.raises(Refused, match="already"):
        services.publish_version(draft, officer)
    assert draft.published_at == published_at


@pytest.mark.parametrize("stage", VersionStage)
def test_a_text_that_says_nothing_new_is_not_published(
    assembly: Assembly, officer: Account, stage: VersionStage
) -> None:
    recommendation = make_recommendation(assembly, stage=stage)
    draft = revise(recommendation, officer, TEXT, stage)
    with pytest.raises(Refused, match="says the same as the published text"):
        services.publish_version(draft, officer)
    assert draft.published_at is None
    # A note to a paragraph is something for readers.
    note = [ClauseMatch("1.1", note="Residents asked why."), ClauseMatch("1.2"), ClauseMatch("1.3")]
    services.match_clauses(draft, note, {}, officer)
    services.publish_version(draft, officer)


def test_the_last_draft_becomes_the_final_text_word_for_word(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly)
    services.publish_version(revise(recommendation, officer, TEXT, VersionStage.FINAL), officer)
    assert recommendation.versions[-1].is_public


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Buses for all", TEXT),
        ("Buses first", TEXT.replace("ten", "nine")),
        ("Buses first", "\n\n".join(CLAUSES[::-1])),
    ],
)
def test_another_title_word_or_order_is_published(
    assembly: Assembly, officer: Account, title: str, text: str
) -> None:
    recommendation = make_recommendation(assembly, "Buses first")
    draft = services.write_draft(recommendation, title, text, "Why.", VersionStage.DRAFT, officer)
    services.publish_version(draft, officer)
    assert draft.is_public


def test_nothing_is_published_in_an_assembly_that_is_not_public(session: Session) -> None:
    hidden = make_assembly("hidden", published=False)
    officer = make_account(role=Role.OFFICER, organisation_id=hidden.organisation_id)
    recommendation = services.start_recommendation(hidden, "One", TEXT, officer)
    with pytest.raises(Refused, match="not public"):
        services.publish_version(recommendation.versions[0], officer)


# ---- The guard below the services ----


@pytest.fixture
def published(assembly: Assembly) -> Version:
    return make_recommendation(assembly).versions[0]


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("title", "Other"), ("published_at", None), ("stage", "final"), ("change_note", "x")],
)
def test_no_attribute_of_a_published_version_can_be_changed(
    session: Session, published: Version, attribute: str, value: object
) -> None:
    setattr(published, attribute, value)
    with pytest.raises(NeverChanges):
        session.flush()


def test_a_published_version_is_guarded_even_if_it_was_not_read_first(
    session: Session, published: Version
) -> None:
    session.expire_all()
    published.published_at = None
    published.title = "Other"
    with pytest.raises(NeverChanges):
        session.flush()


def test_no_clause_of_a_published_version_can_be_changed(session: Session, published: Version) -> None:
    published.clauses[0].text = "Other words"
    with pytest.raises(NeverChanges):
        session.flush()


def test_no_clause_of_a_published_version_can_be_taken_away(session: Session, published: Version) -> None:
    session.delete(published.clauses[0])
    with pytest.raises(NeverChanges):
        session.flush()


@pytest.mark.parametrize("way", ["by the version", "by its number alone"])
def test_no_clause_can_be_added_to_a_published_version(
    session: Session, published: Version, way: str
) -> None:
    given = {"version": published} if way == "by the version" else {"version_id": published.id}
    session.add(Clause(key="1.9", position=9, text="Slipped in", **given))
    with pytest.raises(NeverChanges):
        session.flush()


def test_a_published_version_cannot_be_deleted(session: Session, published: Version) -> None:
    session.delete(published)
    with pytest.raises(NeverChanges):
        session.flush()


@pytest.mark.parametrize(
    "statement", [update(Version).values(title="Other"), delete(Clause), delete(Version)]
)
def test_no_statement_changes_versions_in_bulk(
    session: Session, published: Version, statement: object
) -> None:
    with pytest.raises(NeverChanges):
        session.execute(statement)  # type: ignore[call-overload]


# ---- Citing evidence ----


def test_evidence_of_another_assembly_cannot_be_cited(
    assembly: Assembly, officer: Account, session: Session
) -> None:
    other = make_assembly("elsewhere")
    with pytest.raises(Refused, match="another assembly"):
        services.cite(make_recommendation(assembly), make_item(other), None, None, officer)


def test_a_clause_that_no_current_text_has_cannot_be_cited(assembly: Assembly, officer: Account) -> None:
    with pytest.raises(Refused, match="paragraph"):
        services.cite(make_recommendation(assembly), make_item(assembly), "1.9", None, officer)


def test_the_same_evidence_is_cited_once_for_each_clause(assembly: Assembly, officer: Account) -> None:
    recommendation, item = make_recommendation(assembly), make_item(assembly)
    services.cite(recommendation, item, None, "In all", officer)
    services.cite(recommendation, item, "1.2", "The count of trees", officer)
    for clause_key in (None, "1.2"):
        with pytest.raises(Refused, match="already"):
            services.cite(recommendation, item, clause_key, "Again", officer)


def test_one_piece_of_evidence_is_cited_for_each_of_its_words_and_moments(
    assembly: Assembly, officer: Account
) -> None:
    recommendation, item = make_recommendation(assembly), make_item(assembly, summary="It was dark.")
    paste_transcript(item, "[0:10] Ann Reid: It was dark.\n[0:14] Very dark.")
    places = [Place(), Place("It was dark."), Place("It was dark.", 10), Place(None, 10), Place(None, 12)]
    for place in places:
        services.cite(recommendation, item, None, None, officer, place)
    for place in (*places, Place(" It was\n dark. ")):
        with pytest.raises(WrongField, match="already"):
            services.cite(recommendation, item, None, "Again", officer, place)


@pytest.mark.parametrize("where", ["item", "session"])
def test_words_and_times_are_looked_for_in_the_transcript_that_belongs_to_the_item(
    assembly: Assembly, officer: Account, where: str
) -> None:
    meeting = make_session(assembly)
    item = make_item(assembly, session=meeting)
    paste_transcript(item if where == "item" else meeting, "[0:10] Ann Reid: It was\n[0:14] dark.")
    if where == "item":
        paste_transcript(meeting, "[5:00] Huw Rees: Another matter.")
    recommendation = make_recommendation(assembly)
    citation = services.cite(recommendation, item, None, None, officer, Place("It was dark.", 14))
    assert (citation.quote, citation.at_second) == ("It was dark.", 14)
    with pytest.raises(WrongField, match="letter by letter"):
        services.cite(recommendation, item, None, None, officer, Place("it was dark."))
    for second in (9, 15):
        with pytest.raises(WrongField, match="from 00:10 to 00:14") as refusal:
            services.cite(recommendation, item, None, None, officer, Place(None, second))
        assert refusal.value.field == "at"


def test_a_time_needs_a_transcript_with_times(assembly: Assembly, officer: Account) -> None:
    recommendation = make_recommendation(assembly)
    bare, untimed = make_item(assembly), make_item(assembly)
    paste_transcript(untimed, "Ann Reid: It was dark.")
    for item in (bare, untimed):
        with pytest.raises(WrongField, match="no transcript with times"):
            services.cite(recommendation, item, None, None, officer, Place(None, 10))


def test_a_citation_can_be_taken_away_and_the_log_knows(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    recommendation, item = make_recommendation(assembly), make_item(assembly)
    citation = services.cite(recommendation, item, "1.2", "Words of a person", officer)
    services.remove_citation(citation, officer)
    assert session.scalars(select(Citation)).all() == []
    assert actions(session, "citations") == ["cited", "removed"]
    row = session.scalars(select(AuditEntry).where(AuditEntry.action == "removed")).one()
    assert row.detail["item_id"] == item.id
    assert "person" not in str(row.detail)
    services.cite(recommendation, item, "1.2", None, officer)


def test_the_texts_of_a_report_share_what_finding_their_clauses_may_cost(
    monkeypatch: pytest.MonkeyPatch, assembly: Assembly, officer: Account
) -> None:
    """Sixty texts made to be costly, written in one transaction, cost no more than one."""
    made = [make_recommendation(assembly, f"Title {number}", number=number) for number in (1, 2)]
    words = TEXT.replace("Buses", "Trams")
    texts = [
        ReportText(each.title, words, each.reference, begun_from(current_version(each), None))
        for each in made
    ]
    # Enough to look at one reworded paragraph, but not at two.
    monkeypatch.setattr(likeness, "MOST_WORK", 10)
    drafted = services.import_report(assembly, texts, "Trams.", VersionStage.DRAFT, officer)
    one, two = [draft_of(each) for each in drafted]
    assert one is not None
    assert two is not None
    assert one.clauses[0].key == "1.1"
    assert two.clauses[0].key == "2.4"
