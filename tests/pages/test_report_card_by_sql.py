"""The figures of the report card, worked out again by SQL that shares nothing with the code: a scene with everything
in it, on both databases, against what programs read."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import String, bindparam, text
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import Moment, db
from app.recommendations.models import Recommendation, RecommendationKind, VersionStage
from app.responses.models import ClockPause, Commitment, DeliveryStatus, Finding, Milestone, Verdict
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.counter_checks import make_pass
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)
from tests.responses.report_card_scene import say

PROMISED = "2020-06-30"


def _ago(days: float) -> Any:
    return clock.now() - timedelta(days=days)


def _day(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def _items(assembly: Assembly, *kinds: str, **columns: Any) -> list[Recommendation]:
    return [
        make_recommendation(assembly, number=number, kind=kind, stage=VersionStage.FINAL, **columns)
        for number, kind in enumerate(kinds, 1)
    ]


PLAIN = RecommendationKind.RECOMMENDATION.value


def _run_here() -> None:
    """Answers in time and late, corrected, decided anew, several at once, being thought about, and not yet public."""
    assembly = make_assembly("alder", answer_due_at=_ago(20), report_published_on=_day(100))
    one, two, three, four, five, six = _items(assembly, *[PLAIN] * 4, "core_measure", "supporting_measure")
    make_recommendation(assembly, number=7)
    vision = make_recommendation(assembly, number=8, kind="vision_outcome", stage=VersionStage.FINAL)
    first = make_response(one, published_at=_ago(40))
    corrected = make_response(
        one, verdict=Verdict.ACCEPTED_IN_PART, follows_id=first.id, published_at=_ago(3)
    )
    both = make_response(two, three, vision, verdict=Verdict.NOT_ACCEPTED, published_at=_ago(10))
    make_response(three, verdict=Verdict.NOT_OURS, published_at=_ago(2), change_reason="New law.")
    make_response(four, verdict=Verdict.UNDER_CONSIDERATION, published_at=_ago(30))
    make_response(five, published_at=_ago(50))
    make_response(five, verdict=Verdict.UNDER_CONSIDERATION, published_at=_ago(5), change_reason="No money.")
    make_response(six, published_at=_ago(-1))
    done, late, moved, stopped, _planned = (
        make_commitment(item, f"Thing {number}", due_on=due)
        for number, (item, due) in enumerate(
            [(one, _day(9)), (one, _day(9)), (two, _day(60)), (three, "2099"), (three, "2099-06")]
        )
    )
    make_update(done, DeliveryStatus.IN_PROGRESS.value, reported_on=_day(8))
    make_update(done, DeliveryStatus.DELIVERED.value, reported_on=_day(4), evidence_url="https://a.example/")
    make_update(late, DeliveryStatus.IN_PROGRESS.value, reported_on=_day(7))
    make_update(moved, DeliveryStatus.DELAYED.value, reported_on=_day(6), new_due_on="2098-01-01", reason="x")
    make_update(stopped, DeliveryStatus.STOPPED.value, reported_on=_day(1), reason="x")
    say(assembly, "member", "no", "yes", response=corrected)
    say(assembly, "member", "partly", response=first)
    say(assembly, "member", "no", response=both)
    say(assembly, "follower", "no", "no", response=corrected)
    say(assembly, "follower", "partly", commitment=done)
    say(assembly, "member", "yes", "partly", "no", commitment=done)
    make_pass(assembly)
    _taken_back(done)
    _step_by_step(late)
    _silent(two)


def _taken_back(delivered: Commitment) -> None:
    """It is not delivered after all: a correction takes the place of the report, though others came later."""
    db.session.refresh(delivered, ["updates"])
    last = delivered.updates[-1]
    make_update(
        delivered,
        DeliveryStatus.IN_PROGRESS.value,
        reported_on=_day(0),
        follows_id=last.id,
        correction_reason="It was another street.",
    )


def _step_by_step(going_on: Commitment) -> None:
    """A step is delivered. That says nothing of the whole."""
    step = Milestone(
        commitment=going_on, position=1, title="Choose the places", due_on=_day(20), made_at=clock.now()
    )
    db.session.add(step)
    db.session.flush()
    make_update(
        going_on,
        DeliveryStatus.DELIVERED.value,
        milestone_id=step.id,
        reported_on=_day(2),
        evidence_url="https://a.example/",
    )


def _silent(about: Recommendation) -> None:
    """A promise of half a year ago of which nobody has heard since."""
    promise = Commitment(
        recommendation=about, position=9, title="Ask the shops", due_on="2099", made_at=_ago(200)
    )
    db.session.add(promise)
    db.session.flush()


def _to_come() -> None:
    """Final words whose time is ahead: one is answered early."""
    assembly = make_assembly("birch", answer_due_at=_ago(-50), report_published_on=_day(30))
    answered, _waits = _items(assembly, PLAIN, PLAIN)
    make_response(answered, published_at=_ago(11))
    make_commitment(answered, "Held up by a pause", due_on=_day(9))
    db.session.add(
        ClockPause(
            assembly=assembly,
            reason="An election.",
            starts_at=_ago(12),
            ends_at=_ago(-5),
            made_at=_ago(12),
            made_by_id=make_account("pauses@fenbury.example").id,
        )
    )
    db.session.flush()


def _recorded() -> None:
    """A record: official and not, precise and not, to all, noted, gone, and of things that are no recommendation."""
    promise = {"due_on": PROMISED, "words": "by the end of June", "source_url": None}
    assembly = make_assembly(
        "cedar", is_compiled=True, recorded_promise=promise, report_published_on="2020-01-10"
    )
    kinds = ["core_measure"] * 3 + ["supporting_measure"] * 5 + ["key_message"] * 2
    m = _items(assembly, *kinds, is_compiled=True)
    make_recommendation(assembly, number=11, stage=VersionStage.FINAL, vanished_at=_ago(1), is_compiled=True)
    make_compiled_response(m[0], m[8], decided_on="2020-06-25")
    make_compiled_response(m[1], decided_on="2020-06", verdict=Verdict.NOT_OURS.value)
    make_compiled_response(m[2], decided_on="2020-07-09", verdict=Verdict.ACCEPTED_IN_PART.value)
    make_compiled_response(m[3], decided_on="2020-05-01", is_official_source=False)
    make_compiled_response(m[4], decided_on="2020-05", verdict=Verdict.UNDER_CONSIDERATION.value)
    make_compiled_response(m[5], verdict=None, recorded_as="noted")
    make_compiled_response(m[6], decided_on="2020-03-03", vanished_at=_ago(1))
    make_compiled_response(m[0], covers_all=True, verdict=Verdict.UNDER_CONSIDERATION.value)
    make_compiled_response(
        m[0], covers_all=True, decided_on="2020-02", verdict=Verdict.ACCEPTED_IN_PART.value
    )
    make_compiled_update(m[0], m[8], status="in_progress", reported_on="2020-09")
    make_compiled_update(m[0], status="delivered", reported_on="2021-02-03")
    make_compiled_update(m[1], status=None, reported_on="2022")


@pytest.fixture
def scene(session: Session) -> None:
    _run_here()
    _to_come()
    _recorded()
    make_assembly("dogwood", is_compiled=True)
    hidden = make_assembly("elder", published=False, answer_due_at=_ago(20))
    make_response(*_items(hidden, PLAIN))


# A recommendation that counts; an answer that is read; the answer that counts of those that name it; where it stands.
COUNTED = """
WITH items AS (
  SELECT r.id, r.assembly_id, r.kind IN ('recommendation', 'core_measure', 'supporting_measure') AS is_counted, r.kind
  FROM recommendations r
  WHERE r.vanished_at IS NULL AND EXISTS (
    SELECT 1 FROM versions v WHERE v.recommendation_id = r.id AND v.stage = 'final' AND v.published_at <= :now)
),
living AS (
  SELECT a.* FROM responses a
  WHERE a.published_at <= :now AND a.vanished_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM responses b WHERE b.follows_id = a.id AND b.published_at <= :now)
),
named AS (
  SELECT t.recommendation_id, l.id, l.verdict, l.is_official_source, ROW_NUMBER() OVER (
    PARTITION BY t.recommendation_id
    ORDER BY CASE WHEN l.is_compiled THEN COALESCE(l.decided_on, '') ELSE CAST(l.published_at AS TEXT) END DESC,
      l.id DESC
  ) AS place
  FROM living l JOIN response_targets t ON t.response_id = l.id
),
whole AS (
  SELECT assembly_id,
    MAX(CASE WHEN verdict <> 'under_consideration' AND is_official_source THEN 4
             WHEN verdict <> 'under_consideration' THEN 3
             WHEN verdict IS NOT NULL THEN 2 ELSE 1 END) AS weight
  FROM living WHERE covers_all GROUP BY assembly_id
),
stands AS (
  SELECT i.id, i.assembly_id, i.is_counted, i.kind, n.verdict, n.id AS response_id,
    CASE
      WHEN n.id IS NOT NULL AND n.verdict IS NULL THEN 'without_verdict'
      WHEN n.verdict = 'under_consideration' THEN 'acknowledged'
      WHEN n.id IS NOT NULL AND n.is_official_source THEN 'answered'
      WHEN n.id IS NOT NULL THEN 'answered_elsewhere'
      WHEN w.weight = 4 THEN 'answered_as_a_whole'
      WHEN w.weight = 3 THEN 'answered_elsewhere'
      WHEN w.weight = 2 THEN 'acknowledged'
      WHEN w.weight = 1 THEN 'without_verdict'
      ELSE 'unanswered'
    END AS standing
  FROM items i
  LEFT JOIN named n ON n.recommendation_id = i.id AND n.place = 1
  LEFT JOIN whole w ON w.assembly_id = i.assembly_id
),
firsts AS (
  SELECT t.recommendation_id,
    MIN(CASE WHEN NOT r.is_compiled THEN r.published_at END) AS published_at,
    MIN(CASE WHEN r.is_compiled THEN r.decided_on END) AS decided_on
  FROM responses r JOIN response_targets t ON t.response_id = r.id
  WHERE r.published_at <= :now AND r.vanished_at IS NULL AND r.is_official_source
    AND r.verdict IN ('accepted', 'accepted_in_part', 'not_accepted', 'not_ours')
  GROUP BY t.recommendation_id
)
"""
ANSWERED = "stands.is_counted AND stands.standing = 'answered'"
# A date of a month is in time where the whole month is.
RECORDED_IN_TIME = (
    "((LENGTH(decided_on) = 10 AND decided_on <= :promised)"
    " OR (LENGTH(decided_on) = 7 AND decided_on <= '2020-06'))"
)
IN_TIME = f"CASE WHEN a.is_compiled THEN {RECORDED_IN_TIME} ELSE firsts.published_at <= a.answer_due_at END"
IS_PAST = "(a.is_compiled AND a.recorded_promise IS NOT NULL OR a.answer_due_at <= :now)"
BY_SIDE = {"member": "members", "follower": "followers"}


class Asked:
    """Questions in SQL, with the present moment and what was promised filled in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, question: str) -> list[Any]:
        statement = text(question)
        if ":now" in question:
            statement = statement.bindparams(bindparam("now", clock.now(), type_=Moment()))
        if ":promised" in question:
            statement = statement.bindparams(promised=PROMISED)
        if ":long_ago" in question:
            statement = statement.bindparams(bindparam("long_ago", _ago(120), type_=Moment()))
        return list(self._session.execute(statement))

    def typed(self, question: str, **types: Any) -> list[Any]:
        statement = text(question).bindparams(bindparam("now", clock.now(), type_=Moment()))
        return list(self._session.execute(statement.columns(report=String, **types, decided_on=String)))

    def pairs(self, question: str) -> dict[Any, Any]:
        return {row[0]: row[1] for row in self.rows(question)}

    def number(self, question: str) -> int:
        return int(self.rows(question)[0][0])


