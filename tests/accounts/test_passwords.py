"""Passwords."""

from __future__ import annotations

import time
import unicodedata

from argon2 import PasswordHasher

from app.accounts import passwords


def test_a_hash_recognises_its_own_password_alone() -> None:
    kept = passwords.hash_password("correct horse battery")
    assert passwords.verify_password(kept, "correct horse battery")
    assert not passwords.verify_password(kept, "correct horse batter")
    assert not passwords.verify_password(kept, "")


def test_a_hash_is_argon2id_and_differs_each_time() -> None:
    first, second = passwords.hash_password("the same words"), passwords.hash_password("the same words")
    assert first.startswith("$argon2id$")
    assert first != second


def test_an_accent_is_the_same_letter_on_every_keyboard() -> None:
    kept = passwords.hash_password(unicodedata.normalize("NFD", "crème brûlée caté"))
    assert passwords.verify_password(kept, unicodedata.normalize("NFC", "crème brûlée caté"))


def test_half_a_surrogate_pair_and_a_nul_are_only_wrong_passwords() -> None:
    kept = passwords.hash_password("quite ordinary")
    assert not passwords.verify_password(kept, "\ud83d")
    assert not passwords.verify_password(kept, "\x00")


def test_no_account_is_never_right_and_costs_the_same_work() -> None:
    kept = passwords.hash_password("quite ordinary")
    assert not passwords.verify_password(None, "anything")

    def lasts(hash_or_none: str | None) -> float:
        tries = []
        for _ in range(5):
            begun = time.perf_counter()
            passwords.verify_password(hash_or_none, "a wrong password")
            tries.append(time.perf_counter() - begun)
        return min(tries)

    known, unknown = lasts(kept), lasts(None)
    assert 0.4 < unknown / known < 2.5


def test_a_broken_hash_lets_nobody_in() -> None:
    assert not passwords.verify_password("not a hash", "anything")


def test_a_hash_made_with_older_figures_is_made_anew() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("quite ordinary")
    assert passwords.needs_rehash(old)
    assert not passwords.needs_rehash(passwords.hash_password("quite ordinary"))


def test_a_generated_password_can_be_read_out_and_is_never_twice_the_same() -> None:
    made = {passwords.generate_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(p) == 23 and not set(p) & set("0O1lIio") for p in made)
