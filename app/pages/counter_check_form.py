"""What a member or a follower says of an answer or a commitment."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.models import Coming
from app.core import networks
from app.core.forms import Prose, PublicForm, posted
from app.core.required import Required
from app.responses.models import CheckPass, Commitment, Finding, Response
from app.responses.services.counter_checks import Said
from app.responses.wording.counter_checks import finding_words, question_to

LONGEST_REASON = 2000


class CounterCheckForm(PublicForm):
    """One of three findings, and a reason if there is one."""

    finding = RadioField(
        lazy_gettext("Is it done?"),
        [Required(lazy_gettext("Choose one of the three answers."))],
        validate_choice=False,
    )
    reason = Prose(
        lazy_gettext("Why?"),
        description=lazy_gettext(
            "A moderator reads it first. Then it stands beside the council’s word, without your name."
            " Name nobody in it."
        ),
        most=LONGEST_REASON,
    )

    def __init__(self, check_pass: CheckPass, about: Response | Commitment, sent: bool, **rest: Any) -> None:
        purpose = f"counter-check:{check_pass.id}:{about.__tablename__}:{about.id}"
        super().__init__(purpose, posted() if sent else None, **rest)
        self.finding.label.text = question_to(check_pass.side, about)
        self.finding.choices = [SelectChoice(each.value, finding_words(each, about)) for each in Finding]

    def validate_finding(self, field: RadioField) -> None:
        """One of the three."""
        if field.data not in set(Finding):
            raise ValidationError(gettext("Choose one of the three answers."))

    @property
    def said(self) -> Said:
        """What was sent, once the form is valid."""
        coming = Coming(self.seconds_open, networks.known_network())
        return Said(Finding(self.finding.data), self.reason.data or "", coming)
