"""A misspelt name in a template is an error; an optional key of a component's dictionary is not."""

from __future__ import annotations

import pytest
from jinja2 import Environment, UndefinedError

from app.core.undefined import UndefinedUnlessOptional

environment = Environment(undefined=UndefinedUnlessOptional, autoescape=True)


class Thing:
    name = "a name"


@pytest.mark.parametrize(
    "source",
    [
        "{{ nmae }}",
        "{% if nmae %}{% endif %}",
        "{{ thing.nmae }}",
        "{{ nmae.name }}",
        "{% for x in nmae %}{% endfor %}",
    ],
)
def test_a_misspelt_name_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        environment.from_string(source).render(thing=Thing())


@pytest.mark.parametrize(
    "source", ["{{ row.note }}", "{% if row.note %}x{% endif %}", "{{ row.link.url }}", "{{ row['note'] }}"]
)
def test_a_key_that_a_dictionary_leaves_out_is_empty(source: str) -> None:
    assert environment.from_string(source).render(row={"title": "T"}) == ""


def test_a_macro_may_ask_whether_it_was_called_with_a_block() -> None:
    macro = "{% macro m() %}{% if caller %}with{{ caller() }}{% else %}without{% endif %}{% endmacro %}"
    assert environment.from_string(macro + "{{ m() }}").render() == "without"
    assert environment.from_string(macro + "{% call m() %} block{% endcall %}").render() == "with block"
