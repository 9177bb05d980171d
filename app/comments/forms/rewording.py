"""What an author sends to change a comment or a question."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.forms.comments import LONGEST_COMMENT
from app.comments.forms.questions import LONGEST_QUESTION
from app.comments.forms.sender import keep_apart, shown_name
from app.comments.models import Comment, Stance
from app.comments.rewording import Rewording, words_mark
from app.comments.words import NO_OWN_STANCE, OWN_STANCES
from app.core.forms import Length, Prose, PublicForm, posted
from app.core.required import Required


class EditForm(PublicForm):
    """The words, the stance and the name of what was sent. `seen` says how it stood when the page was opened."""

    body = Prose(
        lazy_gettext("Your comment"), [Required(lazy_gettext("Write your comment."))], most=LONGEST_COMMENT
    )
    stance = RadioField(
        lazy_gettext("Where do you stand?"),
        choices=[
            *(SelectChoice(stance.value, label) for stance, label in OWN_STANCES.items()),
            SelectChoice("", NO_OWN_STANCE),
        ],
        validate_choice=False,
    )
    name = shown_name(lazy_gettext("Shown with it. Leave it empty to show no name."))
    seen = HiddenField()

    def __init__(self, comment: Comment, sent: bool, **rest: Any) -> None:
        now = {
            "body": comment.body,
            "stance": comment.stance or "",
            "name": comment.author_name or "",
            "seen": words_mark(comment),
        }
        super().__init__(f"edit:{comment.id}", posted() if sent else None, data=now, **rest)
        keep_apart(self.name, comment.subject.assembly)
        self.saw = self.seen.data or ""
        if comment.is_question:
            self.body.label.text = gettext("Your question")
            self.most = LONGEST_QUESTION
        if comment.is_question or comment.parent_id is not None:
            # Questions and replies have no stance of their own.
            del self.stance

    most = LONGEST_COMMENT

    def validate_body(self, field: Prose) -> None:
        """A question is shorter than a comment."""
        if self.most != LONGEST_COMMENT:
            Length(self.most)(self, field)

    def validate_stance(self, field: RadioField) -> None:
        """A stance is one of four, or none."""
        if field.data and field.data not in {stance.value for stance in Stance}:
            raise ValidationError(gettext("Choose one of the four, or none."))

    @property
    def rewording(self) -> Rewording:
        """What it is to say, once the form is valid."""
        stance = self.stance.data if "stance" in self else None
        return Rewording(self.body.data or "", Stance(stance) if stance else None, self.name.data or None)
