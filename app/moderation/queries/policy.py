"""Reading the moderation policy: the version in force, earlier ones, single paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import db
from app.moderation.models import ModerationDecision, PolicyParagraph, PolicyVersion

# To load with decisions: the paragraph that each cites, as the version had it that was in force, and that version.
CITED = joinedload(ModerationDecision.paragraph).joinedload(PolicyParagraph.version)
_IN_FORCE = select(func.max(PolicyVersion.number)).scalar_subquery()
# More versions than a policy has in many years. Older ones are reached from version to version.
VERSIONS_LISTED = 20


def policy_in_force() -> PolicyVersion:
    """The version of the policy that holds now, with its paragraphs in order; one query."""
    version = _whole(select(PolicyVersion).where(PolicyVersion.number == _IN_FORCE))
    assert version is not None, "the migrations publish the first version"
    return version


def policy_version(number: int) -> PolicyVersion | None:
    """One version with its paragraphs in order, or None if there never was one; one query."""
    return _whole(select(PolicyVersion).where(PolicyVersion.number == number))


def _whole(query: Select[PolicyVersion]) -> PolicyVersion | None:
    found = db.session.scalars(query.options(joinedload(PolicyVersion.paragraphs))).unique().one_or_none()
    for paragraph in found.paragraphs if found else ():
        # Who keeps the paragraphs alone would make the session forget the version, and read it again for each.
        set_committed_value(paragraph, "version", found)
    return found


def policy_versions() -> Sequence[PolicyVersion]:
    """The last versions without their paragraphs, the one in force first."""
    query = select(PolicyVersion).order_by(PolicyVersion.number.desc()).limit(VERSIONS_LISTED)
    return db.session.scalars(query.options(joinedload(PolicyVersion.published_by))).all()


def changes_between(before: PolicyVersion, after: PolicyVersion) -> Sequence[PolicyVersion]:
    """The last versions after one, up to another, that say what they changed and why; the first of them first."""
    query = select(PolicyVersion).where(
        PolicyVersion.number > before.number,
        PolicyVersion.number <= after.number,
        PolicyVersion.change_note.is_not(None),
    )
    newest = db.session.scalars(query.order_by(PolicyVersion.number.desc()).limit(VERSIONS_LISTED)).all()
    return newest[::-1]


def codes_given() -> set[str]:
    """Every code that a paragraph of any version has or had. None of them ever names another paragraph."""
    return set(db.session.scalars(select(PolicyParagraph.code).distinct()))


def paragraph_of(code: str | None, version_id: int | None = None) -> PolicyParagraph | None:
    """The paragraph of a code in one version, or else in the one in force; None where it has no such paragraph.

    What a decision cites is `decision.paragraph`, which a query can load for a whole list.
    """
    in_force = select(PolicyVersion.id).where(PolicyVersion.number == _IN_FORCE).scalar_subquery()
    return db.session.scalar(
        select(PolicyParagraph)
        .where(PolicyParagraph.code == code)
        .where(PolicyParagraph.version_id == (in_force if version_id is None else version_id))
        .options(joinedload(PolicyParagraph.version))
    )


def last_paragraphs(codes: Iterable[str]) -> Mapping[str, PolicyParagraph]:
    """Paragraphs by code, each as the last version had it that had it at all; one query, none for no codes."""
    wanted = set(codes)
    if not wanted:
        return {}
    other = aliased(PolicyParagraph)
    last = select(func.max(other.version_id)).where(other.code == PolicyParagraph.code).scalar_subquery()
    found = db.session.scalars(
        select(PolicyParagraph)
        .where(PolicyParagraph.code.in_(wanted), PolicyParagraph.version_id == last)
        .options(joinedload(PolicyParagraph.version))
    )
    return {paragraph.code: paragraph for paragraph in found}
