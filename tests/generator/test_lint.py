"""The refusals: each faulty contract is refused at the right place, with the right words."""

from collections.abc import Callable
from typing import Any

import pytest

from generator.lint import lint
from generator.problems import Refusal

Json = dict[str, Any]
Change = Callable[[Json], object]


def _operation(document: Json) -> Json:
    found: Json = document["paths"]["/things"]["get"]
    return found


def _schemas(document: Json) -> Json:
    found: Json = document["components"]["schemas"]
    return found


def _parameter(**parts: object) -> Change:
    parameter = {"name": "p", "in": "query", "schema": {"type": "string"}} | parts
    return lambda document: _operation(document).update(parameters=[parameter])


def _page(**parts: object) -> Change:
    def change(document: Json) -> None:
        _parameter(name="cursor")(document)
        paging = {"cursorParameter": "cursor", "nextCursor": "cursor", "lists": [{"name": "things"}]} | parts
        _operation(document)["x-pagination"] = paging

    return change


def _window(**parts: object) -> Change:
    def change(document: Json) -> None:
        stated = {"window": {"from": "since", "to": "since"}} | parts
        _page(**({"lists": [{"name": "things"}]} | stated))(document)
        seconds = {"type": "integer", "x-unit": "unix-seconds"}
        since = {"name": "since", "in": "query", "schema": seconds}
        _operation(document)["parameters"].append(since)
        _schemas(document)["Thing"]["properties"]["at"] = seconds

    return change


