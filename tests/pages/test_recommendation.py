"""The page of one recommendation."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.core import clock, revisions
from app.core.db import db
from app.evidence import services as evidence
from app.evidence.models import EvidenceItem, FormerWording
from app.evidence.transcripts import read_transcript
from app.evidence.words import as_written
from app.recommendations.models import Citation, ClauseOrigin, Recommendation, VersionStage
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import TOLD, make_item, make_session
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.transcripts import paste_transcript


def _page(client: Visitor, recommendation: Recommendation, more: str = "") -> str:
    answer = client.get(recommendation.path + more)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_each_clause_has_its_counts_and_a_plain_link_to_comment(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    make_comment(recommendation.subject, clause_key="1.2", stance="oppose")
    make_comment(recommendation.subject, clause_key="1.2", stance="support")
    page = _page(client, recommendation)
    assert f'href="{recommendation.path}comment?clause=1.2"' in page
    assert f'href="{recommendation.path}comments/?clause=1.2"' in page
    assert "2 comments" in page
    assert "1 support, 0 with changes, 0 neutral, 1 oppose" in page


def test_what_is_not_published_is_nowhere_in_the_page(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    for state in set(CommentState) - {CommentState.PUBLISHED}:
        make_comment(recommendation.subject, f"secret {state}", state=state, author_name=f"writer {state}")
    make_comment(recommendation.subject, "Said in public.", stance="oppose")
    for more in ("", "comments/", "comments/?stance=oppose", "?sort=agreed"):
        page = _page(client, recommendation, more)
        assert "Said in public." in page
        assert "secret" not in page
        assert "writer " not in re.sub(r"<script.*?</script>", "", page)


def test_a_hidden_comment_leaves_its_trace_and_its_replies(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = make_comment(recommendation.subject, "Mr Smith of 3 High Street", state=CommentState.HIDDEN)
    make_comment(recommendation.subject, "A reply that stays", parent_id=comment.id)
    page = _page(client, recommendation)
    assert "A comment was hidden here" in page
    assert "A reply that stays" in page
    assert "Mr Smith" not in page


@pytest.mark.parametrize("body", ["a\n" * 2500, "shade " * 800, "\n\n".join("one line" for _ in range(16))])
def test_a_long_comment_or_reply_stands_there_by_its_beginning_and_in_the_list_whole(
    client: Visitor, session: Session, body: str
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    thread = make_comment(recommendation.subject, f"First words. {body} Last words.", author_name="Ada")
    reply = make_comment(recommendation.subject, f"A reply. {body} Its end.", parent_id=thread.id)
    make_comment(recommendation.subject, "Short.\n" * 15)
    page = _page(client, recommendation)
    assert "First words." in page
    assert "A reply." in page
    assert "Last words." not in page
    assert "Its end." not in page
    assert page.count("Read the whole comment") == 2
    assert 'Read the whole comment<span class="visually-hidden"> by ' in page
    links = re.findall(r'href="([^"]+)">Read the whole comment', page)
    assert [link.split("#")[1] for link in links] == [f"comment-{thread.id}", f"comment-{reply.id}"]
    for link in links:
        whole = client.get(link).text
        for words in ("Last words.", "Its end.", f'id="{link.split("#")[1]}"'):
            assert words in whole
        assert "Read the whole comment" not in whole


def test_the_first_draft_is_not_shown_once_there_is_a_second(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    make_version(recommendation, ["Quite another text."])
    page = _page(client, recommendation)
    assert "Quite another text." in page
    assert "Benches stand in the shade." not in page
    assert "draft 2" in page


def test_a_draft_that_is_not_published_cannot_be_seen(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    make_version(recommendation, ["Not for anybody yet."], published=False)
    assert "Not for anybody yet." not in _page(client, recommendation)
    hidden = make_recommendation(recommendation.assembly, number=2, published=False)
    assert client.get(hidden.path).status_code == 404


def test_a_closed_consultation_says_so_beside_each_clause_and_offers_no_form(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-14, -7)))
    page = _page(client, recommendation)
    assert page.count("Comments closed") >= 3
    # Nobody is to wait for what cannot come.
    assert "No comments<" in page
    assert "No comments yet" not in page
    assert "No comments yet" not in client.get(f"{recommendation.path}comments/").text
    to_come = make_recommendation(make_assembly("later", consulting=(7, 14)))
    assert "No comments yet" in _page(client, to_come)
    assert "/comment?clause=" not in page
    final = make_recommendation(recommendation.assembly, number=2, stage=VersionStage.FINAL)
    assert "What the members recommend" in _page(client, final)


def test_a_cached_page_is_confirmed_without_being_made_and_a_change_is_seen_at_once(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    slug = recommendation.assembly.slug
    first = client.get(recommendation.path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    assert "Vary" not in first.headers
    again = client.get(recommendation.path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    make_comment(recommendation.subject, "News")
    revisions.touch(slug)
    revisions.bump_touched(session)
    fresh = client.get(recommendation.path, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "News" in fresh.get_data(as_text=True)


def test_comments_are_paged_by_cursor_and_the_page_says_how_many_there_are(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    for number in range(65):
        make_comment(recommendation.subject, f"Comment number {number}.")
    seen: list[str] = []
    address = "comments/"
    for _ in range(3):
        page = _page(client, recommendation, address)
        assert "65 comments" in page
        seen += re.findall(r"Comment number (\d+)\.", page)
        link = re.search(r'href="[^"]*/(comments/\?after=[^"]+)"', page)
        address = link[1] if link else ""
    assert seen == [str(number) for number in reversed(range(65))]
    assert address == ""


def test_staff_see_the_same_page_as_everybody(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    plain = client.get(recommendation.path).get_data()
    client.set_cookie("moothall_session", "whatever")
    assert client.get(recommendation.path).get_data() == plain


def test_evidence_leads_to_its_very_moment_or_its_very_words(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    meeting = make_session(assembly)
    paste_transcript(meeting, "[14:20] Ann Reid: Half of the shops are gone.")
    spoken = make_item(assembly, "Shops", session=meeting, summary="On shops.")
    written = make_item(assembly, "A letter", summary="We cannot park, and we cannot walk here at all.")
    recommendation = make_recommendation(assembly)
    db.session.add_all(
        [
            Citation(recommendation=recommendation, item=spoken, clause_key="1.2", at_second=860),
            Citation(recommendation=recommendation, item=spoken, quote="Half of the shops"),
            Citation(recommendation=recommendation, item=written, quote=written.summary),
            Citation(recommendation=recommendation, item=written, note="In all"),
        ]
    )
    page = _page(client, recommendation)
    moment = f"{meeting.path}#t=860"
    assert f'Evidence: <a href="{moment}"><bdi>Shops, at 14:20</bdi></a></p>' in page
    assert f'<a href="{moment}"><bdi>Shops</bdi>, at 14:20</a>' in page
    assert f'<a href="{spoken.path}">About this evidence' in page
    assert f'href="{meeting.path}#:~:text=Half%20of%20the%20shops"' in page
    assert f'href="{written.path}#:~:text=We%20cannot%20park%2C%20and,walk%20here%20at%20all."' in page
    assert "In all" in page


def test_a_moment_of_a_session_that_is_not_public_leads_to_the_item(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    meeting = make_session(assembly, published=False)
    paste_transcript(meeting, "[14:20] Ann Reid: Half of the shops are gone.")
    item = make_item(assembly, "Shops", session=meeting)
    recommendation = make_recommendation(assembly)
    db.session.add(Citation(recommendation=recommendation, item=item, at_second=860))
    page = _page(client, recommendation)
    assert f'<a href="{item.path}"><bdi>Shops</bdi>, at 14:20</a>' in page
    assert meeting.path not in page


def _cited(assembly: Assembly, **place: object) -> tuple[Recommendation, EvidenceItem]:
    """A recommendation whose second paragraph rests on words of an item."""
    meeting = make_session(assembly)
    paste_transcript(meeting, "[14:20] Ann Reid: Half of the shops are gone.")
    item = make_item(assembly, "Shops", summary="Takings fell.", session=meeting)
    recommendation = make_recommendation(assembly)
    db.session.add(Citation(recommendation=recommendation, item=item, clause_key="1.2", **place))
    return recommendation, item


def test_a_quote_from_an_item_in_another_language_says_so_to_voices(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly())
    item = make_item(recommendation.assembly, "Stryd fawr", summary="Hoffem seddau.", language="cy")
    db.session.add(Citation(recommendation=recommendation, item=item, quote="Hoffem seddau."))
    for path in (recommendation.path, item.path):
        assert 'dir="auto" lang="cy"><p>“Hoffem seddau.”' in client.get(path).text, path
    assert '<bdi lang="cy">Stryd fawr</bdi>' in client.get(recommendation.path).text


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"quote": "Takings rose."}, "These words were changed in the evidence on 18\u00a0November 2026."),
        ({"quote": "All is well.", "at_second": 860}, "It no longer says this at that time."),
        ({"at_second": 9999}, "It ends before this moment now."),
    ],
)
def test_a_quote_says_beside_it_that_its_words_were_changed(
    client: Visitor, session: Session, place: dict[str, object], sentence: str
) -> None:
    recommendation, item = _cited(make_assembly(), **place)
    assert sentence not in _page(client, recommendation)
    db.session.query(Citation).one().quote_gone_at = datetime(2026, 11, 18, 12, tzinfo=UTC)
    page = _page(client, recommendation)
    assert sentence in page
    assert str(place.get("quote", "")) in page
    assert "#:~:text=" not in page
    assert "#t=" not in page
    anchor = f"citation-{db.session.query(Citation).one().id}"
    assert f'Evidence: <a href="#{anchor}"><bdi>Shops, changed since</bdi></a>' in page
    assert f'id="{anchor}"' in page
    assert sentence in client.get(item.path).get_data(as_text=True)


def test_changed_words_lead_to_what_the_evidence_said_before_and_withheld_ones_are_not_repeated(
    client: Visitor, session: Session
) -> None:
    recommendation, item = _cited(make_assembly(), quote="Takings rose.", note="Shops earn more.")
    citation = db.session.query(Citation).one()
    citation.quote_gone_at = datetime(2026, 11, 18, 12, 0, 1, tzinfo=UTC)
    former = FormerWording(
        subject=item.subject, number=3, said={}, note="It was wrong.", replaced_at=citation.quote_gone_at
    )
    older = FormerWording(
        subject=item.subject,
        number=2,
        said={},
        note="Spelling.",
        replaced_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    db.session.add_all([former, older])
    db.session.flush()
    pages = (recommendation.path, item.path)
    for page in (client.get(address).get_data(as_text=True) for address in pages):
        assert f'<a href="{item.path}versions/3/">What it said before' in page
        assert "“Takings rose.”" in page
    assert "versions/2/" not in _page(client, recommendation)
    former.withheld_reason = "It named a child."
    db.session.flush()
    for page in (client.get(address).get_data(as_text=True) for address in pages):
        assert "taken out of the evidence on 18\u00a0November 2026: It named a child." in page
        assert "Takings rose" not in page
        assert "earn more" not in page
        assert "versions/3/" not in page


@pytest.mark.parametrize("where", ["item", "session"])
def test_a_reader_follows_a_changed_quote_to_the_page_on_which_it_stood(
    client: Visitor, session: Session, where: str
) -> None:
    quote = "Takings fell." if where == "item" else "Half of the shops"
    recommendation, item = _cited(make_assembly(), quote=quote)
    assert item.session is not None
    known, by = replace(TOLD, despite_quotes=True), make_account()
    if where == "item":
        evidence.edit_item(item, replace(as_written(item), summary="They rose."), by, correction=known)
    else:
        cues = read_transcript("[14:20] Ann Reid: All of them are gone.")
        evidence.write_transcript(item.session, cues, "en", by, correction=known)
    session.flush()
    changed = item if where == "item" else item.session
    link = re.search(r'href="([^"]+)">What it said before', _page(client, recommendation))
    assert link is not None
    assert link[1] == f"{changed.path}versions/1/"
    answer = client.get(link[1])
    assert (answer.status_code, quote in answer.get_data(as_text=True)) == (200, True)


def test_evidence_that_was_taken_down_leaves_its_trace_and_none_of_its_words(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    recommendation, item = _cited(assembly, quote="Takings fell.", note="Shops earn less.")
    db.session.add(Citation(recommendation=recommendation, item=item, clause_key="1.2", at_second=860))
    item.published_at = clock.now() + timedelta(days=3)
    assert "Presentation" not in _page(client, recommendation)
    item.unpublished_at, item.unpublished_reason = datetime(2026, 11, 18, tzinfo=UTC), "It named a child."
    page = _page(client, recommendation)
    assert page.count("on 18\u00a0November 2026: It named a child.") == 1
    assert page.count("The council took this down") == 1
    assert f'<a href="{item.path}"><bdi>Presentation</bdi>, paragraph 1.2</a>' in page
    assert "<bdi>Presentation, taken down</bdi>" in page
    for words in ("Takings fell", "Shops", "14:20", "earn less"):
        assert words not in page
    with clock.at(clock.now() + timedelta(days=4)):
        page = _page(client, recommendation)
    assert "“Takings fell.”" in page
    assert "taken down" not in page


def test_words_of_a_session_that_was_taken_down_are_not_quoted(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    recommendation, item = _cited(assembly, quote="Half of the shops")
    db.session.add(Citation(recommendation=recommendation, item=item, quote="Takings fell."))
    meeting = item.session
    assert meeting is not None
    meeting.unpublished_at, meeting.unpublished_reason = (
        datetime(2026, 11, 18, tzinfo=UTC),
        "It named a child.",
    )
    meeting.published_at = None
    for page in (_page(client, recommendation), client.get(item.path).get_data(as_text=True)):
        assert "Half of the shops" not in page
        assert "Half%20of" not in page
        assert "at a session that the council took down</strong> on 18\u00a0November 2026" in page
        assert "“Takings fell.”" in page
    meeting.published_at = clock.now()
    assert "“Half of the shops”" in _page(client, recommendation)


@pytest.mark.parametrize(
    ("is_merged", "said"),
    [
        (False, "paragraph 1.3, which was taken out"),
        (True, "paragraph 1.3, which went into paragraph 1.2"),
    ],
)
def test_evidence_for_a_paragraph_that_is_gone_says_so_or_where_it_went(
    client: Visitor, session: Session, is_merged: bool, said: str
) -> None:
    recommendation = make_recommendation(make_assembly())
    item = make_item(recommendation.assembly)
    session.add(Citation(recommendation=recommendation, item=item, clause_key="1.3"))
    session.add(Citation(recommendation=recommendation, item=item, clause_key="1.1"))
    origins = [ClauseOrigin(clause_key="1.2", from_key="1.3", kind="merge")] if is_merged else []
    make_version(recommendation, ["First.", "Second."], origins=origins)
    page = client.get(recommendation.path).text
    assert said in page
    assert "paragraph 1.1<" in page or "paragraph 1.1." in page


def test_a_final_text_takes_no_more_comments_so_none_are_to_come(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    make_version(recommendation, stage=VersionStage.FINAL, published_at=clock.now() - timedelta(days=1))
    strip = _page(client, recommendation).partition('<ol class="chain"')[2].partition("</li>")[0]
    assert "Comments" in strip
    assert "(done)" in strip
    assert "0 comments" in strip


def test_a_final_text_from_before_the_consultation_awaits_no_comments(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(7, 14)), stage=VersionStage.FINAL)
    strip = _page(client, recommendation).partition('<ol class="chain"')[2].partition("</li>")[0]
    assert "Comments are closed" in strip
    assert "(to come)" not in strip
