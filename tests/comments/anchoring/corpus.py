"""Texts to edit at random: clauses of the samples, and some in Welsh."""

from __future__ import annotations

import json
import re
from typing import Any

from app.imports.demo import SAMPLES

FILES = (
    "fenbury-high-street.json",
    "fenbury-clean-air.json",
    "iidp/dudley.json",
    "iidp/greater-cambridge.json",
    "iidp/romsey.json",
)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
WELSH = (
    "Mae’r cyngor yn plannu deugain o goed ar hyd y Stryd Fawr erbyn 2027. Bydd y coed yn cael eu dyfrio bob wythnos.",
    "Mae’r bysiau olaf yn gadael yr orsaf am unarddeg o’r gloch. Bydd y cyngor yn talu am y flwyddyn gyntaf.",
    "Caiff pob plentyn gerdded i’r ysgol yn ddiogel. Ni chaiff ceir aros o flaen giât yr ysgol rhwng wyth a naw.",
    "Bydd y farchnad yn agor bob dydd Sadwrn. Mae’r stondinwyr yn talu pum punt y dydd am y chwe mis cyntaf.",
    "Mae’r llyfrgell yn aros ar agor tan saith ar nos Fawrth. Caiff pawb fenthyg llyfrau yn rhad ac am ddim.",
    "Rhaid i’r cyngor ateb pob argymhelliad o fewn tri mis. Os nad yw’n cytuno, rhaid iddo ddweud pam.",
    "Mae’r aelodau yn cwrdd unwaith eto ar ôl blwyddyn. Byddant yn edrych ar y ffigurau gyda’i gilydd.",
    "Caiff siopau gwag eu rhoi i grwpiau lleol am rent isel. Mae’r perchennog yn talu am y to a’r waliau.",
)


def _texts_in(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    if isinstance(content, dict):
        return [text for value in content.values() for text in _texts_in(value)]
    return [text for value in content for text in _texts_in(value)] if isinstance(content, list) else []


def texts() -> list[list[str]]:
    """Texts of at least four clauses each, as recommendations have them."""
    found: list[list[str]] = [list(WELSH)]
    for name in FILES:
        content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
        first = [one["versions"][0] for one in content["recommendations"] if one.get("versions")]
        clauses = [[clause["text"] for clause in version["clauses"]] for version in first]
        # A recommendation has three clauses as a rule; two after each other make a text worth cutting up.
        found += [one + other for one, other in zip(clauses[::2], clauses[1::2], strict=False)]
        prose = [
            text
            for text in dict.fromkeys(_texts_in(content))
            if 60 < len(text) < 900 and text.count(" ") > 10
        ]
        found += [prose[at : at + 9] for at in range(0, len(prose) - 9, 9)]
    return found
