"""A moderated text is gone everywhere at once, its replies and its trace stay, and it comes back everywhere at once.

A small site in which a comment and two questions are shown wherever one can be shown: in threads and lists, as an
example of a theme, behind a change, in what the members were given, in what is found, on the page of who replied. Every
public address that links lead to is asked, with the copies that readers and this process hold already, and what waits
to be mailed is mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import ModerationMode
from app.comments.models import Comment, CommentState
from app.comments.services import answer_question, withdraw_comment
from app.core import clock, outbox, revisions
from app.core.db import db
from app.core.outbox import Letter
from app.dispositions.models import DispositionOutcome, ThemeExample
from app.dispositions.queries.packs import figures_now
from app.dispositions.queries.packs import mark_of as mark_of_figures
from app.dispositions.services.packs import give_pack
from app.moderation.models import Action, DecisionBatch, ModerationDecision
from app.moderation.redaction import Redaction
from app.moderation.services import decide, undo
from app.moderation.signals.removed import Removed
from app.recommendations.models import Recommendation
from tests.architecture.crawl import Visited, walk
from tests.conftest import MakeApp, Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.evidence import make_item, make_session
from tests.factories.following import make_follow
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.search import index_everything
from tests.search.looking import is_kept, total

# In no other text and in no address. The name is another word that must go.
WORD, NAME, REPLY = "quangle", "Marmaduke", "spinnaker"
# Stands in the same texts. It is what readers search for, since a search says again what was asked.
BESIDE = "zeppelin"
SECOND = ("Buses come every ten minutes.", "Deliveries happen before 9 am.", "Trees give shade.")
# Where one of them must stand before it is moderated, so that the test cannot pass by looking nowhere.
SHOWN_ON = {
    "api.search",
    "comments.agreeing",
    "comments.write",
    "moderation.report",
    "pages.changes",
    "pages.comments",
    "pages.evidence_item",
    "pages.item_questions",
    "pages.receipt",
    "pages.recommendation",
    "pages.recommendation_changes",
    "pages.search",
    "pages.session",
    "pages.session_questions",
    "pages.theme",
    "pages.themes",
    "pages.what_the_public_said",
}


@dataclass(frozen=True)
class Scene:
    """The comment and the questions that are moderated, and what stands below them."""

    recommendation: Recommendation
    comment: Comment
    question: Comment
    at_session: Comment
    reply: Comment
    by: Account

    @property
    def moderated(self) -> tuple[Comment, ...]:
        return self.comment, self.question, self.at_session

    def starts(self) -> list[str]:
        """Where readers begin: the home page, and what only a form or a typed word leads to."""
        comments = f"{self.recommendation.path}comments/"
        return [
            "/",
            *(f"{page}?q={BESIDE}" for page in ("/search", "/api/v1/search")),
            *(f"{page}?q={REPLY}" for page in ("/search", "/api/v1/search")),
            *(
                f"{comments}?{which}"
                for which in ("sort=agreed", "sort=discussed", "stance=oppose", "clause=1.2")
            ),
            f"{self.recommendation.path}comment?reply_to={self.comment.id}",
            *(f"/comments/{comment.id}/{page}" for comment in self.moderated for page in ("agree", "report")),
            f"/receipts/{self.reply.receipt_token}",
            f"{self.recommendation.assembly.path}feed.atom",
            f"{self.recommendation.assembly.path}calendar.ics",
        ]


@pytest.fixture
def scene(session: Session) -> Scene:
    assembly, sam = make_assembly(learning=(-20, 7), consulting=(-20, 7)), make_moderator()
    recommendation = make_recommendation(assembly)
    make_version(recommendation, SECOND)
    comment = make_comment(
        recommendation.subject,
        f"Ten is too late for a {BESIDE} and a {WORD}, as all know.",
        email="ann@example.org",
        agrees=3,
        clause_key="1.2",
        stance="oppose",
        author_name=NAME,
        created_at=clock.now() - timedelta(days=9),
    )
    item = make_item(assembly)
    question = make_question(
        item.subject,
        f"How many a {WORD} and {BESIDE}, and why?",
        email="bob@example.org",
        author_name=NAME,
        asked_of=f"Dr Ann {WORD}",
    )
    at_session = make_question(
        make_session(assembly).subject,
        f"Who saw a {WORD} or {BESIDE} first?",
        author_name=NAME,
        asked_of=f"Ben {WORD}",
    )
    reply = make_comment(
        recommendation.subject,
        f"So says the {REPLY}.",
        state=CommentState.AWAITING_MODERATION,
        email="cat@example.org",
        parent_id=comment.id,
    )
    theme = make_theme(assembly, "Early vans", comment, summary="Vans should come earlier.")
    theme.examples.append(ThemeExample(comment_id=comment.id, position=1))
    last = recommendation.versions[-1]
    make_disposition(assembly, theme, DispositionOutcome.CHANGED, version_id=last.id, clause_key="1.2")
    make_follow(assembly, "dan@example.org")
    session.flush()
    give_pack(assembly, clock.today(), "The third meeting", sam, mark_of_figures(figures_now(assembly)))
    index_everything()
    return Scene(recommendation, comment, question, at_session, reply, sam)


Everywhere = Callable[[], Mapping[str, Visited]]


@pytest.fixture
def everywhere(make_app: MakeApp, scene: Scene) -> Everywhere:
    """Asks for every public page of the site, whose process keeps pages in memory as in real life."""
    site = make_app(PAGE_CACHE_MB=32)

    def ask() -> Mapping[str, Visited]:
        _commit()
        return walk(site, scene.starts())

    return ask


def _commit() -> None:
    """What the boundary of a request does."""
    db.session.flush()
    revisions.bump_touched(db.session)
    db.session.commit()


def _holding(pages: Mapping[str, Visited], *words: str) -> dict[str, str]:
    """The addresses whose source holds one of these words, with the page's name."""
    return {
        address: page.endpoint
        for address, page in pages.items()
        if any(word in unescape(page.body.decode("utf-8", "replace")) for word in words)
    }


