"""What waits at the council's desk, assembly by assembly, and how the consultation stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.assemblies.names import phase_name
from app.assemblies.pauses import Paused, comments_paused_words, paused_words
from app.assemblies.phases import (
    PhaseState,
    comments_are_due,
    comments_paused,
    consulting_phase,
    is_past_consulting,
    last_begun,
    next_phase,
    phase_after_consulting,
    present_phase,
    questions_are_due,
    state_of,
)
from app.comments.queries.questions import questions_waiting
from app.core import clock, dates
from app.core.errors import Refused
from app.core.form_rendering import DateParts
from app.core.forms import StaffForm
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required
from app.dispositions.queries.waiting import CommentsWaiting, comments_waiting
from app.evidence import queries as evidence
from app.recommendations.queries import TextsAtDesk, texts_at_desk
from app.responses.queries.clocks import clocks_of
from app.responses.queries.drafts import answers_to_publish
from app.responses.queries.unanswered import unanswered_recommendations

# A month is what consultations in local government usually leave for comments.
USUAL_LENGTH = timedelta(days=28)


@dataclass(frozen=True)
class Waiting:
    """One kind of work that waits, in words, and where it is done."""

    text: str
    url: str


@dataclass(frozen=True)
class Consultation:
    """How the consultation stands: open, closed, planned, undated, or over for good."""

    state: str
    text: str
    may_open: bool
    closes_at: datetime | None
    is_paused: bool = False


@dataclass(frozen=True)
class AssemblyAtDesk:
    """An assembly on the officers' desk."""

    assembly: Assembly
    phase_words: str
    waiting: Sequence[Waiting]
    consultation: Consultation
    path: str


