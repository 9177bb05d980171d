"""What an officer chose on a page whose draft was saved since, carried to the draft's paragraphs as they are now.

The form says which texts it showed. A choice goes where the same text stands, else where the same clause does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict

from app.core.form_tokens import digest_of
from app.recommendations.models import Version

PER_PARAGRAPH = ("match", "also", "note")


def shown_in(draft: Version, former: Version) -> str:
    """What a form shows, for it to carry: the former version's id, and each paragraph's digest behind its key.

    A paragraph that is new has no key here: the next draft may give it to another one.
    """
    keys = former.texts.keys()
    shown = (f"{each.key if each.key in keys else ''}:{digest_of([each.text])}" for each in draft.clauses)
    return " ".join([str(former.id), *shown])


def carried(
    sent: MultiDict[str, str], known: Mapping[str, object], shown: str
) -> tuple[MultiDict[str, str], list[str]]:
    """The fields of the form as it is now, filled in with what was chosen; and notes whose paragraph is there no more.

    Takes what was sent, what the form would hold, and what it shows now.
    """
    before, now = sent.get("shown", "").split(), shown.split()
    goes_to = _same_paragraphs(before[1:], now[1:])
    fields: MultiDict[str, str] = MultiDict()
    for name, value in known.items():
        fields.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value or "")])
    for was, place in goes_to.items():
        for part in PER_PARAGRAPH:
            if f"{part}_{was}" in sent:
                fields.setlist(f"{part}_{place}", sent.getlist(f"{part}_{was}"))
    has_same_former = before[:1] == now[:1]
    lost = []
    for name in sent:
        part, _, number = name.rpartition("_")
        if part in ("gone", "gone_note") and has_same_former:
            value = sent[name] if part == "gone_note" else _carried_place(sent[name], goes_to)
            if value is not None:
                fields.setlist(name, [value])
        elif part == "gone_note" or (part == "note" and number not in {str(was) for was in goes_to}):
            lost.append(sent[name])
    return fields, [note for note in lost if note.strip()]


def _carried_place(value: str, goes_to: Mapping[int, int]) -> str | None:
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        return value
    return str(goes_to[int(value)]) if int(value) in goes_to else None


def _same_paragraphs(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Where the paragraphs that were shown stand now: those of the same text first, then those of the same key."""
    goes_to: dict[int, int] = {}
    for part in (2, 0):
        places: dict[str, list[int]] = {}
        for place, each in enumerate(now):
            if place not in goes_to.values() and each.rpartition(":")[part]:
                places.setdefault(each.rpartition(":")[part], []).append(place)
        for was, each in enumerate(before):
            same = places.get(each.rpartition(":")[part])
            if was not in goes_to and same:
                goes_to[was] = same.pop(0)
    return goes_to
