"""What happens to comments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments import services
from app.comments.models import Agree, Comment, CommentState, Passage, Stance, Submission
from app.comments.queries import comment_to_agree_with
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Refused, TooMany
from app.core.outbox import OutboxRow
from app.core.revisions import current
from app.core.transactions import unit_of_work
from app.recommendations.models import Recommendation, VersionStage
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation, make_version


def _open_recommendation(confirms_comments: bool = True) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7), confirms_comments=confirms_comments))


def _post(
    recommendation: Recommendation,
    email: str | None = "a@b.example",
    *,
    parent: Comment | None = None,
    stance: Stance | None = None,
    passage: Passage | None = None,
) -> Comment:
    sent = Submission("More benches.", stance, passage, "Priya", email)
    token = services.new_receipt_token()
    return services.post_comment(recommendation.subject, sent, receipt_token=token, parent=parent)


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_posted_comment_waits_for_its_author_and_a_letter_is_written_down(session: Session) -> None:
    comment = _post(_open_recommendation(), stance=Stance.SUPPORT)
    assert comment.state == CommentState.AWAITING_CONFIRMATION
    assert comment.contact is not None
    assert comment.contact.email == "a@b.example"
    assert comment.contact.confirmed_at is None
    [row] = session.scalars(select(OutboxRow)).all()
    assert (row.kind, row.payload) == ("confirm_comment", {"comment_id": comment.id})
    assert _actions(session) == ["posted"]


def test_where_nobody_need_confirm_a_comment_waits_for_a_moderator_at_once(session: Session) -> None:
    comment = _post(_open_recommendation(confirms_comments=False), email=None)
    assert comment.state == CommentState.AWAITING_MODERATION
    assert comment.waiting_since == comment.created_at
    assert comment.contact is None
    assert session.scalars(select(OutboxRow.kind)).all() == ["read_signals"]


def test_confirming_twice_confirms_once(session: Session) -> None:
    comment = _post(_open_recommendation())
    services.confirm_comment(comment)
    first = comment.waiting_since
    with clock.at(clock.now() + timedelta(hours=1)):
        services.confirm_comment(comment)
    assert comment.state == CommentState.AWAITING_MODERATION
    assert comment.waiting_since == first
    assert _actions(session) == ["posted", "confirmed"]


@pytest.mark.parametrize("days", [(-14, -7), (7, 14), (None, None)])
def test_nothing_is_posted_while_comments_are_closed(
    session: Session, days: tuple[int | None, int | None]
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=days))
    with pytest.raises(Refused, match="closed"):
        _post(recommendation)
    assert session.scalar(select(func.count(Comment.id))) == 0


def test_a_compiled_record_never_takes_comments(session: Session) -> None:
    with pytest.raises(Refused, match="closed"):
        _post(make_recommendation(make_assembly(consulting=(-7, 7), is_compiled=True)))


def test_an_anchor_keeps_the_clause_its_version_and_the_words_around_the_quote(session: Session) -> None:
    recommendation = _open_recommendation()
    clause = recommendation.versions[0].clauses[1]
    comment = _post(recommendation, passage=Passage(clause, "happen before"))
    assert comment.anchor is not None
    assert (comment.anchor.exact, comment.anchor.prefix, comment.anchor.suffix) == (
        "happen before",
        "Deliveries ",
        " 10 am.",
    )
    assert (comment.clause_key, comment.anchor.version_id) == (clause.key, clause.version_id)


def test_the_comments_of_one_address_have_one_author_whatever_the_case(session: Session) -> None:
    recommendation = _open_recommendation()
    one, two = _post(recommendation, email="Pat@B.example"), _post(recommendation, email="pat@b.example ")
    other = _post(recommendation, email="sam@b.example")
    assert one.author_key == two.author_key != other.author_key
    assert "pat" not in one.author_key


def test_an_address_with_ten_unconfirmed_comments_must_confirm_first(session: Session) -> None:
    recommendation = _open_recommendation()
    for _ in range(services.MOST_UNCONFIRMED):
        _post(recommendation)
    with pytest.raises(TooMany, match="wait to be confirmed"):
        _post(recommendation)
    with clock.at(clock.now() + services.UNCONFIRMED_WITHIN + timedelta(minutes=1)):
        assert _post(recommendation).id


def test_where_nobody_need_confirm_an_address_has_nothing_to_confirm_first(session: Session) -> None:
    freely = make_assembly(consulting=(-7, 7), confirms_comments=False)
    recommendation = make_recommendation(freely)
    for _ in range(services.MOST_UNCONFIRMED + 1):
        assert _post(recommendation).id
    # Nor do those count where one has to.
    assert _post(make_recommendation(make_assembly("stricter", consulting=(-7, 7)))).id


def test_one_replies_to_a_thread_but_not_to_a_reply_nor_across_pages(session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    here = make_recommendation(assembly)
    there = make_recommendation(assembly, "Benches", number=2)
    thread = make_comment(here.subject)
    reply = make_comment(here.subject, parent_id=thread.id)
    assert _post(here, parent=thread).parent_id == thread.id
    with pytest.raises(Refused, match="on this page"):
        _post(here, parent=reply)
    with pytest.raises(Refused, match="on this page"):
        _post(there, parent=thread)
    with pytest.raises(Refused, match="not published any more"):
        _post(here, parent=make_comment(here.subject, state=CommentState.HIDDEN))


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (services.publish_comment, CommentState.AWAITING_MODERATION, CommentState.PUBLISHED),
        (services.reject_comment, CommentState.AWAITING_MODERATION, CommentState.REJECTED),
        (services.hide_comment, CommentState.PUBLISHED, CommentState.HIDDEN),
        (services.restore_comment, CommentState.HIDDEN, CommentState.PUBLISHED),
    ],
)
def test_a_state_changes_only_from_where_it_may_with_its_log_row_and_a_new_revision(
    session: Session, change: object, before: CommentState, after: CommentState
) -> None:
    recommendation = _open_recommendation()
    comment = make_comment(recommendation.subject, state=before)
    slug = recommendation.assembly.slug
    revision = current(slug)[0]
    session.commit()
    with unit_of_work():
        change(comment, 7)  # type: ignore[operator]
    assert comment.state == after
    assert session.scalars(select(AuditEntry.actor_id)).all() == [7]
    assert current(slug)[0] == revision + 1
    # What was rejected by mistake is published too.
    mended = {CommentState.REJECTED} if change is services.publish_comment else set()
    for state in set(CommentState) - {before} - mended:
        with pytest.raises(Refused, match="changed meanwhile"):
            change(make_comment(recommendation.subject, state=state), 7)  # type: ignore[operator]


def test_a_browser_agrees_once_however_often_it_asks(session: Session) -> None:
    comment = make_comment(_open_recommendation().subject)
    assert services.agree(comment, "browser 1") is True
    assert services.agree(comment, "browser 1") is False
    assert services.agree(comment, "browser 2") is True
    session.refresh(comment)
    assert comment.agrees == 2
    assert session.scalar(select(func.count(Agree.id))) == 2


def test_a_browser_takes_its_own_agreement_back_and_the_log_says_so(session: Session) -> None:
    comment = make_comment(_open_recommendation().subject)
    services.agree(comment, "browser 1")
    services.agree(comment, "browser 2")
    session.info["touched"].clear()
    assert services.take_back_agree(comment, "browser 1") is True
    assert services.take_back_agree(comment, "browser 1") is False
    session.refresh(comment)
    assert comment.agrees == 1
    assert session.scalars(select(Agree.browser)).all() == ["browser 2"]
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "took agreement back"
    assert comment.subject.assembly is not None
    assert comment.subject.assembly.slug in session.info["touched"]


def test_a_final_text_takes_no_agreements_and_gives_none_back(session: Session) -> None:
    recommendation = _open_recommendation()
    comment = make_comment(recommendation.subject)
    services.agree(comment, "browser 1")
    make_version(recommendation, stage=VersionStage.FINAL)
    with pytest.raises(Refused, match="only while comments are open"):
        services.agree(comment, "browser 2")
    with pytest.raises(Refused, match="only while comments are open"):
        services.take_back_agree(comment, "browser 1")
    session.refresh(comment)
    assert comment.agrees == 1


def test_nobody_agrees_with_the_organisers(session: Session) -> None:
    comment = make_comment(_open_recommendation().subject, is_official=True)
    assert comment_to_agree_with(comment.id) is None
    with pytest.raises(Refused):
        services.agree(comment, "browser 1")


@pytest.mark.parametrize("state", [s for s in CommentState if s is not CommentState.PUBLISHED])
def test_nobody_agrees_with_what_is_not_on_show(session: Session, state: CommentState) -> None:
    comment = make_comment(_open_recommendation().subject, state=state)
    with pytest.raises(Refused):
        services.agree(comment, "browser 1")
