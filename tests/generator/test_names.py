"""Python names for whatever a document calls its things."""

import keyword
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kalshi_runtime
from generator.arguments import RESERVED_ARGUMENTS
from generator.names import OF_CLIENTS, OF_MODELS, class_name, identifier, name_attributes, name_members
from generator.pipeline import represent
from generator.problems import Refusal

_names = st.one_of(
    st.text(),
    st.sampled_from(
        ["class", "None", "24h", "a-b", "a b", "a_b", "_a", "__a", "str", "extra", "ﬁ", "²", "mro", "ªs"]
    ),
)


def _is_usable(name: str) -> bool:
    """Tells whether a name can be written as an attribute, and is found again under itself."""
    namespace: dict[str, object] = {}
    exec(f"class C:\n    {name} = 1", namespace)
    return vars(namespace["C"]).get(name) == 1 and not name.startswith("_")


@given(st.lists(_names, unique=True, max_size=8))
def test_name_attributes_of_any_names_gives_different_usable_ones(names: list[str]) -> None:
    """Whatever stands in a document, each field can be reached."""
    named = name_attributes(names, ["Fill"])
    assert names == list(named)
    assert len(names) == len(set(named.values()))
    assert all(map(_is_usable, named.values()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("yes_price", "yes_price"),
        ("createdTime", "createdTime"),
        ("date", "date"),
        ("class", "class_"),
        ("24h", "field_24h"),
        ("a-b", "a_b"),
        ("_id", "id"),
        ("to_dict", "to_dict_"),
        ("Fill", "Fill_"),
        ("", "field_"),
    ],
)
def test_name_attributes_keeps_what_can_be_kept(name: str, expected: str) -> None:
    """A name on the wire that Python takes stays; others follow one rule."""
    assert {name: expected} == name_attributes([name], ["Fill"])


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb"])
def test_field_whose_name_json_escapes_is_refused(
    tiny: dict[str, Any], schemas: dict[str, Any], name: str
) -> None:
    """It would be looked for as it is escaped, and never be found."""
    schemas["Thing"]["properties"][name] = {"type": "string"}
    with pytest.raises(
        Refusal, match=r"(?s)Thing/properties/.* has a quote, a backslash or a control character"
    ):
        represent(tiny, "tiny")


@given(st.lists(_names, unique=True, min_size=1, max_size=8))
def test_name_members_of_any_values_gives_different_usable_ones(values: list[str]) -> None:
    """The members of an enum do not hide one another."""
    named = name_members(values)
    assert len(values) == len(set(named))
    assert all(map(_is_usable, named))


def test_name_members_follows_the_document_where_it_says() -> None:
    """`x-enum-varnames` counts if there is one for each value."""
    assert ["LOW", "HIGH_END"] == name_members([1, 2], ["Low", "HighEnd"])
    assert ["VALUE_1", "VALUE_NEGATIVE_2"] == name_members([1, -2], ["Low"])


@given(_names)
def test_class_name_and_identifier_are_usable(name: str) -> None:
    """Schemas and operations may be called anything."""
    for made in (class_name(name), identifier(name)):
        assert made.isidentifier()
        assert not keyword.iskeyword(made)


def test_reserved_names_are_those_that_generated_code_is_made_with() -> None:
    """What the runtime's clients have, methods may not take; what calls take, arguments may not."""
    public = {
        name
        for client in (kalshi_runtime.SyncClient, kalshi_runtime.AsyncClient)
        for name in dir(client)
        if not name.startswith("_")
    }
    assert public <= OF_CLIENTS
    assert set(kalshi_runtime.CallOptions.__annotations__) <= RESERVED_ARGUMENTS
    imported = {name for name in OF_MODELS if hasattr(kalshi_runtime, name)}
    assert {"Model", "OneOf", "Tag", "OpenEnum", "OpenIntEnum", "UNSET", "frozen", "renamed"} <= imported
