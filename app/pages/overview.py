"""The page of one assembly: what it was asked, where it stands, what one can do now, what came of it.

At most nine queries, however many recommendations and comments there are; a test counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly, MemberGroup, Phase, PhaseKind, Remark, Source
from app.assemblies.names import phase_name
from app.assemblies.pauses import (
    Paused,
    paused_words,
)
from app.assemblies.phases import (
    PhaseState,
    comments_closed_at,
    comments_open,
    comments_paused,
    consulting_phase,
    is_paused,
    last_begun,
    learning_phase,
    opens_for_residents,
    present_phase,
    questions_open,
    state_of,
)
from app.assemblies.queries import pauses_of
from app.assemblies.small_numbers import shown_counts
from app.core import clock, dates
from app.core.direction import joined
from app.dispositions.queries.finishing import Standing, standing_of
from app.pages.clock import clock_notices
from app.pages.openness import Openness, openness_of
from app.pages.pack import given_packs
from app.pages.recommendation_lists import comment_counts, drafts_among, row, total_words
from app.pages.wording import begins_words, between_words, days_of, phase_when, sentence_case
from app.recommendations.queries import listed_recommendations
from app.responses.models import Verdict
from app.responses.queries.answers import Answers, answers_of
from app.responses.wording.clock import promise_words

# The page shows the first recommendations and leads to the rest; it does not hide one or two behind a link.
FIRST_RECOMMENDATIONS = 5
FEW_RECOMMENDATIONS = 7
# A fact longer than this is a sentence, not a figure.
SHORT_FACT = 40
# Facts that have a place of their own on the page, or none.
REMIT_IN_SHORT = "The remit in short"
RESIDENTS_SOURCE = "Where the figures on residents come from"
FACTS_WITH_A_PLACE = (REMIT_IN_SHORT, RESIDENTS_SOURCE, "Short name")

Words = dict[str, Any]


@dataclass(frozen=True)
class Deadline:
    """Until when comments are open."""

    at: datetime
    days_left: int


@dataclass(frozen=True)
class MemberTable:
    """The members by one characteristic, beside all residents."""

    heading: str
    rows: Sequence[Words]


@dataclass(frozen=True)
class AssemblyPage:
    """Everything the template needs; each field is read once."""

    assembly: Assembly
    journey: Sequence[Words]
    deadline: Deadline | None
    is_open: bool
    open_words: str
    # What a pause says that lasts, and all that there were.
    paused: Sequence[Paused]
    pauses: Sequence[Words]
    # Whether comments are closed again: an introduction that was written before may still ask for them.
    is_after_comments: bool
    situation: Sequence[str]
    final_vote_days: str
    drafts: bool
    recommendations: Sequence[Words]
    total: int
    total_words: str
    has_stances: bool
    answered: str
    remit_in_short: str
    figures: Sequence[Words]
    details: Sequence[Words]
    residents_source: str
    drawn: str
    member_tables: Sequence[MemberTable]
    has_gaps: bool
    timeline: Sequence[Phase]
    sources: Sequence[Source]
    discrepancies: Sequence[Remark]
    missing: Sequence[Remark]
    # None for a compiled record: silence of a record is no failing, so it is given no figure here.
    openness: Openness | None
    # Whether any text changed since its first draft, and the packs that the members were given.
    has_changes: bool
    packs: Sequence[Words]
    reading: Words | None
    # How many comments have an answer; none for a compiled record.
    standing: Standing | None
    # What the council promised before, and where the clock stands that runs by it.
    promise: str
    clock: Sequence[Words]


def assembly_page(assembly: Assembly) -> AssemblyPage:
    """Read and arrange the page of a public assembly."""
    listed = listed_recommendations([assembly.id])
    counts = comment_counts(assembly, listed)
    answers = answers_of(assembly, with_steps=False)
    shown = listed if len(listed) <= FEW_RECOMMENDATIONS else listed[:FIRST_RECOMMENDATIONS]
    phase, drafts = consulting_phase(assembly), len(drafts_among(listed))
    is_open = comments_open(assembly)
    closes_at = phase.closes_at if phase is not None and is_open else None
    known = facts(assembly)
    # A compiled record holds no breakdown of its members, our own assemblies rest on no record.
    tables = [] if assembly.is_compiled else member_tables(assembly.member_groups, assembly.members)
    remarks = assembly.remarks if assembly.is_compiled else []
    return AssemblyPage(
        assembly=assembly,
        journey=journey(assembly),
        is_open=is_open,
        deadline=Deadline(closes_at, dates.days_between(clock.now(), closes_at)) if closes_at else None,
        open_words=drafts_open_words(drafts),
        paused=paused_words(assembly),
        pauses=pause_rows(assembly),
        is_after_comments=comments_closed_at(assembly) is not None,
        situation=situation(assembly),
        final_vote_days=days_of(_phase(assembly, PhaseKind.FINALISING)),
        drafts=drafts > 0,
        recommendations=[row(assembly, each, counts, answers) for each in shown],
        total=len(listed),
        total_words=total_words(drafts, len(listed)),
        has_stances=any(each.overall.total for each in counts.values()),
        answered=answered_words(answers, len(listed)),
        remit_in_short=assembly.facts.get(REMIT_IN_SHORT, ""),
        figures=[fact for fact in known if len(fact["text"]) <= SHORT_FACT],
        details=[fact for fact in known if len(fact["text"]) > SHORT_FACT],
        residents_source=assembly.facts.get(RESIDENTS_SOURCE, ""),
        drawn=drawn_words(assembly, tables),
        member_tables=tables,
        has_gaps=any(line["members"] is None for table in tables for line in table.rows),
        timeline=assembly.phases if assembly.is_compiled else [],
        sources=assembly.sources if assembly.is_compiled else [],
        discrepancies=[remark for remark in remarks if remark.kind == "discrepancy"],
        missing=[remark for remark in remarks if remark.kind == "missing"],
        openness=None if assembly.is_compiled else openness_of(assembly, listed, answers),
        has_changes=any(each.version.number > 1 and not each.version.is_paraphrase for each in listed),
        packs=[] if assembly.is_compiled else given_packs(assembly),
        reading=compilers_reading(assembly),
        standing=None if assembly.is_compiled else standing_of(assembly),
        promise=promise_words(assembly),
        clock=clock_notices(assembly, listed, answers),
    )


def _phase(assembly: Assembly, kind: PhaseKind) -> Phase | None:
    return next((phase for phase in assembly.phases if phase.kind == kind), None)


def journey(assembly: Assembly) -> list[Words]:
    """The phases as stops of a line. A record's phases are gathered by kind and only say what was recorded."""
    if not assembly.is_compiled:
        here, furthest = present_phase(assembly), last_begun(assembly)
        stops = [_stop(phase, is_here=phase is here) for phase in assembly.phases]
        between = between_words(assembly)
        if furthest is not None and between:
            stops[assembly.phases.index(furthest)]["note"] = between
        return stops
    order = list(PhaseKind)
    phases = sorted(
        (phase for phase in assembly.phases if phase.vanished_at is None),
        key=lambda phase: order.index(PhaseKind(phase.kind)),
    )
    stops = []
    for kind, members in groupby(phases, key=lambda phase: phase.kind):
        known = [phase for phase in members if phase.starts_on or phase.ends_on]
        first = min((phase.starts_on for phase in known if phase.starts_on), default=None)
        last = max((phase.ends_on or phase.starts_on or "" for phase in known), default=None)
        when = dates.partial_range(first, last) or gettext("date not known")
        stops.append({"name": phase_name(kind), "state": "recorded", "when": when})
    return stops


