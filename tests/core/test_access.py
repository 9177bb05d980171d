"""What the access decorators promise to caches, readers and staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, abort, redirect
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core import access, clock, revisions
from app.core.permissions import Permission, authorise
from app.core.transactions import unit_of_work
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def words() -> str:
    """A view that only answers."""
    return "words"


def of_another_council() -> str:
    """A view that loads what belongs to another council than the officer's."""
    authorise(Permission.USE_COUNCIL_DESK, make_assembly("elsewhere", make_organisation("elsewhere")))
    return "seen"


class Trial:
    """An application with a few pages of the trial's own, and how often its public page was made."""

    def __init__(self, application: Flask) -> None:
        self.app = application
        self.made = 0
        rule: Callable[..., None] = application.add_url_rule
        rule("/trial/<slug>/", "trial", view_func=access.public(self.page))
        rule("/trial/", "front", view_func=access.public(self.front))
        rule("/trial/file", "file", view_func=access.public_file(words))
        rule("/trial/form", "form", view_func=access.public_form(words))
        rule("/trial/token", "token", view_func=access.by_token(words))
        rule("/trial/machine", "machine", view_func=access.unlisted(words))
        desk = access.requires(Permission.USE_COUNCIL_DESK)
        rule("/trial/staff", "staff", view_func=desk(words), methods=["GET", "POST"])
        rule("/trial/one", "one", view_func=desk(of_another_council))

    def page(self, slug: str) -> object:
        self.made += 1
        if slug == "nowhere":
            abort(404)
        return redirect("/trial/") if slug == "moved" else f"page of {slug}"

    def front(self) -> str:
        self.made += 1
        return "front"


@pytest.fixture
def trial(make_app: MakeApp) -> Trial:
    return Trial(make_app())


@pytest.fixture
def visitor(trial: Trial) -> Visitor:
    visitor = trial.app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


def _tag(visitor: Visitor, path: str = "/trial/fen/") -> str:
    return visitor.get(path).headers["ETag"]


def test_a_public_page_may_be_kept_but_must_be_asked_after(visitor: Visitor) -> None:
    answer = visitor.get("/trial/fen/")
    assert (answer.status_code, answer.text) == (200, "page of fen")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["ETag"].startswith('W/"')
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_public_file_must_be_asked_after_and_its_tag_is_its_own(visitor: Visitor) -> None:
    answer = visitor.get("/trial/file")
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "ETag" not in answer.headers, "only what is given out knows it"
    assert "Set-Cookie" not in answer.headers
    assert "X-Robots-Tag" not in answer.headers


def test_who_holds_the_page_already_costs_no_page(visitor: Visitor, trial: Trial) -> None:
    tag = _tag(visitor)
    answer = visitor.get("/trial/fen/", headers={"If-None-Match": f'"something", {tag}'})
    assert (answer.status_code, answer.data, trial.made) == (304, b"", 1)
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Content-Security-Policy" in answer.headers


def test_a_page_that_is_not_there_is_a_404_whatever_the_reader_holds(visitor: Visitor) -> None:
    answer = visitor.get("/trial/nowhere/", headers={"If-None-Match": "*"})
    assert answer.status_code == 404
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_way_on_is_not_kept(visitor: Visitor) -> None:
    answer = visitor.get("/trial/moved/")
    assert answer.status_code == 302
    assert "ETag" not in answer.headers


def test_after_a_public_change_the_next_request_sees_it(visitor: Visitor, session: Session) -> None:
    before, front, other = _tag(visitor), _tag(visitor, "/trial/"), _tag(visitor, "/trial/dale/")
    with unit_of_work():
        revisions.touch("fen")
    assert _tag(visitor) != before
    assert _tag(visitor, "/trial/") != front, "the home page tells of every assembly"
    assert _tag(visitor, "/trial/dale/") == other, "another assembly's pages have not changed"
    assert visitor.get("/trial/fen/", headers={"If-None-Match": before}).status_code == 200


def test_the_clock_changes_a_page_too(visitor: Visitor, session: Session) -> None:
    with clock.at(NOON):
        with unit_of_work():
            revisions.touch("fen", NOON + timedelta(hours=5), None)
        before = _tag(visitor)
    with clock.at(NOON + timedelta(hours=4)):
        assert _tag(visitor) == before
    with clock.at(NOON + timedelta(hours=5)):
        assert _tag(visitor) != before
    with clock.at(NOON + timedelta(hours=12, minutes=30)):
        assert _tag(visitor, "/trial/dale/") != "", "the plate shows the day"


def test_a_new_day_is_a_new_page_for_the_plate_says_the_date(visitor: Visitor) -> None:
    with clock.at(NOON):
        before = _tag(visitor)
    with clock.at(NOON + timedelta(hours=12)):
        assert _tag(visitor) != before


def test_each_address_and_each_build_has_a_tag_of_its_own(visitor: Visitor, trial: Trial) -> None:
    plain, sorted_ = _tag(visitor), _tag(visitor, "/trial/fen/?sort=agreed")
    trial.app.config["BUILD"] = "another build"
    assert len({plain, sorted_, _tag(visitor)}) == 3


def test_a_public_page_is_the_same_for_staff(visitor: Visitor, session: Session, trial: Trial) -> None:
    tag = _tag(visitor)
    council = make_organisation()
    sign_in_as(visitor, make_account(role=Role.OFFICER, organisation_id=council.id))
    answer = visitor.get("/trial/fen/")
    assert answer.headers["ETag"] == tag
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_form_is_never_stored(visitor: Visitor) -> None:
    headers = visitor.get("/trial/form").headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_a_private_address_is_neither_stored_nor_indexed_nor_told_on(visitor: Visitor) -> None:
    headers = visitor.get("/trial/token").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_machine_s_page_is_not_stored(visitor: Visitor) -> None:
    assert visitor.get("/trial/machine").headers["Cache-Control"] == "no-store"


def test_a_staff_page_leads_who_is_not_signed_in_to_the_door_and_back(visitor: Visitor) -> None:
    answer = visitor.get("/trial/staff?page=2")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Ftrial%2Fstaff%3Fpage%3D2"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_staff_form_sent_after_the_session_ended_gives_the_words_back(visitor: Visitor) -> None:
    answer = visitor.post("/trial/staff", data={"reasons": "Because of the <drains>."})
    assert answer.status_code == 401
    assert "Because of the &lt;drains&gt;." in answer.text


def test_a_staff_page_refuses_who_lacks_the_role(visitor: Visitor, session: Session) -> None:
    sign_in_as(visitor, make_account(role=Role.MODERATOR))
    assert visitor.get("/trial/staff").status_code == 403


def test_a_staff_page_opens_to_who_holds_the_role_and_is_not_stored(
    visitor: Visitor, session: Session
) -> None:
    council = make_organisation()
    sign_in_as(visitor, make_account(role=Role.OFFICER, organisation_id=council.id))
    answer = visitor.get("/trial/staff")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_what_belongs_to_another_council_is_not_there(visitor: Visitor, session: Session) -> None:
    council = make_organisation()
    sign_in_as(visitor, make_account(role=Role.OFFICER, organisation_id=council.id))
    assert visitor.get("/trial/one").status_code == 404


def test_a_disabled_account_holds_nothing(visitor: Visitor, session: Session) -> None:
    council = make_organisation()
    account = make_account(role=Role.OFFICER, organisation_id=council.id)
    account.disabled_at = clock.now()
    sign_in_as(visitor, account)
    assert visitor.get("/trial/staff").status_code == 303
