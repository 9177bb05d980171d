"""What somebody sends who writes the next version of the policy: all its paragraphs in one form, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, OfAnyField, OnceForm, OneDirection, Prose
from app.core.required import Required
from app.core.text import says_something
from app.moderation.models import PolicyVersion
from app.moderation.policy import IN_WELSH, PARTS, WELSH, Wording, wording_of

LONGEST_TITLE, LONGEST_RULE, LONGEST_NOTE, LONGEST_CHANGE_NOTE = 80, 600, 1500, 1000
# So many paragraphs nobody reads any more.
MOST_ADDED = 20
SHOWN_AS_SENT = 100
PUBLISH = "/moderation/policy/publish"


@dataclass
class Block:
    """The fields of one paragraph in the form: of the policy in force, or a new one (no code)."""

    number: int
    code: str
    name: str
    parts: dict[str, Field]
    for_readers: Field
    is_out: Field
    place: Field
    was: Field

    @property
    def is_empty(self) -> bool:
        """Whether it is a new one in which nobody has written."""
        return not self.code and not any(field.data for field in self.parts.values())

    @property
    def goes(self) -> bool:
        """Whether the next version does without it."""
        return bool(self.is_out.data) or self.is_empty

    @property
    def has_errors(self) -> bool:
        """Whether something in it is to be put right."""
        return any(field.errors for field in (*self.parts.values(), self.place))

    @property
    def has_welsh_errors(self) -> bool:
        """Whether something in its Welsh words is to be put right."""
        return any(self.parts[part].errors for part in IN_WELSH)

    @property
    def wording(self) -> Wording:
        """What it says. The page ends these sentences itself, so a full stop at the end of some is left out."""
        said = {part: field.data or "" for part, field in self.parts.items()}
        ended = {part: words.rstrip(" .") for part, words in said.items() if part in _WITHOUT_STOP}
        return Wording(self.code, said | ended, bool(self.for_readers.data))


_WITHOUT_STOP = ("title", "trace", "complaint", "title_cy", "trace_cy", "complaint_cy")


def _name_of(number: int, known: Sequence[str]) -> str:
    if number < len(known):
        return known[number]
    return str(gettext("New paragraph %(number)s", number=number - len(known) + 1))


def _labels(name: str) -> dict[str, str]:
    return {
        "title": gettext("%(paragraph)s: title", paragraph=name),
        "text": gettext("%(paragraph)s: rule", paragraph=name),
        "trace": gettext("%(paragraph)s: reason in a trace", paragraph=name),
        "note": gettext("%(paragraph)s: ready note to the author", paragraph=name),
        "complaint": gettext("%(paragraph)s: in the list of reasons", paragraph=name),
        "title_cy": gettext("%(paragraph)s: title in Welsh", paragraph=name),
        "text_cy": gettext("%(paragraph)s: rule in Welsh", paragraph=name),
        "trace_cy": gettext("%(paragraph)s: reason in a trace, in Welsh", paragraph=name),
        "note_cy": gettext("%(paragraph)s: ready note in Welsh", paragraph=name),
        "complaint_cy": gettext("%(paragraph)s: in the list of reasons, in Welsh", paragraph=name),
    }


def _fields_of(number: int, known: Sequence[str], count: int) -> dict[str, Any]:
    """The fields of one paragraph, by name."""
    name = _name_of(number, known)
    labels = _labels(name)
    fields: dict[str, Any] = {}
    for part, label in labels.items():
        most = {"text": LONGEST_RULE, "note": LONGEST_NOTE}.get(part.removesuffix("_cy"))
        fields[f"{part}_{number}"] = (
            Prose(label, [OneDirection()], most=most)
            if most
            else Line(label, [OneDirection()], most=LONGEST_TITLE)
        )
    places = [SelectChoice(str(place), str(place)) for place in range(1, count + 1)]
    last = str(number + 1)
    return fields | {
        f"readers_{number}": BooleanField(gettext("%(paragraph)s: readers can report it", paragraph=name)),
        f"out_{number}": BooleanField(gettext("%(paragraph)s: leave it out", paragraph=name)),
        f"place_{number}": SelectField(
            gettext("%(paragraph)s: number", paragraph=name),
            choices=places,
            default=last,
            validate_choice=False,
        ),
        f"was_{number}": HiddenField(default=last),
    }


def _number(typed: object) -> int:
    """A number that the page itself put into the form; 0 for anything else."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _order(block: Block) -> tuple[bool, int, int, int]:
    """Where a paragraph comes: who moves up goes before what stood there, who moves down goes behind it."""
    was = _number(block.was.data)
    place = _number(block.place.data) or was
    return bool(block.is_out.data), place, (place > was) - (place < was), was


