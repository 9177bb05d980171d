"""The moderation desk: the queue, one comment, the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask_login import current_user
from werkzeug import Response

from app.accounts.models import Role
from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.pagination import Slice
from app.core.permissions import Permission, authorise
from app.core.transactions import writes
from app.moderation import desk, queries, services
from app.moderation.blueprint import COMMENT, bp
from app.moderation.desk import Filters
from app.moderation.former import former_words
from app.moderation.forms.decisions import DecisionForm
from app.moderation.models import NEEDS_REASON
from app.moderation.policies import moderated_organisations
from app.moderation.policy import complaint_words, in_words
from app.moderation.queries import queue
from app.moderation.queries.policy import last_paragraphs, policy_in_force
from app.moderation.queries.queue import WAITING, Listing, Scope, Waiting

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Desk:
    """Which list a moderator works through, and which comments they may see at all."""

    filters: Filters
    scope: Scope
    assemblies: Sequence[Assembly]

    @property
    def work(self) -> tuple[Listing, Scope]:
        """What is worked through beside a comment: a list of what waits, narrowed to an assembly but not to words."""
        listing = self.filters.listing if self.filters.listing in WAITING else Listing.QUEUE
        return listing, self.scope.as_a_whole


def _open_desk() -> Desk:
    filters = Filters.read(request.args)
    serves = moderated_organisations(current_user)
    assemblies = queue.assemblies_to_filter_by(Scope(serves))
    chosen = next((assembly.id for assembly in assemblies if assembly.slug == filters.assembly), None)
    scope = Scope(serves, chosen, filters.words, is_lead=current_user.holds(Role.LEAD_MODERATOR))
    return Desk(filters, scope, assemblies)


def _about(comment: Comment, form: DecisionForm | None = None, refusal: str | None = None) -> dict[str, Any]:
    """All that the desk shows of one comment, and the form to decide."""
    possible, paragraphs = services.possible_actions(comment, current_user), policy_in_force().paragraphs
    history = queries.history(comment.id)
    form = form or DecisionForm(possible, paragraphs, formdata=None)
    form.seen.data = queries.seen_mark(comment, history[-1] if history else None)
    told = comment.contact is not None and comment.contact.confirmed_at is not None
    return _text_of(comment) | {
        "choices": desk.choices(possible, form.decision.data, told),
        "needs_reason": any(action in NEEDS_REASON for action in possible),
        "reasons": desk.reasons(paragraphs, form.reason.data),
        "history": desk.history_words(history),
        "paragraphs": [in_words(paragraph) for paragraph in paragraphs],
        "told": told,
        "form": form,
        "refusal": refusal,
    }


def _text_of(comment: Comment) -> dict[str, Any]:
    reports = queries.reports_of(comment.id)
    clause = queries.clause_of(comment.anchor)
    complaints = complaint_words(last_paragraphs(report.reason_code for report in reports))
    return {
        "comment": comment,
        "work_title": desk.work_title(comment),
        "state": desk.state_words(comment.state),
        "facts_line": desk.facts_line(comment, queries.earlier_comments(comment)),
        "facts": desk.facts(comment, reports, queries.replies_on_show(comment.id), complaints),
        "on": {"number": clause.key, "text": clause.text} if clause else None,
        "former": former_words(comment),
        "reports": [desk.report_words(report, complaints) for report in reports],
    }


def _page(opened: Desk, about: dict[str, Any], page: Slice[Waiting] | None = None) -> str:
    """The desk in three columns, with a page of a list or, beside a comment, what stands around it in the queue."""
    thing = about.get("comment")
    items = page.items if page else queue.neighbours(thing, *opened.work) if thing else []
    counts = queue.desk_counts(opened.scope)
    listing = opened.filters.listing if page else opened.work[0]
    in_list = counts.by_listing[listing] if listing in WAITING else queue.how_many(listing, opened.scope)
    return render_template(
        "moderation/desk.html",
        tabs=desk.tabs(counts, opened.filters),
        title=desk.list_title(listing, in_list, page.total if page else in_list),
        items=desk.list_words(items, opened.filters, thing.id if thing else None),
        page=page,
        in_list=in_list,
        is_waiting=listing in WAITING,
        counts=counts,
        filters=opened.filters,
        assemblies=opened.assemblies,
        **{"comment": None, "work_title": "", "form": None, "refusal": None, "kept": []} | about,
    )


@bp.get("/moderation/")
@requires(Permission.MODERATE)
def listing() -> str:
    """A list of comments, oldest first where they wait, with the first of them open to be decided."""
    opened = _open_desk()
    page = queue.list_page(opened.filters.listing, opened.scope, request.args.get("after"))
    first = queries.comment_at_desk(page.items[0].comment.id) if page.items else None
    return _page(opened, _about(first) if first else {}, page)


@bp.get(f"/moderation/comments/{COMMENT}")
@requires(Permission.MODERATE)
def comment(comment_id: int) -> str:
    """One comment with its reports, its history and what can be decided."""
    thing = found(queries.comment_at_desk(comment_id))
    authorise(Permission.MODERATE, thing)
    return _page(_open_desk(), _about(thing))


@bp.post(f"/moderation/comments/{COMMENT}")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def decide(comment_id: int) -> Answer:
    """Decide, and go on to the next; a refused decision comes back with its notes and with what happened meanwhile."""
    thing = found(queries.comment_at_desk(comment_id))
    authorise(Permission.MODERATE, thing)
    opened = _open_desk()
    form = DecisionForm(services.possible_actions(thing, current_user), policy_in_force().paragraphs)
    next_address = _next_address(opened, thing)
    try:
        if not form.accepted():
            return _page(opened, _about(thing, form)), 422
        _carry_out(thing, form)
    except Refused as refusal:
        about = _about(thing, form, refusal.message) | {"kept": kept_words()}
        return _page(opened, about), refusal.status
    flash(desk.done_words(form.action, thing))
    return redirect(next_address, 303)


def _carry_out(thing: Comment, form: DecisionForm) -> None:
    services.decide(
        thing,
        form.action,
        by=current_user,
        seen=form.seen.data or "",
        reason_code=form.reason.data,
        note_to_author=form.note.data,
        internal_note=form.internal_note.data,
    )


def _next_address(opened: Desk, thing: Comment) -> str:
    """Where a decision leads: on in the queue; or, for who is not working through it, to the same comment again."""
    query = opened.filters.kept()
    if opened.filters.listing not in WAITING:
        return f"/moderation/comments/{thing.id}{query}"
    following = queue.next_waiting(thing, *opened.work)
    return f"/moderation/comments/{following.id}{query}" if following else f"/moderation/{query}"