def _stop(phase: Phase, *, is_here: bool) -> Words:
    state = state_of(phase)
    stop: Words = {"name": phase_name(phase.kind), "state": state.value, "when": phase_when(phase)}
    if state is not PhaseState.NOW:
        return stop
    if not is_here:
        # The assembly has moved on, and this is still open: speakers answer questions while comments are open.
        stop["state"] = "open"
    if is_paused(phase.assembly) and phase.kind in (PhaseKind.CONSULTING, PhaseKind.LEARNING):
        stop["note"] = _paused(phase, is_here)
    elif phase.closes_at is not None:
        stop["note"] = _until(phase, dates.moment(phase.closes_at, weekday=is_here))
    return stop


def _paused(phase: Phase, is_here: bool) -> str:
    until = phase.assembly.paused_until
    when = dates.moment(until, weekday=is_here) if until is not None else ""
    if phase.kind == PhaseKind.CONSULTING:
        return str(gettext("Comments are paused until %(when)s", when=when))
    return str(gettext("Questions are paused until %(when)s", when=when))


def _until(phase: Phase, when: str) -> str:
    if phase.kind == PhaseKind.CONSULTING:
        return str(gettext("Comments close %(when)s", when=when))
    if phase.kind == PhaseKind.LEARNING:
        return str(gettext("Questions close %(when)s", when=when))
    return str(gettext("Until %(when)s", when=when))


