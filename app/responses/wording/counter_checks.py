"""What members and followers say, as pages show it beside the council's word. One place, so that all say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import dates
from app.core.text import excerpt
from app.responses.models import Commitment, Finding, Response, Side
from app.responses.queries.counter_checks import (
    Asked,
    CounterChecks,
    Found,
    Statements,
    Thing,
    statements_path,
    thing_of,
)

Words = dict[str, Any]
# So much of a reason is quoted beside the council's word. The list has it whole.
LONGEST_QUOTE = 280
# How the squares of each finding are filled.
_SQUARES = {Finding.YES: "for", Finding.PARTLY: "partly", Finding.NO: "against"}


def question_about(about: Response | Commitment) -> str:
    """What members and followers are asked."""
    if isinstance(about, Response):
        return str(gettext("Is this answer what you meant?"))
    return str(gettext("Is it done?"))


def question_to(side: str, about: Response | Commitment) -> str:
    """The same as one person is asked it: a follower says what they think that the members meant."""
    if side == Side.FOLLOWER and isinstance(about, Response):
        return str(gettext("Is this answer what the members meant?"))
    return question_about(about)


def finding_words(finding: str, about: Response | Commitment) -> str:
    """A finding in a word or two."""
    no = gettext("No") if isinstance(about, Response) else gettext("Not yet")
    words = {Finding.YES: gettext("Yes"), Finding.PARTLY: gettext("Partly"), Finding.NO: no}
    return str(words[Finding(finding)])


def side_words(side: str) -> str:
    """Whose word it is. Nobody is ever named."""
    words = {Side.MEMBER: gettext("A member of the assembly"), Side.FOLLOWER: gettext("A follower")}
    return str(words[Side(side)])


@dataclass(frozen=True)
class Beside:
    """What stands beside one answer or commitment."""

    assembly: Assembly
    about: Response | Commitment
    checks: CounterChecks
    # Whether other words stand in the place of the answer by now, of which people are asked anew.
    is_former: bool = False

    @property
    def thing(self) -> Thing:
        return thing_of(self.about)

    @property
    def made_at(self) -> datetime | None:
        return self.about.published_at if isinstance(self.about, Response) else self.about.made_at

    def words(self) -> Words | None:
        """For `components/counter_check.html`; None where nobody was asked and nobody has said anything."""
        asked, members = self.checks.asked_of(Side.MEMBER), self.checks.by(Side.MEMBER, self.thing)
        followers = self.checks.by(Side.FOLLOWER, self.thing)
        said = members.total or followers.total
        if not said and (not asked.number or self.is_former):
            return None
        return {
            "who": _who(asked, members, followers),
            "question": question_about(self.about)
            if members.total
            else question_to(Side.FOLLOWER, self.about),
            "rows": self._rows(asked, members) if members.total else [],
            "nobody": self._nobody(asked, followers),
            "asked": self._asked(asked, members) if members.total else "",
            "followers": self._followers(followers) if followers.total else None,
            "quote": self._quote(self.checks.statements_on(self.thing)),
            "is_former": self.is_former,
        }

    def _rows(self, asked: Asked, members: Found) -> list[Words]:
        """Members in squares, one for each. Of a former wording nobody is waited for any more."""
        rows: list[Words] = [
            {
                "label": finding_words(finding, self.about),
                "count": members.counts[finding],
                "meaning": _SQUARES[finding],
            }
            for finding in Finding
        ]
        if not self.is_former:
            silent = max(0, asked.number - members.total)
            rows.append({"label": gettext("No reply"), "count": silent, "meaning": "absent"})
        return rows

    def _asked(self, asked: Asked, members: Found) -> str:
        by = dates.day(members.last_at) if members.last_at else ""
        replied = ngettext(
            "%(num)d replied by %(date)s.", "%(num)d replied by %(date)s.", members.total, date=by
        )
        if self.is_former:
            return str(replied)
        number = ngettext("%(num)d member asked", "%(num)d members asked", asked.number)
        words = f"{number}, {replied} {gettext('One square is one member.')}"
        if not isinstance(self.about, Response):
            return words
        # Said once, at the answer, for all that the council then does about it.
        beside = gettext("Their view stands beside the council’s and does not change it.")
        return f"{words} {beside}"

    def _nobody(self, asked: Asked, followers: Found) -> str:
        if not asked.number or asked.since is None:
            return ""
        when = dates.day(max(asked.since, self.made_at or asked.since))
        nobody = (
            gettext("No member has answered yet.") if followers.total else gettext("Nobody has answered yet.")
        )
        return f"{nobody} {gettext('Members were asked on %(date)s.', date=when)}"

    def _followers(self, followers: Found) -> Words:
        """One bar, and the same in words: "11 of 140 followers say yes, 129 say not yet"."""
        counts = followers.counts
        partly, no = counts[Finding.PARTLY], counts[Finding.NO]
        others = [
            (partly, ngettext("%(num)s says partly", "%(num)s say partly", partly)),
            (
                no,
                ngettext("%(num)s says no", "%(num)s say no", no)
                if isinstance(self.about, Response)
                else ngettext("%(num)s says not yet", "%(num)s say not yet", no),
            ),
        ]
        lead = ngettext(
            "%(yes)s of %(num)d follower who answered says yes",
            "%(yes)s of %(num)d followers who answered say yes",
            followers.total,
            yes=counts[Finding.YES],
        )
        text = ", ".join([str(lead), *(str(words) for number, words in others if number)])
        return {"yes": counts[Finding.YES], "total": followers.total, "text": f"{text}."}

    def _quote(self, statements: Statements) -> Words | None:
        if not statements.number:
            return None
        check, words = statements.quoted, {"text": "", "by": ""}
        if check is not None and check.comment is not None:
            words = {
                "text": excerpt(check.comment.body, LONGEST_QUOTE),
                "by": gettext(
                    "%(who)s, %(date)s.", who=side_words(check.by.side), date=dates.day(check.made_at)
                ),
            }
        number = ngettext("The one statement", "All %(num)d statements", statements.number)
        hidden = ngettext("%(num)d of them taken down", "%(num)d of them taken down", statements.hidden)
        return {
            **words,
            "url": statements_path(self.assembly, self.thing),
            "all_text": f"{number}, {hidden}" if statements.hidden else str(number),
        }


def _who(asked: Asked, members: Found, followers: Found) -> str:
    if not followers.total:
        return str(gettext("What the members say"))
    if not asked.number and not members.total:
        return str(gettext("What followers say"))
    return str(gettext("What members and followers say"))
