"""Writing answers: the first, a correction, a new decision. Only officers see a draft; what was published stays."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock
from app.core.db import db
from app.core.errors import WrongField
from app.recommendations.models import Recommendation
from app.recommendations.queries import current_version
from app.responses.models import Response, ResponseWording
from app.responses.queries.answers import answers_of
from app.responses.queries.drafts import correction_of, draft_answering
from app.responses.services.rules import must_be_draft, refuse, sound
from app.responses.standing import is_decided
from app.responses.wording.answers import words_of
from app.responses.words.answers import Wording, problems_of_wording
from app.responses.words.rules import is_empty


def _put(response: Response, wording: Wording) -> None:
    sound(problems_of_wording(wording))
    response.verdict = wording.verdict.value
    response.reasons = wording.reasons
    response.responsible_body = wording.responsible_body
    response.responsible_role = wording.responsible_role or None
    response.not_taken_up = wording.not_taken_up or None
    response.sent_to = wording.sent_to or None
    response.decided_by = wording.decided_by or None
    response.decided_on = wording.decided_on or None
    response.decision_minute = wording.decision_minute or None
    response.decision_url = wording.decision_url or None
    response.money = wording.money or None
    response.timescale = wording.timescale or None


def _must_be_free(recommendation: Recommendation, decides_anew: bool) -> None:
    """One answer at a time: a second draft would compete with the first; a second decision says why it comes."""
    name = recommendation.label
    problem = ""
    answer = answers_of(recommendation.assembly, recommendation).to(recommendation).response
    if current_version(recommendation) is None:
        problem = gettext("Recommendation %(name)s is not published yet.", name=name)
    elif draft_answering(recommendation) is not None:
        problem = gettext("Somebody has begun an answer to recommendation %(name)s already.", name=name)
    elif is_decided(answer) and not decides_anew:
        problem = gettext(
            "Recommendation %(name)s is answered. Correct that answer, or say why the council decides anew.",
            name=name,
        )
    elif decides_anew and not is_decided(answer):
        problem = gettext("Recommendation %(name)s is not decided yet. Write its answer instead.", name=name)
    if problem:
        raise WrongField("recommendations", problem)


def _new_draft(recommendations: Sequence[Recommendation], by: Account) -> Response:
    return Response(
        assembly=recommendations[0].assembly,
        recommendations=list(recommendations),
        drafted_by_id=by.id,
        drafted_at=clock.now(),
    )


def draft_response(recommendations: Sequence[Recommendation], wording: Wording, by: Account) -> Response:
    """Begin an answer to one or several recommendations of an assembly. Only the officers see it.

    Returns the draft. Raises Refused where something compulsory is missing, a recommendation is not published, is
    being answered by a colleague, or has an answer already (other than "under consideration", which a decision may
    follow).
    """
    return _begin(recommendations, wording, by, None)


def decide_anew(
    recommendations: Sequence[Recommendation], wording: Wording, reason: str, by: Account
) -> Response:
    """Begin a new answer to what is decided already. The former one stays readable, and the page tells both.

    Returns the draft. Raises Refused as `draft_response` does, without a reason, and where there is no decision yet
    that it could change.
    """
    if is_empty(reason):
        raise WrongField("reason", gettext("Say why the council decides anew. Readers will see it."))
    return _begin(recommendations, wording, by, reason)


def _begin(
    recommendations: Sequence[Recommendation], wording: Wording, by: Account, change_reason: str | None
) -> Response:
    if not recommendations:
        raise WrongField("recommendations", gettext("Choose the recommendation that you answer."))
    if len({recommendation.assembly_id for recommendation in recommendations}) > 1:
        refuse(gettext("One answer can only be about one assembly’s recommendations."))
    one_at_a_time(recommendations[0].assembly_id)
    for recommendation in recommendations:
        _must_be_free(recommendation, decides_anew=change_reason is not None)
    response = _new_draft(recommendations, by)
    response.change_reason = change_reason
    _put(response, wording)
    db.session.add(response)
    audit.record("drafted", response, actor_id=by.id, verdict=response.verdict)
    return response


def edit_response(
    response: Response, wording: Wording, by: Account, reason: str | None = None, seen: str | None = None
) -> None:
    """Change an answer that is not published yet. Whoever does so may not publish it either.

    What it said before stays readable for the officers. A draft that waited for approval is to be sent again, since
    nobody approves words that changed. `reason` is why the answer corrects or changes a former one, where it does;
    `seen` is the fingerprint of what the officer began from. Raises Refused where the answer is published or set to
    be, something compulsory is missing, or a colleague changed it meanwhile.
    """
    must_be_draft(response, seen)
    former = _as_it_was(response)
    _put(response, wording)
    if response.follows_id is not None:
        response.correction_reason = reason or response.correction_reason
    elif response.change_reason is not None:
        response.change_reason = reason or response.change_reason
    if former.words != words_of(response):
        db.session.add(former)
    # Who saves a draft unchanged takes its words over, so that a colleague may publish them.
    response.edited_by_id, response.edited_at = by.id, clock.now()
    response.sent_by_id, response.sent_at = None, None
    audit.record("edited", response, actor_id=by.id, verdict=response.verdict)


def _as_it_was(response: Response) -> ResponseWording:
    return ResponseWording(
        response_id=response.id,
        words=words_of(response),
        written_by_id=response.edited_by_id or response.drafted_by_id,
        written_at=response.edited_at or response.drafted_at,
        replaced_at=clock.now(),
    )


def correct_response(response: Response, wording: Wording, reason: str, by: Account) -> Response:
    """Begin a correction of a published answer: a new row that follows it, which a second officer publishes too.

    The former wording stays readable. Returns the draft. Raises Refused without a reason, for an answer that is not
    public or that others compiled, and where a correction of it exists or is being written.
    """
    one_at_a_time(response.assembly_id)
    if response.is_compiled:
        refuse(gettext("This was compiled from public records. Write the council’s own answer instead."))
    if not response.is_public:
        refuse(gettext("Only a published answer can be corrected."))
    if is_empty(reason):
        raise WrongField("reason", gettext("Say why the answer is corrected. Readers will see it."))
    if correction_of(response) is not None:
        refuse(gettext("A correction of this answer exists already."))
    if any(draft_answering(recommendation) is not None for recommendation in response.recommendations):
        refuse(gettext("Somebody has begun a new answer to this recommendation already."))
    correction = _new_draft(response.recommendations, by)
    correction.follows_id, correction.correction_reason = response.id, reason
    _put(correction, wording)
    db.session.add(correction)
    audit.record("drafted", correction, actor_id=by.id, verdict=correction.verdict, corrects=response.id)
    return correction