def _of_answers(ask: Asked, assembly_id: int) -> dict[str, Any]:
    here = f"FROM stands WHERE is_counted AND assembly_id = {assembly_id}"
    found: dict[str, Any] = {
        "recommendations": ask.number(f"{COUNTED} SELECT COUNT(*) {here}"),
        "drafts": ask.number(
            "SELECT COUNT(*) FROM recommendations r WHERE r.vanished_at IS NULL AND r.kind NOT IN ('vision_outcome',"
            f" 'key_message') AND r.assembly_id = {assembly_id} AND EXISTS (SELECT 1 FROM versions v WHERE"
            " v.recommendation_id = r.id AND v.published_at <= :now) AND NOT EXISTS (SELECT 1 FROM versions v WHERE"
            " v.recommendation_id = r.id AND v.published_at <= :now AND v.stage = 'final')"
        ),
    }
    standings = ask.pairs(f"{COUNTED} SELECT standing, COUNT(*) {here} GROUP BY standing")
    for name in (
        "answered", "answered_as_a_whole", "answered_elsewhere", "acknowledged", "without_verdict", "unanswered",
    ):  # fmt: skip
        found[name] = standings.get(name, 0)
    verdicts = ask.pairs(
        f"{COUNTED} SELECT verdict, COUNT(*) {here} AND standing = 'answered' GROUP BY verdict"
    )
    for name in ("accepted", "accepted_in_part", "not_accepted", "not_ours"):
        found[name] = verdicts.get(name, 0)
    for kind, name in (("vision_outcome", "vision_outcomes"), ("key_message", "key_messages")):
        apart = f"{COUNTED} SELECT COUNT(*) FROM stands WHERE kind = '{kind}' AND assembly_id = {assembly_id}"
        found[name] = ask.number(apart)
        found[f"{name}_answered"] = ask.number(f"{apart} AND standing = 'answered'")
    return found


