"""What everybody can see of an assembly that is run here, counted for each item of the openness checklist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly, OpennessState, Phase, PhaseKind
from app.assemblies.openness import OPENNESS_STATES
from app.assemblies.phases import PhaseState, is_concluded, state_of
from app.core import clock, dates
from app.evidence.queries.figures import PublishedEvidence

MEETING = (PhaseKind.LEARNING, PhaseKind.DELIBERATING)
# Facts of an assembly, by the labels under which they are kept.
HOW_CHOSEN, ADVISORY_GROUP, RUN_BY, COST = (
    "How members were chosen",
    "Advisory group",
    "Run by",
    "Direct cost",
)


@dataclass(frozen=True)
class Texts:
    """How many recommendations of an assembly are public, and how many of them are answered by name."""

    total: int
    final: int
    answered: int
    finals_answered: int
    # There is an answer to all of them together.
    has_answer_to_all: bool


@dataclass(frozen=True)
class Known:
    """All that is counted."""

    assembly: Assembly
    published: PublishedEvidence
    texts: Texts


@dataclass(frozen=True)
class Finding:
    """What a count found for one item: the state, why, and where everybody can see it."""

    state: OpennessState
    text: str
    url: str = ""
    link: str = ""
    # It does not apply for the time being only.
    is_early: bool = False
    # False where nothing here could be counted.
    is_counted: bool = True
    # A compiled record has nothing about it, or only a part. "Not applicable" alone would read as "need not".
    is_silent: bool = False
    is_partial: bool = False

    @property
    def word(self) -> str:
        if self.is_silent:
            return str(gettext("Not known"))
        if self.is_partial:
            return str(gettext("Known in part"))
        return str(gettext("Not applicable yet") if self.is_early else OPENNESS_STATES[self.state])


Finder = Callable[[Known], Finding]


def met(text: str, url: str, link: str) -> Finding:
    """It is there for all to see."""
    return Finding(OpennessState.MET, text, url, link)


def not_met(text: str, url: str = "", link: str = "") -> Finding:
    """It is not, or not all of it."""
    return Finding(OpennessState.NOT_MET, text, url, link)


def _too_early(text: str) -> Finding:
    return Finding(OpennessState.NOT_APPLICABLE, text, is_early=True)


def _nothing() -> Finding:
    return Finding(OpennessState.NOT_MET, gettext("Nothing is published here about it."), is_counted=False)


def found_here(key: str, known: Known) -> Finding:
    """What is published of one item of the checklist."""
    return FINDERS[key](known)


# ---- What an open assembly publishes ----


def _recruitment(known: Known) -> Finding:
    if HOW_CHOSEN not in known.assembly.facts:
        return _nothing()
    return met(
        gettext("The page of the assembly says how."),
        known.assembly.path,
        gettext("Read how they were chosen"),
    )


def _advisory_group(known: Known) -> Finding:
    if ADVISORY_GROUP not in known.assembly.facts:
        return _nothing()
    return met(
        gettext("The page of the assembly names them."), known.assembly.path, gettext("See who they are")
    )


def _evidence(known: Known) -> str:
    return f"{known.assembly.path}evidence/"


def _share(some: int, everything: int, text: str, url: str, link: str) -> Finding:
    """Met where it holds for all of them."""
    return met(text, url, link) if some == everything else not_met(text, url, link)


def _before_sessions(known: Known) -> Finding | None:
    """Why nothing can be said of sessions yet; None as soon as one is over."""
    if known.published.over:
        return None
    if known.published.next_starts_at is not None:
        when = dates.day(known.published.next_starts_at)
        return _too_early(gettext("The first session is on %(day)s.", day=when))
    meetings = [phase for phase in known.assembly.phases if phase.kind in MEETING]
    opens_at = meetings[0].opens_at if meetings and state_of(meetings[0]) is PhaseState.TO_COME else None
    if opens_at is not None:
        return _too_early(gettext("The sessions begin on %(day)s.", day=dates.day(opens_at)))
    return not_met(gettext("No session is published yet."))


def _speakers(known: Known) -> Finding:
    some, over = known.published.with_speakers, known.published.over
    text = gettext("Past sessions that name who spoke: %(some)d of %(all)d.", some=some, all=over)
    url = f"{_evidence(known)}?by=speaker"
    return _before_sessions(known) or _share(some, over, text, url, gettext("See the speakers"))


def _agendas(known: Known) -> Finding:
    some, over = known.published.with_agenda, known.published.over
    text = gettext("Past sessions with an agenda: %(some)d of %(all)d.", some=some, all=over)
    return _before_sessions(known) or _share(
        some, over, text, _evidence(known), gettext("See the sessions and their agendas")
    )


def _recordings(known: Known) -> Finding:
    some, over = known.published.recorded, known.published.over
    text = gettext("Past sessions with a recording: %(some)d of %(all)d.", some=some, all=over)
    if known.published.with_shared_recording:
        text += " " + gettext("Others only have a link to all videos of the assembly.")
    return _before_sessions(known) or _share(
        some, over, text, _evidence(known), gettext("See the sessions and their recordings")
    )


def _briefings(known: Known) -> Finding:
    number = known.published.briefings
    if number:
        text = ngettext("%(num)d briefing is published.", "%(num)d briefings are published.", number)
        return met(str(text), _evidence(known), gettext("See the evidence"))
    if known.published.over:
        return not_met(gettext("No briefing is published."), _evidence(known), gettext("See the evidence"))
    early = _before_sessions(known)
    return early if early is not None and early.is_early else not_met(gettext("No briefing is published."))


def _process_plan(known: Known) -> Finding:
    dated = [phase for phase in known.assembly.phases if phase.opens_at is not None]
    kinds = {phase.kind for phase in dated}
    if not kinds & {kind.value for kind in MEETING} or PhaseKind.RESPONDING not in kinds:
        return not_met(
            gettext(
                "The page of the assembly does not give dates from the first meeting to the council’s answer."
            ),
            known.assembly.path,
            gettext("See the dates there are"),
        )
    return met(
        gettext("The page of the assembly gives %(number)d phases with their dates.", number=len(dated)),
        known.assembly.path,
        gettext("See the phases"),
    )


def _is_over(assembly: Assembly) -> bool:
    """Whether the members' own work is done."""
    phases = assembly.phases
    return is_concluded(assembly) or (
        bool(phases) and all(state_of(phase) is PhaseState.DONE for phase in phases)
    )


