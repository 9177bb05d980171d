"""A year on the clock: from the final report to what was delivered, with a pause before an election in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core import clock
from app.core.outbox import OutboxRow
from app.recommendations.models import VersionStage
from app.responses import services
from app.responses.emails import due
from app.responses.models import DeliveryStatus, Verdict
from app.responses.services.clock import pause_clock, state_final_report
from app.responses.services.reminding import remind_officers
from app.responses.words.answers import Wording
from app.responses.words.progress import Promise, Report
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import send_and_publish

PAGE = "/assemblies/high-street/responses/"


class Year:
    """An assembly, its two officers, and what its page says on a day."""

    def __init__(self, session: Session, client: Visitor) -> None:
        self.session, self.client = session, client
        self.assembly = make_assembly()
        self.recommendation = make_recommendation(self.assembly, stage=VersionStage.FINAL)
        self.olu, self.priya = self.officer("olu"), self.officer("priya")
        self.letters_seen = 0

    def officer(self, name: str) -> Account:
        serves = self.assembly.organisation_id
        return make_account(f"{name}@fenbury.example", role=Role.OFFICER, organisation_id=serves)

    def page(self) -> str:
        self.session.flush()
        return " ".join(self.client.get(PAGE).text.replace("\N{NO-BREAK SPACE}", " ").split())

    def letters(self) -> list[str]:
        """The subjects of the letters that the officers get by now and had not got before."""
        remind_officers()
        self.session.flush()
        rows = self.session.scalars(
            select(OutboxRow).where(OutboxRow.kind == "due").order_by(OutboxRow.id)
        ).all()
        payloads: list[dict[str, Any]] = [row.payload for row in rows[self.letters_seen :]]
        self.letters_seen = len(rows)
        letters = [due(payload) for payload in payloads]
        return [f"{letter.to}: {letter.subject}" for letter in letters if letter is not None]


@contextmanager
def on(year: int, month: int, day: int, hour: int = 12) -> Iterator[None]:
    with clock.at(clock.london(date(year, month, day), hour)):
        yield


def test_a_year_on_the_clock_with_a_pause_before_an_election(  # noqa: PLR0915 - a year is long
    session: Session, client: Visitor
) -> None:
    with on(2026, 3, 1):
        year = Year(session, client)
    with on(2026, 3, 3):
        state_final_report(year.assembly, date(2026, 3, 2), year.olu)
        assert "Answers are due on Tuesday 2 June 2026, 5 pm." in year.page()
        assert year.letters() == []
    with on(2026, 3, 20):
        pause_clock(
            year.assembly,
            "A council election is coming",
            clock.london(date(2026, 3, 30), 9),
            clock.london(date(2026, 5, 8), 9),
            year.olu,
        )
        assert "Answers are due on Saturday 11 July 2026, 5 pm." in year.page()
    with on(2026, 4, 15):
        assert (
            "The clock stands still until Friday 8 May 2026, 9 am."
            "</strong> Reason: A council election is coming. Nothing falls due in this time." in year.page()
        )
    with on(2026, 6, 3):
        # The day that would have counted without the pause has passed, and nobody is called late.
        assert "missing" not in year.page()
        assert year.letters() == []
    with on(2026, 7, 1):
        assert year.letters() == [
            f"{name}@fenbury.example: Due soon: the answers to Assembly on high street"
            for name in ("olu", "priya")
        ]
        assert year.letters() == []
    with on(2026, 7, 13):
        assert "1 answer is missing.</strong> It was due on 11 July 2026, 5 pm, 2 days ago." in year.page()
        assert [letter.split(": ")[1] for letter in year.letters()] == ["Late", "Late"]
    with on(2026, 8, 12):
        assert [letter.split(": ")[1] for letter in year.letters()] == ["Late", "Late"]
    with on(2026, 8, 20):
        words = Wording(Verdict.ACCEPTED, "The lane is wide.", "Fenbury", decided_on="2026-08-19")
        answer = services.draft_response([year.recommendation], words, year.olu)
        send_and_publish(answer, year.priya)
        page = year.page()
        assert "missing" not in page
        assert "11 July 2026, 5 pm. 40 days late" in page
        assert "The next update is due on 20 November 2026, 5 pm." in page
        promise = services.make_commitment(year.recommendation, Promise("Plant a hedge", "2027-Q1"), year.olu)
    with on(2026, 11, 7):
        assert [letter.split(": ")[1] for letter in year.letters()] == ["Due soon"] * 2
    with on(2026, 11, 22):
        assert (
            "No update since the answer of 20 August 2026.</strong> One was due on 20 November 2026, 5 pm, 2 days ago."
            in year.page()
        )
    with on(2026, 12, 1):
        services.report_progress(
            promise, Report(DeliveryStatus.IN_PROGRESS, "The plants are here."), year.olu
        )
        assert "The next update is due on 1 June 2027, 5 pm." in year.page()
    with on(2027, 1, 10):
        late = Report(
            DeliveryStatus.DELAYED, "The ground froze.", reason="A hard winter.", new_due_on="2027-05-31"
        )
        services.report_progress(promise, late, year.olu)
        page = year.page()
        assert "The next update is due on 10 July 2027, 5 pm." in page
        assert "31 May 2027" in page
        assert "January to March 2027" in page
    with on(2027, 3, 1):
        done = Report(
            DeliveryStatus.DELIVERED, "The hedge stands.", evidence_url="https://fenbury.example/hedge"
        )
        services.report_progress(promise, done, year.olu)
        page = year.page()
        assert "Delivered" in page
        assert "The next update is due" not in page
        assert "No update since" not in page
        assert year.letters() == []
