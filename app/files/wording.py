"""What a person reads when a file is refused: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext, lazy_gettext, ngettext

from app.core.direction import joined
from app.core.text import excerpt
from app.files.findings import TakenOut, Words
from app.files.kinds import FileKind
from app.files.names import FOREIGN_NAMES, kind_name
from app.files.received import Received
from app.files.refusals import FileRefused, Reason

# As much of what was left out as it takes to find it in Word.
PASSAGE, MOST_PASSAGES = 80, 5
SENTENCES = {
    Reason.EMPTY: lazy_gettext("This file is empty. Choose another one."),
    Reason.TOO_LARGE: lazy_gettext(
        "This file is too large. It can have up to %(most)s MB. Make it smaller, or link to where it can be found."
    ),
    Reason.TOO_MANY: lazy_gettext("That is too many files at once. Send up to %(most)s."),
    Reason.TOO_HEAVY: lazy_gettext(
        "This file takes too long or too much memory to check. Make a picture smaller, or save a document in a"
        " simpler form, and send that."
    ),
    Reason.UNKNOWN: lazy_gettext("We do not know this kind of file. You can send %(allowed)s."),
    Reason.FOREIGN: lazy_gettext("This is %(foreign)s."),
    Reason.MISNAMED: lazy_gettext(
        "The name ends in .%(ending)s, but what is inside is a different kind: %(kind)s (.%(right)s)."
        " Check that it is the right file. If it is, save it with the right ending."
    ),
    Reason.BROKEN: lazy_gettext(
        "This file is damaged or not whole, so we cannot open it. Open it on your computer, save it again, and"
        " send the new copy."
    ),
    Reason.LOCKED: lazy_gettext(
        "This file is locked, for example with a password. Save a copy without the lock, so that everybody can read"
        " it, and send that."
    ),
    Reason.BOMB: lazy_gettext(
        "This file unpacks to far more than its size, which can stop a computer. Save it again from the program that"
        " made it. If it is very large, send the data as CSV."
    ),
    Reason.TRICKY: lazy_gettext(
        "This file is put together in a way that no office program does. Save it again from the program that made it."
    ),
    Reason.MACROS: lazy_gettext(
        "This file has macros: small programs that would run on readers’ computers. Save a copy without macros"
        " (.docx, .xlsx or .odt) and send that."
    ),
    Reason.SCRIPTS: lazy_gettext(
        "This PDF has scripts or starts other programs, which could harm readers. Print it to a new PDF and send"
        " that."
    ),
    Reason.ATTACHMENTS: lazy_gettext(
        "This PDF has other files hidden inside it. Save it without attachments, and send the other files by"
        " themselves."
    ),
    Reason.TOO_MANY_PIXELS: lazy_gettext(
        "This picture has too many pixels. It can have up to %(most)s million, such as 8,000 by 6,000. Make it smaller."
    ),
    Reason.WEB_PAGE: lazy_gettext(
        "This is a web page. Print it to a PDF, or save its text as plain text, and send that."
    ),
    Reason.PROGRAM: lazy_gettext("This is a program or script. It cannot be published here."),
    Reason.DEFINITIONS: lazy_gettext(
        "This drawing has definitions (ENTITY) that can make a browser stop. Save it as plain SVG and send that."
    ),
    Reason.NO_DRAWING: lazy_gettext(
        "This is not a drawing that a browser can show. Save it as plain SVG or as PNG, and send that."
    ),
    Reason.ENDLESS_DRAWING: lazy_gettext(
        "This drawing has far too many parts within parts, which can make a browser stop. Save it as PNG and send that."
    ),
    Reason.TWO_IN_ONE: lazy_gettext(
        "This file is two kinds of file at once, which can mislead a computer. Save it again from the program that"
        " made it."
    ),
    Reason.NOT_TEXT: lazy_gettext(
        "This is not plain text: it holds characters that no text has. Save it as plain text (UTF-8) and send that."
    ),
    Reason.NO_CUES: lazy_gettext(
        "There are no captions in this file. Below the line WEBVTT, each should have its times and its words."
    ),
    Reason.BAD_CAPTION: lazy_gettext(
        "Line %(line)s of this file cannot be read: “%(words)s”. Captions have a blank line before them and times"
        " like 00:12:34.000 --> 00:12:38.500."
    ),
    Reason.BACKWARD_CAPTION: lazy_gettext("The caption on line %(line)s ends before it begins."),
    Reason.NO_CAPTIONS_HEAD: lazy_gettext(
        "This file ends in .vtt but does not begin with WEBVTT, so players cannot read it. Put WEBVTT on its first line"
        " and a blank line below it."
    ),
    Reason.NO_WORDS: lazy_gettext(
        "We cannot read the words of this document. Open it, save it again as a Word document (.docx), and send that."
    ),
}

TAKEN_OUT = {
    TakenOut.SCRIPT: lazy_gettext("a script"),
    TakenOut.PAGE: lazy_gettext("a part of a web page"),
    TakenOut.ELSEWHERE: lazy_gettext("something that would be fetched from elsewhere"),
    TakenOut.LINK: lazy_gettext("a link"),
    TakenOut.ANIMATION: lazy_gettext("an animation"),
    TakenOut.OTHER: lazy_gettext("a part that browsers do not draw"),
}


def kinds_in_words(kinds: Collection[FileKind], also: Collection[str] = ()) -> str:
    """Endings in a row, for a hint or a message: "PDF, DOCX, CSV"."""
    return ", ".join([*(kind.value.upper() for kind in FileKind if kind in kinds), *map(str.upper, also)])


def what_was_taken_out(received: Received) -> str | None:
    """What the person reads where a file is taken, but not all of it; None where it is as it was sent."""
    if not received.taken_out:
        return None
    words: str = gettext(
        "To keep readers safe, we took this out of the file: %(things)s. Look at the file before you publish it.",
        things=", ".join(str(TAKEN_OUT[TakenOut(each)]) for each in received.taken_out),
    )
    return words


def how_words_were_read(words: Words) -> list[str]:
    """What an officer must know of the words of a Word document: what was left out, and what was taken for granted."""
    told = []
    if words.is_tracked:
        told.append(
            gettext(
                "This file has tracked changes. We read it as if all of them were accepted. If that is not right,"
                " accept or reject them in Word and send the file again."
            )
        )
    if words.struck:
        told.append(gettext("Struck out in Word, so left out here: %(words)s", words=_quoted(words.struck)))
    if words.hidden:
        told.append(gettext("Hidden in Word, so left out here: %(words)s", words=_quoted(words.hidden)))
    if words.has_nested_tables:
        told.append(
            gettext(
                "A table stands inside another one. Its rows became words of the cell around it: check them."
            )
        )
    return told


def _quoted(passages: Sequence[str]) -> str:
    """The first passages, shortened, in quotation marks; and how many more there are."""
    quoted = [gettext("“%(words)s”", words=excerpt(each, PASSAGE)) for each in passages[:MOST_PASSAGES]]
    more = len(passages) - len(quoted)
    return joined(", ", [*quoted, ngettext("and %(num)s more", "and %(num)s more", more) if more else None])


def sentence(refusal: FileRefused) -> str:
    """What the person reads, in the language in force."""
    values = dict(refusal.values)
    if "kind" in values:
        values["right"] = values["kind"]
        values["kind"] = kind_name(values["kind"])
    if "foreign" in values:
        values["foreign"] = str(FOREIGN_NAMES[values["foreign"]])
    values.setdefault("allowed", kinds_in_words(list(FileKind)))
    return str(SENTENCES[refusal.reason]) % values
