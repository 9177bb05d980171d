"""What officers fill in: a commitment, its steps, a progress report, and corrections of both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.errors import Refused, Stale, WrongField
from app.core.forms import Line, OnceForm, Prose
from app.core.partial_dates import DueParts
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.files.uploads import HintedUpload
from app.responses.forms.checked import CheckedForm
from app.responses.models import DeliveryStatus, Milestone
from app.responses.standing import CommitmentState, Told
from app.responses.wording.progress import fingerprint
from app.responses.words.progress import (
    Promise,
    PromiseWords,
    Report,
    Step,
    problems_of_correction,
    problems_of_promise,
    problems_of_report,
    problems_of_step,
    problems_of_words,
)
from app.responses.words.rules import Problems

STATUSES = {
    DeliveryStatus.PLANNED: lazy_gettext("Planned"),
    DeliveryStatus.IN_PROGRESS: lazy_gettext("In progress"),
    DeliveryStatus.DELAYED: lazy_gettext("Delayed"),
    DeliveryStatus.DELIVERED: lazy_gettext("Delivered"),
    DeliveryStatus.STOPPED: lazy_gettext("Stopped"),
}
# What each status demands, so that nobody has to be told afterwards.
DEMANDS = {
    DeliveryStatus.PLANNED.value: lazy_gettext("Not begun yet."),
    DeliveryStatus.IN_PROGRESS.value: lazy_gettext("Begun, and the date still holds."),
    DeliveryStatus.DELAYED.value: lazy_gettext("The date no longer holds. Give the reason and a new date."),
    DeliveryStatus.DELIVERED.value: lazy_gettext("It is done. Give a link or a file that shows it."),
    DeliveryStatus.STOPPED.value: lazy_gettext("It will not be done. Give the reason."),
}
# How many steps can be written down with the commitment. More can be added later.
FIRST_STEPS = 3
OF_THE_WHOLE = ""
# What a form and a report call alike.
SAME_NAMES = ("status", "text", "reason", "new_due_on", "evidence_url", "evidence_title")


class PublicActForm(OnceForm, CheckedForm):
    """What is public at once and stays for ever: pressed twice, it is done once."""

    def problems(self) -> Problems:
        """What is wrong beside the fields themselves."""
        raise NotImplementedError

    def tell(self, refusal: Refused) -> None:
        """Say above the form why it was refused, for a page that is shown again with everything typed."""
        self.form_errors.append(refusal.message)

    def now_seen(self, state: CommitmentState) -> None:
        """Say that the officer sees this state beside the form that comes back."""
        self["seen"].data = fingerprint(state)


class CommitmentForm(PublicActForm):
    """Something the council will do, by a date, and the steps on the way if there are any."""

    title = Line(
        lazy_gettext("What the council will do"),
        description=lazy_gettext("One short sentence that can be checked later."),
    )
    detail = Prose(lazy_gettext("More about it"), most=2000)
    lead = Line(
        lazy_gettext("Who leads it"),
        description=lazy_gettext("A post, never a person’s name. For example: Head of Parks."),
    )
    due_on = DueParts(
        lazy_gettext("Done by"),
        description=lazy_gettext(
            "Leave the day empty if you can only promise the month. A day ends at 5 pm."
        ),
    )
    step1 = Line(lazy_gettext("First step"))
    step1_due_on = DueParts(lazy_gettext("First step done by"))
    step2 = Line(lazy_gettext("Second step"))
    step2_due_on = DueParts(lazy_gettext("Second step done by"))
    step3 = Line(lazy_gettext("Third step"))
    step3_due_on = DueParts(lazy_gettext("Third step done by"))

    def problems(self) -> Problems:
        """The rules of a promise."""
        return problems_of_promise(self.promise())

    def steps(self) -> list[tuple[Line, DueParts]]:
        """The fields of each step."""
        return [(self[f"step{n}"], self[f"step{n}_due_on"]) for n in range(1, FIRST_STEPS + 1)]

    def promise(self) -> Promise:
        """What was typed, in the terms of the service."""
        steps = tuple(Step(title.data or "", due_on.data) for title, due_on in self.steps())
        return Promise(self.title.data or "", self.due_on.data, self.lead.data, self.detail.data, steps)


class MilestoneForm(PublicActForm):
    """One more step of a commitment."""

    title = Line(
        lazy_gettext("What this step is"),
        description=lazy_gettext(
            "One short sentence that can be checked later. For example: Choose the places."
        ),
    )
    due_on = DueParts(
        lazy_gettext("Done by"),
        description=lazy_gettext(
            "Leave the day empty if you can only promise the month. A day ends at 5 pm."
        ),
    )

    def __init__(self, state: CommitmentState, **rest: Any) -> None:
        super().__init__(**rest)
        self.state = state

    def problems(self) -> Problems:
        """The rules of a step."""
        return problems_of_step(self.step(), self.state.due_at)

    def step(self) -> Step:
        """What was typed, in the terms of the service."""
        return Step(self.title.data or "", self.due_on.data)


class WordsForm(PublicActForm):
    """Better words for a commitment, and why."""

    title = Line(
        lazy_gettext("What the council will do"),
        description=lazy_gettext("One short sentence that can be checked later."),
    )
    detail = Prose(lazy_gettext("More about it"), most=2000)
    lead = Line(
        lazy_gettext("Who leads it"),
        description=lazy_gettext("A post, never a person’s name. For example: Head of Parks."),
    )
    correction_reason = Prose(
        lazy_gettext("Why you correct it"),
        [Required(lazy_gettext("Say why it is corrected. Readers will see it."))],
        description=lazy_gettext("Readers see this. What it said before stays readable too."),
        most=2000,
    )
    seen = HiddenField()

    def __init__(self, state: CommitmentState, **rest: Any) -> None:
        words = state.commitment.current
        start = {name: getattr(words, name) for name in ("title", "detail", "lead")}
        super().__init__(data=start | {"seen": fingerprint(state)}, **rest)

    def problems(self) -> Problems:
        """The rules of a commitment’s words."""
        return problems_of_words(self.words())

    def words(self) -> PromiseWords:
        """What was typed, in the terms of the service."""
        return PromiseWords(self.title.data or "", self.lead.data, self.detail.data)


class ReportForm(PublicActForm):
    """How a commitment, or one of its steps, is going."""

    about = RadioField(lazy_gettext("What you report on"), default=OF_THE_WHOLE, validate_choice=False)
    status = RadioField(
        lazy_gettext("How it is going"),
        [Required(lazy_gettext("Choose how it is going."))],
        choices=[SelectChoice(status.value, label) for status, label in STATUSES.items()],
        validate_choice=False,
    )
    text = Prose(
        lazy_gettext("What has happened"),
        description=lazy_gettext("Two or three sentences in plain English."),
        most=3000,
    )
    reason = Prose(
        lazy_gettext("Reason"), description=lazy_gettext("For “delayed” and “stopped”: why."), most=2000
    )
    new_due_on = DueParts(
        lazy_gettext("New date"),
        description=lazy_gettext("For “delayed”: by when it will be done now. The old date stays readable."),
    )
    evidence_url = WebAddress(
        lazy_gettext("Link to evidence"),
        description=lazy_gettext("For “delivered”: a page that shows that it is done. Or send a file."),
    )
    evidence_file = HintedUpload(lazy_gettext("File as evidence"))
    evidence_title = Line(
        lazy_gettext("What the evidence shows"),
        description=lazy_gettext("For example: map of the 40 places."),
    )
    # What the officer began from, so that a colleague's report is not answered unread.
    seen = HiddenField()

    def __init__(self, state: CommitmentState, chosen: str = OF_THE_WHOLE, **rest: Any) -> None:
        start = {"about": chosen, "seen": fingerprint(state)}
        super().__init__(**{"data": start, **rest})
        self.state = state
        self.open_steps = self.steps_of(state)
        self.about.choices = [
            SelectChoice(OF_THE_WHOLE, gettext("The whole commitment")),
            *(SelectChoice(str(step.id), _step_choice(step)) for step in self.open_steps),
        ]

    def steps_of(self, state: CommitmentState) -> list[Milestone]:
        """The steps on which something can be reported."""
        return [each.milestone for each in state.milestones if not each.has_ended]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever must mend one chooses the file again."""
        return self.evidence_file.asked_again(bool(super().validate(extra_validators)))

    def give_back(self, stale: Stale) -> None:
        """Say why, and ask for the file again."""
        super().give_back(stale)
        self.evidence_file.asked_again(sound=False)

    def show(self, refusal: WrongField) -> None:
        """Say what is wrong at its field, and ask for the file again."""
        super().show(refusal)
        self.evidence_file.asked_again(sound=False)

    def tell(self, refusal: Refused) -> None:
        """Say why, and ask for the file again."""
        super().tell(refusal)
        self.evidence_file.asked_again(sound=False)

    def problems(self) -> Problems:
        """The rules of a report, once there is a status to which they can apply."""
        return self.problems_of(self.report()) if self.status.data in set(DeliveryStatus) else {}

    def problems_of(self, report: Report) -> Problems:
        """The rules of a new report."""
        return problems_of_report(report, self.state.of(report.milestone_id))

    @property
    def step(self) -> Milestone | None:
        """The step that was chosen, if one was."""
        return next((step for step in self.open_steps if str(step.id) == self.about.data), None)

    def validate_about(self, field: RadioField) -> None:
        """The whole, or a step on which something can be reported."""
        if field.data and self.step is None:
            raise ValidationError(gettext("Nothing can be reported on this now. Choose from the list."))

    def validate_status(self, field: RadioField) -> None:
        """One of the five."""
        if field.data not in set(DeliveryStatus):
            raise ValidationError(gettext("Choose how it is going."))

    def report(self) -> Report:
        """What was typed, in the terms of the service."""
        return Report(
            status=DeliveryStatus(self.status.data),
            text=self.text.data or "",
            reason=self.reason.data,
            new_due_on=self.new_due_on.data,
            evidence_url=self.evidence_url.data,
            evidence_title=self.evidence_title.data,
            evidence_file=self.evidence_file.data,
            milestone_id=self.step.id if self.step else None,
        )


