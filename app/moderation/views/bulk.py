"""Deciding on many at once: what will happen, then one button, then what was done and what was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user
from werkzeug import Response

from app.comments.models import Comment
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.row_numbers import row_number
from app.core.transactions import writes
from app.moderation import queries, services
from app.moderation.blueprint import bp
from app.moderation.desk import together
from app.moderation.desk.choices import paragraph_name
from app.moderation.forms.decisions import ready_note
from app.moderation.forms.together import TogetherForm
from app.moderation.limits import MOST_AT_ONCE
from app.moderation.policies import moderated_organisations
from app.moderation.queries import campaigns
from app.moderation.queries.at_desk import at_desk
from app.moderation.queries.batches import comments_to_decide
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.allowed import Verdict, why_not
from app.moderation.services.decisions import TELLS_AUTHOR
from app.moderation.views.decided import batch_page
from app.moderation.views.opened import Desk, open_desk

Answer = str | Response | tuple[str, int]
Words = dict[str, Any]

# As many groups as a page of the list can hold.
MOST_GROUPS = 50


@dataclass(frozen=True)
class Plan:
    """What one press would do: the comments that it fits, each with what was seen of it, and why others stay."""

    fitting: Sequence[tuple[Comment, str]]
    left: Sequence[tuple[Comment, str]]


def _plan(comment_ids: Sequence[int], form: TogetherForm) -> Plan:
    """Look what could be done now with the comments that were chosen."""
    chosen = comments_to_decide(comment_ids[:MOST_AT_ONCE], moderated_organisations(current_user))
    standing = at_desk(chosen)
    verdict = Verdict(form.action, current_user, form.reason_code)
    fitting: list[tuple[Comment, str]] = []
    left: list[tuple[Comment, str]] = []
    for comment in chosen:
        seen = queries.seen_mark(comment, standing[comment.id].last)
        why = why_not(standing[comment.id], verdict, seen)
        (left if why else fitting).append((comment, why or seen))
    return Plan(fitting, left)


def _numbers(name: str) -> list[int]:
    numbers = (row_number(each) for each in request.args.getlist(name))
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _chosen() -> list[int]:
    """The comments that were chosen, and those of the campaigns that say the same as the text that one reads for all.

    Those that add words of their own, or hold something that the others do not, are read by themselves.
    """
    in_groups = campaigns.to_decide_together(
        _numbers("g")[:MOST_GROUPS], moderated_organisations(current_user)
    )
    return list(dict.fromkeys([*_numbers("c"), *in_groups]))


def _summary(opened: Desk, form: TogetherForm, comment_ids: Sequence[int], refusal: str | None = None) -> str:
    """What will happen: to how many, which, of which assemblies, with what note; and what stays, and why."""
    form.choose(form.act.data or "")
    plan = _plan(comment_ids, form)
    form.chosen.data = " ".join(f"{comment.id}={seen}" for comment, seen in plan.fitting)
    number, kept = len(plan.fitting), opened.filters.kept()
    return render_template(
        "moderation/desk_together.html",
        **opened.words
        | {
            "refusal": refusal,
            "form": form,
            "heading": together.do_words(form.action, number or len(plan.left)),
            "button": together.do_words(form.action, number),
            "act": form.act.data,
            "fitting": [together.which_words(comment, kept) for comment, _ in plan.fitting],
            "left": [together.which_words(comment, kept, why) for comment, why in plan.left],
            "in_groups": bool(request.args.getlist("g")),
            "too_many": max(0, len(comment_ids) - MOST_AT_ONCE),
            "of_assemblies": together.of_assemblies(comment for comment, _ in plan.fitting),
            "chosen_again": [*opened.filters.asked.items(), *(("c", str(each)) for each in comment_ids)],
            "together": together.grouped_actions(form.paragraphs, form.act.data),
            **_note_words(form),
        },
    )


def _note_words(form: TogetherForm) -> Words:
    """The paragraph that they break, and what their authors will read of it."""
    cited = next((each for each in form.paragraphs if each.code == form.reason_code), None)
    return {
        "tells_authors": form.action in TELLS_AUTHOR,
        "paragraph": {"name": paragraph_name(cited), "text": cited.text} if cited else None,
        "ready": ready_note(cited, form.language.data or ""),
    }


@bp.get("/moderation/together")
@requires(Permission.MODERATE)
def together_first() -> str:
    """What deciding on those chosen would do, before anything is done."""
    form = TogetherForm(policy_in_force().paragraphs, formdata=None)
    form.act.data = request.args.get("act")
    return _summary(open_desk(), form, _chosen())


@bp.post("/moderation/together")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def decide_together() -> Answer:
    """Decide on all of them with one press; what was left as it is, is said with the reason."""
    opened, form = open_desk(), TogetherForm(policy_in_force().paragraphs)
    chosen = form.read_chosen()
    numbers = [number for number, _ in chosen]
    try:
        if not form.accepted():
            return _summary(opened, form, numbers), 422
        outcome = services.decide_all(
            [services.Chosen(number, seen) for number, seen in chosen],
            form.action,
            by=current_user,
            reason_code=form.reason_code,
            note_to_author=form.own_note,
            internal_note=form.internal_note.data,
        )
    except Refused as refusal:
        return _summary(opened, form, numbers, refusal.message), refusal.status
    if outcome.batch and not outcome.left:
        return redirect(f"/moderation/decisions/{outcome.batch.id}{opened.filters.kept()}", 303)
    return batch_page(opened, outcome.batch, left=outcome.left)
