"""The files beside sessions, evidence and reports of progress, as they are downloaded, shown and played."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.core.access import public_file
from app.core.loading import found
from app.evidence.models import EvidenceFile
from app.evidence.queries.files import public_file_version, removed_file
from app.files.giving import give_out
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.evidence import file_trace_line
from app.responses.queries.commitments import public_evidence

NUMBERS = "<int(max=2147483647):file_id>/<int(max=2147483647):number>"


@bp.get(f"/assemblies/<slug>/evidence/files/{NUMBERS}/<name>")
@public_file
def evidence_file(slug: str, file_id: int, number: int, name: str) -> BaseResponse:
    """One version of a file; with `?width=`, a picture in a smaller size."""
    assembly = found(public_assembly(slug))
    version = public_file_version(assembly, file_id, number)
    if version is None:
        return _taken_away(assembly, found(removed_file(assembly, file_id, number)))
    width = asked("width")
    if name != version.name:
        address = version.path_in(assembly)
        return redirect(f"{address}?width={width}" if width.isdigit() else address, 301)
    return give_out(version.stored, version.name, width)


@bp.get("/assemblies/<slug>/responses/evidence/<int(max=2147483647):update_id>/<name>")
@public_file
def progress_file(slug: str, update_id: int, name: str) -> BaseResponse:
    """The file that an officer gave as evidence with a report of progress; `?width=` as above."""
    assembly = found(public_assembly(slug))
    update = found(public_evidence(assembly, update_id))
    stored, width = found(update.evidence_file), asked("width")
    if name != update.evidence_file_name:
        return redirect(update.evidence_path_in(assembly), 301)
    return give_out(stored, name, width)


def _taken_away(assembly: Assembly, file: EvidenceFile) -> BaseResponse:
    """Whoever follows an old link to a file learns when it was taken away and why."""
    page = render_template(
        "pages/taken_down.html", assembly=assembly, trace=file_trace_line(file), questions=""
    )
    return make_response(page, 410)
