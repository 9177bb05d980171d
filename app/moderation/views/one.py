"""One comment at the desk: all that stands on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import render_template
from flask_login import current_user

from app.comments.models import Comment
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.permissions import Permission, authorise
from app.moderation import queries, services
from app.moderation.desk import choices, history, listing, work
from app.moderation.desk.appeals import answers, appeal_words
from app.moderation.desk.claims import claim_words
from app.moderation.desk.keys import keys_of_a_comment
from app.moderation.desk.names import work_title
from app.moderation.former import former_words
from app.moderation.forms.appeals import OutcomeForm
from app.moderation.forms.decisions import DecisionForm, NoteForm
from app.moderation.forms.redactions import Offered, RedactionForm
from app.moderation.models import NEEDS_REASON, Action, Appeal, ModerationDecision, PolicyParagraph
from app.moderation.policies import may_lead, moderated_organisations
from app.moderation.policy import complaint_words
from app.moderation.queries import around, queue
from app.moderation.queries.appeals import open_appeal
from app.moderation.queries.at_desk import AtDesk, at_desk
from app.moderation.queries.policy import last_paragraphs, policy_in_force
from app.moderation.queries.said_of import said_of
from app.moderation.queries.signals import SignalWords, is_to_be_read, signal_words
from app.moderation.signals.removed import LABELS
from app.moderation.views.opened import Desk, open_desk

Words = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """A comment that a moderator has opened, and the list that it was opened from."""

    opened: Desk
    thing: Comment

    @cached_property
    def standing(self) -> AtDesk:
        """How it stands just now: the last decision, its entry in the queue."""
        return at_desk([self.thing])[self.thing.id]

    @cached_property
    def possible(self) -> Sequence[Action]:
        """What this moderator may do with it; nothing while somebody else reads it."""
        return () if self.is_with_another else services.possible_actions(self.thing, current_user)

    @property
    def is_with_another(self) -> bool:
        """Whether somebody else reads it just now."""
        return services.is_claimed_by_another(self.standing.entry, current_user)

    @cached_property
    def paragraphs(self) -> Sequence[PolicyParagraph]:
        """The policy in force."""
        return policy_in_force().paragraphs

    @cached_property
    def signals(self) -> Sequence[SignalWords]:
        """What was noticed in it."""
        return signal_words(self.thing)

    @cached_property
    def history(self) -> Sequence[ModerationDecision]:
        """What was decided on it before."""
        return queries.history(self.thing.id)

    @property
    def seen(self) -> str:
        """The mark of what this moderator has before their eyes."""
        return queries.seen_mark(self.thing, self.history[-1] if self.history else None)

    @cached_property
    def appeal(self) -> Appeal | None:
        """Its author's appeal, if one waits."""
        return open_appeal(self.thing.id) if self.standing.is_appealed else None

    @cached_property
    def why_not_appeal(self) -> str | None:
        """Why this moderator may not decide that appeal, if they may not."""
        return services.why_not_appeal(self.appeal, current_user) if self.appeal else None

    @cached_property
    def why_not_overturn(self) -> str | None:
        """Why nobody can overturn the decision just now that the appeal challenges, if nobody can."""
        return services.why_not_overturn(self.appeal) if self.appeal else None

    @property
    def tells(self) -> bool:
        """Whether its author can be written to."""
        contact = self.thing.contact
        return contact is not None and contact.confirmed_at is not None

    @property
    def offered(self) -> list[Offered]:
        """Words that can be taken out with a tick."""
        return [
            Offered(signal.start, signal.end, signal.removed)
            for signal in self.signals
            if signal.start is not None and signal.end is not None and signal.removed and signal.is_personal
        ]

    def redaction_form(self, **rest: Any) -> RedactionForm:
        """The form that takes words out."""
        return RedactionForm(self.thing.body, self.thing.author_name, self.offered, self.paragraphs, **rest)


def work_on(comment_id: int) -> Work:
    """The comment of an address, for whoever may know of it."""
    thing = found(queries.comment_at_desk(comment_id))
    authorise(Permission.MODERATE, thing)
    return Work(open_desk(), thing)


def page_of(
    done: Work,
    form: DecisionForm | None = None,
    redaction: RedactionForm | None = None,
    answer: OutcomeForm | None = None,
    refusal: str = "",
) -> str:
    """The page of a comment. Takes the form that came back, if one did, and why it was refused."""
    shown = form or DecisionForm(done.possible, done.paragraphs, formdata=None)
    return render_template(
        "moderation/desk_comment.html",
        **done.opened.words
        | _list_words(done)
        | _comment_words(done)
        | _decision_words(done, shown)
        | _redaction_words(done, redaction or done.redaction_form())
        | _appeal_words(done, answer or OutcomeForm(formdata=None))
        | {
            "said_of": said_of(done.thing),
            "refusal": refusal,
            "kept": _kept(done, form or redaction, answer),
            "redacts": redaction is not None,
        },
    )


