"""What a resident sends with a comment."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.forms.sender import SenderForm, address, keep_apart, shown_name, stripped
from app.comments.models import Comment, Passage, Stance, Submission
from app.comments.quotes import Quote, places_of
from app.comments.words import NO_OWN_STANCE, OWN_STANCES
from app.core.forms import Prose, posted
from app.core.required import Required
from app.core.text import excerpt
from app.recommendations.models import Recommendation, Version

LONGEST_COMMENT = 5000


class CommentForm(SenderForm):
    """A comment on a recommendation, on one of its clauses, or a reply to another comment."""

    checked_for = lazy_gettext(
        "It is never shown. We first send an email to check that the comment comes from you. Others say whether it is"
        " published, that somebody replied and what became of it. You can turn each kind of those off."
    )

    body = Prose(
        lazy_gettext("Your comment"),
        [Required(lazy_gettext("Write your comment."))],
        most=LONGEST_COMMENT,
    )
    clause = SelectField(lazy_gettext("What is it about?"), validate_choice=False)
    stance = RadioField(
        lazy_gettext("Where do you stand?"),
        choices=[
            *(SelectChoice(stance.value, label) for stance, label in OWN_STANCES.items()),
            SelectChoice("", NO_OWN_STANCE),
        ],
        validate_choice=False,
    )
    name = shown_name(lazy_gettext("Shown with your comment. Leave it empty to show no name."))
    email = address()
    quote = HiddenField(lazy_gettext("Quoted words"), filters=[stripped])
    # What stands right before and after the quoted words, which may stand more than once in their paragraph.
    before = HiddenField()
    after = HiddenField()
    without_quote = BooleanField(lazy_gettext("Leave these words out. Comment on the whole paragraph"))
    reply_to = HiddenField(lazy_gettext("Reply to"))
    # The number of the text on which the form was opened. A program that sends none means the text now.
    written_on = HiddenField()

    def __init__(self, recommendation: Recommendation, version: Version, sent: bool, **rest: Any) -> None:
        super().__init__(f"comment:{recommendation.id}", posted() if sent else None, **rest)
        self.version = version
        self.written_on.data = self.written_on.data or str(version.number)
        self.ask_for_address(recommendation.assembly.confirms_comments)
        keep_apart(self.name, recommendation.assembly)
        self.clauses = {clause.key: clause for clause in version.clauses}
        whole = gettext("The whole draft")
        keys = [SelectChoice(c.key, f"{c.key}  {excerpt(c.text, 70)}") for c in version.clauses]
        self.clause.choices = [SelectChoice("", whole), *keys]

    def has_lost(self, clause: str | None) -> bool:
        """Whether an address names a clause that this draft has not, so that the form is about all of the text."""
        return bool(clause) and clause not in self.clauses

    def validate_clause(self, field: SelectField) -> None:
        """The clause must be one of this draft's."""
        if field.data and field.data not in self.clauses:
            raise ValidationError(gettext("This draft has no such paragraph. Choose one from the list."))

    def validate_stance(self, field: RadioField) -> None:
        """A stance is one of four, or none."""
        if field.data and field.data not in {stance.value for stance in Stance}:
            raise ValidationError(gettext("Choose one of the four, or none."))

    def validate_without_quote(self, field: BooleanField) -> None:
        """Quoted words must stand in the chosen clause, in one place of it: an anchor is never guessed. The box that
        leaves them out is what mends it."""
        if self.quote.data and not field.data and len(self.quoted_at) != 1:
            several = gettext("These words stand here more than once. Choose them with some beside them.")
            none = gettext("The quoted words are not in this paragraph. Choose them again.")
            raise ValidationError(several if self.quoted_at else none)

    def take_quote(self, quote: Quote) -> bool:
        """Begin with words that a reader chose in the text. Returns whether they stand there, in one place; others are
        left out."""
        self.quote.data, self.before.data, self.after.data = quote.exact.strip(), quote.before, quote.after
        if quote.exact and len(self.quoted_at) == 1:
            return True
        self.quote.data = self.before.data = self.after.data = ""
        return not quote.exact

    @property
    def quoted_at(self) -> list[tuple[int, int]]:
        """Where the quoted words stand in the chosen clause."""
        clause = self.clauses.get(self.clause.data or "")
        quote = Quote(self.quote.data or "", self.before.data or "", self.after.data or "")
        return [] if clause is None or quote.is_endless else places_of(quote, clause.text)

    @property
    def submission(self) -> Submission:
        """What was sent, once the form is valid."""
        return Submission(
            self.body.data or "",
            stance=Stance(self.stance.data) if self.stance.data else None,
            passage=self._passage,
            name=self.name.data,
            email=self.email.data,
            coming=self.coming,
        )

    @property
    def _passage(self) -> Passage | None:
        clause = self.clauses.get(self.clause.data or "")
        if clause is None or not self.quote.data or self.without_quote.data:
            return Passage(clause) if clause else None
        return Passage(clause, self.quote.data, self.before.data or "", self.after.data or "")


class ReplyForm(CommentForm):
    """A reply: it stands under another comment, so it has neither a clause nor a stance of its own."""

    # Nobody is told of a reply to a reply, for there is none: it stands below the comment above both.
    checked_for = lazy_gettext(
        "It is never shown. We first send an email to check that the reply comes from you. Others say whether it is"
        " published and what becomes of it. You can turn each kind of those off."
    )

    def __init__(
        self, recommendation: Recommendation, version: Version, parent: Comment, sent: bool, **rest: Any
    ) -> None:
        super().__init__(recommendation, version, sent, **rest)
        self.reply_to.data = str(parent.id)
        del self.clause, self.stance, self.quote, self.before, self.after, self.without_quote, self.written_on

    @property
    def submission(self) -> Submission:
        """What was sent, once the form is valid."""
        return Submission(
            self.body.data or "", name=self.name.data, email=self.email.data, coming=self.coming
        )
