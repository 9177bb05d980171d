"""The search page."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.comments.models import CommentState
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item
from tests.factories.recommendations import make_recommendation
from tests.factories.search import index_everything


def _page(client: Visitor, **query: str) -> str:
    index_everything()
    answer = client.get("/search", query_string=query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_results_stand_in_one_list_and_say_what_they_are_with_the_words_marked(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(), "Buses first", clauses=["Run buses late."])
    make_comment(recommendation.subject, "The last bus is at six.")
    page = _page(client, q="bus")
    assert re.findall(r'<p class="least"><strong>([^<]+)</strong>', page) == ["Recommendation", "Comment"]
    assert f'<a href="{recommendation.path}"><bdi><mark>Buses</mark> first</bdi></a>' in page
    assert "The last <mark>bus</mark> is at six." in page
    assert "Comment on: <bdi>Buses first</bdi>" in page
    assert "<strong>2 results</strong> for “<bdi>bus</bdi>”" in page
    assert 'value="bus"' in page


def test_what_was_typed_is_shown_as_text_and_nothing_else(client: Visitor, session: Session) -> None:
    page = _page(client, q="<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Nothing holds all these words." in page


def test_a_hidden_comment_is_gone_from_the_results_and_from_the_source(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly())
    make_comment(recommendation.subject, "Mr Hiddenname lives here", state=CommentState.HIDDEN)
    page = _page(client, q="lives")
    assert "0 results" in page
    assert "Hiddenname" not in page


def test_an_empty_search_says_what_can_be_found_and_how(client: Visitor, session: Session) -> None:
    assert "Searches assemblies, recommendations, answers" in _page(client)
    assert "Put quotation marks before and after words" in _page(client)
    assert "There is no word in this" in _page(client, q=" . ")
    assert "There is no word in this" in _page(client, q="?!")
    assert "Nothing holds all these words" in _page(client, q="nul\x00bus")
    assert "Nothing holds all these words" in _page(client, q="x" * 3000)


def test_more_results_keep_the_words_and_the_choices(client: Visitor, session: Session) -> None:
    assembly = make_assembly(question="Who?")
    for number in range(1, 26):
        make_recommendation(assembly, f"Tram & bus {number}", number=number)
    make_item(assembly, "Trams")
    first = _page(client, q="tram &", kind="recommendation")
    link = re.search(
        r'rel="next" href="/search\?(q=tram\+%26&amp;kind=recommendation&amp;after=[^"]+)"', first
    )
    assert link is not None
    rest = client.get("/search?" + link[1].replace("&amp;", "&")).get_data(as_text=True)
    titles = [re.findall(r'<h2 class="h3"><a(.*?)</h2>', page) for page in (first, rest)]
    assert [len(page) for page in titles] == [20, 5]
    assert "25 results" in rest


def test_choices_say_how_much_they_leave(client: Visitor, session: Session) -> None:
    assembly = make_assembly(question="Who?", name="On trams")
    make_recommendation(assembly, "Tram")
    other = make_assembly("other", question="Who?", name="On more trams")
    make_recommendation(other, "Tram")
    page = _page(client, q="tram", assembly="high-street", kind="recommendation")
    assert '<option value="recommendation" selected>Recommendations (1)</option>' in page
    assert '<option value="assembly">Assemblies (1)</option>' in page
    assert '<option value="other">On more trams (1)</option>' in page
    assert '<a href="/search?q=tram">Search everything</a>' in page


def test_choices_that_there_are_not_are_named_and_passed_over(client: Visitor, session: Session) -> None:
    make_assembly(question="Who?", name="On trams")
    for asked, notice in (
        ({"kind": "nonsense"}, "There is no kind of text called “nonsense”. This searches all kinds."),
        ({"assembly": "nowhere"}, "There is no public assembly “nowhere”. This searches all of them."),
        ({"after": "x"}, "The address does not say where to go on, so this is the beginning of the list."),
    ):
        page = _page(client, q="tram", **asked)
        assert notice in page
        assert "1 result<" in page
        assert "Search everything</a>" not in page
        assert "nowhere&amp;" not in page
    page = _page(client, q="tram", assembly='nowhere"><b>', kind="\u202e<i>")
    assert "<b>" not in page
    assert "<i>" not in page
    assert "\u202e" not in page


def test_an_answer_is_called_an_answer_and_counted_as_one(client: Visitor, session: Session) -> None:
    item = make_item(make_assembly(question="Who?"), "Takings")
    question = make_comment(item.subject, "Were they poorer?", kind="question")
    make_comment(item.subject, "One was poorer.", kind="question", parent_id=question.id)
    page = _page(client, q="poorer")
    assert sorted(re.findall(r'<p class="least"><strong>([^<]+)</strong>', page)) == [
        "Answer to a question",
        "Question",
    ]
    assert "Answer to a question on: <bdi>Takings</bdi>" in page
    assert '<option value="question">Questions (1)</option>' in page
    assert '<option value="answer">Answers to questions (1)</option>' in page
    assert "1 result<" in _page(client, q="poorer", kind="answer")


def test_what_was_not_looked_for_is_said(client: Visitor, session: Session) -> None:
    make_item(make_assembly(question="Who?"), "Trams")
    assert "longer than" not in _page(client, q=f"tram{' .' * 98}")
    page = _page(client, q=f"tram{' .' * 98} llama")
    assert "This is longer than 200 characters. We looked for the first 200 only." in page
    assert "1 result<" in page
    page = _page(client, q="one two three four five six seven eight nine")
    assert "These are many words. We looked for the first 8 only." in page


def test_where_no_text_has_all_words_those_that_have_some_are_shown(
    client: Visitor, session: Session
) -> None:
    item = make_item(make_assembly(question="Who?"), "Trams by night", body="")
    page = _page(client, q="tram llama")
    assert "0 results" in page
    assert "<h2>No text has all of these words. These have some of them:</h2>" in page
    assert f'<h3 class="h3"><a href="{item.path}"><bdi><mark>Trams</mark> by night</bdi></a></h3>' in page
    assert "Nothing holds all these words" not in page
    for query in ("llama", "llama alpaca", "trams night"):
        assert "These have some of them" not in _page(client, q=query), query
    assert "These have some of them" not in _page(client, q="tram llama", kind="comment")


def test_a_slip_of_the_finger_leads_to_what_was_meant(client: Visitor, session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_item(assembly, "Trams & buses")
    page = _page(client, q="trmas & <b>", kind="evidence")
    assert "0 results" in page
    assert "Did you mean" not in page
    page = _page(client, q="trmas & bsues", kind="evidence")
    assert '<a href="/search?q=Trams+%26+buses&amp;kind=evidence"><bdi>Trams &amp; buses</bdi></a>?' in page
    assert "Did you mean" not in _page(client, q="trams")


def test_a_choice_that_leaves_nothing_stays_by_its_name(client: Visitor, session: Session) -> None:
    make_assembly("empty", question="Who?", name="On other things")
    make_assembly(question="Who?", name="On trams")
    page = _page(client, q="tram", assembly="empty", kind="comment")
    assert '<option value="empty" selected>On other things (0)</option>' in page
    assert '<option value="comment" selected>Comments (0)</option>' in page


def test_what_narrows_can_be_chosen_before_anything_was_looked_for(client: Visitor, session: Session) -> None:
    make_assembly(question="Who?", name="On trams")
    make_assembly("waiting", name="On buses", published_at=None)
    page = _page(client, assembly="high-street", kind="evidence")
    assert '<option value="high-street" selected>On trams</option>' in page
    assert '<option value="evidence" selected>Evidence</option>' in page
    assert "On buses" not in page


def test_a_title_that_turns_direction_is_isolated_and_welsh_is_called_so(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(question="Who?")
    make_item(assembly, "\u202eTrams", summary="A \u2067tram.", body="")
    make_item(assembly, "Tram newydd", summary="Mae tram yma.", body="", language="cy")
    page = _page(client, q="tram")
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068") & set(page)
    assert "<bdi><mark>Trams</mark></bdi>" in page
    assert '<bdi lang="cy"><mark>Tram</mark> newydd</bdi>' in page
    assert '<p class="small" dir="auto" lang="cy">Mae <mark>tram</mark> yma.</p>' in page
