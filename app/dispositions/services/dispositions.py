"""Saying what became of comments. A disposition never changes; a further one corrects it, and the former stays."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.models import Anchor, Comment
from app.comments.queries import COUNTED
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.dispositions.models import Disposition, DispositionOutcome, Finding, Theme
from app.dispositions.queries.changed_clauses import change_of
from app.dispositions.queries.dispositions import mark_of_comments, mark_of_theme
from app.dispositions.services.telling import tell_soon
from app.recommendations.models import Version
from app.subjects.models import Subject


def dispose(
    about: Sequence[Comment] | Theme, finding: Finding, by: Account, seen: str | None = None
) -> list[Disposition]:
    """Say what became of some comments, or of all comments under a theme.

    Takes the comments of one assembly or the theme, what became of them, who says so, and the mark
    (`mark_of_comments`, `mark_of_theme`) of what that person had before their eyes. Comments that have an answer of
    their own keep it where a theme is answered. Returns the new rows: one for each comment, or one for the theme.
    Raises WrongField where something compulsory is missing or the text did not change where it is said to; Refused
    where a colleague answered meanwhile, a comment is not published any more, or the theme was merged into another.
    """
    assembly = _assembly_of(about)
    one_at_a_time(assembly.id)
    if isinstance(about, Theme):
        _refuse_stale_theme(about, seen)
    else:
        _refuse_stale_comments(about, seen)
    finding = _sound(finding, assembly)
    if not isinstance(about, Theme):
        _refuse_older_text(about, finding)
    rows = [
        _row(target, finding, assembly, by) for target in ([about] if isinstance(about, Theme) else about)
    ]
    db.session.add_all(rows)
    for row in rows:
        audit.record("disposed", row, actor_id=by.id, outcome=row.outcome)
    tell_soon(assembly.id)
    revisions.touch(assembly.slug)
    return rows


def _assembly_of(about: Sequence[Comment] | Theme) -> Assembly:
    if isinstance(about, Theme):
        return about.assembly
    ids = [comment.id for comment in about]
    whose = select(Subject.assembly_id).join(Comment, Comment.subject_id == Subject.id)
    assembly_ids = db.session.scalars(whose.where(Comment.id.in_(ids)).distinct()).all()
    if len(assembly_ids) != 1:
        raise Refused(gettext("Choose the comments that you want to answer."))
    return db.session.get_one(Assembly, assembly_ids[0])


def _refuse_stale_comments(comments: Sequence[Comment], seen: str | None) -> None:
    ids = [comment.id for comment in comments]
    if seen is not None and seen != mark_of_comments(ids):
        raise Refused(
            gettext(
                "Meanwhile a colleague answered one of these comments, or one is not on show any more."
                " Your words are below. Look at the comments again, then send."
            )
        )
    counted = set(db.session.scalars(select(Comment.id).where(Comment.id.in_(ids), COUNTED)))
    if counted != set(ids):
        raise Refused(gettext("Only published comments of the public take an answer."))


def _refuse_stale_theme(theme: Theme, seen: str | None) -> None:
    db.session.refresh(theme, ["merged_into_id"])
    if theme.merged_into_id is not None:
        raise Refused(gettext("This theme was merged into another one. Answer that one."))
    if seen is not None and seen != mark_of_theme(theme.id):
        raise Refused(
            gettext(
                "Meanwhile a colleague answered this theme. Your words are below. Read theirs first, then send."
            )
        )


def _sound(finding: Finding, assembly: Assembly) -> Finding:
    """The finding without what does not belong to its outcome. Raises WrongField where something is missing."""
    explanation = (finding.explanation or "").strip() or None
    passed_to = (finding.passed_to or "").strip() or None
    if finding.outcome is DispositionOutcome.NO_CHANGE and explanation is None:
        raise WrongField("explanation", gettext("Say why the text stays as it is. The author reads it."))
    if finding.outcome is DispositionOutcome.OUT_OF_SCOPE and passed_to is None:
        raise WrongField("passed_to", gettext("Say to whom you passed it, for example a team or an office."))
    if finding.outcome is not DispositionOutcome.CHANGED:
        passed_to = passed_to if finding.outcome is DispositionOutcome.OUT_OF_SCOPE else None
        return Finding(finding.outcome, explanation, passed_to)
    _must_have_changed(finding, assembly)
    return Finding(finding.outcome, explanation, None, finding.version_id, finding.clause_key)


def _must_have_changed(finding: Finding, assembly: Assembly) -> None:
    if not finding.version_id or not finding.clause_key:
        raise WrongField(
            "change", gettext("Choose the paragraph that changed, and the draft in which it did.")
        )
    change = change_of(finding.version_id, finding.clause_key)
    if change is None or change.version.recommendation.assembly_id != assembly.id:
        raise WrongField(
            "change",
            gettext("This paragraph did not change in that published draft. Choose one that did."),
        )


def _refuse_older_text(comments: Sequence[Comment], finding: Finding) -> None:
    """A comment cannot have changed a text that was there when it was made."""
    if finding.version_id is None:
        return
    changed = db.session.get_one(Version, finding.version_id)
    made_on_it = (
        select(Anchor.comment_id)
        .join(Version, Version.id == Anchor.version_id)
        .where(
            Anchor.comment_id.in_([comment.id for comment in comments]),
            Version.recommendation_id == changed.recommendation_id,
            Version.number >= changed.number,
        )
        .limit(1)
    )
    if db.session.scalar(made_on_it) is not None:
        raise WrongField(
            "change",
            gettext("A comment here was made on that draft or a later one. It cannot have changed it."),
        )


def _row(about: Comment | Theme, finding: Finding, assembly: Assembly, by: Account) -> Disposition:
    return Disposition(
        assembly_id=assembly.id,
        comment_id=about.id if isinstance(about, Comment) else None,
        theme_id=about.id if isinstance(about, Theme) else None,
        outcome=finding.outcome.value,
        explanation=finding.explanation,
        passed_to=finding.passed_to,
        version_id=finding.version_id,
        clause_key=finding.clause_key,
        made_at=clock.now(),
        made_by_id=by.id,
    )
