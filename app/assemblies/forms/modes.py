"""The form that says when a moderator reads comments, and its fields for the administrator's form."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm

from app.assemblies.models import Assembly, ModerationMode
from app.assemblies.modes import MODE_NAMES, MOST_KNOWN_AFTER, mode_mark
from app.core.forms import StaffForm, WholeNumber


def mode_field() -> Any:
    """The three ways, to choose one."""
    return RadioField(
        lazy_gettext("When does a moderator read a comment or a question?"),
        choices=[SelectChoice(mode.value, name) for mode, name in MODE_NAMES.items()],
        default=ModerationMode.BEFORE.value,
    )


def known_after_field() -> Any:
    """After how many published comments an author is known."""
    return WholeNumber(
        lazy_gettext("Published comments after which we know an author"),
        description=lazy_gettext(
            "Used only for authors we know. Without a confirmed address nobody is known."
        ),
        least=1,
        most=MOST_KNOWN_AFTER,
    )


def leave_unused_number(form: BaseForm) -> None:
    """Whatever stands in the field for the number holds nobody up where no number is asked for."""
    if form["moderation_mode"].data != ModerationMode.AFTER_FOR_KNOWN:
        form["known_after"].process_errors, form["known_after"].data = [], None


def number_is_missing(form: BaseForm) -> bool:
    """Whether the number of comments is asked for and was left out. The message then stands at its field."""
    mode, number = form["moderation_mode"], form["known_after"]
    if mode.data != ModerationMode.AFTER_FOR_KNOWN or number.data is not None or number.errors:
        return False
    number.errors = [gettext("Write after how many published comments we know an author.")]
    return True


class ModeForm(StaffForm):
    """When a moderator reads what comes from now on."""

    moderation_mode = mode_field()
    known_after = known_after_field()
    # What the person began from.
    seen = HiddenField()

    def __init__(self, assembly: Assembly) -> None:
        super().__init__(
            data={
                "moderation_mode": assembly.moderation_mode,
                "known_after": assembly.known_after,
                "seen": mode_mark(assembly),
            }
        )
        self._number_before = assembly.known_after

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then whether the number is there where it decides."""
        leave_unused_number(self)
        sound = bool(super().validate(extra_validators))
        return sound and not number_is_missing(self)

    @property
    def number(self) -> int:
        """The number that was written, or the one before where it decides nothing."""
        return self.known_after.data or self._number_before
