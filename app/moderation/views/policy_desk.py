"""Writing the next version of the moderation policy, looking at it, and publishing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import bp
from app.moderation.forms.policy import PUBLISH, PolicyForm
from app.moderation.policy import wording_of
from app.moderation.policy_changes import long_sentences, older_welsh, part_names, policy_changes
from app.moderation.queries.policy import policy_in_force, policy_version

Answer = str | Response | tuple[str, int]
EDIT = "/moderation/policy"


def _sent() -> PolicyForm:
    """The form as it was sent, on the version that it was opened on, which may be out of force by now."""
    typed = request.form.get("opened_on", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    return PolicyForm(found(policy_version(number)))


def _edit_page(form: PolicyForm, refusal: str | None = None) -> str:
    form.settle()
    return render_template(
        "moderation/policy_edit.html",
        form=form,
        refusal=refusal,
        names=part_names(),
        in_force=policy_in_force(),
    )


def _preview_page(form: PolicyForm) -> str:
    version = form.version
    before = [wording_of(each) for each in version.paragraphs]
    return render_template(
        "moderation/policy_preview.html",
        form=form,
        version=version,
        changes=policy_changes(before, form.wordings),
        older_welsh=older_welsh(before, form.wordings),
        samples=form.reworded,
        long_sentences=long_sentences(form.wordings),
    )


@bp.get(EDIT)
@requires(Permission.EDIT_MODERATION_POLICY)
def edit_policy() -> str:
    """The policy in force in a form, to be changed."""
    return _edit_page(PolicyForm(policy_in_force()))


@bp.post(EDIT)
@requires(Permission.EDIT_MODERATION_POLICY)
@limiter.limit(networks.writes_allowed)
@writes
def change_policy() -> Answer:
    """Look at the next version before it is published, add a paragraph to it, or go back and change it further."""
    form = _sent()
    if request.form.get("act") in ("add", "change"):
        return _edit_page(form)
    if not form.accepted():
        return _edit_page(form), 422
    try:
        services.refuse_overtaken(form.version.number)
    except Refused as refusal:
        return _edit_page(form, refusal.message), refusal.status
    return _preview_page(form)


@bp.post(PUBLISH)
@requires(Permission.EDIT_MODERATION_POLICY)
@limiter.limit(networks.writes_allowed)
@writes
def publish_policy() -> Answer:
    """Publish the next version; whoever is refused has all the words back."""
    form = _sent()
    try:
        if not form.accepted():
            return _edit_page(form), 422
        leads_to = form.make_once(lambda: _publish(form))
    except Refused as refusal:
        return _edit_page(form, refusal.message), refusal.status
    flash(gettext("The new version of the policy is in force."))
    return redirect(leads_to, 303)


def _publish(form: PolicyForm) -> str:
    services.publish_policy(
        form.wordings, form.change_note.data or "", opened_on=form.version.number, by=current_user
    )
    return EDIT
