"""What the comments under a theme say, and which of them show it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.forms import StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.dispositions import theme_desk
from app.dispositions.forms.themes import MoveForm, SummaryForm
from app.dispositions.models import Theme
from app.dispositions.services import theme_summaries as services
from app.dispositions.views.themes import THEME, Answer, theme_at_desk

bp = Blueprint("theme_summaries", __name__, url_prefix=f"/council/<slug>/themes{THEME}")
EXAMPLE = "/examples/<int(max=2147483647):comment_id>"


def _page(assembly: Assembly, theme: Theme, form: SummaryForm, status: int = 200) -> Answer:
    after = request.args.get("after")
    page = render_template(
        "dispositions/summary.html",
        edited=assembly,
        page=theme_desk.summary_page(assembly, theme, after),
        form=form,
        most=services.MOST_EXAMPLES,
        ending=urlencode({"after": after}) if after else "",
    )
    return page, status


@bp.get("/summary")
@requires(Permission.CODE_COMMENTS)
def summary(slug: str, theme_id: int) -> Answer:
    """The summary, the examples as they are, and the comments to choose from."""
    assembly, theme = theme_at_desk(slug, theme_id)
    return _page(assembly, theme, SummaryForm(theme, services.summary_mark(theme)))


@bp.post("/summary")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def sum_up(slug: str, theme_id: int) -> Answer:
    """Keep the summary."""
    assembly, theme = theme_at_desk(slug, theme_id)
    form = SummaryForm(theme, services.summary_mark(theme))
    if not form.accepted():
        return _page(assembly, theme, form, 422)
    try:
        services.sum_up(theme, form.summary.data, current_user, form.seen.data or "")
    except Refused as refusal:
        form.give_back(refusal, services.summary_mark(theme))
        return _page(assembly, theme, form, refusal.status)
    flash(gettext("The summary is saved."))
    return redirect(url_for("themes.theme", slug=slug, theme_id=theme.id), 303)


def _back(slug: str, theme: Theme, form: SummaryForm, anchor: str = "examples") -> Answer:
    """The page again, with what was typed in the summary: every button of the page sends it along."""
    if (form.summary.data or "") != (theme.summary or ""):
        flash(gettext("What you wrote as the summary is still here. It is not saved yet."))
        return _page(theme.assembly, theme, form)
    after = request.args.get("after")
    return redirect(
        url_for(".summary", slug=slug, theme_id=theme.id, after=after or None, _anchor=anchor), 303
    )


@bp.post("/summary/comments")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def turn(slug: str, theme_id: int) -> Answer:
    """Another page of comments to choose from."""
    _, theme = theme_at_desk(slug, theme_id)
    StaffForm().accepted()
    return _back(slug, theme, SummaryForm(theme, services.summary_mark(theme)), "choose")


@bp.post(f"{EXAMPLE}/add")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def add(slug: str, theme_id: int, comment_id: int) -> Answer:
    """Choose an example."""
    _, theme = theme_at_desk(slug, theme_id)
    form = SummaryForm(theme, services.summary_mark(theme))
    StaffForm().accepted()
    services.add_example(theme, comment_id, current_user)
    flash(gettext("The comment is an example now."))
    return _back(slug, theme, form)


@bp.post(f"{EXAMPLE}/take")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def take(slug: str, theme_id: int, comment_id: int) -> Answer:
    """Take an example away."""
    _, theme = theme_at_desk(slug, theme_id)
    form = SummaryForm(theme, services.summary_mark(theme))
    StaffForm().accepted()
    services.take_example(theme, comment_id, current_user)
    flash(gettext("The comment is no example any more. It stays under the theme."))
    return _back(slug, theme, form)


@bp.post(f"{EXAMPLE}/move")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def move(slug: str, theme_id: int, comment_id: int) -> Answer:
    """One place up or down; the button that was pressed keeps the focus."""
    _, theme = theme_at_desk(slug, theme_id)
    form, typed = MoveForm(), SummaryForm(theme, services.summary_mark(theme))
    form.accepted()
    services.move_example(theme, comment_id, form.steps, current_user)
    pressed = "up" if form.steps < 0 else "down"
    return _back(slug, theme, typed, f"{pressed}-comments-{comment_id}")
