"""Publishing a version. It never changes afterwards; what comes next is a new version."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, events, revisions
from app.core.errors import Refused
from app.recommendations.events import VersionPublished
from app.recommendations.models import Version
from app.recommendations.queries import current_version
from app.recommendations.services.turns import refuse_unread
from app.recommendations.side_by_side import says_nothing_new
from app.subjects.services import keep_subject


def publish_version(version: Version, by: Account, seen: str | None = None) -> None:
    """Make a version public. From then on it never changes.

    `seen` is the fingerprint of what the officer looked at: words that a colleague changed meanwhile are not
    published unread. Raises Refused if they differ, if the version is public already or says nothing new, or if the
    assembly is not public.
    """
    recommendation = version.recommendation
    assembly = recommendation.assembly
    one_at_a_time(assembly.id)
    refuse_unread(version, seen, by)
    if version.published_at is not None:
        raise Refused(gettext("This version is published already."))
    if not assembly.is_public:
        raise Refused(gettext("The assembly itself is not public yet. Publish the assembly first."))
    if says_nothing_new(version, current_version(recommendation)):
        raise Refused(
            gettext("This says the same as the published text. Go on writing, or discard this draft.")
        )
    version.published_at, version.published_by_id = clock.now(), by.id
    recommendation.title = version.title
    keep_subject(
        recommendation.subject, version.title, recommendation.subject.public_from or version.published_at
    )
    audit.record("published", version, actor_id=by.id, number=version.number, stage=version.stage)
    revisions.touch(assembly.slug)
    events.announce(VersionPublished(version.id))
