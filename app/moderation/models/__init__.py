"""Moderation's tables, by noun: decisions, reports and appeals, the queue, the policy, signals, campaigns."""

from app.moderation.models.campaigns import CampaignGroup, CampaignMember, MinhashBand
from app.moderation.models.decisions import (
    ANSWERS_REPORTS,
    LEAVES,
    NEEDS_REASON,
    OVERTURNS,
    TAKES_AGAIN,
    Action,
    DecisionBatch,
    DecisionLogHead,
    ModerationDecision,
)
from app.moderation.models.policy import PolicyParagraph, PolicyVersion, WordListEntry
from app.moderation.models.queue import URGENT, Escalation, QueueEntry
from app.moderation.models.reports import Appeal, AppealOutcome, Report
from app.moderation.models.signals import CommentSignal
from app.moderation.signals.kinds import SignalKind

__all__ = [
    "ANSWERS_REPORTS",
    "LEAVES",
    "NEEDS_REASON",
    "OVERTURNS",
    "TAKES_AGAIN",
    "URGENT",
    "Action",
    "Appeal",
    "AppealOutcome",
    "CampaignGroup",
    "CampaignMember",
    "CommentSignal",
    "DecisionBatch",
    "DecisionLogHead",
    "Escalation",
    "MinhashBand",
    "ModerationDecision",
    "PolicyParagraph",
    "PolicyVersion",
    "QueueEntry",
    "Report",
    "SignalKind",
    "WordListEntry",
]
