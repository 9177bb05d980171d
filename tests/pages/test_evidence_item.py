"""The page of one item of evidence."""

from __future__ import annotations

from typing import Any

import pytest

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import Speaker
from app.files.models import FileKind
from app.recommendations.models import Citation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import add_file, make_item, make_session, make_stored
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_item_says_how_long_it_takes_and_whose_words_it_may_be_used_as(
    client: Visitor, assembly: Assembly
) -> None:
    item = make_item(
        assembly, body="word " * 900, licence="Open Government Licence", topic="shops", language="cy"
    )
    page = _page(client, item.path)
    assert "4 minutes to read" in page
    assert "Open Government Licence" in page
    assert "Shops" in page
    assert "Welsh" in page
    assert f'<h1 dir="auto" lang="cy">{item.title}</h1>' in page


def test_a_file_in_another_language_than_what_it_stands_beside_says_so(
    client: Visitor, assembly: Assembly
) -> None:
    welsh, english = make_item(assembly, language="cy"), make_item(assembly)
    add_file(welsh, "The same in English", language="en")
    add_file(english, "The slides", language="en")
    assert "· in English" in _page(client, welsh.path)
    assert "· in English" not in _page(client, english.path)


def test_who_gave_it_stands_before_who_spoke_at_the_session(client: Visitor, assembly: Assembly) -> None:
    speakers = [Speaker(position=1, name="Ada Hall"), Speaker(position=2, name="Huw Rees")]
    meeting = make_session(assembly, speakers=speakers)
    item = make_item(assembly, session=meeting)
    assert "Who spoke at the session" in _page(client, item.path)
    item.speakers.append(speakers[1])
    db.session.flush()
    page = _page(client, item.path)
    assert "Who gave it" in page
    assert "Ada Hall" not in page


def test_files_say_what_they_were_and_what_was_taken_away(client: Visitor, assembly: Assembly) -> None:
    item = make_item(assembly)
    file = add_file(item, "The slides", make_stored(content="old"), make_stored(content="new", pages=12))
    add_file(item, "A secret list", removed_at=clock.now(), removed_reason="It named a child")
    page = _page(client, item.path)
    assert "(Version 2, PDF, 12 pages, 1.2\N{NO-BREAK SPACE}MB)" in page
    assert "A figure was wrong." in page
    assert f'<a href="{assembly.path}evidence/files/{file.id}/1/file-1.pdf">Version 1<' in page
    assert "A file was taken away on" in page
    assert "secret" not in page


def test_a_quote_leads_to_its_words_and_a_time_to_its_moment(client: Visitor, assembly: Assembly) -> None:
    item = make_item(assembly, summary="Cash-only shops fell by half, said the council.")
    recommendation = make_recommendation(assembly, "Buses first", number=4)
    paste_transcript(item, "[14:20] Ann Reid: Half of them are gone.")
    db.session.add_all(
        [
            Citation(recommendation=recommendation, item=item, quote="Cash-only shops", clause_key="4.2"),
            Citation(recommendation=recommendation, item=item, quote="Half of them", at_second=860),
        ]
    )
    db.session.flush()
    page = _page(client, item.path)
    assert f'<a href="{recommendation.path}#clause-4.2"><bdi>4. Buses first</bdi>, paragraph 4.2</a>' in page
    assert "<p>“Cash-only shops”</p></blockquote>" in page
    assert f'<a href="{item.path}#:~:text=Cash%2Donly%20shops">Where it says this' in page
    assert f'<a href="{item.path}#t=860">Read at 14:20' in page


def test_lists_say_which_item_has_a_transcript_and_how_long_each_takes(
    client: Visitor, assembly: Assembly
) -> None:
    meeting = make_session(assembly)
    spoken = make_item(assembly, "Fieldroad", session=meeting, summary="Short.", body="")
    make_item(assembly, "Numbers", session=meeting, summary="Short.", body="")
    paste_transcript(spoken, "[14:20] Ann Reid: Half of them are gone.")
    for address in (f"{assembly.path}evidence/", f"{assembly.path}evidence/?by=kind", meeting.path):
        page = _page(client, address)
        assert page.count("#transcript") == 1
        hidden = '<span class="visually-hidden"> of “Fieldroad”</span>'
        assert f'<a href="{spoken.path}#transcript">Transcript{hidden}</a>' in page
        assert page.count("1 minute to read") == 2
    assert "1 minute to read" in _page(client, spoken.path)


def test_pictures_and_small_drawings_are_shown_and_only_pictures_open(
    client: Visitor, assembly: Assembly
) -> None:
    item = make_item(assembly)
    chart = add_file(item, "Heat", make_stored(FileKind.PNG, width=800, height=500))
    plan = add_file(item, "Plan", make_stored(FileKind.SVG, "plan", size=4_000))
    add_file(item, "Large plan", make_stored(FileKind.SVG, "large", size=4_000_000))
    page = _page(client, item.path)
    address = chart.current.path_in(assembly)
    assert f'<img src="{address}" width="800" height="500" loading="lazy" alt="Picture: Heat">' in page
    assert f'<a href="{address}">Open the picture<span class="visually-hidden">: Heat</span></a>' in page
    assert f'<img src="{plan.current.path_in(assembly)}" loading="lazy" alt="Picture: Plan">' in page
    assert page.count("<img") == 2
    assert page.count("Open the picture") == 1


@pytest.mark.parametrize("is_of_the_session", [False, True])
def test_who_can_hear_the_moment_here_is_told_so(
    client: Visitor, assembly: Assembly, is_of_the_session: bool
) -> None:
    meeting = make_session(assembly)
    item = make_item(assembly, session=meeting)
    spoken_at = meeting if is_of_the_session else item
    paste_transcript(spoken_at, "[14:20] Ann Reid: Half of them are gone.")
    add_file(spoken_at, "The talk", make_stored(FileKind.MP3, seconds=900))
    db.session.add(Citation(recommendation=make_recommendation(assembly), item=item, at_second=860))
    db.session.flush()
    assert f'<a href="{spoken_at.path}#t=860">Listen or read at 14:20' in _page(client, item.path)


def test_an_item_that_was_taken_down_says_so_and_nothing_of_what_it_was(
    client: Visitor, assembly: Assembly
) -> None:
    gone: dict[str, Any] = {
        "published": False,
        "unpublished_at": clock.now(),
        "unpublished_reason": "It named a child.",
    }
    meeting = make_session(assembly)
    item = make_item(assembly, "A secret title", summary="A secret.", session=meeting, **gone)
    add_file(item, "A secret file")
    paste_transcript(item, "[0:01] A secret talk.")
    recommendation = make_recommendation(assembly, number=4)
    db.session.add(Citation(recommendation=recommendation, item=item, quote="A secret.", at_second=1))
    page = _page(client, item.path)
    assert "<h1>This is no longer here</h1>" in page
    assert "It named a child." in page
    assert client.get(f"{item.path}captions.vtt").status_code == 404
    lists = [
        _page(client, f"{assembly.path}evidence/?by={by}") for by in ("session", "kind", "topic", "speaker")
    ]
    assert all("taken down on" in text for text in [_page(client, meeting.path), *lists[:2]])
    for text in [page, *lists, _page(client, meeting.path), _page(client, recommendation.path)]:
        assert "secret" not in text


def test_the_same_words_elsewhere_do_not_answer(client: Visitor, assembly: Assembly) -> None:
    other = make_item(make_assembly("other"), published=False, unpublished_at=clock.now())
    assert client.get(f"{assembly.path}evidence/{other.id}/").status_code == 404