def _step_choice(step: Milestone) -> str:
    return str(gettext("Step %(number)d: %(title)s", number=step.position, title=step.title))


class CorrectReportForm(ReportForm):
    """A report as it is, to be corrected, and why."""

    without_file = BooleanField(lazy_gettext("Leave the file out"))
    correction_reason = Prose(
        lazy_gettext("Why you correct it"),
        [Required(lazy_gettext("Say why it is corrected. Readers will see it."))],
        description=lazy_gettext("Readers see this. What it said before stays readable too."),
        most=2000,
    )

    def __init__(self, state: CommitmentState, told: Told, **rest: Any) -> None:
        self.told = told
        start = {name: getattr(told.update, name) for name in SAME_NAMES}
        chosen = str(told.update.milestone_id or OF_THE_WHOLE)
        start |= {"about": chosen, "seen": fingerprint(state)}
        super().__init__(state, data=start, **rest)
        if told.update.evidence_file_id is None:
            del self.without_file

    def steps_of(self, state: CommitmentState) -> list[Milestone]:
        """Any of the steps: it may have been said of the wrong one."""
        return list(state.commitment.milestones)

    def problems_of(self, report: Report) -> Problems:
        """The rules of a correction."""
        return problems_of_correction(report, self.state, self.told)

    def report(self) -> Report:
        """What was typed, in the terms of the service. The file stays unless another one came or it is left out."""
        report = super().report()
        keeps = "without_file" in self and not self.without_file.data and report.evidence_file is None
        return replace(report, keeps_file=keeps)
