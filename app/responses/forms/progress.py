"""What officers fill in: a commitment, a progress report."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, Prose
from app.core.partial_dates import PartialDateParts
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.responses.forms.checked import CheckedForm
from app.responses.models import DeliveryStatus
from app.responses.standing import CommitmentState
from app.responses.words.progress import Promise, Report, problems_of_promise, problems_of_report
from app.responses.words.rules import Problems

STATUSES = {
    DeliveryStatus.PLANNED: lazy_gettext("Planned"),
    DeliveryStatus.IN_PROGRESS: lazy_gettext("In progress"),
    DeliveryStatus.DELAYED: lazy_gettext("Delayed"),
    DeliveryStatus.DELIVERED: lazy_gettext("Delivered"),
    DeliveryStatus.STOPPED: lazy_gettext("Stopped"),
}


class CommitmentForm(CheckedForm):
    """Something the council will do, by a date."""

    title = Line(
        lazy_gettext("What the council will do"),
        description=lazy_gettext("One short sentence that can be checked later."),
    )
    detail = Prose(lazy_gettext("More about it"), most=2000)
    lead = Line(
        lazy_gettext("Who leads it"),
        description=lazy_gettext("A post, never a person’s name. For example: Head of Parks."),
    )
    due_on = PartialDateParts(
        lazy_gettext("Done by"),
        description=lazy_gettext(
            "Leave the day empty if you can only promise the month. A day ends at 5 pm."
        ),
    )

    def problems(self) -> Problems:
        """The rules of a promise."""
        return problems_of_promise(self.promise())

    def promise(self) -> Promise:
        """What was typed, in the terms of the service."""
        return Promise(self.title.data or "", self.due_on.data, self.lead.data, self.detail.data)


class ReportForm(CheckedForm):
    """How a commitment is going."""

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
    new_due_on = PartialDateParts(
        lazy_gettext("New date"),
        description=lazy_gettext("For “delayed”: by when it will be done now. The old date stays readable."),
    )
    evidence_url = WebAddress(
        lazy_gettext("Link to evidence"),
        description=lazy_gettext("For “delivered”: a page that shows that it is done."),
    )
    evidence_title = Line(
        lazy_gettext("What the link shows"), description=lazy_gettext("For example: map of the 40 places.")
    )

    def __init__(self, state: CommitmentState, **rest: Any) -> None:
        super().__init__(**rest)
        self.state = state

    def problems(self) -> Problems:
        """The rules of a report, once there is a status to which they can apply."""
        return (
            problems_of_report(self.report(), self.state) if self.status.data in set(DeliveryStatus) else {}
        )

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
        )
