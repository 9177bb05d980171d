"""What moderators send to decide on many comments at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.row_numbers import row_number
from app.moderation.desk.together import actions_together
from app.moderation.forms.decisions import NoteForm
from app.moderation.models import NEEDS_REASON, Action, PolicyParagraph


class TogetherForm(NoteForm):
    """One decision on many comments. `chosen` says each with what the moderator saw of it: "12=published.0.3 14=…"."""

    chosen = HiddenField(lazy_gettext("Chosen comments"))
    act = SelectField(lazy_gettext("What to do with them"), validate_choice=False)

    def __init__(self, paragraphs: Sequence[PolicyParagraph], **rest: Any) -> None:
        super().__init__(**rest)
        self.paragraphs = paragraphs
        self._acts = dict(actions_together(paragraphs))
        self.act.choices = [SelectChoice(value, text) for value, text in self._acts.items()]

    def choose(self, act: str) -> None:
        """Take what somebody chose in a list; the first thing in it where that makes no sense. Then it is shown."""
        self.show_beside(self.paragraphs)
        self.act.data = act if act in self._acts else next(iter(self._acts))

    def validate_act(self, field: SelectField) -> None:
        """One of the decisions that can be made on many."""
        if str(field.data).partition(":")[0] in NEEDS_REASON and field.data not in self._acts:
            raise ValidationError(
                gettext("The policy has changed: that paragraph is no longer in it. Choose another one.")
            )
        if field.data not in self._acts:
            raise ValidationError(gettext("Choose what to do with them."))
        if self.action in NEEDS_REASON:
            self.refuse_unread(self.paragraphs)

    def validate_language(self, _field: SelectField) -> None:
        """A language in which the ready note is written."""
        if self.act.data in self._acts and self.action in NEEDS_REASON:
            self.refuse_missing_welsh(self.paragraphs, self.reason_code)

    @property
    def action(self) -> Action:
        """What to do, once the form is valid."""
        return Action(str(self.act.data).partition(":")[0])

    @property
    def reason_code(self) -> str | None:
        """The paragraph that they break, where the action needs one."""
        return str(self.act.data).partition(":")[2] if self.action in NEEDS_REASON else None

    @property
    def own_note(self) -> str | None:
        """What the authors will read."""
        return self.note_for(self.paragraphs, self.reason_code)

    def read_chosen(self) -> list[tuple[int, str]]:
        """The comments and what was seen of each; what cannot be read is left out."""
        pairs = [part.partition("=") for part in (self.chosen.data or "").split()]
        numbered = [(row_number(number), seen) for number, _, seen in pairs]
        return [(number, seen) for number, seen in numbered if number is not None]
