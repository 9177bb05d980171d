"""The officers' desk of themes: which there are, how they are named, ordered, merged and removed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused, Stale, WrongField
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.row_numbers import row_number
from app.core.transactions import writes
from app.dispositions import theme_desk
from app.dispositions.forms.dispositions import OUTCOMES
from app.dispositions.forms.themes import EditThemeForm, MergeForm, MoveForm, NewThemeForm
from app.dispositions.models import Theme
from app.dispositions.queries.removing import needs_of, was_removed
from app.dispositions.queries.themes import live_themes, merged_into, theme_of
from app.dispositions.services import theme_steps
from app.dispositions.services import themes as services

bp = Blueprint("themes", __name__, url_prefix="/council/<slug>/themes")
Answer = str | BaseResponse | tuple[str, int]
THEME = "/<int(max=2147483647):theme_id>"


def theme_at_desk(slug: str, theme_id: int) -> tuple[Assembly, Theme]:
    """The assembly and the theme of an address; of a theme that was merged away, the one that it went into."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    return assembly, merged_into(found(theme_of(assembly, theme_id)))


@bp.get("/")
@requires(Permission.CODE_COMMENTS)
def index(slug: str) -> Answer:
    """All themes with their counts, and how far the coding is."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    page = theme_desk.themes_page(assembly)
    return render_template(
        "dispositions/themes.html", edited=assembly, page=page, move_form=MoveForm(), outcomes=OUTCOMES
    )


@bp.get("/new")
@requires(Permission.CODE_COMMENTS)
def new(slug: str) -> Answer:
    """The form for a new theme."""
    return _new_page(assembly_at_desk(slug, Permission.CODE_COMMENTS), NewThemeForm())


def _new_page(assembly: Assembly, form: NewThemeForm, status: int = 200) -> Answer:
    return render_template("dispositions/new_theme.html", edited=assembly, form=form), status


@bp.post("/new")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def create(slug: str) -> Answer:
    """Make a theme, once."""
    assembly, form = assembly_at_desk(slug, Permission.CODE_COMMENTS), NewThemeForm()
    if not form.accepted():
        return _new_page(assembly, form, 422)
    try:
        path = form.make_once(lambda: _made(assembly, form))
    except WrongField as refusal:
        form.show(refusal)
        return _new_page(assembly, form, refusal.status)
    except Stale as stale:
        form.give_back(stale)
        return _new_page(assembly, form, stale.status)
    flash(gettext("“%(name)s” is a theme now. Put comments under it.", name=form.name.data))
    return redirect(path, 303)


def _made(assembly: Assembly, form: NewThemeForm) -> str:
    theme = services.create_theme(assembly, form.name.data or "", current_user, form.description.data)
    return url_for(".theme", slug=assembly.slug, theme_id=theme.id)


@bp.get(f"{THEME}/")
@requires(Permission.CODE_COMMENTS)
def theme(slug: str, theme_id: int) -> Answer:
    """One theme: its words, its counts, its summary and its examples."""
    assembly, one = theme_at_desk(slug, theme_id)
    if one.id != theme_id:
        return redirect(url_for(".theme", slug=slug, theme_id=one.id))
    page = theme_desk.theme_page(assembly, one)
    return render_template("dispositions/theme.html", edited=assembly, page=page, outcomes=OUTCOMES)


@bp.get(f"{THEME}/edit")
@requires(Permission.CODE_COMMENTS)
def edit(slug: str, theme_id: int) -> Answer:
    """The form for other words."""
    assembly, one = theme_at_desk(slug, theme_id)
    return _edit_page(assembly, one, EditThemeForm(one, services.words_mark(one)))


def _edit_page(assembly: Assembly, theme: Theme, form: EditThemeForm, status: int = 200) -> Answer:
    page = render_template("dispositions/edit_theme.html", edited=assembly, theme=theme, form=form)
    return page, status


@bp.post(f"{THEME}/edit")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def save(slug: str, theme_id: int) -> Answer:
    """Rename or describe a theme."""
    assembly, one = theme_at_desk(slug, theme_id)
    form = EditThemeForm(one, services.words_mark(one))
    if not form.accepted():
        return _edit_page(assembly, one, form, 422)
    try:
        services.describe_theme(
            one, form.name.data or "", form.description.data, current_user, form.seen.data or ""
        )
    except WrongField as wrong:
        form.show(wrong)
        return _edit_page(assembly, one, form, wrong.status)
    except Refused as refusal:
        form.give_back(refusal, services.words_mark(one))
        return _edit_page(assembly, one, form, refusal.status)
    flash(gettext("“%(name)s” is saved.", name=one.name))
    return redirect(url_for(".theme", slug=slug, theme_id=one.id), 303)


@bp.post(f"{THEME}/move")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def move(slug: str, theme_id: int) -> Answer:
    """One place up or down; the button that was pressed keeps the focus."""
    _, one = theme_at_desk(slug, theme_id)
    form = MoveForm()
    form.accepted()
    services.move_theme(one, form.steps, current_user)
    pressed = "up" if form.steps < 0 else "down"
    return redirect(url_for(".index", slug=slug, _anchor=f"{pressed}-themes-{one.id}"), 303)


def _merge_page(
    assembly: Assembly, theme: Theme, into: Theme | None, refusal: Refused | None = None
) -> Answer:
    summary = theme_steps.merge_summary(theme, into) if into else None
    form = MergeForm(formdata=None, data={"seen": summary.mark if summary else ""})
    page = render_template(
        "dispositions/merge.html",
        edited=assembly,
        theme=theme,
        into=into,
        summary=summary,
        others=[each for each in live_themes(assembly) if each is not theme],
        outcomes=OUTCOMES,
        form=form,
        refused=[{"text": refusal.message}] if refusal else [],
    )
    return page, refusal.status if refusal else 200


def _target(assembly: Assembly) -> Theme | None:
    into = row_number(request.args.get("into"))
    return theme_of(assembly, into) if into is not None else None


@bp.get(f"{THEME}/merge")
@requires(Permission.CODE_COMMENTS)
def merging(slug: str, theme_id: int) -> Answer:
    """Choose another theme; then what merging would do, and the button."""
    assembly, one = theme_at_desk(slug, theme_id)
    into = _target(assembly)
    return _merge_page(assembly, one, into if into is not one else None)


@bp.post(f"{THEME}/merge")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def merge(slug: str, theme_id: int) -> Answer:
    """Merge, if the figures are still those that the officer saw."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    one, into = found(theme_of(assembly, theme_id)), found(_target(assembly))
    form = MergeForm()
    form.accepted()
    try:
        theme_steps.merge_themes(one, into, current_user, form.seen.data or "")
    except Refused as refusal:
        return _merge_page(assembly, one, into, refusal)
    flash(gettext("“%(one)s” is now part of “%(into)s”.", one=one.name, into=into.name))
    return redirect(url_for(".theme", slug=slug, theme_id=into.id), 303)


