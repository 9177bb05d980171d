"""What readers are told when something changes that they have seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.errors import WrongField
from app.core.forms import Prose, StaffForm
from app.core.required import Required
from app.core.text import says_something
from app.evidence.resting import QuotesLost
from app.evidence.standing import Thing, has_been_public
from app.evidence.words import Correction

READABLE, WITHHELD = "yes", "no"


class CorrectionForm(StaffForm):
    """A form that may change what readers have seen. Draw its fields with `correction_fields`.

    Whether the note is compulsory is the service's to say: only it knows whether anything changes.
    """

    note = Prose(
        lazy_gettext("What did you change, and why?"),
        description=lazy_gettext(
            "Readers see this. For example: The number of buses on page 2 was wrong. Leave it empty if you change"
            " nothing."
        ),
        most=500,
    )
    former = RadioField(
        lazy_gettext("May readers still read the former wording?"),
        description=lazy_gettext("If you choose no, older wordings that hold the same words go too."),
        choices=[
            SelectChoice(READABLE, lazy_gettext("Yes, it stays readable")),
            SelectChoice(WITHHELD, lazy_gettext("No, it must not be public any more")),
        ],
        default=READABLE,
        validate_choice=False,
    )
    withheld_reason = Prose(
        lazy_gettext("Why readers may not read it"),
        description=lazy_gettext(
            "Only where you chose no. For example: It named a private person. Readers see this, so do not repeat what"
            " must not be read."
        ),
        most=500,
    )

    despite_quotes = BooleanField(
        lazy_gettext("Save it all the same"),
        description=lazy_gettext("Readers are told beside each quote that the evidence was changed."),
    )

    def __init__(self, data: dict[str, Any] | None = None, corrects: Iterable[Thing] = ()) -> None:
        pages = [thing for thing in corrects if has_been_public(thing)]
        self.is_correction = bool(pages)
        super().__init__(data=_at_first(pages) | (data or {}))
        # They stand below what is changed, so their errors are listed last too.
        for name in ("note", "former", "withheld_reason", "despite_quotes"):
            self._fields[name] = self._fields.pop(name)

    def validate_former(self, field: RadioField) -> None:
        """Yes or no; where nothing was asked, nothing is answered."""
        if field.data not in (READABLE, WITHHELD):
            raise ValidationError(gettext("Choose whether readers may still read the former wording."))

    def validate_withheld_reason(self, field: Prose) -> None:
        """A reason for a no."""
        if self.former.data == WITHHELD and not says_something(field.data or ""):
            raise ValidationError(gettext("Write why readers may not read it. They see your reason."))

    def correction(self) -> Correction:
        """What was typed, in the terms of the service."""
        is_withheld = self.former.data == WITHHELD
        reason = self.withheld_reason.data or "" if is_withheld else None
        return Correction(self.note.data or "", reason, bool(self.despite_quotes.data))

    def show(self, refusal: WrongField) -> None:
        """Put a refusal at its field; of quotes that would be lost, each by itself."""
        super().show(refusal)
        if isinstance(refusal, QuotesLost):
            self.despite_quotes.errors = refusal.messages


def _at_first(pages: Iterable[Thing]) -> dict[str, Any]:
    """What was taken down for a reason does not come back as a former wording, unless the officer says so."""
    down = next((thing for thing in pages if not thing.is_public), None)
    return {} if down is None else {"former": WITHHELD, "withheld_reason": down.unpublished_reason}


class WithholdForm(StaffForm):
    """Why readers may not read a former wording any more."""

    reason = Prose(
        lazy_gettext("Why readers may not read it"),
        [Required(lazy_gettext("Write why readers may not read it. They see your reason."))],
        description=lazy_gettext(
            "One plain sentence, for example: It named a private person. Readers see it, so do not repeat what must"
            " not be read."
        ),
        most=500,
    )

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(data={"reason": reason})
