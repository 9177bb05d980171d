"""The public report on moderation in words: each figure with how it is counted, for the page and for the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext, ngettext

from app.assemblies.models import CommentPause
from app.comments.models import Channel, CommentKind, CommentState
from app.comments.words import CHANNELS
from app.core import clock, languages
from app.core.spreadsheets import as_text
from app.moderation.due import within_review_time
from app.moderation.policy import WELSH
from app.moderation.queries.figures import Figures

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Figure:
    """One figure: what it is called in the file and on the page, the number and its unit, and how it is counted."""

    measure: str
    label: str
    value: float
    how: str = ""
    detail: str = ""
    unit: str = "comments"

    @property
    def words(self) -> str:
        """The number as the page says it."""
        return f"{self.value:,}"


@dataclass(frozen=True)
class Wait(Figure):
    """A length of time, in hours. The page says it in minutes below an hour, else in hours to a tenth."""

    unit: str = "hours"

    @property
    def words(self) -> str:
        minutes = round(self.value * 60)
        if minutes < 60:
            return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
        hours = f"{self.value:.1f}".removesuffix(".0")
        return str(ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == "1" else 2, hours=hours))


@dataclass(frozen=True)
class Group:
    """Figures that stand together, under a heading."""

    key: str
    title: str
    figures: Sequence[Figure]
    note: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that the page and the file hold."""

    groups: Sequence[Group]
    pauses: Sequence[CommentPause]
    received: int
    decisions: int
    log_length: int
    log_hash: str


def report_of(figures: Figures) -> Report:
    """Arrange the figures."""
    groups = (
        Group("received", gettext("What came in"), list(_received(figures))),
        Group(
            "became",
            gettext("What became of it"),
            list(_became(figures)),
            gettext("Each is counted once here, as it stands now. Together they are all that came in."),
        ),
        Group(
            "rejected", gettext("Why some were not published"), list(_reasons(figures, CommentState.REJECTED))
        ),
        Group("hidden", gettext("Why some are hidden"), list(_reasons(figures, CommentState.HIDDEN))),
        Group("changed", gettext("What moderators changed later"), list(_changed(figures))),
        Group("waits", gettext("How long it took"), list(_waits(figures))),
        Group("appeals", gettext("When authors disagreed"), list(_appeals(figures))),
        Group("reports", gettext("When readers reported something"), list(_reports(figures))),
        Group("campaigns", gettext("When many sent the same words"), list(_campaigns(figures))),
    )
    return Report(
        [group for group in groups if group.figures],
        figures.pauses,
        figures.count(),
        figures.decisions,
        figures.log_length,
        figures.log_hash,
    )


def _received(figures: Figures) -> Iterator[Figure]:
    yield Figure(
        "received",
        gettext("Received"),
        figures.count(),
        gettext(
            "What residents sent. Where an email address must be confirmed first, it counts from then on."
            " What the council or the organisers wrote is not counted."
        ),
    )
    kinds = {
        CommentKind.COMMENT: gettext("Comments"),
        CommentKind.QUESTION: gettext("Questions"),
        CommentKind.COUNTER_CHECK: gettext("Words on the council’s answers"),
    }
    for kind, label in kinds.items():
        number = figures.count(kind=kind)
        if number or kind is CommentKind.COMMENT:
            yield Figure("received_by_kind", label, number, gettext("Of those received."), kind.value)
    for channel in Channel:
        number = figures.count(channel=channel)
        if number or channel is Channel.ONLINE:
            label = str(CHANNELS[channel])
            yield Figure("received_by_channel", label, number, gettext("Of those received."), channel.value)


def _became(figures: Figures) -> Iterator[Figure]:
    states = {
        CommentState.PUBLISHED: (gettext("Published"), gettext("Everybody can read them now.")),
        CommentState.HIDDEN: (
            gettext("Hidden"),
            gettext("They were published, and a moderator took them down. A note stands in their place."),
        ),
        CommentState.REJECTED: (
            gettext("Not published"),
            gettext(
                "A moderator found that they break the policy. Their authors read why on the private page of their"
                " comment, and in an email where they left an address."
            ),
        ),
        CommentState.AWAITING_MODERATION: (
            gettext("Waiting"),
            gettext("They are not on show, and a moderator has still to read them."),
        ),
        CommentState.WITHDRAWN: (
            gettext("Withdrawn"),
            gettext("Their authors took them back, before or after a moderator decided."),
        ),
    }
    for state, (label, how) in states.items():
        yield Figure(state.value, label, figures.count(state=state), how)


def _reasons(figures: Figures, state: CommentState) -> Iterator[Figure]:
    """For each paragraph how many. Of what came from elsewhere a reason need not be known."""
    measure, is_welsh = f"{state.value}_by_reason", languages.current() == WELSH
    given = [reason for reason in figures.reasons if reason.state is state]
    for reason in given:
        title = (is_welsh and reason.title_cy) or reason.title
        yield Figure(measure, title, reason.comments, _formerly(reason.former_titles), detail=title)
    unknown = figures.count(state=state) - sum(reason.comments for reason in given)
    if unknown:
        label = gettext("The reason was not kept")
        yield Figure(measure, label, unknown, gettext("They were brought here from elsewhere."), label)


