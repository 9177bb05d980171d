"""The officers' desk: throw a draft away that was never published."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.recommendations import queries, services
from app.recommendations.forms.texts import DiscardForm
from app.recommendations.views.desk import Answer, bp, loaded, published_already
from app.recommendations.wording import fingerprint, version_name


@bp.get("/<reference>/discard")
@requires(Permission.DRAFT_RECOMMENDATION)
def discard(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    if desk.draft is None:
        return published_already(slug, desk)
    return render_template(
        "recommendations/discard.html",
        edited=assembly,
        desk=desk,
        draft=desk.draft,
        form=DiscardForm(data={"seen": fingerprint(desk.draft)}),
        version_name=version_name,
    )


@bp.post("/<reference>/discard")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def discard_draft(slug: str, reference: str) -> Answer:
    assembly, form = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION), DiscardForm()
    form.accepted()
    # The second press of the button finds nothing any more, and is led on by its token.
    return redirect(form.make_once(lambda: _discarded(assembly, reference, form)), 303)


def _discarded(assembly: Assembly, reference: str, form: DiscardForm) -> str:
    desk = queries.recommendation_at_desk(assembly, reference)
    if desk is None:
        # What the officer wanted has happened.
        flash(
            gettext(
                "There is no recommendation %(name)s any more. It was discarded meanwhile.", name=reference
            )
        )
        return url_for(".index", slug=assembly.slug)
    words = {
        "text": version_name(desk.draft) if desk.draft else "",
        "name": desk.recommendation.label,
    }
    if services.discard_draft(desk.recommendation, current_user, form.seen.data or "not seen"):
        flash(gettext("Recommendation %(name)s is discarded.", **words))
    else:
        flash(gettext("%(text)s of recommendation %(name)s is discarded. What is published stays.", **words))
    return url_for(".index", slug=assembly.slug)
