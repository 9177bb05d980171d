"""Answering recommendations, promising and reporting. What is published stays; a correction is a new row."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.comments.models import LetterKind
from app.comments.queries.authors import first_of_each_address
from app.core import audit, clock, events, outbox, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.recommendations.models import Recommendation
from app.recommendations.queries import current_version
from app.responses.events import ResponsePublished
from app.responses.models import Response
from app.responses.policies import has_written
from app.responses.queries.answers import answers_of
from app.responses.queries.drafts import correction_of, draft_answering
from app.responses.services.rules import refuse, sound
from app.responses.standing import is_decided
from app.responses.wording.answers import fingerprint
from app.responses.words.answers import Wording, problems_of_wording

# How many letters the worker writes down in one transaction.
BATCH = 200


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
    response.decision_url = wording.decision_url or None


def _must_be_unanswered(recommendation: Recommendation) -> None:
    """One answer at a time: a second draft would compete with the first; a second decision says what it corrects."""
    name = recommendation.label
    problem = ""
    answer = answers_of(recommendation.assembly, recommendation).to(recommendation).response
    if current_version(recommendation) is None:
        problem = gettext("Recommendation %(name)s is not published yet.", name=name)
    elif draft_answering(recommendation) is not None:
        problem = gettext("Somebody has begun an answer to recommendation %(name)s already.", name=name)
    elif is_decided(answer):
        problem = gettext(
            "Recommendation %(name)s is answered. Correct that answer, with a reason.", name=name
        )
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
    if not recommendations:
        raise WrongField("recommendations", gettext("Choose the recommendation that you answer."))
    if len({recommendation.assembly_id for recommendation in recommendations}) > 1:
        refuse(gettext("One answer can only be about one assembly’s recommendations."))
    one_at_a_time(recommendations[0].assembly_id)
    for recommendation in recommendations:
        _must_be_unanswered(recommendation)
    response = _new_draft(recommendations, by)
    _put(response, wording)
    db.session.add(response)
    audit.record("drafted", response, actor_id=by.id, verdict=response.verdict)
    return response


def _must_be_open(response: Response, seen: str | None) -> None:
    """Read the draft anew, now that nobody else can write: it must still be one, and the one that was looked at."""
    one_at_a_time(response.assembly_id)
    db.session.flush()
    db.session.refresh(response)
    if response.published_at is not None:
        refuse(gettext("This answer is published, so it stays as it is. You can correct it with a new one."))
    if seen and seen != fingerprint(response):
        refuse(gettext("A colleague changed this answer while you had it open. Read theirs first."))


def edit_response(
    response: Response, wording: Wording, by: Account, reason: str | None = None, seen: str | None = None
) -> None:
    """Change an answer that is not published yet. Whoever does so may not publish it either.

    `reason` is why the answer corrects a former one, where it does; `seen` is the fingerprint of what the officer
    began from. Raises Refused where the answer is published, something compulsory is missing, or a colleague changed
    it meanwhile.
    """
    _must_be_open(response, seen)
    _put(response, wording)
    if response.follows_id is not None:
        response.correction_reason = reason or response.correction_reason
    response.edited_by_id, response.edited_at = by.id, clock.now()
    audit.record("edited", response, actor_id=by.id, verdict=response.verdict)


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
    if not reason.strip():
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


def publish_response(response: Response, by: Account, seen: str | None = None) -> None:
    """Make an answer public. It is another person's act than writing it (domain rule 6; the database checks too).

    `seen` is the fingerprint of what this officer has read. Raises Refused for whoever drafted the answer or changed
    it last, for words that changed since, and for an answer that is public already.
    """
    _must_be_open(response, seen)
    if by.id == response.drafted_by_id:
        refuse(gettext("You drafted this answer, so somebody else must publish it."))
    if has_written(by, response):
        refuse(
            gettext(
                "You changed this answer last, so somebody else must publish it."
                " If only the person who drafted it is left, let them save it once more; then you can."
            )
        )
    if not response.assembly.is_public:
        refuse(gettext("The assembly itself is not public yet. Publish the assembly first."))
    response.published_by_id, response.published_at = by.id, clock.now()
    audit.record("published", response, actor_id=by.id, verdict=response.verdict)
    revisions.touch(response.assembly.slug)
    # The worker turns it into a letter for each author; here it is one row, however many wrote.
    outbox.put("tell_commenters", f"tell_commenters:{response.id}", response_id=response.id)
    events.announce(ResponsePublished(response.id))


def write_to_commenters(response_id: int, after: int) -> int | None:
    """Put a letter into the outbox for the next addresses that commented on what an answer is about.

    Takes the id of the last comment that was looked at. Returns that of the last one now, or None where there are no
    more. One letter goes to each address, however many comments it wrote. A second call adds nothing.
    """
    response = db.session.get_one(Response, response_id)
    subjects = [each.subject_id for each in response.recommendations]
    ids = first_of_each_address(subjects, LetterKind.ANSWERED, after, BATCH)
    for comment_id in ids:
        key = f"recommendation_answered:{response_id}:{comment_id}"
        outbox.put("recommendation_answered", key, response_id=response_id, comment_id=comment_id)
    return ids[-1] if len(ids) == BATCH else None