def _formerly(titles: Sequence[str]) -> str:
    """What earlier versions of the policy called a paragraph, for who remembers it by that name."""
    named = languages.listed([f"“{title}”" for title in titles])
    return str(gettext("Earlier versions of the policy call it %(titles)s.", titles=named)) if titles else ""


def _changed(figures: Figures) -> Iterator[Figure]:
    if figures.unread:
        yield Figure(
            "unread",
            gettext("Published, and still to be read"),
            figures.unread,
            gettext("Of those published. They were shown at once, and a moderator reads them afterwards."),
        )
    yield Figure(
        "redacted",
        gettext("Published with words taken out"),
        figures.redacted,
        gettext("Of those published. A moderator took out some words, such as a telephone number."),
    )
    yield Figure(
        "restored",
        gettext("Hidden once, and shown again"),
        figures.restored,
        gettext("Of those published."),
    )
    yield Figure(
        "taken_back",
        gettext("Decisions taken back at once"),
        figures.taken_back,
        gettext(
            "A moderator pressed the wrong button and said so within minutes. They count as no decision."
        ),
        unit="decisions",
    )


def _waits(figures: Figures) -> Iterator[Figure]:
    waits = figures.waits
    yield Figure(
        "decided",
        gettext("Read by a moderator"),
        waits.comments,
        gettext(
            "How many had a first decision. The wait goes from when a moderator could read it until then."
        ),
    )
    yield Figure(
        "late",
        gettext("Still to be read, and late"),
        figures.late,
        gettext(
            "They wait now for longer than we promise. We promise to read each %(within)s.",
            within=within_review_time(),
        ),
    )
    if waits.median is None or waits.ninetieth is None:
        return
    half = gettext("Half of them waited this long or less. Nights and weekends count.")
    ninetieth = gettext("Nine in ten waited this long or less.")
    yield Wait("wait_median", gettext("Half waited at most"), _hours(waits.median), half)
    yield Wait(
        "wait_90th_percentile", gettext("Nine in ten waited at most"), _hours(waits.ninetieth), ninetieth
    )
    yield Figure(
        "decided_in_time",
        gettext("Read in time"),
        waits.in_time,
        gettext("We promise to read each %(within)s.", within=within_review_time()),
    )


def _hours(wait: timedelta) -> float:
    return round(max(wait, timedelta()) / AN_HOUR, 2)


def _appeals(figures: Figures) -> Iterator[Figure]:
    how = gettext(
        "An author asked for another look. Another moderator decides."
        " What a moderator took back at once is not among them."
    )
    yield Figure("appeals", gettext("Appeals"), figures.appeals, how, unit="appeals")
    yield Figure("appeals_decided", gettext("Appeals decided"), figures.appeals_decided, unit="appeals")
    overturned = gettext("The author was right, and the first decision no longer holds.")
    yield Figure(
        "appeals_overturned",
        gettext("Decisions overturned"),
        figures.appeals_overturned,
        overturned,
        unit="appeals",
    )


def _reports(figures: Figures) -> Iterator[Figure]:
    how = gettext("A reader said that something breaks the policy. Several may report the same.")
    yield Figure("reports", gettext("Reports"), figures.reports, how, unit="reports")
    answered = gettext("A moderator looked again, and the reader can see what was decided.")
    yield Figure(
        "reports_answered", gettext("Reports answered"), figures.reports_answered, answered, unit="reports"
    )
    upheld = gettext(
        "The reader was right: the comment was hidden, or words were taken out. What is shown again counts no more."
    )
    yield Figure("reports_upheld", gettext("Reports upheld"), figures.reports_upheld, upheld, unit="reports")


def _campaigns(figures: Figures) -> Iterator[Figure]:
    how = gettext("The same words, or nearly the same, came from two people or more.")
    yield Figure("campaigns", gettext("Texts that many sent"), figures.campaigns, how, unit="texts")
    each = gettext("Each of them counts, and each is among those received.")
    yield Figure("campaign_comments", gettext("Comments with these texts"), figures.in_campaigns, each)


def csv_rows(report: Report) -> Iterator[Sequence[str]]:
    """The lines of the file: a figure in each, and no text that a spreadsheet would take for a formula."""
    yield "measure", "detail", "value", "unit"
    yield "counted_on", "", clock.today().isoformat(), "date"
    for group in report.groups:
        for figure in group.figures:
            yield figure.measure, as_text(figure.detail), f"{figure.value:g}", figure.unit
    for pause in report.pauses:
        until = pause.ended_at or pause.ends_at
        moments = "/".join(moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (pause.starts_at, until))
        yield "pause", as_text(pause.reason), moments, "interval"
    yield "decisions_in_log", report.log_hash, str(report.log_length), "decisions of the whole site"
