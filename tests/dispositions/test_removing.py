"""A theme that was made by mistake can be removed; one that somebody needs stays."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.dispositions.models import DispositionOutcome, Finding, Pack, Theme
from app.dispositions.queries.packs import figures_now
from app.dispositions.queries.removing import Need, needs_of
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.theme_steps import merge_summary, merge_themes
from app.dispositions.services.theme_summaries import sum_up, summary_mark
from app.dispositions.services.themes import create_theme, label_comments, remove_theme, unlabel_comments
from tests.factories.accounts import token_in
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_disposition, make_theme

DESK = "/council/high-street/themes/"


def test_an_empty_theme_is_removed_once_and_the_log_keeps_that_it_was(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    theme_id = make_theme(assembly, "Bsuses").id
    path = f"{DESK}{theme_id}/"
    assert f"{path}remove" in desk.get(path).text
    assert "Remove the theme “Bsuses”?" in desk.get(f"{path}remove").text
    sent = {"csrf_token": token_in(desk, f"{path}remove")}
    first = desk.post(f"{path}remove", data=sent, follow_redirects=True)
    assert "The theme “Bsuses” is removed." in first.text
    assert session.scalars(select(Theme)).all() == []
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "removed"))
    assert (entry.kind, entry.thing_id) == ("themes", theme_id)
    # A double click, or a colleague who was first.
    assert (
        "This theme was removed already." in desk.post(f"{path}remove", data=sent, follow_redirects=True).text
    )
    assert desk.post(f"{DESK}99999/remove", data=sent).status_code == 404
    assert desk.get(path).status_code == 404


def test_a_comment_that_was_taken_out_again_leaves_nothing_that_needs_the_theme(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    theme, comment = make_theme(assembly), make_comment(subject_of(assembly))
    label_comments(theme, [comment.id], officer)
    unlabel_comments(theme, [comment.id], officer)
    remove_theme(theme, officer)
    assert session.scalars(select(Theme)).all() == []


def test_whatever_somebody_needs_keeps_a_theme(
    session: Session, desk: FlaskClient, assembly: Assembly, officer: Account
) -> None:
    hidden = make_comment(subject_of(assembly), state=CommentState.HIDDEN)
    held, answered, merged, gone, summed = (make_theme(assembly, name) for name in "ABCDE")
    given = make_theme(assembly, "F", shown := make_comment(subject_of(assembly)))
    session.add(Pack(assembly=assembly, figures=figures_now(assembly), made_at=clock.now()))
    unlabel_comments(given, [shown.id], officer)
    label_held = make_theme(assembly, "G", hidden)
    make_disposition(assembly, answered)
    merge_themes(gone, merged, officer, merge_summary(gone, merged).mark)
    sum_up(summed, "They want bays.", officer, summary_mark(summed))
    needs = {
        held: [],
        label_held: [Need.COMMENTS],
        answered: [Need.ANSWER],
        merged: [Need.MERGED],
        given: [Need.PACK],
        summed: [Need.SUMMARY],
    }
    assert {theme: needs_of(theme) for theme in needs} == needs
    for theme in list(needs)[1:]:
        with pytest.raises(Refused, match="This theme is needed"):
            remove_theme(theme, officer)
    with pytest.raises(Refused, match="was merged into another"):
        remove_theme(gone, officer)
    page = desk.get(f"{DESK}{answered.id}/remove").text
    assert "It was answered, and authors may have read that." in page
    assert "Remove the theme</button>" not in page
    sent = {"csrf_token": token_in(desk, f"{DESK}{held.id}/remove")}
    answer = desk.post(f"{DESK}{answered.id}/remove", data=sent)
    assert (answer.status_code, "This theme is needed." in answer.text) == (409, True)


def test_whoever_still_works_with_a_removed_theme_is_told_and_its_number_never_comes_back(
    session: Session, desk: FlaskClient, assembly: Assembly, officer: Account
) -> None:
    comment, theme = make_comment(subject_of(assembly)), create_theme(assembly, "Bays", officer)
    remove_theme(theme, officer)
    sent = {
        "csrf_token": token_in(desk, f"{DESK}label/"),
        "to": theme.id,
        "act": "add",
        "comments": comment.id,
    }
    answer = desk.post(f"{DESK}label/", data=sent)
    assert (answer.status_code, "was removed meanwhile" in answer.text) == (422, True)
    with pytest.raises(Refused, match="was removed meanwhile"):
        label_comments(theme, [comment.id], officer)
    with pytest.raises(Refused, match="was removed meanwhile"):
        dispose(theme, Finding(DispositionOutcome.NOTED), officer)
    assert create_theme(assembly, "Vans", officer).id > theme.id