def _kept(done: Work, decision: NoteForm | None, answer: OutcomeForm | None) -> Sequence[tuple[str, str]]:
    """What was typed into a form that is not there any more, because of what happened meanwhile."""
    may_answer = done.appeal is not None and not done.why_not_appeal
    is_gone = (decision and not done.possible) or (answer and not may_answer)
    return kept_words() if is_gone else []


def _appeal_words(done: Work, answer: OutcomeForm) -> Words:
    """The appeal that waits, above all else that can be decided."""
    appeal, answer.seen.data = done.appeal, done.seen
    words = appeal_words(appeal, done.why_not_appeal, done.why_not_overturn) if appeal else None
    return {
        "appeal": words,
        "answer": answer,
        "outcomes": answers(words, answer.outcome.data) if words else [],
    }


def _list_words(done: Work) -> Words:
    """The queue around the comment, at the left."""
    opened = done.opened
    chosen, scope = opened.work
    items = queue.neighbours(done.thing, chosen, scope)
    return {
        "items": opened.item_words(chosen, items, done.thing.id),
        "title": listing.title_beside(opened.filters, chosen, opened.counts),
        "order_words": listing.order_words(chosen, scope.order),
        "back_words": listing.back_words(opened.filters, opened.counts),
    }


def _comment_words(done: Work) -> Words:
    """The comment in its place, in the middle."""
    thing = done.thing
    reports = queries.reports_of(thing.id)
    complaints = complaint_words(last_paragraphs(report.reason_code for report in reports))
    thread = around.thread_of(thing)
    earlier = around.earlier_of_author(thing, moderated_organisations(current_user))
    return {
        "comment": thing,
        "work_title": work_title(thing),
        "facts_line": work.facts_line(thing, earlier.number),
        "standing": work.standing_words(thing, done.standing.entry),
        "body": work.text_words(thing, done.signals),
        "facts": [
            *work.signal_facts(done.signals, is_to_be_read(thing.id)),
            *work.facts(thing, reports, queries.replies_on_show(thing.id), complaints),
        ],
        "on": work.clause_words(thing, queries.clause_of(thing.anchor)),
        "thread": work.thread_words(thread.comments, thing),
        "left_out": thread.left_out,
        "reports": [work.report_words(report, complaints) for report in reports],
        "former": former_words(thing),
        "earlier": history.authors_words(earlier),
        "history": history.history_words(done.history),
    }


def _decision_words(done: Work, form: DecisionForm) -> Words:
    """What can be decided, at the right."""
    form.show_beside(done.paragraphs, done.seen)
    possible, reports = done.possible, bool(done.standing.entry and done.standing.entry.reports)
    away = choices.taking_away(possible)
    return (
        {
            "form": form,
            "keys": keys_of_a_comment(may_answer=done.appeal is not None and not done.why_not_appeal),
            "possible": possible,
            "not_again": services.why_not_again(done.standing, current_user),
            "told": done.tells,
            "claim": claim_words(done.standing.entry, current_user, not done.why_not_appeal),
            "nothing_to_decide": "" if done.is_with_another else work.nothing_to_decide(done.standing),
            "choices": choices.at_once(possible, done.tells, reports),
            "taking_away": away,
            "reason_title": choices.reason_title(away) if away else "",
            "paragraph_buttons": choices.reason_buttons(away, done.paragraphs) if away else [],
            "own_choices": choices.with_own_note(possible, form.decision.data, done.tells),
            "needs_reason": any(action in NEEDS_REASON for action in possible),
            "reasons": choices.reasons(done.paragraphs, form.reason.data),
        }
        | _words_for_leads(done)
        | _parts_to_open(form)
    )


def _words_for_leads(done: Work) -> Words:
    """What a lead can be asked or hands back, and whom to call where somebody may be in danger."""
    entry, assembly = done.standing.entry, done.thing.subject.assembly
    return {
        "questions": choices.questions_for_a_lead() if Action.ESCALATE in done.possible else [],
        "may_hand_back": Action.HAND_BACK in done.possible,
        "leads": may_lead(current_user, done.thing),
        "is_urgent": entry is not None and entry.is_urgent,
        "council": assembly.organisation if assembly else None,
    }


def _parts_to_open(form: DecisionForm) -> Words:
    """From which part of the page a form came back: what somebody typed there is not hidden again."""
    return {
        "asks": form.pressed == Action.ESCALATE,
        "hands_back": form.pressed == Action.HAND_BACK,
        "writes": bool(form.note.data or form.decision.errors or form.reason.errors or form.language.errors)
        or (bool(form.internal_note.data) and not form.pressed),
    }


def _redaction_words(done: Work, form: RedactionForm) -> Words:
    form.show_beside(done.paragraphs, done.seen)
    ticked = set(form.ready.data or ())
    return {
        "redaction": form if Action.REDACT in done.possible else None,
        "offered": [
            {
                "value": each.value,
                "words": done.thing.body[each.starts : each.ends],
                "kind": str(LABELS[each.kind]),
                "checked": each.value in ticked,
            }
            for each in done.offered
        ],
    }
