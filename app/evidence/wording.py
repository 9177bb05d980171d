"""Sessions, speakers, files and recordings as pages and previews show them: finished words, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext

from app.core import dates, languages
from app.core.dates import NBSP
from app.core.direction import joined
from app.evidence.models import AssemblySession, EvidenceFile, FileVersion, Speaker
from app.evidence.names import LANGUAGE_NAMES
from app.evidence.words import SpeakerWords
from app.files.kinds import MEDIA_TYPES, PICTURES, FileKind
from app.files.models import StoredFile
from app.files.names import kind_name

Words = dict[str, Any]
WORDS_A_MINUTE = 220
# A page shows a drawing of up to so many bytes; a larger one is there to be saved.
LARGEST_DRAWING_SHOWN = 200_000


# ---- Time, size, language ----


def minutes_to_read(*texts: str | None) -> int:
    """How many minutes somebody reads these texts for, at 220 words a minute."""
    return minutes_for(sum(len(text.split()) for text in texts if text))


def minutes_for(words: int) -> int:
    """The whole minutes that so many words take to read, at least one; none where there are none."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


def reading_time(minutes: int, transcript: int = 0) -> str:
    """ "4 minutes to read, transcript 40 minutes"; nothing where there is nothing to read."""
    if not transcript:
        return str(ngettext("%(num)d minute to read", "%(num)d minutes to read", minutes)) if minutes else ""
    spoken = ngettext("transcript %(num)d minute", "transcript %(num)d minutes", transcript)
    return f"{reading_time(minutes)}, {spoken}" if minutes else reading_time(transcript)


def duration_words(seconds: int) -> str:
    """How long a recording is: "45 seconds", "12 minutes", "1 hour 12 minutes"."""
    if seconds < 60:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [
        ngettext("%(num)d hour", "%(num)d hours", hours) if hours else "",
        ngettext("%(num)d minute", "%(num)d minutes", minutes) if minutes else "",
    ]
    return " ".join(part for part in parts if part)


def size_words(size: int) -> str:
    """The size of a file: "340 KB", "1.2 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}KB"
    millions = size / 1_000_000
    return f"{millions:.1f}{NBSP}MB" if millions < 10 else f"{round(millions)}{NBSP}MB"


def language_name(code: str) -> str:
    """What a language is called, in the reader's own: "Welsh"."""
    return str(LANGUAGE_NAMES.get(code, code))


def other_language(code: str) -> str:
    """The code where it is another language than the page's, for its `lang` attribute; else nothing."""
    return code if code != languages.current() else ""


def host_of(address: str) -> str:
    """The name of the site to which a link leads: "www.youtube.com"."""
    return urlsplit(address).hostname or address


# ---- Sessions and speakers ----


def when_of(session: AssemblySession) -> str:
    """When a session was, as precisely as it is known."""
    if session.starts_at is not None:
        return dates.moment(session.starts_at, weekday=True)
    return dates.partial(session.held_on) or str(gettext("date not known"))


def speaker_name(speaker: Speaker | SpeakerWords) -> str:
    """What a speaker is called; some records name only the organisation."""
    return speaker.name or speaker.organisation or str(gettext("Name not recorded"))


def speaker_words(speaker: Speaker | SpeakerWords) -> Words:
    """One speaker: name, work (role and organisation, as far as they are not the name already), interests."""
    organisation = speaker.organisation if speaker.name else None
    return {
        "name": speaker_name(speaker),
        "work": joined(", ", (speaker.role, organisation)),
        "interests": speaker.interests or "",
    }


# ---- Files ----


def what_file(stored: StoredFile) -> str:
    """What a file is and how long: "PDF, 12 pages", "MP4 video, 48 minutes"."""
    parts = [
        kind_name(stored.kind),
        ngettext("%(num)d page", "%(num)d pages", stored.pages) if stored.pages else "",
        duration_words(stored.seconds) if stored.seconds else "",
    ]
    return ", ".join(part for part in parts if part)


def what_and_size(version: FileVersion) -> str:
    """What a version is and how large: "PDF, 12 pages, 1.2 MB"."""
    return f"{what_file(version.stored)}, {size_words(version.stored.size)}"


def version_name(version: FileVersion) -> str:
    """What a version of a file is called: "Version 2"."""
    return str(gettext("Version %(number)s", number=version.number))


