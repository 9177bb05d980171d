"""Where comments and questions are paused: by officers at the council desk, by lead moderators at theirs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.models import Role
from app.assemblies import services
from app.assemblies.desk import assembly_at_desk
from app.assemblies.forms.pauses import EndPauseForm, PauseForm
from app.assemblies.models import Assembly
from app.assemblies.pauses import READY_REASONS, pause_end_words, pause_mark
from app.assemblies.phases import anything_to_pause, consulting_phase, is_paused
from app.assemblies.policies import organisations_of
from app.assemblies.queries import assemblies_to_pause, pause_in_force, pauses_at_desk
from app.assemblies.views.administration import bp
from app.core import dates, networks
from app.core.access import requires
from app.core.errors import Refused, WrongField
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.transactions import writes

Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True)
class Desk:
    """At which desk somebody sits: its page, the permission to sit there, and the address of the page."""

    template: str
    permission: Permission
    address: str

    def path(self, assembly: Assembly) -> str:
        """Where an assembly is paused at this desk."""
        return self.address.format(assembly.slug)


COUNCIL = Desk("assemblies/pause_at_council_desk.html", Permission.USE_COUNCIL_DESK, "/council/{}/pause")
LEADS = Desk("assemblies/pause_at_moderation_desk.html", Permission.LEAD_MODERATION, "/moderation/pause/{}")


def _load(desk: Desk, slug: str) -> Assembly:
    assembly = assembly_at_desk(slug, desk.permission)
    authorise(Permission.PAUSE_COMMENTS, assembly)
    # A compiled record takes no comments that could be paused.
    return found(None if assembly.is_compiled else assembly)


def _page(desk: Desk, assembly: Assembly, form: PauseForm | None = None, refusal: str | None = None) -> str:
    pause = pause_in_force(assembly.id)
    nothing_open = pause is None and not anything_to_pause(assembly)
    if refusal and form is not None:
        # Whoever is told what happened meanwhile may send the form on.
        form.seen.data = pause_mark(pause)
    return render_template(
        desk.template,
        edited=assembly,
        path=desk.path(assembly),
        pause=pause,
        nothing_open=nothing_open,
        form=form or PauseForm(pause, ready=request.args.get("reason", ""), formdata=None),
        end_form=EndPauseForm(pause, formdata=None),
        ready_reasons=READY_REASONS,
        history=pauses_at_desk(assembly.id),
        consultation=consulting_phase(assembly),
        refusal=refusal,
        # What was sent to a form that is not on the page stands beside it.
        kept=kept_words() if (nothing_open if form else refusal) else [],
    )


def _paused(desk: Desk, slug: str) -> Answer:
    """Pause, or change the pause that lasts; a refused form comes back whole."""
    assembly = _load(desk, slug)
    form = PauseForm(pause_in_force(assembly.id))
    if not form.accepted() or form.moment is None:
        return _page(desk, assembly, form), 422
    try:
        services.pause_comments(
            assembly, form.reason.data or "", form.moment, by=current_user, seen=form.seen.data or ""
        )
    except WrongField as refusal:
        form.show(refusal)
        return _page(desk, assembly, form), refusal.status
    except Refused as refusal:
        return _page(desk, assembly, form, refusal.message), refusal.status
    flash(
        gettext(
            "Comments and questions are paused until %(when)s.", when=dates.moment(form.moment, weekday=True)
        )
    )
    return redirect(desk.path(assembly), 303)


def _ended(desk: Desk, slug: str) -> Answer:
    """End the pause that lasts."""
    assembly = _load(desk, slug)
    form = EndPauseForm(None)
    form.accepted()
    try:
        services.end_pause(assembly, by=current_user, seen=form.seen.data or "")
    except Refused as refusal:
        return _page(desk, assembly, refusal=refusal.message), refusal.status
    flash(gettext("The pause is over. Whoever was writing can send their words now."))
    return redirect(desk.path(assembly), 303)


@bp.get("/council/<slug>/pause")
@requires(Permission.PAUSE_COMMENTS)
def pause_at_council_desk(slug: str) -> Answer:
    """How it stands, and the form to pause or to change a pause."""
    return _page(COUNCIL, _load(COUNCIL, slug))


@bp.post("/council/<slug>/pause")
@requires(Permission.PAUSE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def pause_from_council_desk(slug: str) -> Answer:
    return _paused(COUNCIL, slug)


@bp.post("/council/<slug>/pause/end")
@requires(Permission.PAUSE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def end_pause_from_council_desk(slug: str) -> Answer:
    return _ended(COUNCIL, slug)


@bp.get("/moderation/pause/")
@requires(Permission.LEAD_MODERATION)
def assemblies_to_pause_at_moderation_desk() -> Answer:
    """The assemblies in which a lead moderator can pause something now."""
    assemblies = assemblies_to_pause(organisations_of(current_user, Role.LEAD_MODERATOR))
    return render_template(
        "assemblies/assemblies_to_pause.html",
        rows=[
            {
                "name": each.name,
                "url": LEADS.path(each),
                "paused": pause_end_words(each) if is_paused(each) else "",
            }
            for each in assemblies
        ],
    )


@bp.get("/moderation/pause/<slug>")
@requires(Permission.LEAD_MODERATION)
def pause_at_moderation_desk(slug: str) -> Answer:
    """The same for a lead moderator."""
    return _page(LEADS, _load(LEADS, slug))


@bp.post("/moderation/pause/<slug>")
@requires(Permission.LEAD_MODERATION)
@limiter.limit(networks.writes_allowed)
@writes
def pause_from_moderation_desk(slug: str) -> Answer:
    return _paused(LEADS, slug)


@bp.post("/moderation/pause/<slug>/end")
@requires(Permission.LEAD_MODERATION)
@limiter.limit(networks.writes_allowed)
@writes
def end_pause_from_moderation_desk(slug: str) -> Answer:
    return _ended(LEADS, slug)
