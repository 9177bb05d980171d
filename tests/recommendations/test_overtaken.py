"""Two officers have the next text of one recommendation open: who saves second is told, and loses no word."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import transactions
from app.recommendations import services
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import current_version, draft_of
from app.recommendations.wording import begun_from
from tests.at_once import Act, at_once
from tests.conftest import Visitor
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import fields_of
from tests.factories.recommendations import make_recommendation
from tests.recommendations.desk import DESK

PAGE = f"{DESK}1/write"
MINE = {"paragraphs": "My own long words.", "change_note": "Mine."}


@pytest.fixture
def officer(officer: Account, client: Visitor) -> Account:
    """The same, signed in."""
    sign_in_as(client, officer)
    return officer


def theirs(recommendation: Recommendation, by: Account) -> Version:
    return services.write_draft(recommendation, "Theirs", "Their words.", "Why.", VersionStage.DRAFT, by)


def refused(client: Visitor, sent: dict[str, str]) -> str:
    """The sentence with which it is refused; my words stand below it."""
    answer = client.post(PAGE, data=sent)
    assert answer.status_code == 409
    assert "My own long words." in answer.text
    assert f'href="{PAGE}" target="_blank"' in answer.text
    told = re.search(r'<p class="lede">(.*?)</p>', answer.text)
    assert told is not None
    return told[1]


def saved(session: Session, recommendation: Recommendation) -> list[str]:
    session.expire_all()
    draft = draft_of(recommendation)
    return [clause.text for clause in draft.clauses] if draft else []


def test_a_draft_that_a_colleague_began_first_is_not_overwritten(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account, colleague: Account
) -> None:
    sent = fields_of(client, PAGE) | MINE
    theirs(recommendation, colleague)
    told = "A colleague began the next text while you had this page open. Read theirs first."
    assert refused(client, sent) == told
    assert saved(session, recommendation) == ["Their words."]
    # Having read it, one may write over it.
    assert client.post(PAGE, data=fields_of(client, PAGE) | MINE).status_code == 303
    assert saved(session, recommendation) == ["My own long words."]


@pytest.mark.parametrize("is_begun", [False, True])
def test_nothing_is_written_after_a_text_that_was_published_meanwhile_and_not_read(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    colleague: Account,
    is_begun: bool,
) -> None:
    if is_begun:
        theirs(recommendation, colleague)
    sent = fields_of(client, PAGE) | MINE
    services.publish_version(draft_of(recommendation) or theirs(recommendation, colleague), colleague)
    told = "A colleague published draft 2 while you had this page open. Read it first."
    assert refused(client, sent) == told
    assert saved(session, recommendation) == []
    # The third text is begun too: what was published is still the first thing to be told.
    theirs(recommendation, officer)
    assert refused(client, sent) == told


def test_an_officer_who_published_in_another_tab_is_told_so(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    sent = fields_of(client, PAGE) | MINE
    services.publish_version(theirs(recommendation, officer), officer)
    told = "You have published draft 2 since you opened this page. Look at it first."
    assert refused(client, sent) == told
    assert saved(session, recommendation) == []


def test_a_draft_that_a_colleague_discarded_does_not_come_back_unread(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account, colleague: Account
) -> None:
    theirs(recommendation, officer)
    sent = fields_of(client, PAGE) | MINE
    services.discard_draft(recommendation, colleague)
    assert refused(client, sent) == "The draft was discarded while you had it open."
    assert saved(session, recommendation) == []


def test_words_for_a_recommendation_that_a_colleague_discarded_as_a_whole_come_back(
    client: Visitor, session: Session, assembly: Assembly, officer: Account, colleague: Account
) -> None:
    made = services.start_recommendation(assembly, "A mistake", "It was in the file.", officer)
    sent = fields_of(client, PAGE) | MINE
    services.discard_draft(made, colleague)
    answer = client.post(PAGE, data=sent)
    assert answer.status_code == 404
    assert "My own long words." in answer.text


@pytest.mark.parametrize("seen", ["", "x", "1", ":", "0:", "9:", "²:", "x" * 5_000])
def test_a_form_that_does_not_say_what_was_seen_writes_nothing(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account, seen: str
) -> None:
    sent = fields_of(client, PAGE) | MINE | {"seen": seen}
    assert refused(client, sent)
    assert saved(session, recommendation) == []


def test_the_first_draft_that_is_sent_twice_is_saved_once(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    sent = fields_of(client, PAGE) | MINE
    assert [client.post(PAGE, data=sent).status_code for _ in range(2)] == [303, 303]
    assert saved(session, recommendation) == ["My own long words."]


@pytest.mark.parametrize(("other", "outcomes"), [("One.", {"done"}), ("Two.", {"done", "colleague"})])
def test_of_two_who_begin_at_the_same_moment_one_is_told(
    app: Flask, session: Session, committed_database: CleanDatabase, other: str, outcomes: set[str]
) -> None:
    with transactions.unit_of_work():
        made = make_recommendation(make_assembly())
        officers = [make_account(f"{name}@fenbury.example").id for name in ("ann", "ben")]
        seen, recommendation_id = begun_from(current_version(made), None), made.id

    def writes(text: str, officer_id: int) -> Act:
        def write(own: Session) -> None:
            by, at = own.get_one(Account, officer_id), own.get_one(Recommendation, recommendation_id)
            services.write_draft(at, "Trees", text, "Why.", VersionStage.DRAFT, by, seen)

        return write

    told = at_once(app, writes("One.", officers[0]), writes(other, officers[1]))
    assert {"colleague" if "A colleague began" in each else each for each in told} == outcomes
    assert len(session.scalars(select(Version).where(Version.published_at.is_(None))).all()) == 1
