"""What was said, pasted as text or as captions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, TextAreaField, ValidationError

from app.core.forms import Length
from app.core.text import excerpt, tidy
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.forms.fields import LanguageForm
from app.evidence.models import Transcript
from app.evidence.standing import Thing
from app.evidence.transcripts import CueWords, TranscriptRefused, as_text, read_transcript
from app.files.models import FileKind
from app.files.received import Received
from app.files.services import read_text
from app.files.uploads import HintedUpload

# Some hours of captions. What is more than a form may hold does not come as far as here.
LONGEST_TRANSCRIPT = 1_500_000


class TranscriptForm(CorrectionForm, LanguageForm):
    """A transcript as WebVTT or as plain text, from a file or pasted. A file takes the place of what is pasted."""

    upload = HintedUpload(
        lazy_gettext("A file with the words"), kinds=[FileKind.VTT, FileKind.TXT], for_words=True, most_mb=1
    )
    text = TextAreaField(
        lazy_gettext("The words"),
        [Length(LONGEST_TRANSCRIPT)],
        filters=[lambda typed: tidy(typed) if typed else ""],
        description=lazy_gettext(
            "Paste captions (WebVTT), or plain text. Begin a line with a time and a name if you have them:"
            " [12:34] Dr Ann Reid: Good morning. Put a blank line between paragraphs."
            " Each time you write a name like “A member”, it means another person."
        ),
    )
    seen = HiddenField()

    def __init__(
        self, transcript: Transcript | None = None, seen: str = "", corrects: Sequence[Thing] = ()
    ) -> None:
        start: dict[str, Any] = {"seen": seen}
        if transcript is not None:
            start |= {"text": as_text(transcript.cues), "language": transcript.language}
        super().__init__(start, corrects)
        self.cues: Sequence[CueWords] = ()

    def validate_upload(self, field: HintedUpload) -> None:
        """Its words take the place of those in the box, where they can be mended if something is wrong with them."""
        received: Received | None = field.data
        if received is None:
            return
        if received.size > field.largest:
            raise ValidationError(gettext("This file is too large for a transcript. It can have up to 1 MB."))
        self.text.data = tidy(read_text(received))

    def validate_text(self, field: TextAreaField) -> None:
        """A transcript. Where one line is wrong, the message shows it."""
        if self.upload.errors:
            return
        try:
            self.cues = read_transcript(field.data or "")
        except TranscriptRefused as refusal:
            raise ValidationError(_with_the_line(refusal, field.data or "")) from None


def _with_the_line(refusal: TranscriptRefused, text: str) -> str:
    if refusal.line is None:
        return str(refusal)
    line = text.split("\n")[refusal.line - 1]
    return f"{refusal} {gettext('The line says: “%(words)s”', words=excerpt(line, 80))}"
