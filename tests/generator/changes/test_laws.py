"""What holds for any two contracts."""

import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.changes import View, compare, view_package
from generator.changes.likeness import likeness
from generator.changes.written_types import compare_types, parse_type
from generator.pipeline import represent

Document = dict[str, Any]

WORDS = ["price", "count", "yes", "no", "min", "max", "ticker", "total", "cost", "time"]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("_".join)
SCALARS: list[Document] = [
    {"type": "string"},
    {"type": "integer", "x-unit": "cents"},
    {"type": "string", "format": "decimal", "x-unit": "dollars"},
    {"type": "boolean"},
    {"type": "string", "nullable": True},
    {"type": "array", "items": {"type": "string"}},
]
scalars = st.sampled_from(SCALARS)
SCHEMAS = ["Fill", "FillItem", "Order", "Settlement"]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A small contract: some schemas that may refer to each other, and operations that answer them."""
    schema_names = draw(st.lists(st.sampled_from(SCHEMAS), min_size=1, unique=True))
    fields = scalars | st.sampled_from(schema_names).map(
        lambda name: {"$ref": f"#/components/schemas/{name}"}
    )
    schemas = {}
    for name in schema_names:
        properties = draw(st.dictionaries(names, fields, min_size=1, max_size=4))
        required = [key for key in properties if draw(st.booleans())]
        schemas[name] = {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
        }
    paths = {}
    for name in draw(st.lists(st.sampled_from(schema_names), max_size=3, unique=True)):
        parameters = [
            {"name": parameter, "in": "query", "required": draw(st.booleans()), "schema": {"type": "string"}}
            for parameter in draw(st.lists(names, max_size=2, unique=True))
        ]
        schema = {"$ref": f"#/components/schemas/{name}"}
        answer = {"description": "", "content": {"application/json": {"schema": schema}}}
        paths[f"/{name}"] = {
            "get": {"operationId": f"Get{name}", "parameters": parameters, "responses": {"200": answer}}
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def see(document: Document) -> View:
    """Sees a document as callers do."""
    return view_package(represent(document, "package")[0], "contract")


@settings(max_examples=40, deadline=None)
@given(documents())
def test_contract_compared_with_itself_changed_in_nothing(document: Document) -> None:
    """No contract differs from itself."""
    assert () == compare(see(document), see(document)).changes


@settings(max_examples=40, deadline=None)
@given(documents(), documents())
def test_contracts_compared_backwards_tell_the_same_backwards(one: Document, other: Document) -> None:
    """What is gone one way came the other way, and what is paired one way is paired the other way."""
    there, back = compare(see(one), see(other)), compare(see(other), see(one))
    assert sorted((str(change.old), str(change.new)) for change in there.changes) == sorted(
        (str(change.new), str(change.old)) for change in back.changes
    )


@settings(max_examples=40, deadline=None)
@given(documents(), documents())
def test_contracts_that_differ_are_told_apart(one: Document, other: Document) -> None:
    """A comparison finds nothing only if the surfaces are the same."""
    old, new = see(one), see(other)
    assert (not compare(old, new).changes) == (old.lines == new.lines)


types = st.recursive(
    st.sampled_from(["string", "integer", "Fill", "FillSide"]),
    lambda inner: st.one_of(
        inner.map(lambda type_: f"list[{type_}]"),
        inner.map(lambda type_: f"map[{type_}]"),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        inner.map(lambda type_: f"{type_}|null"),
    ),
    max_leaves=5,
)
REVERSED = {
    "nullable": "not-null",
    "not-null": "nullable",
    "variant-added": "variant-removed",
    "variant-removed": "variant-added",
    "type-widened": "type-narrowed",
    "type-narrowed": "type-widened",
    "type-changed": "type-changed",
}


@given(types, types)
def test_types_compared_backwards_differ_backwards(one: str, other: str) -> None:
    """What is wider one way is narrower the other way, except that few scalars take in others."""
    enums = frozenset({"FillSide"})
    there = sorted(compare_types(parse_type(one), parse_type(other), enums))
    back = sorted(compare_types(parse_type(other), parse_type(one), enums))
    assert there == sorted(REVERSED[name] for name in back)
    assert (there == []) == (parse_type(one) == parse_type(other))


@given(st.text(string.ascii_letters + "_1", max_size=20), st.text(string.ascii_letters + "_1", max_size=20))
def test_likeness_is_the_same_in_either_direction(one: str, other: str) -> None:
    """Names are as alike as they are alike backwards, and nothing is more alike than a name and itself."""
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
