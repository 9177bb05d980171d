"""What people say, by theme."""

from __future__ import annotations

from flask import redirect, render_template
from werkzeug.wrappers import Response

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.dispositions.queries.themes import merged_into, theme_of
from app.pages.blueprint import bp
from app.pages.themes import path_of, theme_page, themes_page


@bp.get("/assemblies/<slug>/themes/")
@public
def themes(slug: str) -> str:
    """All themes with their counts and summaries."""
    assembly = found(public_assembly(slug))
    return render_template("pages/themes.html", assembly=assembly, page=themes_page(assembly))


@bp.get("/assemblies/<slug>/themes/<int(max=2147483647):theme_id>/")
@public
def theme(slug: str, theme_id: int) -> str | Response:
    """One theme with its examples; of one that was merged away, the way to where its comments are."""
    assembly = found(public_assembly(slug))
    one = found(theme_of(assembly, theme_id))
    page = found(theme_page(assembly, merged_into(one)))
    if page.theme.id != theme_id:
        return redirect(path_of(assembly, page.theme))
    return render_template("pages/theme.html", assembly=assembly, page=page)
