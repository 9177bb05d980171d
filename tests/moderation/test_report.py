"""The public moderation report: figures that add up, counted as the page says they are."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly, CommentPause
from app.comments.models import Channel, CommentState
from app.comments.services import withdraw_comment
from app.core import clock
from app.core.db import Model, db
from app.moderation.models import (
    Action,
    Appeal,
    AppealOutcome,
    CampaignGroup,
    CampaignMember,
    Report,
)
from app.moderation.queries.figures import Figures, report_figures
from app.moderation.report import Wait, report_of
from app.moderation.services import undo
from tests.conftest import NOON, Visitor
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as
from tests.factories.policy import make_lead, publish, said
from tests.moderation.conftest import Decide

HOUR = timedelta(hours=1)
Row = TypeVar("Row", bound=Model)
pytestmark = pytest.mark.usefixtures("at_noon")


def _save(thing: Row) -> Row:
    db.session.add(thing)
    db.session.flush()
    return thing


def _figures(assembly: Assembly) -> Figures:
    return report_figures(assembly)


def _values(assembly: Assembly) -> dict[tuple[str, str], float]:
    report = report_of(_figures(assembly))
    return {
        (figure.measure, figure.detail): figure.value for group in report.groups for figure in group.figures
    }


def _rows(client: Visitor, assembly: Assembly) -> list[list[str]]:
    answer = client.get(f"{assembly.path}moderation-report.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


# ---- What is received, and what became of it ----


def test_what_is_received_is_the_sum_of_what_became_of_it(assembly: Assembly) -> None:
    for number, state in enumerate(CommentState, start=1):
        for _ in range(number):
            make_comment(subject_of(assembly), state=state)
    values = _values(assembly)
    parts = [state for state in CommentState if state is not CommentState.AWAITING_CONFIRMATION]
    assert values["received", ""] == 20
    assert sum(values[state.value, ""] for state in parts) == 20
    assert values["hidden", ""] == 5


def test_kinds_and_channels_add_up_to_what_is_received(assembly: Assembly) -> None:
    subject = subject_of(assembly)
    make_comment(subject, channel=Channel.PAPER.value)
    make_comment(subject, kind="question", channel=Channel.EVENT.value)
    make_comment(subject)
    values = _values(assembly)
    for measure in ("received_by_kind", "received_by_channel"):
        assert sum(value for (name, _), value in values.items() if name == measure) == 3
    assert values["received_by_channel", "paper"] == 1


def test_official_and_unconfirmed_ones_and_those_of_other_assemblies_are_not_counted(
    assembly: Assembly,
) -> None:
    subject = subject_of(assembly)
    make_comment(subject, is_official=True)
    make_comment(subject, state=CommentState.AWAITING_CONFIRMATION)
    make_comment()
    assert _values(assembly)["received", ""] == 0


def test_what_was_withdrawn_before_it_was_confirmed_never_came_in(assembly: Assembly) -> None:
    subject = subject_of(assembly)
    withdraw_comment(
        make_comment(
            subject, state=CommentState.AWAITING_CONFIRMATION, email="ann@example.org", confirmed=False
        )
    )
    withdraw_comment(make_comment(subject, email="bob@example.org"))
    assert _values(assembly)["withdrawn", ""] == 1


def test_what_waits_for_longer_than_promised_is_told_with_time_alone(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    """Noon is on a working day, and a decision is promised within one."""
    subject = subject_of(assembly)
    for hours, state in (
        (23, "awaiting_moderation"),
        (25, "awaiting_moderation"),
        (25, "published"),
        (25, "published"),
    ):
        make_comment(subject, state=CommentState(state), waiting_since=clock.now() - hours * HOUR)
    make_comment(subject)
    assert _values(assembly)["late", ""] == 3
    session.commit()
    path = f"{assembly.path}moderation-report/"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    with clock.at(clock.now() + 2 * HOUR):
        assert _values(assembly)["late", ""] == 4
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_paragraph_with_a_new_title_is_one_row_under_that(
    client: Visitor, assembly: Assembly, decided: Decide
) -> None:
    subject = subject_of(assembly)
    decided(make_comment(subject, state=CommentState.REJECTED), Action.REJECT, reason="abuse")
    publish(make_lead(), lambda old: [said(each, title=f"{each.said['title']} and worse") for each in old])
    decided(make_comment(subject, state=CommentState.REJECTED), Action.REJECT, reason="abuse")
    reasons = {key[1]: value for key, value in _values(assembly).items() if key[0] == "rejected_by_reason"}
    assert reasons == {"Abuse and worse": 2}
    [reason] = _figures(assembly).reasons
    assert reason.former_titles == ("Abuse",)
    page = client.get(f"{assembly.path}moderation-report/").text
    assert "Earlier versions of the policy call it “Abuse”." in page


def test_reasons_are_titled_as_the_policy_had_them_and_add_up(assembly: Assembly, decided: Decide) -> None:
    subject = subject_of(assembly)
    for reason in ("abuse", "abuse", "off_topic"):
        decided(make_comment(subject, state=CommentState.REJECTED), Action.REJECT, reason=reason)
    make_comment(subject, state=CommentState.REJECTED)
    values = _values(assembly)
    reasons = {
        detail: value for (measure, detail), value in values.items() if measure == "rejected_by_reason"
    }
    assert reasons == {"Abuse": 2, "Off topic": 1, "The reason was not kept": 1}
    assert sum(reasons.values()) == values["rejected", ""]


def test_the_last_reason_that_stands_is_the_reason(assembly: Assembly, decided: Decide) -> None:
    comment = make_comment(subject_of(assembly), state=CommentState.HIDDEN)
    decided(comment, Action.HIDE, reason="legal")
    decided(comment, Action.RESTORE)
    decided(comment, Action.HIDE, reason="abuse")
    wrong = decided(comment, Action.HIDE, reason="threat")
    decided(comment, Action.UNDO, undoes_id=wrong.id)
    values = _values(assembly)
    assert [detail for measure, detail in values if measure == "hidden_by_reason"] == ["Abuse"]
    assert values["taken_back", ""] == 1


def test_a_decision_that_was_taken_back_counts_as_none(assembly: Assembly, decided: Decide) -> None:
    comment = make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION)
    wrong = decided(comment, Action.REJECT)
    decided(comment, Action.UNDO, undoes_id=wrong.id)
    figures = _figures(assembly)
    assert (figures.decisions, figures.taken_back, figures.waits.comments) == (0, 1, 0)
    assert figures.reasons == []


def test_a_press_that_is_taken_back_at_the_desk_counts_as_none(assembly: Assembly, sam: Account) -> None:
    comment = make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION)
    pressed = decide_as(sam, comment, Action.REJECT)
    assert pressed.batch is not None
    undo(pressed.batch, sam)
    values = _values(assembly)
    assert (values["awaiting_moderation", ""], values["rejected", ""], values["taken_back", ""]) == (1, 0, 1)
    assert values["decided", ""] == 0


def test_words_taken_out_and_what_is_shown_again_are_counted_among_the_published(
    assembly: Assembly, decided: Decide
) -> None:
    subject = subject_of(assembly)
    redacted, put_back, restored, taken_back = (make_comment(subject) for _ in range(4))
    decided(redacted, Action.REDACT)
    decided(redacted, Action.KEEP)
    decided(put_back, Action.REDACT)
    decided(put_back, Action.UNREDACT)
    decided(restored, Action.HIDE)
    decided(restored, Action.RESTORE)
    wrong = decided(taken_back, Action.HIDE)
    decided(taken_back, Action.UNDO, undoes_id=wrong.id)
    figures = _figures(assembly)
    assert (figures.redacted, figures.restored) == (1, 1)


def test_what_is_on_show_and_still_to_be_read_is_counted_among_the_published(assembly: Assembly) -> None:
    make_comment(subject_of(assembly), waiting_since=NOON)
    make_comment(subject_of(assembly))
    values = _values(assembly)
    assert (values["published", ""], values["unread", ""], values["awaiting_moderation", ""]) == (2, 1, 0)


# ---- How long it took ----


def test_waits_are_those_until_the_first_decision(assembly: Assembly, decided: Decide) -> None:
    subject = subject_of(assembly)
    for hours in range(1, 11):
        comment = make_comment(subject)
        decided(comment, Action.ESCALATE, waited=timedelta(minutes=1))
        decided(comment, Action.PUBLISH, waited=hours * HOUR)
        decided(comment, Action.HIDE, waited=90 * HOUR)
    waits = _figures(assembly).waits
    assert (waits.comments, waits.median, waits.ninetieth) == (10, 5 * HOUR, 9 * HOUR)


@pytest.mark.parametrize(
    ("number", "median", "ninetieth"), [(1, 1, 1), (2, 1, 2), (3, 2, 3), (11, 6, 10), (20, 10, 18)]
)
def test_percentiles_are_waits_that_there_were(
    assembly: Assembly, decided: Decide, number: int, median: int, ninetieth: int
) -> None:
    for hours in range(number, 0, -1):
        decided(make_comment(subject_of(assembly)), Action.PUBLISH, waited=hours * HOUR)
    waits = _figures(assembly).waits
    assert (waits.median, waits.ninetieth) == (median * HOUR, ninetieth * HOUR)


def test_in_time_is_counted_by_working_days(assembly: Assembly, decided: Decide) -> None:
    """Noon on a Wednesday; one working day is promised."""
    monday = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
    for waited, at in (
        (HOUR, NOON),
        (24 * HOUR, NOON),
        (24 * HOUR + timedelta(seconds=1), NOON),
        # Since Friday at eleven: due on Monday at eleven.
        (71 * HOUR, monday),
        (73 * HOUR, monday),
        (2000 * HOUR, NOON),
    ):
        decided(make_comment(subject_of(assembly)), Action.PUBLISH, waited=waited, at=at)
    waits = _figures(assembly).waits
    assert (waits.comments, waits.in_time) == (6, 3)


# ---- Appeals, reports, campaigns, pauses ----


def test_appeals_are_made_decided_and_overturned(assembly: Assembly, decided: Decide) -> None:
    for outcome in (None, AppealOutcome.UPHELD, AppealOutcome.OVERTURNED, AppealOutcome.OVERTURNED):
        comment = make_comment(subject_of(assembly), state=CommentState.REJECTED)
        _save(
            Appeal(
                comment_id=comment.id,
                decision_id=decided(comment, Action.REJECT).id,
                text="I insulted nobody.",
                made_at=NOON,
                outcome=outcome,
                decided_at=NOON if outcome else None,
            )
        )
    figures = _figures(assembly)
    assert (figures.appeals, figures.appeals_decided, figures.appeals_overturned) == (4, 3, 2)


def test_an_appeal_against_what_was_taken_back_at_once_fell_away(assembly: Assembly, decided: Decide) -> None:
    comment = make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION)
    wrong = decided(comment, Action.REJECT)
    _save(Appeal(comment_id=comment.id, decision_id=wrong.id, text="I insulted nobody.", made_at=NOON))
    decided(comment, Action.UNDO, undoes_id=wrong.id)
    assert _figures(assembly).appeals == 0


@pytest.mark.parametrize(
    ("takes", "gives_back"), [(Action.HIDE, Action.RESTORE), (Action.REDACT, Action.UNREDACT)]
)
def test_a_report_is_upheld_no_more_once_what_it_was_about_is_shown_again(
    assembly: Assembly, decided: Decide, takes: Action, gives_back: Action
) -> None:
    comment = make_comment(subject_of(assembly))
    settled_by = decided(comment, takes)
    _save(
        Report(
            comment_id=comment.id,
            reason_code="abuse",
            token="a-report",
            made_at=NOON,
            settled_at=NOON,
            settled_by_id=settled_by.id,
        )
    )
    assert _figures(assembly).reports_upheld == 1
    decided(comment, gives_back)
    figures = _figures(assembly)
    assert (figures.reports, figures.reports_answered, figures.reports_upheld) == (1, 1, 0)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "0 minutes"), (0.02, "1 minute"), (0.07, "4 minutes"), (1, "1 hour"), (1.5, "1.5 hours"), (26.04, "26 hours")],
)  # fmt: skip
def test_a_short_wait_is_said_in_minutes(app: Flask, hours: float, words: str) -> None:
    with app.test_request_context():
        assert Wait("wait_median", "Half waited at most", hours).words == words


def test_reports_are_made_answered_and_upheld(assembly: Assembly, decided: Decide) -> None:
    comment = make_comment(subject_of(assembly))
    wrong = decided(comment, Action.HIDE)
    decided(comment, Action.UNDO, undoes_id=wrong.id)
    for number, settled_by in enumerate(
        (
            None,
            decided(comment, Action.KEEP),
            decided(comment, Action.HIDE),
            decided(comment, Action.REDACT),
            wrong,
        )
    ):
        _save(
            Report(
                comment_id=comment.id,
                reason_code="abuse",
                token=f"report-{number}",
                made_at=NOON,
                settled_at=NOON if settled_by else None,
                settled_by_id=settled_by.id if settled_by else None,
            )
        )
    figures = _figures(assembly)
    assert (figures.reports, figures.reports_answered, figures.reports_upheld) == (5, 4, 2)


def test_campaigns_are_texts_that_two_or_more_sent(assembly: Assembly) -> None:
    subject = subject_of(assembly)
    for size in (3, 2, 1):
        comments = [make_comment(subject) for _ in range(size)]
        group = _save(CampaignGroup(assembly_id=assembly.id, first_comment_id=comments[0].id, made_at=NOON))
        for comment in comments:
            _save(CampaignMember(comment_id=comment.id, group_id=group.id, joined_at=NOON))
    taken_out = make_comment(subject)
    _save(CampaignMember(comment_id=taken_out.id, group_id=None, joined_at=NOON, taken_out_at=NOON))
    figures = _figures(assembly)
    assert (figures.campaigns, figures.in_campaigns) == (2, 5)


def test_pauses_are_told_with_their_reasons(client: Visitor, assembly: Assembly, sam: Account) -> None:
    _save(
        CommentPause(
            assembly_id=assembly.id,
            reason="=HYPERLINK(1) Somebody attacked the site.",
            starts_at=NOON - 48 * HOUR,
            ends_at=NOON + HOUR,
            ended_at=NOON - 24 * HOUR,
            paused_by_id=sam.id,
        )
    )
    page = client.get(f"{assembly.path}moderation-report/").get_data(as_text=True)
    assert "Somebody attacked the site." in page
    assert sam.name not in page
    [row] = [row for row in _rows(client, assembly) if row[0] == "pause"]
    assert row[1:] == [
        "'=HYPERLINK(1) Somebody attacked the site.",
        "2026-11-16T12:00:00Z/2026-11-17T12:00:00Z",
        "interval",
    ]
