"""The report as a page and as a file: what it says, who may see it, and how long caches hold it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.comments.services import withdraw_comment
from app.moderation.models import (
    Action,
)
from app.moderation.queries.figures import report_figures
from app.moderation.services.campaigns import group_comment
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.moderation.conftest import Decide
from tests.moderation.test_campaigns import LETTER
from tests.queries import counted

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("at_noon")


def _rows(client: Visitor, assembly: Assembly) -> list[list[str]]:
    answer = client.get(f"{assembly.path}moderation-report.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_the_page_says_each_figure_and_how_it_is_counted(
    client: Visitor, assembly: Assembly, decided: Decide
) -> None:
    comment = make_comment(subject_of(assembly), "Something unspeakable.", state=CommentState.REJECTED)
    decision = decided(comment, Action.REJECT, internal_note="Known to us.", note_to_author="Be kind.")
    page = client.get(f"{assembly.path}moderation-report/").get_data(as_text=True)
    for words in ("What residents sent.", "Abuse", "1 hour", decision.hash, "Counted on"):
        assert words in page
    for secret in ("unspeakable", "Known to us", "Be kind", "Sam Okafor"):
        assert secret not in page


def test_before_there_is_anything_the_page_says_so(client: Visitor, assembly: Assembly) -> None:
    address = f"{assembly.path}moderation-report/"
    assert "Nobody has sent a comment or a question yet" in client.get(address).get_data(as_text=True)
    make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION)
    assert "No moderator has decided anything yet" in client.get(f"{address}?again").get_data(as_text=True)


def test_nothing_was_moderated_on_what_was_compiled(client: Visitor, session: Session) -> None:
    compiled = make_assembly("elsewhere", is_compiled=True)
    page = client.get(f"{compiled.path}moderation-report/")
    assert page.status_code == 200
    assert "nothing was moderated" in page.get_data(as_text=True)


@pytest.mark.parametrize("end", ["moderation-report/", "moderation-report.csv"])
def test_an_assembly_that_nobody_may_know_of_has_no_report(
    client: Visitor, session: Session, end: str
) -> None:
    make_assembly("secret", published=False)
    assert client.get(f"/assemblies/secret/{end}").status_code == 404


def test_the_file_has_a_line_for_each_figure(client: Visitor, assembly: Assembly, decided: Decide) -> None:
    comment = make_comment(subject_of(assembly), state=CommentState.REJECTED)
    decided(comment, Action.REJECT, waited=timedelta(minutes=90))
    rows = _rows(client, assembly)
    assert rows[:3] == [
        ["measure", "detail", "value", "unit"],
        ["counted_on", "", "2026-11-18", "date"],
        ["received", "", "1", "comments"],
    ]
    assert ["rejected_by_reason", "Abuse", "1", "comments"] in rows
    assert ["wait_median", "", "1.5", "hours"] in rows
    assert {len(row) for row in rows} == {4}
    answer = client.get(f"{assembly.path}moderation-report.csv")
    assert answer.content_type == "text/csv; charset=utf-8"


@pytest.mark.parametrize("end", ["moderation-report/", "moderation-report.csv"])
def test_the_report_is_held_by_caches_until_anything_is_done(
    client: Visitor, assembly: Assembly, decided: Decide, end: str
) -> None:
    comment = make_comment(subject_of(assembly))
    first = client.get(f"{assembly.path}{end}")
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "public, no-cache"
    tag = first.headers["ETag"]
    assert client.get(f"{assembly.path}{end}", headers={"If-None-Match": tag}).status_code == 304
    # This changes no other page.
    withdraw_comment(make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION))
    assert client.get(f"{assembly.path}{end}", headers={"If-None-Match": tag}).status_code == 200
    assert comment.state == CommentState.PUBLISHED


def test_a_comment_that_joins_a_group_later_is_on_the_report_at_once(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    earlier, later = (make_comment(subject_of(assembly), LETTER) for _ in range(2))
    third = make_comment(subject_of(assembly), "Something else.")
    group_comment(later)
    group_comment(third)
    session.commit()
    path = f"{assembly.path}moderation-report/"
    tag = client.get(path).headers["ETag"]
    # Its id is lower than those of others that have been looked at.
    group_comment(earlier)
    session.commit()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_report_takes_no_more_queries_for_more_decisions(assembly: Assembly, decided: Decide) -> None:
    def cost() -> int:
        with counted() as queries:
            report_figures(assembly)
        return len(queries)

    for hours in (1, 30, 2000):
        decided(make_comment(subject_of(assembly)), Action.PUBLISH, waited=hours * HOUR)
    decided(make_comment(subject_of(assembly), state=CommentState.REJECTED), Action.REJECT)
    before = cost()
    for hours in range(20):
        decided(
            make_comment(subject_of(assembly), state=CommentState.REJECTED),
            Action.REJECT,
            waited=hours * 9 * HOUR,
        )
    assert cost() == before <= 8
