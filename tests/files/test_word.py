"""A Word document's words as Markdown: what pages can show, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.text import markdown
from app.files.models import FileKind
from app.files.received import Received
from app.files.refusals import FileRefused, Reason
from app.files.word import as_markdown, markdown_from_docx, read_docx
from tests.factories.files import docx_parts, package, paragraph

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(tmp_path: Path, body: str, **more: str | bytes) -> str:
    path = tmp_path / "sent"
    path.write_bytes(
        package(docx_parts(body) | {name.replace("__", "/"): each for name, each in more.items()})
    )
    return read_docx(path)


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


def test_a_note_is_a_number_in_the_text_and_stands_at_the_end(tmp_path: Path) -> None:
    note = f'<w:footnote w:id="1">{paragraph("Counted in May.")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{_W}">{note}</w:footnotes>'
    body = '<w:p><w:r><w:t>Ninety visitors</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    relations = _relations(("n", "footnotes", "footnotes.xml"))
    text = read(tmp_path, body, **{"word/footnotes.xml": notes, "word/_rels/document.xml.rels": relations})
    assert text == "Ninety visitors[1]\n\n1. Counted in May."


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


@pytest.mark.parametrize("markdown_read", [None, ""])
def test_a_document_without_words_is_refused_with_a_reason(markdown_read: str | None) -> None:
    received = Received("a.docx", FileKind.DOCX, "0" * 64, 1, markdown=markdown_read)
    with pytest.raises(FileRefused) as refused:
        markdown_from_docx(received)
    assert refused.value.reason is Reason.NO_WORDS