def _still_held(site: Flask, before: Mapping[str, Visited], words: tuple[str, ...]) -> list[str]:
    """Where a reader who held a page with these words is told that it is still right."""
    reader = site.test_client()
    held = [
        (address, page.headers["ETag"])
        for address, page in before.items()
        if "ETag" in page.headers and any(word.encode() in page.body for word in words)
    ]
    assert held
    return [
        address
        for address, tag in held
        if reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    ]


def _hide(scene: Scene) -> list[ModerationDecision]:
    return [decide_as(scene.by, comment, Action.HIDE) for comment in scene.moderated]


def _restore(scene: Scene) -> None:
    for comment in scene.moderated:
        decide_as(scene.by, comment, Action.RESTORE)


def _redact(scene: Scene) -> None:
    gone = [Redaction(WORD, Removed.OTHER), Redaction(None, Removed.NAME)]
    for comment in scene.moderated:
        decide(
            comment, Action.REDACT, by=scene.by, seen=mark_of(comment), reason_code="abuse", redactions=gone
        )


def _put_back(scene: Scene) -> None:
    for comment in scene.moderated:
        decide_as(scene.by, comment, Action.UNREDACT)


def _take_back(scene: Scene) -> None:
    for batch in db.session.scalars(select(DecisionBatch).where(DecisionBatch.action == Action.HIDE)):
        undo(batch, scene.by)


def _withdraw(scene: Scene) -> None:
    for comment in scene.moderated:
        withdraw_comment(comment)


def _queue_letters(scene: Scene) -> None:
    """A reply and an answer are published, so that letters to both authors wait; and so does news for followers."""
    decide_as(scene.by, scene.reply, Action.PUBLISH)
    answer_question(scene.question, "Two an hour.", "Dr Ann Reid", scene.by, "0")


@pytest.mark.parametrize(
    ("take", "bring_back", "mode"),
    [
        (_hide, _restore, ModerationMode.AFTER),
        (_redact, _put_back, ModerationMode.BEFORE),
        (_hide, _take_back, ModerationMode.BEFORE),
    ],
    ids=["hidden", "words taken out", "hidden by mistake"],
)
def test_what_is_moderated_is_gone_everywhere_at_once_and_comes_back_everywhere(
    app: Flask,
    scene: Scene,
    everywhere: Everywhere,
    letters: list[Letter],
    take: Callable[[Scene], object],
    bring_back: Callable[[Scene], None],
    mode: ModerationMode,
) -> None:
    scene.recommendation.assembly.moderation_mode = mode
    _queue_letters(scene)
    before = everywhere()
    shown = _holding(before, WORD, NAME)
    assert set(shown.values()) == SHOWN_ON
    replies = _holding(before, REPLY)
    # All of it a second time: now from memory.
    assert _holding(everywhere(), WORD, NAME) == shown

    take(scene)
    after = everywhere()
    assert _holding(after, WORD, NAME) == {}
    assert _still_held(app, before, (WORD, NAME)) == []
    assert (total(WORD), is_kept(WORD)) == (0, False)
    assert [page.address for page in after.values() if page.status >= 500] == []
    # The reply stays wherever it stood, but in lists of those with a stance or a theme: a trace has neither.
    lists = {address for address in replies if "stance=" in address or "theme=" in address}
    assert set(_holding(after, REPLY)) - lists == set(replies) - lists
    assert total(REPLY) == 1
    _mail_everything()
    assert letters
    assert [letter.subject for letter in letters if WORD in letter.text or NAME in letter.text] == []

    bring_back(scene)
    assert _holding(everywhere(), WORD, NAME) == shown
    assert is_kept(WORD)


def _mail_everything() -> None:
    """Let the worker send all that waits, what may only leave in some minutes included."""
    _commit()
    with clock.at(clock.now() + timedelta(minutes=10)):
        outbox.drain()


@pytest.mark.parametrize(("take", "word"), [(_hide, "hidden"), (_withdraw, "withdrawn")])
def test_a_trace_stands_in_the_place_of_what_is_gone_and_what_answers_it_below(
    client: Visitor, scene: Scene, take: Callable[[Scene], object], word: str
) -> None:
    _queue_letters(scene)
    _commit()
    take(scene)
    _commit()
    for address, traced, below in (
        (scene.recommendation.path, "A comment", REPLY),
        (f"{scene.question.subject.path}questions/", "A question", "Two an hour."),
    ):
        source = client.get(address).get_data(as_text=True)
        assert f"{traced} was {word} here" in source
        assert below in source
        assert WORD not in source


def test_what_was_never_published_stands_nowhere(scene: Scene, everywhere: Everywhere) -> None:
    """A comment that waits, and one that is rejected."""
    for comment in scene.moderated:
        comment.state, comment.published_at, comment.waiting_since = (
            CommentState.AWAITING_MODERATION,
            None,
            clock.now(),
        )
    index_everything()
    revisions.touch(scene.recommendation.assembly.slug)
    assert _holding(everywhere(), WORD, NAME) == {}
    for comment in scene.moderated:
        decide_as(scene.by, comment, Action.REJECT)
    assert _holding(everywhere(), WORD, NAME) == {}
    assert not is_kept(WORD)
