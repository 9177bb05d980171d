"""Forms as people meet them: every message leads to a field, and whatever was typed comes back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
    validators,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.form_rendering import DateParts
from app.core.forms import Line, Prose

pytestmark = pytest.mark.one_database
DRAW = """
{%- from "components/form.html" import error_summary, field, hidden_fields -%}
{{ error_summary(form=form) }}<form>{{ hidden_fields(form=form) }}
{% for one in form %}{% if one.type != "HiddenField" %}{{ field(field=one, optional=loop.last) }}{% endif %}{% endfor %}
</form>"""


class Every(Form):
    """One field of every kind, each of which fails when nothing is sent."""

    csrf_token = HiddenField()
    body = Prose("Your comment", [validators.InputRequired("Write something.")])
    title = Line("Title", [validators.InputRequired("Write a title.")])
    stance = RadioField(
        "Stance",
        choices=[SelectChoice("support", "For"), SelectChoice("oppose", "Against")],
        validators=[validators.InputRequired("Choose.")],
    )
    topics = SelectMultipleField(
        "Topics",
        choices=[SelectChoice("a", "Buses"), SelectChoice("b", "Trade")],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validators=[validators.InputRequired("Tick one.")],
    )
    clause = SelectField("Paragraph", choices=[SelectChoice("1", "4.1"), SelectChoice("2", "4.2")])
    agree = BooleanField("I agree", [validators.InputRequired("Tick the box.")])
    due = DateParts("Due", [validators.InputRequired("Write the date.")])
    password = PasswordField("Password", [validators.InputRequired("Write your password.")])
    paper = FileField("Paper", [validators.InputRequired("Attach a file.")])

    def validate_csrf_token(self, field: HiddenField) -> None:
        raise ValidationError("This page was open too long.")


class Dated(Form):
    due = DateParts("Due")


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def drawn(form: Form) -> str:
    return render_template_string(DRAW, form=form)


def parts(day: str, month: str, year: str) -> MultiDict[str, str]:
    return MultiDict({"due-day": day, "due-month": month, "due-year": year})


def test_every_message_in_the_summary_leads_to_a_control_that_can_take_the_focus() -> None:
    form = Every(MultiDict({"clause": "9"}))
    assert not form.validate()
    page = drawn(form)
    linked = re.findall(r'<a href="#([^"]+)">', page)
    controls = set(re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page))
    assert len(linked) == 9
    assert set(linked) <= controls


def test_a_message_about_a_hidden_field_is_words_without_a_link() -> None:
    form = Every(MultiDict())
    form.validate()
    page = drawn(form)
    assert "This page was open too long." in page
    assert "#csrf_token" not in page


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert "govuk-error-summary" not in drawn(Every())


def test_each_message_is_tied_to_its_field() -> None:
    form = Every(MultiDict({"clause": "1"}))
    form.validate()
    page = drawn(form)
    for name in ("body", "title", "stance", "topics", "due", "password", "paper"):
        assert f'id="{name}-error"' in page
        assert re.search(rf'aria-describedby="[^"]*\b{name}-error\b', page), name


def test_each_control_that_is_wrong_says_so_and_no_other_does() -> None:
    form = Every(MultiDict({"clause": "9"}))
    form.validate()
    wrong = re.findall(r'<(\w+)[^>]* aria-invalid="true"', drawn(form))
    # Radio buttons cannot say so one by one, so their group does: two boxes, one box, three parts of a date.
    assert sorted(wrong) == sorted(["textarea", "fieldset", "select", *["input"] * 9])
    assert "aria-invalid" not in drawn(Every())


def test_a_password_is_never_given_back() -> None:
    assert "very secret" not in drawn(Every(MultiDict({"password": "very secret"})))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=60))
def test_a_textarea_gives_back_each_character(text: str) -> None:
    form = Every(MultiDict({"body": text}))
    typed = form.body.data
    between = re.search(r"<textarea[^>]*>(.*?)</textarea>", drawn(form), re.DOTALL)
    assert between is not None
    # A browser drops one line end at the very beginning.
    assert html.unescape(between[1]).removeprefix("\n" if between[1].startswith("\n") else "") == typed


def test_what_was_typed_cannot_become_part_of_the_page() -> None:
    page = drawn(Every(MultiDict({"title": '"><b>x', "body": "</textarea><script>", "due-day": '"><i>'})))
    assert [tag for tag in ("<b>", "<script>", "<i>") if tag in page] == []


def test_labels_and_hints_are_escaped_but_markup_is_kept() -> None:
    form = Every()
    source = (
        '{% from "components/form.html" import field %}{{ field(field=form.title, label=label, hint="<b>") }}'
    )
    page = render_template_string(source, form=form, label=Markup("The <em>title</em>"))
    assert "The <em>title</em>" in page
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("29", "11", "2026"), (" 29 ", "November", "2026"), ("29", "nov", "2026")],
)
def test_a_date_in_three_parts_may_name_its_month(day: str, month: str, year: str) -> None:
    form = Dated(parts(day, month, year))
    assert form.validate()
    assert form.due.data == date(2026, 11, 29)


def test_a_date_that_was_kept_is_shown_in_its_three_parts() -> None:
    page = drawn(Dated(due=date(2026, 3, 1)))
    assert re.findall(r'id="due-(\w+)"[^>]*value="(\w+)"', page) == [
        ("day", "1"),
        ("month", "3"),
        ("year", "2026"),
    ]


@pytest.mark.parametrize(
    ("day", "month", "year", "wrong"),
    [
        ("31", "2", "2026", "day"),
        ("1", "13", "2026", "month"),
        ("1", "2", "26", "year"),
        ("1", "2", "", "year"),
        ("", "2", "2026", "day"),
        ("first", "2", "2026", "day"),
        ("1", "ma", "2026", "month"),
        ("1", "2", "99999999999999999999", "year"),
        ("²", "2", "2026", "day"),
    ],
)
def test_a_wrong_date_says_which_part_is_wrong_and_gives_all_back(
    day: str, month: str, year: str, wrong: str
) -> None:
    form = Dated(parts(day, month, year))
    assert not form.validate()
    page = drawn(form)
    assert f'<a href="#due-{wrong}">' in page
    assert form.due.data is None
    assert form.due.typed == {"day": day, "month": month, "year": year}


def test_no_date_is_no_mistake_unless_one_is_asked_for() -> None:
    assert Dated(parts("", "", "")).validate()
    assert Dated(MultiDict()).validate()


@given(st.dictionaries(st.sampled_from(["due", "due-day", "due-month", "due-year"]), st.text(max_size=8)))
def test_no_post_breaks_a_date(sent: dict[str, str]) -> None:
    form = Dated(MultiDict(sent))
    form.validate()
    assert form.due.data is None or isinstance(form.due.data, date)
    drawn(form)
