"""Every method of the clients of whole specifications, called against a server that answers with examples."""

import asyncio
import inspect
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from generator.document import dereference, operations

from .answering import Answering, Route, answer_all, make_routes
from .conftest import Whole
from .examples import make_example
from .plain import make_plain


@pytest.fixture
def routes(whole: Whole) -> list[Route]:
    """How the operations of the specification are answered."""
    return make_routes(whole.document)


@pytest.fixture
def server(whole: Whole, routes: list[Route]) -> Iterator[Answering]:
    """A server for the specification."""
    with answer_all(routes, urlsplit(whole.document["servers"][0]["url"]).path) as running:
        yield running


def _client_options(server: Answering) -> dict[str, Any]:
    key = ed25519.Ed25519PrivateKey.generate()
    return {"host": server.host, "api_key_id": "key", "private_key": key, "trust_env": False}


def _arguments(whole: Whole, route: Route, method: Any) -> dict[str, Any]:
    """Makes an argument for every parameter of a method, and its body."""
    operation = next(op for op in whole.generated.package.operations if op.id == route.operation_id)
    document = whole.document
    raw = next(op for *_, op in operations(document) if op["operationId"] == route.operation_id)
    item = next(
        dereference(document, item) for item in document["paths"].values() if raw in _follow(document, item)
    )
    stated = [
        dereference(document, entry) for entry in [*raw.get("parameters", []), *item.get("parameters", [])]
    ]
    arguments: dict[str, Any] = {}
    for parameter in operation.parameters:
        told = next(p for p in stated if (p["in"], p["name"]) == (parameter.location, parameter.name))
        example = make_example(document, told["schema"])
        # The cursor of a page that is not the first would have no place in the walk.
        arguments[parameter.argument] = Decimal(str(example)) if isinstance(example, float) else example
    if operation.pagination:
        del arguments[operation.pagination.cursor_parameter]
    if operation.body is not None:
        declared = getattr(whole.import_module("operations"), operation.constant)
        is_json = declared.body is not bytes
        arguments["body"] = _decode_body(declared.body, route.body) if is_json else b"a,b\n"
    assert set(arguments) <= set(inspect.signature(method).parameters)
    return arguments


def _follow(document: dict[str, Any], item: dict[str, Any]) -> list[Any]:
    return list(dereference(document, item).values())


def _decode_body(type_: Any, body: Any) -> Any:
    from kalshi_runtime._decoders import make_decoder

    return make_decoder(type_)(msgspec.json.encode(body))


def _expect(route: Route) -> Any:
    if route.media_type is None or route.method == "HEAD":
        return None
    if isinstance(route.answer, bytes):
        return route.answer.decode() if route.media_type.startswith("text/") else route.answer
    return make_plain(route.answer)


def test_every_method_sends_its_body_and_reads_its_answer(
    whole: Whole, routes: list[Route], server: Answering
) -> None:
    """What the server sent is what comes out, and what went in is what the server got."""
    methods = {op.id: op.method for op in whole.generated.package.operations}
    with whole.package.KalshiClient(**_client_options(server)) as client:
        for route in routes:
            method = getattr(client, methods[route.operation_id])
            arguments = _arguments(whole, route, method)
            assert _expect(route) == make_plain(method(**arguments)), route.operation_id
            asked, body = server.asked[-1]
            assert route.operation_id == asked
            if route.body is not None:
                assert make_plain(route.body) == make_plain(body)
            raw = getattr(client.with_raw_response, methods[route.operation_id])(**arguments)
            assert (route.status, _expect(route)) == (raw.status_code, make_plain(raw.parsed))
    assert len(server.asked) == 2 * len(routes)


def test_every_method_can_be_awaited(whole: Whole, routes: list[Route], server: Answering) -> None:
    """The asynchronous client does the same."""
    methods = {op.id: op.method for op in whole.generated.package.operations}

    async def call_all() -> None:
        async with whole.package.AsyncKalshiClient(**_client_options(server)) as client:
            for route in routes:
                method = getattr(client, methods[route.operation_id])
                answer = await method(**_arguments(whole, route, method))
                assert _expect(route) == make_plain(answer), route.operation_id

    asyncio.run(call_all())
    assert [asked for asked, _ in server.asked] == [route.operation_id for route in routes]


def test_every_iterator_walks_through_a_page(whole: Whole, routes: list[Route], server: Answering) -> None:
    """Paged operations hand out the items of their lists."""
    answers = {route.operation_id: route for route in routes}
    with whole.package.KalshiClient(**_client_options(server)) as client:
        for operation in whole.generated.package.operations:
            for paged in operation.pagination.lists if operation.pagination else ():
                route, iterate = answers[operation.id], getattr(client, paged.iterator)
                items = list(iterate(**_arguments(whole, route, iterate)))
                assert make_plain(route.answer[paged.name]) == make_plain(items), operation.id
