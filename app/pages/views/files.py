"""The files beside sessions and evidence, as they are downloaded, shown and played."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.queries import public_assembly
from app.core.access import public_file
from app.core.loading import found
from app.evidence.queries.files import public_file_version
from app.files.giving import give_out
from app.pages.asking import asked
from app.pages.blueprint import bp

NUMBERS = "<int(max=2147483647):file_id>/<int(max=2147483647):number>"


@bp.get(f"/assemblies/<slug>/evidence/files/{NUMBERS}/<name>")
@public_file
def evidence_file(slug: str, file_id: int, number: int, name: str) -> BaseResponse:
    """One version of a file; with `?width=`, a picture in a smaller size."""
    assembly = found(public_assembly(slug))
    version = found(public_file_version(assembly, file_id, number))
    width = asked("width")
    if name != version.name:
        address = version.path_in(assembly)
        return redirect(f"{address}?width={width}" if width.isdigit() else address, 301)
    return give_out(version.stored, version.name, width)
