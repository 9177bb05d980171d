"""What one moderator does not want to decide alone: a lead is asked, told at once, and decides or hands it back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Role
from app.comments.models import CommentState
from app.core.errors import Refused
from app.core.outbox import Letter, drain
from app.moderation.models import Action, Escalation, ModerationDecision, QueueEntry
from app.moderation.policies import led_organisations, moderated_organisations
from app.moderation.queries import history_for_author
from app.moderation.queries.queue import Listing, Scope, list_page
from app.moderation.services import claim, claim_next, decide, possible_actions, report_comment, undo
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.factories.organisations import make_organisation
from tests.moderation.pressing import batch_of, many_waiting

BODY = "I will come to your house."


def _escalate(comment: object, by: object, why: Escalation | None) -> ModerationDecision:
    return decide(
        comment,  # type: ignore[arg-type]
        Action.ESCALATE,
        by=by,  # type: ignore[arg-type]
        seen=mark_of(comment),  # type: ignore[arg-type]
        internal_note="He was here before.",
        escalation=why,
    )


def test_the_council_s_leads_are_written_to_at_once_without_a_word_of_the_comment(
    session: Session, letters: list[Letter]
) -> None:
    here, elsewhere = make_organisation("here"), make_organisation("elsewhere")
    comment = make_comment(
        subject_of(make_assembly("ours", here)),
        BODY,
        state=CommentState.AWAITING_MODERATION,
        email="p@x.example",
    )
    make_lead(organisation_id=here.id)
    make_lead("else@where.example", "Else Where", elsewhere.id)
    decision = _escalate(comment, make_moderator(), Escalation.THREAT)
    session.commit()
    assert drain() == 1
    [letter] = letters
    assert letter.to == "lena.lead@fenbury.example"
    assert letter.subject == "Urgent: a comment waits for you at the moderation desk"
    assert f"/moderation/comments/{comment.id}\n" in letter.text
    assert "It threatens somebody." in letter.text
    assert BODY not in letter.text
    assert "He was here before" not in letter.text
    assert decision.detail == {"escalation": "threat"}
    assert history_for_author(comment.id) == []


def test_a_lead_is_not_written_to_about_what_was_decided_or_taken_back_meanwhile(
    session: Session, letters: list[Letter]
) -> None:
    lead, sam, (first, second) = make_lead(), make_moderator(), many_waiting(2)
    undo(batch_of(_escalate(first, sam, Escalation.LEGAL)), sam)
    _escalate(second, sam, Escalation.LEGAL)
    decide_as(lead, second, Action.PUBLISH)
    session.commit()
    drain()
    assert letters == []


def test_it_waits_for_a_lead_alone_and_urgent_ones_come_first(session: Session) -> None:
    lead, sam = make_lead(), make_moderator()
    calm, asked, urgent = many_waiting(3)
    _escalate(asked, sam, Escalation.UNSURE)
    _escalate(urgent, sam, Escalation.DANGER)
    assert possible_actions(urgent, sam) == ()
    with pytest.raises(Refused, match="A lead moderator has been asked about this, and decides it"):
        decide_as(sam, urgent, Action.PUBLISH)
    for_lead = list_page(Listing.QUEUE, Scope(None, led_ids=None)).items
    assert [item.comment for item in for_lead] == [urgent, calm, asked]
    assert [item.comment for item in list_page(Listing.QUEUE, Scope(None)).items] == [calm]
    assert [item.comment for item in list_page(Listing.ESCALATED, Scope(None)).items] == [urgent, asked]
    assert Action.HAND_BACK in possible_actions(urgent, lead)
    assert Action.ESCALATE not in possible_actions(urgent, lead)
    decide_as(lead, urgent, Action.REJECT)
    assert session.get(QueueEntry, urgent.id) is None


def test_nobody_but_a_lead_can_keep_what_a_lead_is_asked_about(session: Session) -> None:
    lead, sam, [asked] = make_lead(), make_moderator(), many_waiting(1)
    _escalate(asked, sam, Escalation.DANGER)
    assert claim(asked, sam) is None
    assert claim_next(Listing.ESCALATED, Scope(None), sam) is None
    assert claim(asked, lead) is not None


def test_who_leads_in_another_council_is_no_lead_here(session: Session) -> None:
    make_lead()
    [asked] = many_waiting(1)
    elsewhere = make_organisation("elsewhere")
    both = make_lead("bo.both@fenbury.example", "Bo Both", elsewhere.id)
    both.memberships.append(Membership(role=Role.MODERATOR.value))
    _escalate(asked, make_moderator(), Escalation.DANGER)
    scope = Scope(moderated_organisations(both), led_ids=led_organisations(both))
    assert scope == Scope(None, led_ids=[elsewhere.id])
    assert list_page(Listing.QUEUE, scope).items == []
    assert claim_next(Listing.QUEUE, scope, both) is None
    assert claim(asked, both) is None


def test_a_published_comment_is_escalated_with_its_reports_still_open(session: Session) -> None:
    lead, sam, comment = make_lead(), make_moderator(), make_comment()
    report = report_comment(comment, "threat")
    _escalate(comment, sam, Escalation.THREAT)
    entry = session.get_one(QueueEntry, comment.id)
    assert (comment.state, entry.reports, entry.is_urgent) == (CommentState.PUBLISHED, 1, True)
    assert (report.settled_at, report.settled_by_id) == (None, None)
    decide_as(lead, comment, Action.KEEP)
    session.refresh(report)
    assert report.settled_at is not None
    assert session.get(QueueEntry, comment.id) is None


def test_a_lead_hands_it_back_with_a_note_and_it_waits_in_its_old_place(session: Session) -> None:
    lead, sam, (first, second) = make_lead(), make_moderator(), many_waiting(2)
    _escalate(first, sam, Escalation.UNSURE)
    with pytest.raises(Refused, match="Write a note for the moderators"):
        decide(first, Action.HAND_BACK, by=lead, seen=mark_of(first))
    decide_as(lead, first, Action.HAND_BACK)
    assert [item.comment for item in list_page(Listing.QUEUE, Scope(None)).items] == [first, second]
    assert Action.PUBLISH in possible_actions(first, sam)


def test_without_a_lead_or_a_reason_nothing_is_escalated(session: Session) -> None:
    here = make_organisation("here")
    [comment] = many_waiting(1, subject_of(make_assembly("ours", here)))
    make_lead("else@where.example", "Else Where", make_organisation("elsewhere").id)
    sam = make_moderator()
    with pytest.raises(Refused, match=r"Nobody leads the moderators here yet\. An administrator"):
        _escalate(comment, sam, Escalation.LEGAL)
    with pytest.raises(Refused, match="Choose why"):
        _escalate(comment, sam, None)
    assert session.scalars(select(ModerationDecision)).all() == []


def test_a_moderator_hands_nothing_back(session: Session) -> None:
    [comment] = many_waiting(1)
    with pytest.raises(Refused, match="cannot be done as it stands"):
        decide_as(make_moderator(), comment, Action.HAND_BACK)
