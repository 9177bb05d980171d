"""Throwing away a draft that no reader has seen."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.desk_wording import resting_words, thing_words
from app.evidence.forms.publishing import SeenForm
from app.evidence.queries.resting import who_rests_on
from app.evidence.standing import has_been_public
from app.evidence.views.desk import (
    ITEM,
    OF_ITEM,
    OF_SESSION,
    SESSION,
    Answer,
    bp,
    desk_path,
    thing_of,
    thing_page,
)


@bp.get(f"{ITEM}/discard", defaults=OF_ITEM)
@bp.get(f"{SESSION}/discard", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def discarding_page(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    return render_template(
        "evidence/discard.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        words=thing_words(assembly, thing),
        was_public=has_been_public(thing),
        resting=resting_words(who_rests_on(thing)),
        form=SeenForm(services.fingerprint(thing)),
    )


@bp.post(f"{ITEM}/discard", defaults=OF_ITEM)
@bp.post(f"{SESSION}/discard", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def discard(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = SeenForm()
    form.accepted()
    title = thing.title
    try:
        left = services.discard(thing, by=current_user, seen=form.seen.data or "")
    except Refused as refusal:
        return thing_page(assembly, thing, refusal=refusal)
    flash(gettext("“%(title)s” is discarded.", title=title))
    if left:
        flash(_left_behind(len(left)))
    return redirect(desk_path(assembly), 303)


def _left_behind(items: int) -> str:
    return str(
        ngettext(
            "%(num)d item of that session stays. You find it below, with those that belong to no session.",
            "%(num)d items of that session stay. You find them below, with those that belong to no session.",
            items,
        )
    )
