"""How the parts of a text stand one after the other in the index, and so in excerpts."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evidence.models import Speaker
from app.search.documents import plain, text_of
from app.search.excerpts import ASIDE
from app.search.models import SearchDocument
from app.search.queries import search
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.files import make_evidence_file, make_received
from tests.factories.search import index_everything


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("# Buses\n\nThey *run* late\n\n- one\n- two", "Buses.\nThey run late.\none.\ntwo."),
        ("> So said [she](https://a.example)!\n\n---\n\nEnd…", "So said she!\nEnd…"),
        ("| Hour | Minutes |\n| --- | --- |\n| 8 am | 9.2 |", "Hour, Minutes.\n8 am, 9.2."),
        ("Tom & <b>Ann</b>", "Tom & <b>Ann</b>."),
        ("", ""),
        (None, ""),
    ],
)
def test_blocks_of_markdown_end_as_sentences_do(written: str | None, read: str) -> None:
    assert plain(written) == read


def test_parts_that_end_in_a_stop_get_none() -> None:
    parts = ("So?", None, " ", "He said “no.”", "In brackets (so.)", "Both:", "50%", "Siân")
    assert text_of(*parts) == "So?\nHe said “no.”\nIn brackets (so.)\nBoth:\n50%.\nSiân."


def test_speakers_topic_and_files_do_not_run_into_each_other(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    made = make_session(
        assembly,
        "Older and younger",
        topic="lived experience",
        speakers=[
            Speaker(position=1, name="representatives, not named", organisation="Youth Council"),
            Speaker(position=2, name="Zoe Stripe", role="Keeper", interests="Has a zebra"),
        ],
    )
    make_evidence_file(made, make_received(), label="the slides")
    index_everything()
    (kept,) = session.scalars(select(SearchDocument.text).where(SearchDocument.kind == "session"))
    assert kept.partition(ASIDE)[2].splitlines() == [
        "Representatives, not named, Youth Council.",
        "Zoe Stripe, Keeper.",
        "Lived experience.",
        "Has a zebra.",
        "the slides.",
    ]
    assert search("lived stripe slides").total == 1


def test_who_gave_an_item_and_spoke_is_named_once(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    speaker = Speaker(position=1, name="Zoe Stripe", role="Keeper", organisation="The Zoo")
    meeting = make_session(assembly, "Crossing", speakers=[speaker])
    make_item(assembly, "One", session=meeting, speakers=[speaker], given_by="Zoe Stripe, The Zoo")
    make_item(assembly, "Two", session=meeting, speakers=[speaker], given_by="Zoe Stripe’s sister")
    index_everything()
    kept = select(SearchDocument.text).where(SearchDocument.kind == "evidence").order_by(SearchDocument.title)
    assert [text.partition(ASIDE)[2].splitlines() for text in session.scalars(kept)] == [
        ["Zoe Stripe, Keeper, The Zoo."],
        ["Zoe Stripe’s sister.", "Zoe Stripe, Keeper, The Zoo."],
    ]
