"""What officers fill in: an answer, its correction, its publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, Prose
from app.core.partial_dates import PartialDateParts
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.recommendations.models import Recommendation
from app.responses.forms.checked import CheckboxesField, CheckedForm
from app.responses.models import Response, Verdict
from app.responses.wording.answers import fingerprint
from app.responses.words.answers import Wording, problems_of_wording
from app.responses.words.rules import Problems

VERDICTS = {
    Verdict.ACCEPTED: lazy_gettext("Accepted"),
    Verdict.ACCEPTED_IN_PART: lazy_gettext("Accepted in part"),
    Verdict.NOT_ACCEPTED: lazy_gettext("Not accepted"),
    Verdict.UNDER_CONSIDERATION: lazy_gettext("Under consideration"),
    Verdict.NOT_OURS: lazy_gettext("Not ours to decide"),
}
# What a form and a response call alike.
SAME_NAMES = (
    "verdict",
    "reasons",
    "not_taken_up",
    "sent_to",
    "responsible_body",
    "responsible_role",
    "decided_by",
    "decided_on",
    "decision_minute",
    "decision_url",
    "money",
    "timescale",
)


class ResponseForm(CheckedForm):
    """An answer: the verdict, the reasons, who is responsible, who decided it and when."""

    recommendations = CheckboxesField(lazy_gettext("This answers"), validate_choice=False)
    verdict = RadioField(
        lazy_gettext("The council’s answer"),
        [Required(lazy_gettext("Choose the answer."))],
        choices=[SelectChoice(verdict.value, label) for verdict, label in VERDICTS.items()],
        validate_choice=False,
    )
    reasons = Prose(
        lazy_gettext("Reasons"),
        description=lazy_gettext(
            "Begin with the answer in one or two sentences: they stand out. Leave a blank line, then say why."
        ),
        most=10_000,
    )
    not_taken_up = Prose(
        lazy_gettext("What is not taken up"),
        description=lazy_gettext("For “accepted in part”: which part, and why."),
    )
    sent_to = Line(
        lazy_gettext("Sent on to"),
        description=lazy_gettext(
            "For “not ours to decide”: the body that decides, to which you have sent it."
        ),
    )
    responsible_body = Line(
        lazy_gettext("Responsible body"), description=lazy_gettext("Who answers for carrying this out.")
    )
    responsible_role = Line(
        lazy_gettext("Responsible role"),
        description=lazy_gettext("A post, never a person’s name. For example: Head of Parks."),
    )
    money = Prose(
        lazy_gettext("Money"),
        description=lazy_gettext(
            "What it costs and who pays, if that is known. For example: £40,000 from this year’s highways budget."
        ),
        most=1000,
    )
    timescale = Prose(
        lazy_gettext("When it will happen"),
        description=lazy_gettext("In a sentence, if that is known. Commitments with dates come later."),
        most=1000,
    )
    decided_by = Line(
        lazy_gettext("Decided by"),
        description=lazy_gettext("The meeting that decided. For example: Cabinet."),
    )
    decided_on = PartialDateParts(
        lazy_gettext("Decided on"),
        description=lazy_gettext(
            "Leave the day empty if you only know the month. Not needed while it is considered."
        ),
    )
    decision_minute = Line(
        lazy_gettext("Where the minutes say so"),
        description=lazy_gettext("For example: item 7, or minute 47."),
    )
    decision_url = WebAddress(
        lazy_gettext("Link to the minutes"), description=lazy_gettext("Where readers can see the decision.")
    )
    reason = Prose(
        lazy_gettext("Why this corrects the former answer"),
        [Required(lazy_gettext("Say why the answer is corrected. Readers will see it."))],
        description=lazy_gettext("Readers see this. The former answer stays readable too."),
        most=2000,
    )
    # What the officer began from, so that a colleague's words are not overwritten unread.
    seen = HiddenField()

    def problems(self) -> Problems:
        """The rules of an answer, once there is a verdict to which they can apply."""
        return problems_of_wording(self.wording()) if self.verdict.data in set(Verdict) else {}

    def validate_verdict(self, field: RadioField) -> None:
        """One of the five."""
        if field.data not in set(Verdict):
            raise ValidationError(gettext("Choose the answer."))

    def wording(self) -> Wording:
        """What was typed, in the terms of the service."""
        return Wording(
            verdict=Verdict(self.verdict.data),
            reasons=self.reasons.data or "",
            responsible_body=self.responsible_body.data or "",
            responsible_role=self.responsible_role.data,
            not_taken_up=self.not_taken_up.data,
            sent_to=self.sent_to.data,
            decided_by=self.decided_by.data,
            decided_on=self.decided_on.data,
            decision_minute=self.decision_minute.data,
            decision_url=self.decision_url.data,
            money=self.money.data,
            timescale=self.timescale.data,
        )


def _fields_of(response: Response) -> dict[str, Any]:
    return {name: getattr(response, name) for name in SAME_NAMES}


def ask_why_anew(form: ResponseForm) -> None:
    """Let the field for the reason ask why the council decides anew, in place of what a correction says."""
    form.reason.label.text = gettext("Why the council decides anew")
    form.reason.description = gettext("Readers see this. The former answer stays readable too.")


class NewResponseForm(ResponseForm):
    """A first answer, to one recommendation or to several at once."""

    keeps_reason = False

    def __init__(
        self, open_ones: Sequence[Recommendation], chosen: Sequence[str], council: str, **rest: Any
    ) -> None:
        super().__init__(data={"recommendations": list(chosen), "responsible_body": council}, **rest)
        self.open_ones = {each.reference: each for each in open_ones}
        self.recommendations.choices = [
            SelectChoice(each.reference, f"{each.label}. {each.title}") for each in open_ones
        ]
        del self.seen
        if not self.keeps_reason:
            del self.reason

    def validate_recommendations(self, field: CheckboxesField) -> None:
        """At least one, each of them waiting for an answer."""
        if not field.data:
            raise ValidationError(gettext("Choose the recommendation that you answer."))
        if not set(field.data) <= set(self.open_ones):
            raise ValidationError(gettext("One of these cannot be answered now. Choose from the list."))

    @property
    def chosen(self) -> list[Recommendation]:
        """The recommendations, once the form is valid."""
        return [
            each
            for reference, each in self.open_ones.items()
            if reference in set(self.recommendations.data or ())
        ]


class EditResponseForm(ResponseForm):
    """A draft as it is, to be changed."""

    def __init__(self, response: Response, **rest: Any) -> None:
        reason = response.correction_reason or response.change_reason
        start = _fields_of(response) | {"reason": reason, "seen": fingerprint(response)}
        super().__init__(data=start, **rest)
        del self.recommendations
        if response.change_reason is not None:
            ask_why_anew(self)
        elif response.follows_id is None:
            del self.reason


class AnewForm(NewResponseForm):
    """A new answer to what one published answer decided: to all that it names, or to some of it."""

    def __init__(self, open_ones: Sequence[Recommendation], council: str, **rest: Any) -> None:
        super().__init__(open_ones, [each.reference for each in open_ones], council, **rest)
        ask_why_anew(self)

    keeps_reason = True


class CorrectionForm(ResponseForm):
    """A published answer as it is, to be corrected by a new one."""

    def __init__(self, response: Response, **rest: Any) -> None:
        super().__init__(data=_fields_of(response), **rest)
        del self.recommendations, self.seen
