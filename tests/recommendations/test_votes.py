"""The members' vote on a final text: entered by one officer, checked by another, corrected by a new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly, PhaseKind
from app.core import append_only, audit, form_tokens
from app.core.errors import Refused, WrongField
from app.recommendations.counting import Known, Recount
from app.recommendations.models import Recommendation, VersionStage, Vote, VoteCount
from app.recommendations.queries import listed_recommendations
from app.recommendations.queries.votes import known_of
from app.recommendations.services.votes import check_vote, take_entry_away
from app.recommendations.wording import vote_fingerprint
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation, make_version

DESK = "/council/high-street/recommendations/1/vote"
PUBLIC = "/assemblies/high-street/recommendations/1/"
GOOD = {
    "scale": "For, against",
    "basis": "Members present, secret ballot",
    "held_on-day": "5",
    "held_on-month": "10",
    "held_on-year": "2026",
    "ballots": "46",
    "bar_percent": "75",
    "label_1": "For",
    "meaning_1": "for",
    "count_1": "37",
    "label_2": "Against",
    "meaning_2": "against",
    "count_2": "9",
    "label_3": "Absent",
    "meaning_3": "absent",
    "count_3": "2",
    "minority_1": "Five of us fear for the <b>shops</b>.",
    "members_1": "5",
}
# What stands on the paper of whoever checks it.
PAPER = {"ballots": "46", "count_1": "37", "count_2": "9", "count_3": "2"}


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    made = make_recommendation(make_assembly(members=48))
    make_version(made, stage=VersionStage.FINAL)
    return made


@pytest.fixture
def olu(recommendation: Recommendation, client: Visitor) -> Account:
    account = make_account(role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id)
    sign_in_as(client, account)
    return account


@pytest.fixture
def ann(recommendation: Recommendation) -> Account:
    return make_account(
        "ann@fenbury.example", role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id
    )


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def enter(client: Visitor, **fields: str) -> Any:
    page = client.get(f"{DESK}/write").text
    tools = {name: hidden(page, name) for name in ("csrf_token", "once", "seen")}
    return client.post(f"{DESK}/write", data={**tools, **GOOD, **fields})


def tools_of(page: str, act: str) -> dict[str, str]:
    form = page.partition(f'action="{DESK}/{act}"')[2]
    return {name: hidden(form, name) for name in ("csrf_token", "once", "seen")} if form else {}


def check(client: Visitor, act: str = "check", **fields: str) -> Any:
    page = client.get(DESK).text
    tools = tools_of(page, act)
    tools.setdefault("csrf_token", token_in(client, f"{DESK}/write"))
    return client.post(f"{DESK}/{act}", data={**tools, **fields})


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


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"count_1": "38"}, "The counts add up to 47, but 46 voted."),
        ({"count_1": "30"}, "The counts add up to 39, but 46 voted."),
        ({"ballots": "49", "count_1": "40"}, "The assembly has 48 members."),
        ({"count_3": "3"}, "the counts add up to 49"),
        ({"ballots": ""}, "Write how many members voted."),
        ({"count_1": "-1"}, "Write a whole number"),
        ({"count_1": "99999999999999999999"}, "Write a whole number"),
        ({"count_1": ""}, "If none did, write 0."),
        ({"label_1": ""}, "Write what could be chosen."),
        ({"meaning_1": "perhaps"}, "Choose what this means"),
        ({"meaning_1": "against"}, "One choice at least must be for the text."),
        ({"scale": " "}, "Write how the members could vote."),
        ({"basis": ""}, "Write who voted, and how."),
        ({"held_on-year": ""}, "The date must have a year."),
        ({"held_on-year": "2199"}, "cannot be dated in the future"),
        ({"held_on-day": "31", "held_on-month": "2"}, "There is no such date."),
        ({"bar_percent": "101"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "0"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "66.6"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "7,5"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "%"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"count_2": "nine"}, "Row 2, members: Write a whole number from 0 to 10,000."),
        ({"count_2": ""}, "Row 2, members: Write how many members chose it."),
        ({"label_2": "Against\x07"}, "Row 2, choice: There are hidden control characters"),
        ({"meaning_2": ""}, "Row 2, what it means: Choose what this means"),
        ({"minority_1": ""}, "Statement 1: Write what these members want"),
        ({"members_1": "0"}, "Statement 1, members: Write a whole number from 1 to 10,000."),
        ({"ballots": "many"}, "How many members voted? Write a whole number from 0 to 10,000."),
        ({"members_1": "47"}, "No more members can stand behind it"),
        ({"minority_1": ""}, "Write what these members want to have said."),
        ({"minority_1": "nul \x00"}, "control characters"),
        ({"scale": "x" * 201}, "too long"),
    ],
)
def test_what_does_not_agree_is_said_at_its_field_and_everything_typed_stays(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    fields: dict[str, str],
    message: str,
) -> None:
    answer = enter(client, **fields)
    assert answer.status_code == 422
    assert message in answer.text
    for name in ("basis", "count_2", "label_2"):
        assert name in fields or GOOD[name] in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize("typed", ["75", "75%", "75 %", " 75\xa0% "])
def test_the_members_bar_is_read_with_its_sign_or_without(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, typed: str
) -> None:
    assert enter(client, bar_percent=typed).status_code == 303
    assert session.scalars(select(Vote)).one().bar_percent == 75


def test_the_same_form_twice_enters_one_vote_and_a_stale_one_is_refused(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account
) -> None:
    page = client.get(f"{DESK}/write").text
    sent = {name: hidden(page, name) for name in ("csrf_token", "once", "seen")} | GOOD
    later = client.get(f"{DESK}/write").text
    assert client.post(f"{DESK}/write", data=sent).status_code == 303
    assert client.post(f"{DESK}/write", data=sent).status_code == 303
    stale = {name: hidden(later, name) for name in ("csrf_token", "once", "seen")} | GOOD
    answer = client.post(f"{DESK}/write", data={**stale, "basis": "My own words."})
    assert answer.status_code == 409
    assert "My own words." in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 1


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


@pytest.mark.parametrize("field", ["scale", "basis", "label_1", "minority_1"])
def test_no_sign_in_a_vote_turns_the_words_around(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, field: str
) -> None:
    answer = enter(client, **{field: "Secret \u202eballot"})
    assert answer.status_code == 422
    assert "that turn the words around" in answer.text
    assert "Secret \u202eballot" in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


def test_there_is_no_vote_without_a_final_text_nor_on_a_record(
    client: Visitor, session: Session, olu: Account, recommendation: Recommendation
) -> None:
    make_recommendation(recommendation.assembly, number=2)
    draft = DESK.replace("/1/", "/2/")
    assert "Publish the final text first." in client.get(draft).text
    assert client.get(f"{draft}/write").status_code == 303
    token = token_in(client, f"{DESK}/write")
    make_recommendation(recommendation.assembly, number=3, stage=VersionStage.FINAL, is_compiled=True)
    once = hidden(client.get(f"{DESK}/write").text, "once")
    for number in ("2", "3"):
        answer = client.post(
            DESK.replace("/1/", f"/{number}/") + "/write", data={"csrf_token": token, "once": once, **GOOD}
        )
        assert answer.status_code in (400, 409)
        assert "secret ballot" in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize(("role", "status"), [(Role.MODERATOR, 403), (Role.ADMINISTRATOR, 403)])
def test_only_the_councils_officers_come_here(
    client: Visitor, recommendation: Recommendation, role: Role, status: int
) -> None:
    assert client.get(DESK).status_code == 303
    organisation_id = None if role is Role.ADMINISTRATOR else recommendation.assembly.organisation_id
    sign_in_as(client, make_account("x@fenbury.example", role=role, organisation_id=organisation_id))
    assert client.get(DESK).status_code == status
    assert client.post(f"{DESK}/check", data={}).status_code == status


def test_a_field_that_only_the_service_can_judge_is_told_there(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, ann: Account
) -> None:
    enter(client)
    seen = vote_fingerprint(session.scalars(select(Vote)).one())
    with pytest.raises(WrongField) as refusal:
        check_vote(recommendation, Recount(None, [37, 9, 2]), ann, seen)
    assert refusal.value.field == "ballots"


def _began(assembly: Assembly, kind: PhaseKind, day: str) -> None:
    add_phase(assembly, kind, datetime.fromisoformat(f"{day}T09:00+00:00"), None)


@pytest.mark.parametrize(
    "held_on", [("30", "9", "2026"), ("", "9", "2026"), ("", "", "2025"), ("5", "10", "1926")]
)
def test_a_vote_before_the_assembly_began_is_refused_at_its_date(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    held_on: tuple[str, str, str],
) -> None:
    _began(recommendation.assembly, PhaseKind.LEARNING, "2026-10-02")
    parts = {f"held_on-{part}": typed for part, typed in zip(("day", "month", "year"), held_on, strict=True)}
    answer = enter(client, **parts)
    assert answer.status_code == 422
    assert "This is before the assembly began (2\xa0October 2026). Check it." in answer.text
    assert '<a href="#held_on-day">' in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize("held_on", [("2", "10", "2026"), ("", "10", "2026"), ("", "", "2026")])
def test_a_vote_on_the_first_day_or_in_a_month_that_holds_it_is_taken(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    held_on: tuple[str, str, str],
) -> None:
    _began(recommendation.assembly, PhaseKind.LEARNING, "2026-10-02")
    parts = {f"held_on-{part}": typed for part, typed in zip(("day", "month", "year"), held_on, strict=True)}
    assert enter(client, **parts).status_code == 303


def test_an_assembly_begins_with_its_first_meeting_not_with_its_recruiting(
    session: Session, recommendation: Recommendation
) -> None:
    assembly = recommendation.assembly
    assert known_of(assembly) == Known(48, None)
    _began(assembly, PhaseKind.RECRUITING, "2026-01-10")
    _began(assembly, PhaseKind.CONSULTING, "2026-10-20")
    assert known_of(assembly) == Known(48, "2026-10-20")
    make_session(assembly, held_on="2026-10")
    assert known_of(assembly) == Known(48, "2026-10")
    make_session(assembly, starts_at=datetime.fromisoformat("2026-09-30T23:30+00:00"))
    assert known_of(assembly) == Known(48, "2026-10")
    make_session(assembly, starts_at=datetime.fromisoformat("2026-09-30T08:30+00:00"))
    assert known_of(assembly) == Known(48, "2026-09-30")
