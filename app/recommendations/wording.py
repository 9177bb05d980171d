"""Versions and votes as pages show them: a vote with its own scale and basis, never as one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from app.core import dates, form_tokens
from app.recommendations.models import Meaning, Recommendation, Version, VersionStage, Vote
from app.recommendations.outcome import Outcome, is_corrected_since, last_vote, outcome_of

Words = dict[str, Any]
MEANINGS = {
    Meaning.FOR: lazy_gettext("For the text"),
    Meaning.PARTLY: lazy_gettext("Partly for it"),
    Meaning.NEITHER: lazy_gettext("Neither, or a blank paper"),
    Meaning.AGAINST: lazy_gettext("Against it"),
    Meaning.ABSENT: lazy_gettext("Absent: did not vote"),
}
OUTCOMES = {
    Outcome.REACHED_BAR: lazy_gettext("The text reached that bar."),
    Outcome.MISSED_BAR: lazy_gettext("The text did not reach that bar, so it was not carried."),
    Outcome.MORE_AGAINST: lazy_gettext("More members voted against it than for it."),
}
NOT_CARRIED = {
    Outcome.MISSED_BAR: lazy_gettext("Not carried: a text that did not reach the members’ bar"),
    Outcome.MORE_AGAINST: lazy_gettext("A text that more members voted against than for"),
}


def text_heading(version: Version, votes: Sequence[Vote]) -> str:
    """What stands above a text: the members recommend no text that their own vote did not carry."""
    if version.stage == VersionStage.DRAFT:
        return str(gettext("The draft, paragraph by paragraph"))
    vote = last_vote(votes, version)
    carried_not = not_carried(version, outcome_of(vote)) if vote else ""
    return carried_not or str(gettext("What the members recommend"))


def voted_before(version: Version, votes: Sequence[Vote]) -> str:
    """What stands below the heading of a text that was corrected after the members' last vote; empty of any other."""
    vote = last_vote(votes, version)
    if vote is None or vote.version is None or not is_corrected_since(vote, version):
        return ""
    text = version_dated(vote.version, version)
    return str(gettext("The members voted on %(text)s. It was corrected since.", text=text))


def not_carried(version: Version, outcome: Outcome | None) -> str:
    """What is said of a final text that the members' vote on it did not carry; empty of any other."""
    words = NOT_CARRIED.get(outcome) if outcome and version.stage != VersionStage.DRAFT else None
    return str(words or "")


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


def version_dated(version: Version, *beside: Version) -> str:
    """The same for a text that others may have followed: a final text is told from another one by its day.

    From one of the same day, among those it stands `beside`, it is told by its time too.
    """
    if version.stage != VersionStage.FINAL or version.is_paraphrase or not version.published_at:
        return version_in_sentence(version)
    day = dates.day(version.published_at)
    others = [
        each.published_at for each in beside if each.id != version.id and each.stage == VersionStage.FINAL
    ]
    is_one_of_many = day in [dates.day(moment) for moment in others if moment]
    date = dates.moment(version.published_at) if is_one_of_many else day
    return str(gettext("the final text of %(date)s", date=date))


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


def totals(vote: Vote) -> list[Words]:
    """How many members' choices count for the text, against it and so on: a figure for each meaning that has a row."""
    counts: dict[str, int] = {}
    for row in vote.counts:
        counts[row.meaning or Meaning.NEITHER] = counts.get(row.meaning or Meaning.NEITHER, 0) + (
            row.count or 0
        )
    return [
        {"term": words, "text": str(counts[meaning])}
        for meaning, words in MEANINGS.items()
        if meaning in counts
    ]


def vote_that_stays(votes: Sequence[Vote], entered: Vote | None, published: Version) -> str:
    """What officers who write the next text are told of the vote on the one that is published; empty without a vote.

    Takes the votes that count, and the one that was entered and is not checked yet.
    """
    text = version_dated(published)
    counted = next((for_words(vote) for vote in votes if vote.version_id == published.id), None)
    if counted is not None:
        return str(
            gettext("The members voted on %(text)s (%(vote)s).", text=text, vote=counted)
            if counted
            else gettext("The members voted on %(text)s.", text=text)
        )
    if entered is not None and entered.version_id == published.id:
        return str(gettext("A vote on %(text)s is entered, and not checked yet.", text=text))
    return ""


def on_its_text(words: str, vote: Vote, version: Version) -> str:
    """A vote in short beside a text: "41 of 44 for", or "41 of 44 for, on draft 2" where that is another text."""
    other = other_text(vote, version)
    return str(gettext("%(vote)s, %(on_text)s", vote=words, on_text=other)) if words and other else words


def other_text(vote: Vote, version: Version) -> str:
    """Which other text a vote was on: "on draft 2", "on the final text of 3 May, corrected since"; empty of its own."""
    if vote.version is None or is_on(vote, version):
        return ""
    text = version_dated(vote.version, version)
    if is_corrected_since(vote, version):
        return str(gettext("on %(text)s, corrected since", text=text))
    return str(gettext("on %(text)s", text=text))


def vote_heading(vote: Vote, version: Version, is_one_of_many: bool = False) -> str:
    """What a vote is called beside a text: "How the members voted on draft 2", "First vote, on draft 2".

    A vote of a record names no text, and a paraphrase is none that anybody voted on.
    """
    title = vote.title if is_one_of_many else None
    if vote.version is None or vote.version.is_paraphrase:
        return title or str(gettext("How the members voted"))
    voted_on, is_its_own = vote.version, is_on(vote, version)
    text = version_in_sentence(voted_on) if is_its_own else version_dated(voted_on, version)
    if title:
        return str(gettext("%(vote)s, on %(text)s", vote=title, text=text))
    return str(gettext("How the members voted on %(text)s", text=text))


def vote_beside(vote: Vote, version: Version, recommendation: Recommendation, is_one_of_many: bool) -> Words:
    """A vote for the vote bar beside a text, with a heading that names the text that the members voted on.

    `former` leads to that text where it is another one: a vote stays with its text. Only where none that counts is on
    the text beside it, a warning says so. Takes a vote with its version loaded, and its recommendation's votes too.
    """
    others, path = recommendation.votes, recommendation.path
    former = vote.version if vote.version is not None and not is_on(vote, version) else None
    return vote_words(vote) | {
        "heading": vote_heading(vote, version, is_one_of_many),
        "former_url": f"{path}versions/{former.number}/" if former else "",
        "former_text": gettext("Read %(text)s", text=version_dated(former, version)) if former else "",
        "changed_url": f"{path}versions/{former.number}/compare/{version.number}/"
        if former is not None and is_corrected_since(vote, version)
        else "",
        "is_text_without_vote": former is not None and not any(is_on(each, version) for each in others),
    }


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
    outcome = outcome_of(vote)
    return f"{summary} {OUTCOMES[outcome]}" if outcome else str(summary)


def fingerprint(version: Version) -> str:
    """A digest of everything in a version that readers will see, to tell whether it changed since somebody looked."""
    words = [version.stage, version.title, version.change_note or ""]
    words += [f"{clause.key} {clause.text}\n\n{clause.change_note or ''}" for clause in version.clauses]
    words += [f"{each.clause_key} {each.kind} {each.from_key}" for each in version.origins]
    words += [f"{each.clause_key} {each.note}" for each in version.departures]
    return form_tokens.digest_of(words)


def begun_from(published: Version | None, draft: Version | None) -> str:
    """What an officer who writes the next text has before them, for the form to carry.

    That there was no draft yet, and which text counted, is something to be told about later too.
    """
    return f"{published.number if published else 0}:{fingerprint(draft) if draft else ''}"


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