def situation(assembly: Assembly) -> list[str]:
    """What holds now, in a few sentences, where nothing is open for comment."""
    if assembly.is_compiled:
        return [gettext("Its meetings are over. Nothing here is open for comment.")]
    sentences = []
    closed_at = comments_closed_at(assembly)
    phase = consulting_phase(assembly)
    if closed_at is not None:
        sentences.append(gettext("Comments closed on %(when)s.", when=dates.moment(closed_at)))
    elif comments_paused(assembly):
        # The notice of the pause says it.
        pass
    elif phase is not None and (opens_at := opens_for_residents(assembly, phase)) is not None:
        when = dates.moment(opens_at, weekday=True)
        sentences.append(gettext("You can comment from %(when)s.", when=when))
    else:
        sentences.append(gettext("Nothing is open for comment yet."))
    here = present_phase(assembly)
    # What was written about the consultation invites people to it.
    if here is not None and here.summary and not (here is phase and comments_paused(assembly)):
        sentences.append(here.summary)
    if closed_at is not None and here is None and (following := begins_words(assembly)):
        sentences.append(following)
    until = learning_phase(assembly)
    if here is None and questions_open(assembly) and until is not None and until.closes_at is not None:
        when = dates.moment(until.closes_at)
        sentences.append(gettext("You can still ask about the evidence until %(when)s.", when=when))
    return sentences


def pause_rows(assembly: Assembly) -> list[Words]:
    """Every pause of comments and questions, the newest first: from when, until when, why. No query where none was."""
    if assembly.paused_at is None:
        return []
    return [
        {"from": pause.starts_at, "to": pause.over_at, "planned": pause.ends_at, "reason": pause.reason}
        for pause in pauses_of(assembly.id)
    ]


def answered_words(answers: Answers, total: int) -> str:
    """How many recommendations are answered by name: "13 of 14 answered: 6 accepted, …, 1 under consideration".

    What is still considered, and what a record holds without a verdict, is said behind the others and is no answer.
    """
    verdicts = [
        answer.response.verdict
        for answer in answers.by_recommendation.values()
        if answer.response is not None
    ]
    decided = [word for word in verdicts if word not in (None, Verdict.UNDER_CONSIDERATION)]
    if not verdicts:
        return ""
    names = {
        Verdict.ACCEPTED: gettext("accepted"),
        Verdict.ACCEPTED_IN_PART: gettext("accepted in part"),
        Verdict.NOT_ACCEPTED: gettext("not accepted"),
        Verdict.NOT_OURS: gettext("not ours to decide"),
        Verdict.UNDER_CONSIDERATION: gettext("under consideration"),
        None: gettext("without a verdict"),
    }
    counted = [f"{verdicts.count(word)} {name}" for word, name in names.items() if word in verdicts]
    lead = gettext("%(answered)d of %(all)d answered", answered=len(decided), all=total)
    return f"{lead}: {', '.join(counted)}"


