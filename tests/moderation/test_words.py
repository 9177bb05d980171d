"""The council's list of words: who keeps it, what it takes, and that what waits is read again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core.audit import AuditEntry
from app.core.errors import WrongField
from app.core.outbox import OutboxRow
from app.moderation.models import WordListEntry
from app.moderation.queries.words import listed_words
from app.moderation.services import words as services
from app.moderation.services.words import add_words, remove_word
from tests.at_once import at_once
from tests.conftest import Visitor
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.forms import send

LIST = "/moderation/words"


@pytest.fixture
def lead(client: Visitor, session: Session) -> Account:
    """A lead moderator, who has signed in."""
    account = make_account("lead@fenbury.example", name="Lena Lead", role=Role.LEAD_MODERATOR)
    sign_in_as(client, account)
    return account


def _terms() -> list[str]:
    return [word.term for word in listed_words()]


def _asked(session: Session) -> list[str]:
    keys = session.scalars(
        select(OutboxRow.key).where(OutboxRow.kind == "read_waiting").order_by(OutboxRow.id)
    )
    return [key.partition(":")[2].partition(" ")[0] for key in keys]


# ---- The services ----


def test_words_are_added_once_however_they_are_written(session: Session, by: Account) -> None:
    added = add_words(["Idiot", "go  home", "IDIOT", "ídіоt"], reason_code="abuse", by=by)
    assert [(entry.term, entry.normal_form) for entry in added] == [
        ("Idiot", "idiot"),
        ("go  home", "go home"),
    ]
    assert add_words(["idiot"], reason_code=None, by=by) == []
    assert _terms() == ["go  home", "Idiot"]
    assert [word.reason_code for word in listed_words()] == ["abuse", "abuse"]


def test_what_is_added_and_removed_stands_in_the_log_and_is_read_again(session: Session, by: Account) -> None:
    (entry,) = add_words(["idiot"], reason_code="abuse", by=by)
    remove_word(entry, by=by)
    log = session.execute(
        select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.detail)
        .where(AuditEntry.kind == "word_list_entries")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(row) for row in log] == [
        ("added", by.id, {"reason": "abuse"}),
        ("removed", by.id, {"reason": "abuse"}),
    ]
    assert _asked(session) == ["added", "removed"]
    assert _terms() == []


def test_a_word_that_comes_back_is_asked_for_anew(session: Session, by: Account) -> None:
    for _ in range(2):
        (entry,) = add_words(["idiot"], reason_code=None, by=by)
        remove_word(entry, by=by)
    assert _asked(session) == ["added", "removed"] * 2


def test_where_nothing_is_new_nothing_is_read_again(session: Session, by: Account) -> None:
    add_words(["idiot"], reason_code=None, by=by)
    add_words(["Idiot!"], reason_code=None, by=by)
    assert _asked(session) == ["added"]


@pytest.mark.parametrize(
    ("term", "why"),
    [("a", "too short"), ("?!", "too short"), ("x" * 101, "too long")],
)
def test_what_cannot_be_looked_for_is_refused_by_name_and_nothing_is_added(
    session: Session, by: Account, term: str, why: str
) -> None:
    with pytest.raises(WrongField, match=why) as refusal:
        add_words(["idiot", term], reason_code=None, by=by)
    assert term[:40] in refusal.value.message
    assert _terms() == []


def test_the_list_does_not_grow_for_ever(
    session: Session, by: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_WORDS", 2)
    add_words(["one", "two"], reason_code=None, by=by)
    with pytest.raises(WrongField, match="can hold 2 words"):
        add_words(["three"], reason_code=None, by=by)
    assert add_words(["two"], reason_code=None, by=by) == []


def test_two_who_add_the_same_word_at_once_add_it_once(app: Flask, committed_database: CleanDatabase) -> None:
    with app.app_context():
        from_whom = make_account("lead@fenbury.example")
        Session.object_session(from_whom).commit()  # type: ignore[union-attr]
        account_id = from_whom.id

    def add(own: Session) -> None:
        add_words(["idiot", "other"], reason_code=None, by=own.get_one(Account, account_id))

    assert at_once(app, add, add) == ["done", "done"]
    with app.app_context():
        assert _terms() == ["idiot", "other"]


# ---- The page ----


def test_a_lead_moderator_pastes_a_list_and_takes_a_word_away(
    client: Visitor, session: Session, lead: Account
) -> None:
    answer = send(client, LIST, words="idiot\r\n\r\n  go   home \r\nIDIOT\r\n", reason="abuse")
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    page = client.get(LIST).get_data(as_text=True)
    assert "2 words are new on the list." in page
    assert "2 words on the list" in page
    assert "Lena Lead, " in page
    assert _terms() == ["go home", "idiot"]
    entry = session.scalars(select(WordListEntry).where(WordListEntry.term == "idiot")).one()
    answer = send(client, LIST, f"{LIST}/{entry.id}/remove")
    assert answer.status_code == 303
    assert "“idiot” is no longer on the list." in client.get(LIST).get_data(as_text=True)
    assert _terms() == ["go home"]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"words": ""}, "Enter the words, one on each line."),
        ({"words": "idiot\nx"}, "“x” is too short."),
        ({"words": "idiot", "reason": "no such paragraph"}, "Choose a paragraph of the policy, or none."),
    ],
)
def test_a_refused_list_comes_back_with_its_words(
    client: Visitor, session: Session, lead: Account, sent: dict[str, str], why: str
) -> None:
    answer = send(client, LIST, **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in page
    assert sent["words"] in page
    assert session.scalar(select(func.count(WordListEntry.id))) == 0


def test_what_is_not_on_the_list_cannot_be_removed(client: Visitor, lead: Account) -> None:
    add = send(client, LIST, words="idiot")
    assert add.status_code == 303
    assert client.post(f"{LIST}/999999/remove").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.MODERATOR, 403), (Role.ADMINISTRATOR, 200)])
def test_the_list_is_kept_by_lead_moderators_and_administrators(
    client: Visitor, session: Session, role: Role, status: int
) -> None:
    sign_in_as(client, make_account("somebody@fenbury.example", role=role))
    assert client.get(LIST).status_code == status
