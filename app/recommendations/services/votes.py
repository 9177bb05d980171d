"""The members' vote on a final text: one officer enters it, another one checks its sums, and only then it is public."""

from __future__ import annotations

from itertools import zip_longest

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.recommendations.counting import Counting, Recount, problems_of
from app.recommendations.models import (
    MinorityStatement,
    Recommendation,
    Version,
    VersionStage,
    Vote,
    VoteCount,
    VoteEntry,
)
from app.recommendations.queries.votes import counted_vote, known_of, open_entry, who_entered
from app.recommendations.wording import vote_fingerprint


def _final_text(recommendation: Recommendation, text: Version | None) -> Version:
    if recommendation.is_compiled or recommendation.assembly.is_compiled:
        raise Refused(gettext("This was compiled from public records. Its vote is the record’s."))
    if text is None or not text.is_public or text.stage != VersionStage.FINAL:
        raise Refused(gettext("Publish the final text first. The members’ final vote is about that text."))
    return text


def enter_vote(
    recommendation: Recommendation,
    text: Version | None,
    counting: Counting,
    by: Account,
    seen: str | None = None,
    correction_note: str | None = None,
) -> Vote:
    """Enter the members' vote on a final text, or enter anew what nobody has checked yet. Only officers see it.

    `text` is the one that they voted on, which a later final text may have followed: an entry stays with its own.
    `seen` is the fingerprint of the entry that the officer began from; none where there was none. A vote that counts
    already is corrected: then `correction_note` says why, for readers, and the former one stays until this one is
    checked. Returns the vote. Raises Refused for compiled records, without a published final text, and where a
    colleague entered something meanwhile; WrongField for what is missing or does not agree.
    """
    one_at_a_time(recommendation.assembly_id)
    version = _final_text(recommendation, text)
    vote, former = open_entry(recommendation), counted_vote(version)
    is_moved = vote is not None and vote.version_id != version.id
    if is_moved or (vote_fingerprint(vote) if vote else "") != (seen or ""):
        raise Refused(
            gettext("A colleague entered or checked this vote while you had it open. Look at theirs first.")
        )
    for field, message in problems_of(counting, known_of(recommendation.assembly)).items():
        raise WrongField(field, message)
    if former is not None and not (correction_note or "").strip():
        raise WrongField("correction_note", gettext("Say what was wrong. Readers will see it."))
    action = "changed" if vote else "entered"
    if vote is None:
        vote = Vote(recommendation_id=recommendation.id, entry=VoteEntry(entered_by_id=by.id))
        db.session.add(vote)
    entry = vote.entry
    if entry is None:
        raise Refused(gettext("This vote came with a record."))
    entry.entered_by_id, entry.sent_back_note = by.id, None
    entry.replaces_id = former.id if former else None
    entry.correction_note = correction_note if former else None
    _write(vote, version, counting)
    audit.record(action, vote, actor_id=by.id, version_id=version.id, corrects=entry.replaces_id)
    return vote


def _write(vote: Vote, version: Version, counting: Counting) -> None:
    vote.version_id, vote.entered_at = version.id, clock.now()
    vote.title = gettext("Final vote")
    vote.scale, vote.basis, vote.held_on = counting.scale, counting.basis, counting.held_on
    vote.ballots, vote.bar_percent = counting.ballots, counting.bar_percent
    vote.support_count = counting.in_favour
    vote.support_percent = round(100 * counting.in_favour / (counting.ballots or 1), 1)
    vote.counts = [
        VoteCount(position=place, label=each.label, meaning=each.meaning, count=each.count)
        for place, each in enumerate(counting.choices, 1)
    ]
    vote.minority_statements = [
        MinorityStatement(position=place, members=each.members, text=each.text)
        for place, each in enumerate(counting.minority, 1)
    ]


def _to_be_checked(recommendation: Recommendation, by: Account, seen: str) -> tuple[Vote, VoteEntry]:
    one_at_a_time(recommendation.assembly_id)
    vote = open_entry(recommendation)
    entry = vote.entry if vote else None
    if vote is None or entry is None or vote_fingerprint(vote) != seen:
        raise Refused(
            gettext("A colleague changed or checked this vote while you had it open. Look at it again.")
        )
    if by.id in who_entered(vote):
        raise Refused(gettext("You entered or changed this vote, so somebody else must check it."))
    if entry.sent_back_note:
        raise Refused(gettext("This vote was sent back. It must be entered again before it can be checked."))
    return vote, entry


def check_vote(recommendation: Recommendation, recount: Recount, by: Account, seen: str) -> Vote:
    """Say that the figures are right, by those on one's own paper. From then on the vote is public and stays.

    Raises Refused for whoever entered or ever changed it (domain rule 6), for an entry that changed since it was
    `seen`, and one that was sent back; WrongField for the first figure that is not the one that was entered.
    """
    vote, entry = _to_be_checked(recommendation, by, seen)
    figures = [("ballots", recount.ballots, vote.ballots)]
    figures += [
        (f"count_{row.position}", typed, row.count)
        for row, typed in zip_longest(vote.counts, recount.counts)
        if row is not None
    ]
    for field, typed, entered in figures:
        if typed != entered:
            message = gettext(
                "You wrote %(typed)s, and %(entered)s was entered. Look at your paper again, or send the vote back.",
                typed=typed if typed is not None else "–",
                entered=entered,
            )
            raise WrongField(field, message)
    vote.checked_at, entry.checked_by_id = clock.now(), by.id
    if entry.replaces is not None:
        entry.replaces.replaced_at = vote.checked_at
    audit.record("checked", vote, actor_id=by.id, corrects=entry.replaces_id)
    revisions.touch(recommendation.assembly.slug)
    return vote


def send_vote_back(recommendation: Recommendation, reason: str, by: Account, seen: str) -> Vote:
    """Say that an entry is not right, and why. It is entered again and checked again.

    Raises Refused as `check_vote` does, and WrongField without a reason.
    """
    vote, entry = _to_be_checked(recommendation, by, seen)
    if not reason.strip():
        raise WrongField("reason", gettext("Say what is not right, so that your colleague can mend it."))
    entry.sent_back_note = reason
    audit.record("sent back", vote, actor_id=by.id)
    return vote


def take_entry_away(recommendation: Recommendation, by: Account, seen: str) -> Vote:
    """Take away an entry that nobody has checked, so that one officer enters the whole vote anew.

    Where two officers are all there are and both wrote in it, nobody is left to check it. Raises Refused for an entry
    that changed since it was `seen`, or that counts by now.
    """
    one_at_a_time(recommendation.assembly_id)
    vote = open_entry(recommendation)
    if vote is None or vote_fingerprint(vote) != seen:
        raise Refused(
            gettext("A colleague changed or checked this vote while you had it open. Look at it again.")
        )
    vote.vanished_at = clock.now()
    audit.record("taken away", vote, actor_id=by.id)
    return vote
