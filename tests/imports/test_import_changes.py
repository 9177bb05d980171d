"""What changed in a record, vanished from it or came back: nothing that it once said is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Phase, Remark, Source
from app.core import clock, revisions
from app.core.audit import AuditEntry
from app.evidence.models import AssemblySession, Speaker
from app.imports.jobs import import_assembly_files
from app.recommendations.models import Ballot, Recommendation, Vote
from app.responses.models import ProgressUpdate, Response
from app.subjects.models import Subject
from tests.imports.compiled import IIDP, Content, differences, dump, saved, small
from tests.imports.conftest import Import
from tests.imports.counting import count, recommendation_of, the


@pytest.mark.parametrize("path", IIDP, ids=[path.stem for path in IIDP])
def test_a_second_import_of_the_same_file_writes_nothing_at_all(session: Session, path: Path) -> None:
    import_assembly_files([path])
    before = dump(session)
    outcome = import_assembly_files([path])
    assert outcome.lines[0].endswith(": unchanged")
    assert differences(before, dump(session)) == {}


def test_the_same_content_in_another_layout_is_no_change(session: Session, tmp_path: Path) -> None:
    import_assembly_files([saved(tmp_path, small())])
    before = dump(session)
    path = tmp_path / "record.json"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "\r\n\t"), encoding="utf-8")
    assert import_assembly_files([path]).lines == ["hilltown: unchanged"]
    assert differences(before, dump(session)) == {}


def test_keys_in_another_order_change_nothing_but_the_digest(session: Session, bring: Import) -> None:
    bring(small())
    before = dump(session)
    turned = {key: small()[key] for key in reversed(list(small()))}
    assert bring(turned) == ["hilltown: changed, in nothing that shows"]
    assert set(differences(before, dump(session))) == {"imported_records"}


def test_a_changed_text_is_a_new_version_and_the_former_one_stays(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][0]["paraphrase"] = "Run more buses until midnight, on every day of the week."
    content["recommendations"][0]["actions"].insert(0, "Ask the county to pay for it.")
    assert bring(content) == ["hilltown: changed, 1 version published"]
    first, second = recommendation_of(session, "r1").versions
    assert first.clauses[0].text == "Run more buses in the evening."
    assert (second.number, second.stage, second.is_paraphrase) == (2, "final", True)
    assert second.change_note == "The record changed."
    keys = {clause.text: clause.key for clause in second.clauses}
    # What stayed keeps its key; what is new gets one that was never used.
    assert keys["Run the 46 until 11 pm."] == "r1.2"
    assert keys["Tell people about it."] == "r1.3"
    assert keys["Ask the county to pay for it."] not in {"r1.1", "r1.2", "r1.3"}
    assert len(set(keys.values())) == 4
    assert [vote.version_id for vote in recommendation_of(session, "r1").votes] == [first.id]


def test_a_changed_title_is_a_new_version_too_and_renames_the_page(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][0]["title"] = "Many more buses"
    bring(content)
    row = recommendation_of(session, "r1")
    assert [version.title for version in row.versions] == ["More buses", "Many more buses"]
    assert (row.title, row.subject.title) == ("Many more buses", "Many more buses")


def test_a_changed_answer_is_a_new_row_behind_the_former_one(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["responses"][1] |= {"decision": "accepted", "recommendation_ids": ["R1"]}
    assert bring(content) == ["hilltown: changed, 1 response published"]
    now = session.scalars(select(Response).where(Response.record_key == "ht-r2")).one()
    assert (now.verdict, now.recorded_as, now.correction_reason) == (
        "accepted",
        "accepted",
        "The record changed.",
    )
    former = session.get_one(Response, now.follows_id)
    assert (former.verdict, former.reasons) == ("accepted_in_part", "The leader promised two more buses.")
    assert [target.reference for target in former.recommendations] == ["r1", "r2"]
    assert former.vanished_at is not None
    assert now.vanished_at is None
    content["responses"][1]["paraphrase"] = "The leader promised three more buses."
    bring(content)
    newest = session.scalars(select(Response).where(Response.record_key == "ht-r2")).one()
    assert newest.follows_id == now.id
    assert count(session, Response) == 4


def test_a_changed_update_is_a_new_row_behind_the_former_one(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["progress_updates"][0] |= {"status": "stopped", "paraphrase": "The bus was taken off again."}
    assert bring(content) == ["hilltown: changed, 1 update reported"]
    now = session.scalars(select(ProgressUpdate).where(ProgressUpdate.record_key == "ht-p1")).one()
    former = session.get_one(ProgressUpdate, now.follows_id)
    assert (now.status, former.status, former.text) == ("stopped", "in_progress", "One bus more.")
    assert former.vanished_at is not None


def test_where_an_answer_was_found_is_corrected_in_place(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["responses"][1] |= {"official_source": True, "source": "https://hilltown.example/minutes"}
    assert bring(content) == ["hilltown: changed, 1 response changed"]
    row = session.scalars(select(Response).where(Response.record_key == "ht-r2")).one()
    assert (row.is_official_source, row.source_url, row.follows_id) == (
        True,
        "https://hilltown.example/minutes",
        None,
    )


def test_corrected_figures_of_a_vote_are_a_new_row_and_the_former_ones_stay(
    session: Session, bring: Import
) -> None:
    bring(small())
    content = small()
    content["recommendations"][0]["support"]["counts"]["support"] = 31
    bring(content)
    [vote] = recommendation_of(session, "r1").votes
    assert [row.count for row in vote.counts] == [31, 8, 1]
    former = session.scalars(select(Vote).where(Vote.vanished_at.is_not(None))).one()
    assert [row.count for row in former.counts] == [30, 8, 1]


def test_figures_and_facts_of_the_assembly_follow_the_record(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["name"] = "Hilltown Assembly"
    content["assembly"] |= {"members": 42, "hours": None, "facilitator": "Square Table"}
    content["sessions"][0]["title"] = "Welcome and hopes"
    content["recommendations"][1]["number"] = 2
    bring(content)
    assembly = the("hilltown")
    assert (assembly.name, assembly.members, assembly.hours) == ("Hilltown Assembly", 42, None)
    assert assembly.facts["Run by"] == "Square Table"
    titles = set(session.scalars(select(Subject.title)))
    assert {"Hilltown Assembly", "Welcome and hopes"} <= titles
    assert "Welcome" not in titles
    assert recommendation_of(session, "r2").number == 2
    assert len(recommendation_of(session, "r2").versions) == 1


def test_a_change_raises_the_revision_of_the_assembly_and_of_the_site(
    session: Session, bring: Import
) -> None:
    bring(small())
    before = revisions.current("hilltown")[0], revisions.current(revisions.SITE)[0]
    bring(small())
    assert (revisions.current("hilltown")[0], revisions.current(revisions.SITE)[0]) == before
    bring(small() | {"name": "Hilltown Assembly"})
    assert revisions.current("hilltown")[0] == before[0] + 1
    assert revisions.current(revisions.SITE)[0] == before[1] + 1


def test_each_change_has_its_row_in_the_log(session: Session, bring: Import) -> None:
    bring(small())
    last = session.scalar(select(func.max(AuditEntry.id))) or 0
    content = small()
    del content["sessions"][1]
    content["responses"][0]["paraphrase"] = "The Cabinet noted it."
    bring(content)
    entries = session.execute(
        select(AuditEntry.action, AuditEntry.kind).where(AuditEntry.id > last).order_by(AuditEntry.id)
    )
    assert [tuple(entry) for entry in entries] == [
        ("vanished", "assembly_sessions"),
        ("published", "responses"),
    ]


def without(content: Content) -> Content:
    """The record without one thing of each kind."""
    for key in ("timeline", "sessions", "ballots", "responses", "progress_updates", "sources"):
        content[key].pop()
    content["recommendations"].pop()
    content["recommendations"][1]["support"] = None
    content["sessions"][0]["speakers"].pop()
    content["discrepancies"] = []
    return content


VANISH: list[tuple[Any, int]] = [
    (Phase, 1),
    (AssemblySession, 1),
    (Speaker, 1),
    (Ballot, 1),
    (Recommendation, 1),
    (Vote, 1),
    (Response, 1),
    (ProgressUpdate, 1),
    (Source, 1),
    (Remark, 1),
]


def test_what_vanished_is_marked_and_never_deleted(session: Session, bring: Import) -> None:
    bring(small())
    before = {table: count(session, table) for table, _ in VANISH}
    moment = clock.now()
    with clock.at(moment):
        bring(without(small()))
    assert {table: count(session, table) for table, _ in VANISH} == before
    marked = {table: list(session.scalars(select(table.vanished_at))) for table, _ in VANISH}
    assert {table: sum(m is not None for m in marks) for table, marks in marked.items()} == dict(VANISH)
    assert {m for marks in marked.values() for m in marks if m is not None} == {moment}
    assert len(the("hilltown").phases) == 3
    welcome = session.scalars(select(AssemblySession).where(AssemblySession.record_key == "ht-1")).one()
    assert [speaker.name for speaker in welcome.speakers] == ["Ada Hall"]
    assert recommendation_of(session, "r2").votes == []


def test_what_has_vanished_does_not_vanish_again(session: Session, bring: Import) -> None:
    bring(small())
    bring(without(small()))
    before = dump(session)
    bring(without(small()) | {"note": "Something else changed."})
    assert set(differences(before, dump(session))) == {
        "assemblies",
        "audit_entries",
        "imported_records",
        "revisions",
    }


def test_what_comes_back_loses_its_mark_and_is_the_same_row(session: Session, bring: Import) -> None:
    bring(small())
    before = dump(session)
    bring(without(small()))
    bring(small())
    assert all(count(session, table, table.vanished_at.is_not(None)) == 0 for table, _ in VANISH)
    kept_anew = {"audit_entries", "imported_records", "revisions", "search_documents"}
    assert set(differences(before, dump(session))) <= kept_anew


def test_what_comes_back_with_other_words_is_a_new_version(session: Session, bring: Import) -> None:
    bring(small())
    bring(without(small()))
    content = small()
    content["recommendations"][2]["paraphrase"] = "Wait no longer."
    content["responses"][1]["paraphrase"] = "The leader thought again."
    bring(content)
    row = recommendation_of(session, "k1")
    assert row.vanished_at is None
    assert [version.clauses[0].text for version in row.versions] == ["Do not wait.", "Wait no longer."]
    answer = session.scalars(select(Response).where(Response.record_key == "ht-r2")).one()
    assert (answer.vanished_at, answer.follows_id is None) == (None, False)


def test_phases_may_change_places(session: Session, bring: Import) -> None:
    bring(small())
    ids = [phase.id for phase in the("hilltown").phases]
    content = small()
    content["timeline"].reverse()
    content["timeline"].insert(1, {"phase": "report", "title": "Report", "starts_on": "2019-12"})
    bring(content)
    titles = [phase.title for phase in the("hilltown").phases]
    assert titles == ["One year on", "Report", "First weekend", "Call for evidence"]
    assert [phase.id for phase in the("hilltown").phases if phase.id in ids] == ids[::-1]


def test_an_id_in_other_letters_is_the_same_recommendation(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][2]["id"] = "k1"
    bring(content)
    assert count(session, Recommendation) == 3
    assert recommendation_of(session, "k1").record_key == "k1"
