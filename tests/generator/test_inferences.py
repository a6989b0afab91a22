"""What a document leaves out and still tells, and that the run says so."""

from typing import Any

import pytest

from generator.normalise import normalise
from generator.pipeline import represent
from generator.types import Scalar

Json = dict[str, Any]


@pytest.fixture
def paged(operation: Json) -> Json:
    """The operation of `tiny`, with a cursor in its query as in its answer."""
    operation["parameters"] = [
        {"name": "cursor", "in": "query", "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 70}},
    ]
    return operation


def test_cursor_in_and_out_is_paging(tiny: Json, paged: Json) -> None:
    """Lists of objects between two cursors are walked through, as if the document had said so."""
    package, notices = represent(tiny, "tiny")
    pagination = package.operations[0].pagination
    assert pagination is not None
    assert ("cursor", "cursor", "limit", 70) == (
        pagination.cursor_parameter,
        pagination.next_cursor,
        pagination.limit_parameter,
        pagination.max_limit,
    )
    assert ["things"] == [paged_list.name for paged_list in pagination.lists]
    told = "GetThings is paged: it takes cursor, and answers with cursor beside things"
    assert [f"inferred: paths/~1things/get: {told}"] == [str(notice) for notice in notices]


@pytest.mark.parametrize("what", ["no cursor in", "no cursor out", "no objects", "number", "it says no"])
def test_anything_less_is_no_paging(tiny: Json, paged: Json, schemas: Json, what: str) -> None:
    """A cursor alone, or texts between two of them, or a document that says so, is none."""
    match what:
        case "no cursor in":
            del paged["parameters"][0]
        case "no cursor out":
            del schemas["Things"]["properties"]["cursor"]
        case "no objects":
            schemas["Things"]["properties"]["things"]["items"] = {"type": "string"}
        case "number":
            schemas["Things"]["properties"]["cursor"] = {"type": "integer"}
        case "it says no":
            paged["x-pagination"] = False
    package, notices = represent(tiny, "tiny")
    assert (None, []) == (package.operations[0].pagination, notices)


@pytest.mark.parametrize("name", ["FixedPointDollars", "fixed_point", "PriceFixedPoint"])
def test_text_named_fixed_point_is_a_decimal(tiny: Json, schemas: Json, name: str) -> None:
    """Its name tells what its type does not."""
    schemas[name] = {"type": "string"}
    package, notices = represent(tiny, "tiny")
    assert Scalar("decimal") == next(each for each in package.declarations if each.schema == name).type  # type: ignore[union-attr]
    told = "named fixed-point, so its text is a decimal"
    assert [f"inferred: components/schemas/{name}: {told}"] == [str(notice) for notice in notices]


def test_security_of_the_document_applies_to_operations_without(tiny: Json) -> None:
    """They are signed, and the run says how many."""
    tiny["security"] = [{"key": []}]
    package, notices = represent(tiny, "tiny")
    assert package.operations[0].signed
    told = "the document's security applies to 1 of its operations, which name none of their own"
    assert [f"inferred: security: {told}"] == [str(notice) for notice in notices]


def test_header_of_a_security_scheme_is_no_argument(tiny: Json, operation: Json) -> None:
    """Signing makes it; so it is with headers that are HTTP's own."""
    operation["security"] = [{"key": []}]
    operation["parameters"] = [
        {"name": name, "in": "header", "schema": {"type": "string"}} for name in ("key-id", "Accept", "Other")
    ]
    tiny["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "KEY-ID"}}
    package, notices = represent(tiny, "tiny")
    assert ["Other"] == [parameter.name for parameter in package.operations[0].parameters]
    told = "the header key-id is that of the security scheme key; signing makes it"
    assert [f"inferred: paths/~1things/get: {told}"] == [str(notice) for notice in notices]


def test_inference_is_no_fault_to_a_strict_run(tiny: Json, paged: Json) -> None:
    """What is only left out is not refused."""
    assert normalise(tiny, strict=True)[1]


def test_requests_of_the_server_are_left_out_with_a_notice(tiny: Json, operation: Json) -> None:
    """A client has no methods for webhooks and callbacks, and the run says so."""
    called = {"post": {"operationId": "ThingMade", "responses": {"204": {"description": "Seen."}}}}
    tiny["openapi"] = "3.1.0"
    tiny["webhooks"] = {"made": called}
    operation["callbacks"] = {"done": {"{$request.query.url}": called}}
    package, notices = represent(tiny, "tiny")
    assert ["GetThings"] == [operation.id for operation in package.operations]
    told = "the server makes these requests, so the client has no methods for them"
    assert [
        f"inferred: webhooks: made: {told}",
        f"inferred: paths/~1things/get/callbacks: done: {told}",
    ] == [str(notice) for notice in notices]
