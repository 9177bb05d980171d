"""What a draft said before, for the officers who write it: who changed what, word by word."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core import dates
from app.core.differences import changed_paragraphs
from app.responses.models import Response, Verdict
from app.responses.queries.drafts import former_wordings
from app.responses.wording.answers import SAID, verdict_words, words_of


def _name_of(part: str) -> str:
    names = {
        "verdict": gettext("verdict"),
        "reasons": gettext("reasons"),
        "not_taken_up": gettext("part that is not taken up"),
        "sent_to": gettext("body it is sent to"),
        "responsible_body": gettext("responsible body"),
        "responsible_role": gettext("responsible role"),
        "decided_by": gettext("meeting that decided"),
        "decided_on": gettext("date of the decision"),
        "decision_minute": gettext("place in the minutes"),
        "decision_url": gettext("link to the minutes"),
        "money": gettext("words on money"),
        "timescale": gettext("words on when it will happen"),
        "correction_reason": gettext("reason of the correction"),
        "change_reason": gettext("reason to decide anew"),
    }
    return str(names[part])


def _shown(part: str, text: str) -> str:
    if part == "verdict" and text in set(Verdict):
        return verdict_words(text)
    return dates.partial(text) if part == "decided_on" else text


def _difference(part: str, before: str, after: str) -> dict[str, Any]:
    paragraphs = changed_paragraphs(_shown(part, before), _shown(part, after))
    return {"name": _name_of(part), "paragraphs": paragraphs}


def earlier_drafts(response: Response) -> list[dict[str, Any]]:
    """Each change of a draft, the last one first: who wrote what stood before, until when, and what differs since.

    One query. Nothing for a draft that nobody changed.
    """
    rows, after = [], words_of(response)
    for former in former_wordings(response):
        before = {part: former.words.get(part, "") for part in SAID}
        marked = [
            {
                "name": _name_of(part),
                "paragraphs": changed_paragraphs(_shown(part, before[part]), _shown(part, after[part])),
            }
            for part in SAID
            if before[part] != after[part]
        ]
        rows.append(
            {
                "by": former.written_by.name if former.written_by else "",
                "written": dates.moment(former.written_at),
                "replaced": dates.moment(former.replaced_at),
                "marked": marked,
            }
        )
        after = before
    return rows