CASES: dict[str, tuple[Change, str]] = {
    "swagger": (
        lambda d: (d.pop("openapi"), d.update(swagger="2.0")),
        "#/openapi: swagger is '2.0', and only 3.0 and 3.1 are understood; convert the document",
    ),
    "openapi 4": (
        lambda d: d.update(openapi="4.0.0"),
        "#/openapi: openapi is '4.0.0', and only 3.0 and 3.1 are understood; convert the document",
    ),
    "shape": (
        lambda d: _schemas(d)["Thing"].update(required="name"),
        "#/components/schemas/Thing/required: input should be a valid list; write it as OpenAPI says",
    ),
    "dangling reference": (
        lambda d: _schemas(d)["Thing"]["properties"].update(kind={"$ref": "#/components/schemas/Sort"}),
        (
            "#/components/schemas/Thing/properties/kind: $ref refers to #/components/schemas/Sort, which "
            "is not there; "
            "define what it should refer to, or correct the reference"
        ),
    ),
    "circular reference": (
        lambda d: _schemas(d).update(Sort={"$ref": "#/components/schemas/Sort"}),
        (
            "#/components/schemas/Sort: $ref goes in a circle through #/components/schemas/Sort; "
            "put a schema somewhere on it"
        ),
    ),
    "reference to a file": (
        lambda d: _schemas(d).update(Kind={"$ref": "kinds.yaml#/Kind"}),
        (
            "#/components/schemas/Kind: $ref is 'kinds.yaml#/Kind', which is outside of this document; "
            "copy what it refers to into this document"
        ),
    ),
    "reference to what is no schema": (
        lambda d: _schemas(d)["Things"]["properties"].update(first={"$ref": "#/info/title"}),
        (
            "#/components/schemas/Things/properties/first: $ref refers to #/info/title, which is not there; "
            "define what it should refer to, or correct the reference"
        ),
    ),
    "reference to another kind": (
        lambda d: _schemas(d)["Things"]["properties"].update(first={"$ref": "#/info"}),
        (
            "#/components/schemas/Things/properties/first: $ref refers to #/info, which is no schema; "
            "put the schema under components/schemas and refer to it there"
        ),
    ),
    "alternatives in a circle": (
        lambda d: _schemas(d).update(
            A={"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "string"}]},
            B={"oneOf": [{"$ref": "#/components/schemas/A"}]},
        ),
        (
            "#/components/schemas/A: it refers to itself with nothing between; "
            "put an object or a list in between\n"
            "refused: #/components/schemas/B: it refers to itself with nothing between; "
            "put an object or a list in between"
        ),
    ),
    "no operationId": (
        lambda d: _operation(d).pop("operationId"),
        "#/paths/~1things/get: the operation has no operationId; give it one of its own",
    ),
    "operationId twice": (
        lambda d: d["paths"].update({"/others": {"get": _operation(d)}}),
        (
            "#/paths/~1others/get/operationId: the operationId GetThings is that of #/paths/~1things/get "
            "as well; "
            "give one of the two another operationId"
        ),
    ),
    "method twice": (
        lambda d: d["paths"].update({"/others": {"get": _operation(d) | {"operationId": "get_things"}}}),
        (
            "#/paths/~1others/get/operationId: get_things gives the same method get_things as GetThings of "
            "#/paths/~1things/get; give one of the two another operationId"
        ),
    ),
    "no success": (
        lambda d: _operation(d)["responses"].pop("200"),
        (
            "#/paths/~1things/get/responses: the operation documents no status of success; "
            "add a response with a number from 200 to 299"
        ),
    ),
    "answers in two forms": (
        lambda d: _operation(d)["responses"].update(
            {"201": {"description": "", "content": {"text/csv": {}}}}
        ),
        (
            "#/paths/~1things/get/responses: one answer of success is json, another text; "
            "describe all of them as application/json"
        ),
    ),
    "body in parts": (
        lambda d: _operation(d).update(requestBody={"content": {"multipart/form-data": {"schema": {}}}}),
        (
            "#/paths/~1things/get/requestBody: the request body is multipart/form-data, and bodies in parts "
            "are not sent; describe it as application/json, or leave it out"
        ),
    ),
    "parameter without schema": (
        lambda d: _operation(d).update(parameters=[{"name": "p", "in": "query"}]),
        "#/paths/~1things/get/parameters/0: the parameter p has no schema; give it a schema with a type",
    ),
    "parameter twice": (
        lambda d: _operation(d).update(parameters=[{"name": "p", "in": "query", "schema": {}}] * 2),
        "#/paths/~1things/get/parameters/1: the query parameter p stands twice; leave one of them out",
    ),
    "path parameter without place": (
        _parameter(**{"in": "path", "required": True}),
        (
            "#/paths/~1things/get: the path parameter p has no place in /things; "
            "add {p} to the path, or leave the parameter out"
        ),
    ),
    "placeholder without parameter": (
        lambda d: d["paths"].update({"/things/{id}": d["paths"].pop("/things")}),
        "#/paths/~1things~1{id}/get: the path has {id}, and no parameter fills it; add a path parameter id",
    ),
    "object as parameter": (
        _parameter(schema={"type": "object"}),
        (
            "#/paths/~1things/get/parameters/0: the parameter p is made of parts, which have no one form "
            "on the wire; "
            "describe it as a plain value or as a list of plain values"
        ),
    ),
    "style": (
        _parameter(style="pipeDelimited", schema={"type": "array", "items": {"type": "string"}}),
        (
            "#/paths/~1things/get/parameters/0: the parameter p has the style pipeDelimited; "
            "write it in the style form"
        ),
    ),
    "paging without lists": (
        _page(lists=[]),
        "#/paths/~1things/get/x-pagination: it has no lists; list the fields of the page that hold items",
    ),
    "paging by a parameter that is none": (
        _page(limitParameter="limit"),
        (
            "#/paths/~1things/get/x-pagination: limitParameter is 'limit', which is no parameter; "
            "name one that is there"
        ),
    ),
    "paging by a field that is none": (
        _page(nextCursor="next"),
        (
            "#/paths/~1things/get/x-pagination: nextCursor is 'next', which is no field of the page; "
            "name one that is there"
        ),
    ),
    "paging through what is no list": (
        _page(lists=[{"name": "cursor"}]),
        "#/paths/~1things/get/x-pagination/lists/0: 'cursor' is no list of the page; name one that is there",
    ),
    "window of a parameter that is no time": (
        _window(
            window={"from": "since", "to": "cursor"},
            lists=[{"name": "things", "id": "name", "time": "at", "order": "descending"}],
        ),
        (
            "#/paths/~1things/get/x-pagination/window: to is 'cursor', which is no query parameter in "
            "unix-seconds; name one that is there"
        ),
    ),
    "window of lists in no order": (
        _window(lists=[{"name": "things", "id": "name", "time": "name"}]),
        (
            "#/paths/~1things/get/x-pagination/window: no list has id, time and order: descending; "
            "tell them of a list, or leave window out"
        ),
    ),
    "window by an id that is none": (
        _window(lists=[{"name": "things", "id": "code", "time": "at", "order": "descending"}]),
        (
            "#/paths/~1things/get/x-pagination/lists/things: id is 'code', which is no field of an item; "
            "name one that is there"
        ),
    ),
    "window by a time that is none": (
        _window(lists=[{"name": "things", "id": "name", "time": "name", "order": "descending"}]),
        (
            "#/paths/~1things/get/x-pagination/lists/things: time is 'name', which is no date-time of an "
            "item, nor in unix-seconds; name one that is there"
        ),
    ),
    "enum of objects": (
        lambda d: _schemas(d)["Kind"].update(enum=["a", {}]),
        "#/components/schemas/Kind/enum: it lists an object or a list; list texts or numbers",
    ),
    "class twice": (
        lambda d: _schemas(d).update(thing={"type": "string"}),
        (
            "#/components/schemas/thing: the schema thing gives the same class Thing as Thing; rename one of "
            "the two"
        ),
    ),
    "unit": (
        lambda d: _schemas(d)["Thing"]["properties"]["name"].update({"x-unit": 5}),
        "#/components/schemas/Thing/properties/name/x-unit: the unit is 5; write one word, such as cents",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_lint_of_a_faulty_contract_names_place_fault_and_remedy(tiny: Json, name: str) -> None:
    """One refusal, with the JSON pointer of the place, what is wrong there and what to do."""
    change, expected = CASES[name]
    change(tiny)
    with pytest.raises(Refusal) as caught:
        lint(tiny)
    assert str(caught.value) == f"refused: {expected}"


def test_lint_of_a_sound_contract_is_silent(tiny: Json) -> None:
    """The contract that all cases start from is not refused."""
    lint(tiny)


def test_lint_with_several_faults_tells_all_of_them(tiny: Json) -> None:
    """A person mends a contract in one go."""
    tiny["paths"]["/others"] = {"get": {"responses": {"400": {"description": "No."}}}}
    with pytest.raises(Refusal) as caught:
        lint(tiny)
    assert [problem.pointer for problem in caught.value.problems] == [
        "/paths/~1others/get",
        "/paths/~1others/get/responses",
    ]


def test_lint_of_our_own_contract_is_silent(contract: Json) -> None:
    """`openapi.yaml` keeps every rule."""
    lint(contract)
