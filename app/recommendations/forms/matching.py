"""What officers say of the paragraphs of a draft: which former ones they are, and why they changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm

from app.core.forms import Prose, StaffForm
from app.core.text import excerpt
from app.recommendations.models import Version
from app.recommendations.side_by_side import Beside, side_by_side
from app.recommendations.wording import fingerprint
from app.recommendations.words import ClauseMatch

NEW, IS, SPLIT, GOES = "new", "is:", "split:", ""
LONGEST_NOTE = 1_000
SHOWN = 50
Choices = list[tuple[str, str]]


class MatchForm(StaffForm):
    """For each paragraph of a draft which former one it is and a note; for each one that goes where its words are.

    Its fields are `match_<place>` and `note_<place>`, counted from 0, and `gone_<place>`, counted in the former text.
    """

    seen = HiddenField()

    def __init__(self, draft: Version, former: Version) -> None:
        self.beside = side_by_side(draft, former)
        self.former_texts = former.texts
        self._known = self._start(fingerprint(draft))
        super().__init__(data=self._known, also=self._fields_of(draft, former))

    @property
    def paragraphs(self) -> list[tuple[Beside, Field, Field]]:
        """Each paragraph of the draft, with its two fields."""
        rows = [row for row in self.beside if row.place is not None]
        return [(row, self[f"match_{place}"], self[f"note_{place}"]) for place, row in enumerate(rows)]

    @property
    def gone(self) -> list[tuple[Beside, Field]]:
        """Each former paragraph that goes, with its field."""
        return [(row, self[self._gone_name(row.key)]) for row in self.beside if row.place is None]

    @property
    def says_what_is_known(self) -> bool:
        """Whether there is nothing to save: it was sent before, or nobody changed a thing."""
        return all(self[name].data == known for name, known in self._known.items() if name != "seen")

    def _gone_name(self, key: str) -> str:
        return f"gone_{list(self.former_texts).index(key)}"

    def _fields_of(self, draft: Version, former: Version) -> dict[str, Any]:
        """The fields of each paragraph, not bound to the form yet."""
        fields: dict[str, Any] = {}
        choices = _choices_of_former(former)
        for place in range(len(draft.clauses)):
            label = gettext("Which paragraph is number %(place)s?", place=place + 1)
            note = gettext("Why number %(place)s changed", place=place + 1)
            fields[f"match_{place}"] = _select(label, choices)
            fields[f"note_{place}"] = Prose(note, most=LONGEST_NOTE)
        into = _choices_of_draft(draft)
        for row in self.beside:
            if row.place is None:
                label = gettext("What becomes of former %(key)s?", key=row.key)
                fields[self._gone_name(row.key)] = _select(label, into)
        return fields

    def _start(self, seen: str) -> dict[str, Any]:
        """What is known or suggested so far."""
        start: dict[str, Any] = {"seen": seen}
        for row in self.beside:
            if row.place is None:
                into = next(iter(row.went_to.values()), None)
                start[self._gone_name(row.key)] = GOES if into is None else str(into - 1)
                continue
            start[f"note_{row.place - 1}"] = row.note
            start[f"match_{row.place - 1}"] = (
                IS + row.key if row.before is not None else SPLIT + row.came_from[0] if row.came_from else NEW
            )
        return start

    def said(self) -> Sequence[ClauseMatch]:
        """What was said of each paragraph, in the terms of the service."""
        return [_match(match.data, note.data or None) for _, match, note in self.paragraphs]

    def merged(self) -> dict[str, int | None]:
        """Where the words of each paragraph that goes are now, in the terms of the service."""
        return {row.key: None if field.data == GOES else int(field.data) for row, field in self.gone}


def _choices_of_former(former: Version) -> Choices:
    texts = [(clause.key, excerpt(clause.text, SHOWN)) for clause in former.clauses]
    is_one = [(IS + key, gettext("Former %(key)s: %(words)s", key=key, words=words)) for key, words in texts]
    is_part = [
        (SPLIT + key, gettext("New, split from %(key)s: %(words)s", key=key, words=words))
        for key, words in texts
    ]
    return [(NEW, gettext("A new paragraph")), *is_one, *is_part]


def _choices_of_draft(draft: Version) -> Choices:
    texts = [(place, excerpt(clause.text, SHOWN)) for place, clause in enumerate(draft.clauses)]
    into = [
        (str(place), gettext("Its words are in number %(place)s: %(words)s", place=place + 1, words=words))
        for place, words in texts
    ]
    return [(GOES, gettext("It just goes")), *into]


def _select(label: str, choices: Choices) -> Any:
    """A list of which one must be chosen."""
    values = {value for value, _ in choices}

    def one_of_them(_form: BaseForm, field: Field) -> None:
        if field.data not in values:
            raise ValidationError(gettext("Choose one from the list."))

    return SelectField(
        label, [one_of_them], choices=[SelectChoice(*choice) for choice in choices], validate_choice=False
    )


def _match(chosen: str, note: str | None) -> ClauseMatch:
    if chosen.startswith(IS):
        return ClauseMatch(chosen.removeprefix(IS), note=note)
    return ClauseMatch(split_from=chosen.removeprefix(SPLIT) if chosen.startswith(SPLIT) else None, note=note)
