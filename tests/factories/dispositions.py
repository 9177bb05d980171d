"""Themes and what became of comments, for tests, written as rows."""

from __future__ import annotations

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import clock
from app.core.db import db
from app.dispositions.models import CommentTheme, Disposition, DispositionOutcome, Theme
from app.dispositions.queries.themes import themes_of
from app.dispositions.services.settling import settle, settle_labelled


def make_theme(
    assembly: Assembly, name: str = "Loading bays", *comments: Comment, **columns: object
) -> Theme:
    """A theme, the last in order, with these comments under it."""
    given: dict[str, object] = {
        "position": 1 + db.session.query(Theme).filter(Theme.assembly_id == assembly.id).count(),
        "created_at": clock.now(),
        **columns,
    }
    theme = Theme(assembly=assembly, name=name, **given)
    db.session.add(theme)
    db.session.flush()
    label(theme, *comments)
    return theme


def label(theme: Theme, *comments: Comment) -> None:
    """Put comments under a theme."""
    db.session.add_all(
        CommentTheme(theme_id=theme.id, comment_id=comment.id, labelled_at=clock.now())
        for comment in comments
    )
    settle_labelled(theme, [comment.id for comment in comments])


def theme_names(comment: Comment) -> list[str]:
    """The names of the themes of a comment, in their order."""
    return [theme.name for theme in themes_of([comment.id]).get(comment.id, [])]


def make_disposition(
    assembly: Assembly,
    about: Comment | Theme,
    outcome: DispositionOutcome = DispositionOutcome.NOTED,
    **columns: object,
) -> Disposition:
    """What became of a comment, or of all under a theme; noted unless told otherwise."""
    of: dict[str, object] = {"theme_id" if isinstance(about, Theme) else "comment_id": about.id}
    given = {"made_at": clock.now(), **of, **columns}
    disposition = Disposition(assembly_id=assembly.id, outcome=outcome.value, **given)
    db.session.add(disposition)
    settle(assembly.id)
    return disposition
