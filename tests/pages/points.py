"""The points of the openness checklist, looked at one by one, and what an open assembly holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.assemblies.models import Assembly, OpennessState
from app.evidence.models import Speaker
from app.pages.openness import Point, read_openness

MET, NOT_MET, NOT_APPLICABLE = OpennessState
HELD: dict[str, Any] = {
    "agenda": "Welcome",
    "recording_url": "https://video.example/1",
    "summary": "In short.",
}


def point_of(assembly: Assembly, key: str) -> Point:
    return next(point for point in read_openness(assembly).points if point.item.key == key)


def standing_of(assembly: Assembly, key: str) -> tuple[OpennessState, str]:
    point = point_of(assembly, key)
    return point.state, point.found.text


def speakers_called(*names: str, interests: str | None = None) -> Sequence[Speaker]:
    return [Speaker(position=n, name=name, interests=interests) for n, name in enumerate(names, 1)]