def _of_time(ask: Asked, assembly_id: int) -> dict[str, Any]:
    joined = (
        f"{COUNTED} SELECT COUNT(*) FROM stands JOIN assemblies a ON a.id = stands.assembly_id LEFT JOIN firsts"
        f" ON firsts.recommendation_id = stands.id WHERE stands.is_counted AND a.id = {assembly_id}"
    )
    days = _days(ask, assembly_id)
    answered = ask.number(f"{joined} AND {ANSWERED}")
    return {
        "on_time": ask.number(f"{joined} AND {ANSWERED} AND {IN_TIME}"),
        "on_time_of": ask.number(f"{joined} AND ({ANSWERED} OR {IS_PAST})"),
        "on_time_left_out": 0,
        "answers_overdue": ask.number(
            f"{joined} AND {IS_PAST} AND standing IN ('acknowledged', 'without_verdict', 'unanswered')"
        ),
        "median_days": median(days) if days else None,
        "median_days_of": len(days),
        "median_days_left_out": answered - len(days),
    }


def _days(ask: Asked, assembly_id: int) -> list[int]:
    """From the report to the first final answer, of what is answered and has two precise dates."""
    question = (
        f"{COUNTED} SELECT a.report_published_on AS report, firsts.published_at, firsts.decided_on FROM stands"
        " JOIN assemblies a ON a.id = stands.assembly_id JOIN firsts ON firsts.recommendation_id = stands.id"
        f" WHERE {ANSWERED} AND a.id = {assembly_id}"
    )
    found = []
    for report, published_at, decided_on in ask.typed(question, published_at=Moment()):
        decided = (
            decided_on if published_at is None else published_at.astimezone(clock.LONDON).date().isoformat()
        )
        if len(report or "") == len(decided or "") == 10:
            found.append((date.fromisoformat(decided) - date.fromisoformat(report)).days)
    return found


