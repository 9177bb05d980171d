"""What moderators send of one comment: a decision, or words to take out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Prose, StaffForm
from app.moderation.models import NEEDS_REASON, Action, Escalation, PolicyParagraph

LONGEST_NOTE = 2000
ENGLISH, WELSH, BOTH = "en", "cy", "both"


def ready_note(paragraph: PolicyParagraph | None, language: str) -> str | None:
    """The ready words of a paragraph in a language or in both; in English where nobody has written Welsh."""
    if paragraph is None:
        return None
    welsh = paragraph.note_cy
    if not welsh or language not in (WELSH, BOTH):
        return paragraph.note
    return welsh if language == WELSH else f"{welsh}\n\n{paragraph.note}"


def _version_of(paragraphs: Sequence[PolicyParagraph]) -> str:
    return str(paragraphs[0].version.number) if paragraphs else ""


class NoteForm(StaffForm):
    """What goes with every decision: the notes, `seen`, which says what the moderator had before their eyes, and the
    version of the policy that stood beside it."""

    language = SelectField(
        lazy_gettext("Language of the note"),
        choices=[
            SelectChoice(ENGLISH, lazy_gettext("English")),
            SelectChoice(WELSH, lazy_gettext("Welsh")),
            SelectChoice(BOTH, lazy_gettext("Welsh and English")),
        ],
        default=ENGLISH,
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
    policy = HiddenField(lazy_gettext("The policy that you read"))

    def show_beside(self, paragraphs: Sequence[PolicyParagraph], seen: str = "") -> None:
        """Take down which version of the policy stands beside the form that is shown, and how a comment stands."""
        self.policy.data, self.seen.data = _version_of(paragraphs), seen

    def refuse_unread(self, paragraphs: Sequence[PolicyParagraph]) -> None:
        """Nobody cites a paragraph, or sends its ready note, that has other words than those they read. Raises
        ValidationError."""
        if self.policy.data != _version_of(paragraphs):
            raise ValidationError(
                gettext(
                    "The policy has changed since you opened this page. Read the paragraph again, then decide."
                )
            )

    def refuse_missing_welsh(self, paragraphs: Sequence[PolicyParagraph], reason_code: str | None) -> None:
        """Nobody sends English words in the belief that they are Welsh. Raises ValidationError where the ready note was
        chosen in Welsh and nobody has written one."""
        cited = next((paragraph for paragraph in paragraphs if paragraph.code == reason_code), None)
        if cited and not cited.note_cy and not self.note.data and self.language.data in (WELSH, BOTH):
            raise ValidationError(
                gettext(
                    "This paragraph has no ready note in Welsh. Write the note yourself, or choose English."
                )
            )

    def note_for(self, paragraphs: Sequence[PolicyParagraph], reason_code: str | None) -> str | None:
        """What the author will read: the moderator's own words, else the ready ones in the chosen language."""
        if self.note.data:
            return str(self.note.data)
        cited = next((paragraph for paragraph in paragraphs if paragraph.code == reason_code), None)
        return ready_note(cited, self.language.data or ENGLISH)


class DecisionForm(NoteForm):
    """One decision on one comment: by the one button that was pressed (`act`), or by what was chosen beside a note.

    A button says the action, and after a colon the paragraph that is broken or the question for a lead:
    "reject:advertising", "escalate:danger".
    """

    act = StringField(lazy_gettext("Decision"))
    decision = RadioField(lazy_gettext("Decision"), validate_choice=False)
    reason = RadioField(lazy_gettext("Which paragraph of the policy does it break?"), validate_choice=False)

    def __init__(
        self, possible: Sequence[Action], paragraphs: Sequence[PolicyParagraph], **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.decision.choices = [SelectChoice(action.value, action.value) for action in possible]
        self.reason.choices = [SelectChoice(paragraph.code, paragraph.title) for paragraph in paragraphs]
        self._paragraphs = paragraphs
        self.pressed, _, self._detail = (self.act.data or "").partition(":")
        if self.pressed:
            self.decision.data = self.pressed
        if self.pressed in NEEDS_REASON:
            self.reason.data = self._detail

    def validate_decision(self, field: RadioField) -> None:
        """One of the actions that there are; whether it fits the comment now is for the service to say."""
        is_known = field.data in set(Action) and field.data not in (Action.REDACT, Action.UNDO)
        if not is_known or (field.data == Action.ESCALATE and self.escalation is None):
            raise ValidationError(gettext("Choose what to do with it."))

    def validate_reason(self, field: RadioField) -> None:
        """Compulsory where a comment is taken from readers."""
        known = {paragraph.code for paragraph in self._paragraphs}
        takes_away = self.decision.data in NEEDS_REASON
        if takes_away and field.data and field.data not in known:
            raise ValidationError(
                gettext("The policy has changed: that paragraph is no longer in it. Choose another one.")
            )
        if takes_away and not field.data:
            raise ValidationError(gettext("Choose the paragraph of the policy that it breaks."))
        if takes_away:
            self.refuse_unread(self._paragraphs)

    def validate_language(self, _field: SelectField) -> None:
        """A language in which the ready note is written."""
        if self.decision.data in NEEDS_REASON:
            self.refuse_missing_welsh(self._paragraphs, self.reason.data)

    @property
    def action(self) -> Action:
        """What to do, once the form is valid."""
        return Action(self.decision.data)

    @property
    def reason_code(self) -> str | None:
        """The paragraph that is broken, where the action needs one."""
        return str(self.reason.data) if self.action in NEEDS_REASON else None

    @property
    def escalation(self) -> Escalation | None:
        """For what a lead is asked, where one is."""
        return Escalation(self._detail) if self._detail in set(Escalation) else None

    @property
    def own_note(self) -> str | None:
        """What the author will read, where the decision is one that authors are told."""
        return self.note_for(self._paragraphs, self.reason_code)
