"""Links that several sessions share, such as that of a channel: each leads to videos, and is no session's recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.evidence.models import AssemblySession


def shared_recordings(sessions: Iterable[AssemblySession]) -> set[str]:
    """The recordings' addresses that more than one of these sessions has."""
    counted = Counter(session.recording_url for session in sessions if session.recording_url)
    return {url for url, number in counted.items() if number > 1}