# Each report in the wording that it has by now, in the place of the first one.
COMMITMENTS = """
WITH RECURSIVE chain(root, id) AS (
  SELECT id, id FROM progress_updates WHERE follows_id IS NULL
  UNION ALL SELECT chain.root, u.id FROM progress_updates u JOIN chain ON u.follows_id = chain.id
),
reports AS (
  SELECT r.commitment_id, r.milestone_id, r.id, r.reported_on, r.created_at, w.status, w.new_due_on
  FROM (SELECT root, MAX(id) AS last FROM chain GROUP BY root) c
  JOIN progress_updates r ON r.id = c.root JOIN progress_updates w ON w.id = c.last
),
promises AS (
  SELECT c.id, r.assembly_id,
    COALESCE((
      SELECT s.status FROM reports s WHERE s.commitment_id = c.id AND s.milestone_id IS NULL AND s.status IS NOT NULL
      ORDER BY s.reported_on DESC, s.id DESC LIMIT 1), 'planned') AS status,
    COALESCE((
      SELECT s.new_due_on FROM reports s WHERE s.commitment_id = c.id AND s.milestone_id IS NULL
        AND s.new_due_on IS NOT NULL ORDER BY s.reported_on DESC, s.id DESC LIMIT 1), c.due_on) AS due_on,
    COALESCE((SELECT MAX(s.created_at) FROM reports s WHERE s.commitment_id = c.id), c.made_at) AS heard_of_at
  FROM commitments c JOIN recommendations r ON r.id = c.recommendation_id
)
"""
GOES_ON = "status NOT IN ('delivered', 'stopped')"
IS_HELD_UP = (
    "EXISTS (SELECT 1 FROM clock_pauses p WHERE p.assembly_id = promises.assembly_id AND p.ended_at IS NULL"
    " AND SUBSTR(CAST(p.starts_at AS TEXT), 1, 10) <= due_on AND p.ends_at > :now)"
)


