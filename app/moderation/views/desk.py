"""The moderation desk: its lists, one comment, and the decision on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import COMMENT, bp
from app.moderation.desk import history, keys
from app.moderation.desk import listing as lists
from app.moderation.desk.filters import Filters, boxes, selects
from app.moderation.desk.together import grouped_actions
from app.moderation.forms.decisions import DecisionForm
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import Action, ModerationDecision
from app.moderation.queries import queue
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.decisions import TELLS_AUTHOR
from app.moderation.views.one import Work, page_of, work_on
from app.moderation.views.opened import Desk, open_desk

Answer = str | Response | tuple[str, int]
PAGE = 50


@bp.get("/moderation/")
@requires(Permission.MODERATE)
def listing() -> str:
    """A list of comments, oldest first where they wait, of which several can be chosen and decided together."""
    opened = open_desk()
    filters = opened.filters
    known = opened.counts.by_listing[filters.listing] if filters.is_whole else None
    page = queue.list_page(filters.listing, opened.folding, request.args.get("after"), PAGE, known)
    words = opened.item_words(filters.listing, page.items, page.items[0].comment.id if page.items else None)
    chosen = request.args.get("all") == "yes"
    return render_template(
        "moderation/desk_listing.html",
        **opened.words,
        **_around_the_list(opened, chosen),
        title=lists.title(filters, opened.counts, page.total),
        items=lists.to_choose(words, page.items, chosen),
        page=page,
    )


def _around_the_list(opened: Desk, all_chosen: bool) -> dict[str, Any]:
    """What stands around a list: what narrows it down, and what can be done with those chosen."""
    filters = opened.filters
    return {
        "is_waiting": filters.waits,
        "order_words": lists.order_words(filters.listing, opened.scope.order),
        "selects": selects(filters, opened.words["tabs"], opened.narrowing),
        "boxes": boxes(filters),
        "public_reports": [opened.narrowing.chosen]
        if opened.narrowing.chosen
        else opened.narrowing.assemblies,
        "all_of_list": Filters(filters.listing).kept(),
        "all_chosen": all_chosen,
        "all_chosen_query": filters.kept(all=None if all_chosen else "yes", after=request.args.get("after")),
        "together": grouped_actions(policy_in_force().paragraphs),
        "keys": keys.keys_of_a_list(),
    }


@bp.get(f"/moderation/comments/{COMMENT}")
@requires(Permission.MODERATE)
def comment(comment_id: int) -> str:
    """One comment in its place, with all that is known of it, and what can be decided."""
    return page_of(work_on(comment_id))


@bp.post(f"/moderation/comments/{COMMENT}")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def decide(comment_id: int) -> Answer:
    """Decide, and go on to the next; a refused decision comes back with its notes and with what happened meanwhile."""
    work = work_on(comment_id)
    form = DecisionForm(work.possible, work.paragraphs)
    try:
        if not form.accepted():
            return page_of(work, form=form), 422
        decision = services.decide(
            work.thing,
            form.action,
            by=current_user,
            seen=form.seen.data or "",
            reason_code=form.reason_code,
            note_to_author=form.own_note,
            internal_note=form.internal_note.data,
            escalation=form.escalation,
        )
    except Refused as refusal:
        return page_of(work, form=form, refusal=refusal.message), refusal.status
    return go_on(work, decision)


@bp.get(f"/moderation/comments/{COMMENT}/redact")
@requires(Permission.MODERATE)
def redact_again(comment_id: int) -> Response:
    """Where a refused form was sent to, opened anew: the comment."""
    work = work_on(comment_id)
    return redirect(f"/moderation/comments/{work.thing.id}{work.opened.filters.kept()}", 303)


@bp.post(f"/moderation/comments/{COMMENT}/redact")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def redact(comment_id: int) -> Answer:
    """Take words out and show the rest, and go on to the next; what was chosen and typed comes back where refused."""
    work = work_on(comment_id)
    form = work.redaction_form(formdata=request.form)
    try:
        if not form.accepted():
            return page_of(work, redaction=form), 422
        decision = services.decide(
            work.thing,
            Action.REDACT,
            by=current_user,
            seen=form.seen.data or "",
            reason_code=form.cited.data,
            note_to_author=form.note.data,
            internal_note=form.internal_note.data,
            redactions=form.redactions(),
        )
    except Refused as refusal:
        return page_of(work, redaction=form, refusal=refusal.message), refusal.status
    return go_on(work, decision)


def go_on(work: Work, decision: ModerationDecision) -> Response:
    """Say what was done, with a way to undo it, and lead on: to the next in the queue, which is claimed; or, for who
    is not working through it, to the same comment again."""
    action, filters = Action(decision.action), work.opened.filters
    told = action in TELLS_AUTHOR and work.tells
    letter_at = decision.decided_at + LETTERS_WAIT if told else None
    flash(history.done_words(action, work.thing, letter_at), f"undo-{decision.batch_id}")
    if not filters.waits:
        return redirect(f"/moderation/comments/{work.thing.id}{filters.kept()}", 303)
    following = services.claim_next(*work.opened.work, current_user, but_for=work.thing)
    return redirect(work.opened.address_of(following), 303)
