"""The report card: how its table is sorted and filtered, what it says of what is unknown, its files and its paper."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock
from app.imports.jobs import import_assembly_files, import_register_file
from app.pages.card_files import FIELDS
from app.pages.report_card import COLUMNS
from app.recommendations.models import Recommendation, VersionStage
from app.responses.models import DeliveryStatus
from app.responses.report_card.definitions import DEFINITIONS
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_response, make_update
from tests.imports.compiled import IIDP, REGISTER
from tests.queries import counted
from tests.responses.report_card_scene import say

PAGE = "/report-card/"


def words(client: Visitor, address: str = PAGE) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(address).text)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def names(client: Visitor, query: str = "") -> list[str]:
    """The assemblies in the order of the table."""
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', client.get(PAGE + query).text)


def row_of(client: Visitor, name: str, query: str = "") -> str:
    """The words of one row of the table."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", client.get(PAGE + query).text, re.DOTALL)
    row = next(row for row in rows if f">{name}</a>" in row)
    text = html.unescape(re.sub(r"<[^>]+>", " ", row)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def concluded(slug: str, answers: int = 1, of: int = 2, **columns: Any) -> Assembly:
    """An assembly run here with final recommendations, some of which are answered."""
    assembly = make_assembly(slug, name=slug.title(), **columns)
    made = [
        make_recommendation(assembly, number=number, stage=VersionStage.FINAL) for number in range(1, of + 1)
    ]
    if answers:
        make_response(*made[:answers])
    return assembly


def compiled(slug: str, **columns: Any) -> Assembly:
    return make_assembly(slug, name=slug.title(), is_compiled=True, **columns)


@pytest.fixture
def three(session: Session) -> None:
    """Alder has answered half, Birch all, and of Cedar nobody knows."""
    concluded("alder", answers=1, topic="climate", started_on="2024-05-01", nation="Wales")
    concluded("birch", answers=2, topic="housing", started_on="2025", nation="England", region="London")
    compiled("cedar", topic="climate", started_on="2019-11", nation="England", is_iidp=True,
             organisation=make_organisation("cedarton", name="Cedarton Council"))  # fmt: skip


# ---- The table ----


@pytest.mark.usefixtures("three")
def test_the_highest_share_of_answers_comes_first_and_what_is_unknown_last(client: Visitor) -> None:
    assert names(client) == ["Birch", "Alder", "Cedar"]
    assert names(client, "?sort=answered&order=down") == ["Birch", "Alder", "Cedar"]
    assert names(client, "?sort=answered&order=up") == ["Alder", "Birch", "Cedar"]


@pytest.mark.usefixtures("three")
def test_ties_go_by_name_in_both_directions(client: Visitor) -> None:
    concluded("acorn", answers=1)
    assert names(client, "?sort=answered&order=down") == ["Birch", "Acorn", "Alder", "Cedar"]
    assert names(client, "?sort=answered&order=up") == ["Acorn", "Alder", "Birch", "Cedar"]
    assert names(client, "?sort=on-time&order=up") == ["Acorn", "Alder", "Birch", "Cedar"]
    assert names(client, "?sort=on-time&order=down") == ["Acorn", "Alder", "Birch", "Cedar"]


@pytest.mark.usefixtures("three")
def test_names_sort_from_a_to_z_and_back(client: Visitor) -> None:
    assert names(client, "?sort=assembly") == ["Alder", "Birch", "Cedar"]
    assert names(client, "?sort=assembly&order=down") == ["Cedar", "Birch", "Alder"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("column", [column.key for column in COLUMNS])
def test_each_head_is_a_link_that_says_how_the_table_is_sorted_and_turns_it_round(
    client: Visitor, column: str
) -> None:
    page = client.get(f"{PAGE}?sort={column}&order=up&topic=climate").text
    assert page.count("aria-sort=") == 1
    head = re.search(r'<th scope="col" aria-sort="ascending"><a href="([^"]*)"', page)
    assert head is not None
    link = html.unescape(head[1])
    assert link == f"?topic=climate&sort={column}&order=down"
    turned = client.get(PAGE + link).text
    assert 'aria-sort="descending"' in turned
    assert 'name="sort" value="' + column in turned


@pytest.mark.usefixtures("three")
def test_the_row_leads_to_the_card_of_the_assembly(client: Visitor) -> None:
    page = client.get(PAGE).text
    assert '<a href="/assemblies/alder/report-card/">Alder</a>' in page
    assert "Fenbury Borough Council · 2024" in row_of(client, "Alder")


@pytest.mark.usefixtures("three")
def test_a_record_says_what_it_is_and_why_its_figures_are_unknown(client: Visitor) -> None:
    assert row_of(client, "Cedar").count("Unknown") == 5
    assert "The record lists no answers one by one" in row_of(client, "Cedar")
    assert "No date was promised" in row_of(client, "Cedar")
    assert "Compiled from public records." in row_of(client, "Cedar")
    assert "Compiled" not in row_of(client, "Alder")


def test_the_compilers_reading_is_said_as_a_reading_in_words_that_are_no_verdict(
    client: Visitor, session: Session
) -> None:
    compiled("camden", compiler_reading={"decision": "accepted", "summary": "A plan was made."})
    row = row_of(client, "Camden")
    assert "Compiler’s reading, not a verdict: taken on as a whole." in row
    assert "ccepted" not in row
    own = words(client, "/assemblies/camden/report-card/")
    assert "Read by the compiler, not a verdict." in own
    assert "A plan was made." in own


def test_what_is_not_due_is_said_in_words_and_has_no_bar(client: Visitor, session: Session) -> None:
    due = clock.london(clock.today() + timedelta(days=100), 17)
    assembly = make_assembly("early", name="Early", answer_due_at=due)
    make_recommendation(assembly)
    row = row_of(client, "Early")
    assert "Not due until" in row
    assert row.count("Not due") == 5
    assert "Unknown" not in row
    assert "1 more is not due yet." in words(client)
    own = words(client, "/assemblies/early/report-card/")
    assert "Last update Not due" in own
    assert "Days to the answer Not due" in own


def test_promised_without_a_day_is_unknown_in_the_words_of_the_record(
    client: Visitor, session: Session
) -> None:
    promise = {"due_on": None, "words": "Summer 2020", "source_url": "https://board.example/minutes"}
    assembly = compiled("cambridge", recorded_promise=promise)
    make_recommendation(assembly, stage=VersionStage.FINAL)
    assert "Unknown Summer 2020, no day set" in row_of(client, "Cambridge")
    page = client.get("/assemblies/cambridge/responses/").text
    assert "When the answers were promised:" in page
    assert 'href="https://board.example/minutes"' in page


def test_what_was_delivered_is_counted_out_of_all_commitments(client: Visitor, session: Session) -> None:
    assembly = concluded("doing")
    commitments = [make_commitment(recommendation_of(session, assembly), f"Thing {n}") for n in range(3)]
    make_update(commitments[0], DeliveryStatus.DELIVERED.value, evidence_url="https://council.example/done")
    assert "1 of 3 commitments" in row_of(client, "Doing")
    own = words(client, "/assemblies/doing/report-card/")
    assert "Commitments: delivered 1 of 3" in own
    assert "Commitments overdue 0 of 3" in own
    assert "Reports of progress late, of commitments that go on 0 of 2" in own
    assert "commitments delivered, with evidence. Known of 1 of 1 assembly. 1 of 3" in words(client)


def recommendation_of(session: Session, assembly: Assembly) -> Recommendation:
    return session.scalars(select(Recommendation).where(Recommendation.assembly_id == assembly.id)).all()[0]


# ---- The filters ----


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?topic=climate", ["Alder", "Cedar"]),
        ("?region=England", ["Birch", "Cedar"]),
        ("?region=London", ["Birch"]),
        ("?region=Wales", ["Alder"]),
        ("?year=2019", ["Cedar"]),
        ("?organiser=cedarton", ["Cedar"]),
        ("?iidp=yes", ["Cedar"]),
        ("?iidp=no", ["Birch", "Alder"]),
        ("?state=due", ["Birch", "Alder", "Cedar"]),
        ("?topic=climate&region=England", ["Cedar"]),
        ("?topic=climate&sort=assembly&order=down", ["Cedar", "Alder"]),
    ],
)
def test_filters_narrow_the_table_and_stay_chosen(client: Visitor, query: str, found: list[str]) -> None:
    assert names(client, query) == found
    page = client.get(PAGE + query).text
    assert page.count(" selected>") == 6
    assert f"{len(found)} assembl" in words(client, PAGE + query)


