"""A whole draft report: its Word file, and what was found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.core.errors import Stale
from app.core.forms import Line, OnceForm, OneDirection, Prose, StaffForm
from app.core.required import Required
from app.core.text import excerpt, has_control_characters
from app.files.models import FileKind
from app.files.received import Received
from app.files.uploads import HintedUpload
from app.files.wording import how_words_were_read
from app.recommendations import matching
from app.recommendations.forms.texts import LONGEST_TEXT, LONGEST_TITLE, StageForm, check_paragraphs
from app.recommendations.guessing import LEAVE, NEW, OF, OPEN, Reason, guesses
from app.recommendations.models import VersionStage
from app.recommendations.queries import DeskRecommendation
from app.recommendations.reports import MOST_FOUND, Report, read_report
from app.recommendations.wording import begun_from
from app.recommendations.words import ReportText

LIMITS = {"paragraphs": matching.MOST_CLAUSES, "title": LONGEST_TITLE}
SHOWN = 70
_WHY: Mapping[str, Any] = {
    Reason.NO_TEXT: lazy_gettext("It is left out, since no text stands below this heading."),
    Reason.NO_NUMBER: lazy_gettext(
        "It is left out, since the other headings have a number and this one has none."
    ),
    Reason.SAME_WORDS: lazy_gettext(
        "It is left out, since recommendation %(name)s has the same words already."
    ),
    Reason.HAS_DRAFT: lazy_gettext(
        "It looks like recommendation %(name)s, which has a draft. If you choose that one, this text takes the place of"
        " the draft."
    ),
    Reason.OTHER_TITLE: lazy_gettext(
        "Its number is that of recommendation %(name)s, but the titles differ. Choose whether it is that one."
    ),
}


class ReportForm(StaffForm):
    """The Word file of a draft report."""

    upload = HintedUpload(
        lazy_gettext("Word file"), [Required(lazy_gettext("Choose a Word file."))], kinds=[FileKind.DOCX]
    )

    def __init__(self) -> None:
        super().__init__()
        self.report = Report([], [])
        self.read_as: list[str] = []

    def validate_upload(self, field: HintedUpload) -> None:
        """A document whose words can be read, with a heading for each recommendation."""
        received: Received | None = field.data
        if received is None:
            return
        words = received.words
        if words is None or has_control_characters(words.notes_in_place):
            raise ValidationError(
                gettext(
                    "The words of this document cannot be read. Save it again in Word and send the new copy."
                )
            )
        self.report, self.read_as = read_report(words.notes_in_place), how_words_were_read(words)
        if not self.report.found:
            message = gettext(
                "This document has no headings, so we cannot tell where a recommendation begins. In Word, give each one"
                " a heading (style Heading 1 or Heading 2). Then send it again."
            )
            raise ValidationError(message)
        if len(self.report.found) > MOST_FOUND:
            message = gettext(
                "This document has %(count)s recommendations. Up to %(most)s can be read at once. Send it in parts.",
                count=f"{len(self.report.found):,}",
                most=MOST_FOUND,
            )
            raise ValidationError(message)


class ReviewForm(OnceForm, StageForm):
    """What was found in a report, to be corrected before it is saved.

    Its fields are `title_<place>`, `paragraphs_<place>` and `which_<place>`, counted from 0: which recommendation of
    the assembly that is.
    """

    count = HiddenField()
    left_out = HiddenField()
    # What an officer must know of how the file was read, a line each.
    read_as = HiddenField()
    # For each place, why its text is not simply taken.
    reasons = HiddenField()
    # For each recommendation, which words of it were there when the report was read.
    seen = HiddenField()

    def __init__(
        self,
        rows: Sequence[DeskRecommendation],
        at: str,
        report: Report | None = None,
        read_as: Sequence[str] = (),
    ) -> None:
        self.rows = {row.recommendation.reference: row for row in rows if not row.recommendation.is_compiled}
        self.places = range(len(report.found) if report is not None else _count_sent())
        # What was read from the file is no answer yet, though it comes with one.
        first: dict[str, Any] = (
            {}
            if report is None
            else {
                "formdata": None,
                "data": self._start(report) | {"read_as": "\n".join(read_as)},
            }
        )
        super().__init__(at=at, also=self._fields_of(), **first)
        if not any(row.published for row in self.rows.values()):
            del self.stage, self.change_note
        for place, why in enumerate(_read_reasons(self.reasons.data)[: len(self.places)]):
            self[f"which_{place}"].description = self._why(place, *why)
        self.is_fresh = report is not None
        if self.is_fresh:
            self._tell_limits()

    def _tell_limits(self) -> None:
        """Say of what was read, before the officer begins to correct it, what could not be saved as it is."""
        for _, title, paragraphs in self.found:
            title.validate(self)
            paragraphs.validate(self)

    def _fields_of(self) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        choices = [
            SelectChoice(OPEN, gettext("Choose one")),
            SelectChoice(NEW, gettext("A new recommendation")),
            *(SelectChoice(OF + reference, _next_of(row)) for reference, row in self.rows.items()),
            SelectChoice(LEAVE, gettext("Leave it out")),
        ]
        for place in self.places:
            number = place + 1
            fields[f"which_{place}"] = SelectField(
                gettext("Number %(number)s in the file is", number=number),
                [_one_of_them],
                choices=choices,
                validate_choice=False,
            )
            fields[f"title_{place}"] = Line(
                gettext("Title of number %(number)s", number=number),
                [self._needed, OneDirection()],
                most=LONGEST_TITLE,
            )
            fields[f"paragraphs_{place}"] = Prose(
                gettext("Text of number %(number)s", number=number),
                [self._sound, OneDirection()],
                most=LONGEST_TEXT,
            )
        return fields

    def _start(self, report: Report) -> dict[str, Any]:
        start: dict[str, Any] = {
            "count": str(len(report.found)),
            "left_out": _beginning_of(matching.join(report.left_out)),
            "stage": VersionStage.DRAFT.value,
            "seen": self.seen_now(),
        }
        which = guesses(report.found, self.rows)
        start["reasons"] = json.dumps([(guess.reason, guess.reference) for guess in which])
        for place, found in enumerate(report.found):
            start |= {
                f"which_{place}": which[place].which,
                f"title_{place}": found.title,
                f"paragraphs_{place}": found.text,
            }
        return start

    def _why(self, place: int, reason: str, reference: str) -> str:
        """Why a text is not simply taken, as long as that is still how it stands."""
        row = self.rows.get(reference)
        words = _WHY.get(reason)
        is_so = reason in (Reason.HAS_DRAFT, Reason.OTHER_TITLE) or self[f"which_{place}"].data == LEAVE
        if words is None or not is_so:
            return ""
        return str(words) % {"name": row.recommendation.label if row is not None else reference}

    def seen_now(self) -> str:
        """What is there now, be it no draft at all, for the form to carry."""
        return json.dumps({ref: begun_from(row.published, row.draft) for ref, row in self.rows.items()})

    def _is_left_out(self, field: Field) -> bool:
        return bool(self[f"which_{field.name.rpartition('_')[2]}"].data == LEAVE)

    def _needed(self, _form: BaseForm, field: Field) -> None:
        if self._is_left_out(field):
            # Nothing of it is saved, so nothing of it need be right.
            raise StopValidation
        if not field.data:
            raise ValidationError(gettext("Write the title."))

    def _sound(self, _form: BaseForm, field: Field) -> None:
        if self._is_left_out(field):
            raise StopValidation
        check_paragraphs(field)

    def validate_change_note(self, field: Prose) -> None:
        """Asked for only where a published text is to be replaced."""
        replaced = [self._row(place) for place in self.places]
        if not field.data and any(row is not None and row.published for row in replaced):
            raise ValidationError(gettext("Say what changed against the former texts, and why."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; and something must be left to save."""
        sound = bool(super().validate(extra_validators))
        if sound and all(self[f"which_{place}"].data == LEAVE for place in self.places):
            self.form_errors.append(gettext("Everything is left out, so there is nothing to save."))
            return False
        return sound

    def _row(self, place: int) -> DeskRecommendation | None:
        return self.rows.get(str(self[f"which_{place}"].data or "").removeprefix(OF))

    @property
    def found(self) -> list[tuple[Field, Field, Field]]:
        """For each place the fields which, title and paragraphs."""
        names = ("which", "title", "paragraphs")
        return [(*(self[f"{name}_{place}"] for name in names),) for place in self.places]

    @property
    def chosen_stage(self) -> VersionStage:
        """Whether what replaces a published text is a draft or final, once the form is valid."""
        return VersionStage(self.stage.data) if "stage" in self else VersionStage.DRAFT

    @property
    def note(self) -> str | None:
        """What changed, once the form is valid."""
        return self.change_note.data or None if "change_note" in self else None

    def texts(self) -> list[ReportText | None]:
        """What was chosen, in the terms of the service."""
        seen = _read_seen(self.seen.data)
        texts: list[ReportText | None] = []
        for which, title, paragraphs in self.found:
            if which.data == LEAVE:
                texts.append(None)
                continue
            reference = None if which.data == NEW else which.data.removeprefix(OF)
            texts.append(
                ReportText(
                    title.data or "", paragraphs.data or "", reference, seen.get(reference or "", "not seen")
                )
            )
        return texts


