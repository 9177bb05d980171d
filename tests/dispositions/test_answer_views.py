"""The desk where comments get their answers, and marking the consultation finished."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Anchor, Comment, CommentState
from app.comments.services.tallies import recount_for
from app.core import clock
from app.dispositions.models import Disposition, DispositionOutcome, Finish
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import made_on, make_comment
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.recommendations import make_recommendation, make_redrafted
from tests.queries import counted

DESK = "/council/high-street/answers/"


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(consulting=(-14, -7))


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    return make_redrafted(assembly)


@pytest.fixture
def desk(app: Flask, officer: Account) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    sign_in_as(client, officer)
    return client


def _on_draft_one(recommendation: Recommendation, body: str = "Before ten is too early.") -> Comment:
    anchor = Anchor(version_id=recommendation.versions[0].id, clause_key="1.2")
    return made_on(recommendation.versions[0], body, anchor=anchor, clause_key="1.2")


def _fields(client: Visitor, path: str) -> dict[str, str]:
    page = client.get(path).get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def test_the_desk_shows_what_waits_with_the_paragraph_then_and_now(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = _on_draft_one(recommendation)
    make_comment(recommendation.subject, "I reply.", parent_id=comment.id)
    make_theme(assembly, "Deliveries", comment)
    page = desk.get(DESK).get_data(as_text=True)
    for words in (
        "0 of 2 answered",
        "Before ten is too early.",
        "Deliveries happen before 10 am.",
        "Deliveries happen before 11 am.",
        "1 reply",
        "Themes: <bdi>Deliveries</bdi>",
    ):
        assert words in page, words


def test_filters_narrow_the_list(desk: Visitor, assembly: Assembly, recommendation: Recommendation) -> None:
    _on_draft_one(recommendation, "FIRST")
    second = make_comment(make_recommendation(assembly, number=2).subject, "SECOND", stance="oppose")
    theme = make_theme(assembly, "Trees", second)
    make_disposition(assembly, make_comment(recommendation.subject, "THIRD"))
    for query, shown in (
        ("", {"FIRST", "SECOND"}),
        ("?recommendation=1", {"FIRST"}),
        (f"?theme={theme.id}", {"SECOND"}),
        ("?stance=oppose", {"SECOND"}),
        ("?show=answered", {"THIRD"}),
        ("?stance=nonsense&theme=x&after=%%", {"FIRST", "SECOND"}),
    ):
        page = desk.get(DESK + query).get_data(as_text=True)
        assert {word for word in ("FIRST", "SECOND", "THIRD") if word in page} == shown, query


def test_ticked_comments_get_one_answer_and_the_same_form_twice_gives_it_once(
    desk: Visitor, session: Session, recommendation: Recommendation
) -> None:
    ids = [_on_draft_one(recommendation).id for _ in range(2)]
    path = f"{DESK}answer?comment={ids[0]}&comment={ids[1]}&stance=oppose"
    version = recommendation.versions[1].id
    sent = {**_fields(desk, path), "outcome": "changed", "change": f"{version}:1.2"}
    for _ in range(2):
        answer = desk.post(f"{DESK}answer?stance=oppose", data=sent)
        assert (answer.status_code, answer.location) == (303, f"{DESK}?stance=oppose")
    rows = session.scalars(select(Disposition)).all()
    assert [(row.comment_id, row.version_id, row.clause_key) for row in rows] == [
        (key, version, "1.2") for key in ids
    ]


@pytest.mark.parametrize(
    ("sent", "message", "field"),
    [
        ({"outcome": "no_change"}, "Say why the text stays as it is.", "explanation"),
        ({"outcome": "out_of_scope"}, "Say to whom you passed it", "passed_to"),
        ({"outcome": "changed", "change": "1:1.1"}, "did not change in that published draft", "change"),
        ({"explanation": "KEPT WORDS"}, "Choose what became of it.", "outcome-0"),
    ],
)
def test_a_refused_form_says_why_at_its_field_and_keeps_what_was_typed(
    desk: Visitor, recommendation: Recommendation, sent: dict[str, str], message: str, field: str
) -> None:
    comment = _on_draft_one(recommendation)
    fields = _fields(desk, f"{DESK}answer?comment={comment.id}")
    answer = desk.post(f"{DESK}answer", data={"passed_to": "", "explanation": "", **fields, **sent})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert f'href="#{field}"' in page
    assert sent.get("explanation", "") in page
    assert "Before ten is too early." in page


def test_of_two_officers_at_once_the_second_is_refused_and_keeps_the_words(
    desk: Visitor, assembly: Assembly, session: Session, recommendation: Recommendation
) -> None:
    comment = _on_draft_one(recommendation)
    theme = make_theme(assembly, "Buses", comment)
    for path, to in ((f"answer?comment={comment.id}", "answer"), (f"themes/{theme.id}/",) * 2):
        fields = _fields(desk, DESK + path)
        make_disposition(assembly, theme if "themes" in path else comment)
        answer = desk.post(DESK + to, data={**fields, "outcome": "no_change", "explanation": "KEPT WORDS"})
        assert answer.status_code == 409
        page = answer.get_data(as_text=True)
        assert "Meanwhile a colleague answered" in page
        assert "KEPT WORDS" in page
        again = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
        sent = {**again, "outcome": "no_change", "explanation": "KEPT WORDS"}
        assert desk.post(DESK + to, data=sent).status_code == 303


def test_a_theme_is_answered_with_a_summary_before(
    desk: Visitor, assembly: Assembly, session: Session, recommendation: Recommendation
) -> None:
    comments = [_on_draft_one(recommendation) for _ in range(3)]
    theme = make_theme(assembly, "Buses", *comments)
    make_disposition(assembly, comments[0])
    page = desk.get(f"{DESK}themes/{theme.id}/").get_data(as_text=True)
    assert "This answers 2 comments." in page
    assert "1 more has an answer of its own, which stays." in page
    fields = _fields(desk, f"{DESK}themes/{theme.id}/")
    assert desk.post(f"{DESK}themes/{theme.id}/", data={**fields, "outcome": "noted"}).status_code == 303
    assert "3 of 3 answered" in desk.get(DESK).get_data(as_text=True)


def test_a_theme_that_changed_a_text_says_whose_comments_still_wait(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    late = made_on(recommendation.versions[1], "I LIKE THE NEW TEXT")
    other = make_recommendation(assembly, "Trees", number=2)
    theme = make_theme(assembly, "Buses", _on_draft_one(recommendation), late, made_on(other.versions[0]))
    path = f"{DESK}themes/{theme.id}/"
    page = desk.get(path).get_data(as_text=True)
    assert re.search(r"<bdi>[^<]*Trees</bdi></a>: 1 comment<", page)
    assert 'name="others_too"' in page
    sent = {**_fields(desk, path), "outcome": "changed", "change": f"{recommendation.versions[1].id}:1.2"}
    answer = desk.post(path, data=sent)
    assert answer.location == f"{DESK}?theme={theme.id}"
    page = desk.get(answer.location).get_data(as_text=True)
    assert "2 comments under it still have none" in page
    assert "I LIKE THE NEW TEXT" in page


def test_the_box_for_other_recommendations_is_shown_where_it_is_asked_for(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    other = make_recommendation(assembly, "Trees", number=2)
    path = f"{DESK}answer?comment={made_on(other.versions[0]).id}"
    fields = _fields(desk, path)
    assert 'name="others_too"' not in desk.get(path).get_data(as_text=True)
    sent = {**fields, "outcome": "changed", "change": f"{recommendation.versions[1].id}:1.2"}
    refused = desk.post(path, data=sent)
    assert refused.status_code == 422
    assert 'href="#others_too"' in refused.get_data(as_text=True)


def test_a_hidden_comments_words_are_not_on_the_desk(desk: Visitor, recommendation: Recommendation) -> None:
    hidden = make_comment(recommendation.subject, "HIDDEN WORDS", state=CommentState.HIDDEN)
    make_comment(recommendation.subject, "A reply to it.", parent_id=hidden.id)
    for path in (DESK, f"{DESK}answer?comment={hidden.id}"):
        page = desk.get(path, follow_redirects=True).get_data(as_text=True)
        assert "HIDDEN WORDS" not in page
        assert "A reply to it." in page


def test_the_desk_takes_the_same_queries_for_two_comments_as_for_thirty(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    costs: list[int] = []
    for _ in range(2):
        for _ in range(14 if costs else 2):
            comment = _on_draft_one(recommendation)
            make_comment(recommendation.subject, parent_id=comment.id)
            make_theme(assembly, f"Theme {comment.id}", comment)
        with counted() as queries:
            assert desk.get(DESK).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 20


def test_only_the_assemblys_officers_answer(app: Flask, recommendation: Recommendation) -> None:
    stranger = app.test_client()
    assert stranger.get(DESK).status_code in (303, 401)
    sign_in_as(stranger, make_account("resident@example.org"))
    assert stranger.get(DESK).status_code == 403


def test_a_consultation_with_unanswered_comments_cannot_be_marked_finished(
    desk: Visitor, assembly: Assembly, session: Session, recommendation: Recommendation
) -> None:
    comment = _on_draft_one(recommendation)
    make_comment(recommendation.subject, state=CommentState.AWAITING_MODERATION)
    page = desk.get(f"{DESK}finish").get_data(as_text=True)
    assert "1 published comment has no answer yet." in page
    assert '<button class="button" type="submit">Mark it finished' not in page
    token = _fields(desk, f"{DESK}answer?comment={comment.id}")["csrf_token"]
    refused = desk.post(f"{DESK}finish", data={"csrf_token": token})
    assert refused.status_code == 409
    assert f'<a href="{DESK}">See the comments without an answer</a>' in refused.get_data(as_text=True)
    make_disposition(assembly, comment)
    page = desk.get(f"{DESK}finish").get_data(as_text=True)
    assert "1 comment still waits for a moderator." in page
    for _ in range(2):
        assert desk.post(f"{DESK}finish", data={"csrf_token": token}).status_code == 303
    [finish] = session.scalars(select(Finish)).all()
    assert finish.comments == 1
    assert "1 of 1 answered</strong> · Finished on" in desk.get(DESK).get_data(as_text=True)
    make_comment(recommendation.subject)
    page = desk.get(DESK).get_data(as_text=True)
    assert "1 of 2 answered" in page
    assert "1 comment has no answer now: it was published since, came back, or lost its answer." in page


def test_a_consultation_whose_comments_are_others_by_now_is_finished_anew(
    desk: Visitor, assembly: Assembly, session: Session, recommendation: Recommendation
) -> None:
    comment = _on_draft_one(recommendation)
    with clock.at(clock.now() - timedelta(minutes=30)):
        make_disposition(assembly, comment)
        token = _fields(desk, f"{DESK}answer?comment={comment.id}")["csrf_token"]
        desk.post(f"{DESK}finish", data={"csrf_token": token})
    comment.state = CommentState.HIDDEN.value
    recount_for(comment)
    another = make_comment(recommendation.subject, published_at=clock.now())
    make_disposition(assembly, another, made_at=comment.created_at)
    # As many as before, and all answered; then one of them otherwise.
    for finishes in (2, 2):
        desk.post(f"{DESK}finish", data={"csrf_token": token})
        assert len(session.scalars(select(Finish)).all()) == finishes
    make_disposition(assembly, another)
    desk.post(f"{DESK}finish", data={"csrf_token": token})
    assert len(session.scalars(select(Finish)).all()) == 3


def test_a_consultation_is_not_finished_before_it_has_closed(desk: Visitor, session: Session) -> None:
    make_assembly("still-open", consulting=(-7, 7))
    page = desk.get("/council/still-open/answers/finish").get_data(as_text=True)
    assert "Comments are not closed yet." in page


def test_whoever_answers_a_comment_is_told_how_many_replies_get_the_same_answer(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = _on_draft_one(recommendation)
    replies = [make_comment(recommendation.subject, f"I reply {n}.", parent_id=comment.id) for n in range(3)]
    make_comment(recommendation.subject, "Hidden.", parent_id=comment.id, state=CommentState.HIDDEN)
    make_disposition(assembly, replies[0])
    path = f"{DESK}answer?comment={comment.id}"
    page = desk.get(path).get_data(as_text=True)
    assert "2 replies have no answer of their own. They get this one too." in page
    sent = {**_fields(desk, path), "outcome": "no_change", "explanation": "It is needed."}
    assert desk.post(f"{DESK}answer", data=sent).status_code == 303
    page = desk.get(DESK).get_data(as_text=True)
    assert "1 comment has its answer. 2 replies have the same answer." in page
    assert "4 of 4 answered" in page
    # Correcting it reaches the same replies.
    assert "2 replies have no answer of their own." in desk.get(path).get_data(as_text=True)
    public = desk.get(f"{recommendation.path}comments/").get_data(as_text=True)
    assert public.count("This answer was given to the comment that it replies to.") == 2


def test_the_form_for_a_theme_counts_the_replies_to_its_comments(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    comment, own = _on_draft_one(recommendation), _on_draft_one(recommendation)
    for each in (comment, own):
        make_comment(recommendation.subject, parent_id=each.id)
    theme = make_theme(assembly, "Buses", comment, own)
    make_disposition(assembly, own)
    path = f"{DESK}themes/{theme.id}/"
    assert "1 reply has no answer of its own. It gets this one too." in desk.get(path).get_data(as_text=True)
    desk.post(path, data={**_fields(desk, path), "outcome": "noted"})
    public = desk.get(f"{recommendation.path}comments/").get_data(as_text=True)
    assert public.count("This answer was given to the comment that it replies to.") == 2


def test_correcting_an_answer_begins_with_the_one_in_force(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    one, two = _on_draft_one(recommendation), _on_draft_one(recommendation)
    theme = make_theme(assembly, "Buses", one, two)
    no_change = DispositionOutcome.NO_CHANGE
    make_disposition(assembly, theme, no_change, explanation="IT IS NEEDED")
    for path in (f"answer?comment={one.id}&comment={two.id}", f"themes/{theme.id}/"):
        page = desk.get(DESK + path).get_data(as_text=True)
        assert re.search(r">\s*IT IS NEEDED</textarea>", page), path
        assert re.search(r'value="no_change" checked', page), path
    place = {"version_id": recommendation.versions[1].id, "clause_key": "1.2"}
    make_disposition(assembly, one, DispositionOutcome.CHANGED, **place)
    page = desk.get(f"{DESK}answer?comment={one.id}").get_data(as_text=True)
    assert re.search(rf'<option value="{place["version_id"]}:1.2" selected', page)
    # Of two different ones, neither is taken for both.
    page = desk.get(f"{DESK}answer?comment={one.id}&comment={two.id}").get_data(as_text=True)
    assert not re.search(r'value="(no_change|changed)" checked', page)


def test_an_answer_sent_as_it_stands_comes_back_with_the_reason(
    desk: Visitor, assembly: Assembly, session: Session, recommendation: Recommendation
) -> None:
    one, two = _on_draft_one(recommendation), _on_draft_one(recommendation)
    theme = make_theme(assembly, "Buses", two)
    stays = {"outcome": "no_change", "explanation": "IT IS NEEDED"}
    for about, path, to in (
        (one, f"answer?comment={one.id}", "answer"),
        (theme, f"themes/{theme.id}/", f"themes/{theme.id}/"),
    ):
        make_disposition(assembly, about, DispositionOutcome.NO_CHANGE, explanation="IT IS NEEDED")
        answer = desk.post(DESK + to, data={**_fields(desk, DESK + path), **stays})
        assert answer.status_code == 409
        assert "Nothing is different from the answer in force, so nothing was sent." in answer.text
        assert "IT IS NEEDED</textarea>" in answer.text
    assert session.query(Disposition).count() == 2


def test_an_answered_theme_says_truly_which_later_comments_get_its_answer(
    desk: Visitor, assembly: Assembly, recommendation: Recommendation
) -> None:
    theme = make_theme(assembly, "Buses", _on_draft_one(recommendation))
    place = {"version_id": recommendation.versions[1].id, "clause_key": "1.2"}
    for outcome, more, words in (
        (DispositionOutcome.CHANGED, place, "made before the change, and on the same recommendation."),
        (DispositionOutcome.CHANGED, {**place, "others_too": True}, "if it was made before the change."),
        (DispositionOutcome.NOTED, {}, "gets the last answer too, unless it has one of its own."),
    ):
        make_disposition(assembly, theme, outcome, **more)
        assert words in desk.get(f"{DESK}themes/{theme.id}/").get_data(as_text=True)
