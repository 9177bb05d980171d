"""One's own account: who one is here and which desks one may use."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from app.core.access import requires
from app.core.permissions import Permission
from app.organisations.queries import all_organisations
from app.pages.blueprint import bp
from app.pages.staff import desks_of, role_words


@bp.get("/account/")
@requires(Permission.SEE_OWN_ACCOUNT)
def account() -> str:
    """Name, roles and desks."""
    names = {organisation.id: organisation.name for organisation in all_organisations()}
    return render_template(
        "pages/account.html",
        account=current_user,
        roles=[role_words(membership, names) for membership in current_user.memberships],
        desks=desks_of(current_user),
    )
