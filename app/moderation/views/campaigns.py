"""Campaigns at the desk: one text to read for many, decided at once or apart."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.row_numbers import row_number
from app.core.transactions import writes
from app.moderation import campaign_words as words
from app.moderation import queries
from app.moderation.blueprint import COMMENT, bp
from app.moderation.queries import campaigns
from app.moderation.queries.campaigns import Campaign
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.campaigns import ungroup as take_out

CAMPAIGN = "/moderation/campaigns/<int(max=2147483647):group_id>"
Answer = str | Response | tuple[str, int]


def _open(group_id: int) -> Campaign:
    """The group that somebody asks for, if they may see what is in it."""
    opened = found(campaigns.campaign(group_id))
    authorise(Permission.MODERATE, opened.group.first_comment)
    return opened


def _page(opened: Campaign) -> str:
    together, singly = campaigns.same_and_waiting(opened.group)
    return render_template(
        "moderation/campaign.html",
        campaign=opened,
        removal=StaffForm(formdata=None),
        together=len(together),
        **words.choices(together, policy_in_force().paragraphs),
        **_lists(opened, [comment.id for comment in singly]),
    )


def _lists(opened: Campaign, singly: list[int]) -> dict[str, Any]:
    """The text to read, those that say the same, a page of them, and those that say more."""
    text = opened.group.first_comment.body
    after = row_number(request.args.get("after", "")) or 0
    same = campaigns.members(opened.group.id, adds_own_words=False, after=after)
    own = campaigns.members(opened.group.id, adds_own_words=True)
    return {
        "marked": words.marked(text, campaigns.other_words(text, same)),
        "same": [words.member_words(member, text) for member in same],
        "only_some": words.only_some(same, text),
        "own": [words.member_words(member, text) for member in own],
        "singly": singly,
        "paged": bool(after),
        "next_after": same[-1].comment.id if len(same) == campaigns.MOST_ON_A_PAGE else None,
    }


@bp.get(CAMPAIGN)
@requires(Permission.MODERATE)
def campaign(group_id: int) -> Answer:
    """One text to read, what differs in the others, and buttons that lead to what deciding on them would do."""
    opened = _open(group_id)
    if opened.group.id != group_id:
        return redirect(f"/moderation/campaigns/{opened.group.id}")
    return _page(opened)


@bp.post(f"/moderation/comments/{COMMENT}/ungroup")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def ungroup(comment_id: int) -> Answer:
    """Take a comment out of its group for good, to be decided by itself."""
    thing = found(queries.comment_at_desk(comment_id))
    authorise(Permission.MODERATE, thing)
    StaffForm().accepted()
    take_out(thing, current_user)
    flash(gettext("Taken out of its group. It is decided by itself from now on."))
    return redirect(f"/moderation/comments/{thing.id}", 303)
