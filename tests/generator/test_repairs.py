"""Faults with one honest reading: each is mended, told, and refused by a strict run."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from generator.document import parse_text
from generator.lint import lint
from generator.normalise import normalise
from generator.problems import Refusal

Json = dict[str, Any]
Change = Callable[[Json], object]


def _schemas(document: Json) -> Json:
    found: Json = document["components"]["schemas"]
    return found


def _thing(document: Json) -> Json:
    found: Json = _schemas(document)["Thing"]["properties"]
    return found


def _get(document: Json) -> Json:
    found: Json = document["paths"]["/things"]["get"]
    return found


# What is changed, where it ends up, what stands there then, and what is told.
CASES: dict[str, tuple[Change, Callable[[Json], object], object, str]] = {
    "array without items": (
        lambda d: _thing(d).update(list={"type": "array"}),
        lambda d: _thing(d)["list"],
        {"type": "array", "items": {}},
        ("components/schemas/Thing/properties/list: the array has no items; taken as a list of anything"),
    ),
    "required property that is none": (
        lambda d: _schemas(d)["Thing"].update(required=["name", "phantom"]),
        lambda d: _schemas(d)["Thing"]["required"],
        ["name"],
        "components/schemas/Thing: required names phantom, which is not a property; dropped",
    ),
    "nullable beside a reference": (
        lambda d: _thing(d)["kind"].update(nullable=True),
        lambda d: _thing(d)["kind"],
        {"allOf": [{"$ref": "#/components/schemas/Kind"}], "nullable": True},
        (
            "components/schemas/Thing/properties/kind: nullable stands beside $ref, where it does not count; "
            "taken as meant"
        ),
    ),
    "type beside a reference": (
        lambda d: _thing(d)["kind"].update(type="string"),
        lambda d: _thing(d)["kind"],
        {"$ref": "#/components/schemas/Kind"},
        "components/schemas/Thing/properties/kind: type stands beside $ref, where it does not count; dropped",
    ),
    "example that is not there": (
        lambda d: _get(d)["responses"]["200"]["content"]["application/json"].update(
            examples={"x": {"$ref": "#/components/examples/X"}}
        ),
        lambda d: _get(d)["responses"]["200"]["content"]["application/json"]["examples"],
        {},
        (
            "paths/~1things/get/responses/200/content/application~1json/examples: the example x refers to "
            "#/components/examples/X, which is not there; dropped"
        ),
    ),
    "value of an enum without quotes": (
        lambda d: _schemas(d)["Kind"].update(enum=["small", True]),
        lambda d: _schemas(d)["Kind"]["enum"],
        ["small", "true"],
        (
            "components/schemas/Kind/enum/1: it lists true without quotes, and its type is string; "
            "taken as text"
        ),
    ),
    "value of an enum twice": (
        lambda d: _schemas(d)["Kind"].update(enum=["a", "a"]),
        lambda d: _schemas(d)["Kind"]["enum"],
        ["a"],
        "components/schemas/Kind/enum: it lists a twice; taken once",
    ),
    "path parameter that is optional": (
        lambda d: d["paths"].update(
            {"/things/{id}": _get(d) and {"parameters": [{"name": "id", "in": "path", "schema": {}}]}}
        ),
        lambda d: d["components"].get("parameters"),
        None,
        "paths/~1things~1{id}/parameters/0: the path parameter id is not required; taken as required",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_fault_is_mended_and_told(tiny: Json, name: str) -> None:
    """The reading that was taken is that of an honest reader, and the place is named."""
    change, find, expected, told = CASES[name]
    change(tiny)
    lint(tiny)
    normalised, notices = normalise(tiny)
    assert [f"repaired: {told}"] == [str(notice) for notice in notices]
    assert expected == find(normalised)


@pytest.mark.parametrize("name", CASES)
def test_fault_is_refused_by_a_strict_run(tiny: Json, name: str) -> None:
    """With the same words, the rule and what to do."""
    change, _, _, told = CASES[name]
    change(tiny)
    with pytest.raises(Refusal) as caught:
        normalise(tiny, strict=True)
    place, _, what = told.partition(": ")
    assert str(caught.value).startswith(f"refused: #/{place}: {what} (rule ")
    assert ", refused by --strict); " in str(caught.value)


def test_words_without_quotes_are_mended_and_told(tiny: Json) -> None:
    """A key that a reader of YAML 1.1 takes for true or false is the text that was written."""
    text = json.dumps(tiny).replace('"kind": {"$ref"', 'no: {"$ref"').replace('"small"', "off")
    normalised, notices = normalise(parse_text(text))
    meant = "has no quotes, and YAML 1.1 takes it for true or false; taken as text"
    assert [
        f"repaired: components/schemas/Thing/properties: the key no {meant}",
        f"repaired: components/schemas/Kind/enum/0: off {meant}",
    ] == [str(notice) for notice in notices]
    assert [str, str] == [type(key) for key in _thing(normalised)]


def test_words_with_quotes_are_no_fault(tiny: Json) -> None:
    """Our own contract quotes them."""
    _thing(tiny)["no"] = {"type": "string", "enum": ["yes", "no"]}
    _, notices = normalise(parse_text(json.dumps(tiny)))
    assert [] == notices
