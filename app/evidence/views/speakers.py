"""The speakers of a session, one by one."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Stale, WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.forms.publishing import MoveForm
from app.evidence.forms.speakers import NewSpeakerForm, SpeakerForm
from app.evidence.models import AssemblySession, Speaker
from app.evidence.queries import speaker_at_desk
from app.evidence.standing import Thing
from app.evidence.views.desk import NUMBER, SESSION, Answer, bp, desk_path, session_of, warn_of_readable
from app.evidence.wording import speaker_name

SPEAKERS = f"{SESSION}/speakers"
SPEAKER = f"{SPEAKERS}/{NUMBER}"


def _speaker(slug: str, address: str, number: int) -> tuple[Assembly, AssemblySession, Speaker]:
    assembly, session = session_of(slug, address)
    return assembly, session, found(speaker_at_desk(session, number))


def _pages_of(session: AssemblySession, speaker: Speaker) -> list[Thing]:
    """Where readers may have seen a speaker: at the session, and at the items that name them."""
    return [session, *speaker.items]


def _back(assembly: Assembly, session: AssemblySession) -> str:
    return f"{desk_path(assembly, session)}#speakers"


def _told(
    assembly: Assembly, session: AssemblySession, pages: list[Thing], form: CorrectionForm
) -> BaseResponse:
    """To the list of speakers; to the top of its page where a notice tells of former wordings."""
    told = warn_of_readable(assembly, pages, form.correction())
    return redirect(desk_path(assembly, session) if told else _back(assembly, session), 303)


def _form_page(
    assembly: Assembly,
    session: AssemblySession,
    form: SpeakerForm,
    speaker: Speaker | None = None,
    status: int = 200,
) -> Answer:
    page = render_template(
        "evidence/edit_speaker.html",
        edited=assembly,
        thing=session,
        here=desk_path(assembly, session),
        form=form,
        speaker=speaker,
        name=speaker_name(speaker) if speaker else "",
    )
    return page, status


@bp.get(f"{SPEAKERS}/new")
@requires(Permission.EDIT_EVIDENCE)
def new_speaker(slug: str, address: str) -> Answer:
    return _form_page(*session_of(slug, address), NewSpeakerForm())


@bp.post(f"{SPEAKERS}/new")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def add_speaker(slug: str, address: str) -> Answer:
    assembly, session = session_of(slug, address)
    form = NewSpeakerForm()
    if not form.accepted():
        return _form_page(assembly, session, form, status=422)
    try:
        page = form.make_once(lambda: _added(assembly, session, form))
    except Stale as stale:
        form.give_back(stale)
        return _form_page(assembly, session, form, status=stale.status)
    flash(gettext("%(name)s is added to the speakers.", name=form.name.data or form.organisation.data))
    return redirect(page, 303)


def _added(assembly: Assembly, session: AssemblySession, form: NewSpeakerForm) -> str:
    services.add_speaker(session, form.words(), by=current_user)
    return _back(assembly, session)


@bp.get(f"{SPEAKER}/edit")
@requires(Permission.EDIT_EVIDENCE)
def speaker_page(slug: str, address: str, number: int) -> Answer:
    assembly, session, speaker = _speaker(slug, address, number)
    form = SpeakerForm(speaker, services.fingerprint(speaker), _pages_of(session, speaker))
    return _form_page(assembly, session, form, speaker)


@bp.post(f"{SPEAKER}/edit")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def edit_speaker(slug: str, address: str, number: int) -> Answer:
    assembly, session, speaker = _speaker(slug, address, number)
    pages = _pages_of(session, speaker)
    form = SpeakerForm(corrects=pages)
    if not form.accepted():
        return _form_page(assembly, session, form, speaker, 422)
    try:
        services.edit_speaker(speaker, form.words(), current_user, form.seen.data or "", form.correction())
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(assembly, session, form, speaker, 422)
    flash(gettext("%(name)s is saved.", name=speaker_name(speaker)))
    return _told(assembly, session, pages, form)


def _remove_page(
    assembly: Assembly, session: AssemblySession, speaker: Speaker, form: CorrectionForm, status: int = 200
) -> Answer:
    page = render_template(
        "evidence/remove_speaker.html",
        edited=assembly,
        thing=session,
        here=desk_path(assembly, session),
        form=form,
        speaker=speaker,
        name=speaker_name(speaker),
    )
    return page, status


@bp.get(f"{SPEAKER}/remove")
@requires(Permission.EDIT_EVIDENCE)
def remove_page(slug: str, address: str, number: int) -> Answer:
    assembly, session, speaker = _speaker(slug, address, number)
    form = CorrectionForm(corrects=_pages_of(session, speaker))
    return _remove_page(assembly, session, speaker, form)


@bp.post(f"{SPEAKER}/remove")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def remove_speaker(slug: str, address: str, number: int) -> Answer:
    assembly, session, speaker = _speaker(slug, address, number)
    pages, name = _pages_of(session, speaker), speaker_name(speaker)
    form = CorrectionForm(corrects=pages)
    if not form.accepted():
        return _remove_page(assembly, session, speaker, form, 422)
    try:
        services.remove_speaker(speaker, current_user, form.correction())
    except WrongField as refusal:
        form.show(refusal)
        return _remove_page(assembly, session, speaker, form, 422)
    flash(gettext("%(name)s is removed from the speakers.", name=name))
    return _told(assembly, session, pages, form)


@bp.post(f"{SPEAKER}/move")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def move_speaker(slug: str, address: str, number: int) -> Answer:
    assembly, session, speaker = _speaker(slug, address, number)
    form = MoveForm()
    form.accepted()
    services.move_speaker(speaker, form.up, by=current_user)
    return redirect(f"{desk_path(assembly, session)}#{form.anchor(speaker)}", 303)