@pytest.mark.usefixtures("three")
def test_the_figures_above_are_those_of_the_assemblies_that_were_chosen(client: Visitor) -> None:
    counted = "recommendations have an answer of their own. "
    assert counted + "3 of 4" in words(client)
    assert counted + "1 of 2" in words(client, PAGE + "?topic=climate")
    assert counted + "Unknown" in words(client, PAGE + "?year=2019")


@pytest.mark.usefixtures("three")
def test_where_nothing_fits_the_page_says_so_and_offers_to_clear_the_choices(client: Visitor) -> None:
    page = client.get(f"{PAGE}?topic=housing&year=2019")
    assert page.status_code == 200
    assert "No assembly fits these choices." in page.text
    assert '<a href="/report-card/">Clear the choices and show all</a>' in page.text
    assert names(client, "?topic=housing&year=2019") == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    ["?topic=trams", "?region=Atlantis", "?iidp=perhaps", "?state=overdue", "?year=-1", "?organiser=%00x"],
)
def test_a_choice_that_there_is_not_narrows_nothing_and_is_named(client: Visitor, query: str) -> None:
    assert names(client, query) == ["Birch", "Alder", "Cedar"]
    assert "There is no such choice here, so nothing was left out for it." in words(client, PAGE + query)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "query",
    [
        "?sort=nothing&order=sideways",
        "?order=up",
        "?sort=%F0%9F%9A%8C",
        "?topic=&sort=",
        "?x=1&sort=a&sort=b",
    ],
)
def test_strange_orders_fall_back_to_the_usual_one(client: Visitor, query: str) -> None:
    assert names(client, query) == ["Birch", "Alder", "Cedar"]