def _removal_page(assembly: Assembly, theme: Theme, refusal: Refused | None = None) -> Answer:
    page = render_template(
        "dispositions/remove.html",
        edited=assembly,
        theme=theme,
        needs=needs_of(theme),
        form=StaffForm(),
        refused=[{"text": refusal.message}] if refusal else [],
    )
    return page, refusal.status if refusal else 200


@bp.get(f"{THEME}/remove")
@requires(Permission.CODE_COMMENTS)
def removing(slug: str, theme_id: int) -> Answer:
    """What removing does, or why the theme has to stay."""
    assembly, one = theme_at_desk(slug, theme_id)
    if one.id != theme_id:
        return redirect(url_for(".theme", slug=slug, theme_id=one.id))
    return _removal_page(assembly, one)


@bp.post(f"{THEME}/remove")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def remove(slug: str, theme_id: int) -> Answer:
    """Remove a theme that was made by mistake. Where a colleague was first, what the officer wanted has happened."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    one, form = theme_of(assembly, theme_id), StaffForm()
    form.accepted()
    if one is None:
        found(was_removed(theme_id) or None)
        flash(gettext("This theme was removed already."))
        return redirect(url_for(".index", slug=slug), 303)
    try:
        services.remove_theme(one, current_user)
    except Refused as refusal:
        return _removal_page(assembly, one, refusal)
    flash(gettext("The theme “%(name)s” is removed.", name=one.name))
    return redirect(url_for(".index", slug=slug), 303)
