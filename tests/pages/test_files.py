"""The files beside evidence: to be had by everybody once what they lie beside is public, and by nobody before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import EvidenceFile
from app.files.models import FileKind
from app.files.received import Smaller
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.files import make_evidence_file, make_received, pdf
from tests.queries import counted


def address(assembly: Assembly, file: EvidenceFile, number: int = 0) -> str:
    version = file.versions[number - 1] if number else file.current
    return version.path_in(assembly)


def status(client: Visitor, path: str) -> int:
    with client.get(path) as answer:
        return answer.status_code


def test_a_file_beside_public_evidence_is_given_to_everybody(client: Visitor, assembly: Assembly) -> None:
    sent = pdf(pages=2)
    for thing in (make_item(assembly), make_session(assembly)):
        file = make_evidence_file(thing, make_received(FileKind.PDF, sent, "Takings 2025.pdf"))
        answer = client.get(address(assembly, file))
        assert (answer.status_code, answer.data) == (200, sent)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="takings-2025.pdf"'
        assert "Set-Cookie" not in answer.headers


def test_a_former_version_stays_where_it_was(client: Visitor, assembly: Assembly) -> None:
    first, second = (make_received(FileKind.TXT, words, "note.txt") for words in (b"first\n", b"second\n"))
    file = make_evidence_file(make_item(assembly), first, second)
    assert client.get(address(assembly, file, 1)).data == b"first\n"
    assert client.get(address(assembly, file, 2)).data == b"second\n"


def _unseen(assembly: Assembly) -> Iterator[tuple[str, str]]:
    draft = make_evidence_file(make_item(assembly, published=False))
    yield "beside a draft", address(assembly, draft)
    removed = make_evidence_file(make_item(assembly), removed_at=clock.now())
    yield "taken away before anybody had seen it", address(assembly, removed)
    below = make_item(assembly, published=False)
    told = make_evidence_file(below, removed_at=clock.now(), removed_reason="Wrong figures.")
    yield "taken away beside what is hidden now", address(assembly, told)
    public = make_evidence_file(make_item(assembly))
    elsewhere = make_assembly("elsewhere")
    yield "under another assembly", address(elsewhere, public)
    hidden = make_assembly("hidden", published=False)
    yield "of an assembly that nobody sees", address(hidden, make_evidence_file(make_item(hidden)))
    base = f"{assembly.path}evidence/files/"
    yield "no such version", f"{base}{public.id}/2/slides.pdf"
    yield "no such file", f"{base}{public.id + 1000}/1/slides.pdf"
    yield "no such number", f"{base}{2**31}/1/slides.pdf"
    yield "no number", f"{base}x/1/slides.pdf"


def test_what_one_may_not_know_of_is_not_there(client: Visitor, assembly: Assembly) -> None:
    answers = {what: status(client, path) for what, path in _unseen(assembly)}
    assert answers == dict.fromkeys(answers, 404)
    assert len(answers) == 9


def test_every_version_of_a_file_that_was_taken_away_says_when_and_why(
    client: Visitor, assembly: Assembly
) -> None:
    first, second = (
        make_received(FileKind.TXT, words, "secret-list.txt") for words in (b"first\n", b"second\n")
    )
    file = make_evidence_file(make_item(assembly), first, second)
    paths = [address(assembly, file, number) for number in (1, 2)]
    tag = client.get(paths[1]).headers["ETag"]
    file.removed_at, file.removed_reason = datetime(2026, 11, 18, 12, tzinfo=UTC), "It named a child."
    db.session.flush()
    for path in paths:
        answer = client.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 410
        assert "The council took this down" in answer.text
        assert "on 18\u00a0November 2026: It named a child." in answer.text
        assert f'<a href="{file.subject.path}">' in answer.text
        assert "secret-list" not in answer.text
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, no-cache"
    assert status(client, paths[0].replace("/1/", "/3/")) == 404


def test_a_file_comes_and_goes_with_what_it_lies_beside(client: Visitor, assembly: Assembly) -> None:
    item = make_item(assembly, published=False)
    path = address(assembly, make_evidence_file(item))
    item.subject.public_from = clock.now() + timedelta(hours=1)
    assert status(client, path) == 404
    with clock.at(clock.now() + timedelta(hours=2)):
        tag = client.get(path).headers["ETag"]
    item.subject.public_from = None
    answer = client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 404, "who holds a copy is told that it is gone"


def test_a_wrong_name_leads_to_the_right_one(client: Visitor, assembly: Assembly) -> None:
    file = make_evidence_file(make_item(assembly))
    right = address(assembly, file)
    for wrong in ("x.html", "slides.exe", "SLIDES.PDF"):
        answer = client.get(right.replace("slides.pdf", wrong))
        assert (answer.status_code, answer.location) == (301, right)
    answer = client.get(right.replace("slides.pdf", "x.html?width=640"))
    assert answer.location == f"{right}?width=640"
    answer = client.get(right.replace("slides.pdf", "x.html?width=//evil.example"))
    assert answer.location == right


def test_a_picture_is_given_in_each_size_that_there_is(client: Visitor, assembly: Assembly) -> None:
    small = make_received(FileKind.PNG, b"a small one").digest
    whole = make_received(FileKind.PNG, smaller=(Smaller(320, 240, small, 11),), width=800, height=600)
    path = address(assembly, make_evidence_file(make_item(assembly), whole))
    smaller, full = client.get(f"{path}?width=320"), client.get(path)
    assert (smaller.data, smaller.headers["ETag"]) == (b"a small one", f'"{small}"')
    assert full.headers["ETag"] == f'"{whole.digest}"'
    for width in ("640", "0320", "-1", "x", "3" * 300):
        assert status(client, f"{path}?width={width}") == 404


def test_a_file_takes_few_queries_and_no_room_in_the_memory_for_pages(
    client: Visitor, assembly: Assembly
) -> None:
    path = address(assembly, make_evidence_file(make_item(assembly)))
    with counted() as queries:
        assert status(client, path) == 200
    assert len(queries) <= 3
