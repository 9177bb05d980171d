"""An officer corrects which former clause a paragraph of a draft is, before it is published."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import events
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.recommendations import services
from app.recommendations.events import DraftWritten
from app.recommendations.models import ClauseDeparture, ClauseOrigin, Recommendation, Version, VersionStage
from app.recommendations.wording import fingerprint
from app.recommendations.words import ClauseMatch
from tests.factories.recommendations import CLAUSES

BUSES, DELIVERIES, BENCHES = CLAUSES
TEXT = f"Buses run all night.\n\n{DELIVERIES}\n\n{BENCHES}"
AS_IT_IS = [ClauseMatch(None), ClauseMatch("1.2"), ClauseMatch("1.3")]


@pytest.fixture
def draft(recommendation: Recommendation, officer: Account) -> Version:
    """Its first paragraph is taken for a new one; 1.1 goes."""
    return write(recommendation, officer)


def write(recommendation: Recommendation, officer: Account, text: str = TEXT) -> Version:
    return services.write_draft(
        recommendation, recommendation.title, text, "Nights too.", VersionStage.DRAFT, officer
    )


def keys(version: Version) -> list[str]:
    return [clause.key for clause in version.clauses]


def origins(version: Version) -> list[tuple[str, str, str]]:
    return [(each.clause_key, each.kind, each.from_key) for each in version.origins]


def test_what_was_corrected_is_kept_logged_and_told(
    session: Session,
    draft: Version,
    recommendation: Recommendation,
    officer: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(events, "announce", told.append)
    assert keys(draft) == ["1.4", "1.2", "1.3"]
    said = [ClauseMatch("1.1", note="Nurses asked for it."), *AS_IT_IS[1:]]
    services.match_clauses(draft, said, {}, officer, fingerprint(draft))
    session.expire_all()
    assert keys(draft) == ["1.1", "1.2", "1.3"]
    assert [clause.is_matched_by_hand for clause in draft.clauses] == [True, False, False]
    assert draft.clauses[0].change_note == "Nurses asked for it."
    assert told == [DraftWritten(draft.id)]
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "matched")).all()
    assert [(row.thing_id, row.actor_id) for row in rows] == [(draft.id, officer.id)]
    again = write(recommendation, officer, TEXT.replace("all night", "all the night"))
    assert keys(again) == ["1.1", "1.2", "1.3"]
    assert again.clauses[0].change_note == "Nurses asked for it."
    assert again.clauses[0].is_matched_by_hand


def test_two_paragraphs_exchange_their_keys(draft: Version, officer: Account) -> None:
    services.match_clauses(draft, [ClauseMatch(None), ClauseMatch("1.3"), ClauseMatch("1.2")], {}, officer)
    assert keys(draft) == ["1.4", "1.3", "1.2"]


def test_splits_and_merges_are_written_down(session: Session, draft: Version, officer: Account) -> None:
    said = [ClauseMatch(None, split_from="1.2"), *AS_IT_IS[1:]]
    services.match_clauses(draft, said, {"1.1": 2}, officer)
    session.expire_all()
    assert origins(draft) == [("1.4", "split", "1.2"), ("1.3", "merge", "1.1")]
    services.match_clauses(draft, AS_IT_IS, {"1.1": None}, officer)
    assert origins(draft) == []


def test_an_automatic_split_is_written_down_without_anybody(
    recommendation: Recommendation, officer: Account
) -> None:
    long = "Deliveries happen before ten in the morning, and cargo bikes bring parcels all day long."
    services.publish_version(write(recommendation, officer, long), officer)
    first, second = long.split(", ")
    draft = write(recommendation, officer, f"{first}.\n\nAnd they say: {second}")
    assert len(origins(draft)) == 1
    assert origins(draft)[0][1] == "split"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ([ClauseMatch("1.2"), ClauseMatch("1.2"), ClauseMatch("1.3")], "match_1", "only be one of them"),
        ([ClauseMatch("1.9"), *AS_IT_IS[1:]], "match_0", "Choose a paragraph"),
        ([ClauseMatch(None, split_from="2.1"), *AS_IT_IS[1:]], "match_0", "Choose a paragraph"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    draft: Version, officer: Account, said: list[ClauseMatch], field: str, words: str
) -> None:
    with pytest.raises(WrongField, match=words) as refusal:
        services.match_clauses(draft, said, {}, officer)
    assert refusal.value.field == field
    assert keys(draft) == ["1.4", "1.2", "1.3"]


def test_whoever_looked_at_another_text_says_nothing_about_this_one(
    draft: Version, recommendation: Recommendation, officer: Account, colleague: Account
) -> None:
    seen = fingerprint(draft)
    write(recommendation, colleague, f"{TEXT}\n\nMend the clock.")
    for fingerprint_seen in (seen, None):
        with pytest.raises(Refused, match="colleague"):
            services.match_clauses(draft, AS_IT_IS, {}, officer, fingerprint_seen)


@pytest.mark.parametrize("what", ["note", "origin", "why it goes"])
def test_notes_and_origins_are_part_of_what_was_seen(
    draft: Version, officer: Account, colleague: Account, what: str
) -> None:
    seen = fingerprint(draft)
    said = [ClauseMatch(None, note="Asked for." if what == "note" else None), *AS_IT_IS[1:]]
    merged = {"1.1": 1} if what == "origin" else {}
    why = {"1.1": "It cost too much."} if what == "why it goes" else {}
    services.match_clauses(draft, said, merged, colleague, why=why)
    with pytest.raises(Refused, match="colleague"):
        services.publish_version(draft, officer, seen)


def test_ones_own_earlier_save_is_not_called_a_colleagues(draft: Version, officer: Account) -> None:
    seen = fingerprint(draft)
    services.match_clauses(draft, AS_IT_IS, {"1.1": 1}, officer)
    with pytest.raises(Refused, match="You have saved this draft since you opened this page"):
        services.publish_version(draft, officer, seen)


def test_why_a_paragraph_goes_is_kept_until_it_comes_back(
    session: Session, draft: Version, recommendation: Recommendation, officer: Account
) -> None:
    why = {"1.1": "It cost too much.", "1.2": "This one stays.", "9.9": "There is none."}
    services.match_clauses(draft, AS_IT_IS, {"1.1": None}, officer, why=why)
    session.expire_all()
    assert draft.notes == {"1.1": "It cost too much."}
    write(recommendation, officer, f"{DELIVERIES}\n\n{BENCHES}")
    session.expire_all()
    assert draft.notes == {"1.1": "It cost too much."}
    write(recommendation, officer, f"{BUSES}\n\n{DELIVERIES}")
    session.expire_all()
    assert draft.notes == {}


@pytest.mark.parametrize(
    ("said", "merged", "field", "words"),
    [
        ([ClauseMatch("1.1"), *AS_IT_IS[1:]], {"1.1": 2}, "gone_0", "1.1 goes on as number 1"),
        ([ClauseMatch(None), *AS_IT_IS[1:]], {"1.2": 0}, "gone_1", "1.2 goes on as number 2"),
        ([ClauseMatch("1.1", also=("1.2",)), *AS_IT_IS[1:]], {}, "also_0", "number 1 has not taken it in"),
    ],
)
def test_what_goes_on_was_not_merged_too(
    draft: Version,
    officer: Account,
    said: list[ClauseMatch],
    merged: dict[str, int | None],
    field: str,
    words: str,
) -> None:
    with pytest.raises(WrongField, match=words) as refusal:
        services.match_clauses(draft, said, merged, officer)
    assert refusal.value.field == field
    assert origins(draft) == []


def test_a_paragraph_holds_words_of_several(session: Session, draft: Version, officer: Account) -> None:
    said = [ClauseMatch(None, split_from="1.2", also=("1.3",)), *AS_IT_IS[1:]]
    services.match_clauses(draft, said, {"1.1": 0}, officer)
    session.expire_all()
    assert origins(draft) == [
        ("1.4", "split", "1.1"),
        ("1.4", "split", "1.2"),
        ("1.4", "split", "1.3"),
    ]


def test_there_is_nothing_to_match_without_a_former_text_or_after_publishing(
    assembly: Assembly, draft: Version, officer: Account
) -> None:
    first = services.start_recommendation(assembly, "Two", "One.", officer).versions[0]
    with pytest.raises(Refused, match="no former text"):
        services.match_clauses(first, [ClauseMatch(None)], {}, officer)
    services.publish_version(draft, officer)
    with pytest.raises(Refused, match="published already"):
        services.match_clauses(draft, AS_IT_IS, {}, officer)


# ---- What is published stays ----


@pytest.fixture
def published(draft: Version, officer: Account, session: Session) -> Version:
    why = {"1.1": "Its words are in the next one."}
    services.match_clauses(draft, AS_IT_IS, {"1.1": 1}, officer, why=why)
    services.publish_version(draft, officer)
    session.flush()
    return draft


def test_why_a_clause_went_from_a_published_version_never_changes(
    session: Session, published: Version
) -> None:
    published.departures[0].note = "Another reason."
    with pytest.raises(NeverChanges):
        session.flush()
    session.expire(published.departures[0])
    session.delete(published.departures[0])
    with pytest.raises(NeverChanges):
        session.flush()
    session.expunge(published.departures[0])
    with pytest.raises(NeverChanges):
        session.execute(delete(ClauseDeparture))


def test_no_reason_is_added_to_a_published_version(session: Session, published: Version) -> None:
    session.add(ClauseDeparture(version_id=published.id, clause_key="1.3", note="Later."))
    with pytest.raises(NeverChanges):
        session.flush()


def test_an_origin_of_a_published_version_cannot_be_changed(session: Session, published: Version) -> None:
    published.origins[0].from_key = "1.3"
    with pytest.raises(NeverChanges):
        session.flush()


def test_an_origin_of_a_published_version_cannot_be_taken_away(session: Session, published: Version) -> None:
    session.delete(published.origins[0])
    with pytest.raises(NeverChanges):
        session.flush()


def test_no_origin_is_added_to_a_published_version(session: Session, published: Version) -> None:
    session.add(ClauseOrigin(version_id=published.id, clause_key="1.4", from_key="1.1", kind="split"))
    with pytest.raises(NeverChanges):
        session.flush()


@pytest.mark.parametrize("statement", [update(ClauseOrigin).values(from_key="1.3"), delete(ClauseOrigin)])
def test_no_statement_changes_origins_in_bulk(
    session: Session, published: Version, statement: object
) -> None:
    with pytest.raises(NeverChanges):
        session.execute(statement)  # type: ignore[call-overload]