def _beginning_of(left_out: str) -> str:
    """As much of what is left out as a page can show, and that there is more."""
    if len(left_out) <= LONGEST_TEXT:
        return left_out
    more = gettext("There is more in the file. Only its beginning is shown here.")
    return matching.join([left_out[:LONGEST_TEXT], more])


def _one_of_them(_form: BaseForm, field: SelectField) -> None:
    if not field.data:
        number = int(field.name.rpartition("_")[2]) + 1
        message = gettext(
            "Choose which recommendation number %(number)s in the file is, or leave it out.", number=number
        )
        raise ValidationError(message)
    values: set[Any] = {choice.value for choice in field.choices or ()}  # type: ignore[union-attr]
    if field.data not in values:
        raise ValidationError(gettext("Choose one from the list."))


def _count_sent() -> int:
    sent = request.form.get("count", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 4 and 0 < int(sent) <= MOST_FOUND):
        raise Stale(gettext("This form did not come whole. Your words are below. Send the file again."))
    return int(sent)


def _read_seen(sent: str | None) -> Mapping[str, str]:
    try:
        seen = json.loads(sent or "{}")
    except (ValueError, RecursionError):
        return {}
    return (
        {key: value for key, value in seen.items() if isinstance(value, str)}
        if isinstance(seen, dict)
        else {}
    )


def _read_reasons(sent: str | None) -> list[tuple[str, str]]:
    try:
        reasons = json.loads(sent or "[]")
    except (ValueError, RecursionError):
        return []
    pairs = reasons if isinstance(reasons, list) else []
    return [
        (str(pair[0]), str(pair[1])) if isinstance(pair, list) and len(pair) == 2 else ("", "")
        for pair in pairs
    ]


def _next_of(row: DeskRecommendation) -> str:
    """What choosing this one does, in a line."""
    name, title = (
        row.recommendation.label,
        excerpt((row.draft or row.published or row.recommendation).title, SHOWN),
    )
    if row.draft is not None:
        return str(gettext("In place of the draft of %(name)s: %(title)s", name=name, title=title))
    return str(gettext("The next version of %(name)s: %(title)s", name=name, title=title))
