"""The desk of themes as an officer uses it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.dispositions.models import Theme, ThemeExample
from app.dispositions.queries.themes import themes_of
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.comments import make_comment, make_question, subject_of
from tests.factories.dispositions import make_theme
from tests.factories.evidence import make_item
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

DESK = "/council/high-street/themes/"
LIST = f"{DESK}label/"


def _hidden(client: FlaskClient, path: str) -> dict[str, str]:
    """What the form of a page would send of itself."""
    page = client.get(path).get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def _names(session: Session, comment_id: int) -> list[str]:
    session.expire_all()
    return [theme.name for theme in themes_of([comment_id]).get(comment_id, [])]


def test_only_an_officer_of_the_council_comes_to_the_desk(client: FlaskClient, assembly: Assembly) -> None:
    assert client.get(DESK).status_code in (302, 303, 401)
    sign_in_as(client, make_account("somebody@else.example"))
    assert client.get(DESK).status_code == 403


def test_the_same_form_twice_makes_one_theme(session: Session, desk: FlaskClient) -> None:
    sent = _hidden(desk, f"{DESK}new") | {"name": "Loading bays", "description": "Vans."}
    first, second = (desk.post(f"{DESK}new", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert [theme.name for theme in session.scalars(select(Theme))] == ["Loading bays"]


def test_a_name_that_is_taken_comes_back_with_what_was_typed(desk: FlaskClient, assembly: Assembly) -> None:
    make_theme(assembly, "Loading bays")
    sent = _hidden(desk, f"{DESK}new") | {"name": "loading BAYS", "description": "Where vans stop."}
    answer = desk.post(f"{DESK}new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is a theme “Loading bays” already." in page
    assert "Where vans stop." in page


def test_a_colleagues_words_are_not_overwritten_unread(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    theme = make_theme(assembly, "Bays")
    form = f"{DESK}{theme.id}/edit"
    mine, theirs = _hidden(desk, form), _hidden(desk, form)
    assert desk.post(form, data=theirs | {"name": "Loading bays"}).status_code == 303
    answer = desk.post(form, data=mine | {"name": "Vans", "description": "Mine."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "It is called “Loading bays” now" in page
    assert "Mine." in page
    session.expire_all()
    assert theme.name == "Loading bays"


def test_ticked_comments_get_a_theme_and_the_step_can_be_taken_back(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    theme = make_theme(assembly, "Bays")
    one, two = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
    sent = {"csrf_token": token_in(desk, LIST), "to": theme.id, "act": "add", "comments": [one.id, two.id]}
    answer = desk.post(LIST, data=sent, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "2 comments are now under “Bays”." in page
    assert _names(session, one.id) == ["Bays"]
    [undo] = re.findall(r'action="([^"]+/undo/[^"]+)"', page)
    answer = desk.post(undo, data={"csrf_token": sent["csrf_token"]}, follow_redirects=True)
    assert "The step is taken back, for 2 comments." in answer.get_data(as_text=True)
    assert _names(session, one.id) == []


def test_nobody_takes_back_the_step_of_a_colleague(
    desk: FlaskClient, assembly: Assembly, officer: Account
) -> None:
    theme, comment = make_theme(assembly, "Bays"), make_comment(subject_of(assembly))
    token = token_in(desk, LIST)
    sent = {"csrf_token": token, "to": theme.id, "act": "add", "comments": comment.id}
    location = desk.post(LIST, data=sent).location
    other = make_account("other@fenbury.example", role=Role.OFFICER, organisation_id=assembly.organisation_id)
    sign_in_as(desk, other)
    assert "/undo/" not in desk.get(location).get_data(as_text=True)


def test_a_new_theme_is_made_with_its_first_comments(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    comment = make_comment(subject_of(assembly))
    sent = {"csrf_token": token_in(desk, LIST), "to": "new", "name": "Shade", "act": "add"}
    for _ in range(2):
        assert desk.post(LIST, data=sent | {"comments": comment.id}).status_code == 303
    assert _names(session, comment.id) == ["Shade"]
    assert len(session.scalars(select(Theme)).all()) == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"to": "new", "name": "", "comments": "1"}, "Write the name of the new theme."),
        ({"to": "", "comments": "1"}, "Choose a theme."),
        ({"to": "new", "name": "Shade"}, "Tick at least one comment."),
        ({"to": "", "name": "Shade", "comments": "1"}, "Choose “A new theme” above, or empty this field."),
    ],
)
def test_what_is_missing_is_said_at_the_field(
    desk: FlaskClient, assembly: Assembly, sent: dict[str, str], message: str
) -> None:
    make_comment(subject_of(assembly))
    answer = desk.post(LIST, data={"csrf_token": token_in(desk, LIST), "act": "add"} | sent)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


@pytest.mark.parametrize("nonsense", ["9223372036854775808", "2147483648", "-1", "x", "٣"])
def test_what_is_no_number_of_a_comment_ticks_nothing(
    session: Session, desk: FlaskClient, assembly: Assembly, nonsense: str
) -> None:
    comment = make_comment(subject_of(assembly))
    sent = {"csrf_token": token_in(desk, LIST), "act": "add", "to": "new", "name": "Shade"}
    alone = desk.post(LIST, data=sent | {"comments": nonsense})
    assert alone.status_code == 422
    assert "Tick at least one comment." in alone.get_data(as_text=True)
    assert desk.post(LIST, data=sent | {"comments": [nonsense, str(comment.id)]}).status_code == 303
    assert _names(session, comment.id) == ["Shade"]


def test_the_list_offers_only_what_has_comments_to_code(desk: FlaskClient, assembly: Assembly) -> None:
    one, hidden = (make_recommendation(assembly, number=n, title=f"Title {n}").subject for n in (1, 2))
    make_comment(one, clause_key="1.1")
    make_comment(one, clause_key="1.2", state=CommentState.HIDDEN)
    make_comment(hidden, state=CommentState.HIDDEN)
    make_question(make_item(assembly, title="A film about buses").subject)
    page = desk.get(f"{LIST}?about={one.id}").get_data(as_text=True)
    filters = page[page.index('name="about"') : page.index('name="stance"')]
    assert "Title 1" in filters
    assert '<option value="1.1"' in filters
    for empty in ("Title 2", "A film about buses", "1.2"):
        assert empty not in filters


def test_all_of_a_list_change_after_a_summary_that_is_still_right(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    subject, theme = subject_of(assembly), make_theme(assembly, "Bays")
    ids = [make_comment(subject, stance="oppose").id for _ in range(3)]
    make_comment(subject, stance="support")
    sent = {"csrf_token": token_in(desk, LIST), "to": theme.id, "act": "add-all"}
    summary = desk.post(f"{LIST}?stance=oppose", data=sent).location
    page = desk.get(summary).get_data(as_text=True)
    assert "There are 3 comments in the list." in page
    old = _hidden(desk, summary)
    late = make_comment(subject, stance="oppose")
    answer = desk.post(summary, data=old)
    assert answer.status_code == 409
    assert "There are 4 comments in the list." in answer.get_data(as_text=True)
    assert _names(session, ids[0]) == []
    assert desk.post(summary, data=_hidden(desk, summary)).status_code == 303
    assert _names(session, ids[0]) == _names(session, late.id) == ["Bays"]


def test_a_theme_is_split_by_moving_some_of_its_comments_and_that_can_be_taken_back(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    one, two = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Bays", one, two)
    listed = f"{LIST}?theme={theme.id}"
    sent = {"csrf_token": token_in(desk, listed), "to": "new", "name": "Vans", "act": "move"}
    answer = desk.post(listed, data=sent | {"comments": one.id}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "1 comment moved to “Vans”." in page
    assert (_names(session, one.id), _names(session, two.id)) == (["Vans"], ["Bays"])
    [undo] = re.findall(r'action="([^"]+/undo/[^"]+)"', page)
    desk.post(undo, data={"csrf_token": sent["csrf_token"]})
    assert _names(session, one.id) == ["Bays"]


def test_merging_says_before_what_will_happen_and_leads_on_after(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    one, two = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
    theme, into = make_theme(assembly, "Vans", one, two), make_theme(assembly, "Bays", one)
    form = f"{DESK}{theme.id}/merge?into={into.id}"
    page = desk.get(form).get_data(as_text=True)
    assert "2 comments move to “Bays”. 1 of them has both themes." in page
    sent = _hidden(desk, form)
    assert desk.post(form, data=sent | {"seen": "0-0-0"}).status_code == 409
    for _ in range(2):
        assert desk.post(form, data=sent).status_code == 303
    assert _names(session, one.id) == _names(session, two.id) == ["Bays"]
    assert desk.get(f"{DESK}{theme.id}/").location.endswith(f"{DESK}{into.id}/")


def test_the_order_of_themes_is_changed_one_step_at_a_time(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    one, two = make_theme(assembly, "A"), make_theme(assembly, "B")
    sent = {"csrf_token": token_in(desk, DESK), "to": "up"}
    assert desk.post(f"{DESK}{two.id}/move", data=sent).status_code == 303
    session.expire_all()
    assert (two.position, one.position) == (1, 2)


def test_the_list_is_narrowed_as_the_analyst_wishes(desk: FlaskClient, assembly: Assembly) -> None:
    subject = subject_of(assembly)
    themed = make_comment(subject, "About vans.", stance="oppose")
    make_comment(subject, "On 100% paper.", channel="paper")
    theme = make_theme(assembly, "Bays", themed)

    def listed(query: str) -> list[str]:
        return re.findall(r"About vans\.|On 100% paper\.", desk.get(LIST + query).get_data(as_text=True))

    assert listed("") == ["About vans.", "On 100% paper."]
    assert listed("?theme=none") == listed("?channel=paper") == listed("?stance=none") == ["On 100% paper."]
    assert listed("?q=100%25") == ["On 100% paper."]
    assert listed(f"?theme={theme.id}") == listed("?stance=oppose") == ["About vans."]
    assert listed(f"?about={subject.id}&clause=9.9") == []
    assert listed("?theme=99999999999&stance=so&about=x") == ["About vans.", "On 100% paper."]


def test_the_list_takes_the_same_queries_for_two_comments_and_for_sixty(
    desk: FlaskClient, assembly: Assembly
) -> None:
    subject = subject_of(assembly)
    theme = make_theme(assembly, "Bays", make_comment(subject), make_comment(subject))

    def cost() -> int:
        with counted() as queries:
            assert desk.get(LIST).status_code == 200
        return len(queries)

    few = cost()
    for _ in range(58):
        make_theme(assembly, f"Theme {_}", make_comment(subject))
    assert cost() == few
    page = desk.get(LIST).get_data(as_text=True)
    assert page.count("data-coding-item=") == 50
    [more] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert desk.get(more).get_data(as_text=True).count("data-coding-item=") == 10
    assert theme.id


@pytest.mark.parametrize("field", ["name", "description"])
@pytest.mark.parametrize("hidden", ["\u202e", "\u202a", "\u2066", "\u2069", "\x07"])
def test_hidden_signs_in_the_words_of_a_theme_are_refused_at_their_field_and_kept(
    session: Session, desk: FlaskClient, assembly: Assembly, field: str, hidden: str
) -> None:
    theme = make_theme(assembly, "Bays")
    for form in (f"{DESK}new", f"{DESK}{theme.id}/edit"):
        words = {"name": "Vans", "description": "Where they stop."}
        words[field] = f"Mind the {hidden}gap"
        answer = desk.post(form, data=_hidden(desk, form) | words)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in page
        assert page.count("There are hidden ") >= 1
        assert f"{hidden}gap" in page
    session.expire_all()
    assert [each.name for each in session.scalars(select(Theme))] == ["Bays"]
    assert theme.description is None


def test_the_name_of_a_theme_that_is_made_with_its_first_comments_is_refused_likewise(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    comment = make_comment(subject_of(assembly))
    sent = {"csrf_token": token_in(desk, LIST), "to": "new", "comments": comment.id, "name": "Sh\u202eade"}
    for act in ("add", "add-all"):
        answer = desk.post(LIST, data=sent | {"act": act})
        assert answer.status_code == 422
        assert 'id="name-error"' in answer.text
        assert "Sh\u202eade" in answer.text
    # Nor by an address that somebody made up.
    assert desk.get(f"{LIST}all?act=add&to=new&name=Sh%E2%80%AEade").status_code == 404
    assert session.scalars(select(Theme)).all() == []


def test_a_name_in_letters_that_run_from_right_to_left_is_a_name_like_any_other(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    sent = _hidden(desk, f"{DESK}new") | {"name": "مواقف الشاحنات", "description": ""}
    assert desk.post(f"{DESK}new", data=sent).status_code == 303
    assert [each.name for each in session.scalars(select(Theme))] == ["مواقف الشاحنات"]


def test_an_old_address_that_asks_for_a_merged_theme_leads_on_to_the_one_that_it_went_into(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    comment = make_comment(subject_of(assembly), "About vans.", stance="oppose")
    make_comment(subject_of(assembly), "About trees.")
    last, other = make_theme(assembly, "Bays", comment), make_theme(assembly, "Shade")
    middle = make_theme(assembly, "Lorries", merged_into_id=last.id)
    first = make_theme(assembly, "Vans", merged_into_id=middle.id)
    old = f"{LIST}?theme={first.id}&stance=oppose"
    token = token_in(desk, LIST)
    answer = desk.get(old)
    assert (answer.status_code, answer.location) == (302, f"{LIST}?stance=oppose&theme={last.id}")
    page = desk.get(answer.location).text
    assert "Comments under “Bays”" in page
    assert "About vans." in page
    assert "About trees." not in page
    # A page that was open when the theme was merged does what it says, too.
    sent = {"csrf_token": token, "to": other.id, "act": "move", "comments": comment.id}
    assert desk.post(old, data=sent).status_code == 303
    assert _names(session, comment.id) == ["Shade"]
    # A theme of nobody is not asked for.
    assert desk.get(f"{LIST}?theme=999999").status_code == 200
    assert "About trees." in desk.get(f"{LIST}?theme=999999").text


def test_the_filters_are_folded_away_until_one_is_set(desk: FlaskClient, assembly: Assembly) -> None:
    make_comment(subject_of(assembly), stance="oppose")
    assert '<details class="coding-filters">' in desk.get(LIST).text
    assert '<details class="coding-filters" open>' in desk.get(f"{LIST}?stance=oppose").text


def test_a_summary_or_an_example_that_a_colleague_saves_meanwhile_is_not_merged_away_unread(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    comment = make_comment(subject_of(assembly))
    theme, into = make_theme(assembly, "Vans", comment), make_theme(assembly, "Bays")
    form = f"{DESK}{theme.id}/merge?into={into.id}"
    sent = _hidden(desk, form)
    theme.summary = "A COLLEAGUE WROTE THIS"
    session.commit()
    answer = desk.post(form, data=sent)
    assert answer.status_code == 409
    assert "A COLLEAGUE WROTE THIS" in answer.text
    sent = _hidden(desk, form)
    theme.examples.append(ThemeExample(comment_id=comment.id, position=1))
    session.commit()
    answer = desk.post(form, data=sent)
    assert answer.status_code == 409
    assert "1 comment is no example any more." in answer.text
    assert desk.post(form, data=_hidden(desk, form)).status_code == 303
    # What was written is still there to be read at the desk.
    for page in ("", "summary"):
        assert "A COLLEAGUE WROTE THIS" in desk.get(f"{DESK}{into.id}/{page}").text


def test_whoever_labels_into_a_theme_that_was_merged_meanwhile_is_told_into_which(
    session: Session, desk: FlaskClient, assembly: Assembly
) -> None:
    comment, into = make_comment(subject_of(assembly)), make_theme(assembly, "Bays")
    gone = make_theme(assembly, "Vans", merged_into_id=into.id)
    sent = {"csrf_token": token_in(desk, LIST), "to": gone.id, "act": "add", "comments": comment.id}
    answer = desk.post(LIST, data=sent)
    assert answer.status_code == 422
    words = "“Vans” was merged into “Bays” meanwhile. Choose the theme again."
    assert words in answer.text
    # The same for the page that asks before all of a list changes.
    answer = desk.post(f"{LIST}all?act=add&to={gone.id}", data=sent)
    assert answer.status_code == 409
    assert words in answer.text
    assert _names(session, comment.id) == []
