"""Forms whose rules hold between their fields, and several choices of a list."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import StaffForm
from app.responses.words.rules import Problems


class CheckboxesField(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CheckedForm(StaffForm):
    """A form whose rules hold between its fields, each problem shown at the field to which it belongs."""

    def problems(self) -> Problems:
        """What is wrong beside the fields themselves."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then what they say together; a field that is wrong by itself keeps its own message."""
        sound = bool(super().validate(extra_validators))
        for name, message in self.problems().items():
            field = self[name]
            if not field.errors:
                field.errors = [message]
                sound = False
        return sound
