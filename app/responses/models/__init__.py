"""Tables of what the council answers and does, by noun: answers, commitments, the clock, counter-checks."""

from app.responses.models.answers import (
    RECORD_MARKS,
    Response,
    ResponseRemark,
    ResponseTarget,
    ResponseWording,
    Verdict,
)
from app.responses.models.clock import ClockPause, FinalReport
from app.responses.models.commitments import (
    Commitment,
    CommitmentCorrection,
    DeliveryStatus,
    Milestone,
    ProgressTarget,
    ProgressUpdate,
)
from app.responses.models.counter_checks import CheckPass, CounterCheck, Finding, Side

__all__ = [
    "RECORD_MARKS",
    "CheckPass",
    "ClockPause",
    "Commitment",
    "CommitmentCorrection",
    "CounterCheck",
    "DeliveryStatus",
    "FinalReport",
    "Finding",
    "Milestone",
    "ProgressTarget",
    "ProgressUpdate",
    "Response",
    "ResponseRemark",
    "ResponseTarget",
    "ResponseWording",
    "Side",
    "Verdict",
]
