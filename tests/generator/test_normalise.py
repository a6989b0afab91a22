"""The rules that give a contract the form that the parser keeps whole."""

import copy
from typing import Any

import pytest

from generator.normalise import normalise
from generator.pipeline import represent
from generator.problems import Refusal
from generator.render import render

Json = dict[str, Any]


def test_normalise_leaves_the_given_document_alone(tiny: Json) -> None:
    """The rules change a copy."""
    tiny["security"] = [{"key": []}]
    before = copy.deepcopy(tiny)
    normalise(tiny)
    assert tiny == before


def test_normalise_of_the_paths_parameters_gives_them_to_each_operation(tiny: Json, operation: Json) -> None:
    """They come behind the operation's own."""
    own: Json = {"name": "own", "in": "query", "schema": {}}
    shared: Json = {"name": "shared", "in": "query", "schema": {}}
    operation["parameters"] = [own]
    tiny["paths"]["/things"]["parameters"] = [shared]
    normalised, _ = normalise(tiny)
    assert normalised["paths"]["/things"]["get"]["parameters"] == [own, shared]
    assert "parameters" not in normalised["paths"]["/things"]


def test_normalise_of_the_documents_security_gives_it_to_operations_without(tiny: Json) -> None:
    """An operation that says it needs none keeps that."""
    responses = tiny["paths"]["/things"]["get"]["responses"]
    tiny["security"] = [{"key": []}]
    tiny["paths"]["/open"] = {"get": {"operationId": "GetOpen", "security": [], "responses": responses}}
    normalised, _ = normalise(tiny)
    assert normalised["paths"]["/things"]["get"]["security"] == [{"key": []}]
    assert normalised["paths"]["/open"]["get"]["security"] == []


def test_normalise_of_words_beside_a_reference_wraps_the_reference(tiny: Json, schemas: Json) -> None:
    """The parser would drop the words, and the null."""
    beside = {"nullable": True, "description": "Its sort."}
    schemas["Thing"]["properties"]["kind"] |= beside
    normalised, _ = normalise(tiny)
    found = normalised["components"]["schemas"]["Thing"]["properties"]["kind"]
    assert found == {"allOf": [{"$ref": "#/components/schemas/Kind"}], **beside}


def test_normalise_of_a_lone_inline_part_merges_it(tiny: Json, schemas: Json) -> None:
    """The parser would make a class without fields of it."""
    schemas["Thing"]["properties"]["size"] = {"allOf": [{"type": "integer"}], "description": "How large."}
    normalised, _ = normalise(tiny)
    found = normalised["components"]["schemas"]["Thing"]["properties"]["size"]
    assert found == {"type": "integer", "description": "How large."}


def test_normalise_of_a_type_beside_a_union_keeps_the_members_of_that_type(tiny: Json, schemas: Json) -> None:
    """No value is of another member and of that type at once."""
    union = {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "integer", "minimum": 1}]}
    schemas["Thing"]["properties"]["size"] = {"allOf": [union, {"type": "integer"}]}
    normalised, _ = normalise(tiny)
    found = normalised["components"]["schemas"]["Thing"]["properties"]["size"]
    assert found == {"anyOf": [{"type": "integer", "minimum": 1}]}


def test_normalise_of_a_type_that_no_member_beside_it_has_is_refused(tiny: Json, schemas: Json) -> None:
    """Then there is no value at all."""
    schemas["Thing"]["properties"]["size"] = {
        "allOf": [{"anyOf": [{"$ref": "#/components/schemas/Kind"}]}, {"type": "integer"}]
    }
    with pytest.raises(Refusal, match="Thing/properties/size: allOf joins string and integer"):
        normalise(tiny)


def test_normalise_of_parts_that_hold_the_same_parts_is_refused(tiny: Json, schemas: Json) -> None:
    """They would be written out without end."""
    joined = {"allOf": [{"$ref": "#/components/schemas/Nest"}, {"$ref": "#/components/schemas/Kinds"}]}
    schemas["Kinds"] = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Kinds"}}
    schemas["Nest"] = {"type": "object", "additionalProperties": joined}
    with pytest.raises(Refusal, match="allOf joins what holds an allOf again, without end; give"):
        normalise(tiny)


def test_field_that_may_be_null_and_nothing_else_is_written_as_none(tiny: Json, schemas: Json) -> None:
    """Python has no `Nothing | None` where Nothing is None."""
    schemas["Nothing"] = {"enum": [None]}
    schemas["Thing"]["properties"]["gap"] = {"$ref": "#/components/schemas/Nothing"}
    assert "    gap: None = None\n" in render(represent(tiny, "tiny")[0])["models.py"]
