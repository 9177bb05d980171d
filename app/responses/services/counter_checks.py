"""Members and followers say whether an answer is what they meant, and whether a commitment is done.

What they say changes no verdict, no status and nothing of the other side's: it is a row of its own, beside.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy import select

from app.comments.models import Coming, Comment
from app.comments.services import keep_reason
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.models import Recommendation
from app.responses.models import CheckPass, Commitment, CounterCheck, Finding, Response
from app.responses.queries.answers import current_answers
from app.responses.queries.counter_checks import last_words_of, thing_of


@dataclass(frozen=True)
class Said:
    """What somebody sends: what they find, why if they say so, and how it was sent."""

    finding: Finding
    reason: str = ""
    coming: Coming = field(default_factory=Coming)


def counts_now(response: Response) -> bool:
    """Whether an answer is one that counts now for a recommendation that it names; one query."""
    return response in current_answers(response.assembly).values()


def say(check_pass: CheckPass, about: Response | Commitment, said: Said, *, receipt_token: str) -> None:
    """Keep what a member or a follower says of an answer or of a commitment of their assembly.

    `receipt_token` is the end of the address of their private page about the reason. The same once more, without a
    reason, adds nothing. Raises Refused for a link that has ended, and for an answer that counts no more: other words
    stand there by now.
    """
    # It may end at this very moment, and its owner may say something else from another window.
    db.session.execute(select(CheckPass.id).where(CheckPass.id == check_pass.id).with_for_update())
    db.session.refresh(check_pass, ["ended_at"])
    recommendation = _subject_of(about)
    if check_pass.ended_at is not None or check_pass.assembly_id != recommendation.assembly_id:
        raise Refused(gettext("This link opens nothing any more. Your words are below; nothing is lost."))
    if isinstance(about, Response) and not counts_now(about):
        raise Refused(
            gettext(
                "The council has answered anew while you were writing. Your words are below; nothing is lost."
            )
        )
    before = last_words_of(check_pass).get(thing_of(about))
    if before is not None and before.finding == said.finding and not said.reason:
        return
    check = CounterCheck(
        pass_id=check_pass.id,
        finding=said.finding,
        comment=_reason(check_pass, recommendation, said, receipt_token) if said.reason else None,
        made_at=clock.now(),
        **thing_of(about)._asdict(),
    )
    db.session.add(check)
    audit.record("said", check, side=check_pass.side, finding=check.finding)
    revisions.touch(check_pass.assembly.slug)


def _subject_of(about: Response | Commitment) -> Recommendation:
    """The recommendation beside whose comments the reason is read: the first that an answer names."""
    return about.recommendations[0] if isinstance(about, Response) else about.recommendation


def _reason(check_pass: CheckPass, recommendation: Recommendation, said: Said, receipt_token: str) -> Comment:
    author = f"counter-check {check_pass.id}"
    return keep_reason(
        recommendation.subject,
        said.reason,
        receipt_token=receipt_token,
        author=author,
        coming=said.coming,
    )
