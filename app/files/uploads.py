"""The field of a form that takes a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from flask import current_app
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from app.core.requests import MEGABYTE
from app.files.kinds import ENDINGS, SUBRIP, FileKind
from app.files.names import kind_name
from app.files.received import Received
from app.files.receiving import MOST_FILES, Incoming
from app.files.refusals import FileRefused, Reason
from app.files.wording import kinds_in_words, sentence


class Upload(FileField):
    """One file, examined and stored: `data` is a `Received`, or None where none was chosen.

    Its view wears `@receives_files`, its form has `enctype="multipart/form-data"`. `kinds` says which may be sent here.
    With `for_words` the file is not published: captions of another kind may come too, and those with mistakes.
    Ask for one with `Required`.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Iterable[Any] = (),
        kinds: Collection[FileKind] = tuple(FileKind),
        for_words: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, list(validators), **rest)
        self.kinds = frozenset(kinds)
        self.for_words = for_words
        self.data: Received | None = None

    @property
    def accept(self) -> str:
        """What the browser offers to choose from; it does not bind anybody."""
        endings = [ending for ending, kind in ENDINGS.items() if kind in self.kinds]
        return ",".join(f".{ending}" for ending in [*endings, *([SUBRIP] if self.for_words else [])])

    @property
    def kinds_in_words(self) -> str:
        """Endings in a row, as a hint: "PDF, DOCX, CSV"."""
        return kinds_in_words(self.kinds, also=[SUBRIP] if self.for_words else [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the file that came under this name. Raises ValueError with what is wrong with it."""
        self.data = None
        sent = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        self.raw_data = [each.filename for each in sent]
        if len(sent) > 1:
            raise ValueError(gettext("Choose one file here."))
        if sent:
            self.data = self._taken(sent[0])

    def _taken(self, part: FileStorage) -> Received:
        incoming = getattr(part.stream, "sink", None)
        if incoming is None:
            raise ValueError(sentence(FileRefused(Reason.TOO_MANY, most=str(MOST_FILES))))
        assert isinstance(incoming, Incoming), "a view with an Upload field wears @receives_files"
        outcome = incoming.outcome
        if isinstance(outcome, FileRefused):
            outcome.values.setdefault("allowed", self.kinds_in_words)
            raise ValueError(sentence(outcome))
        assert outcome is not None
        if outcome.kind not in self.kinds:
            raise ValueError(
                gettext(
                    "This is a file of another kind: %(kind)s. You can send %(allowed)s here.",
                    kind=kind_name(outcome.kind),
                    allowed=self.kinds_in_words,
                )
            )
        if not self.for_words:
            _refuse_words_alone(outcome)
        return outcome


class HintedUpload(Upload):
    """A file, with a hint that says which kinds it may be and how large. Draw it with `upload_field`."""

    def __init__(self, *args: Any, most_mb: int | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        most = int(current_app.config["LARGEST_FILE_MB"])
        most = min(most, most_mb or most)
        self.largest = most * MEGABYTE
        self.description = gettext(
            "%(kinds)s, up to %(most)s\N{NO-BREAK SPACE}MB.",
            kinds=self.kinds_in_words,
            most=f"{most:,}",
        )

    def asked_again(self, sound: bool) -> bool:
        """Ask for the file again where something else in the form must be mended: browsers do not keep it.

        Returns whether the form is sound, as it was given.
        """
        if not sound and self.data is not None and not self.errors:
            self.errors = [gettext("Choose the file again. Browsers do not keep it.")]
        return sound


def _refuse_words_alone(received: Received) -> None:
    """What can be read, but is not fit to be published as a file."""
    if received.is_subrip:
        raise ValueError(
            gettext("This file has captions (SubRip). Give it as the transcript, on the page for that.")
        )
    if received.doubt:
        raise ValueError(sentence(received.doubt))
