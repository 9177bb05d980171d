"""What people say by theme, as everybody reads it."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core import revisions
from app.dispositions.models import ThemeExample
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_theme
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

PAGE = "/assemblies/high-street/themes/"


def test_a_theme_without_a_published_comment_is_on_no_page(client: FlaskClient, session: Session) -> None:
    assembly = make_assembly()
    hidden = make_comment(subject_of(assembly), "Vans everywhere.", state=CommentState.HIDDEN)
    empty = make_theme(assembly, "Secret plans", hidden)
    assert "There are no themes yet." in client.get(PAGE).get_data(as_text=True)
    shown = make_theme(assembly, "Loading bays", make_comment(subject_of(assembly)))
    revisions.touch(assembly.slug)
    page = client.get(f"{PAGE}?again").get_data(as_text=True)
    assert "Loading bays" in page
    assert "Secret plans" not in page
    assert client.get(f"{PAGE}{empty.id}/").status_code == 404
    assert client.get(f"{PAGE}{shown.id}/").status_code == 200


def test_the_page_counts_by_stance_and_says_what_counts_are_worth(
    client: FlaskClient, session: Session
) -> None:
    assembly = make_assembly()
    subject = make_recommendation(assembly).subject
    comments = [make_comment(subject, stance=stance) for stance in ("support", "oppose", None)]
    theme = make_theme(assembly, "Loading bays", *comments, summary="Shops need goods.\n\nAt dawn.")
    make_comment(subject)
    page = client.get(PAGE).get_data(as_text=True)
    for words in (
        "1 support, 0 with changes, 0 neutral, 1 oppose, 1 gave no stance",
        "Shops need goods.",
        "1 of 4 published comments have no theme yet.",
        "A comment can belong to several themes",
        "chose themselves",
        "Comments advise the members",
    ):
        assert words in page
    own = client.get(f"{PAGE}{theme.id}/").get_data(as_text=True)
    assert f'href="/assemblies/high-street/recommendations/1/comments/?theme={theme.id}"' in own


def test_an_example_that_is_hidden_later_is_gone_with_its_words(
    client: FlaskClient, session: Session
) -> None:
    assembly = make_assembly()
    said = make_comment(subject_of(assembly), "Number 12 is a thief.")
    kept = make_comment(subject_of(assembly), "Vans block the path.")
    theme = make_theme(assembly, "Loading bays", said, kept)
    theme.examples += [ThemeExample(comment_id=each.id, position=n) for n, each in enumerate((said, kept), 1)]
    session.flush()
    page = client.get(f"{PAGE}{theme.id}/").get_data(as_text=True)
    assert page.count("One of 2 comments under this theme") == 2
    session.get_one(Comment, said.id).state = CommentState.HIDDEN.value
    revisions.touch(assembly.slug)
    for address in (f"{PAGE}{theme.id}/?again", f"{PAGE}?again"):
        page = client.get(address).get_data(as_text=True)
        assert "thief" not in page
        assert "Vans block the path." in page
        assert "The only comment under this theme" in page


def test_the_address_of_a_merged_theme_leads_on(client: FlaskClient, session: Session) -> None:
    assembly = make_assembly()
    into = make_theme(assembly, "Bays", make_comment(subject_of(assembly)))
    gone = make_theme(assembly, "Vans", merged_into_id=into.id)
    assert client.get(f"{PAGE}{gone.id}/").location == f"{PAGE}{into.id}/"


def test_the_theme_of_another_assembly_is_not_found(client: FlaskClient, session: Session) -> None:
    make_assembly()
    other = make_assembly("clean-air")
    theme = make_theme(other, "Air", make_comment(subject_of(other)))
    assert client.get(f"{PAGE}{theme.id}/").status_code == 404


def test_pages_take_the_same_queries_for_one_theme_and_for_twenty(
    client: FlaskClient, session: Session
) -> None:
    assembly = make_assembly()
    subject = make_recommendation(assembly).subject

    def make_one(number: int) -> int:
        comment = make_comment(subject)
        theme = make_theme(assembly, f"Theme {number}", comment)
        theme.examples.append(ThemeExample(comment_id=comment.id, position=1))
        session.flush()
        return theme.id

    def cost(address: str) -> int:
        with counted() as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= 8, queries
        return len(queries)

    first = f"{PAGE}{make_one(0)}/"
    few = [cost(PAGE), cost(first)]
    for number in range(1, 20):
        make_one(number)
    assert [cost(f"{PAGE}?again"), cost(f"{first}?again")] == few
