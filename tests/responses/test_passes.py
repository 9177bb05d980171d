"""Links to the counter-check: one for each member and follower, known to nobody else, ended without undoing a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock, outbox
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.core.outbox import Letter, OutboxRow
from app.following.services import announce_response as from_following
from app.following.services import confirm_follow, end_follow
from app.recommendations.models import Recommendation
from app.responses.events import ResponsePublished
from app.responses.models import CheckPass, CounterCheck, DeliveryStatus, Finding, Response, Side
from app.responses.queries.passes import members_asked, pass_by_token
from app.responses.services import passes, report_progress
from app.responses.words.progress import Report
from tests.conftest import NOON
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.counter_checks import make_check, make_pass
from tests.factories.following import make_follow
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_compiled_response, make_response

pytestmark = pytest.mark.usefixtures("at_noon")
NEXT_MORNING = NOON + timedelta(hours=21)


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(members=3)


@pytest.fixture
def olu(assembly: Assembly) -> Account:
    return make_account()


def _drain(session: Session, at: datetime = NOON) -> int:
    session.commit()
    with clock.at(at):
        return outbox.drain()


def _answered(recommendation: Recommendation, at: datetime, **columns: object) -> Response:
    """An answer of this moment. The factory makes answers of yesterday."""
    with clock.at(at + timedelta(days=1)):
        return make_response(recommendation, **columns)  # type: ignore[arg-type]


# ---- Members ----


def test_each_member_gets_one_link_and_one_letter_that_holds_it(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    invited = passes.invite_members(assembly, ["Ada@Example.org", "bo@example.org", "ada@example.org"], olu)
    assert (invited.written_to, invited.known) == (2, 0)
    _drain(session)
    made = {each.email: each for each in session.scalars(select(CheckPass))}
    assert {letter.to for letter in letters} == set(made) == {"ada@example.org", "bo@example.org"}
    for letter in letters:
        assert f"/counter-check/{made[letter.to].token}\n" in letter.text
        assert letter.headers["List-Unsubscribe"].endswith(f"/counter-check/{made[letter.to].token}/leave>")


def test_an_address_that_is_asked_twice_gets_no_second_link_and_no_second_letter(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    again = passes.invite_members(assembly, ["ada@example.org", "bo@example.org"], olu)
    assert (again.written_to, again.known) == (1, 1)
    _drain(session)
    assert sorted(letter.to for letter in letters) == ["ada@example.org", "bo@example.org"]


def test_a_link_is_sent_again_once_a_day_at_most(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    passes.send_again(assembly, "ADA@example.org ", olu)
    _drain(session)
    assert len(letters) == 1
    with clock.at(NEXT_MORNING):
        for _ in range(2):
            passes.send_again(assembly, "ada@example.org", olu)
    _drain(session, NEXT_MORNING)
    assert len(letters) == 2
    with pytest.raises(WrongField):
        passes.send_again(assembly, "nobody@example.org", olu)


def test_only_who_has_said_nothing_is_reminded(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    passes.invite_members(assembly, ["ada@example.org", "bo@example.org"], olu)
    _drain(session)
    letters.clear()
    ada = session.scalars(select(CheckPass).where(CheckPass.email == "ada@example.org")).one()
    make_check(make_response(make_recommendation(assembly)), by=ada)
    with clock.at(NEXT_MORNING):
        assert passes.remind_members(assembly, olu) == 1
    _drain(session, NEXT_MORNING)
    assert [letter.to for letter in letters] == ["bo@example.org"]


def test_there_are_never_more_links_than_members(session: Session, assembly: Assembly, olu: Account) -> None:
    passes.invite_members(assembly, ["ada@example.org", "bo@example.org"], olu)
    for field, act in (
        ("links", lambda: passes.print_links(assembly, 2, olu)),
        ("addresses", lambda: passes.invite_members(assembly, ["cy@example.org", "di@example.org"], olu)),
    ):
        with pytest.raises(WrongField) as refusal:
            act()
        assert refusal.value.field == field
        assert "3 members. 2 links are in use." in refusal.value.message
    passes.print_links(assembly, 1, olu)
    assert members_asked(assembly).live == 3


def test_a_record_has_no_members_to_ask(session: Session, olu: Account) -> None:
    compiled = make_assembly("compiled", is_compiled=True)
    for act in (
        lambda: passes.invite_members(compiled, ["ada@example.org"], olu),
        lambda: passes.print_links(compiled, 1, olu),
    ):
        with pytest.raises(Refused):
            act()


def test_a_link_that_went_astray_ends_its_address_is_forgotten_and_what_was_said_with_it_stays(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    lost = session.scalars(select(CheckPass)).one()
    make_check(make_response(make_recommendation(assembly)), by=lost)
    passes.end_sent_link(assembly, "ada@example.org", olu)
    assert (lost.email, lost.ended_at) == (None, NOON)
    assert session.scalar(select(func.count(CounterCheck.id))) == 1
    with pytest.raises(WrongField):
        passes.end_sent_link(assembly, "nobody@example.org", olu)


def test_a_used_link_keeps_its_place_when_it_ends_and_an_unused_one_makes_room(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    used, _, _ = passes.print_links(assembly, 3, olu)
    make_check(make_response(make_recommendation(assembly)), by=used)
    passes.end_printed_link(assembly, 1, olu)
    with pytest.raises(WrongField):
        passes.print_links(assembly, 1, olu)
    passes.end_printed_link(assembly, 2, olu)
    passes.print_links(assembly, 1, olu)
    assert members_asked(assembly).asked == 3
    # The place of the second is taken by now, that of the first is still its own.
    with pytest.raises(WrongField):
        passes.replace_printed_link(assembly, 2, olu)
    assert passes.replace_printed_link(assembly, 1, olu) is used
    assert members_asked(assembly).asked == 3


def test_a_link_that_is_replaced_is_the_same_member_with_another_address(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    passes.invite_members(assembly, ["wrong@example.org", "bo@example.org"], olu)
    lost = session.scalars(select(CheckPass).where(CheckPass.email == "wrong@example.org")).one()
    answer = make_response(make_recommendation(assembly))
    make_check(answer, Finding.YES, by=lost)
    before = lost.token
    with pytest.raises(WrongField):
        passes.replace_sent_link(assembly, "wrong@example.org", "bo@example.org", olu)
    passes.replace_sent_link(assembly, "wrong@example.org", "Ada@example.org", olu)
    assert pass_by_token(before) is None
    assert (lost.email, lost.token != before) == ("ada@example.org", True)
    make_check(answer, Finding.NO, by=lost)
    assert members_asked(assembly).answered == 1
    _drain(session)
    assert sorted(letter.to for letter in letters) == ["ada@example.org", "bo@example.org"]
    assert lost.token in next(letter.text for letter in letters if letter.to == "ada@example.org")


def test_printed_links_are_ended_by_number_and_numbers_are_never_used_twice(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    first, second = passes.print_links(assembly, 2, olu)
    assert (first.printed_number, second.printed_number) == (1, 2)
    passes.end_printed_link(assembly, 2, olu)
    [third] = passes.print_links(assembly, 1, olu)
    assert third.printed_number == 3
    for number in (2, 9):
        with pytest.raises(WrongField):
            passes.end_printed_link(assembly, number, olu)
    assert first.ended_at is None


def test_no_log_row_holds_an_address_or_a_link(session: Session, assembly: Assembly, olu: Account) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    passes.print_links(assembly, 1, olu)
    passes.send_again(assembly, "ada@example.org", olu)
    passes.end_sent_link(assembly, "ada@example.org", olu)
    log = session.scalars(select(AuditEntry).where(AuditEntry.kind == "check_passes")).all()
    assert [row.action for row in log] == ["invited", "printed", "sent again", "ended"]
    tokens = session.scalars(select(CheckPass.token)).all()
    held = [str(row.detail) for row in log] + [str(row.payload) for row in session.scalars(select(OutboxRow))]
    assert not any("ada@" in text or token in text for text in held for token in tokens)


def test_who_leaves_gets_no_more_letters_is_forgotten_and_keeps_the_link(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    ada = session.scalars(select(CheckPass)).one()
    for _ in range(2):
        passes.stop_letters(ada)
    assert (ada.email, ada.ended_at) == (None, None)
    assert passes.remind_members(assembly, olu) == 0
    assert _drain(session) == 0


def test_officers_see_figures_of_members_and_nothing_of_followers(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    passes.print_links(assembly, 2, olu)
    passes.end_printed_link(assembly, 2, olu)
    answer = make_response(make_recommendation(assembly))
    make_check(answer, by=session.scalars(select(CheckPass).where(CheckPass.printed_number == 1)).one())
    make_check(answer, side=Side.FOLLOWER)
    asked = members_asked(assembly)
    assert (asked.live, asked.written_to, asked.live_printed) == (2, 1, 1)
    assert (asked.answered, asked.silent, asked.ended) == (1, 1, 1)


# ---- Letters about what is new ----


def test_members_hear_the_next_morning_in_one_letter_of_all_that_a_day_brought(
    session: Session, assembly: Assembly, olu: Account, letters: list[Letter]
) -> None:
    make_pass(assembly, email="ada@example.org")
    make_pass(assembly)
    for number in (1, 2):
        answer = _answered(make_recommendation(assembly, number=number), NOON - timedelta(minutes=number))
        passes.announce_answer(ResponsePublished(answer.id))
    commitment = make_commitment(make_recommendation(assembly, number=3), "Put up a shelter")
    delivered = Report(
        DeliveryStatus.DELIVERED, "It is up.", evidence_url="https://x.example/", evidence_title="Photo"
    )
    report_progress(commitment, delivered, olu)
    assert _drain(session, NOON + timedelta(hours=12)) == 0
    assert _drain(session, NEXT_MORNING) == 1
    [letter] = letters
    assert letter.to == "ada@example.org"
    assert "The council has given 2 answers." in letter.text
    assert "Put up a shelter" in letter.text
    assert _drain(session, NEXT_MORNING + timedelta(days=1)) == 0


def test_what_counts_no_more_by_the_morning_is_in_no_letter(
    session: Session, assembly: Assembly, letters: list[Letter]
) -> None:
    make_pass(assembly, email="ada@example.org")
    recommendation = make_recommendation(assembly)
    answer = _answered(recommendation, NOON)
    passes.announce_answer(ResponsePublished(answer.id))
    session.commit()
    later = NOON + timedelta(hours=14)
    _answered(recommendation, later, follows_id=answer.id, correction_reason="A slip.")
    assert _drain(session, NEXT_MORNING) == 0


def test_old_history_is_no_news_to_members(session: Session, assembly: Assembly) -> None:
    make_pass(assembly, email="ada@example.org")
    answer = _answered(make_recommendation(assembly), datetime(2020, 1, 1, tzinfo=UTC))
    passes.announce_answer(ResponsePublished(answer.id))
    assert _drain(session, NOON + timedelta(days=3)) == 0


# ---- Followers ----


def test_a_follow_has_a_link_from_its_confirmation_until_its_end(
    session: Session, assembly: Assembly
) -> None:
    follow = make_follow(assembly, confirmed=False)
    assert follow.check_pass_id is None
    confirm_follow(follow)
    confirm_follow(follow)
    made = follow.check_pass
    assert made is not None
    assert (made.side, made.email, made.ended_at) == (Side.FOLLOWER, None, None)
    end_follow(follow)
    session.refresh(made)
    assert made.ended_at == NOON


def test_who_follows_anew_speaks_with_the_same_link_and_not_twice(
    session: Session, assembly: Assembly
) -> None:
    follow = make_follow(assembly, confirmed=False)
    confirm_follow(follow)
    before = follow.check_pass
    end_follow(follow)
    confirm_follow(follow)
    assert follow.check_pass is before
    assert before is not None
    assert before.ended_at is None
    assert session.scalar(select(func.count(CheckPass.id))) == 1


def test_a_letter_to_followers_about_an_answer_holds_their_link_and_others_do_not(
    session: Session, assembly: Assembly, letters: list[Letter]
) -> None:
    follow = make_follow(assembly, confirmed=False)
    confirm_follow(follow)
    follow.confirmed_at = NOON - timedelta(days=1)
    recommendation = make_recommendation(assembly)
    answer = _answered(recommendation, NOON)
    from_following(ResponsePublished(answer.id))
    _drain(session, NOON + timedelta(minutes=13))
    [letter] = letters
    assert follow.check_pass is not None
    assert f"/counter-check/{follow.check_pass.token}\n" in letter.text


def test_followers_of_a_record_can_say_a_word_on_it(session: Session) -> None:
    compiled = make_assembly("compiled", is_compiled=True)
    answer = make_compiled_response(make_recommendation(compiled))
    follow = make_follow(compiled, confirmed=False)
    confirm_follow(follow)
    assert follow.check_pass is not None
    assert make_check(answer, Finding.YES, by=follow.check_pass).finding == Finding.YES


def test_a_link_is_found_by_its_token_whether_it_has_ended_or_not(
    session: Session, assembly: Assembly
) -> None:
    check_pass = make_pass(assembly)
    passes.end_pass(check_pass)
    assert pass_by_token(check_pass.token) is check_pass
    assert pass_by_token("unknown") is None
