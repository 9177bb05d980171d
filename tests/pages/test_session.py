"""The page of one session: recording, transcript, files, and what cites what was said."""

from __future__ import annotations

import re
from datetime import timedelta

from app.assemblies.models import Assembly
from app.core import clock, dates
from app.core.db import db
from app.evidence.models import EvidenceItem
from app.files.models import FileKind
from app.recommendations.models import Citation, Recommendation
from tests.conftest import Visitor
from tests.factories.evidence import add_file, make_item, make_session, make_stored
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript
from tests.queries import counted

TALK = """[0:10] Ann Reid: The lane is dark.
[0:14] It was not always so.
[12:34] Huw Rees: Shops closed.
[12:40] Then the lamps went out."""


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _cite(recommendation: Recommendation, item: EvidenceItem, **place: object) -> Citation:
    citation = Citation(recommendation=recommendation, item=item, **place)
    db.session.add(citation)
    db.session.flush()
    return citation


def test_a_transcript_is_whole_and_each_cue_has_an_address(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, TALK)
    page = _page(client, meeting.path)
    assert '<span id="t=10">The lane is dark.</span> <span id="t=14">It was not always so.</span>' in page
    assert re.search(
        r'<strong><bdi>Huw Rees</bdi></strong> <a class="moment" href="#t=754">.*?12:34</a>', page
    )
    assert "<audio" not in page
    assert "<video" not in page


def test_a_recording_of_ours_plays_with_captions(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, TALK)
    file = add_file(meeting, "The meeting", make_stored(FileKind.WEBM, seconds=800, width=640, height=360))
    page = _page(client, meeting.path)
    url = f"{assembly.path}evidence/files/{file.id}/1/file-1.webm"
    assert '<video controls preload="metadata" aria-label="The meeting" width="640" height="360">' in page
    assert f'<source src="{url}" type="video/webm">' in page
    captions = f"{meeting.path}captions.vtt"
    assert f'<track kind="captions" src="{captions}" srclang="en" label="English">' in page
    # Without script each passage leads into the file.
    assert f'href="{url}#t=754">Play from here</a>' in page
    answer = client.get(captions)
    assert answer.content_type == "text/vtt; charset=utf-8"
    assert "00:12:34.000 --> 00:12:40.000\n<v Huw Rees>Shops closed." in answer.text
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="')
    # It is kept, and given in parts, as files are.
    tag = answer.headers["ETag"]
    assert not tag.startswith("W/")
    assert client.get(captions, headers={"If-None-Match": tag}).status_code == 304
    part = client.get(captions, headers={"Range": "bytes=0-5", "If-Range": tag})
    assert (part.status_code, part.data) == (206, b"WEBVTT")
    assert client.head(captions).headers["Content-Length"] == str(len(answer.data))


def test_a_recording_elsewhere_is_a_link_with_a_plain_note(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly, recording_url="https://www.youtube.com/watch?v=1&t=2")
    page = _page(client, meeting.path)
    assert "Watch the recording on www.youtube.com" in page
    assert "It may set cookies." in page
    assert "iframe" not in page


def test_what_has_no_times_has_no_captions(client: Visitor, assembly: Assembly) -> None:
    silent, spoken = make_session(assembly), make_session(assembly)
    paste_transcript(spoken, "Ann Reid: Good morning.")
    assert client.get(f"{silent.path}captions.vtt").status_code == 404
    assert client.get(f"{spoken.path}captions.vtt").status_code == 404
    assert "captions.vtt" not in _page(client, spoken.path)


def test_passages_say_which_recommendation_cites_them(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, TALK)
    item = make_item(assembly, "Lamps", session=meeting)
    fourth = make_recommendation(assembly, number=4)
    hidden = make_recommendation(assembly, number=5, published=False)
    _cite(fourth, item, clause_key="4.1", at_second=757)
    _cite(hidden, item, at_second=12)
    page = _page(client, meeting.path)
    link = f'<a href="{fourth.path}#clause-4.1">Recommendation 4, paragraph 4.1</a>'
    assert '<span id="t=757"><span id="t=754">Shops closed.</span></span>' in page
    assert page.count(f'<p class="cited-by">Cited by {link}</p>') == 1
    # The item in the list says so too.
    assert page.count(link) == 2
    assert "Recommendation 5" not in page


