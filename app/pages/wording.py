"""Words for the codes of the domain, so that every page says the same."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale, gettext

from app.assemblies.models import Assembly, Phase, PhaseKind
from app.assemblies.names import phase_name
from app.assemblies.phases import PhaseState, last_begun, next_phase, state_of
from app.core import clock, dates
from app.core.dates import NBSP
from app.recommendations.models import Recommendation, RecommendationKind

# A phase longer than this is told by its months.
DAYS_TOLD_BY_DAY = 45


def kind_heading(kind: str) -> str:
    """What a group of numbered items of a report is."""
    words = {
        RecommendationKind.RECOMMENDATION: gettext("Recommendations"),
        RecommendationKind.CORE_MEASURE: gettext("Core measures"),
        RecommendationKind.SUPPORTING_MEASURE: gettext("Supporting measures"),
        RecommendationKind.VISION_OUTCOME: gettext("Vision outcomes"),
        RecommendationKind.KEY_MESSAGE: gettext("Key messages"),
    }
    return str(words[RecommendationKind(kind)])


def name_of(recommendation: Recommendation) -> str:
    """What an item is called: "Recommendation 4", "Key message 12", "Measure M1"."""
    label = recommendation.label
    words = {
        RecommendationKind.RECOMMENDATION: gettext("Recommendation %(label)s", label=label),
        RecommendationKind.CORE_MEASURE: gettext("Measure %(label)s", label=label),
        RecommendationKind.SUPPORTING_MEASURE: gettext("Supporting measure %(label)s", label=label),
        RecommendationKind.VISION_OUTCOME: gettext("Vision outcome %(label)s", label=label),
        RecommendationKind.KEY_MESSAGE: gettext("Key message %(label)s", label=label),
    }
    return str(words[RecommendationKind(recommendation.kind)])


def sentence_case(words: str | None) -> str:
    """A word of the record with a capital first letter: "air quality" becomes "Air quality"."""
    return words[:1].upper() + words[1:].replace("_", " ") if words else ""


def _short(day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=get_locale() or "en")).replace(" ", NBSP)


def short_partial(text: str | None) -> str:
    """A partial date in short, for tables: "2 Oct 2026", "Dec 2024", "2024"; empty for none."""
    if not text or len(text) < len("2024-12"):
        return text or ""
    year, month, day = (*map(int, text.split("-")), 0)[:3]
    return _short(date(year, month, day or 1), "d MMM y" if day else "MMM y")


def _span(first: date, last: date) -> str:
    """Two days as people say them: "5 and 6 Dec 2026", "10 to 25 Oct 2026", "Jan to Mar 2026"."""
    if last - first > timedelta(days=DAYS_TOLD_BY_DAY):
        start = _short(first, "MMM" if first.year == last.year else "MMM y")
        return str(gettext("%(first)s to %(last)s", first=start, last=_short(last, "MMM y")))
    end = _short(last, "d MMM y")
    if first == last:
        return end
    if first.year != last.year:
        return str(gettext("%(first)s to %(last)s", first=_short(first, "d MMM y"), last=end))
    start = _short(first, "d" if first.month == last.month else "d MMM")
    if last - first == timedelta(days=1):
        return str(gettext("%(first)s and %(last)s", first=start, last=end))
    return str(gettext("%(first)s to %(last)s", first=start, last=end))


def phase_when(phase: Phase) -> str:
    """When a phase of our own is, in short. A compiled phase is as precise as its record."""
    if phase.opens_at is None:
        return dates.partial_range(phase.starts_on, phase.ends_on)
    first = phase.opens_at.astimezone(clock.LONDON).date()
    state = state_of(phase)
    if phase.closes_at is None:
        if state is PhaseState.TO_COME:
            return str(gettext("from %(date)s", date=_short(first, "MMM y")))
        return str(gettext("since %(date)s", date=_short(first, "MMM y")))
    last = phase.closes_at.astimezone(clock.LONDON).date()
    if phase.kind == PhaseKind.RESPONDING and state is not PhaseState.DONE:
        return str(gettext("by %(date)s", date=_short(last, "d MMM y")))
    return _span(first, last)


def between_words(assembly: Assembly) -> str:
    """Where an assembly stands between two phases: "Comments are closed. Finalising begins on 12 December 2026."

    Empty while a phase lasts, and for a compiled record, of which nobody knows.
    """
    last = last_begun(assembly)
    if assembly.is_compiled or last is None or state_of(last) is PhaseState.NOW:
        return ""
    closed = gettext("Comments are closed.") if last.kind == PhaseKind.CONSULTING else ""
    return " ".join(sentence for sentence in (closed, begins_words(assembly)) if sentence)


def begins_words(assembly: Assembly) -> str:
    """Which phase comes next, and when: "Finalising begins on 12 December 2026."; empty where no date is set."""
    following = next_phase(assembly)
    if following is None or following.opens_at is None:
        return ""
    return str(
        gettext(
            "%(phase)s begins on %(date)s.",
            phase=phase_name(following.kind),
            date=dates.day(following.opens_at),
        )
    )


def days_of(phase: Phase | None) -> str:
    """The days of a phase to come, in running text: "5 and 6 December"; empty where they are not known."""
    if phase is None or phase.opens_at is None or phase.closes_at is None:
        return ""
    first, last = dates.short_day(phase.opens_at), dates.short_day(phase.closes_at)
    if first == last:
        return first
    if first.split(NBSP)[1] == last.split(NBSP)[1]:
        first = first.split(NBSP)[0]
    joined = dates.days_between(phase.opens_at, phase.closes_at) == 1
    if joined:
        return str(gettext("%(first)s and %(last)s", first=first, last=last))
    return str(gettext("%(first)s to %(last)s", first=first, last=last))