def _phase(assembly: Assembly, kind: PhaseKind) -> Phase | None:
    return next((phase for phase in assembly.phases if phase.kind == kind), None)


def _conclusions(known: Known) -> Finding:
    final, total = known.texts.final, known.texts.total
    place = (f"{known.assembly.path}recommendations/", gettext("Read the recommendations"))
    text = gettext("Recommendations in their final words: %(some)d of %(all)d.", some=final, all=total)
    if total and final == total:
        return met(text, *place)
    if _is_over(known.assembly):
        return not_met(text, *place) if total else not_met(gettext("No recommendation is published."))
    finalising = _phase(known.assembly, PhaseKind.FINALISING)
    closes_at = finalising.closes_at if finalising else None
    if closes_at is not None and closes_at > clock.now():
        return _too_early(gettext("The members finish on %(day)s.", day=dates.day(closes_at)))
    return _too_early(gettext("The members have not finished yet."))


def _answers(known: Known) -> Finding:
    finals, given, due_at = known.texts.final, known.texts.finals_answered, known.assembly.answer_due_at
    if not finals:
        return _too_early(gettext("There is no final recommendation to answer yet."))
    text = gettext("Final recommendations with an answer: %(some)d of %(all)d.", some=given, all=finals)
    place = (f"{known.assembly.path}responses/", gettext("See the answers"))
    if given == finals:
        return met(text, *place)
    if due_at is None:
        return not_met(f"{text} {gettext('No date is promised for the rest.')}", *place)
    due = dates.moment(due_at)
    if due_at > clock.now():
        return _too_early(f"{text} {gettext('The rest are due on %(moment)s.', moment=due)}")
    return not_met(f"{text} {gettext('The rest were due on %(moment)s.', moment=due)}", *place)


# ---- What its website owes to readers ----


def _findable(known: Known) -> Finding:
    if not known.assembly.is_public:
        return _too_early(gettext("The assembly is not published yet."))
    return met(
        gettext("It has its own address and is in the list. Search engines may keep its pages."),
        "/assemblies/",
        gettext("See the list of assemblies"),
    )


def _accessible(known: Known) -> Finding:
    return met(
        gettext("There is an accessibility statement."), "/accessibility", gettext("Read the statement")
    )


def _data_protection(known: Known) -> Finding:
    return met(gettext("There is a privacy notice."), "/privacy", gettext("Read the notice"))


def _transcripts(known: Known) -> Finding:
    some, recordings = known.published.transcripts, known.published.recordings
    if not recordings:
        nothing_yet = Finding(OpennessState.NOT_APPLICABLE, gettext("There is no recording to write down."))
        early = _before_sessions(known)
        return early if early is not None and early.is_early else nothing_yet
    text = gettext("Recordings with a transcript: %(some)d of %(all)d.", some=some, all=recordings)
    return _share(some, recordings, text, _evidence(known), gettext("See the sessions and their transcripts"))


def _plain_language(known: Known) -> Finding:
    published = known.published
    everything = published.sessions + published.items
    if not everything:
        return _too_early(gettext("No session and no evidence is published yet."))
    some = published.sessions_with_summary + published.items_with_summary
    text = gettext(
        "Sessions and pieces of evidence with a summary: %(some)d of %(all)d.", some=some, all=everything
    )
    return _share(some, everything, text, _evidence(known), gettext("See the summaries"))


def _interests(known: Known) -> Finding:
    some, speakers = known.published.speakers_with_interests, known.published.speakers
    if not speakers:
        return _before_sessions(known) or not_met(gettext("No speaker is named."))
    text = gettext(
        "Speakers who said what interests they have: %(some)d of %(all)d.", some=some, all=speakers
    )
    url = f"{_evidence(known)}?by=speaker"
    return _share(some, speakers, text, url, gettext("See the speakers and their interests"))


def _organisers(known: Known) -> Finding:
    facts, place = known.assembly.facts, (known.assembly.path, gettext("See who runs it"))
    if RUN_BY not in facts:
        return _nothing()
    if COST not in facts:
        return not_met(gettext("The page of the assembly says who runs it, but not what it costs."), *place)
    return met(gettext("The page of the assembly says who runs it and what it costs."), *place)


def _said_after_the_end(known: Known) -> Finding:
    """What cannot be counted here, and cannot be there before the members are done."""
    if not _is_over(known.assembly):
        return _too_early(gettext("The assembly is still at work."))
    return _nothing()


FINDERS: Mapping[str, Finder] = {
    "recruitment": _recruitment,
    "advisory_group": _advisory_group,
    "speakers": _speakers,
    "agendas": _agendas,
    "briefings": _briefings,
    "process_plan": _process_plan,
    "conclusions": _conclusions,
    "answers": _answers,
    "recordings": _recordings,
    "findable": _findable,
    "accessible": _accessible,
    "transcripts": _transcripts,
    "plain_language": _plain_language,
    "interests": _interests,
    "organisers": _organisers,
    "evaluation": _said_after_the_end,
    "data_protection": _data_protection,
    "archive": _said_after_the_end,
}