def files_words(files: Iterable[EvidenceFile], root: str, language: str = "") -> list[Words]:
    """The files beside an item or a session, in their order.

    `root` is the address of the assembly's pages, or of its pages at the desk, below which the files lie. `language` is
    that of what they stand beside: a file in another one says so, in whatever language the page is. One that was
    taken away after it had been public is a trace: when and why, without its name.
    """
    return [
        _file_words(file, root, language) if file.removed_at is None else _trace_words(file)
        for file in files
        if file.removed_at is None or file.removed_reason
    ]


def _trace_words(file: EvidenceFile) -> Words:
    removed_on = dates.day(file.removed_at) if file.removed_at else ""
    return {"removed_on": removed_on, "reason": (file.removed_reason or "").rstrip(".")}


def _file_words(file: EvidenceFile, root: str, language: str) -> Words:
    version = file.current
    lang = other_language(file.language)
    is_foreign = bool(lang) or (bool(language) and file.language != language)
    parts = [
        gettext("Added %(date)s", date=dates.day(version.added_at)),
        _other_kind_words(file),
        gettext("in %(language)s", language=language_name(file.language)) if is_foreign else "",
        gettext("licence: %(licence)s", licence=file.licence) if file.licence else "",
    ]
    return {
        "removed_on": "",
        "label": file.label,
        "lang": lang,
        "url": version.path_below(root),
        "what": joined(", ", (version_name(version) if version.number > 1 else "", what_and_size(version))),
        "note": joined(" · ", parts),
        "picture": _picture_words(version, root),
        "former": _former_words(file, root),
    }


def _other_kind_words(file: EvidenceFile) -> str:
    """Who has a PDF and finds a text file in its place wants to know that it is no mistake."""
    kinds = [each.stored.kind for each in file.versions]
    if len(kinds) < 2 or kinds[-1] == kinds[-2]:
        return ""
    return str(gettext("the version before was a different kind: %(kind)s", kind=kind_name(kinds[-2])))


def _picture_words(version: FileVersion, root: str) -> Words | None:
    """A picture with its smaller sizes, from which the browser chooses; or a drawing, which has none."""
    stored = version.stored
    url = version.path_below(root)
    if stored.kind == FileKind.SVG and stored.size <= LARGEST_DRAWING_SHOWN:
        # As a picture nothing in it runs. Opened by itself it would be a page of ours, so it is only ever saved.
        return {"url": url, "srcset": "", "width": None, "height": None, "opens": False}
    if FileKind(stored.kind) not in PICTURES or not stored.width or not stored.height:
        return None
    sizes = [f"{url}?width={each.width} {each.width}w" for each in stored.renditions]
    return {
        "url": url,
        "srcset": ", ".join([*sizes, f"{url} {stored.width}w"]) if sizes else "",
        "width": stored.width,
        "height": stored.height,
        "opens": True,
    }


def _former_words(file: EvidenceFile, root: str) -> list[Words]:
    """What the file was before, the latest first, with the day and the reason of each change."""
    changes = zip(file.versions, file.versions[1:], strict=False)
    return [
        {
            "url": former.path_below(root),
            "name": version_name(former),
            "what": what_and_size(former),
            "added": gettext("Added on %(date)s.", date=dates.day(former.added_at)),
            "replaced_on": dates.day(following.added_at),
            "reason": (following.note or "").rstrip("."),
        }
        for former, following in reversed(list(changes))
    ]


def recording_of(files: Sequence[EvidenceFile]) -> EvidenceFile | None:
    """The first file that a browser can play, or None."""
    return next((file for file in files if file.removed_at is None and file.is_recording), None)


def recording_words(
    files: Sequence[EvidenceFile], root: str, captions_url: str = "", captions_language: str = "en"
) -> Words | None:
    """The recording among these files, for the player; `captions_url` where a transcript with times gives captions."""
    file = recording_of(files)
    if file is None:
        return None
    stored = file.current.stored
    return {
        "url": file.current.path_below(root),
        "element": "audio" if stored.kind == FileKind.MP3 else "video",
        "type": MEDIA_TYPES[FileKind(stored.kind)],
        "label": file.label,
        "length": duration_words(stored.seconds) if stored.seconds else "",
        "width": stored.width,
        "height": stored.height,
        "captions_url": captions_url,
        "captions_language": captions_language,
        "captions_label": language_name(captions_language),
    }
