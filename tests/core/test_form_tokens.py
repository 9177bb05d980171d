"""A token is good for one form, one use and one day; pressing twice sends once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock, form_tokens
from app.core.errors import Stale
from app.core.form_tokens import UsedToken
from app.core.transactions import unit_of_work
from tests.conftest import MakeApp
from tests.databases import CleanDatabase


def _made_ago(monkeypatch: pytest.MonkeyPatch, ago: timedelta) -> str:
    then = int(time.time() - ago.total_seconds())
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda _signer: then)
        return form_tokens.issue("comment:17")


def test_a_token_is_good_for_the_form_it_was_made_for(session: Session) -> None:
    token = form_tokens.issue("comment:17")
    assert form_tokens.check("comment:17", token) == form_tokens.check("comment:17", token)


def test_no_two_tokens_are_alike(session: Session) -> None:
    tokens = {form_tokens.issue("comment:17") for _ in range(100)}
    assert len({form_tokens.check("comment:17", token) for token in tokens}) == 100


def test_a_token_knows_when_its_form_was_opened_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _made_ago(monkeypatch, timedelta(minutes=20))
    opened_at = form_tokens.opened_at("comment:17", token)
    assert opened_at is not None
    assert abs(clock.now() - opened_at - timedelta(minutes=20)) < timedelta(seconds=5)
    # The form came back twice.
    for _ in range(2):
        token = form_tokens.issue("comment:17", opened_at)
        assert form_tokens.opened_at("comment:17", token) == opened_at
    assert form_tokens.check("comment:17", token)


def test_a_token_that_is_too_old_still_knows_it_and_a_forged_one_knows_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _made_ago(monkeypatch, timedelta(days=3))
    opened_at = form_tokens.opened_at("comment:17", token)
    assert opened_at is not None
    assert opened_at < clock.now() - timedelta(days=2)
    for forged in ("", "nonsense", token + "x"):
        assert form_tokens.opened_at("comment:17", forged) is None
    assert form_tokens.opened_at("comment:18", token) is None


def test_no_nonce_looks_as_if_its_form_had_come_back(session: Session) -> None:
    nonces = [form_tokens.check("comment:17", form_tokens.issue("comment:17")) for _ in range(200)]
    assert [nonce for nonce in nonces if "." in nonce] == []


@pytest.mark.parametrize("purpose", ["comment:18", "comment:1", "agree:17", ""])
def test_a_token_is_good_for_no_other_form(session: Session, purpose: str) -> None:
    token = form_tokens.issue("comment:17")
    with pytest.raises(Stale, match="could not check"):
        form_tokens.check(purpose, token)


def test_a_token_of_another_site_is_refused(session: Session, make_app: MakeApp) -> None:
    with make_app(SECRET_KEY="the key of quite another site").app_context():
        foreign = form_tokens.issue("comment:17")
    with pytest.raises(Stale):
        form_tokens.check("comment:17", foreign)


def test_a_session_s_signature_is_no_form_token(app: Flask, session: Session) -> None:
    other = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="cookie-session").dumps("nonce")
    with pytest.raises(Stale):
        form_tokens.check("comment:17", str(other))


def test_a_token_lives_a_day(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert form_tokens.check("comment:17", _made_ago(monkeypatch, timedelta(hours=23, minutes=59)))
    with pytest.raises(Stale, match="open for more than a day"):
        form_tokens.check("comment:17", _made_ago(monkeypatch, timedelta(hours=24, minutes=1)))


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "\x00", "é.é.é", "x" * 100_000, "None", "🚌"])
def test_what_is_no_token_is_refused_politely(session: Session, token: str) -> None:
    with pytest.raises(Stale):
        form_tokens.check("comment:17", token)


def test_one_changed_letter_spoils_a_token(session: Session) -> None:
    token = form_tokens.issue("comment:17")
    for place in range(0, len(token), 5):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Stale):
            form_tokens.check("comment:17", changed)


def test_the_same_words_sent_twice_lead_to_the_same_place(session: Session) -> None:
    assert form_tokens.former_use("nonce", "digest") is None
    assert form_tokens.spend("nonce", "digest", "/receipts/first") == "/receipts/first"
    assert form_tokens.spend("nonce", "digest", "/receipts/second") == "/receipts/first"
    assert form_tokens.former_use("nonce", "digest") == "/receipts/first"
    assert session.scalar(select(func.count()).select_from(UsedToken)) == 1


def test_other_words_by_the_same_token_are_refused(session: Session) -> None:
    form_tokens.spend("nonce", "digest", "/receipts/first")
    with pytest.raises(Stale, match="already sent with other words"):
        form_tokens.spend("nonce", "other digest", "/receipts/second")
    with pytest.raises(Stale, match="already sent with other words"):
        form_tokens.former_use("nonce", "other digest")


def test_two_presses_at_once_send_once(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    ready = Barrier(4)

    def press(address: str) -> str:
        with app.app_context():
            ready.wait(timeout=10)
            with unit_of_work():
                return form_tokens.spend("nonce", "digest", address)

    with ThreadPoolExecutor(4) as fingers:
        led_to = set(fingers.map(press, ["/a", "/b", "/c", "/d"]))
    assert len(led_to) == 1


def test_a_refused_sending_leaves_the_token_unspent(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        form_tokens.spend("nonce", "digest", f"/receipts/{1 // 0}")
    assert form_tokens.former_use("nonce", "other digest") is None


@given(st.lists(st.text(max_size=20), max_size=4), st.lists(st.text(max_size=20), max_size=4))
def test_other_words_have_another_digest(one: list[str], other: list[str]) -> None:
    sound = [[text.replace("\x00", "") for text in texts] for texts in (one, other)]
    same = "\x00".join(sound[0]) == "\x00".join(sound[1])
    assert (form_tokens.digest_of(sound[0]) == form_tokens.digest_of(sound[1])) is same


def test_half_a_surrogate_pair_has_a_digest_too() -> None:
    assert form_tokens.digest_of(["\ud800"]) != form_tokens.digest_of(["\ud801"])


def test_only_tokens_that_have_long_expired_are_forgotten(session: Session) -> None:
    now = clock.now()
    for hours in (1, 47, 49, 500):
        with clock.at(now - timedelta(hours=hours)):
            form_tokens.spend(f"{hours} hours ago", "digest", "/")
    assert form_tokens.forget_old() == 2
    kept = session.scalars(select(UsedToken.nonce).order_by(UsedToken.used_at)).all()
    assert kept == ["47 hours ago", "1 hours ago"]
