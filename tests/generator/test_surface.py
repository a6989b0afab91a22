"""The list of everything that a caller can see."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.pipeline import represent
from generator.surface import Line, read_surface, write_surface

Json = dict[str, Any]

_words = st.text(min_size=1)
_keys = st.from_regex(r"[a-z_]+", fullmatch=True)


@given(_keys, st.lists(st.text(), min_size=1, max_size=3), st.dictionaries(_keys, st.text(), max_size=3))
def test_line_with_any_text_is_read_as_it_was_written(
    kind: str, names: list[str], facts: dict[str, str]
) -> None:
    """Spaces, quotes, equal signs and line ends in names and values survive."""
    line = Line(kind, tuple(names), facts)
    assert read_surface(f"# a comment\n{line}\n") == [line]


def _surface(document: Json) -> str:
    package, _ = represent(document, "tiny")
    return write_surface(package)


def test_surface_of_a_small_contract_lists_everything_sorted(tiny: Json) -> None:
    """One line for each operation, answer, error, host, class, field and member."""
    _, *lines = _surface(tiny).splitlines()
    assert lines == [
        "enum Kind",
        "error GetThings 400 raises=BadRequestError",
        "field Thing kind type=Kind presence=optional",
        "field Thing name type=string presence=required",
        "field Things cursor type=string presence=optional",
        "field Things things type=list[Thing] presence=required",
        "host default url=https://api.example.com/v1 default=true",
        "member Kind large name=LARGE",
        "member Kind small name=SMALL",
        "model Thing",
        "model Things",
        "operation GetThings method=get_things http=GET path=/things security=none",
        "result GetThings status=200 type=Things",
    ]


def test_surface_with_other_words_and_another_order_stays_the_same(
    tiny: Json, operation: Json, schemas: Json
) -> None:
    """Descriptions, examples and the order of things are nothing that code can see."""
    before = _surface(tiny)
    operation["summary"] = "Other words."
    operation["responses"]["400"]["description"] = "Other words."
    schemas["Thing"]["properties"] = dict(reversed(schemas["Thing"]["properties"].items()))
    schemas["Thing"]["properties"]["name"] |= {"description": "Other words.", "example": "x"}
    tiny["components"]["schemas"] = dict(reversed(schemas.items()))
    tiny["info"] |= {"title": "Other words", "version": "9"}
    assert _surface(tiny) == before


def test_surface_with_a_parameter_tells_all_that_limits_it(tiny: Json, operation: Json) -> None:
    """Place, type, unit, limits, default, and the argument's name where it is another."""
    schema = {"type": "integer", "nullable": True, "x-unit": "items"} | {
        "minimum": 1,
        "maximum": 9,
        "default": 0,
    }
    operation["parameters"] = [{"name": "maxThings", "in": "query", "deprecated": True, "schema": schema}]
    line = next(line for line in read_surface(_surface(tiny)) if line.kind == "parameter")
    assert str(line) == (
        "parameter GetThings maxThings in=query argument=max_things type=integer|null presence=optional "
        "unit=items "
        "minimum=1 maximum=9 default=0 deprecated=true"
    )


def test_surface_of_alternative_securities_tells_them_apart(tiny: Json, operation: Json) -> None:
    """Schemes that are taken together are joined by a plus sign."""
    operation["security"] = [{"b": [], "a": []}, {"c": []}, {}]
    line = next(line for line in read_surface(_surface(tiny)) if line.kind == "operation")
    assert line.facts["security"] == "a+b|c|none"


def test_surface_tells_the_security_schemes_that_operations_take(tiny: Json, operation: Json) -> None:
    """A header that takes another name is seen; a scheme that no operation takes is nothing to a caller."""
    operation["security"] = [{"key": []}]
    tiny["components"]["securitySchemes"] = {
        "key": {"type": "apiKey", "in": "header", "name": "X-KEY", "description": "Words."},
        "unused": {"type": "http", "scheme": "bearer"},
    }
    lines = [str(line) for line in read_surface(_surface(tiny)) if line.kind == "scheme"]
    assert lines == ["scheme key type=apiKey in=header name=X-KEY"]
