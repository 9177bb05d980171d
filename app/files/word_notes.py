"""The notes of a Word document below what they belong to, for a text that will be taken apart.

At the end of a report they would all fall to its last recommendation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from mammoth import documents, transforms


def has_notes(document: Any) -> bool:
    """Whether something in the text has a note."""
    return bool(transforms.get_descendants_of_type(document, documents.NoteReference))


def beside_their_text(document: Any) -> Any:
    """The document with each note as a paragraph of its own below the paragraph, list or table that it belongs to.

    A list stays with the sentence before it: their notes stand below both. A note's mark and its paragraph both carry
    its number in brackets. Takes and returns what mammoth reads.
    """
    numbers = count(1)
    children: list[Any] = []
    waiting: list[Any] = []

    for child in document.children:
        if waiting and not _is_point(child):
            children += waiting
            waiting = []
        references = transforms.get_descendants_of_type(child, documents.NoteReference)
        marks = {id(reference): f"[{next(numbers)}]" for reference in references}
        children.append(_marked(child, marks))
        for reference in references:
            waiting += _written(document.notes.resolve(reference).body, marks[id(reference)])
    return document.copy(children=[*children, *waiting])


def _is_point(element: Any) -> bool:
    """Whether it is a point of a list, not to be parted from the points that follow. Headings can have numbers too."""
    return (
        isinstance(element, documents.Paragraph)
        and element.numbering is not None
        and not (element.style_name or element.style_id or "").lower().startswith("heading")
    )


def _marked(element: Any, marks: dict[int, str]) -> Any:
    if isinstance(element, documents.NoteReference):
        return documents.text(marks[id(element)])
    if isinstance(element, documents.HasChildren):
        return element.copy(children=[_marked(child, marks) for child in element.children])
    return element


def _written(body: Sequence[Any], mark: str) -> list[Any]:
    number = documents.text(f"{mark} ")
    if body and isinstance(body[0], documents.Paragraph):
        first = documents.paragraph([number, *body[0].children])
        return [first, *body[1:]]
    return [documents.paragraph([number]), *body]
