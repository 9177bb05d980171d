"""A page of evidence says when it changed and why, and what it said before stays one click away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.evidence import services
from app.evidence.models import AssemblySession, Speaker
from app.evidence.standing import Thing
from app.evidence.transcripts import read_transcript
from app.evidence.words import Correction, as_written, session_as_written
from tests.conftest import Visitor
from tests.factories.evidence import NOTE, TOLD, make_item, make_session
from tests.queries import counted

REASON = "It named a private person."


@pytest.fixture(params=["session", "item"])
def thing(request: pytest.FixtureRequest, session: Session, assembly: Assembly) -> Thing:
    """Something public, with a speaker."""
    ann = Speaker(position=1, name="Ann Reid", interests="Owns a bus")
    held = make_session(
        assembly, "Old session title", speakers=[ann], summary="An old summary.", topic="trade"
    )
    if request.param == "session":
        return held
    words: dict[str, Any] = {"summary": "An old summary.", "topic": "trade", "body": "Old text."}
    return make_item(assembly, "Old item title", session=held, speakers=[ann], **words)


def _rename(thing: Thing, by: Account, title: str = "New title", correction: Correction = TOLD) -> None:
    """Give it another title, and other words."""
    if isinstance(thing, AssemblySession):
        said = replace(session_as_written(thing), title=title, summary="New.")
        services.edit_session(thing, said, by, correction=correction)
    else:
        words = replace(as_written(thing), title=title, summary="New.", body="New text.")
        services.edit_item(thing, words, by, correction=correction)


def test_a_page_without_changes_says_nothing_of_changes(client: Visitor, thing: Thing) -> None:
    assert "Changes to this page" not in client.get(thing.path).text
    assert client.get(f"{thing.path}versions/1/").status_code == 404


def test_the_page_says_what_changed_and_leads_to_what_it_said_before(
    client: Visitor, thing: Thing, by: Account
) -> None:
    old = thing.title
    _rename(thing, by)
    answer = client.get(thing.path)
    assert answer.status_code == 200
    for words in ("Changes to this page", "Last corrected", NOTE, f'href="{thing.path}versions/1/"'):
        assert words in answer.text
    assert old not in answer.text
    former = client.get(f"{thing.path}versions/1/")
    assert former.status_code == 200
    for words in (old, "An old summary.", "Ann Reid", "Owns a bus", "This is a former wording", "Trade"):
        assert words in former.text
    assert f"{NOTE.rstrip('.')}." in former.text
    assert f'<a href="{thing.path}">Read the page as it is now</a>' in former.text
    assert '<meta name="robots" content="noindex">' in former.text
    assert "What has changed since then: title, summary" in former.text
    assert "New title" not in former.text
    for header in ("Set-Cookie", "Vary"):
        assert "ookie" not in former.headers.get(header, "")


def test_what_changed_is_marked_word_by_word(client: Visitor, thing: Thing, by: Account) -> None:
    _rename(thing, by)
    former = client.get(f"{thing.path}versions/1/").text
    assert "What changed, word by word" in former
    assert '<del><span class="visually-hidden"> removed: </span>An old summary.</del>' in former
    assert '<ins><span class="visually-hidden"> added: </span>New.</ins>' in former
    assert "In the summary" in former
    # The text itself follows as it was.
    assert former.rindex("An old summary.") > former.index("</ins>")


def test_where_no_longer_text_changed_nothing_is_marked(client: Visitor, thing: Thing, by: Account) -> None:
    if isinstance(thing, AssemblySession):
        said = replace(session_as_written(thing), title="New title")
        services.edit_session(thing, said, by, correction=TOLD)
    else:
        services.edit_item(thing, replace(as_written(thing), title="New title"), by, correction=TOLD)
    assert "word by word" not in client.get(f"{thing.path}versions/1/").text


def test_the_latest_change_stands_first_and_each_wording_is_its_own(
    client: Visitor, thing: Thing, by: Account
) -> None:
    _rename(thing, by, "Second title")
    _rename(thing, by, "Third title", Correction("Another reason."))
    page = client.get(thing.path).text
    assert page.index("Another reason.") < page.index(NOTE)
    assert "Second title" not in client.get(f"{thing.path}versions/1/").text
    assert "Second title" in client.get(f"{thing.path}versions/2/").text


def test_a_withheld_wording_leaves_its_trace_alone(client: Visitor, thing: Thing, by: Account) -> None:
    _rename(thing, by, correction=Correction(NOTE, REASON))
    page = client.get(thing.path).text
    assert f"The council withholds the former wording: {REASON}" in page
    assert NOTE in page
    assert "versions/1/" not in page
    assert client.get(f"{thing.path}versions/1/").status_code == 404


def test_what_is_taken_down_takes_its_former_wordings_along(
    client: Visitor, thing: Thing, by: Account
) -> None:
    _rename(thing, by)
    services.unpublish(thing, "A mistake.", by)
    assert client.get(f"{thing.path}versions/1/").status_code == 404
    assert NOTE not in client.get(thing.path).text
    services.publish(thing, by)
    assert client.get(f"{thing.path}versions/1/").status_code == 200


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "x", "-1", "1/2"])
def test_an_unknown_number_is_not_found(client: Visitor, thing: Thing, by: Account, number: str) -> None:
    _rename(thing, by)
    assert client.get(f"{thing.path}versions/{number}/").status_code == 404


def test_a_former_transcript_is_read_as_prose(client: Visitor, thing: Thing, by: Account) -> None:
    services.write_transcript(thing, read_transcript("[00:05] Ann: Five <b>zebras</b>."), "cy", by)
    _rename(thing, by)
    services.write_transcript(thing, read_transcript("[00:05] Ann: Six zebras."), "en", by, correction=TOLD)
    _rename(thing, by, "Third title")
    for number in (1, 2):
        former = client.get(f"{thing.path}versions/{number}/").text
        assert "<strong><bdi>Ann</bdi></strong>" in former
        assert "Five &lt;b&gt;zebras&lt;/b&gt;." in former
        assert 'lang="cy"' in former
        assert "Six zebras" not in former
    third = client.get(f"{thing.path}versions/3/").text
    assert f'<a href="{thing.path}#transcript">Read the transcript</a>' in third
    assert "zebras" not in third


def test_a_withheld_transcript_does_not_come_back_by_an_earlier_wording(
    client: Visitor, thing: Thing, by: Account
) -> None:
    services.write_transcript(thing, read_transcript("Mrs Orme of Bridge Street."), "en", by)
    _rename(thing, by)
    services.write_transcript(
        thing, read_transcript("A shopkeeper."), "en", by, correction=Correction(NOTE, REASON)
    )
    former = client.get(f"{thing.path}versions/1/").text
    assert "Mrs Orme" not in former
    assert f"The council withholds the former transcript: {REASON}" in former


def test_a_wording_from_before_the_first_transcript_has_none(
    client: Visitor, thing: Thing, by: Account
) -> None:
    _rename(thing, by)
    services.write_transcript(thing, read_transcript("A shopkeeper."), "en", by)
    assert "ranscript" not in client.get(f"{thing.path}versions/1/").text


def test_a_session_that_was_taken_down_does_not_come_back_by_a_former_wording(
    client: Visitor, session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly, "Named after Mrs Orme")
    item = make_item(assembly, session=held)
    _rename(item, by)
    assert held.title in client.get(f"{item.path}versions/1/").text
    services.unpublish(held, "A mistake.", by)
    assert held.title not in client.get(f"{item.path}versions/1/").text


def test_hostile_words_stay_words(client: Visitor, thing: Thing, by: Account) -> None:
    harm = "<script>alert(1)</script>"
    _rename(thing, by, harm)
    _rename(thing, by, "Mended", Correction(harm, harm))
    _rename(thing, by, "Again", Correction(f"{harm} \u202e {harm}"))
    for address in (thing.path, f"{thing.path}versions/3/"):
        assert harm not in client.get(address).text


def test_the_page_asks_one_question_more_and_a_former_one_few(
    client: Visitor, session: Session, thing: Thing, by: Account
) -> None:
    def cost(address: str) -> int:
        session.expire_all()
        with counted() as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    unchanged = cost(thing.path)
    for number in range(4):
        _rename(thing, by, f"Title {number}")
    assert cost(thing.path) == unchanged
    assert cost(f"{thing.path}versions/2/") <= 8
