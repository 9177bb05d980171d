"""What is offered where nothing was found, and what must never be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from app.core import clock
from app.search.suggestions import suggestion
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject
from tests.factories.evidence import make_item, make_session
from tests.factories.search import index_everything
from tests.factories.transcripts import make_transcript
from tests.queries import counted


@pytest.fixture
def library(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_item(assembly, "Library hours", summary="The library opens at ten.", body="Ask Siân Marchetti.")
    make_item(assembly, "Buses", summary="The evening bus.", body="Ambulances come first.")
    index_everything()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("librry", "library"),
        ("librarry", "library"),
        ("libzary", "library"),
        ("lirbary", "library"),
        ("Lirbary HUORS?", "library hours?"),
        ("the lirbary", "the library"),
        ("marcheti", "Marchetti"),
        ("siam", "Siân"),
        ("ambulances frist", "ambulances first"),
    ],
)
def test_one_slip_of_the_finger_is_mended(library: None, typed: str, meant: str) -> None:
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "?!", "lxbrxry", "qwertyuiop", "bsu", "“lirbary”", "lirbar*", "12345", "lirbary 2", "lirbary nowhere",
     "lirbary ambulances", "y" * 300, "lirbary a b c d e f", "ŵŷ", "li-rbary"],
)  # fmt: skip
def test_nothing_is_offered_that_would_find_nothing_or_is_mere_guesswork(library: None, typed: str) -> None:
    assert suggestion(typed) is None


def test_a_word_that_readers_cannot_see_is_never_offered(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    subject = make_recommendation_subject(assembly)
    for state in set(CommentState) - {CommentState.PUBLISHED}:
        make_comment(subject, "A secretword.", state=state, author_name="Secretname")
    make_item(assembly, "Secretword", published=False)
    later = make_item(assembly, "Waiting", summary="A secretword.")
    later.published_at = later.subject.public_from = clock.now() + timedelta(hours=1)
    hidden = make_session(assembly, "Secretword", published=False)
    make_transcript(hidden.subject, (0, "A spoken secretword."))
    make_item(make_assembly("waiting", published_at=None), "Secretword")
    index_everything()
    for typed in ("secretwrod", "secretwor", "scretword", "secretname", "secrtname"):
        assert suggestion(typed) is None, typed
    with clock.at(clock.now() + timedelta(hours=2)):
        assert suggestion("secretwrod") == "secretword"


def test_what_is_offered_finds_something_under_the_same_filters(library: None, session: Session) -> None:
    make_assembly("other", question="Who?")
    assert suggestion("lirbary", "high-street", ["evidence"]) == "library"
    assert suggestion("lirbary", "high-street", ["comment"]) is None
    assert suggestion("lirbary", "other") is None


def test_the_word_is_offered_that_more_texts_hold(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly(question="Who?"))
    for text in ("A large horse.", "A horse.", "A house."):
        make_comment(subject, text)
    index_everything()
    assert suggestion("hoxse") == "horse"


def test_it_takes_few_queries(library: None) -> None:
    with counted() as queries:
        assert suggestion("lirbary huors") == "library hours"
    assert len(queries) <= 20
