"""A council's colour as a stylesheet, and the administrator's pages about organisations."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.core import networks
from app.core.access import public, requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.organisations import services
from app.organisations.accent import Accent, stylesheet
from app.organisations.forms import OrganisationForm
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug

bp = Blueprint("organisations", __name__)
Answer = str | BaseResponse | tuple[str, int]


@bp.get("/organisations/<slug>/accent.css")
@public
def accent_css(slug: str) -> Response:
    """The council's colour as custom properties, so that no page needs an inline style."""
    colour = found(found(organisation_by_slug(slug)).accent)
    return Response(stylesheet(colour), mimetype="text/css")


def _form_page(
    form: OrganisationForm, organisation: Organisation | None, status: int = 200
) -> tuple[str, int]:
    return render_template("organisations/edit.html", form=form, edited=organisation), status


def _tell(organisation: Organisation, colour: Accent | None) -> None:
    """Say what was done, and what became of the colour."""
    flash(gettext("%(name)s is saved.", name=organisation.name))
    if colour is not None and colour.was_darkened:
        flash(
            gettext(
                "White text on %(given)s would have a contrast of only %(ratio)s to 1, and 7 to 1 is needed."
                " The site uses the darker %(used)s instead.",
                given=colour.given.upper(),
                used=colour.used.upper(),
                ratio=f"{int(colour.contrast_given * 10) / 10:.1f}",
            )
        )


@bp.get("/admin/organisations/new")
@requires(Permission.ADMINISTER_SITE)
def new_organisation() -> Answer:
    return _form_page(OrganisationForm(), None)


@bp.post("/admin/organisations/new")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def create_organisation() -> Answer:
    form = OrganisationForm()
    if not form.accepted():
        return _form_page(form, None, 422)
    try:
        organisation, colour = services.create_organisation(form.words(), actor_id=current_user.id)
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(form, None, 422)
    _tell(organisation, colour)
    return redirect("/admin/", 303)


@bp.get("/admin/organisations/<slug>/")
@requires(Permission.ADMINISTER_SITE)
def organisation_page(slug: str) -> Answer:
    organisation = found(organisation_by_slug(slug))
    return _form_page(OrganisationForm(obj=organisation), organisation)


@bp.post("/admin/organisations/<slug>/")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def edit_organisation(slug: str) -> Answer:
    organisation = found(organisation_by_slug(slug))
    form = OrganisationForm()
    if not form.accepted():
        return _form_page(form, organisation, 422)
    try:
        colour = services.edit_organisation(organisation, form.words(), actor_id=current_user.id)
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(form, organisation, 422)
    _tell(organisation, colour)
    return redirect("/admin/", 303)