def _of_delivery(ask: Asked, assembly_id: int) -> dict[str, Any]:
    here = f"FROM promises WHERE assembly_id = {assembly_id}"
    states = [row[0] for row in ask.rows(f"{COMMITMENTS} SELECT status {here}")]
    late = ask.number(
        f"{COMMITMENTS} SELECT COUNT(*) {here} AND {GOES_ON} AND due_on < '{_day(0)}' AND NOT {IS_HELD_UP}"
    )
    # Nobody in the scene was heard of between three and six months ago.
    unheard = ask.number(f"{COMMITMENTS} SELECT COUNT(*) {here} AND {GOES_ON} AND heard_of_at < :long_ago")
    known = ask.rows(
        "SELECT u.status, COUNT(*) FROM progress_updates u JOIN progress_targets t ON t.update_id = u.id WHERE"
        " u.commitment_id IS NULL AND u.vanished_at IS NULL AND u.status IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
        " progress_updates l JOIN progress_targets lt ON lt.update_id = l.id WHERE lt.recommendation_id ="
        " t.recommendation_id AND l.status IS NOT NULL AND l.vanished_at IS NULL AND l.reported_on > u.reported_on)"
        f" AND u.assembly_id = {assembly_id} GROUP BY u.status"
    )
    is_known = bool(states) or not ask.number(f"SELECT is_compiled FROM assemblies WHERE id = {assembly_id}")
    return {
        "commitments": len(states) if is_known else None,
        "commitments_overdue": late if is_known else None,
        "reports_late": unheard if is_known else None,
        **{
            f"commitments_{state.value}": states.count(state.value) if is_known else None
            for state in DeliveryStatus
        },
        **{
            f"recorded_{state.value}": dict(map(tuple, known)).get(state.value)
            for state in DeliveryStatus
            if state is not DeliveryStatus.DELAYED
        },
    }