class ConsultationForm(StaffForm):
    """Until when comments are open."""

    closes = DateParts(
        lazy_gettext("Comments close on"), [Required(lazy_gettext("Write the day on which comments close."))]
    )
    closes_time = TimeOfDay(
        lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 17:00."))]
    )

    def __init__(self, closes_at: datetime | None = None) -> None:
        day, at = london_parts(closes_at)
        super().__init__(data={"closes": day, "closes_time": at})
        self.moment: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment that they name together."""
        sound = bool(super().validate(extra_validators))
        self.moment = moment_of(self.closes, self.closes_time)
        return sound and self.moment is not None


def closing_to_offer(assembly: Assembly) -> datetime:
    """When comments could close that are opened now: after the usual time, or as the next phase begins if sooner."""
    day = (clock.now() + USUAL_LENGTH).astimezone(clock.LONDON).date()
    usual = datetime.combine(day, time(17), clock.LONDON)
    following = phase_after_consulting(assembly)
    latest = following.opens_at if following is not None else None
    return min(usual, latest) if latest is not None else usual


def served_by(account: Account) -> list[int]:
    """The organisations whose officer somebody is."""
    return [m.organisation_id for m in account.memberships if m.role == Role.OFFICER and m.organisation_id]


def consultation_of(assembly: Assembly, published: int) -> Consultation:
    """How the consultation stands, and whether an officer may open it now."""
    phase = consulting_phase(assembly)
    may_open = assembly.is_public and published > 0 and not is_past_consulting(assembly)
    if phase is None or phase.opens_at is None:
        return Consultation("undated", gettext("No dates for the consultation are set."), may_open, None)
    closes_at = phase.closes_at
    state = state_of(phase)
    if state is PhaseState.NOW:
        text = (
            gettext("Comments are open until %(moment)s.", moment=dates.moment(closes_at, weekday=True))
            if closes_at
            else gettext("Comments are open. No closing time is set.")
        )
        if comments_paused(assembly):
            paused = comments_paused_words(assembly)
            return Consultation("open", f"{paused.fact} {paused.why}", may_open, closes_at, is_paused=True)
        return Consultation("open", text, may_open, closes_at)
    if state is PhaseState.DONE:
        assert closes_at is not None
        closed = gettext("Comments closed on %(moment)s.", moment=dates.moment(closes_at, weekday=True))
        return Consultation("over" if is_past_consulting(assembly) else "closed", closed, may_open, None)
    opens = gettext("Comments open on %(moment)s.", moment=dates.moment(phase.opens_at, weekday=True))
    return Consultation("planned", opens, may_open, closes_at)


@dataclass(frozen=True)
class PauseAtDesk:
    """What an officer reads of a pause before going on to it: what lasts, if anything does."""

    lasting: Sequence[Paused]


def pause_at_desk(assembly: Assembly) -> PauseAtDesk | None:
    """What there is to pause, or to end; None where neither comments nor questions are open by their phases."""
    if not (comments_are_due(assembly) or questions_are_due(assembly)):
        return None
    return PauseAtDesk(paused_words(assembly))


def must_have_something_to_discuss(consultation: Consultation) -> None:
    """Comments are about published drafts, so without one there is nothing to open. Raises Refused."""
    if not consultation.may_open and consultation.state not in ("open", "over"):
        raise Refused(
            gettext("Publish the assembly and at least one draft recommendation before you open comments.")
        )


@dataclass(frozen=True)
class _Counts:
    """What waits in one assembly, in figures."""

    evidence: int
    questions: int
    drafts: int
    comments: CommentsWaiting
    to_publish: int
    unanswered: int
    late_reports: int
    late_commitments: int


def _answers_due(count: int, due_at: datetime | None) -> str:
    text = str(
        ngettext(
            "%(num)d recommendation without an answer", "%(num)d recommendations without an answer", count
        )
    )
    if due_at is None:
        return text
    due = dates.moment(due_at)
    when = gettext("due on %(moment)s", moment=due)
    late = gettext("overdue since %(moment)s", moment=due)
    return f"{text}: {when if due_at > clock.now() else late}"


def _waiting(assembly: Assembly, counts: _Counts) -> list[Waiting]:
    path = f"/council/{assembly.slug}/"
    work = [
        (
            counts.evidence,
            ngettext(
                "%(num)d draft of evidence to publish",
                "%(num)d drafts of evidence to publish",
                counts.evidence,
            ),
            "evidence/",
        ),
        (
            counts.questions,
            ngettext(
                "%(num)d question waits for an answer",
                "%(num)d questions wait for an answer",
                counts.questions,
            ),
            "questions/",
        ),
        (
            counts.drafts,
            ngettext(
                "%(num)d text of a recommendation to publish",
                "%(num)d texts of recommendations to publish",
                counts.drafts,
            ),
            "recommendations/",
        ),
        (
            counts.comments.without_theme,
            ngettext(
                "%(num)s comment to sort into themes",
                "%(num)s comments to sort into themes",
                counts.comments.without_theme,
            ),
            "themes/label/?theme=none",
        ),
        (
            counts.comments.without_answer,
            ngettext(
                "%(num)s comment without an answer",
                "%(num)s comments without an answer",
                counts.comments.without_answer,
            ),
            "answers/",
        ),
        (
            counts.to_publish,
            ngettext(
                "%(num)d drafted answer waits for a second officer",
                "%(num)d drafted answers wait for a second officer",
                counts.to_publish,
            ),
            "responses/",
        ),
        (counts.unanswered, _answers_due(counts.unanswered, assembly.answer_due_at), "responses/"),
        (counts.late_reports, gettext("A report of progress is late"), "responses/"),
        (
            counts.late_commitments,
            ngettext(
                "%(num)d commitment is past its date",
                "%(num)d commitments are past their date",
                counts.late_commitments,
            ),
            "responses/",
        ),
    ]
    return [Waiting(str(text), path + place) for count, text, place in work if count]


def _phase_words(assembly: Assembly) -> str:
    """Which phase lasts; between two, which one comes next and when; after the last, since when it is over."""
    present, following, last = present_phase(assembly), next_phase(assembly), last_begun(assembly)
    if present is not None:
        return str(gettext("Phase now: %(phase)s", phase=phase_name(present.kind)))
    if following is not None and following.opens_at is not None:
        moment = dates.moment(following.opens_at)
        return str(
            gettext("Next: %(phase)s, from %(moment)s", phase=phase_name(following.kind), moment=moment)
        )
    if last is not None and last.closes_at is not None:
        moment = dates.moment(last.closes_at)
        return str(
            gettext(
                "Last phase: %(phase)s, over since %(moment)s", phase=phase_name(last.kind), moment=moment
            )
        )
    return str(gettext("No phase has a date yet."))


def at_desk(assemblies: Sequence[Assembly]) -> list[AssemblyAtDesk]:
    """What waits in each of these assemblies. Takes assemblies with their phases loaded.

    Eleven queries for them all.
    """
    ids = [assembly.id for assembly in assemblies]
    evidence_drafts, texts = evidence.drafts_waiting(ids), texts_at_desk(ids)
    questions, comments = questions_waiting(ids), comments_waiting(ids)
    to_publish, unanswered = answers_to_publish(ids), unanswered_recommendations(ids)
    clocks = {standing.assembly.id: standing for standing in clocks_of(assemblies)}
    desks = []
    for assembly in assemblies:
        key = assembly.id
        standing = texts.get(key, TextsAtDesk())
        counts = _Counts(
            evidence_drafts.get(key, 0),
            questions.get(key, 0),
            standing.drafts,
            comments.get(key, CommentsWaiting()),
            to_publish.get(key, 0),
            unanswered.get(key, 0),
            int(key in clocks and clocks[key].report_is_overdue),
            len(clocks[key].late_commitments) if key in clocks else 0,
        )
        desks.append(
            AssemblyAtDesk(
                assembly,
                _phase_words(assembly),
                _waiting(assembly, counts),
                consultation_of(assembly, standing.published),
                f"/council/{assembly.slug}/",
            )
        )
    return desks
