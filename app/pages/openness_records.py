"""What a compiled record shows of each item of the openness checklist.

The assembly was not run here, and its record was made from what could be found. So an item is met where the record
shows it, and for the rest the record is silent: "not applicable", with the reason. "Not met" is never derived.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from app.assemblies.models import OpennessState
from app.core import dates
from app.pages.openness_counts import ADVISORY_GROUP, COST, RUN_BY, Finder, Finding, Known, met

# How a record's sources are called whose full text was there to read. A mirror or a summary is another kind.
FULL_REPORT = "official report"
EVALUATED_BY = "Evaluated by"


def found_in_record(key: str, known: Known) -> Finding:
    """What the record shows of one item of the checklist."""
    find = FINDERS.get(key)
    return find(known) if find else _silent()


def _silent(shown: str = "") -> Finding:
    """The record does not say, or not enough."""
    reason = gettext("Compiled from public records, which do not say.") if not shown else ""
    rest = gettext("The records say no more.") if shown else ""
    text = " ".join(part for part in (reason, shown, rest) if part)
    return Finding(OpennessState.NOT_APPLICABLE, text, is_silent=True)


def _advisory_group(known: Known) -> Finding:
    if ADVISORY_GROUP not in known.assembly.facts:
        return _silent()
    return met(gettext("The record names them."), known.assembly.path, gettext("See who they were"))


def _share(some: int, everything: int, text: str, url: str, link: str) -> Finding:
    if not some:
        return _silent()
    return met(text, url, link) if some == everything else _silent(text)


def _speakers(known: Known) -> Finding:
    some, sessions = known.published.with_speakers, known.published.over
    text = gettext("Recorded sessions that name who spoke: %(some)d of %(all)d.", some=some, all=sessions)
    url = f"{known.assembly.path}evidence/?by=speaker"
    return _share(some, sessions, text, url, gettext("See the speakers"))


def _recordings(known: Known) -> Finding:
    some, sessions = known.published.recorded, known.published.over
    text = gettext("Sessions for which a recording was found: %(some)d of %(all)d.", some=some, all=sessions)
    url = f"{known.assembly.path}evidence/"
    return _share(some, sessions, text, url, gettext("See the sessions and their recordings"))


def _conclusions(known: Known) -> Finding:
    report = next(
        (s for s in known.assembly.sources if s.kind == FULL_REPORT and s.vanished_at is None), None
    )
    if report is None:
        return _silent()
    when = dates.partial(known.assembly.report_published_on)
    text = (
        gettext("The report was published in full: %(when)s.", when=when)
        if when
        else gettext("The report was published in full.")
    )
    return met(text, report.url, gettext("Read the report"))


def _answers(known: Known) -> Finding:
    given = sum(known.answers.to(each.recommendation).response is not None for each in known.listed)
    text = gettext(
        "Recommendations to which an answer was found: %(some)d of %(all)d.",
        some=given,
        all=len(known.listed),
    )
    return _share(
        given, len(known.listed), text, f"{known.assembly.path}responses/", gettext("See the answers")
    )


def _organisers(known: Known) -> Finding:
    facts = known.assembly.facts
    if RUN_BY not in facts or COST not in facts:
        return _silent(gettext("The record says who ran it.") if RUN_BY in facts else "")
    return met(
        gettext("The record says who ran it and what it cost."),
        known.assembly.path,
        gettext("See who ran it"),
    )


def _evaluation(known: Known) -> Finding:
    return _silent(
        gettext("The record says who reviewed it.") if EVALUATED_BY in known.assembly.facts else ""
    )


FINDERS: Mapping[str, Finder] = {
    "advisory_group": _advisory_group,
    "speakers": _speakers,
    "recordings": _recordings,
    "conclusions": _conclusions,
    "answers": _answers,
    "organisers": _organisers,
    "evaluation": _evaluation,
}
