"""An officer takes a whole draft report from a Word file, looks at it, corrects it and saves drafts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.files.kinds import FileKind
from app.recommendations import services
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import draft_of
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.files import docx_parts, footnotes, package, paragraph, valid_file
from tests.factories.forms import HOSTILE, fields_of, fields_of_page
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import CLAUSES, make_recommendation
from tests.queries import counted

DESK = "/council/high-street/recommendations/"
PAGE, SAVE = f"{DESK}report", f"{DESK}report/save"


def document(*lines: tuple[str, str]) -> bytes:
    """A Word file; each line with its style."""
    return package(docx_parts("".join(paragraph(text, style) for text, style in lines)))


REPORT = document(
    ("Our report", "Heading1"),
    ("Thanks to all who came.", ""),
    ("Recommendation 1: Buses first", "Heading2"),
    ("Buses come every five minutes.", ""),
    ("They run at night.", ""),
    ("Recommendation 2: Trees", "Heading2"),
    ("Plant forty trees.", ""),
    ("A word of thanks", "Heading2"),
    ("To the cook.", ""),
)


@pytest.fixture(autouse=True)
def signed_in(client: Visitor, officer: Account) -> None:
    sign_in_as(client, officer)


def upload(client: Visitor, content: bytes = REPORT, name: str = "report.docx") -> TestResponse:
    fields: dict[str, Any] = {**fields_of(client, PAGE), "upload": FileStorage(io.BytesIO(content), name)}
    return client.post(PAGE, data=fields)


def found_in(client: Visitor, content: bytes = REPORT) -> dict[str, str]:
    """The fields of the page that an upload leads to."""
    answer = upload(client, content)
    assert answer.status_code == 200
    return fields_of_page(answer.text, PAGE, SAVE)


def how_many(session: Session, model: type[Recommendation | Version] = Version) -> int:
    return session.scalar(select(func.count(model.id))) or 0


def test_what_was_found_is_shown_and_nothing_is_saved_yet(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    make_recommendation(assembly)
    page = upload(client).text
    fields = fields_of_page(page, PAGE, SAVE)
    assert (fields["title_0"], fields["which_0"]) == ("Buses first", "of:1")
    assert fields["paragraphs_0"] == "Buses come every five minutes.\n\nThey run at night."
    assert (fields["title_1"], fields["which_1"]) == ("Trees", "new")
    assert (fields["title_2"], fields["which_2"]) == ("A word of thanks", "leave")
    assert "We found 3 recommendations in the file." in page
    assert "Thanks to all who came." in page.split('id="left-out"')[1]
    assert how_many(session) == 1


def test_saving_makes_drafts_that_nobody_else_sees(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    first = make_recommendation(assembly)
    fields = found_in(client) | {"title_1": "More trees", "change_note": "As the members met again."}
    answer = client.post(SAVE, data=fields)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "2 recommendations are saved as drafts." in client.get(DESK).text
    draft = draft_of(first)
    assert draft is not None
    assert (draft.number, draft.change_note, len(draft.clauses)) == (2, "As the members met again.", 2)
    second = session.scalars(select(Recommendation).where(Recommendation.title == "More trees")).one()
    assert [clause.text for clause in second.versions[0].clauses] == ["Plant forty trees."]
    assert client.get("/assemblies/high-street/recommendations/2/").status_code == 404
    assert "five minutes" not in client.get("/assemblies/high-street/recommendations/1/").text


def test_the_same_form_twice_makes_one_thing(client: Visitor, session: Session, assembly: Assembly) -> None:
    fields = found_in(client)
    for _ in range(2):
        assert client.post(SAVE, data=fields).status_code == 303
    assert how_many(session, Recommendation) == 2
    answer = client.post(SAVE, data={**fields, "title_0": "Other words"})
    assert answer.status_code == 400
    assert "You sent this form before" in answer.text
    assert "Other words" in answer.text


def test_what_is_there_word_for_word_is_left_out(client: Visitor, assembly: Assembly) -> None:
    make_recommendation(assembly, title="Trees", number=7, clauses=["Plant forty trees."])
    assert found_in(client)["which_1"] == "leave"


@pytest.mark.parametrize("has_published", [True, False])
def test_whether_a_draft_is_replaced_is_for_the_officer_to_choose(
    client: Visitor, assembly: Assembly, officer: Account, has_published: bool
) -> None:
    if has_published:
        recommendation = make_recommendation(assembly)
        services.write_draft(recommendation, "Buses", "Theirs.", "As asked.", VersionStage.DRAFT, officer)
    else:
        recommendation = services.start_recommendation(assembly, "Buses", "Theirs.", officer)
    page = upload(client).text
    fields = fields_of_page(page, PAGE, SAVE) | {"change_note": "They met again."}
    assert (fields["which_0"], fields["which_1"]) == ("", "new")
    assert "It looks like recommendation 1, which has a draft." in page
    refused = client.post(SAVE, data=fields)
    assert refused.status_code == 422
    assert (
        'href="#which_0">Choose which recommendation number 1 in the file is, or leave it out.'
        in refused.text
    )
    assert "It looks like recommendation 1, which has a draft." in refused.text
    assert [clause.text for clause in _draft(recommendation).clauses] == ["Theirs."]
    chosen = fields_of_page(refused.text, SAVE) | {"which_0": "of:1"}
    assert client.post(SAVE, data=chosen).status_code == 303
    assert [clause.text for clause in _draft(recommendation).clauses][1] == "They run at night."


def test_a_heading_that_is_left_out_says_why(client: Visitor, assembly: Assembly) -> None:
    make_recommendation(assembly, title="Trees", number=7, clauses=["Plant forty trees."])
    content = document(
        ("1. Buses first", "Heading1"),
        ("Often.", ""),
        ("7. Trees", "Heading1"),
        ("Plant forty trees.", ""),
        ("8. Benches", "Heading1"),
        ("A word of thanks", "Heading1"),
        ("To the cook.", ""),
        ("9 Shade", "Heading1"),
        ("In summer.", ""),
    )
    page = upload(client, content).text
    fields = fields_of_page(page, PAGE, SAVE)
    assert [fields[f"which_{place}"] for place in range(5)] == ["new", "leave", "leave", "leave", "new"]
    reasons = {
        1: "It is left out, since recommendation 7 has the same words already.",
        2: "It is left out, since no text stands below this heading.",
        3: "It is left out, since the other headings have a number and this one has none.",
    }
    for place, reason in reasons.items():
        assert reason in page.split(f'id="which_{place}-hint"')[1].split("</div>")[0]
    again = client.post(SAVE, data=fields | {"title_0": "", "which_3": "new"}).text
    assert [reason in again for reason in reasons.values()] == [True, True, False]


def _draft(recommendation: Recommendation) -> Version:
    draft = draft_of(recommendation)
    assert draft is not None
    return draft


def test_a_number_beside_another_title_is_no_choice(client: Visitor, assembly: Assembly) -> None:
    make_recommendation(assembly, title="New ninth", number=9)
    make_recommendation(assembly, title="Trees", number=7)
    content = document(
        ("9. A skate park by the river", "Heading1"),
        ("For the young.", ""),
        ("7. More trees", "Heading1"),
        ("Forty.", ""),
    )
    page = upload(client, content).text
    fields = fields_of_page(page, PAGE, SAVE)
    assert [fields.get(f"which_{place}", "") for place in range(2)] == ["", "of:7"]
    reason = "Its number is that of recommendation 9, but the titles differ. Choose whether it is that one."
    assert reason in page.split('id="which_0-hint"')[1].split("</div>")[0]
    refused = client.post(SAVE, data=fields | {"change_note": "The new report."})
    assert refused.status_code == 422
    assert reason in refused.text
    assert (
        client.post(SAVE, data=fields | {"change_note": "The report.", "which_0": "new"}).status_code == 303
    )


def test_a_title_says_more_than_a_number(client: Visitor, assembly: Assembly) -> None:
    make_recommendation(assembly, title="Trees", number=1)
    make_recommendation(assembly, title="Buses come first", number=5)
    fields = found_in(client)
    assert [fields[f"which_{place}"] for place in range(3)] == ["of:5", "of:1", "leave"]


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"title_0": " "}, 422, "Write the title."),
        ({"paragraphs_1": "\n \n"}, 422, "Write the text of the recommendation."),
        ({"paragraphs_0": "\n\n".join("word" for _ in range(61))}, 422, "This has 61 paragraphs."),
        ({"which_0": "of:9"}, 422, "Choose one from the list."),
        ({"which_1": ""}, 422, "Choose which recommendation number 2 in the file is, or leave it out."),
        ({"which_1": "of:1"}, 422, "is chosen for another text of this report too"),
        ({"change_note": ""}, 422, "Say what changed against the former texts, and why."),
        ({"which_0": "leave", "which_1": "leave"}, 422, "Everything is left out"),
        ({"stage": "other"}, 422, "Choose whether this is a draft or the final text."),
        ({"count": "0"}, 400, "Send the file again."),
        ({"count": "9999"}, 400, "Send the file again."),
        ({"once": "forged"}, 400, "could not check"),
        ({"csrf_token": "forged"}, 400, "Your words are below."),
    ],
)
def test_what_cannot_be_is_refused_with_a_message_and_all_words_come_back(
    client: Visitor, session: Session, assembly: Assembly, changed: dict[str, str], status: int, said: str
) -> None:
    make_recommendation(assembly)
    fields = found_in(client) | {"change_note": "They met again.", "title_2": "My long corrected words"}
    answer = client.post(SAVE, data=fields | changed)
    assert answer.status_code == status
    assert said in answer.text
    assert "My long corrected words" in answer.text
    assert how_many(session) == 1


def test_what_could_not_be_saved_is_told_at_its_recommendation_when_the_file_is_read(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    many = [(f"Word {number}.", "") for number in range(61)]
    content = document(
        ("Recommendation 1: Buses", "Heading1"),
        *many,
        (f"Recommendation 2: {'Trees ' * 50}", "Heading1"),
        ("Plant them.", ""),
        ("Recommendation 3: Benches", "Heading1"),
        ("Benches in the shade.", ""),
        (f"Thanks {'again ' * 60}", "Heading1"),
        ("To the cook.", ""),
    )
    page = upload(client, content)
    assert page.status_code == 200
    assert 'href="#paragraphs_0">This has 61 paragraphs. Use up to 60.' in page.text
    assert 'href="#title_1">Title of number 2: This is' in page.text
    assert "Some of it cannot be saved as it is." in page.text
    assert page.text.count('class="govuk-error-message"') == 2
    fields = fields_of_page(page.text, PAGE, SAVE)
    assert fields["which_3"] == "leave"
    right = {"title_1": "Trees", "paragraphs_0": "Buses come often."}
    assert client.post(SAVE, data=fields).status_code == 422
    assert client.post(SAVE, data=fields | right).status_code == 303
    assert how_many(session) == 3


def test_the_pages_say_what_becomes_of_lists_lower_headings_and_tables(
    client: Visitor, assembly: Assembly
) -> None:
    for page in (client.get(PAGE).text, upload(client).text):
        assert "A lower heading becomes a paragraph of its own." in page
        assert "A list with short points stays in one paragraph" in page
        assert "Each row of a table becomes a paragraph." in page
    assert "cannot be saved as it is" not in page


def test_a_footnote_stays_with_its_recommendation(client: Visitor, assembly: Assembly) -> None:
    cited = "<w:p><w:r><w:t>Often.</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
    body = (
        paragraph("Recommendation 1: Buses", "Heading1")
        + cited
        + paragraph("At night too.")
        + paragraph("Recommendation 2: Trees", "Heading1")
        + paragraph("Forty.")
    )
    fields = found_in(client, package(docx_parts(body) | footnotes("As in 2019.")))
    assert fields["paragraphs_0"] == "Often.[1]\n\n[1] As in 2019.\n\nAt night too."
    assert fields["paragraphs_1"] == "Forty."


def test_what_was_struck_out_hidden_tracked_or_nested_is_told_and_told_again(
    client: Visitor, assembly: Assembly
) -> None:
    table = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph("Recommendation 1: Buses", "Heading1")
        + "<w:p><w:r><w:t>Often.</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Never.</w:t></w:r>"
        + "<w:ins><w:r><w:t> Soon.</w:t></w:r></w:ins>"
        + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Ask Olu &lt;b&gt;</w:t></w:r></w:p>"
        + table.format(table.format(paragraph("five")) + paragraph(""))
    )
    page = upload(client, package(docx_parts(body)))
    fields = fields_of_page(page.text, PAGE, SAVE)
    assert fields["paragraphs_0"] == "Often. Soon.\n\nfive"
    again = client.post(SAVE, data=fields | {"title_0": ""})
    assert again.status_code == 422
    for text in (page.text, again.text):
        assert "This file has tracked changes." in text
        assert "Struck out in Word, so left out here: “Never.”" in text
        assert "Hidden in Word, so left out here: “Ask Olu &lt;b&gt;”" in text
        assert "A table stands inside another one." in text
    assert "Look at this in the file" not in upload(client).text


def test_a_long_text_that_is_left_out_is_said_to_be_cut(client: Visitor, assembly: Assembly) -> None:
    thanks = [(f"Thanks to all who came, {number}.", "") for number in range(1_000)]
    content = document(
        ("Our report", "Heading1"), *thanks, ("Recommendation 1: Buses", "Heading2"), ("Often.", "")
    )
    assert "There is more in the file." in upload(client, content).text


def test_what_is_left_out_need_not_be_right(client: Visitor, assembly: Assembly) -> None:
    fields = found_in(client) | {"title_2": "", "paragraphs_2": ""}
    assert client.post(SAVE, data=fields).status_code == 303


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("had_draft", [True, False])
def test_a_colleagues_text_is_not_replaced_unread(
    client: Visitor, assembly: Assembly, officer: Account, had_draft: bool, is_published: bool
) -> None:
    recommendation = make_recommendation(assembly)

    def theirs(words: str) -> None:
        services.write_draft(recommendation, "Buses", words, "Theirs.", VersionStage.DRAFT, officer)

    if had_draft:
        theirs("Their words.")
    fields = found_in(client) | {"change_note": "They met again.", "which_0": "of:1"}
    theirs("Their other words.")
    if is_published:
        draft = draft_of(recommendation)
        assert draft is not None
        services.publish_version(draft, officer)
    answer = client.post(SAVE, data=fields)
    assert answer.status_code == 422
    assert "The text of recommendation 1 was changed or published while you had this page open" in answer.text
    assert "They run at night." in answer.text
    again = fields_of_page(answer.text, SAVE)
    assert client.post(SAVE, data=again).status_code == 303
    draft = draft_of(recommendation)
    assert draft is not None
    assert [clause.text for clause in draft.clauses][1] == "They run at night."


def test_final_texts_are_chosen_and_what_follows_them_is_final(client: Visitor, assembly: Assembly) -> None:
    drafted = make_recommendation(assembly)
    final = make_recommendation(assembly, title="Trees", number=2, stage=VersionStage.FINAL)
    fields = found_in(client) | {"change_note": "Voted."}
    assert client.post(SAVE, data=fields).status_code == 303
    assert [getattr(draft_of(each), "stage", "") for each in (drafted, final)] == ["draft", "final"]
    fields = found_in(client, REPORT) | {"which_0": "of:1", "stage": "final"}
    assert client.post(SAVE, data=fields | {"change_note": "Voted."}).status_code == 303
    assert getattr(draft_of(drafted), "stage", "") == "final"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choose a Word file."),
        (b"nonsense", "report.docx", "different kind"),
        (valid_file(FileKind.PDF), "report.pdf", "This is a file of another kind"),
        (REPORT[:-30], "report.docx", "damaged"),
        (valid_file(FileKind.DOCX), "report.docx", "This document has no headings"),
        (document(*[("Buses", "Heading1"), ("Often.", "")] * 61), "report.docx", "has 61 recommendations"),
    ],
)
def test_a_bad_file_gets_a_message_at_its_field(
    client: Visitor, session: Session, assembly: Assembly, content: bytes, name: str, said: str
) -> None:
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#upload"' in answer.text
    assert how_many(session) == 0


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "field", ["title_0", "paragraphs_0", "which_0", "seen", "left_out", "reasons", "read_as"]
)
def test_whatever_is_typed_ends_in_a_message_or_a_draft(
    client: Visitor, assembly: Assembly, hostile: str, field: str
) -> None:
    assert client.post(SAVE, data=found_in(client) | {field: hostile}).status_code in (303, 422)


def test_a_compiled_record_takes_no_report(client: Visitor, session: Session, assembly: Assembly) -> None:
    fields = found_in(client)
    assembly.is_compiled = True
    session.flush()
    answer = client.post(SAVE, data=fields)
    assert answer.status_code == 409
    assert "They run at night." in answer.text


def test_a_report_for_another_council_is_not_found(client: Visitor) -> None:
    make_assembly("elsewhere", make_organisation("elsewhere"))
    assert client.get("/council/elsewhere/recommendations/report").status_code == 404


def test_the_page_asks_the_same_few_queries_however_many_recommendations_there_are(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    asked = []
    for numbers in (range(1, 3), range(3, 30)):
        for number in numbers:
            make_recommendation(assembly, number=number, title=f"Number {number}", clauses=CLAUSES[:1])
        session.expire_all()
        with counted() as queries:
            upload(client)
        asked.append(len(queries))
    assert asked[0] == asked[1]
