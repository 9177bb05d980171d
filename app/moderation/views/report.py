"""What was moderated on an assembly, in figures, for everybody."""

from __future__ import annotations

from flask import Response, current_app, render_template

from app.assemblies.queries import public_assembly
from app.core.access import public_with
from app.core.loading import found
from app.core.spreadsheets import as_csv
from app.moderation.blueprint import bp
from app.moderation.queries.figures import report_figures, report_mark
from app.moderation.report import csv_rows, report_of


@bp.get("/assemblies/<slug>/moderation-report/")
@public_with(report_mark)
def moderation_report(slug: str) -> str:
    """What came in, what became of it and why, each figure with how it is counted."""
    assembly = found(public_assembly(slug))
    figures = report_figures(assembly)
    return render_template("moderation/moderation_report.html", assembly=assembly, report=report_of(figures))


@bp.get("/assemblies/<slug>/moderation-report.csv")
@public_with(report_mark)
def moderation_report_as_csv(slug: str) -> Response:
    """The same figures for a spreadsheet."""
    assembly = found(public_assembly(slug))
    text = as_csv(csv_rows(report_of(report_figures(assembly))))
    return current_app.response_class(text, content_type="text/csv; charset=utf-8")
