"""The desk asks the same few questions however much evidence there is, and two officers at once do not trip."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import transactions
from app.evidence import services
from app.evidence.models import AssemblySession, Speaker
from tests.conftest import Visitor
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.files import make_evidence_file
from tests.queries import counted

DESK = "/council/second/evidence/"


def _fill(assembly: Assembly, much: int) -> AssemblySession:
    """So many sessions, each with as many speakers, items and files. Returns the last one."""
    return [_meeting(assembly, number, much) for number in range(much)][-1]


def _meeting(assembly: Assembly, number: int, much: int) -> AssemblySession:
    speakers = [Speaker(position=place, name=f"Speaker {place}") for place in range(1, much + 1)]
    held = make_session(assembly, f"Session {number}", speakers=speakers)
    for place in range(much):
        make_item(assembly, f"Item {place}", session=held, speakers=speakers)
        make_evidence_file(held, label=f"File {place}")
    return held


@pytest.mark.parametrize("page", ["list", "session", "item", "form"])
def test_a_page_of_the_desk_asks_the_same_however_much_there_is(
    officer: Visitor, session: Session, page: str
) -> None:
    costs = []
    for slug, much in (("second", 2), ("third", 5)):
        held = _fill(make_assembly(slug), much)
        item = make_item(held.assembly, session=held, speakers=list(held.speakers))
        desk = f"/council/{slug}/evidence/"
        address = {
            "list": desk,
            "session": f"{desk}sessions/{held.id}/",
            "item": f"{desk}{item.id}/",
            "form": f"{desk}{item.id}/edit",
        }[page]
        with counted() as queries:
            assert officer.get(address).status_code == 200
        costs.append(queries)
    assert len(costs[0]) == len(costs[1]), "\n".join(map(str, costs))
    assert len(costs[1]) <= 14, str(costs[1])


def test_two_officers_who_move_sessions_at_once_leave_each_its_own_place(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        assembly = make_assembly("second")
        ids = [make_session(assembly, f"Session {number}").id for number in range(4)]
        officer_id = make_account().id
    together = threading.Barrier(2, timeout=20)
    problems: list[Exception] = []

    def move(number: int, up: bool) -> None:
        with app.app_context():
            together.wait()
            try:
                with transactions.unit_of_work() as own:
                    by = own.get_one(Account, officer_id)
                    services.move_session(own.get_one(AssemblySession, number), up, by)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must say so
                problems.append(error)

    threads = [threading.Thread(target=move, args=moved) for moved in ((ids[1], True), (ids[2], True))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    session.expire_all()
    places = session.scalars(select(AssemblySession.position).order_by(AssemblySession.position)).all()
    assert places == [1, 2, 3, 4]
