"""Keeping evidence, by noun: sessions, speakers, items, files, transcripts, and publishing.

Officers write drafts, look at them, and publish them. Every verb that changes what readers see, or will see, announces
ItemChanged or SessionChanged. What readers have seen is kept before it is changed, and they are told why.
"""

from __future__ import annotations

from app.evidence.services.discarding import discard, forget_contents
from app.evidence.services.erasing import erase_file
from app.evidence.services.files import attach_file, edit_file, move_file, remove_file, replace_file
from app.evidence.services.items import add_item, edit_item, move_item
from app.evidence.services.publishing import (
    call_off,
    publish,
    publish_item,
    publish_session,
    unpublish,
    unpublish_item,
    unpublish_session,
)
from app.evidence.services.rules import fingerprint, state_mark
from app.evidence.services.sessions import add_session, edit_session, move_session
from app.evidence.services.speakers import add_speaker, edit_speaker, move_speaker, remove_speaker
from app.evidence.services.transcripts import remove_transcript, write_transcript
from app.evidence.services.wordings import show_again, withhold

__all__ = [
    "add_item",
    "add_session",
    "add_speaker",
    "attach_file",
    "call_off",
    "discard",
    "edit_file",
    "edit_item",
    "edit_session",
    "edit_speaker",
    "erase_file",
    "fingerprint",
    "forget_contents",
    "move_file",
    "move_item",
    "move_session",
    "move_speaker",
    "publish",
    "publish_item",
    "publish_session",
    "remove_file",
    "remove_speaker",
    "remove_transcript",
    "replace_file",
    "show_again",
    "state_mark",
    "unpublish",
    "unpublish_item",
    "unpublish_session",
    "withhold",
    "write_transcript",
]
