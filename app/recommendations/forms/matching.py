"""What officers say of the paragraphs of a draft: which former ones they are, and why they changed or go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField

from app.core.forms import StaffForm
from app.recommendations.changes import Change
from app.recommendations.forms.carried import carried, shown_in
from app.recommendations.forms.match_fields import (
    ABOVE,
    GOES,
    IS,
    NEW,
    SPLIT,
    also_of,
    choices_of_draft,
    choices_of_former,
    fields_as_sent,
    former_ones,
    note_of,
    one_of,
    which_one,
    why_changed,
)
from app.recommendations.models import Version
from app.recommendations.side_by_side import Beside, side_by_side
from app.recommendations.wording import fingerprint
from app.recommendations.words import ClauseMatch


@dataclass(frozen=True)
class Stays:
    """A paragraph of the draft with its fields. `also` is there where it holds words of more than one other."""

    row: Beside
    match: Field
    also: Field | None
    note: Field


@dataclass(frozen=True)
class Goes:
    """A former paragraph that goes, with its fields."""

    row: Beside
    into: Field
    note: Field


class MatchForm(StaffForm):
    """For each paragraph of a draft which former one it is and a note; for each one that goes where its words are.

    Its fields are `match_<place>`, `also_<place>` and `note_<place>`, counted from 0, and `gone_<place>` and
    `gone_note_<place>`, counted in the former text. What was chosen before the draft was saved again is carried to the
    paragraphs as they are now (`is_stale`); `lost` are notes to paragraphs that are there no more.
    """

    seen = HiddenField()
    shown = HiddenField()
    # Whoever was signed out reads what they chose too.
    fields_as_sent = staticmethod(fields_as_sent)

    def __init__(self, draft: Version, former: Version) -> None:
        self.beside = side_by_side(draft, former)
        self.former_texts = former.texts
        self._known = _known(self.beside, list(self.former_texts))
        seen, shown = fingerprint(draft), shown_in(draft, former)
        sent: MultiDict[str, str] | None = MultiDict(request.form) if request.method == "POST" else None
        self.is_stale = sent is not None and sent.get("seen") != seen
        self.lost: list[str] = []
        if sent is not None and self.is_stale:
            token = sent.get("csrf_token", "")
            sent, self.lost = carried(sent, self._known, shown)
            sent.update({"csrf_token": token, "seen": seen, "shown": shown})
        self._gone = self._rows_that_go(sent or MultiDict())
        also = self._fields_of(draft, former, sent or MultiDict())
        if self.is_stale and sent is not None:
            notes = (name for name in sent if name.startswith("gone_note_") and name not in also)
            self.lost += [sent[name] for name in notes if sent[name].strip()]
        super().__init__(formdata=sent, data={"seen": seen, "shown": shown, **self._known}, also=also)

    def _rows_that_go(self, sent: MultiDict[str, str]) -> list[Beside]:
        """What goes in the saved draft, and what goes if things are as was chosen now."""
        chosen = {value.removeprefix(IS) for name, value in sent.items() if name.startswith("match_")}
        rows = {row.key: row for row in self.beside if row.place is None}
        if chosen:
            freed = (row for row in self.beside if row.before is not None and row.key not in {*rows, *chosen})
            rows |= {row.key: Beside(row.key, None, Change.DELETED, row.before, None) for row in freed}
        return [rows[key] for key in self.former_texts if key in rows]

    @property
    def paragraphs(self) -> list[Stays]:
        """Each paragraph of the draft, with its fields."""
        rows = [row for row in self.beside if row.place is not None]
        return [
            Stays(row, self[f"match_{place}"], self._fields.get(f"also_{place}"), self[f"note_{place}"])
            for place, row in enumerate(rows)
        ]

    @property
    def gone(self) -> list[Goes]:
        """Each former paragraph that goes, with its fields."""
        numbers = [(row, self._number(row.key)) for row in self._gone]
        return [Goes(row, self[f"gone_{number}"], self[f"gone_note_{number}"]) for row, number in numbers]

    @property
    def says_what_is_known(self) -> bool:
        """Whether there is nothing to save: it was sent before, or nobody changed a thing."""
        return not self.lost and all(self[name].data == known for name, known in self._known.items())

    def tell(self, what_happened: str) -> None:
        """Say above the form, which comes back filled in, why it was not saved."""
        kept = gettext("What you chose is below and not saved. Look at it, and save it if it is to count.")
        self.form_errors.append(f"{what_happened} {kept}")

    def _number(self, key: str) -> int:
        return list(self.former_texts).index(key)

    def _fields_of(self, draft: Version, former: Version, sent: MultiDict[str, str]) -> dict[str, Any]:
        """The fields of each paragraph, not bound to the form yet."""
        fields: dict[str, Any] = {}
        choices = choices_of_former(former)
        for place in range(len(draft.clauses)):
            fields[f"match_{place}"] = which_one(place, choices)
            others = {*self._also_known(place), *sent.getlist(f"also_{place}")}
            if others & former.texts.keys():
                texts = {key: text for key, text in former.texts.items() if key in others}
                fields[f"also_{place}"] = also_of(place, former_ones(texts))
            fields[f"note_{place}"] = why_changed(place)
        into = choices_of_draft(draft)
        for row in self._gone:
            number = self._number(row.key)
            label = gettext("What becomes of former %(key)s?", key=row.key)
            note = gettext("Why former %(key)s goes", key=row.key)
            fields[f"gone_{number}"] = one_of(label, into, self._known.get(f"gone_{number}", GOES))
            fields[f"gone_note_{number}"] = note_of(note)
        return fields

    def _also_known(self, place: int) -> list[str]:
        known: list[str] = self._known.get(f"also_{place}", [])
        return known

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; and what is said of a paragraph that goes must fit what the others say."""
        sound = bool(super().validate(extra_validators))
        if not sound:
            return False
        holders = self._holders()
        for each in self.gone:
            numbers = holders.get(each.row.key, [])
            message = ""
            if each.into.data == GOES and numbers and self._is_by_hand(each.into):
                message = gettext(
                    "You say that it just goes, and that number %(place)s holds words of it. Say one of the two.",
                    place=numbers[0],
                )
            elif each.into.data == ABOVE and not numbers and each.row.key not in self._going_on():
                message = gettext("No paragraph above is said to hold its words. Say what becomes of it.")
            if message:
                each.into.errors = [message]
            elif each.note.data and each.row.key in self._going_on():
                message = gettext(
                    "Former %(key)s goes on, as you say above. Move this note there, or clear it.",
                    key=each.row.key,
                )
                each.note.errors = [message]
            sound = sound and not message
        return sound

    def _is_by_hand(self, field: Field) -> bool:
        return bool(field.raw_data) and field.data != self._known.get(field.name)

    def _holders(self) -> dict[str, list[int]]:
        """Which paragraphs, counted from 1, say of themselves that they hold words of a former one, by its key."""
        holders: dict[str, list[int]] = {}
        for number, match in enumerate(self.said(), 1):
            for key in {match.split_from, *match.also} - {None, match.former_key}:
                holders.setdefault(str(key), []).append(number)
        return holders

    def _going_on(self) -> set[str | None]:
        return {match.former_key for match in self.said()}

    def said(self) -> Sequence[ClauseMatch]:
        """What was said of each paragraph, in the terms of the service."""
        return [
            _match(each.match.data, each.note.data or None, tuple(each.also.data if each.also else ()))
            for each in self.paragraphs
        ]

    def merged(self) -> dict[str, int | None]:
        """Where the words of each paragraph that goes are now, in the terms of the service.

        What was only suggested says nothing any more once the paragraph was found elsewhere.
        """
        going_on = self._going_on()
        return {
            each.row.key: None if each.into.data in (GOES, ABOVE) else int(each.into.data)
            for each in self.gone
            if each.into.raw_data and (each.row.key not in going_on or self._is_by_hand(each.into))
        }

    def why_gone(self) -> dict[str, str]:
        """Why paragraphs go, by their keys, as far as it was said."""
        return {each.row.key: each.note.data for each in self.gone if each.note.data}


