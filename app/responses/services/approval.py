"""From a draft to the public: remarks among officers, asking for approval, handing back, publishing, calling off.

An answer is published by another person than those who wrote it, at once or at a set time (ADR 0013: the clock
publishes; nothing has to happen at that moment).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, events, outbox, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.responses.events import ResponseCalledOff, ResponsePublished
from app.responses.models import Response, ResponseRemark
from app.responses.policies import has_asked, has_written
from app.responses.services.rules import must_be_draft, refuse
from app.responses.words.rules import is_empty


def remark_on(response: Response, text: str, by: Account) -> ResponseRemark:
    """Say something to colleagues about a draft. No resident ever sees it.

    Returns the remark, which nobody changes any more. Raises Refused for an answer that is no draft any more, and
    WrongField without words.
    """
    must_be_draft(response, None)
    return _remark(response, text, by, hands_back=False)


def _remark(response: Response, text: str, by: Account, hands_back: bool) -> ResponseRemark:
    if is_empty(text):
        raise WrongField("text", gettext("Write what you want to say to your colleagues."))
    remark = ResponseRemark(
        response_id=response.id, text=text, hands_back=hands_back, made_by_id=by.id, made_at=clock.now()
    )
    db.session.add(remark)
    audit.record("handed back" if hands_back else "remarked", response, actor_id=by.id)
    return remark


def send_for_approval(response: Response, by: Account, seen: str | None = None) -> None:
    """Ask the other officers to read a draft and to publish it. They get a letter; once more does nothing.

    `seen` is the fingerprint of what this officer has read. Raises Refused for what is no draft any more, and for words
    that a colleague changed since.
    """
    must_be_draft(response, seen)
    if response.sent_at is not None:
        return
    response.sent_by_id, response.sent_at = by.id, clock.now()
    audit.record("sent for approval", response, actor_id=by.id)
    outbox.put(
        "ask_for_approval",
        f"ask_for_approval:{response.id}:{response.sent_at.isoformat()}",
        response_id=response.id,
        sent_at=response.sent_at.isoformat(),
    )


def hand_back(response: Response, text: str, by: Account) -> None:
    """Give a draft that waits for approval back to its writers, and say what is to change. They get a letter.

    Raises Refused for a draft that does not wait for approval, and WrongField without words.
    """
    must_be_draft(response, None)
    if response.sent_at is None:
        refuse(gettext("This answer does not wait for approval any more. Look at how it stands now."))
    remark = _remark(response, text, by, hands_back=True)
    response.sent_by_id, response.sent_at = None, None
    db.session.flush()
    outbox.put("answer_handed_back", f"answer_handed_back:{remark.id}", remark_id=remark.id)


def publish_response(
    response: Response, by: Account, at: datetime | None = None, seen: str | None = None
) -> None:
    """Make an answer public, now or from a moment on. It is another person's act than writing it (domain rule 6; the
    database checks too).

    `seen` is the fingerprint of what this officer has read. Raises Refused for a draft that was not sent for approval,
    for whoever drafted it, changed it last or sent it, for words that changed since, and for an answer that is public
    already; WrongField for a moment that has passed.
    """
    must_be_draft(response, seen)
    _must_be_another(response, by)
    if response.sent_at is None:
        refuse(gettext("Nobody has sent this answer for approval yet. Its writers may still be at work."))
    if not response.assembly.is_public:
        refuse(gettext("The assembly itself is not public yet. Publish the assembly first."))
    now = clock.now()
    if at is not None and at <= now:
        raise WrongField("day", gettext("This time has passed. Choose a later one, or publish now."))
    moment = at or now
    response.published_by_id, response.published_at = by.id, moment
    action = "published" if at is None else "set to be published"
    audit.record(action, response, actor_id=by.id, verdict=response.verdict, at=moment.isoformat())
    revisions.touch(response.assembly.slug, moment)
    _tell(response, moment, moment - now)


def _must_be_another(response: Response, by: Account) -> None:
    if by.id == response.drafted_by_id:
        refuse(gettext("You drafted this answer, so somebody else must publish it."))
    if has_written(by, response):
        refuse(
            gettext(
                "You changed this answer last, so somebody else must publish it."
                " If only the person who drafted it is left, let them save it once more; then you can."
            )
        )
    if has_asked(by, response):
        refuse(gettext("You sent this answer for approval, so somebody else must publish it."))


def _tell(response: Response, moment: datetime, wait: timedelta) -> None:
    """Let authors, followers and the search know, once the moment has come."""
    # The worker turns it into a letter for each author; here it is one row, however many wrote.
    key = f"{response.id}:{moment.isoformat()}"
    outbox.put("tell_commenters", f"tell_commenters:{key}", after=wait, response_id=response.id)
    if wait:
        # From then on the answer before it is no longer the one to find.
        outbox.put("answer_shown", f"answer_shown:{key}", after=wait, response_id=response.id)
    events.announce(ResponsePublished(response.id))


def call_off(response: Response, by: Account) -> None:
    """Let an answer not be published at the time that was set. It waits for approval again.

    Raises Refused once that moment has come, and where no time is set.
    """
    one_at_a_time(response.assembly_id)
    db.session.flush()
    db.session.refresh(response)
    if response.is_public:
        refuse(gettext("This answer is published by now, so it stays. You can correct it with a new one."))
    if response.published_at is None:
        refuse(gettext("No time is set for this answer any more. Look at how it stands now."))
    response.published_by_id, response.published_at = None, None
    audit.record("called off", response, actor_id=by.id)
    revisions.touch(response.assembly.slug)
    events.announce(ResponseCalledOff(response.id))
