"""A Word document's words as Markdown: what pages can show, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.text import markdown
from app.files.findings import Words
from app.files.models import FileKind
from app.files.received import Received
from app.files.refusals import FileRefused, Reason
from app.files.word import as_markdown, markdown_from_docx, read_docx
from tests.factories.files import docx_parts, footnotes, package, paragraph

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words_of(tmp_path: Path, body: str, **more: str | bytes) -> Words:
    path = tmp_path / "sent"
    path.write_bytes(
        package(docx_parts(body) | {name.replace("__", "/"): each for name, each in more.items()})
    )
    return read_docx(path)


def read(tmp_path: Path, body: str, **more: str | bytes) -> str:
    return words_of(tmp_path, body, **more).markdown


def _relations(*targets: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_OF_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for key, kind, target in targets
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inner}</Relationships>"
    )


def _styles(*names: str) -> str:
    inner = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in names
    )
    return f'<w:styles xmlns:w="{_W}">{inner}</w:styles>'


def _link(key: str, text: str) -> str:
    return f'<w:p><w:hyperlink r:id="{key}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink></w:p>'


def test_headings_and_paragraphs_stay_what_they_are(tmp_path: Path) -> None:
    body = paragraph("Empty shops", "heading1") + paragraph("Nine units.") + paragraph("Why", "heading2")
    text = read(tmp_path, body, **{"word/styles.xml": _styles("heading 1", "heading 2")})
    assert text == "# Empty shops\n\nNine units.\n\n## Why"


def test_a_table_is_a_table_with_its_first_row_as_head(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    text = read(tmp_path, f"<w:tbl>{row('Way', 'Cost')}{row('Ask | beg', 'A stamp')}</w:tbl>")
    html = str(markdown(text))
    assert "<th>Way</th>" in html
    assert "<td>Ask | beg</td>" in html


def test_links_lead_to_the_web_or_to_a_mailbox_only(tmp_path: Path) -> None:
    relations = _relations(
        ("a", "hyperlink", "https://fenbury.example/x (1)"),
        ("b", "hyperlink", "javascript:alert(1)"),
        ("c", "hyperlink", "file:///C:/Users/olu/secret.docx"),
        ("d", "hyperlink", "mailto:olu@fenbury.example"),
        ("e", "hyperlink", "data:text/html,x"),
    )
    body = "".join(_link(key, f"link {key}") for key in "abcde")
    text = read(tmp_path, body, **{"word/_rels/document.xml.rels": relations})
    assert "[link a](https://fenbury.example/x%20%281%29)" in text
    assert "[link d](mailto:olu@fenbury.example)" in text
    assert [each for each in ("javascript", "file:", "secret", "data:") if each in text] == []
    assert all(f"link {key}" in text for key in "bce"), "the words stay"
    assert str(markdown(text)).count("<a ") == 2


def _noted(words: str, *notes: int, look: str = "") -> str:
    marks = "".join(f'<w:r><w:footnoteReference w:id="{note}"/></w:r>' for note in notes)
    return f"<w:p>{look}<w:r><w:t>{words}</w:t></w:r>{marks}</w:p>"


def test_a_note_is_a_number_in_the_text_and_stands_at_the_end(tmp_path: Path) -> None:
    body = _noted("Ninety visitors", 1) + paragraph("And their dogs.")
    words = words_of(tmp_path, body, **footnotes("Counted in May."))
    assert words.markdown == "Ninety visitors[1]\n\nAnd their dogs.\n\n1. Counted in May."
    assert words.notes_in_place == "Ninety visitors[1]\n\n[1] Counted in May.\n\nAnd their dogs."


def test_for_a_text_to_be_taken_apart_a_note_stands_below_what_it_belongs_to(tmp_path: Path) -> None:
    point = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    cell = f"<w:tbl><w:tr><w:tc>{_noted('Way', 5)}</w:tc><w:tc>{paragraph('Cost')}</w:tc></w:tr></w:tbl>"
    body = (
        _noted("Buses", 1, look='<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
        + _noted("Often", 2, 3)
        + _noted("clean", 4, look=point)
        + _noted("quiet", look=point)
        + cell
        + paragraph("The end.")
    )
    numbering = (
        f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>"
    )
    parts = footnotes("One.", "Two.", "Three.", "Four.", "Five.")
    parts["word/_rels/document.xml.rels"] = _relations(
        ("n", "footnotes", "footnotes.xml"), ("l", "numbering", "numbering.xml")
    )
    text = words_of(tmp_path, body, **{**parts, "word/numbering.xml": numbering}).notes_in_place
    assert text == (
        "# Buses[1]\n\n[1] One.\n\nOften[2\\][3]\n\n- clean[4]\n- quiet\n\n[2] Two.\n\n[3] Three.\n\n[4] Four."
        "\n\n| Way[5] | Cost |\n| --- | --- |\n\n[5] Five.\n\nThe end."
    )


def _looking(words: str, look: str) -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def test_tracked_changes_are_read_as_accepted_and_that_is_said(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Buses come </w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>every hour</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>often</w:t></w:r></w:ins></w:p>'
    )
    words = words_of(tmp_path, body)
    assert (words.markdown, words.is_tracked, words.struck) == ("Buses come often", True, [])
    assert not words_of(tmp_path, paragraph("Buses come often")).is_tracked


@pytest.mark.parametrize("look", ["<w:strike/>", "<w:dstrike w:val='true'/>", "<w:vanish/>"])
def test_what_is_struck_out_or_hidden_is_left_out_and_kept_apart(tmp_path: Path, look: str) -> None:
    gone = _looking("never ", look) + _looking("at night", look)
    off = _looking("by day", look.split(" ", maxsplit=1)[0].rstrip("/>") + " w:val='0'/>")
    body = f"<w:p>{_looking('Buses run ', '')}{gone}{off}</w:p><w:p>{_looking('All of it', look)}</w:p>"
    words = words_of(tmp_path, body)
    assert words.markdown == "Buses run by day"
    passages = ["never at night", "All of it"]
    assert (words.struck, words.hidden) == (([], passages) if "vanish" in look else (passages, []))
    assert not words.is_tracked


def test_a_style_strikes_words_out_too_and_what_a_field_is_made_of_stays_whole(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{_W}">'
        '<w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Older"><w:name w:val="Older"/><w:basedOn w:val="Old"/></w:style>'
        '<w:style w:type="character" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
        "</w:styles>"
    )
    field = (
        '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>HYPERLINK "https://fenbury.example/"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>the plan</w:t></w:r>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
    )
    older, loop = (_looking(f"{key} ", f'<w:rStyle w:val="{key}"/>') for key in ("Older", "Loop"))
    words = words_of(tmp_path, f"<w:p>{older}{loop}{field}</w:p>", **{"word/styles.xml": styles})
    assert words.markdown == "Loop [the plan](https://fenbury.example/)"
    assert (words.struck, words.hidden) == (["Older"], [])


def test_a_table_in_a_table_becomes_words_of_the_cell_around_it(tmp_path: Path) -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"

    deepest = table((paragraph("z"), paragraph("z2")))
    inner = table((paragraph("y"), paragraph("y2")), (paragraph("w"), deepest + paragraph("")))
    body = table(
        (paragraph("x"), paragraph("nested") + inner + paragraph("")), (paragraph("1"), paragraph("2"))
    )
    words = words_of(tmp_path, body)
    assert words.has_nested_tables
    lines = [" ".join(line.split()) for line in words.markdown.splitlines()]
    assert lines == ["| x | nested y; y2 w; z; z2 |", "| --- | --- |", "| 1 | 2 |"]
    assert not words_of(tmp_path, table((paragraph("x"),))).has_nested_tables


def test_a_part_with_definitions_of_its_own_is_not_read(tmp_path: Path) -> None:
    notes = f'<!DOCTYPE x [<!ENTITY a "b">]><w:footnotes xmlns:w="{_W}"/>'
    with pytest.raises(FileRefused) as refused:
        words_of(tmp_path, paragraph("Words"), **{"word/footnotes.xml": notes})
    assert refused.value.reason is Reason.TRICKY


def test_pictures_and_remarks_in_the_margin_stay_out(tmp_path: Path) -> None:
    blip = (
        f'<w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing"><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData><pic:pic xmlns:pic="{_DRAWING}/picture"><pic:blipFill><a:blip r:embed="i"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    body = f"<w:p><w:r>{blip}</w:r><w:r><w:t>Seen</w:t></w:r><w:r><w:commentReference w:id='0'/></w:r></w:p>"
    remarks = f'<w:comments xmlns:w="{_W}"><w:comment w:id="0">{paragraph("Do not publish")}</w:comment></w:comments>'
    relations = _relations(("i", "image", "media/a.png"), ("r", "comments", "comments.xml"))
    parts: dict[str, str | bytes] = {
        "word/comments.xml": remarks,
        "word/media/a.png": b"\x89PNG",
        "word/_rels/document.xml.rels": relations,
    }
    assert read(tmp_path, body, **parts) == "Seen"


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1)) ![x](http://evil.example/x.png)",
        "# not a heading",
        "- not a list",
        "1. not a list",
        "> no quotation",
        "* star * and _line_ and `code` and a|b",
        "snake_case@fenbury.example & M&S &amp; R&D \\ back",
        "=== --- +++ ~~~",
    ],
)
def test_what_looks_like_markdown_or_html_is_shown_as_it_was_written(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = str(markdown(as_markdown(f"<p>{escaped}</p>")))
    assert html.strip() == f"<p>{escaped}</p>"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<p><strong>a</strong> b <em>c</em></p>", "<p><strong>a</strong> b <em>c</em></p>"),
        ("<p>a<br>b</p>", "<p>a<br>b</p>"),
    ],
)
def test_shapes_come_back_as_they_went(html: str, shown: str) -> None:
    assert str(markdown(as_markdown(html))).replace("\n", "") == shown


def test_more_text_than_a_page_can_bear_is_refused(tmp_path: Path) -> None:
    body = paragraph("x" * 1000) * 21_000
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, body)
    assert refused.value.reason is Reason.TOO_HEAVY


@pytest.mark.parametrize("words", [None, Words("")])
def test_a_document_without_words_is_refused_with_a_reason(words: Words | None) -> None:
    received = Received("a.docx", FileKind.DOCX, "0" * 64, 1, words=words)
    with pytest.raises(FileRefused) as refused:
        markdown_from_docx(received)
    assert refused.value.reason is Reason.NO_WORDS
