"""What moderators send to take words out of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.quotes import LONGEST_QUOTE
from app.core.forms import Line
from app.moderation.desk.choices import paragraph_name
from app.moderation.forms.decisions import NoteForm
from app.moderation.models import PolicyParagraph
from app.moderation.redaction import Redaction, has_name
from app.moderation.signals.removed import LABELS, Removed

# What words are taken out for as a rule.
PRIVATE_PEOPLE = "private_person"
_NOT_PERSONAL = {Removed.ABUSE, Removed.LINK}
# So many others can be typed in at a time.
OTHERS = range(1, 7)
# What somebody types in is a name more often than anything else: what has a form of its own is found by signals.
KINDS = (Removed.NAME, *(kind for kind in Removed if kind is not Removed.NAME))


@dataclass(frozen=True)
class Offered:
    """Words of a text that a signal found: from which character to which, and as what they would be taken out."""

    starts: int
    ends: int
    kind: Removed

    @property
    def value(self) -> str:
        """How a tick box says it: "12-25-phone"."""
        return f"{self.starts}-{self.ends}-{self.kind.value}"


def _others() -> dict[str, Any]:
    """A field for words and one for their kind, a few times over."""
    kinds = [SelectChoice(kind.value, LABELS[kind]) for kind in KINDS]
    made: dict[str, Any] = {}
    for number in OTHERS:
        made[f"words_{number}"] = Line(lazy_gettext("Words %(number)s", number=number), most=LONGEST_QUOTE)
        made[f"kind_{number}"] = SelectField(
            lazy_gettext("What words %(number)s are", number=number), choices=kinds, validate_choice=False
        )
    return made


class RedactionForm(NoteForm):
    """The words to take out of one text: those that signals found, ticked beforehand, and others that somebody typed.

    That the words are in the text as it stands is for the service to say.
    """

    ready = SelectMultipleField(lazy_gettext("Found in the text"), validate_choice=False)
    name_too = BooleanField(lazy_gettext("The author’s name beside the text"))
    cited = SelectField(lazy_gettext("Which paragraph do they break?"), validate_choice=False)

    def __init__(
        self,
        text: str,
        name: str | None,
        offered: Sequence[Offered],
        paragraphs: Sequence[PolicyParagraph],
        formdata: Any = None,
        **rest: Any,
    ) -> None:
        also = _others()
        super().__init__(formdata=formdata, also=also, **rest)
        self._offered, self._paragraphs = offered, paragraphs
        self.name_beside = name if has_name(name) else None
        self.ready.choices = [SelectChoice(each.value, text[each.starts : each.ends]) for each in offered]
        self.cited.choices = [SelectChoice(each.code, paragraph_name(each)) for each in paragraphs]
        # It stands on a page with another form that has notes too.
        for field in self:
            field.id = field.label.field_id = f"redact-{field.name}"
        if formdata is None:
            self.ready.data = [each.value for each in offered]
            self.cited.data = PRIVATE_PEOPLE

    @property
    def others(self) -> list[tuple[Any, Any]]:
        """The fields for other words, each with the one for their kind."""
        return [(self[f"words_{number}"], self[f"kind_{number}"]) for number in OTHERS]

    def redactions(self) -> list[Redaction]:
        """All that is to be taken out."""
        ticked = set(self.ready.data or ())
        found = [
            Redaction((each.starts, each.ends), each.kind) for each in self._offered if each.value in ticked
        ]
        typed = [
            Redaction(words.data, Removed(kind.data) if kind.data in set(Removed) else Removed.OTHER)
            for words, kind in self.others
            if words.data
        ]
        name = [Redaction(None, Removed.NAME)] if self.name_too.data else []
        return [*found, *typed, *name]

    def validate_cited(self, field: SelectField) -> None:
        """Compulsory: the author and the readers are told why words are gone."""
        if field.data not in {paragraph.code for paragraph in self._paragraphs}:
            raise ValidationError(gettext("Choose the paragraph of the policy that they break."))
        self.refuse_unread(self._paragraphs)
        # The one chosen beforehand is right for nearly all, so that nobody looks at it for the others.
        kinds = {redaction.kind for redaction in self.redactions()}
        if field.data == PRIVATE_PEOPLE and kinds and kinds <= _NOT_PERSONAL:
            raise ValidationError(
                gettext("You take out no personal data. Choose the paragraph that these words break.")
            )
