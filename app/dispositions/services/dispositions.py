"""Saying what became of comments. A disposition never changes; a further one corrects it, and the former stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ColumnElement, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.models import Comment
from app.comments.queries import COUNTED
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.dispositions.models import Disposition, DispositionOutcome, Finding, Theme
from app.dispositions.queries.changed_clauses import change_of
from app.dispositions.queries.dispositions import (
    current_dispositions,
    dispositions_of_theme,
    is_outdone,
    mark_of_comments,
    mark_of_theme,
)
from app.dispositions.queries.themes import in_theme
from app.dispositions.queries.unanswered import before_change
from app.dispositions.services.settling import settle
from app.dispositions.services.telling import tell_soon
from app.dispositions.services.themes import read_anew
from app.recommendations.models import Version
from app.subjects.models import Subject


def dispose(
    about: Sequence[Comment] | Theme, finding: Finding, by: Account, seen: str | None = None
) -> list[Disposition]:
    """Say what became of some comments, or of all comments under a theme.

    Takes the comments of one assembly or the theme, what became of them, who says so, and the mark
    (`mark_of_comments`, `mark_of_theme`) of what that person had before their eyes. Comments that have an answer of
    their own keep it where a theme is answered; where its answer is that the text changed, whatever was written after
    that waits for another one, and so do comments on other recommendations unless they led to the change too.
    Returns the new rows: one for the theme, or one for each comment that does not have this very answer already.
    Raises WrongField where something compulsory is missing, something was filled in for another outcome, the text did
    not change where it is said to, or no comment can have changed it; Refused where a colleague answered meanwhile, a
    comment is not published any more, the theme was merged into another, or all of them have this very answer.
    """
    assembly = _assembly_of(about)
    one_at_a_time(assembly.id)
    if isinstance(about, Theme):
        _refuse_stale_theme(about, seen)
    else:
        _refuse_stale_comments(about, seen)
    finding = _sound(finding, assembly)
    _refuse_what_changed_nothing(about, finding)
    targets = _without_this_answer(about, finding)
    if not targets:
        raise Refused(gettext("Nothing is different from the answer in force, so nothing was sent."))
    moment = clock.now()
    rows = [_row(target, finding, assembly, by, moment) for target in targets]
    db.session.add_all(rows)
    for row in rows:
        audit.record("disposed", row, actor_id=by.id, outcome=row.outcome)
    settle(assembly.id, _answered_by(about))
    tell_soon(assembly.id, moment)
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
    read_anew(theme)
    if theme.merged_into_id is not None:
        raise Refused(gettext("This theme was merged into another one. Answer that one."))
    if seen is not None and seen != mark_of_theme(theme.id):
        raise Refused(
            gettext(
                "Meanwhile a colleague answered this theme. Your words are below. Read theirs first, then send."
            )
        )


def _sound(finding: Finding, assembly: Assembly) -> Finding:
    """The finding in tidy words. Raises WrongField where something is missing, or belongs to another outcome."""
    explanation = (finding.explanation or "").strip() or None
    passed_to = (finding.passed_to or "").strip() or None
    if finding.outcome is DispositionOutcome.NO_CHANGE and explanation is None:
        raise WrongField("explanation", gettext("Say why the text stays as it is. The author reads it."))
    if finding.outcome is DispositionOutcome.OUT_OF_SCOPE and passed_to is None:
        raise WrongField("passed_to", gettext("Say to whom you passed it, for example a team or an office."))
    if finding.outcome is not DispositionOutcome.OUT_OF_SCOPE and passed_to is not None:
        raise WrongField(
            "passed_to",
            gettext(
                "You wrote to whom it was passed. Choose “Out of scope, passed on”, or empty this field."
            ),
        )
    if finding.outcome is not DispositionOutcome.CHANGED:
        if finding.version_id or finding.clause_key:
            raise WrongField(
                "change",
                gettext("You chose a change. Choose “Changed the text” as well, or take the change out."),
            )
        if finding.others_too:
            raise WrongField("others_too", gettext("Tick this only with “Changed the text”."))
        return Finding(finding.outcome, explanation, passed_to)
    _must_have_changed(finding, assembly)
    return replace(finding, explanation=explanation, passed_to=None)


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


def _refuse_what_changed_nothing(about: Sequence[Comment] | Theme, finding: Finding) -> None:
    """What was written after a text had changed did not change it; what is about another one, only if it is said."""
    if finding.version_id is None:
        return
    changed = db.session.get_one(Version, finding.version_id)
    assert changed.published_at is not None, "a text that nobody has published changed nothing"
    if isinstance(about, Theme):
        before = before_change(about, changed)
        if before.comments and not before.reached(finding.others_too):
            raise WrongField(
                "change",
                gettext(
                    "No comment under this theme can have led to this change: they came later, or are about other"
                    " recommendations. Choose another change, or say below that others led to it too."
                ),
            )
    elif any(comment.created_at >= changed.published_at for comment in about):
        raise WrongField(
            "change",
            gettext("A comment here was made when that draft was public already. It cannot have changed it."),
        )
    elif not finding.others_too and any(
        comment.subject_id != changed.recommendation.subject_id for comment in about
    ):
        raise WrongField(
            "others_too",
            gettext(
                "Some of these comments are about another recommendation. Tick this box if they led to this change"
                " too, or answer them apart."
            ),
        )


def _without_this_answer(
    about: Sequence[Comment] | Theme, finding: Finding
) -> Sequence[Comment] | Sequence[Theme]:
    """Those that the answer says something new of: their authors alone get a letter. A theme may say again what it
    said where another theme's answer came after it."""
    if isinstance(about, Theme):
        last = next(reversed(dispositions_of_theme(about.id)), None)
        is_new = last is None or last.finding != finding or is_outdone(last)
        return [about] if is_new else []
    answers = current_dispositions(comment.id for comment in about)
    return [
        comment for comment in about if comment.id not in answers or answers[comment.id].finding != finding
    ]


def _answered_by(about: Sequence[Comment] | Theme) -> ColumnElement[bool]:
    return (
        in_theme(about.id) if isinstance(about, Theme) else Comment.id.in_([comment.id for comment in about])
    )


def _row(
    about: Comment | Theme, finding: Finding, assembly: Assembly, by: Account, moment: datetime
) -> Disposition:
    return Disposition(
        assembly_id=assembly.id,
        comment_id=about.id if isinstance(about, Comment) else None,
        theme_id=about.id if isinstance(about, Theme) else None,
        outcome=finding.outcome.value,
        explanation=finding.explanation,
        passed_to=finding.passed_to,
        version_id=finding.version_id,
        clause_key=finding.clause_key,
        others_too=finding.others_too,
        made_at=moment,
        made_by_id=by.id,
    )
