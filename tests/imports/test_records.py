"""A record is checked key by key; what does not fit is refused with its JSON path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.assemblies.models import PhaseKind
from app.imports.reading import FileRefused, Sheet
from app.imports.records import PromiseRecord, Record, record_of
from app.recommendations.models import Meaning
from tests.imports.compiled import IIDP, Content, read, small


def checked(content: Content) -> tuple[Record, list[str]]:
    sheet = Sheet("record.json")
    return record_of(content, sheet), sheet.warnings


def test_the_real_records_pass_without_a_warning() -> None:
    for path in IIDP:
        record, warnings = checked(read(path))
        assert warnings == []
        assert record.recommendations


def put(*path: Any, value: Any) -> Callable[[Content], None]:
    """A change: this value at this place."""

    def change(content: Content) -> None:
        inner: Any = content
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


def leave_out(*path: Any) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        inner: Any = content
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


REFUSED = [
    (leave_out("slug"), "$.slug: is missing"),
    (put("slug", value=None), "$.slug: is missing"),
    (put("slug", value=""), "$.slug: is missing"),
    (put("slug", value=7), "$.slug: must be a text, not a number"),
    (
        put("slug", value="Hill Town"),
        "$.slug: may hold small letters, figures and single hyphens alone, 60 at most",
    ),
    (
        put("slug", value="../admin"),
        "$.slug: may hold small letters, figures and single hyphens alone, 60 at most",
    ),
    (
        put("slug", value="a" * 61),
        "$.slug: may hold small letters, figures and single hyphens alone, 60 at most",
    ),
    (put("schema_version", value="2.0"), "$.schema_version: '2.0' is not known here: only 1 is"),
    (put("schema_version", value=1), "$.schema_version: must be a text, not a number"),
    (leave_out("name"), "$.name: is missing"),
    (put("name", value="x" * 401), "$.name: longer than 400 letters"),
    (put("name", value="a\x00b"), "$.name: holds a control character"),
    (put("name", value="a\ud800b"), "$.name: holds a control character"),
    (put("iidp", value="yes"), "$.iidp: must be true or false, not a text"),
    (put("iidp", value=1), "$.iidp: must be true or false, not a number"),
    (leave_out("assembly"), "$.assembly: is missing"),
    (put("assembly", value=[]), "$.assembly: must be an object, not a list"),
    (leave_out("assembly", "convener"), "$.assembly.convener: is missing"),
    (
        put("assembly", "convener_gss_code", value="E7"),
        "$.assembly.convener_gss_code: must be a letter and eight figures, such as E07000008",
    ),
    (put("assembly", "members", value="40"), "$.assembly.members: must be a whole number, not a text"),
    (put("assembly", "members", value=40.5), "$.assembly.members: must be a whole number, not a number"),
    (put("assembly", "members", value=True), "$.assembly.members: must be a whole number, not true or false"),
    (put("assembly", "members", value=-1), "$.assembly.members: must be from 0 to 2147483647"),
    (put("assembly", "members", value=2**31), "$.assembly.members: must be from 0 to 2147483647"),
    (put("assembly", "questions", value="Why?"), "$.assembly.questions: must be a list, not a text"),
    (put("assembly", "questions", value=["A", 3]), "$.assembly.questions[1]: must be a text, not a number"),
    (
        put("assembly", "ended_on", value="2019-02-29"),
        "$.assembly.ended_on: '2019-02-29' is a day that does not exist",
    ),
    (
        put("assembly", "ended_on", value="2019-13"),
        "$.assembly.ended_on: '2019-13' is a day that does not exist",
    ),
    (
        put("assembly", "ended_on", value="1 May 2019"),
        "$.assembly.ended_on: '1 May 2019' is not a date like 2019, 2019-11 or 2019-11-02",
    ),
    (put("assembly", "started_on", value=2019), "$.assembly.started_on: must be a text, not a number"),
    (put("assembly", "partners", value="One"), "$.assembly.partners: must be a list, not a text"),
    (
        put("assembly", "direct_cost_gbp", value="£5"),
        "$.assembly.direct_cost_gbp: must be a whole number, not a text",
    ),
    (
        put("assembly", "source", value="javascript:alert(1)"),
        "$.assembly.source: is no web address that begins with http:// or https://",
    ),
    (put("assembly", "hours_note", value=3), "$.assembly.hours_note: must be a text, not a number"),
    (
        put("timeline", 1, "phase", value="party"),
        "$.timeline[1].phase: 'party' is none of setup, before, recruitment, assembly, report, response, follow_up",
    ),
    (leave_out("timeline", 0, "phase"), "$.timeline[0].phase: is missing"),
    (put("timeline", 1, value="x"), "$.timeline[1]: must be an object, not a text"),
    (put("timeline", value={}), "$.timeline: must be a list, not an object"),
    (
        put("timeline", 1, "ends_on", value="2019-11-31"),
        "$.timeline[1].ends_on: '2019-11-31' is a day that does not exist",
    ),
    (leave_out("sessions", 1, "id"), "$.sessions[1].id: is missing"),
    (put("sessions", 1, "id", value="ht-1"), "$.sessions[1].id: 'ht-1' stands twice in sessions"),
    (
        put("sessions", 1, "id", value="a/b"),
        "$.sessions[1].id: may hold letters, figures, dots and hyphens alone, 60 at most",
    ),
    (put("sessions", 0, "speakers", 1, value={"name": None}), "$.sessions[0].speakers[1]: names nobody"),
    (
        put("sessions", 0, "recording_url", value="https://[half"),
        "$.sessions[0].recording_url: is no web address that begins with http:// or https://",
    ),
    (
        put("sessions", 0, "recording_url", value="https://a b.example"),
        "$.sessions[0].recording_url: is no web address: it holds a space or a control character",
    ),
    (put("ballots", 1, "id", value="B1"), "$.ballots[1].id: 'B1' stands twice in ballots"),
    (put("ballots", 0, "points", "R9", value=1), "$.ballots[0].points.R9: there is no recommendation 'R9'"),
    (
        put("ballots", 0, "points", "R1", value="x"),
        "$.ballots[0].points.R1: must be a whole number, not a text",
    ),
    (put("ballots", 0, "points", value=[]), "$.ballots[0].points: must be an object, not a list"),
    (
        put("recommendations", 1, "id", value="R1"),
        "$.recommendations[1].id: 'R1' stands twice in recommendations",
    ),
    (
        put("recommendations", 1, "id", value="r1"),
        "$.recommendations[1].id: 'r1' stands twice in recommendations",
    ),
    (put("recommendations", 2, "id", value=3), "$.recommendations[2].id: must be a text, not a number"),
    (
        put("recommendations", 2, "kind", value="idea"),
        "$.recommendations[2].kind: 'idea' is none of recommendation, core_measure, supporting_measure,"
        " vision_outcome, key_message",
    ),
    (leave_out("recommendations", 0, "paraphrase"), "$.recommendations[0].paraphrase: is missing"),
    (
        put("recommendations", 0, "actions", 1, value=None),
        "$.recommendations[0].actions[1]: must be a text, not null",
    ),
    (
        put("recommendations", 0, "actions", value=["x"] * 100),
        "$.recommendations[0].actions: may hold 99 texts at most",
    ),
    (
        put("recommendations", 0, "support", value=30),
        "$.recommendations[0].support: must be an object, not a number",
    ),
    (leave_out("recommendations", 0, "support", "scale"), "$.recommendations[0].support.scale: is missing"),
    (leave_out("recommendations", 0, "support", "basis"), "$.recommendations[0].support.basis: is missing"),
    (
        put("recommendations", 0, "support", "counts", "support", value=-3),
        "$.recommendations[0].support.counts.support: must be from 0 to 2147483647",
    ),
    (
        put("recommendations", 0, "support", "support_percent", value=101),
        "$.recommendations[0].support.support_percent: must be from 0 to 100",
    ),
    (
        put("recommendations", 0, "borda_points", value={"a": 10**15}),
        "$.recommendations[0].borda_points.a: is too large",
    ),
    (put("responses", 1, "id", value="ht-r1"), "$.responses[1].id: 'ht-r1' stands twice in responses"),
    (
        put("responses", 1, "recommendation_ids", value=["R1", "R9"]),
        "$.responses[1].recommendation_ids[1]: there is no recommendation 'R9'",
    ),
    (
        put("responses", 1, "recommendation_ids", value=["R1", "R1"]),
        "$.responses[1].recommendation_ids[1]: 'R1' stands twice",
    ),
    (
        put("responses", 1, "recommendation_ids", value=["all", "R1"]),
        "$.responses[1].recommendation_ids: names all, and others besides",
    ),
    (
        put("responses", 1, "recommendation_ids", value=[]),
        "$.responses[1].recommendation_ids: names no recommendation",
    ),
    (
        leave_out("responses", 1, "recommendation_ids"),
        "$.responses[1].recommendation_ids: names no recommendation",
    ),
    (
        put("responses", 1, "decision", value="maybe"),
        "$.responses[1].decision: 'maybe' is none of accepted, partly_accepted, under_consideration, referred,"
        " rejected, noted, unknown",
    ),
    (leave_out("responses", 1, "paraphrase"), "$.responses[1].paraphrase: is missing"),
    (
        put("responses", 0, "date", value="2020-02-30"),
        "$.responses[0].date: '2020-02-30' is a day that does not exist",
    ),
    (
        put("progress_updates", 0, "status", value="delayed"),
        "$.progress_updates[0].status: 'delayed' is none of not_started, in_progress, delivered, stopped, context",
    ),
    (
        put("progress_updates", 0, "recommendation_ids", 0, value="r1"),
        "$.progress_updates[0].recommendation_ids[0]: there is no recommendation 'r1'",
    ),
    (put("missing", value=["x"] * 1001), "$.missing: holds more than 1000 entries"),
    (put("discrepancies", 0, value={}), "$.discrepancies[0]: must be a text, not an object"),
    (leave_out("sources", 0, "url"), "$.sources[0].url: is missing"),
    (
        put("sources", 1, "url", value="https://hilltown.example/report.pdf"),
        "$.sources[1].url: stands twice in sources",
    ),
    (put("promises", value={"words": "Soon"}), "$.promises: must be a list, not an object"),
    (put("promises", value=["Soon"]), "$.promises[0]: must be an object, not a text"),
    (put("promises", value=[{"due_on": "2020"}]), "$.promises[0].words: is missing"),
    (
        put("promises", value=[{"words": "Soon", "due_on": "summer"}]),
        "$.promises[0].due_on: 'summer' is not a date like 2019, 2019-11 or 2019-11-02",
    ),
    (
        put("promises", value=[{"words": "Soon", "source": "minutes.pdf"}]),
        "$.promises[0].source: is no web address that begins with http:// or https://",
    ),
    (
        put("promises", value=[{"words": "Soon"}, {"words": "Later"}]),
        "$.promises[1]: is a second promise: a record holds one at most",
    ),
]


@pytest.mark.parametrize(("change", "refusal"), REFUSED, ids=[refusal for _, refusal in REFUSED])
def test_what_does_not_fit_is_refused_with_its_path(change: Callable[[Content], None], refusal: str) -> None:
    content = small()
    change(content)
    with pytest.raises(FileRefused) as refused:
        checked(content)
    assert refused.value.message == f"record.json: {refusal}"


def test_unknown_keys_are_ignored_with_a_warning_each() -> None:
    content = small()
    content["colour"] = "green"
    content["assembly"]["odd key"] = [1]
    content["recommendations"][0]["support"]["mood"] = None
    content["sessions"][0]["speakers"][0]["age"] = 40
    record, warnings = checked(content)
    assert record == checked(small())[0]
    assert sorted(warnings) == [
        'record.json: $.assembly["odd key"]: unknown key, ignored',
        "record.json: $.colour: unknown key, ignored",
        "record.json: $.recommendations[0].support.mood: unknown key, ignored",
        "record.json: $.sessions[0].speakers[0].age: unknown key, ignored",
    ]


def test_only_a_slug_a_name_and_a_convener_are_compulsory() -> None:
    record, warnings = checked({"slug": "a", "name": "A", "assembly": {"convener": "A Council"}})
    assert warnings == []
    assert (record.recommendations, record.timeline, record.sources) == ((), (), ())


def test_notes_stay_beside_what_they_explain() -> None:
    content = small()
    content["timeline"][0]["ends_on_note"] = "by the newspaper"
    content["recommendations"][1]["group_note"] = "the report's own"
    content["responses"][0]["decision_note"] = "as the minutes say"
    record, warnings = checked(content)
    assert warnings == []
    assert record.assembly.facts["Hours (note)"] == "reported as over 24"
    assert record.timeline[0].summary == "by the newspaper"
    assert record.recommendations[1].facts == {"Group (note)": "the report's own"}
    assert record.recommendations[2].number_note == "not numbered in the report"
    assert record.responses[0].text == "The Cabinet thanked the members.\n\nas the minutes say"
    assert record.responses[1].date_note == "article undated"


def test_figures_of_one_assembly_s_own_method_become_readable_facts() -> None:
    cambridge = {r.id: r for r in checked(read(IIDP[0]))[0].recommendations}
    assert cambridge["M1"].facts == {
        "Support as a share of all members": "91%",
        "Borda points": "ballot 1 road space: 263; ballot 2 air quality: 220; ballot 5 overall: 341",
        "Preferences in ballot 5": "first: 25; second: 12; third: 4",
    }
    assert cambridge["S1"].facts == {"Among the members’ priorities": "yes"}
    dudley = {r.id: r for r in checked(read(IIDP[1]))[0].recommendations}
    assert dudley["D1"].facts == {"Preferential votes": "34", "Presented to the council": "yes"}


def test_phases_have_our_word_beside_the_source_s() -> None:
    record, _ = checked(small())
    assert [(phase.source_label, phase.kind) for phase in record.timeline] == [
        ("before", PhaseKind.PREPARING),
        ("assembly", PhaseKind.LEARNING),
        ("follow_up", PhaseKind.DELIVERING),
    ]


def test_a_vote_may_come_as_counts_as_shares_or_as_a_single_figure() -> None:
    content = small()
    content["recommendations"][2]["support"] = {
        "scale": "yes / no",
        "basis": "show of hands",
        "percent": {"yes": 62.5, "no": 37.5, "shrugged": None},
    }
    counts, single, shares = (r.vote for r in checked(content)[0].recommendations)
    assert counts is not None
    assert single is not None
    assert shares is not None
    assert [(c.label, c.meaning, c.count) for c in counts.choices] == [
        ("Support", Meaning.FOR, 30),
        ("Oppose", Meaning.AGAINST, 8),
        ("No response", Meaning.ABSENT, 1),
    ]
    assert (single.support_count, single.ballots, single.choices) == (25, None, ())
    assert [(c.label, c.meaning, c.percent) for c in shares.choices] == [
        ("Yes", Meaning.FOR, 62.5),
        ("No", Meaning.AGAINST, 37.5),
    ]
    content["recommendations"][2]["support"]["percent"] = 62.5
    last = checked(content)[0].recommendations[2].vote
    assert last is not None
    assert (last.support_percent, last.choices) == (62.5, ())


def test_choices_that_nobody_foresaw_have_a_name_and_no_meaning() -> None:
    content = small()
    content["recommendations"][0]["support"]["counts"] = {"over_my_dead_body": 2}
    vote = checked(content)[0].recommendations[0].vote
    assert vote is not None
    assert [(c.label, c.meaning, c.count) for c in vote.choices] == [("Over my dead body", None, 2)]


def test_where_nobody_says_that_a_source_is_official_it_is_not_taken_for_one() -> None:
    record, _ = checked(small())
    assert [update.is_official_source for update in record.updates] == [True, False]


def test_what_was_promised_is_read_as_precisely_as_it_was_said() -> None:
    assert checked(small())[0].promise is None
    said = {"due_on": "2020-08", "words": "by the end of August", "source": "https://council.example/minutes"}
    record, warnings = checked(small() | {"promises": [said | {"mood": "hopeful"}]})
    assert record.promise == PromiseRecord(
        "by the end of August", "2020-08", "https://council.example/minutes"
    )
    assert warnings == ["record.json: $.promises[0].mood: unknown key, ignored"]
    vague = checked(small() | {"promises": [{"due_on": None, "words": "in summer"}]})[0].promise
    assert vague == PromiseRecord("in summer", None, None)
