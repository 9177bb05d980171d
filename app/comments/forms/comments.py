"""What a resident sends with a comment."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.forms.sender import SenderForm, address, shown_name, stripped
from app.comments.models import Comment, Passage, Stance, Submission
from app.core.forms import Prose, posted
from app.core.required import Required
from app.core.text import excerpt
from app.recommendations.models import Recommendation, Version

LONGEST_COMMENT = 5000
LONGEST_QUOTE = 2000
STANCES = {
    Stance.SUPPORT: lazy_gettext("I support it"),
    Stance.SUPPORT_WITH_CHANGES: lazy_gettext("I support it with changes"),
    Stance.NEUTRAL: lazy_gettext("Neither for nor against"),
    Stance.OPPOSE: lazy_gettext("I am against it"),
}


class CommentForm(SenderForm):
    """A comment on a recommendation, on one of its clauses, or a reply to another comment."""

    checked_for = lazy_gettext(
        "We send one email to it, to check that the comment comes from you. It is never shown."
    )

    body = Prose(
        lazy_gettext("Your comment"),
        [Required(lazy_gettext("Write your comment."))],
        most=LONGEST_COMMENT,
    )
    clause = SelectField(lazy_gettext("What is it about?"), validate_choice=False)
    stance = RadioField(
        lazy_gettext("Where do you stand?"),
        choices=[SelectChoice(stance.value, label) for stance, label in STANCES.items()],
        validate_choice=False,
    )
    name = shown_name(lazy_gettext("Shown with your comment. Leave it empty to show no name."))
    email = address()
    quote = HiddenField(lazy_gettext("Quoted words"), filters=[stripped])
    reply_to = HiddenField(lazy_gettext("Reply to"))

    def __init__(self, recommendation: Recommendation, version: Version, sent: bool, **rest: Any) -> None:
        super().__init__(f"comment:{recommendation.id}", posted() if sent else None, **rest)
        self.version = version
        self.ask_for_address(recommendation.assembly.confirms_comments)
        self.clauses = {clause.key: clause for clause in version.clauses}
        whole = gettext("The whole draft")
        keys = [SelectChoice(c.key, f"{c.key}  {excerpt(c.text, 70)}") for c in version.clauses]
        self.clause.choices = [SelectChoice("", whole), *keys]

    def validate_clause(self, field: SelectField) -> None:
        """The clause must be one of this draft's."""
        if field.data and field.data not in self.clauses:
            raise ValidationError(gettext("This draft has no such paragraph. Choose one from the list."))

    def validate_stance(self, field: RadioField) -> None:
        """A stance is one of four, or none."""
        if field.data and field.data not in {stance.value for stance in Stance}:
            raise ValidationError(gettext("Choose one of the four, or none."))

    def validate_quote(self, field: HiddenField) -> None:
        """Quoted words must stand in the chosen clause, letter by letter: an anchor is never guessed."""
        if not field.data:
            return
        clause = self.clauses.get(self.clause.data or "")
        if len(field.data) > LONGEST_QUOTE or clause is None or field.data not in clause.text:
            raise ValidationError(gettext("The quoted words are not in this paragraph. Choose them again."))

    @property
    def submission(self) -> Submission:
        """What was sent, once the form is valid."""
        clause = self.clauses.get(self.clause.data or "")
        return Submission(
            self.body.data or "",
            stance=Stance(self.stance.data) if self.stance.data else None,
            passage=Passage(clause, self.quote.data or None) if clause else None,
            name=self.name.data,
            email=self.email.data,
        )


class ReplyForm(CommentForm):
    """A reply: it stands under another comment, so it has neither a clause nor a stance of its own."""

    def __init__(
        self, recommendation: Recommendation, version: Version, parent: Comment, sent: bool, **rest: Any
    ) -> None:
        super().__init__(recommendation, version, sent, **rest)
        self.reply_to.data = str(parent.id)
        del self.clause, self.stance, self.quote

    @property
    def submission(self) -> Submission:
        """What was sent, once the form is valid."""
        return Submission(self.body.data or "", name=self.name.data, email=self.email.data)
