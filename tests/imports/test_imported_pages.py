"""What a record holds reaches the public pages as the record has it, before and after it changes."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from sqlalchemy.orm import Session

from app.imports.jobs import import_assembly_files, import_register_file
from tests.conftest import Visitor
from tests.imports.compiled import IIDP, REGISTER, Content, saved, small


def words(client: Visitor, path: str) -> str:
    """The words of a page, in one line, with plain spaces."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
    return " ".join(text.split())


def bring(folder: Path, content: Content) -> None:
    import_assembly_files([saved(folder, content)])


def test_dates_are_never_more_precise_than_their_source(session: Session, client: Visitor) -> None:
    import_assembly_files(IIDP)
    page = words(client, "/assemblies/greater-cambridge/")
    assert "November 2019" in page
    assert re.search(r"(?<!\d)1 November 2019", page) is None
    assert "until July 2019" in page
    assert "2021 to 23 December 2022" in page
    answer = words(client, "/assemblies/greater-cambridge/recommendations/m1/")
    assert "GCP Executive Board, February 2020" in answer
    assert "1 February 2020" not in answer


def test_a_compiled_page_says_so_and_marks_sources_that_are_not_official(
    session: Session, client: Visitor
) -> None:
    import_assembly_files(IIDP)
    assert "Compiled from public records" in words(client, "/assemblies/dudley-peoples-panel/")
    assert "Unofficial source" in words(client, "/assemblies/dudley-peoples-panel/recommendations/d1/")
    official = words(client, "/assemblies/romsey/recommendations/r6/").split("Answered as a whole")[0]
    assert "Unofficial source" not in official


def test_the_register_s_reading_is_shown_as_a_reading(session: Session, client: Visitor) -> None:
    import_register_file(REGISTER)
    page = words(client, "/assemblies/camden-climate/")
    assert "Full Council undertook to deliver the recommendations" in page
    assert "not a verdict" in page
    assert "Accepted" not in page


def test_noted_is_shown_as_it_is(session: Session, client: Visitor, tmp_path: Path) -> None:
    bring(tmp_path, small())
    page = words(client, "/assemblies/hilltown/recommendations/k1/")
    assert "Noted" in page
    assert "Accepted" not in page


def test_after_a_change_the_page_has_the_new_words_and_the_old_ones_are_a_click_away(
    session: Session, client: Visitor, tmp_path: Path
) -> None:
    bring(tmp_path, small())
    path = "/assemblies/hilltown/recommendations/r1/"
    tag = client.get(path).headers["ETag"]
    content = small()
    content["recommendations"][0]["paraphrase"] = "Run more buses until midnight."
    content["responses"][1] |= {"decision": "accepted", "paraphrase": "The leader promised five buses."}
    content["progress_updates"][0]["paraphrase"] = "Two buses more."
    bring(tmp_path, content)
    page = words(client, path)
    assert client.get(path).headers["ETag"] != tag
    assert "Run more buses until midnight." in page
    assert "The leader promised five buses." in page
    assert "The leader promised two more buses." in page, "the former wording of an answer stays readable"
    assert "The record changed." in page
    assert "Two buses more." in page
    assert "Run more buses in the evening." in words(client, f"{path}versions/1/")
    assert "Run more buses until midnight." in words(client, f"{path}versions/2/")


def test_what_vanished_is_still_there_and_says_so(session: Session, client: Visitor, tmp_path: Path) -> None:
    bring(tmp_path, small())
    content = small()
    del content["recommendations"][2]
    del content["sessions"][1]
    bring(tmp_path, content)
    assert "no longer" in words(client, "/assemblies/hilltown/recommendations/k1/")
    assert "no longer" in words(client, "/assemblies/hilltown/evidence/sessions/ht-2/")
    bring(tmp_path, small())
    assert "no longer" not in words(client, "/assemblies/hilltown/recommendations/k1/")


def test_figures_keep_their_own_scale_and_basis(session: Session, client: Visitor) -> None:
    import_assembly_files(IIDP)
    page = words(client, "/assemblies/greater-cambridge/recommendations/s1/")
    assert "umber of members choosing it among up to eight priorities" in page
    assert "riority vote, 53 members" in page
    assert "40" in page
    assert "%" not in page.split("How the members voted")[1].split("The council’s answer")[0]


def test_the_records_of_the_programme_show_their_sessions_speakers_and_sources(
    session: Session, client: Visitor
) -> None:
    import_assembly_files(IIDP)
    shown = 0
    for path in IIDP:
        record = json.loads(path.read_text(encoding="utf-8"))
        evidence = f"/assemblies/{record['slug']}/evidence/"
        listed = words(client, evidence)
        sources = html.unescape(client.get(f"/assemblies/{record['slug']}/").get_data(as_text=True))
        assert all(f'href="{source["url"]}"' in sources for source in record["sources"])
        for meeting in record["sessions"]:
            assert meeting["title"] in listed
            address = f"{evidence}sessions/{meeting['id']}/"
            page = words(client, address)
            for speaker in meeting["speakers"]:
                shown += 1
                assert all(said in page for said in speaker.values() if said), (address, speaker)
            assert meeting["summary"] is None or " ".join(meeting["summary"].split()) in page
            links = html.unescape(client.get(address).get_data(as_text=True))
            wanted = [meeting["source"], meeting["recording_url"]]
            assert all(f'href="{url}' in links for url in wanted if url), address
            assert meeting["source_page"] is None or str(meeting["source_page"]) in page
    assert shown > 60