@pytest.mark.usefixtures("three")
def test_what_was_typed_into_an_address_is_shown_as_text(client: Visitor) -> None:
    page = client.get(PAGE + "?topic=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page


def test_an_empty_site_has_a_page_all_the_same(client: Visitor, session: Session) -> None:
    assert "No assembly fits these choices." in words(client)


# ---- What is printed beside the figures ----


@pytest.mark.usefixtures("three")
def test_every_figure_leads_to_how_it_is_counted(client: Visitor) -> None:
    for address in (PAGE, "/assemblies/alder/report-card/"):
        page = client.get(address).text
        places = set(re.findall(r'id="([^"]*)"', page))
        assert {definition.key for definition in DEFINITIONS} <= places
        assert set(re.findall(r'href="#([^"]*)"', page)) <= places
        assert "For each recommendation that no answer names" not in page
        assert "it does not stop the clock" in html.unescape(page).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.usefixtures("three")
def test_the_data_dictionary_is_on_the_page_and_the_footer_leads_to_it(client: Visitor) -> None:
    page = client.get(PAGE).text
    assert all(f"<code>{field.name}</code>" in page for field in FIELDS)
    assert '<a href="/report-card/#data">Data and API</a>' in client.get("/").text


# ---- The files ----


def lines(client: Visitor) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get("/report-card.csv").text)))


@pytest.mark.usefixtures("three")
def test_the_file_has_one_line_for_each_assembly_and_nothing_where_nobody_knows(client: Visitor) -> None:
    found = {line["slug"]: line for line in lines(client)}
    assert list(found) == ["alder", "birch", "cedar"]
    assert (found["alder"]["answered"], found["alder"]["recommendations"]) == ("1", "2")
    assert found["alder"]["on_time"] == found["alder"]["on_time_of"] == ""
    assert found["cedar"]["iidp"] == found["cedar"]["compiled"] == "true"
    told = {"slug", "name", "organiser", "nation", "topic", "year", "iidp", "compiled", "due"}
    assert {name for name, value in found["cedar"].items() if value} == told


