"""What members and followers say of one answer or commitment, in their own words; the same for everybody."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug import Response as AnyResponse

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.counter_statements import statements_page
from app.recommendations.queries import public_recommendation
from app.responses.models import Commitment, Response
from app.responses.queries.counter_checks import check_of_reason, place_of_check
from app.responses.queries.things import public_answer, public_commitment

NUMBER = "<int(max=2147483647):number>"


def _page(assembly: Assembly, about: Response | Commitment) -> str:
    page = statements_page(assembly, about, request.args.get("after"))
    return render_template("pages/counter_statements.html", assembly=assembly, page=page)


@bp.get(f"/assemblies/<slug>/responses/{NUMBER}/statements/")
@public
def answer_statements(slug: str, number: int) -> str:
    """Why people find that an answer is what they meant, or is not."""
    assembly = found(public_assembly(slug))
    return _page(assembly, found(public_answer(assembly, number)))


@bp.get(f"/assemblies/<slug>/responses/commitments/{NUMBER}/statements/")
@public
def commitment_statements(slug: str, number: int) -> str:
    """Why people find that a commitment is done, or is not."""
    assembly = found(public_assembly(slug))
    return _page(assembly, found(public_commitment(assembly, number)).commitment)


@bp.get("/assemblies/<slug>/recommendations/<number>/statements/<int(max=2147483647):comment_id>")
@public
def statement(slug: str, number: str, comment_id: int) -> AnyResponse:
    """A signpost: from a reason, known by its comment, to its place in the list that it stands in."""
    assembly = found(public_assembly(slug))
    subject_id = found(public_recommendation(assembly, number, with_votes=False)).recommendation.subject_id
    check = found(check_of_reason(comment_id))
    reason = found(check.comment)
    found(reason if reason.subject_id == subject_id and reason.published_at is not None else None)
    return redirect(place_of_check(assembly, check), 302)
