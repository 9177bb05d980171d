"""Files beside sessions and items, and the Word file from which an item's text is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, ValidationError

from app.core.errors import Stale, WrongField
from app.core.forms import Line, OnceForm, Prose, StaffForm
from app.core.required import Required
from app.core.text import has_control_characters, says_something
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.forms.fields import LanguageForm, Licence
from app.evidence.models import EvidenceFile
from app.evidence.standing import Thing
from app.evidence.words import FileWords
from app.files.models import FileKind
from app.files.received import Received
from app.files.uploads import HintedUpload
from app.files.wording import how_words_were_read

LONGEST_BODY = 100_000


class FileForm(LanguageForm):
    """What readers see of a file."""

    label = Line(
        lazy_gettext("What it is"),
        [Required(lazy_gettext("Write what it is, for example: The slides."))],
        description=lazy_gettext("Readers see this in place of the file’s name. For example: The slides."),
    )
    licence = Licence()
    seen = HiddenField()

    def __init__(self, file: EvidenceFile | None = None, seen: str = "") -> None:
        names = ("label", "licence", "language")
        start = {name: getattr(file, name) for name in names} if file is not None else {}
        super().__init__(data=start | {"seen": seen})

    def words(self) -> FileWords:
        """What was typed, in the terms of the service."""
        return FileWords(self.label.data or "", self.licence.data or None, self.language.data)


class NewFileForm(OnceForm, FileForm):
    """A file with what readers see of it."""

    upload = HintedUpload(lazy_gettext("File"), [Required(lazy_gettext("Choose a file."))])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever must mend one chooses the file again."""
        return self.upload.asked_again(bool(super().validate(extra_validators)))

    def give_back(self, stale: Stale) -> None:
        """Say why, and ask for the file again."""
        super().give_back(stale)
        self.upload.asked_again(sound=False)


class ReplaceForm(StaffForm):
    """Another content for a file, and why."""

    upload = HintedUpload(lazy_gettext("The new file"), [Required(lazy_gettext("Choose a file."))])
    note = Prose(
        lazy_gettext("Why it is replaced"),
        [Required(lazy_gettext("Write why it is replaced. Readers see it."))],
        description=lazy_gettext("One sentence, for example: A figure on page 4 was wrong. Readers see it."),
        most=500,
    )
    seen = HiddenField()

    def __init__(self, seen: str = "") -> None:
        super().__init__(data={"seen": seen})

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; whoever must mend one chooses the file again."""
        return self.upload.asked_again(bool(super().validate(extra_validators)))


class RemoveForm(StaffForm):
    """Why a file is taken away."""

    reason = Prose(
        lazy_gettext("Why you take it away"),
        description=lazy_gettext(
            "One plain sentence. Readers see it, so do not repeat what must not be read."
        ),
        most=500,
    )


class WordForm(CorrectionForm):
    """A Word file from which the text of an item is taken."""

    upload = HintedUpload(
        lazy_gettext("Word file"), [Required(lazy_gettext("Choose a Word file."))], kinds=[FileKind.DOCX]
    )
    seen = HiddenField()

    def __init__(self, seen: str = "", corrects: Sequence[Thing] = ()) -> None:
        super().__init__({"seen": seen}, corrects)
        self.body = ""
        self.read_as: list[str] = []

    def validate_upload(self, field: HintedUpload) -> None:
        """A document whose words can be read, and that says something."""
        received: Received | None = field.data
        if received is None:
            return
        words = received.markdown
        if words is None or has_control_characters(words):
            raise ValidationError(
                gettext("The words of this document cannot be read. Copy them and paste them into the text.")
            )
        if not says_something(words):
            raise ValidationError(gettext("There are no words in this document."))
        if len(words) > LONGEST_BODY:
            message = gettext(
                "This document has %(count)s characters of text. A page can have up to %(most)s. Add the document as a"
                " file instead, and write the main points as text.",
                count=f"{len(words):,}",
                most=f"{LONGEST_BODY:,}",
            )
            raise ValidationError(message)
        self.body = words
        self.read_as = how_words_were_read(received.words) if received.words is not None else []

    def show(self, refusal: WrongField) -> None:
        """As ever; and whoever must mend something chooses the file again."""
        super().show(refusal)
        self.upload.asked_again(sound=False)
