"""A quote with a time is said at that time: the link leads to those words, and to no others."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.errors import WrongField
from app.evidence import services as evidence
from app.evidence.models import EvidenceItem
from app.pages.cited import evidence_words
from app.recommendations import services
from app.recommendations.models import Citation
from app.recommendations.words import Place
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript

WRITTEN, SPOKEN = "costs £12", "It was dark."
SAID = f"[0:10] Ann Reid: Good morning.\n[12:34] Ann Reid: Parking is dear.\n[14:20] Huw Rees: {SPOKEN}\n[30:00] End."


@pytest.fixture
def paper(assembly: Assembly) -> EvidenceItem:
    meeting = make_session(assembly)
    paste_transcript(meeting, SAID)
    return make_item(assembly, session=meeting, summary=f"A lamp {WRITTEN} a year.")


def cite(paper: EvidenceItem, quote: str | None, at_second: int | None) -> Citation:
    return services.cite(
        make_recommendation(paper.assembly), paper, None, None, None, Place(quote, at_second)
    )


def test_written_words_take_no_time(paper: EvidenceItem) -> None:
    with pytest.raises(WrongField, match="stand in the text, not in the transcript") as refused:
        cite(paper, WRITTEN, 754)
    assert refused.value.field == "at"


def test_words_said_at_another_time_are_refused_with_the_right_one(paper: EvidenceItem) -> None:
    with pytest.raises(WrongField, match="said at 14:20, not at 12:34") as refused:
        cite(paper, SPOKEN, 754)
    assert refused.value.field == "at"


@pytest.mark.parametrize("at_second", [800, 860, 900, None])
def test_words_said_then_or_about_then_are_taken(paper: EvidenceItem, at_second: int | None) -> None:
    assert cite(paper, SPOKEN, at_second).quote == SPOKEN


def test_a_long_cue_is_said_until_the_next_begins(paper: EvidenceItem) -> None:
    paste_transcript(paper, f"[0:10] Ann Reid: {'We go on. ' * 150}{SPOKEN}\n[9:00] Huw Rees: Thanks.")
    assert cite(paper, SPOKEN, 480).at_second == 480


def test_a_quote_over_two_cues_is_found_from_its_first(paper: EvidenceItem) -> None:
    paste_transcript(paper, "[0:10] Ann Reid: The lane\n[0:13] is dark.\n[8:00] Huw Rees: Yes.")
    assert cite(paper, "lane is dark.", 12).at_second == 12


def test_what_is_said_long_before_is_refused_although_nothing_is_said_between(paper: EvidenceItem) -> None:
    paste_transcript(paper, "[0:10] Ann Reid: The lane\n[0:13] is dark.\n[8:00] Huw Rees: Yes.")
    with pytest.raises(WrongField, match="said at 00:10, not at 08:00"):
        cite(paper, "lane is dark.", 480)


@pytest.mark.parametrize(("quote", "at_second"), [(WRITTEN, None), (WRITTEN, 754)])
def test_written_words_are_not_said_to_be_gone_with_the_session(
    session: Session, paper: EvidenceItem, officer: Account, quote: str, at_second: int | None
) -> None:
    citation = cite(paper, quote, None)
    assert paper.session is not None
    evidence.unpublish_session(paper.session, "It named a child", officer)
    session.flush()
    # As it could be kept before a quote and its time had to belong together.
    citation.at_second = at_second
    words = evidence_words(citation, None)
    assert (words["quote"], words["taken_down"], words["place"]) == (WRITTEN, None, "")
    assert words["url"].startswith(f"{paper.path}#:~:text=")


def test_spoken_words_are_said_to_be_gone_with_the_session(
    session: Session, paper: EvidenceItem, officer: Account
) -> None:
    citation = cite(paper, SPOKEN, 860)
    assert paper.session is not None
    evidence.unpublish_session(paper.session, "It named a child", officer)
    session.flush()
    words = evidence_words(citation, None)
    assert words["quote"] == ""
    assert words["taken_down"] is not None
    assert words["taken_down"]["said_there"]
