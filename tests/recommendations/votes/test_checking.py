"""The members' vote on a final text: entered by one officer, checked by another, corrected by a new one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core import append_only, audit, form_tokens
from app.core.errors import Refused, WrongField
from app.recommendations.counting import Recount
from app.recommendations.models import Recommendation, Vote, VoteCount
from app.recommendations.queries import listed_recommendations
from app.recommendations.services.votes import check_vote, take_entry_away
from app.recommendations.wording import vote_fingerprint
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.recommendations.votes.desk import DESK, PAPER, PUBLIC, check, enter, tools_of


def test_nobody_sees_a_vote_before_a_second_officer_has_checked_it(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    assert enter(client).status_code == 303
    assert "Only officers see it." in client.get(DESK).text
    assert "You entered or changed this vote, so somebody else must check it." in client.get(DESK).text
    assert "have not voted on it yet" in client.get(PUBLIC).text
    assert "fear for the" not in client.get(PUBLIC).text
    session.refresh(recommendation, ["votes"])
    assert recommendation.votes == []
    assert listed_recommendations([recommendation.assembly_id])[0].vote is None
    sign_in_as(client, ann)
    assert check(client, **PAPER).status_code == 303
    page = client.get(PUBLIC).text
    assert "37 of 46 who voted support it (80%)" in page
    assert "bar of 75%" in page
    assert "Five of us fear for the &lt;b&gt;shops&lt;/b&gt;." in page
    assert "5 members stand behind this." in page
    actions = session.scalars(select(audit.AuditEntry.action).where(audit.AuditEntry.kind == "votes"))
    assert list(actions) == ["entered", "checked"]


def test_whoever_entered_a_vote_never_checks_it(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account
) -> None:
    enter(client)
    vote = session.scalars(select(Vote)).one()
    seen = vote_fingerprint(vote)
    with pytest.raises(Refused, match="somebody else must check"):
        check_vote(recommendation, Recount(46, [37, 9, 2]), olu, seen)
    token = token_in(client, f"{DESK}/write")
    for act, fields in (("check", PAPER), ("send-back", {"reason": "So."})):
        once = form_tokens.issue(f"once:{DESK}/{act}")
        answer = client.post(
            f"{DESK}/{act}", data={"csrf_token": token, "once": once, "seen": seen, **fields}
        )
        assert answer.status_code == 409
    assert vote.checked_at is None


def test_nobody_checks_figures_of_his_own_though_a_colleague_changed_other_words_since(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    told = "If you change it, you cannot check it"
    enter(client)
    assert told not in client.get(f"{DESK}/write").text
    sign_in_as(client, ann)
    assert told in client.get(f"{DESK}/write").text
    assert enter(client, basis="Members who were present").status_code == 303
    vote = session.scalars(select(Vote)).one()
    seen = vote_fingerprint(vote)
    for officer in (olu, ann):
        sign_in_as(client, officer)
        page = client.get(DESK).text
        assert "You entered or changed this vote, so somebody else must check it." in page
        assert "Check the figures" not in page
        with pytest.raises(Refused, match="somebody else must check"):
            check_vote(recommendation, Recount(46, [37, 9, 2]), officer, seen)
    assert vote.checked_at is None
    third = make_account(
        "cem@fenbury.example", role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id
    )
    sign_in_as(client, third)
    assert check(client, **PAPER).status_code == 303


def test_an_entry_that_both_officers_wrote_in_is_taken_away_and_entered_anew(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    page = client.get(DESK).text
    tools = tools_of(page, "take-away")
    sign_in_as(client, ann)
    enter(client, basis="Members who were present")
    stale = {**tools, "csrf_token": token_in(client, f"{DESK}/write")}
    assert client.post(f"{DESK}/take-away", data=stale).status_code == 409
    mine = tools_of(client.get(DESK).text, "take-away")
    for _twice in range(2):
        assert client.post(f"{DESK}/take-away", data=mine).status_code == 303
    page = client.get(DESK).text
    assert "Entered, not checked yet" not in page
    assert 'value="46"' not in client.get(f"{DESK}/write").text
    assert enter(client).status_code == 303
    sign_in_as(client, olu)
    assert check(client, **PAPER).status_code == 303
    assert "37 of 46 who voted support it" in client.get(PUBLIC).text
    votes = session.scalars(select(Vote).order_by(Vote.id)).all()
    assert [vote.vanished_at is None for vote in votes] == [False, True]
    actions = session.scalars(select(audit.AuditEntry.action).where(audit.AuditEntry.kind == "votes"))
    assert list(actions) == ["entered", "changed", "taken away", "entered", "checked"]


def test_a_vote_that_counts_is_never_taken_away(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    vote = session.scalars(select(Vote)).one()
    seen = vote_fingerprint(vote)
    sign_in_as(client, ann)
    check(client, **PAPER)
    with pytest.raises(Refused, match="changed or checked"):
        take_entry_away(recommendation, olu, seen)
    assert vote.vanished_at is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ballots": "45"}, "You wrote 45, and 46 was entered."),
        ({"count_1": "36"}, "You wrote 36, and 37 was entered."),
        ({"count_2": "8"}, "You wrote 8, and 9 was entered."),
        ({"count_3": "0"}, "You wrote 0, and 2 was entered."),
        ({"ballots": ""}, "Write how many members voted, by your paper."),
        ({"count_2": ""}, "Write how many chose “Against”. If none did, write 0."),
        ({"ballots": "-3", "count_1": "many"}, "Write a whole number"),
    ],
)
def test_a_figure_that_does_not_agree_publishes_nothing_and_is_told_at_its_field(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    ann: Account,
    fields: dict[str, str],
    message: str,
) -> None:
    enter(client)
    sign_in_as(client, ann)
    answer = check(client, **{**PAPER, **fields})
    assert answer.status_code == 422
    [name, typed] = next(iter(fields.items()))
    assert f'<a href="#{name}">' in answer.text
    assert message in answer.text
    assert not typed or re.search(rf'<input[^>]*name="{name}"[^>]*value="{typed}"', answer.text)
    assert session.scalars(select(Vote)).one().checked_at is None
    assert "have not voted on it yet" in client.get(PUBLIC).text


def test_the_checker_sees_how_each_choice_counts_and_is_asked_for_every_one(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    sign_in_as(client, ann)
    page = client.get(DESK).text
    for term, figure in (("For the text", 37), ("Against it", 9), ("Absent: did not vote", 2)):
        assert f"<dt>{term}</dt><dd>{figure}</dd>" in page
    for choice in ("For", "Against", "Absent"):
        assert f"How many chose “{choice}”?" in page
    assert "It counts as: Against it." in page
    assert check(client, ballots="46", count_1="37").status_code == 422


def test_choices_that_changed_places_are_found_though_both_totals_agree(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client, count_2="4", label_4="Blank", meaning_4="neither", count_4="5")
    sign_in_as(client, ann)
    paper = {**PAPER, "count_2": "5", "count_4": "4"}
    assert "You wrote 5, and 4 was entered." in check(client, **paper).text
    assert session.scalars(select(Vote)).one().checked_at is None


def test_what_was_sent_back_is_entered_again_and_checked_again(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    sign_in_as(client, ann)
    assert check(client, "send-back", reason="").status_code == 422
    assert check(client, "send-back", reason="Two papers are <missing>.").status_code == 303
    assert "Two papers are &lt;missing&gt;." in client.get(DESK).text
    sign_in_as(client, olu)
    assert enter(client, count_1="36", count_2="10").status_code == 303
    sign_in_as(client, ann)
    assert check(client, **{**PAPER, "count_1": "36", "count_2": "10"}).status_code == 303
    assert session.scalar(select(func.count(Vote.id))) == 1
    assert "36 of 46" in client.get(PUBLIC).text


def test_a_correction_is_a_new_vote_and_the_former_one_stays_readable(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    sign_in_as(client, ann)
    check(client, **PAPER)
    assert enter(client, count_1="40", count_2="6").status_code == 422
    note = "Three papers were read wrongly."
    assert enter(client, count_1="40", count_2="6", correction_note=note).status_code == 303
    assert "37 of 46" in client.get(PUBLIC).text
    assert note not in client.get(PUBLIC).text
    sign_in_as(client, olu)
    assert check(client, **{**PAPER, "count_1": "40", "count_2": "6"}).status_code == 303
    page = client.get(PUBLIC).text
    assert page.index("40 of 46 who voted") < page.index("37 of 46 who voted")
    assert note in page
    assert "What was published before the correction" in page
    assert session.scalar(select(func.count(Vote.id))) == 2
    session.refresh(recommendation, ["votes"])
    assert [vote.support_count for vote in recommendation.votes] == [40]


def _another_figure(vote: Vote) -> None:
    vote.counts[0].count = 1


def _other_minority(vote: Vote) -> None:
    vote.minority_statements[0].text = "We agree after all."


def _one_more_choice(vote: Vote) -> None:
    vote.counts.append(VoteCount(position=9, label="Spoilt", count=3))


def _no_choices(vote: Vote) -> None:
    vote.counts = []


def _no_minority(vote: Vote) -> None:
    vote.minority_statements = []


def _other_ballots(vote: Vote) -> None:
    vote.ballots = 47


def _another_checker(vote: Vote) -> None:
    assert vote.entry is not None
    vote.entry.checked_by_id = vote.entry.entered_by_id


@pytest.mark.parametrize(
    "change",
    [
        _other_ballots,
        _another_figure,
        _one_more_choice,
        _no_choices,
        _other_minority,
        _no_minority,
        _another_checker,
    ],
)
def test_a_checked_vote_never_changes_nor_do_its_figures(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    ann: Account,
    change: Callable[[Vote], None],
) -> None:
    enter(client)
    sign_in_as(client, ann)
    check(client, **PAPER)
    change(session.scalars(select(Vote)).one())
    with pytest.raises(append_only.NeverChanges):
        session.flush()


def test_an_entry_that_changed_since_is_not_checked_unread(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    seen = vote_fingerprint(session.scalars(select(Vote)).one())
    enter(client, basis="Everybody.")
    with pytest.raises(Refused, match="changed or checked"):
        check_vote(recommendation, Recount(46, [37, 9, 2]), ann, seen)


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("check", {"ballots": "46", "count_1": "37", "count_2": "9", "count_3": "2"}),
        ("send-back", {"reason": "Wrong."}),
    ],
)
def test_a_doubled_check_leads_on_and_a_colleagues_is_told_of_on_the_desks_own_page(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    ann: Account,
    act: str,
    fields: dict[str, str],
) -> None:
    enter(client)
    sign_in_as(client, ann)
    page, other = client.get(DESK).text, client.get(DESK).text
    sent = tools_of(page, act) | fields
    for _ in range(2):
        answer = client.post(f"{DESK}/{act}", data=sent)
        assert (answer.status_code, answer.location) == (303, DESK)
    late = client.post(f"{DESK}/{act}", data=tools_of(other, act) | fields)
    assert late.status_code == 409
    assert "changed or checked this vote" in late.text
    assert f'href="{DESK}"' in late.text
    assert "Sign out" in late.text
    wrong = client.post(f"{DESK}/{act}", data=sent | {"ballots": "45", "reason": "Other."})
    assert wrong.status_code == 409
    assert "You sent this form before" in wrong.text


def test_a_field_that_only_the_service_can_judge_is_told_there(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    seen = vote_fingerprint(session.scalars(select(Vote)).one())
    with pytest.raises(WrongField) as refusal:
        check_vote(recommendation, Recount(None, [37, 9, 2]), ann, seen)
    assert refusal.value.field == "ballots"
