"""Officers and administrators choose when a moderator reads comments."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.assemblies import services
from app.assemblies.models import Assembly, ModerationMode
from app.assemblies.modes import mode_mark
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.revisions import current
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import fields_of, fields_of_page, send
from tests.factories.organisations import make_organisation

DESK = "/council/high-street/moderation"


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(consulting=(-7, 7))


@pytest.fixture
def officer(client: Visitor, assembly: Assembly) -> Visitor:
    serves = assembly.organisation_id
    sign_in_as(client, make_account("o@fenbury.example", role=Role.OFFICER, organisation_id=serves))
    return client


def test_a_mode_is_chosen_with_its_row_in_the_log(session: Session, assembly: Assembly) -> None:
    by = make_account()
    services.choose_mode(assembly, ModerationMode.AFTER_FOR_KNOWN, 5, by, mode_mark(assembly))
    session.flush()
    assert (assembly.moderation_mode, assembly.known_after) == ("after_for_known", 5)
    rows = select(AuditEntry).where(AuditEntry.action == "chose moderation mode")
    [entry] = session.scalars(rows)
    assert (entry.actor_id, entry.thing_id) == (by.id, assembly.id)
    assert entry.detail == {"former": "before", "mode": "after_for_known", "known_after": 5}
    # The same again is no change.
    services.choose_mode(assembly, ModerationMode.AFTER_FOR_KNOWN, 5, by, mode_mark(assembly))
    session.flush()
    assert len(session.scalars(rows).all()) == 1


def test_a_stale_choice_is_refused_and_so_is_a_record(session: Session, assembly: Assembly) -> None:
    by, seen = make_account(), mode_mark(assembly)
    services.choose_mode(assembly, ModerationMode.AFTER, 3, by, seen)
    with pytest.raises(Refused, match="A colleague chose"):
        services.choose_mode(assembly, ModerationMode.BEFORE, 9, by, seen)
    record = make_assembly("old", is_compiled=True)
    with pytest.raises(Refused, match="compiled"):
        services.choose_mode(record, ModerationMode.AFTER, 3, by, mode_mark(record))


def test_an_officer_reads_what_each_way_means_and_chooses(officer: Visitor, assembly: Assembly) -> None:
    assert f'href="{DESK}"' in officer.get("/council/high-street/").text
    page = officer.get(DESK).text
    for words in ("Nobody sees a comment that no moderator has read.", "Talk goes faster", "authors we know"):
        assert words in page
    before = current(assembly.slug)
    answer = send(officer, DESK, moderation_mode="after")
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "What waits already waits for a moderator." in officer.get(DESK).text
    assert assembly.moderation_mode == "after"
    assert current(assembly.slug) != before
    assert "Comments are shown first" in officer.get("/council/high-street/").text


def test_a_number_is_asked_for_where_it_decides(officer: Visitor, assembly: Assembly) -> None:
    for typed, said in (("", "Write after how many"), ("0", "from 1 to 100"), ("many", "from 1 to 100")):
        answer = send(officer, DESK, moderation_mode="after_for_known", known_after=typed)
        assert answer.status_code == 422
        assert said in answer.text
    assert send(officer, DESK, moderation_mode="nonsense").status_code == 422
    assert assembly.moderation_mode == "before"
    assert send(officer, DESK, moderation_mode="after_for_known", known_after="5").status_code == 303
    assert assembly.known_after == 5
    for unused in ("", "many"):
        assert send(officer, DESK, moderation_mode="after", known_after=unused).status_code == 303
        assert assembly.known_after == 5


def test_who_is_late_is_told_and_may_send_it_on(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    fields = fields_of(officer, DESK)
    services.choose_mode(assembly, ModerationMode.AFTER, 3, make_account(), mode_mark(assembly))
    session.commit()
    answer = officer.post(DESK, data=fields | {"moderation_mode": "after_for_known"})
    assert answer.status_code == 409
    assert "A colleague chose “After it is shown” meanwhile." in answer.text
    again = officer.post(DESK, data=fields_of_page(answer.text, DESK))
    assert again.status_code == 303
    assert assembly.moderation_mode == "after_for_known"


def test_others_do_not_choose(client: Visitor, session: Session, assembly: Assembly) -> None:
    elsewhere = make_organisation("elsewhere")
    people = {
        "lead@fenbury.example": (Role.LEAD_MODERATOR, assembly.organisation_id),
        "o@elsewhere.example": (Role.OFFICER, elsewhere.id),
    }
    for email, (role, serves) in people.items():
        sign_in_as(client, make_account(email, role=role, organisation_id=serves))
        assert client.get(DESK).status_code in (403, 404)


def test_an_administrator_chooses_it_with_the_rest(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    sign_in_as(client, make_account("a@fenbury.example", role=Role.ADMINISTRATOR))
    page = "/admin/assemblies/high-street/"
    refused = send(client, page, moderation_mode="after_for_known", known_after="")
    assert refused.status_code == 422
    assert "Write after how many" in refused.text
    assert send(client, page, moderation_mode="after_for_known", known_after="4").status_code == 303
    session.expire_all()
    assert (assembly.moderation_mode, assembly.known_after) == ("after_for_known", 4)
    assert "Talk goes faster" in client.get("/admin/assemblies/new").text


def test_an_administrator_who_began_before_a_change_of_mode_is_refused(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    sign_in_as(client, make_account("a@fenbury.example", role=Role.ADMINISTRATOR))
    page = "/admin/assemblies/high-street/"
    fields = fields_of(client, page)
    services.choose_mode(assembly, ModerationMode.AFTER, 3, make_account(), mode_mark(assembly))
    session.commit()
    assert client.post(page, data=fields).status_code == 409
    assert assembly.moderation_mode == "after"
