"""Where comments on former drafts stand in the text as it is now: exact, moved, gone, or still being matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from app.comments.models import Comment, CommentState, PlaceOutcome
from app.comments.queries import SubjectCounts
from app.comments.queries.places import Standing, standings, waiting_by_clause
from app.core import languages
from app.core.text import excerpt
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries.former import FormerClause, former_clauses, last_text_after

Words = dict[str, Any]
# A comment on a whole paragraph says which one it was in its first words.
LONGEST_QUOTE = 200
# Of these only a trace is shown.
NO_WORDS = (CommentState.HIDDEN, CommentState.WITHDRAWN)
_MOVED = lazy_gettext(
    "Made on paragraph %(was)s of draft %(number)s. This passage moved to paragraph %(now)s."
)
_NOTES = {
    PlaceOutcome.MOVED.value: lazy_gettext(
        "Made on draft %(number)s. This passage was moved or reworded since."
    ),
    PlaceOutcome.DELETED.value: lazy_gettext("Made on draft %(number)s. This passage was taken out since."),
    None: lazy_gettext("Made on draft %(number)s. Where this passage stands now is being matched."),
}


def standing_words(comments: Sequence[Comment], version: Version | None, page: str) -> Mapping[int, Words]:
    """What the comment component is to say differently of comments on former drafts, by comment.

    Takes the comments with their anchors loaded, the text that readers see now and the recommendation's path. One
    query, and none where every comment was made on this text.
    """
    if version is None:
        return {}
    elsewhere = [
        comment.id
        for comment in comments
        if comment.state not in NO_WORDS
        and comment.parent_id is None
        and comment.anchor is not None
        and comment.anchor.version_id != version.id
    ]
    found = standings(elsewhere, version)
    return {
        comment_id: _words(standing, page)
        for comment_id, standing in found.items()
        if standing.outcome != PlaceOutcome.EXACT
    }


def _words(standing: Standing, page: str) -> Words:
    was = f"{page}versions/{standing.made_on}/#clause-{standing.made_at}"
    is_there = standing.now_at is not None
    note = _MOVED if is_there and standing.now_at != standing.made_at else _NOTES[standing.outcome]
    return {
        "clause": {
            "number": standing.now_at or standing.made_at,
            "url": f"{page}#clause-{standing.now_at}" if is_there else was,
        },
        "is_there": is_there,
        "quote": excerpt(standing.old_words, LONGEST_QUOTE),
        "anchor_note": str(note)
        % {"number": standing.made_on, "was": standing.made_at, "now": standing.now_at},
        "anchor_old": {
            "url": was,
            "text": gettext("See it in draft %(number)s", number=standing.made_on),
        },
    }


def standing_of(comment: Comment) -> Words | None:
    """The same for the receipt of one comment; None where it stands on the same words, or in no text."""
    if comment.anchor is None:
        return None
    version = last_text_after(comment.anchor.version_id)
    return standing_words([comment], version, comment.subject.path).get(comment.id)


def with_clauses_taken_out(
    rows: Sequence[Words], counts: SubjectCounts, version: Version, recommendation: Recommendation
) -> list[Words]:
    """The clauses of a text with a line for each that it has no more and that has comments, in its old place.

    Three queries, and none where all comments are on clauses that the text has.
    """
    here = {clause.key for clause in version.clauses}
    missing = [key for key, count in counts.by_clause.items() if count.total and key not in here]
    shown = list(rows)
    if not missing:
        return shown
    waiting = waiting_by_clause(version, recommendation.subject_id, missing)
    for former in former_clauses(version, missing):
        total = counts.clause(former.key).total
        line = _no_more(former, total, former.key in waiting, recommendation.path)
        shown.insert(_after(shown, former), line)
    return shown


def _after(rows: Sequence[Words], former: FormerClause) -> int:
    """Behind the nearest of the paragraphs that stood before it and still stand; else first."""
    places = {row["key"]: place for place, row in enumerate(rows)}
    return next((places[key] + 1 for key in reversed(former.before) if key in places), 0)


def _no_more(former: FormerClause, total: int, is_waiting: bool, page: str) -> Words:
    """The line in the place of a paragraph that the text has no more: went elsewhere, or was taken out."""
    return {
        "key": former.key,
        "id": f"clause-{former.key}",
        "taken_out": _went_into(former.went_to) or gettext("A paragraph that stood here was taken out."),
        "went_to": [
            {"text": gettext("Go to paragraph %(number)s", number=key), "url": f"{page}#clause-{key}"}
            for key in former.went_to
        ],
        "comments_text": _about_it(former, total, is_waiting),
        "comments_url": f"{page}comments/?clause={former.key}",
        "former_url": f"{page}versions/{former.version}/#clause-{former.key}",
        "former_text": gettext("Read it in the former final text")
        if former.was_final
        else gettext("Read it in draft %(number)s", number=former.version),
    }


def _went_into(keys: Sequence[str]) -> str:
    """Where the words of a paragraph are that the text has no more; empty for none."""
    if not keys:
        return ""
    return str(
        ngettext(
            "This paragraph went into paragraph %(numbers)s.",
            "This paragraph went into paragraphs %(numbers)s.",
            len(keys),
            numbers=languages.listed(keys),
        )
    )


def where_it_went(version: Version, key: str) -> tuple[str, str] | None:
    """Which paragraph of a text to lead to instead of one of a former text that went there, and words that say so.

    None for a key that the text has, that was just taken out, or that never was. Two queries.
    """
    found = former_clauses(version, [key])
    if not found or not found[0].went_to:
        return None
    goals = found[0].went_to
    words = ngettext(
        "Paragraph %(key)s went into paragraph %(numbers)s.",
        "Paragraph %(key)s went into paragraphs %(numbers)s.",
        len(goals),
        key=key,
        numbers=languages.listed(goals),
    )
    return goals[0], str(words)


def _about_it(former: FormerClause, total: int, is_waiting: bool) -> str:
    if is_waiting:
        words = ngettext(
            "Where its %(num)s comment stands now is being matched",
            "Where its %(num)s comments stand now is being matched",
            total,
        )
    elif former.went_to:
        words = ngettext(
            "%(num)s comment is about words that were taken out",
            "%(num)s comments are about words that were taken out",
            total,
        )
    else:
        words = ngettext("%(num)s comment was about it", "%(num)s comments were about it", total)
    return str(words)
