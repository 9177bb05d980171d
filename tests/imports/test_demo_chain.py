"""The demo holds the whole way from comments to changes, to votes, as the services would have left it."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Anchor, AnchorPlace, Comment, CommentState
from app.comments.queries import COUNTED
from app.dispositions.models import CommentTheme, Disposition, Finish, Pack, Theme
from app.dispositions.queries.dispositions import progress
from app.dispositions.queries.packs import kept_packs_of, packs_of
from app.recommendations.models import Clause, Vote, VoteEntry
from tests.imports.counting import count, the
from tests.imports.fenbury import RECORDS


def test_every_comment_on_a_former_text_has_a_place_in_the_later_one(loaded: Session) -> None:
    places = loaded.scalars(select(AnchorPlace)).all()
    outcomes = Counter(place.outcome for place in places)
    assert outcomes["exact"] > 20
    assert outcomes["moved"] > 20
    assert outcomes["deleted"] >= 1
    for place in places:
        if place.starts is None or place.ends is None:
            continue
        clause = loaded.scalars(
            select(Clause).where(Clause.version_id == place.version_id, Clause.key == place.clause_key)
        ).one()
        assert 0 <= place.starts < place.ends <= len(clause.text)


def test_a_passage_that_a_draft_lost_is_said_to_be_deleted(loaded: Session) -> None:
    lost = select(Anchor.exact).join(AnchorPlace, AnchorPlace.comment_id == Anchor.comment_id)
    assert loaded.scalars(lost.where(AnchorPlace.outcome == "deleted")).all() == ["a sticker for the window"]


@pytest.mark.parametrize("slug", ["fenbury-high-street", "fenbury-clean-air"])
def test_themes_and_dispositions_are_those_of_the_file(loaded: Session, slug: str) -> None:
    written, assembly = RECORDS[slug], the(slug)
    assert count(loaded, Theme, Theme.assembly_id == assembly.id) == len(written["themes"])
    labels = sum(len(theme["comments"]) for theme in written["themes"])
    assert count(loaded, CommentTheme, CommentTheme.theme.has(assembly_id=assembly.id)) == labels
    assert count(loaded, Disposition, Disposition.assembly_id == assembly.id) == len(written["dispositions"])


def test_every_comment_on_clean_air_is_answered_and_the_members_had_the_pack(loaded: Session) -> None:
    assembly = the("fenbury-clean-air")
    here = Comment.subject.has(assembly_id=assembly.id)
    published = count(loaded, Comment, here, COUNTED)
    stands = progress(assembly)
    assert (stands.answered, stands.published) == (published, published)
    [finish] = loaded.scalars(select(Finish)).all()
    assert (finish.assembly_id, finish.comments) == (assembly.id, published)
    [pack] = loaded.scalars(select(Pack).where(Pack.given_on.is_not(None))).all()
    assert pack.assembly_id == assembly.id
    assert pack.figures["comments"] == published


def test_the_high_street_is_being_answered(loaded: Session) -> None:
    stands = progress(the("fenbury-high-street"))
    assert 0 < stands.answered < stands.published / 2


def test_the_high_street_s_pack_is_kept_and_waits_for_the_next_meeting(loaded: Session) -> None:
    assembly = the("fenbury-high-street")
    assert packs_of(assembly) == []
    [pack] = kept_packs_of(assembly)
    assert pack.figures["answers"]["answered"] == progress(assembly).answered


def test_final_votes_were_checked_by_somebody_else_before_they_counted(loaded: Session) -> None:
    entries = loaded.scalars(select(VoteEntry)).all()
    assert len(entries) == 14
    for entry in entries:
        assert entry.checked_by_id not in (None, entry.entered_by_id)
        vote = loaded.get_one(Vote, entry.vote_id)
        assert vote.entered_at is not None
        assert vote.checked_at is not None
        assert vote.entered_at < vote.checked_at


def test_one_author_changed_the_comment_in_time_and_one_withdrew_it(loaded: Session) -> None:
    changed = loaded.scalars(select(Comment).where(Comment.edited_at.is_not(None))).one()
    assert [former.body != changed.body for former in changed.former_wordings] == [True]
    withdrawn = loaded.scalars(select(Comment).where(Comment.state == CommentState.WITHDRAWN)).one()
    assert withdrawn.withdrawn_at is not None