def _of_checks(ask: Asked, assembly_id: int) -> dict[str, Any]:
    last = (
        "SELECT 1 FROM counter_checks later WHERE later.pass_id = c.pass_id AND later.id > c.id"
        " AND COALESCE(later.response_id, 0) = COALESCE(c.response_id, 0)"
        " AND COALESCE(later.commitment_id, 0) = COALESCE(c.commitment_id, 0)"
    )
    found: dict[str, Any] = {}
    for side, sides in BY_SIDE.items():
        here = f"FROM check_passes p WHERE p.assembly_id = {assembly_id} AND p.side = '{side}'"
        asked = ask.number(f"SELECT COUNT(*) {here}")
        for thing, is_current in (
            ("answer", "c.response_id IN (SELECT response_id FROM stands)"),
            ("commitment", "c.commitment_id IS NOT NULL"),
        ):
            counts = ask.pairs(
                f"{COUNTED} SELECT c.finding, COUNT(*) FROM counter_checks c JOIN check_passes p ON p.id = c.pass_id"
                f" WHERE p.assembly_id = {assembly_id} AND p.side = '{side}' AND {is_current} AND NOT EXISTS ({last})"
                " GROUP BY c.finding"
            )
            for finding in Finding:
                found[f"{sides}_on_{thing}s_{finding.value}"] = (
                    counts.get(finding.value, 0) if asked else None
                )
    return found


@pytest.mark.usefixtures("scene")
def test_programs_read_what_sql_counts(client: Visitor, session: Session) -> None:
    ask = Asked(session)
    told = {row["slug"]: row for row in client.get("/report-card.json").get_json()["assemblies"]}
    ids = ask.pairs("SELECT slug, id FROM assemblies WHERE published_at <= :now")
    assert told.keys() == ids.keys() == {"alder", "birch", "cedar", "dogwood"}
    for slug in ("alder", "birch", "cedar"):
        expected = {
            **_of_answers(ask, ids[slug]),
            **_of_time(ask, ids[slug]),
            **_of_delivery(ask, ids[slug]),
            **_of_checks(ask, ids[slug]),
        }
        assert {name: told[slug][name] for name in expected} == expected, slug


@pytest.mark.usefixtures("scene")
def test_the_scene_holds_something_of_everything(client: Visitor) -> None:
    """So that equal figures are not equal because all of them are nought."""
    told = {row["slug"]: row for row in client.get("/report-card.json").get_json()["assemblies"]}
    alder, cedar = told["alder"], told["cedar"]
    assert (alder["answered"], alder["recommendations"], alder["acknowledged"]) == (3, 6, 2)
    assert (alder["on_time"], alder["on_time_of"], alder["answers_overdue"]) == (1, 6, 3)
    assert (alder["median_days"], alder["median_days_of"]) == (90, 3)
    assert (alder["commitments_overdue"], alder["commitments"], alder["commitments_delivered"]) == (2, 6, 0)
    assert (alder["reports_late"], told["birch"]["commitments_overdue"], told["birch"]["commitments"]) == (
        1,
        0,
        1,
    )
    assert alder["members_on_answers_yes"] == alder["followers_on_answers_no"] == 1
    assert cedar["answered_as_a_whole"] == 2
    assert cedar["answered_elsewhere"] == cedar["acknowledged"] == cedar["without_verdict"] == 1
    assert (cedar["answered"], cedar["on_time"], cedar["on_time_of"]) == (3, 2, 8)
    assert (cedar["median_days"], cedar["median_days_left_out"]) == (174, 1)
    assert (cedar["recorded_delivered"], cedar["recorded_in_progress"]) == (1, 1)
    assert cedar["last_update"] == "2022"


@pytest.mark.usefixtures("scene")
def test_an_assembly_of_which_nothing_is_listed_has_no_figure_at_all(client: Visitor) -> None:
    told = {row["slug"]: row for row in client.get("/report-card.json").get_json()["assemblies"]}
    figures = {name: value for name, value in told["dogwood"].items() if isinstance(value, int | float)}
    assert figures == {"iidp": False, "compiled": True, "due": True}
