"""What the reason of a counter-check is about, in words for the moderation desk."""

from __future__ import annotations

from app.core.text import excerpt
from app.moderation.said_of import SaidOf
from app.responses.models import Commitment, Response
from app.responses.queries.counter_checks import check_of_reason
from app.responses.standing import state_of
from app.responses.wording.answers import ribbon, verdict_words
from app.responses.wording.counter_checks import finding_words, question_to, side_words
from app.responses.wording.progress import status_words

LONGEST = 200


def said_of(comment_id: int) -> SaidOf | None:
    """Whose word a reason is, what they find and of what; None for a comment that is no such reason."""
    check = check_of_reason(comment_id)
    about = (check.response or check.commitment) if check is not None else None
    if check is None or about is None:
        return None
    recommendation = about.recommendations[0] if isinstance(about, Response) else about.recommendation
    return SaidOf(
        who=side_words(check.by.side),
        question=question_to(check.by.side, about),
        finding=finding_words(check.finding, about),
        about=_council_says(about),
        url=f"{recommendation.path}#answer",
    )


def _council_says(about: Response | Commitment) -> str:
    if isinstance(about, Response):
        return f"{verdict_words(ribbon(about)).capitalize()}. {excerpt(about.reasons, LONGEST)}"
    return f"{about.title}: {status_words(state_of(about).status).lower()}"
