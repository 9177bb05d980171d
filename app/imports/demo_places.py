"""Where the comments of an invented assembly stand in the versions that came after them."""

from __future__ import annotations

from app.comments.queries.places import carrier_to, mark_of, waiting_anchors
from app.comments.services.places import keep_places
from app.core import clock
from app.core.db import db
from app.imports.demo_council import Scene


def load_places(scene: Scene) -> None:
    """Place the comments on former versions, as the worker would have when each later one was published."""
    db.session.flush()
    for version in sorted(scene.versions.values(), key=lambda one: (one.recommendation_id, one.number)):
        published_at = version.published_at
        assert published_at is not None, "the samples hold no unpublished version"
        with clock.at(published_at):
            carrier = carrier_to(version)
            waiting = waiting_anchors(version, carrier, 0, len(scene.comments))
            places = {each.comment_id: carrier.carry(each.made, each.last) for each in waiting}
            if places:
                keep_places(version.id, mark_of(version), places)
