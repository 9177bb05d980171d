"""Versions and votes as pages show them: a vote with its own scale and basis, never as one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from app.core import dates, form_tokens
from app.recommendations.models import Meaning, Version, VersionStage, Vote

Words = dict[str, Any]


def version_name(version: Version) -> str:
    """What a version is called: "Draft 2", "Final text", "Paraphrase"."""
    if version.is_paraphrase:
        return str(gettext("Paraphrase"))
    if version.stage == VersionStage.FINAL:
        return str(gettext("Final text"))
    return str(gettext("Draft %(number)d", number=version.number))


def version_in_sentence(version: Version) -> str:
    """What a version is called within a sentence: "draft 2", "the final text", "the paraphrase"."""
    if version.is_paraphrase:
        return str(gettext("the paraphrase"))
    if version.stage == VersionStage.FINAL:
        return str(gettext("the final text"))
    return str(gettext("draft %(number)d", number=version.number))


def _of(count: int, everyone: int) -> str:
    return str(gettext("%(count)d of %(all)d for", count=count, all=everyone))


def for_words(vote: Vote) -> str:
    """The vote in short, on its own scale: "41 of 44 for"; empty where the record does not allow it."""
    in_favour = [row.count for row in vote.counts if row.meaning == Meaning.FOR]
    known = [row.count for row in vote.counts if row.count is not None]
    if in_favour and None not in in_favour and vote.counts:
        everyone = vote.ballots or sum(known)
        return _of(sum(n for n in in_favour if n is not None), everyone)
    if vote.support_count is not None and vote.ballots:
        return _of(vote.support_count, vote.ballots)
    if vote.support_count is not None:
        return str(ngettext("%(num)d chose it", "%(num)d chose it", vote.support_count))
    if vote.support_percent is not None:
        return str(gettext("%(percent)s%% for", percent=f"{vote.support_percent:g}"))
    return ""


def vote_words(vote: Vote) -> Words:
    """One vote for the vote bar, with its own scale and basis."""
    rows: list[Mapping[str, Any]] = [
        {"label": row.label, "count": row.count, "percent": row.percent, "meaning": row.meaning or "neither"}
        for row in vote.counts
    ]
    if not rows and vote.support_count is not None:
        rows = [
            {"label": gettext("Chose it"), "count": vote.support_count, "percent": None, "meaning": "for"}
        ]
    return {
        "title": vote.title,
        "scale": vote.scale[:1].upper() + vote.scale[1:],
        "basis": vote.basis,
        "held_on": dates.partial(vote.held_on),
        "rows": rows,
        "summary": _vote_summary(vote),
        "note": vote.note or "",
        "minority": [{"members": said.members, "text": said.text} for said in vote.minority_statements],
        "correction": vote.entry.correction_note if vote.entry and vote.entry.replaces_id else "",
        "has_counts": any(row["count"] is not None for row in rows),
    }


def is_on(vote: Vote, version: Version) -> bool:
    """Whether the members voted on this text. The vote of a record names no version: it is on the record’s text."""
    return vote.version_id in (None, version.id)


def _vote_summary(vote: Vote) -> str:
    """The result in words: of those who voted, how many were for it, and whether the members' own bar was reached."""
    counts = {
        meaning: sum(row.count or 0 for row in vote.counts if row.meaning == meaning) for meaning in Meaning
    }
    if any(row.count is None for row in vote.counts) or not vote.counts:
        return for_words(vote)
    voted = sum(counts.values()) - counts[Meaning.ABSENT]
    if not voted:
        return ""
    percent = round(100 * counts[Meaning.FOR] / voted)
    summary = gettext(
        "%(count)d of %(voted)d who voted support it (%(percent)d%%).",
        count=counts[Meaning.FOR],
        voted=voted,
        percent=percent,
    )
    if vote.bar_percent:
        summary += " " + gettext("The members set themselves a bar of %(bar)d%%.", bar=vote.bar_percent)
    return str(summary)


def fingerprint(version: Version) -> str:
    """A digest of everything in a version that readers will see, to tell whether it changed since somebody looked."""
    words = [version.stage, version.title, version.change_note or ""]
    words += [f"{clause.key} {clause.text}\n\n{clause.change_note or ''}" for clause in version.clauses]
    words += [f"{each.clause_key} {each.kind} {each.from_key}" for each in version.origins]
    return form_tokens.digest_of(words)


def vote_fingerprint(vote: Vote) -> str:
    """A digest of everything in an entered vote, to tell whether it changed since somebody looked."""
    entry = vote.entry
    words: list[object] = [
        vote.id,
        vote.scale,
        vote.basis,
        vote.held_on,
        vote.ballots,
        vote.bar_percent,
        vote.version_id,
    ]
    words += [entry.entered_by_id, entry.correction_note, entry.sent_back_note] if entry else []
    words += [each for row in vote.counts for each in (row.label, row.meaning, row.count)]
    words += [each for said in vote.minority_statements for each in (said.members, said.text)]
    return form_tokens.digest_of(str(word) for word in words)
