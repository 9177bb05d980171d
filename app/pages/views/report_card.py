"""What councils answered and did, across assemblies and of one, as pages and as files."""

from __future__ import annotations

from flask import Response, current_app, json, render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.core.spreadsheets import as_csv
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.card_files import FIELDS, as_json, csv_rows
from app.pages.card_filters import FILTERS
from app.pages.cards import all_cards
from app.pages.report_card import own_card_page, report_card_page
from app.responses.report_card.definitions import DEFINITIONS


@bp.get("/report-card/")
@public
def report_card() -> str:
    """All assemblies in the same figures, with how each is counted."""
    wanted = {each.name: asked(each.name) for each in FILTERS}
    page = report_card_page(wanted, asked("sort"), asked("order"))
    return render_template("pages/report_card.html", page=page, definitions=DEFINITIONS, fields=FIELDS)


@bp.get("/report-card.csv")
@public
def report_card_as_csv() -> Response:
    """The figures of all assemblies for a spreadsheet."""
    text = as_csv(csv_rows(all_cards()))
    return current_app.response_class(text, content_type="text/csv; charset=utf-8")


@bp.get("/report-card.json")
@public
def report_card_as_json() -> Response:
    """The figures of all assemblies for programs, with what each of them means."""
    return current_app.response_class(json.dumps(as_json(all_cards())), content_type="application/json")


@bp.get("/assemblies/<slug>/report-card/")
@public
def own_report_card(slug: str) -> str:
    """The figures of one assembly, for the screen and for paper."""
    assembly = found(public_assembly(slug))
    page = own_card_page(assembly)
    return render_template(
        "pages/own_report_card.html", assembly=assembly, page=page, definitions=DEFINITIONS
    )
