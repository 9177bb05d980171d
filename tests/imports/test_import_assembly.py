"""A record is written once, updated where it changed, and nothing that it once said is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, ImportedRecord, Phase, Remark, Source
from app.assemblies.phases import comments_open
from app.assemblies.queries import assembly_by_slug
from app.core import clock, revisions
from app.core.audit import AuditEntry
from app.evidence.models import AssemblySession, Speaker
from app.imports.jobs import import_assembly_files
from app.imports.reading import FileRefused
from app.organisations.models import Organisation
from app.recommendations.models import Ballot, Clause, Recommendation, Version, Vote, VoteCount
from app.responses.models import ProgressUpdate, Response
from app.subjects.models import Subject
from tests.factories.assemblies import make_assembly
from tests.imports.compiled import IIDP, Content, differences, dump, read, saved, small

Import = Callable[[Content], list[str]]


@pytest.fixture
def bring(session: Session, tmp_path: Path) -> Import:
    """Import a record; the lines that the command would print."""

    def import_content(content: Content) -> list[str]:
        lines = import_assembly_files([saved(tmp_path, content)]).lines
        session.expire_all()
        return lines

    return import_content


def count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def hilltown() -> Assembly:
    assembly = assembly_by_slug("hilltown")
    assert assembly is not None
    return assembly


def recommendation(session: Session, reference: str) -> Recommendation:
    return session.scalars(select(Recommendation).where(Recommendation.reference == reference)).one()


# The real files


@pytest.mark.parametrize("path", IIDP, ids=[path.stem for path in IIDP])
def test_a_real_record_arrives_whole(session: Session, path: Path) -> None:
    import_assembly_files([path])
    content = read(path)
    supports = [r["support"] for r in content["recommendations"] if r["support"] is not None]
    expected = {
        Assembly: 1,
        Phase: len(content["timeline"]),
        AssemblySession: len(content["sessions"]),
        Speaker: sum(len(s["speakers"]) for s in content["sessions"]),
        Recommendation: len(content["recommendations"]),
        Version: len(content["recommendations"]),
        Clause: sum(1 + len(r.get("actions") or []) for r in content["recommendations"]),
        Vote: len(supports),
        VoteCount: sum(len(s.get("counts", {})) for s in supports),
        Ballot: len(content["ballots"]),
        Response: len(content["responses"]),
        ProgressUpdate: len(content["progress_updates"]),
        Remark: len(content["discrepancies"]) + len(content["missing"]),
        Subject: 1 + len(content["sessions"]) + len(content["recommendations"]),
    }
    assert {table: count(session, table) for table in expected} == expected
    addresses = {s["url"] for s in content["sources"]} | {content["assembly"]["source"]}
    assert set(session.scalars(select(Source.url))) == addresses


@pytest.mark.parametrize("path", IIDP, ids=[path.stem for path in IIDP])
def test_every_figure_of_a_real_vote_is_the_file_s(session: Session, path: Path) -> None:
    import_assembly_files([path])
    for item in read(path)["recommendations"]:
        votes = recommendation(session, item["id"].lower()).votes
        if item["support"] is None:
            assert votes == []
            continue
        [vote], support = votes, item["support"]
        assert (vote.scale, vote.basis, vote.ballots) == (
            support["scale"],
            support["basis"],
            support.get("ballots"),
        )
        assert vote.support_count == support.get("support_count", support.get("count"))
        assert vote.support_percent == support.get("support_percent")
        assert [row.count for row in vote.counts] == list(support.get("counts", {}).values())


def test_numbers_repeat_and_addresses_do_not(session: Session) -> None:
    import_assembly_files([IIDP[0]])
    ones = session.scalars(
        select(Recommendation).where(Recommendation.number == 1).order_by(Recommendation.position)
    ).all()
    assert [r.reference for r in ones] == ["m1", "s1", "v1", "k1"]
    assert [r.path for r in ones[:2]] == [
        "/assemblies/greater-cambridge/recommendations/m1/",
        "/assemblies/greater-cambridge/recommendations/s1/",
    ]


def test_numbers_that_are_missing_stay_missing_and_say_why(session: Session) -> None:
    import_assembly_files([IIDP[2]])
    first = recommendation(session, "r1")
    assert (first.number, first.number_note, first.label) == (None, "official number not seen", "R1")


def test_dates_stay_as_precise_as_they_are(session: Session) -> None:
    import_assembly_files(IIDP)
    cambridge = assembly_by_slug("greater-cambridge")
    assert cambridge is not None
    assert (cambridge.started_on, cambridge.report_published_on) == ("2019-09-07", "2019-11")
    assert [(p.starts_on, p.ends_on) for p in cambridge.phases if p.title == "Civic lottery"] == [
        (None, "2019-08")
    ]
    assert [
        (p.starts_on, p.ends_on) for p in cambridge.phases if p.title == "Making Connections consultations"
    ] == [("2021", "2022-12-23")]
    dates = {row.record_key: row.decided_on for row in session.scalars(select(Response))}
    assert (dates["gc-r1"], dates["gc-r5"], dates["ro-r2"]) == ("2020-02-19", "2020-02", None)


def test_the_record_is_public_compiled_and_opens_nothing(session: Session) -> None:
    import_assembly_files(IIDP)
    for assembly in session.scalars(select(Assembly)):
        assert assembly.is_compiled
        assert assembly.is_public
        assert assembly.is_iidp
        assert not comments_open(assembly)
        assert all(phase.opens_at is None and phase.closes_at is None for phase in assembly.phases)
    assert all(session.scalars(select(Recommendation.is_compiled)))
    assert all(session.scalars(select(Version.is_paraphrase)))
    assert set(session.scalars(select(Version.stage))) == {"final"}
    assert all(session.scalars(select(Response.is_compiled)))
    assert all(session.scalars(select(ProgressUpdate.is_compiled)))
    assert all(session.scalars(select(Subject.is_public)))


def test_the_decisions_have_our_words_and_keep_the_source_s(session: Session) -> None:
    import_assembly_files([IIDP[0]])
    rows = session.execute(
        select(Response.record_key, Response.verdict, Response.recorded_as, Response.is_official_source)
    )
    told = {key: rest for key, *rest in rows}
    assert told["gc-r2"] == ["accepted", "accepted", True]
    assert told["gc-r4"] == ["accepted_in_part", "partly_accepted", True]
    assert told["gc-r10"] == ["not_ours", "referred", False]
    assert told["gc-r11"] == ["under_consideration", "under_consideration", False]


def test_noted_and_context_are_no_verdict_and_no_status(session: Session, bring: Import) -> None:
    bring(small())
    noted = session.scalars(select(Response).where(Response.record_key == "ht-r1")).one()
    assert (noted.verdict, noted.recorded_as, noted.covers_all) == (None, "noted", True)
    context = session.scalars(select(ProgressUpdate).where(ProgressUpdate.record_key == "ht-p2")).one()
    assert (context.status, context.covers_all, context.recommendations) == (None, True, [])


def test_paraphrase_and_actions_are_the_clauses_of_one_final_version(session: Session, bring: Import) -> None:
    bring(small())
    [version] = recommendation(session, "r1").versions
    assert [(clause.key, clause.text) for clause in version.clauses] == [
        ("r1.1", "Run more buses in the evening."),
        ("r1.2", "Run the 46 until 11 pm."),
        ("r1.3", "Tell people about it."),
    ]


def test_ballots_are_tables_with_the_recommendations_titles(session: Session, bring: Import) -> None:
    bring(small())
    points, see = session.scalars(select(Ballot).order_by(Ballot.position))
    assert points.columns == ["Option", "Points", "First choices"]
    assert points.rows == [
        ["R1: More buses", 120, 20],
        ["R2: Safer streets", 90, None],
        ["No change", 7, 1],
    ]
    assert (see.rows, see.note) == ([], "The figures stand with each recommendation.")


def test_councils_are_found_by_code_then_by_name_and_made_once(session: Session, bring: Import) -> None:
    bring(small())
    organisation = hilltown().organisation
    assert (organisation.slug, organisation.gss_code) == ("hilltown-council", "E07000999")
    content = small() | {"slug": "hilltown-two"}
    content["assembly"]["convener"] = "Hilltown District Council"
    bring(content)
    content = small() | {"slug": "hilltown-three"}
    content["assembly"]["convener_gss_code"] = None
    bring(content)
    assert count(session, Organisation) == 1


def test_a_second_council_of_nearly_the_same_name_has_an_address_of_its_own(
    session: Session, bring: Import
) -> None:
    bring(small())
    content = small() | {"slug": "other"}
    content["assembly"] |= {"convener": "Hilltown  –  Council", "convener_gss_code": None}
    bring(content)
    assert sorted(session.scalars(select(Organisation.slug))) == ["hilltown-council", "hilltown-council-2"]


# Twice


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


# Changes


def test_a_changed_text_is_a_new_version_and_the_former_one_stays(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][0]["paraphrase"] = "Run more buses until midnight, on every day of the week."
    content["recommendations"][0]["actions"].insert(0, "Ask the county to pay for it.")
    assert bring(content) == ["hilltown: changed, 1 version published"]
    first, second = recommendation(session, "r1").versions
    assert first.clauses[0].text == "Run more buses in the evening."
    assert (second.number, second.stage, second.is_paraphrase) == (2, "final", True)
    assert second.change_note == "The record changed."
    keys = {clause.text: clause.key for clause in second.clauses}
    # What stayed keeps its key; what is new gets one that was never used.
    assert keys["Run the 46 until 11 pm."] == "r1.2"
    assert keys["Tell people about it."] == "r1.3"
    assert keys["Ask the county to pay for it."] not in {"r1.1", "r1.2", "r1.3"}
    assert len(set(keys.values())) == 4
    assert [vote.version_id for vote in recommendation(session, "r1").votes] == [first.id]


def test_a_changed_title_is_a_new_version_too_and_renames_the_page(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][0]["title"] = "Many more buses"
    bring(content)
    row = recommendation(session, "r1")
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
    [vote] = recommendation(session, "r1").votes
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
    assembly = hilltown()
    assert (assembly.name, assembly.members, assembly.hours) == ("Hilltown Assembly", 42, None)
    assert assembly.facts["Run by"] == "Square Table"
    titles = set(session.scalars(select(Subject.title)))
    assert {"Hilltown Assembly", "Welcome and hopes"} <= titles
    assert "Welcome" not in titles
    assert recommendation(session, "r2").number == 2
    assert len(recommendation(session, "r2").versions) == 1


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


# What vanishes, and what comes back


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
    assert len(hilltown().phases) == 3
    welcome = session.scalars(select(AssemblySession).where(AssemblySession.record_key == "ht-1")).one()
    assert [speaker.name for speaker in welcome.speakers] == ["Ada Hall"]
    assert recommendation(session, "r2").votes == []


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
    row = recommendation(session, "k1")
    assert row.vanished_at is None
    assert [version.clauses[0].text for version in row.versions] == ["Do not wait.", "Wait no longer."]
    answer = session.scalars(select(Response).where(Response.record_key == "ht-r2")).one()
    assert (answer.vanished_at, answer.follows_id is None) == (None, False)


def test_phases_may_change_places(session: Session, bring: Import) -> None:
    bring(small())
    ids = [phase.id for phase in hilltown().phases]
    content = small()
    content["timeline"].reverse()
    content["timeline"].insert(1, {"phase": "report", "title": "Report", "starts_on": "2019-12"})
    bring(content)
    titles = [phase.title for phase in hilltown().phases]
    assert titles == ["One year on", "Report", "First weekend", "Call for evidence"]
    assert [phase.id for phase in hilltown().phases if phase.id in ids] == ids[::-1]


def test_an_id_in_other_letters_is_the_same_recommendation(session: Session, bring: Import) -> None:
    bring(small())
    content = small()
    content["recommendations"][2]["id"] = "k1"
    bring(content)
    assert count(session, Recommendation) == 3
    assert recommendation(session, "k1").record_key == "k1"


# All or nothing


def test_of_several_files_one_bad_one_stops_all(session: Session, tmp_path: Path) -> None:
    before = dump(session)
    broken = small() | {"slug": "broken", "timeline": [{"phase": "party"}]}
    good, bad = saved(tmp_path, small(), "good.json"), saved(tmp_path, broken, "bad.json")
    with pytest.raises(FileRefused, match=r"bad\.json: \$\.timeline\[0\]\.phase: 'party' is none of"):
        import_assembly_files([good, bad])
    assert differences(before, dump(session)) == {}


def test_two_files_of_the_same_assembly_contradict_each_other(session: Session, tmp_path: Path) -> None:
    paths = [saved(tmp_path, small(), name) for name in ("one.json", "two.json")]
    with pytest.raises(FileRefused, match=r"two\.json: \$\.slug: 'hilltown' is the slug of .*one\.json too"):
        import_assembly_files(paths)


def test_an_assembly_that_is_run_here_is_never_overwritten(session: Session, tmp_path: Path) -> None:
    make_assembly("hilltown")
    session.commit()
    before = dump(session)
    other = saved(tmp_path, small() | {"slug": "other"}, "other.json")
    with pytest.raises(
        FileRefused, match=r"record\.json: \$\.slug: 'hilltown' is an assembly that is run here"
    ):
        import_assembly_files([other, saved(tmp_path, small())])
    assert differences(before, dump(session)) == {}


def test_a_failure_while_writing_leaves_nothing_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(session)

    def fail(*_arguments: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("app.imports.services.write_updates", fail)
    with pytest.raises(RuntimeError):
        import_assembly_files([saved(tmp_path, small())])
    session.expire_all()
    assert differences(before, dump(session)) == {}


def test_what_was_imported_is_remembered_with_its_content(session: Session, bring: Import) -> None:
    bring(small() | {"colour": "green"})
    kept = session.scalars(select(ImportedRecord)).one()
    assert (kept.kind, kept.key) == ("assembly", "assembly:hilltown")
    assert kept.content == small() | {"colour": "green"}
