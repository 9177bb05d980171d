"""What a compiled record shows of each item of the openness checklist.

The assembly was not run here, and its record was made from what could be found. So an item is met where the record
shows it, known in part where it shows a part of it, and not known where it has nothing. "Not met" is never derived.
What is said here never contradicts the assembly's own page, to which it leads.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext, ngettext

from app.assemblies.models import OpennessState, PhaseKind, Source
from app.core import dates
from app.pages.openness_counts import ADVISORY_GROUP, COST, RUN_BY, Finder, Finding, Known, met

# Labels of facts that only records have: `app/imports/facts.py` gives them.
DRAWN_BY, EVALUATED_BY = "Members drawn by", "Evaluated by"
# How a record's sources are called whose full text was there to read. A mirror or a summary is another kind.
FULL_REPORT = "official report"
EVALUATION = "evaluation"


def found_in_record(key: str, known: Known) -> Finding:
    """What the record shows of one item of the checklist."""
    find = FINDERS.get(key)
    return find(known) if find else _silent()


def _silent(text: str = "") -> Finding:
    """The record has nothing about it."""
    lead, text = (
        gettext("Compiled from public records."),
        text or gettext("This record has nothing about it."),
    )
    return Finding(OpennessState.NOT_APPLICABLE, f"{lead} {text}", is_silent=True)


def _in_part(shown: str, url: str = "", link: str = "") -> Finding:
    """The record shows something of it, and not all."""
    text = f"{shown} {gettext('The record says no more.')}"
    return Finding(OpennessState.NOT_APPLICABLE, text, url, link, is_partial=True)


def _shown(text: str, url: str, link: str) -> Finding:
    """The record shows it; whoever compiled that stays in sight."""
    return met(f"{text} {gettext('Compiled from public records.')}", url, link)


def _share(some: int, everything: int, text: str, url: str, link: str) -> Finding:
    if not some:
        return _silent()
    return _shown(text, url, link) if some == everything else _in_part(text, url, link)


def _evidence(known: Known) -> str:
    return f"{known.assembly.path}evidence/"


def _sources(known: Known) -> list[Source]:
    return [source for source in known.assembly.sources if source.vanished_at is None]


# ---- What an open assembly publishes ----


def _recruitment(known: Known) -> Finding:
    assembly = known.assembly
    phases = [phase for phase in assembly.phases if phase.vanished_at is None]
    if any(phase.kind == PhaseKind.RECRUITING and phase.summary for phase in phases):
        return _shown(
            gettext("The record says how."), f"{assembly.path}#timeline", gettext("Read how they were chosen")
        )
    place = (assembly.path, gettext("See what is known"))
    if DRAWN_BY in assembly.facts:
        return _in_part(gettext("The record says who drew them by lottery."), *place)
    # What the page of the assembly says above every question.
    return _in_part(gettext("They were drawn by lottery."), *place) if assembly.questions else _silent()


def _advisory_group(known: Known) -> Finding:
    if ADVISORY_GROUP not in known.assembly.facts:
        return _silent()
    return _shown(gettext("The record names them."), known.assembly.path, gettext("See who they were"))


def _speakers(known: Known) -> Finding:
    some, sessions = known.published.with_speakers, known.published.over
    text = gettext("Recorded sessions that name who spoke: %(some)d of %(all)d.", some=some, all=sessions)
    place = (f"{_evidence(known)}?by=speaker", gettext("See the speakers"))
    if known.published.speakers and not some:
        return _in_part(gettext("It holds some who spoke, but not by name."), *place)
    return _share(some, sessions, text, *place)


def _agendas(known: Known) -> Finding:
    some, sessions = known.published.with_agenda, known.published.over
    text = gettext("Recorded sessions with an agenda: %(some)d of %(all)d.", some=some, all=sessions)
    return _share(some, sessions, text, _evidence(known), gettext("See the sessions and their agendas"))


def _briefings(known: Known) -> Finding:
    number = known.published.briefings
    if not number:
        return _silent()
    text = ngettext("The record holds %(num)d briefing.", "The record holds %(num)d briefings.", number)
    return _in_part(str(text), _evidence(known), gettext("See the evidence"))


def _process_plan(known: Known) -> Finding:
    """Its timeline was put together afterwards: that is no plan which people could read at the time."""
    if not any(phase.vanished_at is None for phase in known.assembly.phases):
        return _silent()
    return _in_part(
        gettext("The record says what happened, and when."),
        f"{known.assembly.path}#timeline",
        gettext("See what happened"),
    )


def _recordings(known: Known) -> Finding:
    published = known.published
    some, shared = published.recorded, published.with_shared_recording
    place = (_evidence(known), gettext("See the sessions and their recordings"))
    text = gettext(
        "Sessions for which a recording of their own was found: %(some)d of %(all)d.",
        some=some,
        all=published.over,
    )
    if shared:
        link = gettext("Others only have a link to all videos of the assembly.")
        return _in_part(f"{text} {link}", *place)
    if not some and published.over:
        # There may be one all the same: a remark of the record may say where.
        return _silent(gettext("This record leads to no recording."))
    return _share(some, published.over, text, *place)


def _conclusions(known: Known) -> Finding:
    report = next((source for source in _sources(known) if source.kind == FULL_REPORT), None)
    when = dates.partial(known.assembly.report_published_on)
    published = (
        gettext("The report was published: %(when)s.", when=when)
        if when
        else gettext("The report was published.")
    )
    if report is not None:
        return _shown(published, report.url, gettext("Read the report"))
    place = (known.assembly.path, gettext("See what is known"))
    if when:
        return _in_part(published, *place)
    if known.texts.total:
        recommendations = f"{known.assembly.path}recommendations/"
        text = gettext("The record holds recommendations, but no report.")
        return _in_part(text, recommendations, gettext("Read the recommendations"))
    return _silent()


def _answers(known: Known) -> Finding:
    given, total = known.texts.answered, known.texts.total
    text = gettext(
        "Recommendations to which an answer was found: %(some)d of %(all)d.", some=given, all=total
    )
    place = (f"{known.assembly.path}responses/", gettext("See the answers"))
    if given:
        return _share(given, total, text, *place)
    if known.texts.has_answer_to_all:
        return _in_part(gettext("An answer to all recommendations as a whole was found."), *place)
    reading = known.assembly.compiler_reading or {}
    if reading.get("summary") or reading.get("responded_on"):
        page = (f"{known.assembly.path}#reading", gettext("See what came of it"))
        return _in_part(gettext("The record says in short what came of it."), *page)
    return _silent()


# ---- What its website owes to readers ----


def _organisers(known: Known) -> Finding:
    facts, place = known.assembly.facts, (known.assembly.path, gettext("See what is known"))
    if RUN_BY in facts and COST in facts:
        return _shown(gettext("The record says who ran it and what it cost."), *place)
    if RUN_BY in facts:
        return _in_part(gettext("The record says who ran it."), *place)
    return _in_part(gettext("The record says what it cost."), *place) if COST in facts else _silent()


def _evaluation(known: Known) -> Finding:
    review = next((source for source in _sources(known) if (source.kind or "").startswith(EVALUATION)), None)
    if review is not None:
        return _shown(gettext("The record leads to a review."), review.url, gettext("See the review"))
    if EVALUATED_BY not in known.assembly.facts:
        return _silent()
    return _in_part(
        gettext("The record says who reviewed it."), known.assembly.path, gettext("See what is known")
    )


FINDERS: Mapping[str, Finder] = {
    "recruitment": _recruitment,
    "advisory_group": _advisory_group,
    "speakers": _speakers,
    "agendas": _agendas,
    "briefings": _briefings,
    "process_plan": _process_plan,
    "recordings": _recordings,
    "conclusions": _conclusions,
    "answers": _answers,
    "organisers": _organisers,
    "evaluation": _evaluation,
}
