"""What became of a comment, in a line, with a link to exactly the change that it caused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext

from app.core.text import excerpt
from app.dispositions.models import Disposition, DispositionOutcome
from app.recommendations.models import Recommendation, Version
from app.recommendations.wording import version_in_sentence

Words = dict[str, Any]
# A reason in a line below a comment. The whole of it stands on the page that the line leads to.
LONGEST_REASON = 200


def change_id(version_number: int, clause_key: str) -> str:
    """The anchor of a change on its recommendation's page of changes."""
    return f"v{version_number}-{clause_key}"


def change_url(version: Version, clause_key: str, recommendation: Recommendation | None = None) -> str:
    """Where a change is told, with the comments behind it."""
    path = (recommendation or version.recommendation).path
    return f"{path}changes/#{change_id(version.number, clause_key)}"


def behind_url(version: Version, clause_key: str, recommendation: Recommendation) -> str:
    """The list of a recommendation's comments that are behind a change of it."""
    return f"{recommendation.path}comments/?change={version.number}-{clause_key}"


def became_of(
    dispositions: Mapping[int, Disposition], of_parent: Collection[int] = ()
) -> Mapping[int, Words]:
    """What became of comments, by comment.

    Takes the dispositions that count for them, and the replies whose answer was given to what they reply to.
    """
    # Most comments of a page share few answers.
    words = {disposition.id: became_words(disposition) for disposition in dispositions.values()}
    return {
        key: _as_reply(words[disposition.id]) if key in of_parent else words[disposition.id]
        for key, disposition in dispositions.items()
    }


def _as_reply(words: Words) -> Words:
    """The same for a reply: nobody should take the words for an answer to what it says itself."""
    whose = gettext("This answer was given to the comment that it replies to.")
    return {**words, "text": f"{whose} {words['text']}"}


def became_words(disposition: Disposition) -> Words:
    """The outcome in words, and the link to the change or to the reasons.

    Takes a disposition with its version, recommendation and address loaded.
    """
    why = excerpt(disposition.explanation, LONGEST_REASON) if disposition.explanation else ""
    version, key = disposition.version, disposition.clause_key
    if disposition.outcome == DispositionOutcome.CHANGED and version is not None and key is not None:
        text = gettext(
            "The text was changed: paragraph %(number)s, in %(text)s.",
            number=key,
            text=version_in_sentence(version),
        )
        return {"text": text, "why": why, "url": change_url(version, key)}
    sentences = {
        DispositionOutcome.NO_CHANGE.value: gettext("It was considered, and the text stayed as it is."),
        DispositionOutcome.OUT_OF_SCOPE.value: gettext(
            "This assembly cannot decide on it. It was passed to: %(whom)s.",
            whom=disposition.passed_to or "",
        ),
        DispositionOutcome.NOTED.value: gettext("It was noted."),
    }
    return {"text": sentences.get(disposition.outcome, ""), "why": why, "url": ""}