def _known(beside: Sequence[Beside], former: Sequence[str]) -> dict[str, Any]:
    """What is known or suggested so far. Each origin stands in one field, so that one change is enough to deny it."""
    known: dict[str, Any] = {}
    told: set[tuple[str, int]] = set()
    stays = [row for row in beside if row.place is not None]
    for place, row in enumerate(stays):
        known[f"note_{place}"] = row.note
        known[f"match_{place}"] = NEW if row.before is None else IS + row.key
        if row.before is None and row.came_from:
            known[f"match_{place}"] = SPLIT + row.came_from[0]
            told.add((row.came_from[0], place))
    for row in beside:
        if row.place is None:
            places = [number - 1 for number in row.went_to.values()]
            untold = [place for place in places if (row.key, place) not in told]
            number = former.index(row.key)
            known[f"gone_{number}"] = str(untold[0]) if untold else ABOVE if places else GOES
            known[f"gone_note_{number}"] = row.note
            told |= {(row.key, place) for place in untold[:1]}
    for place, row in enumerate(stays):
        others = [key for key in row.came_from if (key, place) not in told]
        if others:
            known[f"also_{place}"] = others
    return known


def _match(chosen: str, note: str | None, also: tuple[str, ...]) -> ClauseMatch:
    if chosen.startswith(IS):
        return ClauseMatch(chosen.removeprefix(IS), note=note, also=also)
    split_from = chosen.removeprefix(SPLIT) if chosen.startswith(SPLIT) else None
    return ClauseMatch(split_from=split_from, note=note, also=also)


def gone_meanwhile(published: Version) -> str:
    """A sentence for an officer whose form is about a draft that is none any more.

    Takes the text that is published now. The form says which one was.
    """
    if request.form.get("shown", "").split()[:1] == [str(published.id)]:
        return str(gettext("The draft was discarded while you had it open."))
    return str(gettext("This version is published already."))