@pytest.mark.usefixtures("three")
def test_programs_read_the_same_figures_with_what_they_mean(client: Visitor) -> None:
    answer = client.get("/report-card.json")
    assert answer.content_type == "application/json"
    told = answer.get_json()
    names_of_fields = [field["name"] for field in told["fields"]]
    assert names_of_fields == [field.name for field in FIELDS] == list(lines(client)[0])
    assert all(field["meaning"] and field["unknown"] and field["type"] for field in told["fields"])
    for row, line in zip(told["assemblies"], lines(client), strict=True):
        as_text = {
            name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in row.items()
        }
        assert as_text == line
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["generated_at"])


def test_the_files_hold_the_key_of_the_register(client: Visitor, session: Session) -> None:
    make_assembly("known", register_id="UK-2019-07")
    assert lines(client)[0]["register_id"] == "UK-2019-07"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_no_cell_is_run_as_a_formula(client: Visitor, session: Session, name: str) -> None:
    make_assembly("strange", name=name, topic=name)
    assert lines(client)[0]["name"].startswith("'")
    assert lines(client)[0]["topic"].startswith("'")


def test_a_draft_that_nobody_may_see_is_in_no_file(client: Visitor, session: Session) -> None:
    make_assembly("hidden", published=False)
    assert lines(client) == []
    assert client.get("/assemblies/hidden/report-card/").status_code == 404


# ---- Caches ----


@pytest.mark.parametrize(
    "address", [PAGE, "/report-card.csv", "/report-card.json", "/assemblies/alder/report-card/"]
)
def test_a_kept_copy_is_confirmed_until_something_public_changes(
    client: Visitor, session: Session, address: str
) -> None:
    concluded("alder")
    session.commit()
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


# ---- The card of one assembly ----


def test_the_card_of_one_assembly_shows_its_own_figures_alone(client: Visitor, session: Session) -> None:
    concluded("other", answers=2)
    concluded("own", answers=1, of=3)
    page = words(client, "/assemblies/own/report-card/")
    assert "Answered by name 1 of 3" in page
    assert "No answer known 2 of 3" in page
    assert "Accepted 1 of 1" in page
    assert "Compare with other assemblies" in page


def test_the_pages_of_an_assembly_lead_to_its_card(client: Visitor, session: Session) -> None:
    concluded("own")
    for path in ("", "responses/"):
        assert 'href="/assemblies/own/report-card/"' in client.get(f"/assemblies/own/{path}").text


def test_members_and_followers_stand_in_rows_of_their_own(client: Visitor, session: Session) -> None:
    assembly = make_assembly("checked", name="Checked")
    item = make_recommendation(assembly, stage=VersionStage.FINAL)
    answer = make_response(item)
    say(assembly, "member", "yes", response=answer)
    say(assembly, "follower", "no", response=answer)
    page = words(client, "/assemblies/checked/report-card/")
    assert "Members: is the answer what was meant? 1 yes, 0 partly, 0 no" in page
    assert "Followers: is the answer what was meant? 0 yes, 0 partly, 1 no" in page
    assert "Members: is it done? Nobody has answered yet" in page


# ---- How much it takes ----


def test_more_assemblies_take_no_more_queries(client: Visitor, session: Session) -> None:
    def queries() -> int:
        query = f"?x={len(names(client))}"
        session.expire_all()
        with counted() as made:
            assert client.get(PAGE + query).status_code == 200
        assert made.repeated == {}
        return len(made)

    def another(slug: str) -> None:
        assembly = concluded(slug)
        make_update(make_commitment(recommendation_of(session, assembly)), "delayed", new_due_on="2099-12")

    another("first")
    compiled("record")
    one = queries()
    for number in range(6):
        another(f"more-{number}")
        compiled(f"record-{number}")
    assert queries() == one


# ---- Real records ----


def test_all_thirteen_real_assemblies_appear_marked_as_compiled(client: Visitor, session: Session) -> None:
    import_assembly_files(IIDP)
    import_register_file(REGISTER)
    assert len(names(client)) == 13
    assert client.get(PAGE).text.count("Compiled from public records.") == 13
    assert "0 of 28" in row_of(client, "Greater Cambridge Citizens&#39; Assembly")
    assert "Summer 2020, no day set" in row_of(client, "Greater Cambridge Citizens&#39; Assembly")
    assert "1 delivered and 1 stopped are known" in row_of(client, "Greater Cambridge Citizens&#39; Assembly")
    assert "3 of 10" in row_of(client, "Romsey Citizens&#39; Assembly")
