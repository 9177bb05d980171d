"""Following as visitors, mail programs, feed readers and calendars meet it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, PhaseKind
from app.core import clock, outbox
from app.core.db import db
from app.core.outbox import Letter, OutboxRow
from app.core.revisions import touch
from app.evidence.models import AssemblySession
from app.following.models import Follow
from app.recommendations.models import VersionStage
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.evidence import make_item
from tests.factories.following import make_follow
from tests.factories.recommendations import make_recommendation, make_version
from tests.queries import counted

ATOM = "{http://www.w3.org/2005/Atom}"


def _ask(client: Visitor, email: str, **more: str) -> tuple[int, str, str]:
    path = "/assemblies/high-street/follow"
    answer = client.post(path, data={"csrf_token": token_in(client, path), "email": email, **more})
    return answer.status_code, answer.text, answer.headers.get("Location", "")


def test_a_record_promises_no_letters_on_what_cannot_happen_any_more(
    client: Visitor, session: Session
) -> None:
    record = make_assembly("old-town", is_compiled=True)
    page = client.get(f"{record.path}follow").text
    assert "comments open" not in page
    assert "We tell you when its record gets something new." in page
    assert "comments open" in client.get(f"{make_assembly('high-street').path}follow").text


# ---- By e-mail ----


def test_asking_ends_on_a_page_of_its_own_that_any_cache_may_hold(
    client: Visitor, assembly: Assembly, letters: list[Letter]
) -> None:
    form = client.get("/assemblies/high-street/follow")
    assert (form.status_code, form.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in form.headers
    status, _, place = _ask(client, "Ada@Example.org")
    assert (status, place) == (303, "/assemblies/high-street/follow/sent")
    page = client.get(place)
    assert "Check your mail" in page.text
    assert "example.org" not in page.text
    assert "Set-Cookie" not in page.headers
    outbox.drain()
    assert [letter.to for letter in letters] == ["ada@example.org"]


def test_a_follower_is_made_by_the_link_in_the_letter_and_only_by_pressing_the_button(
    client: Visitor, assembly: Assembly, session: Session, letters: list[Letter]
) -> None:
    _ask(client, "ada@example.org")
    outbox.drain()
    [path] = re.findall(r"http://127.0.0.1:8000(/confirm/\S+)", letters[0].text)
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert not session.scalars(select(Follow)).one().is_active
    answer = client.post(path, data={"csrf_token": token_in(client, path)})
    assert answer.status_code == 303
    session.expire_all()
    assert session.scalars(select(Follow)).one().is_active
    assert "You follow" in client.get(answer.headers["Location"]).text


def test_the_answer_does_not_tell_who_follows_already(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    make_follow(assembly, "follows@example.org")
    make_follow(assembly, "asked@example.org", confirmed=False)
    make_follow(assembly, "left@example.org", ended_at=clock.now())
    people = ("new@example.org", "follows@example.org", "asked@example.org", "left@example.org")
    assert len({_ask(client, address) for address in people}) == 1


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "Enter your email address."),
        ("   ", "Enter your email address."),
        ("ada", "Enter an email address like name@example.com."),
        ("ada@", "Enter an email address like"),
        ("@example.org", "Enter an email address like"),
        ("ada@localhost", "Enter an email address like"),
        ("ada@example.org, ben@example.org", "Enter an email address like"),
        ("ada@example.org\nBcc: all@example.org", "Enter an email address like"),
        ("a\x00da@example.org", "hidden control characters"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}ada@example.org", "Enter an email address like"),
        ("🚌" * 5000, "too long"),
        ("a" * 250 + "@example.org", "too long"),
        ("<script>alert(1)</script>@example.org", "Enter an email address like"),
    ],
)
def test_a_wrong_address_is_refused_at_the_field_and_given_back(
    client: Visitor, assembly: Assembly, session: Session, email: str, message: str
) -> None:
    status, html, _ = _ask(client, email)
    assert status == 422
    assert message in unescape(html)
    assert "<script>alert" not in html
    assert email.strip().split("\n")[0].replace("\x00", "") in unescape(html).replace("\x00", "")
    assert session.scalar(select(func.count(Follow.id))) == 0


def test_a_stale_or_forged_form_writes_nothing_and_keeps_the_address(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    foreign = make_assembly("other")
    other_form = token_in(client, f"{foreign.path}follow")
    for token in ("", "forged", other_form):
        status, html, _ = _ask(client, "ada@example.org", csrf_token=token)
        assert status == 400
        assert "ada@example.org" in html
    assert session.scalar(select(func.count(Follow.id))) == 0


def test_pressing_the_button_twice_writes_one_letter(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    path = "/assemblies/high-street/follow"
    sent = {"csrf_token": token_in(client, path), "email": "ada@example.org"}
    answers = [client.post(path, data=sent) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [f"{path}/sent"] * 2
    assert session.scalar(select(func.count(OutboxRow.id))) == 1


def test_missing_and_doubled_fields_are_no_error_of_ours(client: Visitor, assembly: Assembly) -> None:
    path = "/assemblies/high-street/follow"
    assert client.post(path).status_code == 400
    data = {"csrf_token": token_in(client, path), "email": ["ada@example.org", "ben@example.org"]}
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert "This came twice" in answer.text
    assert "ben@example.org" in answer.text


def test_an_assembly_that_is_not_public_cannot_be_followed(client: Visitor, session: Session) -> None:
    make_assembly("later", published=False)
    for slug in ("later", "none"):
        for end in ("follow", "follow/sent", "feed.atom", "calendar.ics"):
            assert client.get(f"/assemblies/{slug}/{end}").status_code == 404
        assert client.post(f"/assemblies/{slug}/follow").status_code == 404


# ---- Ending it ----


def test_opening_the_link_ends_nothing_and_its_button_does(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    follow = make_follow(assembly)
    path = f"/unsubscribe/{follow.unsubscribe_token}"
    page = client.get(path)
    assert "Stop the emails?" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    session.expire_all()
    assert follow.ended_at is None
    assert "You will get no more emails" in client.post(path).text
    session.expire_all()
    assert not follow.is_active
    assert "You will get no more emails" in client.get(path).text


def test_a_mail_program_ends_it_with_one_click(client: Visitor, assembly: Assembly, session: Session) -> None:
    follow = make_follow(assembly)
    for _ in range(2):
        answer = client.post(
            f"/unsubscribe/{follow.unsubscribe_token}", data={"List-Unsubscribe": "One-Click"}
        )
        # RFC 8058: no redirect, no cookie needed or set.
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    session.expire_all()
    assert not follow.is_active


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "confirm-follow-1"])
def test_a_link_that_nobody_was_sent_leads_nowhere(client: Visitor, assembly: Assembly, token: str) -> None:
    make_follow(assembly)
    assert client.get(f"/unsubscribe/{token}").status_code == 404
    assert client.post(f"/unsubscribe/{token}").status_code == 404


# ---- By feed ----


def _entries(client: Visitor, slug: str = "high-street") -> list[ElementTree.Element]:
    answer = client.get(f"/assemblies/{slug}/feed.atom")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data).findall(f"{ATOM}entry")


def _texts(entries: list[ElementTree.Element], name: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}{name}") for entry in entries]


def test_the_feed_tells_what_happened_newest_first(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    recommendation = make_recommendation(assembly, "Buses & bikes <first>", number=4)
    make_version(recommendation, stage=VersionStage.FINAL)
    make_item(assembly, "Noise")
    make_item(assembly, "Not yet public", published=False)
    entries = _entries(client)
    assert _texts(entries, "title") == [
        "Evidence: Noise",
        "Final text of recommendation 4: Buses & bikes <first>",
        "Draft 1 of recommendation 4: Buses & bikes <first>",
    ]
    links = [entry.find(f"{ATOM}link") for entry in entries[1:]]
    path = "http://127.0.0.1:8000/assemblies/high-street/recommendations/4/"
    # A later text leads to what it changed.
    assert [link.get("href") for link in links if link is not None] == [f"{path}versions/1/compare/2/", path]
    assert client.get("/assemblies/high-street/recommendations/4/versions/1/compare/2/").status_code == 200


def test_the_feed_is_valid_atom(client: Visitor, assembly: Assembly, session: Session) -> None:
    make_item(assembly, "Control \x0b character and \N{RIGHT-TO-LEFT OVERRIDE} override", summary="")
    root = ElementTree.fromstring(client.get("/assemblies/high-street/feed.atom").data)
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert element.findtext(f"{ATOM}{name}")
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id") or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated") or "")
        relations = [link.get("rel") for link in element.findall(f"{ATOM}link")]
        assert "alternate" in relations
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    [own] = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == "http://127.0.0.1:8000/assemblies/high-street/feed.atom"


def test_the_ids_of_the_feed_never_change_and_never_meet(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    item = make_item(assembly, "Noise")
    make_recommendation(assembly)
    make_item(make_assembly("other"), "Noise")
    before = _texts(_entries(client), "id")
    item.title = "Noise and dust"
    make_item(assembly, "Air")
    touch("high-street")
    after = _texts(_entries(client), "id")
    assert set(before) <= set(after)
    assert len(set(after)) == 3
    assert not set(after) & set(_texts(_entries(client, "other"), "id"))


def test_the_feed_of_an_assembly_without_news_is_valid_too(client: Visitor, assembly: Assembly) -> None:
    root = ElementTree.fromstring(client.get("/assemblies/high-street/feed.atom").data)
    assert root.findtext(f"{ATOM}updated")
    assert root.findall(f"{ATOM}entry") == []


def test_comments_are_never_in_the_feed_and_it_takes_few_queries(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    for number in range(1, 20):
        make_recommendation(assembly, f"Idea {number}", number=number)
        make_item(assembly, f"Item {number}")
    session.commit()
    client.get("/healthz")
    with counted() as queries:
        client.get("/assemblies/high-street/feed.atom")
    assert len(queries) <= 12, queries


def test_a_feed_reader_that_has_it_gets_304_until_something_happens(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    first = client.get("/assemblies/high-street/feed.atom")
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/assemblies/high-street/feed.atom", headers=known).status_code == 304


# ---- By calendar ----


def _held(assembly: Assembly, title: str, **columns: object) -> AssemblySession:
    path = f"{assembly.path}evidence/sessions/new/"
    session = AssemblySession(
        assembly=assembly,
        subject=make_subject(SubjectKind.SESSION, assembly.id, title, path, clock.now()),
        position=1,
        title=title,
        **{"published_at": clock.now() - timedelta(days=1), **columns},
    )
    db.session.add(session)
    db.session.flush()
    return session


def _calendar(client: Visitor, slug: str = "high-street") -> dict[str, object]:
    answer = client.get(f"/assemblies/{slug}/calendar.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    assert len({event["uid"] for event in calendar.events}) == len(calendar.events)
    return {str(event["summary"]): event for event in calendar.events}


def test_the_calendar_tells_when_answers_are_due(client: Visitor, session: Session) -> None:
    due = datetime(2027, 3, 31, 16, tzinfo=UTC)
    make_assembly("promised", answer_due_at=due)
    entry = _calendar(client, "promised")["Assembly on promised: The council’s answers are due"]
    assert entry["dtstart"].dt == due  # type: ignore[index]


def test_the_calendar_holds_phases_and_sessions_with_their_times(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    opens, closes = datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 29, 17, tzinfo=UTC)
    add_phase(assembly, PhaseKind.CONSULTING, opens, closes)
    add_phase(assembly, PhaseKind.RESPONDING, None, None)
    _held(assembly, "Opening; with, commas", starts_at=opens)
    _held(assembly, "Not public", starts_at=opens, published_at=None)
    events = _calendar(client)
    assert sorted(events) == [
        "Assembly on high street: Consulting",
        "Assembly on high street: Opening; with, commas",
    ]
    phase = events["Assembly on high street: Consulting"]
    assert (phase.start, phase.end) == (opens, closes)  # type: ignore[attr-defined]


def test_of_a_compiled_record_only_what_has_a_day_is_in_the_calendar(
    client: Visitor, session: Session
) -> None:
    compiled = make_assembly("romsey", is_compiled=True)
    add_phase(compiled, PhaseKind.LEARNING, None, None)
    _held(compiled, "First weekend", held_on="2019-11-02", record_key="s1")
    _held(compiled, "Some time in November", held_on="2019-11", record_key="s2")
    _held(compiled, "Struck from the record", held_on="2019-11-03", record_key="s3", vanished_at=clock.now())
    events = _calendar(client, "romsey")
    assert list(events) == ["Assembly on romsey: First weekend"]
    only = events["Assembly on romsey: First weekend"]
    assert only.start == date(2019, 11, 2)  # type: ignore[attr-defined]


def test_the_calendar_reads_the_same_twice(client: Visitor, assembly: Assembly, session: Session) -> None:
    add_phase(assembly, PhaseKind.CONSULTING, datetime(2026, 11, 1, 9, tzinfo=UTC), None)
    first, second = (client.get("/assemblies/high-street/calendar.ics").data for _ in range(2))
    assert first == second


def test_these_pages_are_the_same_for_staff(client: Visitor, assembly: Assembly, session: Session) -> None:
    pages = [f"/assemblies/high-street/{end}" for end in ("follow/sent", "feed.atom", "calendar.ics")]
    as_resident = [client.get(page).data for page in pages]
    sign_in_as(client, make_account())
    assert [client.get(page).data for page in pages] == as_resident
