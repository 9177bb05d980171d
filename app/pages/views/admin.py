"""The administrator's desk: its front page, and the accounts with their roles."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import services
from app.accounts.models import Account, Role
from app.accounts.queries import account_by_id, all_accounts, membership_by_id
from app.assemblies.queries import assemblies_of
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.organisations.queries import all_organisations
from app.pages.blueprint import bp
from app.pages.overdue import overdue_page
from app.pages.staff import AccountForm, RoleForm, role_words

Answer = str | BaseResponse | tuple[str, int]
# The largest number that both databases can look up.
NUMBER = "int(max=2147483647)"


@bp.get("/admin/overdue/")
@requires(Permission.ADMINISTER_SITE)
def overdue() -> Answer:
    """What councils owe by the clock, what is late first."""
    return render_template("pages/overdue.html", page=overdue_page())


@bp.get("/admin/")
@requires(Permission.ADMINISTER_SITE)
def admin() -> Answer:
    organisations = all_organisations()
    names = {organisation.id: organisation.name for organisation in organisations}
    accounts = [(account, [role_words(m, names) for m in account.memberships]) for account in all_accounts()]
    return render_template(
        "pages/admin.html",
        organisations=organisations,
        assemblies=assemblies_of(list(names)),
        accounts=accounts,
    )


@bp.get("/admin/accounts/new")
@requires(Permission.ADMINISTER_SITE)
def new_account() -> Answer:
    return render_template("pages/account_new.html", form=AccountForm(all_organisations()))


@bp.post("/admin/accounts/new")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def create_account() -> Answer:
    form = AccountForm(all_organisations())
    if not form.accepted():
        return render_template("pages/account_new.html", form=form), 422
    try:
        made, password = services.create_account(
            email=form.email.data or "", name=form.name.data or "", actor_id=current_user.id
        )
        services.grant_role(made, Role(form.role.data), form.organisation_id(), actor_id=current_user.id)
    except WrongField as refusal:
        form.show(refusal)
        return render_template("pages/account_new.html", form=form), 422
    # Shown on this page alone: a redirect would have to carry the password with it.
    return render_template("pages/account_password.html", shown=made, password=password, is_new=True), 201


def _account_page(shown: Account, form: RoleForm, status: int = 200) -> tuple[str, int]:
    names = {organisation.id: organisation.name for organisation in all_organisations()}
    roles = [(membership.id, role_words(membership, names)) for membership in shown.memberships]
    page = render_template(
        "pages/account_edit.html", shown=shown, roles=roles, form=form, button_form=StaffForm()
    )
    return page, status


@bp.get(f"/admin/accounts/<{NUMBER}:account_id>/")
@requires(Permission.ADMINISTER_SITE)
def account_page(account_id: int) -> Answer:
    return _account_page(found(account_by_id(account_id)), RoleForm(all_organisations()))


@bp.post(f"/admin/accounts/<{NUMBER}:account_id>/roles")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def grant_role(account_id: int) -> Answer:
    shown = found(account_by_id(account_id))
    form = RoleForm(all_organisations())
    if not form.accepted():
        return _account_page(shown, form, 422)
    try:
        services.grant_role(shown, Role(form.role.data), form.organisation_id(), actor_id=current_user.id)
    except WrongField as refusal:
        form.show(refusal)
        return _account_page(shown, form, 422)
    flash(gettext("%(name)s has the role now.", name=shown.name))
    return redirect(url_for("pages.account_page", account_id=account_id), 303)


@bp.post(f"/admin/accounts/<{NUMBER}:account_id>/roles/<{NUMBER}:membership_id>/revoke")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def revoke_role(account_id: int, membership_id: int) -> Answer:
    shown = found(account_by_id(account_id))
    membership = found(membership_by_id(membership_id, shown))
    StaffForm().accepted()
    services.revoke_role(membership, actor_id=current_user.id)
    flash(gettext("%(name)s no longer has the role.", name=shown.name))
    return redirect(url_for("pages.account_page", account_id=account_id), 303)


@bp.post(f"/admin/accounts/<{NUMBER}:account_id>/disable")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def disable_account(account_id: int) -> Answer:
    shown = found(account_by_id(account_id))
    StaffForm().accepted()
    services.disable_account(shown, actor_id=current_user.id)
    flash(gettext("%(name)s can no longer sign in.", name=shown.name))
    return redirect(url_for("pages.account_page", account_id=account_id), 303)


@bp.post(f"/admin/accounts/<{NUMBER}:account_id>/enable")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def enable_account(account_id: int) -> Answer:
    shown = found(account_by_id(account_id))
    StaffForm().accepted()
    services.enable_account(shown, actor_id=current_user.id)
    flash(gettext("%(name)s can sign in again.", name=shown.name))
    return redirect(url_for("pages.account_page", account_id=account_id), 303)


@bp.post(f"/admin/accounts/<{NUMBER}:account_id>/password")
@requires(Permission.ADMINISTER_SITE)
@limiter.limit(networks.writes_allowed)
@writes
def reset_password(account_id: int) -> Answer:
    shown = found(account_by_id(account_id))
    StaffForm().accepted()
    password = services.reset_password(shown, actor_id=current_user.id)
    return render_template("pages/account_password.html", shown=shown, password=password, is_new=False), 200
