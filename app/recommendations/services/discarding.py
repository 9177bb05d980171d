"""Throwing away what was written and never published."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, events, revisions
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.events import DraftDiscarded
from app.recommendations.models import Citation, Clause, Recommendation, Version
from app.recommendations.queries import draft_of
from app.recommendations.services.turns import refuse_unread


def discard_draft(recommendation: Recommendation, by: Account, seen: str | None = None) -> bool:
    """Throw the unpublished text of a recommendation away; and the recommendation too, if nothing of it was published.

    `seen` is the fingerprint of the draft that the officer looked at. Evidence that only this text rests on is cited
    no more. Returns whether the recommendation itself is gone. Raises Refused for a compiled record, where there is
    no draft, where a colleague changed or published it meanwhile, and where something rests on it.
    """
    if recommendation.is_compiled:
        raise Refused(gettext("This was compiled from public records. Its text is the record’s."))
    one_at_a_time(recommendation.assembly_id)
    draft = draft_of(recommendation)
    if draft is None:
        raise Refused(gettext("There is no draft any more. It was published or discarded meanwhile."))
    refuse_unread(draft, seen, by)
    published = set(
        db.session.scalars(
            select(Version.id).where(
                Version.recommendation_id == recommendation.id, Version.published_at.is_not(None)
            )
        )
    )
    if draft.id in published:
        raise Refused(gettext("This version is published already."))
    slug = recommendation.assembly.slug
    audit.record("discarded", draft, actor_id=by.id, number=draft.number, stage=draft.stage)
    if not published:
        audit.record("discarded", recommendation, actor_id=by.id, reference=recommendation.reference)
    events.announce(DraftDiscarded(draft.id))
    try:
        # Whatever else rests on it, on whichever floor, points at it, and the database knows.
        with db.session.begin_nested():
            _delete(recommendation, draft, published)
    except IntegrityError:
        raise Refused(
            gettext("Something rests on this, for example a comment. So it cannot be discarded.")
        ) from None
    revisions.touch(slug)
    return not published


def _delete(recommendation: Recommendation, draft: Version, published: set[int]) -> None:
    for citation in _citations_that_go(recommendation, published):
        db.session.delete(citation)
    db.session.delete(draft)
    db.session.flush()
    db.session.expire(recommendation, ["versions"])
    if not published:
        db.session.delete(recommendation)
        db.session.flush()
        db.session.delete(recommendation.subject)
        db.session.flush()


def _citations_that_go(recommendation: Recommendation, published: set[int]) -> list[Citation]:
    """All of them where the whole recommendation goes; else those at paragraphs that only the draft has."""
    cited = select(Citation).where(Citation.recommendation_id == recommendation.id)
    if not published:
        return list(db.session.scalars(cited))
    stay = select(Clause.key).where(Clause.version_id.in_(published))
    return list(
        db.session.scalars(cited.where(Citation.clause_key.is_not(None), Citation.clause_key.not_in(stay)))
    )
