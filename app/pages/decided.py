"""What moderators decided about a comment and what its author said to it, for the page that only its author knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.comments.models import Comment
from app.comments.queries.wordings import redactions_of
from app.comments.rewording import belongs_to_a_resident
from app.moderation.models import Action, Appeal
from app.moderation.policy import Paragraph, in_words, note_by_language
from app.moderation.queries import ForAuthor, history_for_author
from app.moderation.queries.appeals import appeals_of, decision_to_appeal


@dataclass(frozen=True)
class Decided:
    """One decision: what it cites, the appeal against it, and whether it answers one itself."""

    decision: ForAuthor
    paragraph: Paragraph | None
    note: Sequence[tuple[str | None, str]]
    appeal: Appeal | None
    answers_appeal: bool
    can_be_appealed: bool


@dataclass(frozen=True)
class AllDecided:
    """The decisions, the first one first, and appeals against such as were undone afterwards."""

    decisions: Sequence[Decided]
    needless: Sequence[Appeal]
    # What its author had written, where readers see less of it.
    own_words: str | None

    @property
    def may_be_answered(self) -> bool:
        """Whether an appeal waits, or could still be made."""
        return any(
            one.can_be_appealed or (one.appeal is not None and one.appeal.outcome is None)
            for one in self.decisions
        )


def decided(comment: Comment) -> AllDecided:
    """Read what was decided about a comment, and the appeals."""
    history, appeals = history_for_author(comment.id), appeals_of(comment.id)
    against = {appeal.decision_id: appeal for appeal in appeals}
    outcomes = {appeal.outcome_decision_id for appeal in appeals}
    challenged = decision_to_appeal(comment) if history and belongs_to_a_resident(comment) else None
    known = {decision.id for decision in history}
    return AllDecided(
        decisions=[
            Decided(
                decision=decision,
                paragraph=in_words(decision.paragraph) if decision.paragraph else None,
                note=note_by_language(decision.note, decision.paragraph),
                appeal=against.get(decision.id),
                answers_appeal=decision.id in outcomes,
                can_be_appealed=challenged is not None
                and challenged.id == decision.id
                and decision.id not in against,
            )
            for decision in history
        ],
        needless=[appeal for appeal in appeals if appeal.decision_id not in known],
        own_words=_own_words(comment) if any(d.action == Action.REDACT for d in history) else None,
    )


def _own_words(comment: Comment) -> str | None:
    redactions = redactions_of(comment.id)
    return redactions[0].body if redactions else None
