"""What officers write about one item of the openness checklist."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.assemblies.models import OpennessState, OpennessStatement
from app.assemblies.openness import OPENNESS_STATES
from app.assemblies.words import OpennessWords
from app.core.forms import Prose, StaffForm
from app.core.required import Required
from app.core.web_addresses import WebAddress


class OpennessForm(StaffForm):
    """How the assembly stands to an item, why, and where everybody can see it."""

    state = RadioField(
        lazy_gettext("How does the assembly stand to this?"),
        choices=[SelectChoice(state.value, word) for state, word in OPENNESS_STATES.items()],
        validate_choice=False,
    )
    reason = Prose(
        lazy_gettext("Why"),
        [Required(lazy_gettext("Write why. Readers see it as the council’s word."))],
        description=lazy_gettext(
            "One or two sentences in plain English. Readers see it as the council’s word."
        ),
        most=1000,
    )
    url = WebAddress(
        lazy_gettext("Web address"),
        description=lazy_gettext("Where everybody can see it. You need it if you say “met”."),
    )
    # What the officer began from, so that no colleague's words are replaced unread.
    seen = HiddenField()

    def __init__(self, statement: OpennessStatement | None = None, seen: str = "") -> None:
        said = (
            {"state": statement.state, "reason": statement.reason, "url": statement.url} if statement else {}
        )
        super().__init__(data=said | {"seen": seen})

    def validate_state(self, field: RadioField) -> None:
        """One of the three."""
        if field.data not in list(OpennessState):
            raise ValidationError(gettext("Choose how the assembly stands to this."))

    def words(self) -> OpennessWords:
        """What was typed, in the terms of the service."""
        return OpennessWords(OpennessState(self.state.data), self.reason.data or "", self.url.data or None)


class WithdrawForm(StaffForm):
    """The button that takes a statement back."""

    seen = HiddenField()

    def __init__(self, seen: str = "") -> None:
        super().__init__(data={"seen": seen})