def test_a_passage_is_not_cited_by_what_lost_its_moment_to_a_correction(
    client: Visitor, assembly: Assembly
) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, TALK)
    item = make_item(assembly, "Lamps", session=meeting)
    citation = _cite(make_recommendation(assembly, number=4), item, at_second=9999)
    assert 'class="cited-by"' in _page(client, meeting.path)
    citation.quote_gone_at = clock.now()
    page = _page(client, meeting.path)
    assert 'class="cited-by"' not in page
    assert 't=9999"' not in page


def test_a_time_of_an_item_with_a_transcript_of_its_own_is_not_the_session_s(
    client: Visitor, assembly: Assembly
) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, TALK)
    item = make_item(assembly, "Lamps", session=meeting)
    paste_transcript(item, "[0:01] Ann Reid: Lamps.")
    _cite(make_recommendation(assembly, number=4), item, at_second=1)
    assert 'class="cited-by"' not in _page(client, meeting.path)
    assert 'class="cited-by"' in _page(client, item.path)


def test_nothing_that_people_typed_is_run(client: Visitor, assembly: Assembly) -> None:
    bad = "<script>alert(1)</script>"
    meeting = make_session(assembly, bad, recording_url="https://a.example/'><script>")
    paste_transcript(meeting, f"[0:01] {bad} said\n[0:05] </span><img src=x onerror=alert(1)>")
    add_file(meeting, f'" onload="alert(1)" {bad}', make_stored(FileKind.MP4))
    item = make_item(assembly, bad, session=meeting, summary=bad)
    recommendation = make_recommendation(assembly, bad, number=4)
    _cite(recommendation, item, quote=f"{bad} said", note=bad)
    for address in (meeting.path, item.path, recommendation.path, f"{assembly.path}evidence/"):
        page = _page(client, address)
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert ' onload="' not in page
    assert "<script>" not in client.get(f"{meeting.path}captions.vtt").text


def test_a_session_that_was_taken_down_says_when_and_why_and_no_more(
    client: Visitor, assembly: Assembly
) -> None:
    meeting = make_session(
        assembly,
        "A secret title",
        published=False,
        unpublished_at=clock.now(),
        unpublished_reason="It named a child.",
    )
    paste_transcript(meeting, TALK)
    page = _page(client, meeting.path)
    assert "The council took this down" in page
    assert f"on {dates.day(clock.now())}: It named a child." in page
    assert '<meta name="robots" content="noindex">' in page
    assert client.get(f"{meeting.path}captions.vtt").status_code == 404
    listed = _page(client, f"{assembly.path}evidence/")
    assert f'<a href="{meeting.path}">Session</a> taken down on' in listed
    assert "0 sessions" in listed
    for text in (page, listed):
        assert "secret" not in text
        assert "lane" not in text.lower().replace("high street", "")


def test_a_session_that_never_was_public_is_not_found(client: Visitor, assembly: Assembly) -> None:
    draft = make_session(assembly, published=False)
    later = make_session(assembly, published_at=clock.now() + timedelta(hours=1))
    for meeting in (draft, later):
        paste_transcript(meeting, TALK)
        assert client.get(meeting.path).status_code == 404
        assert client.get(f"{meeting.path}captions.vtt").status_code == 404
    with clock.at(clock.now() + timedelta(hours=2)):
        assert client.get(later.path).status_code == 200


def test_the_words_of_another_language_say_so(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, "[0:01] Siân Rees: Bore da.", language="cy")
    assert '<p dir="auto" lang="cy"><span id="t=1">Bore da.</span></p>' in _page(client, meeting.path)


def test_a_long_session_takes_no_more_queries(client: Visitor, assembly: Assembly) -> None:
    def cost(meeting_path: str) -> int:
        with counted() as queries:
            assert client.get(meeting_path).status_code == 200
        assert max(queries.repeated.values(), default=0) == 0, queries
        return len(queries)

    meeting = make_session(assembly, record_key="long")
    paste_transcript(meeting, TALK)
    recommendation = make_recommendation(assembly, number=4)

    def fill() -> None:
        item = make_item(assembly, "Lamps", session=meeting)
        add_file(item, "Slides", make_stored(content=str(item.id)), make_stored(content=f"{item.id} new"))
        add_file(meeting, "Paper", make_stored(content=f"{item.id} paper"))
        _cite(recommendation, item, at_second=14)

    fill()
    before = cost(meeting.path)
    for _ in range(5):
        fill()
    assert cost(meeting.path) == before <= 12
