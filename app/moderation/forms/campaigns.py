"""What moderators send about a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Prose, StaffForm
from app.core.row_numbers import row_number
from app.moderation.forms.decisions import LONGEST_NOTE
from app.moderation.models import NEEDS_REASON, Action, PolicyParagraph
from app.moderation.policy import in_words

# What can be done with those that wait and say the same.
POSSIBLE = (Action.PUBLISH, Action.REJECT)


class CampaignForm(StaffForm):
    """One decision on all that say the same. `chosen` says each with what the moderator saw of it: "12=… 14=…"."""

    chosen = HiddenField(lazy_gettext("Chosen comments"))
    decision = RadioField(lazy_gettext("Decision"), validate_choice=False)
    reason = RadioField(lazy_gettext("Which paragraph of the policy do they break?"), validate_choice=False)
    note = Prose(
        lazy_gettext("Note to the authors"),
        description=lazy_gettext("Every one of them will read this."),
        most=LONGEST_NOTE,
    )
    internal_note = Prose(
        lazy_gettext("Internal note"),
        description=lazy_gettext("Only moderators will read this."),
        most=LONGEST_NOTE,
    )

    def __init__(self, paragraphs: Sequence[PolicyParagraph], **rest: Any) -> None:
        super().__init__(**rest)
        self._codes = {paragraph.code for paragraph in paragraphs}
        self.reason.choices = [SelectChoice(each.code, in_words(each).title) for each in paragraphs]
        self.decision.choices = [SelectChoice(action.value, action.value) for action in POSSIBLE]

    def validate_decision(self, field: RadioField) -> None:
        """One of the two that there are."""
        if field.data not in POSSIBLE:
            raise ValidationError(gettext("Choose what to do with them."))

    def validate_reason(self, field: RadioField) -> None:
        """Compulsory where comments are taken from readers."""
        if self.decision.data in NEEDS_REASON and field.data not in self._codes:
            raise ValidationError(gettext("Choose the paragraph of the policy that they break."))

    @property
    def action(self) -> Action:
        """What to do, once the form is valid."""
        return Action(self.decision.data)

    def read_chosen(self) -> list[tuple[int, str]]:
        """The comments and what was seen of each; what cannot be read is left out."""
        pairs = (part.partition("=") for part in (self.chosen.data or "").split())
        numbered = ((row_number(number), seen) for number, _, seen in pairs)
        return [(number, seen) for number, seen in numbered if number is not None]
