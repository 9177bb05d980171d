"""The analysts' list: comments page by page, with their themes; tick some and give or take a theme, or take all."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.row_numbers import row_number
from app.core.transactions import writes
from app.dispositions import step_words, theme_desk
from app.dispositions.acts import Act
from app.dispositions.forms.dispositions import OUTCOMES
from app.dispositions.forms.themes import LabelAllForm, LabelForm
from app.dispositions.queries.coding import Filters
from app.dispositions.queries.themes import live_themes
from app.dispositions.services import labelling, theme_steps
from app.dispositions.services.labelling import Done
from app.dispositions.views.themes import Answer

bp = Blueprint("coding", __name__, url_prefix="/council/<slug>/themes/label")


def _list_page(
    assembly: Assembly, filters: Filters, form: LabelForm | None = None, refusal: Refused | None = None
) -> Answer:
    themes = live_themes(assembly)
    after = request.args.get("after")
    page = theme_desk.coding_page(assembly, filters, themes, after)
    done = theme_steps.last_step(assembly, current_user, row_number(request.args.get("done")))
    shown = form or LabelForm(themes, formdata=None)
    shown.mark_answered(page.answers)
    if page.items:
        # What is wrong with the ticks leads to the first of them.
        shown.comments.id = f"tick-{page.items[0]['id']}"
    html = render_template(
        "dispositions/label.html",
        edited=assembly,
        page=page,
        filters=filters,
        themes=themes,
        outcomes=OUTCOMES,
        form=shown,
        done=done,
        undo_form=StaffForm(formdata=None),
        refused=[{"text": refusal.message}] if refusal else [],
    )
    return html, refusal.status if refusal else 422 if form else 200


def _asked(slug: str) -> tuple[Assembly, Filters]:
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    return assembly, theme_desk.read_filters(assembly, request.args)


def _here(assembly: Assembly, filters: Filters, done: Done | None = None) -> str:
    """The page of the list that was open; after a step that changed something, with the way to take it back."""
    query, after = filters.as_query(), request.args.get("after")
    if after:
        query["after"] = after
    if done is not None and done.changed:
        query["done"] = str(theme_steps.step_of(done.stepped, current_user))
    return theme_desk.list_url(assembly, query)


@bp.get("/")
@requires(Permission.CODE_COMMENTS)
def index(slug: str) -> Answer:
    """A page of the list. An old address of a theme that was merged leads to the one that it went into."""
    assembly, filters = _asked(slug)
    if theme_desk.leads_on(filters, request.args):
        return redirect(_here(assembly, filters))
    return _list_page(assembly, filters)


@bp.post("/")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def label(slug: str) -> Answer:
    """Give or take a theme; what is to be done to all goes on to a summary first."""
    assembly, filters = _asked(slug)
    form = LabelForm(live_themes(assembly), gone=theme_desk.gone_words(assembly, request.form.get("to", "")))
    if not form.accepted():
        return _list_page(assembly, filters, form)
    if form.is_for_all:
        ask = {"act": form.act.value, "to": form.to.data, "name": form.name.data or ""}
        return redirect(theme_desk.list_url(assembly, filters.as_query() | ask, "all"), 303)
    try:
        done = labelling.carry_out(
            labelling.Order(assembly, filters, form.act, form.chosen, form.name.data or ""),
            current_user,
            form.comments.data or [],
        )
    except Refused as refusal:
        return _list_page(assembly, filters, form, refusal)
    flash(step_words.done_words(form.act, done))
    return redirect(_here(assembly, filters, done), 303)


def _whole_page(assembly: Assembly, order: labelling.Order, refusal: Refused | None = None) -> Answer:
    summary = labelling.summary_of(order)
    page = render_template(
        "dispositions/label_all.html",
        edited=assembly,
        order=order,
        summary=summary,
        outcomes=OUTCOMES,
        words=step_words.order_words(order, summary),
        back=theme_desk.list_url(assembly, order.filters.as_query()),
        form=LabelAllForm(formdata=None, data={"seen": summary.mark}),
        refused=[{"text": refusal.message}] if refusal else [],
    )
    return page, refusal.status if refusal else 200


def _order(assembly: Assembly) -> labelling.Order:
    """What the address asks to be done to all that the filters leave. Nothing to do is not found."""
    act = request.args.get("act", "")
    to, name = request.args.get("to", ""), theme_desk.asked_name(request.args)
    theme = next((each for each in live_themes(assembly) if str(each.id) == to), None)
    if theme is None and not name:
        raise Refused(found(theme_desk.gone_words(assembly, to) or None))
    return labelling.Order(
        assembly,
        theme_desk.read_filters(assembly, request.args),
        Act(act) if act in set(Act) else found(None),
        theme or labelling.named(assembly, name),
        name,
    )


@bp.get("/all")
@requires(Permission.CODE_COMMENTS)
def whole(slug: str) -> Answer:
    """What would be done to all that the filters leave, in figures, and the button."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    return _whole_page(assembly, _order(assembly))


@bp.post("/all")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def label_all(slug: str) -> Answer:
    """Do it, if the figures are still those that the officer saw."""
    assembly = assembly_at_desk(slug, Permission.CODE_COMMENTS)
    order, form = _order(assembly), LabelAllForm()
    form.accepted()
    try:
        done = labelling.carry_out_on_all(order, current_user, form.seen.data or "")
    except Refused as refusal:
        return _whole_page(assembly, order, refusal)
    flash(step_words.done_words(order.act, done))
    return redirect(_here(assembly, order.filters, done), 303)


@bp.post("/undo/<int(max=2147483647):entry_id>")
@requires(Permission.CODE_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def undo(slug: str, entry_id: int) -> Answer:
    """Take the last step back."""
    assembly, filters = _asked(slug)
    StaffForm().accepted()
    entry = theme_steps.last_step(assembly, current_user, entry_id)
    if entry is None:
        raise Refused(gettext("This step cannot be taken back any more."))
    flash(step_words.undone_words(theme_steps.undo_step(assembly, entry, current_user)))
    return redirect(_here(assembly, filters), 303)
