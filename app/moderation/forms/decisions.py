"""What moderators send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Prose, StaffForm
from app.moderation.models import NEEDS_REASON, Action, PolicyParagraph
from app.moderation.policy import in_words

LONGEST_NOTE = 2000


class DecisionForm(StaffForm):
    """One decision on one comment. `seen` says what the moderator had before their eyes."""

    decision = RadioField(lazy_gettext("Decision"), validate_choice=False)
    reason = RadioField(
        lazy_gettext("Which paragraph of the policy does it break?"),
        validate_choice=False,
    )
    note = Prose(
        lazy_gettext("Note to the author"),
        description=lazy_gettext("They will read this."),
        most=LONGEST_NOTE,
    )
    internal_note = Prose(
        lazy_gettext("Internal note"),
        description=lazy_gettext("Only moderators will read this."),
        most=LONGEST_NOTE,
    )
    seen = HiddenField(lazy_gettext("What you saw"))

    def __init__(
        self, possible: Sequence[Action], paragraphs: Sequence[PolicyParagraph], **rest: Any
    ) -> None:
        super().__init__(**rest)
        self._codes = {paragraph.code for paragraph in paragraphs}
        self.reason.choices = [SelectChoice(each.code, in_words(each).title) for each in paragraphs]
        self.decision.choices = [SelectChoice(action.value, action.value) for action in possible]

    def validate_decision(self, field: RadioField) -> None:
        """One of the actions that there are; whether it fits the comment now is for the service to say."""
        if field.data not in set(Action):
            raise ValidationError(gettext("Choose what to do with it."))

    def validate_reason(self, field: RadioField) -> None:
        """Compulsory where a comment is taken from readers."""
        takes_away = self.decision.data in NEEDS_REASON
        if takes_away and field.data and field.data not in self._codes:
            raise ValidationError(
                gettext("The policy has changed: that paragraph is no longer in it. Choose another one.")
            )
        if takes_away and not field.data:
            raise ValidationError(gettext("Choose the paragraph of the policy that it breaks."))

    @property
    def action(self) -> Action:
        """What to do, once the form is valid."""
        return Action(self.decision.data)
