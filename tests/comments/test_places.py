"""Anchors in new versions: matched by the worker, in force when published, never while the database is locked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.comments import jobs
from app.comments.anchoring.carrying import Carrier
from app.comments.models import Anchor, AnchorPlace, Comment, CommentState, CommentTally, PlaceOutcome
from app.comments.queries import places
from app.comments.queries.places import standings, what_moves
from app.comments.services.places import ask_for_missing_places, keep_places
from app.core import clock, outbox
from app.core.db import db
from app.core.outbox import OutboxRow
from app.core.transactions import unit_of_work
from app.recommendations.models import Clause, ClauseOrigin, Recommendation, Version, VersionStage
from app.recommendations.services import publish_version, write_draft
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation

BUSES = "Buses come every ten minutes from six in the morning until eleven at night."
SHOPS = "Deliveries happen before ten in the morning. Drivers switch their engines off."
SEATS = "Benches stand in the shade every fifty metres along the whole street."
FORMER = (BUSES, SHOPS, SEATS)


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    made = make_recommendation(make_assembly(), clauses=FORMER)
    session.commit()
    return made


@pytest.fixture
def officer(recommendation: Recommendation) -> Account:
    account = make_account(role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id)
    db.session.commit()
    return account


def commented(
    recommendation: Recommendation,
    place: int,
    exact: str | None = None,
    version: Version | None = None,
    **columns: Any,
) -> Comment:
    """A comment on a clause of the last published version, or of another one, or on words of it."""
    chosen = version or recommendation.versions[-1]
    clause = chosen.clauses[place]
    at = clause.text.index(exact) if exact else 0
    end = at + len(exact or "")
    anchor = Anchor(
        version_id=chosen.id,
        clause_key=clause.key,
        exact=exact,
        prefix=clause.text[max(0, at - 32) : at] if exact else None,
        suffix=clause.text[end : end + 32] if exact else None,
    )
    comment = make_comment(recommendation.subject, clause_key=clause.key, anchor=anchor, **columns)
    db.session.commit()
    return comment


def drafted(recommendation: Recommendation, officer: Account, *clauses: str) -> Version:
    with unit_of_work():
        return write_draft(
            recommendation, "Buses", "\n\n".join(clauses), None, VersionStage.DRAFT, by=officer
        )


def published(version: Version, officer: Account) -> None:
    with unit_of_work():
        publish_version(version, officer)


def place_of(comment: Comment, version: Version) -> AnchorPlace | None:
    return db.session.scalar(
        select(AnchorPlace).where(AnchorPlace.comment_id == comment.id, AnchorPlace.version_id == version.id)
    )


def outcome(comment: Comment, version: Version) -> tuple[str, str, int | None, int | None] | None:
    place = place_of(comment, version)
    return (place.outcome, place.clause_key, place.starts, place.ends) if place else None


def test_the_worker_places_comments_once_a_draft_is_written(
    recommendation: Recommendation, officer: Account
) -> None:
    kept = commented(recommendation, 2, "in the shade")
    moved = commented(recommendation, 0, "every ten minutes")
    gone = commented(recommendation, 1, "Drivers switch their engines off")
    whole, changed = commented(recommendation, 2), commented(recommendation, 0)
    new = BUSES.replace("ten minutes", "five minutes")
    draft = drafted(recommendation, officer, new, "Deliveries happen before ten in the morning.", SEATS)
    assert outcome(kept, draft) is None
    outbox.drain()
    at = new.index("every five minutes")
    assert outcome(moved, draft) == ("moved", "1.1", at, at + len("every five minutes"))
    assert outcome(kept, draft) == ("exact", "1.3", SEATS.index("in the"), SEATS.index(" every"))
    assert outcome(gone, draft) == ("deleted", "1.2", None, None)
    assert outcome(whole, draft) == ("exact", "1.3", None, None)
    assert outcome(changed, draft) == ("moved", "1.1", None, None)
    # Nothing has changed for readers.
    assert moved.clause_key == "1.1"


def test_a_draft_that_is_rewritten_is_matched_anew(recommendation: Recommendation, officer: Account) -> None:
    comment = commented(recommendation, 0, "every ten minutes")
    draft = drafted(recommendation, officer, BUSES.replace("ten", "five"), SHOPS, SEATS)
    outbox.drain()
    assert (found := outcome(comment, draft)) is not None
    assert found[0] == PlaceOutcome.MOVED
    drafted(recommendation, officer, BUSES, SHOPS, SEATS)
    assert outcome(comment, draft) is None
    outbox.drain()
    assert (found := outcome(comment, draft)) is not None
    assert found[0] == PlaceOutcome.EXACT


def test_places_are_in_force_as_soon_as_the_version_is_published(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    comment = commented(recommendation, 1, "Drivers switch their engines off")
    draft = drafted(
        recommendation, officer, BUSES, "Deliveries happen before ten in the morning.",
        SEATS + " Drivers switch their engines off.",
    )  # fmt: skip
    outbox.drain()
    published(draft, officer)
    session.expire_all()
    assert comment.clause_key == "1.3"
    assert comment.anchor is not None
    assert comment.anchor.clause_key == "1.2"
    tallies = session.execute(select(CommentTally.clause_key, CommentTally.comments)).all()
    assert tallies == [("1.3", 1)]
    standing = standings([comment.id], draft)[comment.id]
    assert (standing.outcome, standing.made_on, standing.made_at, standing.now_at) == (
        "moved",
        1,
        "1.2",
        "1.3",
    )


def test_what_is_not_matched_when_it_is_published_says_so_until_the_worker_comes(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    draft = drafted(recommendation, officer, SHOPS, BUSES + " " + SEATS)
    outbox.drain()
    late = commented(recommendation, 2, "in the shade", recommendation.versions[0])
    published(draft, officer)
    session.expire_all()
    assert (late.clause_key, standings([late.id], draft)[late.id].outcome) == ("1.3", None)
    outbox.drain()
    session.expire_all()
    assert (late.clause_key, standings([late.id], draft)[late.id].outcome) == ("1.1", "moved")


def test_an_upgraded_site_heals_itself(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    comment = commented(recommendation, 2, "in the shade")
    version = Version(
        recommendation=recommendation, number=2, stage="draft", title="Buses", created_at=clock.now(),
        published_at=clock.now(), clauses=[Clause(key="1.1", position=1, text=BUSES)],
    )  # fmt: skip
    session.add(version)
    session.commit()
    with unit_of_work():
        ask_for_missing_places()
    outbox.drain()
    assert outcome(comment, version) == ("deleted", "1.3", None, None)
    rows = session.scalar(select(func.count()).select_from(OutboxRow))
    with unit_of_work():
        ask_for_missing_places()
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == rows


def test_words_are_followed_from_draft_to_draft_and_found_again_after_they_were_gone(
    recommendation: Recommendation, officer: Account
) -> None:
    followed = commented(recommendation, 0, "every ten minutes")
    lost = commented(recommendation, 1, "Drivers switch their engines off")
    step = BUSES.replace("every ten minutes", "once every ten minutes or so")
    second = drafted(recommendation, officer, step, "Deliveries happen before ten in the morning.", SEATS)
    outbox.drain()
    published(second, officer)
    third = drafted(recommendation, officer, BUSES, SHOPS, SEATS)
    outbox.drain()
    assert (found := outcome(followed, third)) is not None
    assert found[0] == PlaceOutcome.EXACT
    assert outcome(lost, second) == ("deleted", "1.2", None, None)
    assert (found := outcome(lost, third)) is not None
    assert found[0] == PlaceOutcome.EXACT


def test_a_whole_clause_is_followed_through_splits_and_merges(
    session: Session, recommendation: Recommendation
) -> None:
    merged, split, gone = (commented(recommendation, place) for place in range(3))
    version = Version(
        recommendation=recommendation, number=2, stage="draft", title="Buses", created_at=clock.now(),
        clauses=[
            Clause(key="1.4", position=1, text="Deliveries happen before ten in the morning."),
            Clause(key="1.5", position=2, text=f"Drivers switch their engines off. {BUSES}"),
        ],
        origins=[
            ClauseOrigin(clause_key="1.4", from_key="1.2", kind="split"),
            ClauseOrigin(clause_key="1.5", from_key="1.2", kind="split"),
            ClauseOrigin(clause_key="1.5", from_key="1.1", kind="merge"),
        ],
    )  # fmt: skip
    session.add(version)
    session.commit()
    jobs.place_anchors({"version_id": version.id})
    assert outcome(merged, version) == ("moved", "1.5", None, None)
    assert outcome(split, version) == ("moved", "1.4", None, None)
    assert outcome(gone, version) == ("deleted", "1.3", None, None)


def test_comments_in_every_state_are_placed_and_replies_have_none(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    comments = [commented(recommendation, 0, "ten minutes", state=state) for state in CommentState]
    make_comment(recommendation.subject, parent_id=comments[0].id)
    session.commit()
    draft = drafted(recommendation, officer, SEATS, BUSES, SHOPS)
    outbox.drain()
    assert {outcome(comment, draft) is not None for comment in comments} == {True}
    assert session.scalar(select(func.count()).select_from(AnchorPlace)) == len(comments)


def test_officers_see_what_a_draft_does_to_comments(recommendation: Recommendation, officer: Account) -> None:
    first = commented(recommendation, 2, "in the shade")
    commented(recommendation, 0, "every ten minutes")
    commented(recommendation, 1)
    commented(recommendation, 1, state=CommentState.HIDDEN)
    commented(recommendation, 1, state=CommentState.AWAITING_MODERATION)
    commented(recommendation, 1, is_official=True)
    commented(recommendation, 1, parent_id=first.id)
    draft = drafted(recommendation, officer, BUSES.replace("ten", "five"), SEATS)
    assert (counts := what_moves(draft)) is not None
    assert (counts.exact, counts.moved, counts.deleted, counts.waiting) == (0, 0, 0, 4)
    outbox.drain()
    assert (counts := what_moves(draft)) is not None
    # As public pages count by clause: replies too, but not what is hidden or waits, nor what organisers wrote.
    assert (counts.exact, counts.moved, counts.deleted, counts.waiting) == (1, 1, 2, 0)
    assert [(one.is_gone, one.quote) for one in counts.listed] == [
        (True, None),
        (True, None),
        (False, "every ten minutes"),
    ]


def test_nothing_is_matched_while_a_transaction_is_open(
    recommendation: Recommendation, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = [commented(recommendation, 0, "ten minutes") for _ in range(5)]
    seen: list[bool] = []

    class Watched(Carrier):
        def carry(self, *spots: Any) -> Any:
            seen.append(db.session.in_transaction())
            return super().carry(*spots)

    def watched(version: Version) -> Carrier:
        return Watched(carrier_before(version).versions)

    carrier_before = places.carrier_to
    monkeypatch.setattr(jobs, "carrier_to", watched)
    monkeypatch.setattr(jobs, "BATCH", 2)
    draft = drafted(recommendation, officer, SEATS, BUSES, SHOPS)
    assert not seen
    outbox.drain()
    published(draft, officer)
    assert seen == [False] * 5
    assert all(outcome(comment, draft) for comment in comments)


def test_what_was_matched_with_a_text_that_was_rewritten_meanwhile_is_thrown_away(
    recommendation: Recommendation, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = commented(recommendation, 0, "every ten minutes")
    draft = drafted(recommendation, officer, BUSES, SHOPS)
    keep = keep_places

    def rewritten_first(*found: Any) -> bool:
        monkeypatch.setattr(jobs, "keep_places", keep)
        write_draft(recommendation, "Buses", SEATS, None, VersionStage.DRAFT, by=officer)
        return keep(*found)

    monkeypatch.setattr(jobs, "keep_places", rewritten_first)
    jobs.place_anchors({"version_id": draft.id})
    assert outcome(comment, draft) is None
    outbox.drain()
    assert outcome(comment, draft) == ("deleted", "1.1", None, None)


def test_two_workers_at_once_do_no_harm(
    session: Session,
    app: Flask,
    committed_database: CleanDatabase,
    recommendation: Recommendation,
    officer: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 7)
    for _ in range(40):
        commented(recommendation, 0, "every ten minutes")
    draft = drafted(recommendation, officer, SEATS, BUSES, SHOPS)
    version_id = draft.id
    session.commit()
    session.close()

    def work() -> None:
        with app.app_context():
            jobs.place_anchors({"version_id": version_id})

    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(work) for _ in range(2)]:
            done.result()
    assert session.scalar(select(func.count()).select_from(AnchorPlace)) == 40
