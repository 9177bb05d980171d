"""The pages of the evidence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.evidence.models import EvidenceKind, Speaker
from app.recommendations.models import Citation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import add_file, make_item, make_session
from tests.factories.recommendations import make_recommendation

NBSP = "\N{NO-BREAK SPACE}"


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_evidence_stands_by_session_with_what_was_given_outside_apart(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    starts = datetime(2026, 9, 12, 9, tzinfo=UTC)
    speaker = Speaker(position=1, name="Dr Helen Marchetti", role="Reader", organisation="University")
    meeting = make_session(assembly, "Shops and rents", starts_at=starts, speakers=[speaker])
    make_item(assembly, "What a market needs", session=meeting, kind=EvidenceKind.BRIEFING.value)
    make_item(assembly, "A letter", given_by="The traders")
    page = _page(client, f"{assembly.path}evidence/")
    assert f"Saturday 12{NBSP}September 2026, 10{NBSP}am" in page
    assert "With Dr Helen Marchetti" in page
    # Below its session the day is not said again, nor the kind below that.
    assert '<p class="small quiet">Briefing · 1 minute to read</p>' in page
    assert f'<p class="small quiet">12{NBSP}September 2026 · 1 minute to read</p>' in _page(
        client, f"{assembly.path}evidence/?by=kind"
    )
    assert page.index("What a market needs") < page.index("Other evidence given to the members")
    assert page.index("Other evidence given to the members") < page.index("A letter")
    assert "1 session · 2 items" in page


def test_each_speaker_stands_once_with_declared_interests_and_sessions(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    for title in ("First", "Second"):
        make_session(
            assembly,
            title,
            speakers=[
                Speaker(
                    position=1,
                    name="Ada Hall",
                    role="Chair",
                    organisation="Access Group",
                    interests="Runs a shop",
                ),
                Speaker(position=2, name=None, organisation="Bus users"),
            ],
        )
    page = _page(client, f"{assembly.path}evidence/?by=speaker")
    assert page.count("<strong><bdi>Ada Hall</bdi></strong>") == 1
    assert "Chair, Access Group" in page
    assert "Declared interests: Runs a shop" in page
    assert page.count("<strong><bdi>Bus users</bdi></strong>") == 1
    assert page.count("<bdi>First</bdi></a>") == 2
    assert "2 speakers" in page


def test_sessions_can_be_read_by_topic(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly, "How it is now", topic="context")
    make_session(assembly, "Votes")
    page = _page(client, f"{assembly.path}evidence/?by=topic")
    headings = re.findall(r'<h2 id="group-\d+">([^<]+)</h2>', page)
    assert headings == ["Context", "No topic recorded"]
    assert 'aria-current="true">By session' in _page(client, f"{assembly.path}evidence/?by=nonsense")


def test_evidence_can_be_read_by_kind_and_only_what_can_be_read_counts(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    make_item(assembly, "Numbers", kind=EvidenceKind.DATASET.value)
    make_item(
        assembly,
        "Gone",
        kind=EvidenceKind.DATASET.value,
        published=False,
        unpublished_at=clock.now(),
        unpublished_reason="A column was wrong",
    )
    make_item(assembly, "Second", position=2)
    make_item(assembly, "First", position=1)
    page = _page(client, f"{assembly.path}evidence/?by=kind")
    assert re.findall(r'<h2 id="group-\d+">([^<]+)</h2>', page) == ["Presentations", "Data"]
    assert page.index("First") < page.index("Second")
    assert "1 item<" in page
    assert "A column was wrong." in page


def test_an_item_stands_under_its_own_topic(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    meeting = make_session(assembly, "Streets", topic="streets")
    make_item(assembly, "Of streets", session=meeting)
    make_item(assembly, "Of trees", session=meeting, topic="trees")
    page = _page(client, f"{assembly.path}evidence/?by=topic")
    assert page.index(">Streets<") < page.index("Of streets") < page.index(">Trees<") < page.index("Of trees")


def test_an_item_shows_its_text_and_who_rests_on_it(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    item = make_item(
        assembly, "Takings", summary="Takings rose.", body="## Figures\n\n<b>bold</b> and *weak*"
    )
    recommendation = make_recommendation(assembly, "Buses first", number=4)
    hidden = make_recommendation(assembly, "Not for anybody yet", number=5, published=False)
    db.session.add_all(
        [
            Citation(recommendation=recommendation, item=item, clause_key="4.1", note="takings after"),
            Citation(recommendation=hidden, item=item),
        ]
    )
    page = _page(client, item.path)
    assert "<h2>Figures</h2>" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert f'href="{recommendation.path}#clause-4.1"><bdi>4. Buses first</bdi>, paragraph 4.1</a>' in page
    assert "takings after" in page
    assert "Not for anybody yet" not in page


def test_a_session_has_its_agenda_speakers_and_neighbours(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    first = make_session(assembly, "First day", record_key="one")
    second = make_session(assembly, "Second day", record_key="two", agenda="- 10:00 Welcome", day=2)
    third = make_session(assembly, "Third day", record_key="three", published=False)
    make_item(assembly, "Shown there", session=second)
    page = _page(client, second.path)
    assert "<li>10:00 Welcome</li>" in page
    assert "Day 2 of the assembly" in page
    assert "Before: First day" in page
    assert "Third day" not in page
    assert "Shown there" in page
    assert "There is no recording of this session." in page
    assert client.get(first.path).status_code == 200
    assert client.get(third.path).status_code == 404


def test_a_compiled_session_is_as_precise_as_its_record(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    meeting = make_session(
        assembly,
        "Welcome",
        held_on="2019-11",
        source_url="https://example.org/report.pdf",
        source_page=13,
        vanished_at=clock.now(),
    )
    page = _page(client, meeting.path)
    page = page[page.index("<main") :]
    assert "November 2019" in page
    assert f"{NBSP}November" not in page
    assert 'href="https://example.org/report.pdf"' in page
    assert "page 13" in page
    assert "The record no longer holds this session." in page
    listed = _page(client, f"{assembly.path}evidence/")
    assert "The talks themselves are not here." in listed


def test_a_draft_item_is_nowhere(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    draft = make_item(assembly, "A secret draft", published=False)
    later = make_item(assembly, "A secret for later")
    later.published_at = clock.now() + timedelta(hours=1)
    db.session.flush()
    assert client.get(draft.path).status_code == 404
    assert client.get(later.path).status_code == 404
    for order in ("session", "speaker", "topic"):
        assert "secret" not in _page(client, f"{assembly.path}evidence/?by={order}")
    assert "No evidence is published yet." in _page(client, f"{assembly.path}evidence/")


def test_an_item_of_another_assembly_is_not_found_here(client: Visitor, session: Session) -> None:
    assembly, other = make_assembly("one"), make_assembly("two")
    item = make_item(other, "Elsewhere")
    assert client.get(f"{assembly.path}evidence/{item.address}/").status_code == 404


def test_a_title_or_a_name_that_turns_the_direction_turns_only_itself(
    client: Visitor, session: Session
) -> None:
    # The stray end of an isolate would open the element that is to hold the override.
    evil = "Shops\u2069\u202eand rents"
    shut_in = "\u2068Shops\u202eand rents\u202c\u2069"
    assembly = make_assembly()
    speaker = Speaker(position=1, name=evil, role=evil, organisation="University", interests=evil)
    meeting = make_session(assembly, evil, topic=evil, speakers=[speaker])
    item = make_item(assembly, evil, session=meeting, given_by=evil, licence=evil, summary=evil)
    add_file(item, evil)
    pages = [f"{assembly.path}evidence/{order}" for order in ("", "?by=speaker", "?by=topic", "?by=kind")]
    for address in [*pages, meeting.path, item.path, f"{item.path}questions/"]:
        page = _page(client, address)
        # A paragraph of prose ends by itself what was opened in it; everything else is closed here.
        lines = [line for line in page.splitlines() if f"<bdi>{evil}</bdi></p>" not in line]
        assert shut_in in page
        assert not [line for line in lines if evil in line]


def test_only_where_there_are_items_can_they_be_read_by_kind(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly)
    assert "By kind" not in _page(client, f"{assembly.path}evidence/")
    assert "and no items." in _page(client, f"{assembly.path}evidence/?by=kind")
    make_item(assembly)
    assert "By kind" in _page(client, f"{assembly.path}evidence/")
