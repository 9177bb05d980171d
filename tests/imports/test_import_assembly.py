"""A record is written whole, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, ImportedRecord, Phase, Remark, Source
from app.assemblies.phases import comments_open
from app.assemblies.queries import assembly_by_slug
from app.evidence.models import AssemblySession, Speaker
from app.imports.jobs import import_assembly_files
from app.imports.reading import FileRefused
from app.organisations.models import Organisation
from app.recommendations.models import Ballot, Clause, Recommendation, Version, Vote, VoteCount
from app.responses.models import ProgressUpdate, Response
from app.subjects.models import Subject
from tests.factories.assemblies import make_assembly
from tests.imports.compiled import IIDP, differences, dump, read, saved, small
from tests.imports.conftest import Import
from tests.imports.counting import count, recommendation_of, the

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
        votes = recommendation_of(session, item["id"].lower()).votes
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
    first = recommendation_of(session, "r1")
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
    [version] = recommendation_of(session, "r1").versions
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
    organisation = the("hilltown").organisation
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
