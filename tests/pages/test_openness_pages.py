"""How the pages show how open an assembly is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.assemblies.openness import OPENNESS_ITEMS
from app.core import clock, dates, revisions
from app.pages.openness import read_openness
from app.recommendations.models import VersionStage
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.openness import make_statement
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_response
from tests.pages.points import HELD, speakers_called
from tests.queries import counted


def test_the_page_says_each_point_in_words_and_whose_word_it_is(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly)
    make_statement(assembly, "evaluation", said_at=clock.now())
    page = client.get(f"{assembly.path}openness/").text
    openness = read_openness(assembly)
    assert f"{openness.met} of {openness.applicable} points are met." in page
    assert "For 1 of them we have the council’s word only." in page
    assert "Past sessions with an agenda: 0 of 1." in page
    assert "<strong>Fenbury Borough Council says:</strong> Met. <bdi>Two people" in page
    assert f"Said on {dates.day(clock.now())}." in page
    assert 'href="https://www.fenbury.example/review" rel="noopener"' in page
    assert 'href="https://research.mysociety.org/publications/citizens-assembly-websites"' in page
    assert "Nothing is published here about it." in page


def test_the_assembly_s_page_gives_the_figure_and_some_of_what_is_missing(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    make_session(assembly)
    openness = read_openness(assembly)
    page = client.get(assembly.path).text
    assert f"{openness.met} of {openness.applicable}" in page
    assert len(openness.not_met) > len(openness.first_not_met)
    assert page.count("<strong>Not met:</strong>") == len(openness.first_not_met) == 4
    assert f'href="{assembly.path}openness/">All 18 points' in page


def test_words_of_the_council_are_words_and_not_markup(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_statement(assembly, reason="<script>alert(1)</script>", url='https://x.example/"onclick="a')
    page = client.get(f"{assembly.path}openness/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '"onclick=' not in page


def test_more_of_everything_takes_no_more_queries(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    pages = (assembly.path, f"{assembly.path}openness/")

    def cost() -> list[int]:
        revisions.touch(assembly.slug)
        revisions.bump_touched(session)
        session.commit()
        numbers = []
        for page in pages:
            with counted() as queries:
                assert client.get(page).status_code == 200
            numbers.append(len(queries))
        return numbers

    before = cost()
    for item in OPENNESS_ITEMS:
        make_statement(assembly, item.key)
    for number in range(5):
        make_session(assembly, f"Meeting {number}", speakers=speakers_called("Ada Hall", "Ben Orr"), **HELD)
        make_item(assembly, f"Item {number}")
        make_response(make_recommendation(assembly, number=number + 1, stage=VersionStage.FINAL))
    after = cost()
    # Comments are asked for where there are recommendations.
    assert [late - early for early, late in zip(before, after, strict=True)] in ([1, 0], [0, 0])
    # The last is for the pauses of the clock, by which answers are due.
    assert max(after) <= 11
