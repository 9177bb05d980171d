"""`moothall file erase`: after a breach the contents leave the store, and nothing else does."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.cli import moothall
from app.core.audit import AuditEntry
from app.evidence import services
from app.evidence.models import EvidenceFile
from app.evidence.words import FileWords
from app.files import store
from app.files.models import FileKind
from app.files.received import Received, Smaller
from app.files.services import keep
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.files import make_received, pdf
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_update

WORDS = FileWords("The names")


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly("second")


@pytest.fixture
def by(session: Session) -> Account:
    return make_account("officer@fenbury.example")


def _erase(app: Flask, session: Session, number: int) -> Result:
    session.commit()
    return CliRunner().invoke(moothall, ["file", "erase", str(number)], obj=app)


def _picture() -> Received:
    small = make_received(FileKind.PNG, b"small").digest
    return make_received(
        FileKind.PNG, b"large", smaller=(Smaller(320, 240, small, 5),), width=800, height=600
    )


def _there(*received: Received) -> list[bool]:
    return [store.here().exists(each.digest) for each in received]


def test_all_versions_and_sizes_of_a_file_that_was_taken_away_leave_the_store(
    app: Flask, session: Session, assembly: Assembly, by: Account
) -> None:
    item, first, second, other = (
        make_item(assembly),
        _picture(),
        make_received(),
        make_received(content=pdf(2)),
    )
    file = services.attach_file(item, first, WORDS, by)
    services.replace_file(item, file, second, "Names were in it.", by)
    services.attach_file(item, other, WORDS, by)
    services.remove_file(item, file, "It held names.", by)
    done = _erase(app, session, file.id)
    assert (done.exit_code, done.stdout.splitlines()[1:]) == (
        0,
        sorted([first.digest, first.smaller[0].digest, second.digest]),
    )
    assert _there(first, second, other) == [False, False, True]
    assert not store.here().exists(first.smaller[0].digest)
    assert session.get_one(EvidenceFile, file.id).removed_reason == "It held names."
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "erased")).one()
    assert entry.thing_id == file.id
    assert len(entry.detail["contents"]) == 3
    again = _erase(app, session, file.id)
    assert again.stdout.startswith("0 contents erased.")


def test_what_another_file_still_has_stays(
    app: Flask, session: Session, assembly: Assembly, by: Account
) -> None:
    item, shared = make_item(assembly), make_received()
    file, _other = (
        services.attach_file(item, shared, WORDS, by),
        services.attach_file(item, shared, WORDS, by),
    )
    services.remove_file(item, file, "Twice.", by)
    assert _erase(app, session, file.id).stdout.startswith("0 contents erased.")
    assert _there(shared) == [True]


def test_a_file_that_is_given_out_or_that_is_none_is_refused(
    app: Flask, session: Session, assembly: Assembly, by: Account
) -> None:
    received = make_received()
    file = services.attach_file(make_item(assembly), received, WORDS, by)
    for number, message in ((file.id, "Take it away at the desk first"), (file.id + 999, "There is no file")):
        refused = _erase(app, session, number)
        assert refused.exit_code == 1
        assert message in refused.stderr
    assert _there(received) == [True]


def test_the_same_content_sent_again_is_there_again(
    app: Flask, session: Session, assembly: Assembly, by: Account
) -> None:
    item, received = make_item(assembly), make_received()
    file = services.attach_file(item, received, WORDS, by)
    services.remove_file(item, file, "A mistake.", by)
    _erase(app, session, file.id)
    again = services.attach_file(item, make_received(), WORDS, by)
    assert again.current.stored.digest == received.digest
    assert _there(received) == [True]


def test_what_a_report_of_progress_gives_as_evidence_stays_for_it(
    app: Flask, session: Session, assembly: Assembly, by: Account
) -> None:
    item, shared = make_item(assembly), make_received(FileKind.PDF, pdf(2))
    file = services.attach_file(item, shared, WORDS, by)
    commitment = make_commitment(make_recommendation(assembly))
    make_update(commitment, "delivered", evidence_file=keep(shared), evidence_file_name="names.pdf")
    services.remove_file(item, file, "It names people.", by)
    assert "0 contents erased" in _erase(app, session, file.id).output
    assert _there(shared) == [True]