def facts(assembly: Assembly) -> list[Words]:
    """What is known of the assembly, as facts with names. What is not known is left out here, not shown as zero."""
    number = "{:,}".format
    known = [
        (gettext("Members"), assembly.members and number(assembly.members)),
        (gettext("Invitations sent"), assembly.invitations and number(assembly.invitations)),
        (gettext("People who volunteered"), assembly.volunteers and number(assembly.volunteers)),
        (gettext("Met"), dates.partial_range(assembly.started_on, assembly.ended_on)),
        (gettext("Meetings"), assembly.meetings and number(assembly.meetings)),
        (gettext("Hours"), assembly.hours and number(assembly.hours)),
        (gettext("Paid to each member"), assembly.honorarium_pounds and f"£{assembly.honorarium_pounds:,}"),
        (gettext("Report published"), dates.partial(assembly.report_published_on)),
        (gettext("Topic"), sentence_case(assembly.topic)),
        (gettext("Region"), joined(", ", (assembly.region, assembly.nation))),
        *((label, text) for label, text in assembly.facts.items() if label not in FACTS_WITH_A_PLACE),
    ]
    return [{"term": term, "text": str(text)} for term, text in known if text]


def member_tables(groups: Sequence[MemberGroup], everyone: int | None) -> list[MemberTable]:
    """The members by characteristic, without figures so small that they would point at a person."""
    tables = []
    for characteristic, members in groupby(groups, key=lambda group: group.characteristic):
        rows = list(members)
        safe = shown_counts([group.members for group in rows])
        whole = everyone or sum(group.members or 0 for group in rows)
        tables.append(
            MemberTable(
                sentence_case(characteristic),
                [
                    {
                        "label": group.label,
                        "members": count,
                        "members_percent": round(100 * count / whole)
                        if count is not None and whole
                        else None,
                        "residents_percent": _whole(group.residents_percent),
                    }
                    for group, count in zip(rows, safe, strict=True)
                ],
            )
        )
    return tables


def drawn_words(assembly: Assembly, tables: Sequence[MemberTable]) -> str:
    """How the members came to be the members, in a sentence; empty where the figures are not known."""
    if not (assembly.members and assembly.invitations and assembly.volunteers):
        return ""
    figures = {
        "members": f"{assembly.members:,}",
        "invitations": f"{assembly.invitations:,}",
        "volunteers": f"{assembly.volunteers:,}",
    }
    drawn = gettext(
        "%(members)s members, drawn from %(invitations)s invitations and %(volunteers)s volunteers", **figures
    )
    if not tables:
        return f"{drawn}."
    traits = ", ".join(table.heading[:1].lower() + table.heading[1:] for table in tables)
    return str(gettext("%(drawn)s, to match the area by %(traits)s.", drawn=drawn, traits=traits))


def _whole(percent: float | None) -> float | int | None:
    return int(percent) if percent is not None and percent == int(percent) else percent


def compilers_reading(assembly: Assembly) -> Words | None:
    """What the compiler of the register reads out of the sources. It is no verdict, and the page says so."""
    reading = assembly.compiler_reading
    if not reading:
        return None
    decisions = {
        "accepted": gettext("The council undertook to deliver the recommendations as a whole."),
        "partly_accepted": gettext("A decision or plan of the council draws on them without taking on all."),
        "under_consideration": gettext(
            "They were received, welcomed or passed on, or an answer is only drafted."
        ),
        "no_response_found": gettext("No answer of the council was found."),
        "unknown": gettext("Unknown."),
    }
    word = str(reading.get("decision") or "unknown")
    return {
        "decision": decisions.get(word, sentence_case(word)),
        "summary": reading.get("summary") or "",
        "responded_on": dates.partial(reading.get("responded_on")),
    }


def drafts_open_words(total: int) -> str:
    """How many drafts are open for comment, as a sentence."""
    return str(
        ngettext(
            "%(num)d draft recommendation is open for comment.",
            "%(num)d draft recommendations are open for comment.",
            total,
        )
    )
