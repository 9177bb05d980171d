"""What an officer reads before and after comments come under a theme that was answered."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.dispositions.models import DispositionOutcome
from app.dispositions.queries.answers_to_come import answers_to_come
from app.dispositions.queries.dispositions import current_dispositions
from app.dispositions.services.theme_steps import merge_summary, move_where
from app.dispositions.services.themes import label_where, unlabel_comments
from tests.factories.accounts import token_in
from tests.factories.comments import made_on, make_comment, subject_of
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.recommendations import make_redrafted

DESK = "/council/high-street/themes/"
LIST = f"{DESK}label/"


@pytest.mark.parametrize("moved", [False, True])
def test_what_is_said_before_is_what_comments_get(
    session: Session, assembly: Assembly, officer: Account, moved: bool
) -> None:
    recommendation = make_redrafted(assembly)
    subject, version = recommendation.subject, recommendation.versions[-1]
    own, by_later, early, other = (make_comment(subject) for _ in range(4))
    late, bare = made_on(version), made_on(version)
    reply, answered_reply = (made_on(version, parent_id=bare.id) for _ in range(2))
    hidden = make_comment(subject, state=CommentState.HIDDEN)
    left = make_theme(assembly, "Vans", own, by_later, bare, early, hidden, late)
    later, theme = make_theme(assembly, "Trams", by_later), make_theme(assembly, "Buses", other)
    for about in (own, answered_reply, theme):
        make_disposition(assembly, about)
    changed = {"version_id": version.id, "clause_key": version.clauses[0].key}
    make_disposition(assembly, theme, DispositionOutcome.CHANGED, **changed)
    make_disposition(assembly, later)
    if moved:
        # What they have through the theme that they leave stays theirs.
        make_disposition(assembly, left, DispositionOutcome.CHANGED, **changed)
    asked = [own, by_later, bare, early, late, hidden, other]
    wanted = or_(*(Comment.id == each.id for each in asked))
    come = answers_to_come(theme, wanted, left.id if moved else None)
    everyone = [*(each.id for each in asked), reply.id, answered_reply.id]
    before = current_dispositions(everyone)
    if moved:
        move_where(left, theme, wanted, officer)
    else:
        label_where(theme, wanted, officer)
    after = current_dispositions(everyone)
    shown = {each for each in everyone if each != hidden.id}
    new = {each for each in shown & after.keys() if before.get(each) is not after[each]}
    by_theme = [each for each in new if after[each].theme_id == theme.id]
    got = [each for each in by_theme if each != reply.id]
    assert come.comments == len(got) == (2 if moved else 3)
    assert come.replies == 1
    assert {each.answer.id: each.comments for each in come.given} == {
        answer_id: sum(after[each].id == answer_id for each in got)
        for answer_id in {after[each].id for each in got}
    }
    assert len(come.given) == (1 if moved else 2)


def test_a_comment_that_comes_back_to_its_theme_gets_what_that_was_answered_since(
    assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Buses", comment)
    make_disposition(assembly, theme)
    unlabel_comments(theme, [comment.id], officer)
    back = Comment.id == comment.id
    # What it has kept is what it would have: that is no news to anybody.
    assert answers_to_come(theme, back).comments == 0
    later = make_disposition(assembly, theme, DispositionOutcome.NO_CHANGE, explanation="They stay.")
    assert [each.answer for each in answers_to_come(theme, back).given] == [later]
    label_where(theme, back, officer)
    assert current_dispositions([comment.id]) == {comment.id: later}


def test_the_desk_marks_answered_themes_wherever_one_chooses(desk: FlaskClient, assembly: Assembly) -> None:
    theme = make_theme(assembly, "Bays", make_comment(subject_of(assembly)))
    make_theme(assembly, "Vans", make_comment(subject_of(assembly)))
    make_disposition(assembly, theme, explanation="We read it.")
    listed = desk.get(LIST).text
    assert re.findall(r"<option value=\"\d+\">([^<]*)</option>\s*", listed.partition('name="to"')[2]) == [
        "Bays (answered: Noted)",
        "Vans",
    ]
    assert "gets the answer of an answered theme at once" in listed
    themes = desk.get(DESK).text
    assert themes.count("<strong>Answered</strong>") == 1
    page = desk.get(f"{DESK}{theme.id}/").text
    assert "We read it." in page
    assert "Correct the answer" in page


def test_putting_a_list_under_an_answered_theme_says_before_who_gets_which_answer(
    desk: FlaskClient, assembly: Assembly
) -> None:
    subject = subject_of(assembly)
    theme = make_theme(assembly, "Bays")
    for _ in range(3):
        make_comment(subject)
    make_disposition(assembly, make_comment(subject))
    form = f"{LIST}all?act=add&to={theme.id}"
    assert "get this answer" not in desk.get(form).text
    stale = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', desk.get(form).text))
    make_disposition(assembly, theme, explanation="We read it.")
    # A colleague answered meanwhile: nobody presses the button unread.
    answer = desk.post(form, data=stale)
    assert answer.status_code == 409
    assert "3 comments get this answer" in answer.text
    assert "We read it." in answer.text
    assert "we write to the authors a few minutes later" in answer.text
    assert "1 comment does not get it" in answer.text
    assert "Change 4 comments, answer 3" in answer.text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    done = desk.post(form, data=sent, follow_redirects=True).text
    assert "3 comments have an answer by that: “Noted”." in done


def test_after_one_comment_came_under_an_answered_theme_the_notice_says_that_it_is_answered(
    desk: FlaskClient, assembly: Assembly
) -> None:
    theme, comment = make_theme(assembly, "Bays"), make_comment(subject_of(assembly))
    make_disposition(assembly, theme)
    sent = {"csrf_token": token_in(desk, LIST), "to": theme.id, "act": "add", "comments": comment.id}
    page = desk.post(LIST, data=sent, follow_redirects=True).text
    assert "1 comment has an answer by that: “Noted”." in page
    assert "We write to the authors in a few minutes." in page
    page = desk.post(LIST, data=sent, follow_redirects=True).text
    assert "has an answer by that" not in page


def test_an_answer_that_tells_of_a_change_promises_no_more_than_it_reaches(
    desk: FlaskClient, assembly: Assembly
) -> None:
    recommendation = make_redrafted(assembly)
    version = recommendation.versions[-1]
    theme, noted = make_theme(assembly, "Bays"), make_theme(assembly, "Trams")
    make_disposition(assembly, noted)
    promise = "A comment that you put under this theme gets its answer at once"
    limit = "An answer that tells of a change reaches only comments from before it."
    assert promise in desk.get(f"{DESK}{noted.id}/").text
    assert limit not in desk.get(DESK).text
    changed = {"version_id": version.id, "clause_key": version.clauses[0].key}
    make_disposition(assembly, theme, DispositionOutcome.CHANGED, **changed)
    page = desk.get(f"{DESK}{theme.id}/").text
    assert promise not in page
    assert f"A comment on recommendation {recommendation.reference} from before this change gets this" in page
    assert limit in desk.get(DESK).text
    early, late = make_comment(recommendation.subject), made_on(version)
    sent = {"csrf_token": token_in(desk, LIST), "to": theme.id, "act": "add", "comments": [early.id, late.id]}
    page = desk.post(LIST, data=sent, follow_redirects=True).text
    assert "1 comment has an answer by that: “Changed the text”." in page
    assert "1 comment did not get the theme&#39;s answer: it has another answer" in page


def test_merging_into_an_answered_theme_says_before_who_gets_its_answer(
    desk: FlaskClient, assembly: Assembly
) -> None:
    theme = make_theme(assembly, "Vans", make_comment(subject_of(assembly)))
    into = make_theme(assembly, "Bays")
    before = merge_summary(theme, into).mark
    make_disposition(assembly, into, explanation="We read it.")
    assert merge_summary(theme, into).mark != before
    page = desk.get(f"{DESK}{theme.id}/merge?into={into.id}").text
    assert "1 comment gets this answer" in page
    assert "We read it." in page