class PolicyForm(OnceForm):
    """The next version of the policy. Its paragraphs are told by number: those of the version that it was opened on
    first, then the new ones."""

    opened_on = HiddenField()
    added = HiddenField()
    change_note = Prose(
        lazy_gettext("What changes, and why"),
        [Required(lazy_gettext("Say what changes, and why.")), OneDirection()],
        description=lazy_gettext("Everybody can read this on the page of the policy."),
        most=LONGEST_CHANGE_NOTE,
    )

    def __init__(self, version: PolicyVersion, **rest: Any) -> None:
        sent = request.form if request.method == "POST" else {}
        new = min(_number(sent.get("added")), MOST_ADDED)
        if sent.get("act") == "add":
            new = min(new + 1, MOST_ADDED)
        self._known = [paragraph.title for paragraph in version.paragraphs]
        count = len(self._known) + new
        also = {
            name: field
            for number in range(count)
            for name, field in _fields_of(number, self._known, count).items()
        }
        super().__init__(at=PUBLISH, also=also, **rest)
        self.version = version
        self._blocks = [self._block(number) for number in range(count)]
        self.opened_on.data, self.added.data = str(version.number), str(new)
        if request.method != "POST":
            self._fill()
        elif sent.get("act") == "add" and self._blocks:
            self._blocks[-1].for_readers.data = True

    def _block(self, number: int) -> Block:
        known = self.version.paragraphs if number < len(self._known) else []
        for part in IN_WELSH:
            # Voices read what stands in the field as Welsh.
            self[f"{part}_{number}"].lang = WELSH
        return Block(
            number=number,
            code=known[number].code if known else "",
            name=_name_of(number, self._known),
            parts={part: self[f"{part}_{number}"] for part in (*PARTS, *IN_WELSH)},
            for_readers=self[f"readers_{number}"],
            is_out=self[f"out_{number}"],
            place=self[f"place_{number}"],
            was=self[f"was_{number}"],
        )

    def _fill(self) -> None:
        """Begin with the words of the version in force."""
        for block, paragraph in zip(self._blocks, self.version.paragraphs, strict=True):
            wording = wording_of(paragraph)
            for part, field in block.parts.items():
                field.data = wording.said[part]
            block.for_readers.data = wording.for_readers

    @property
    def blocks(self) -> list[Block]:
        """The paragraphs in the order that was chosen; those that are left out come last."""
        return sorted(self._blocks, key=_order)

    @property
    def wordings(self) -> list[Wording]:
        """The paragraphs of the next version in their order."""
        return [block.wording for block in self.blocks if not block.goes]

    @property
    def reworded(self) -> list[Wording]:
        """The paragraphs that say something else than the version in force, or that are new."""
        before = [wording_of(paragraph) for paragraph in self.version.paragraphs]
        return [wording for wording in self.wordings if wording not in before]

    def settle(self) -> None:
        """Number the paragraphs anew in the order that was chosen, for the page that is shown again."""
        for place, block in enumerate(self.blocks, start=1):
            block.place.data = block.was.data = str(place)

    def validate(self, *args: Any, **rest: Any) -> bool:
        """Whether each field is right, and each paragraph that stays is whole and has a title of its own."""
        sound = bool(super().validate(*args, **rest))
        for block in (block for block in self.blocks if not block.goes):
            for field in (block.parts[part] for part in PARTS):
                if not says_something(field.data or ""):
                    field.errors = [OfAnyField(gettext("Write this in English."))]
                    sound = False
        return self._titles_differ() and sound

    def _titles_differ(self) -> bool:
        titles: set[str] = set()
        sound = True
        for field in (block.parts["title"] for block in self.blocks if not block.goes):
            title = (field.data or "").casefold()
            if title and title in titles:
                field.errors = [*field.errors, OfAnyField(gettext("Another paragraph has this title."))]
                sound = False
            titles.add(title)
        return sound

    @staticmethod
    def fields_as_sent(sent: MultiDict[str, str]) -> dict[str, Any]:
        """The fields by their names in what was sent, told by numbers alone, to give the words back."""
        numbers = sorted(
            {int(end) for _, _, end in (name.rpartition("_") for name in sent) if end.isdecimal()}
        )
        names = [str(gettext("Paragraph %(number)s", number=number + 1)) for number in range(SHOWN_AS_SENT)]
        fields = (_fields_of(number, names, SHOWN_AS_SENT) for number in numbers if number < SHOWN_AS_SENT)
        return {name: field for each in fields for name, field in each.items() if name in sent}
