"""Packages made from tiny contracts, imported and run over an HTTP transport of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import attrs
import httpx
import pytest

import kalshi_runtime

Json = dict[str, Any]
Make = Callable[[Json], ModuleType]


class Server:
    """Answers each request with the next of its bodies, and keeps what was asked."""

    def __init__(self, *bodies: object, status: int = 200) -> None:
        self.bodies = list(bodies)
        self.status = status
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request)
        body = self.bodies.pop(0)
        return httpx.Response(self.status, json=body) if body is not None else httpx.Response(self.status)

    @property
    def transport(self) -> httpx.MockTransport:
        """The transport that leads here."""
        return httpx.MockTransport(self)


@pytest.fixture
def make(make_package: Make, operation: Json) -> Make:
    """Makes packages whose operations need no key."""
    operation["security"] = []
    return make_package


def test_model_with_every_kind_of_field_decodes_and_keeps_them_exact(
    make: Make, tiny: Json, schemas: Json
) -> None:
    """Dollars are Decimal, times aware, whole numbers int; absent and null are None."""
    schemas["Thing"]["properties"] |= {
        "price": {"type": "string", "format": "decimal", "x-unit": "dollars"},
        "rate": {"type": "number", "x-unit": "dollars"},
        "cents": {"type": "integer", "x-unit": "cents"},
        "at": {"type": "string", "format": "date-time"},
        "day": {"type": "string", "format": "date"},
        "weight": {"type": "number"},
        "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
        "gone": {"type": "string", "nullable": True},
        "former": {"$ref": "#/components/schemas/Kind", "nullable": True},
        "absent": {"type": "string"},
    }
    thing = {
        "name": "n",
        "kind": "huge",
        "price": "0.3700",
        "rate": 0.1,
        "cents": 37,
        "at": "2025-11-15T16:11:11.109554Z",
        "day": "2025-11-15",
        "weight": 1.5,
        "labels": {"a": 1},
        "gone": None,
        "former": None,
    }
    package = make(tiny)
    with (
        package.KalshiClient(transport=Server({"things": [thing]}).transport) as client,
        pytest.warns(package.errors.ContractDriftWarning, match=r"\$\.things\[\*\]\.kind \("),
    ):
        found = client.get_things().things[0]
    assert attrs.asdict(found) == thing | {
        "price": Decimal("0.3700"),
        "rate": Decimal("0.1"),
        "at": datetime(2025, 11, 15, 16, 11, 11, 109554, UTC),
        "day": date(2025, 11, 15),
        "absent": None,
    }
    assert isinstance(found.kind, package.models.Kind)
    assert not found.kind.is_known


def test_model_is_frozen_slotted_and_made_by_keywords(make: Make, tiny: Json) -> None:
    """An answer cannot be changed by accident, nor built in the wrong order."""
    models = make(tiny).models
    thing = models.Thing(name="n")
    assert issubclass(models.Thing, kalshi_runtime.Model)
    assert not hasattr(thing, "__dict__")
    with pytest.raises(AttributeError, match="immutable type: 'Thing'"):
        thing.name = "m"
    with pytest.raises(TypeError):
        models.Thing("n")


def test_method_with_every_kind_of_parameter_sends_them_by_their_wire_names(
    make: Make, tiny: Json, operation: Json
) -> None:
    """Lists with commas or repeated, in path, query and header; what is None is not sent."""
    tiny["paths"]["/things/{thing_id}"] = {"get": operation}
    del tiny["paths"]["/things"]
    texts = {"type": "array", "items": {"type": "string"}}
    operation["parameters"] = [
        {"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "comma", "in": "query", "explode": False, "schema": texts},
        {"name": "repeat", "in": "query", "schema": texts},
        {"name": "from", "in": "query", "schema": {"type": "string"}},
        {"name": "timeout", "in": "query", "schema": {"type": "integer"}},
        {"name": "kind", "in": "query", "schema": {"$ref": "#/components/schemas/Kind"}},
        {"name": "left_out", "in": "query", "schema": {"type": "string"}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
    ]
    package, server = make(tiny), Server({"things": []})
    with package.KalshiClient(transport=server.transport) as client:
        client.get_things(
            thing_id="a/b",
            comma=["1", "2"],
            repeat=["1", "2"],
            from_="x",
            timeout_=5,
            kind=package.models.Kind.LARGE,
            x_trace="t",
            timeout=3,
        )
    request = server.asked[0]
    assert request.url.raw_path.partition(b"?")[0] == b"/v1/things/a%2Fb"
    assert request.url.params.multi_items() == [
        ("comma", "1,2"),
        ("repeat", "1"),
        ("repeat", "2"),
        ("from", "x"),
        ("timeout", "5"),
        ("kind", "large"),
    ]
    assert request.headers["X-Trace"] == "t"


def _paged(operation: Json) -> None:
    operation["parameters"] = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
        {"name": "cursor", "in": "query", "schema": {"type": "string"}},
    ]
    operation["x-pagination"] = {
        "cursorParameter": "cursor",
        "limitParameter": "limit",
        "nextCursor": "cursor",
        "lists": [{"name": "things"}],
    }


_PAGES = [{"things": [{"name": "a"}, {"name": "b"}], "cursor": "2"}, {"things": [{"name": "c"}]}]


def test_iterators_walk_through_all_pages(make: Make, tiny: Json, operation: Json) -> None:
    """The largest page is asked for, and an absent cursor is the end."""
    _paged(operation)
    package, server = make(tiny), Server(*_PAGES, *_PAGES)
    with package.KalshiClient(transport=server.transport) as client:
        things: Iterator[Any] = client.iter_things()
        assert [thing.name for thing in things] == ["a", "b", "c"]
        assert [len(page.things) for page in client.iter_things_pages(limit=2)] == [2, 1]
    queries = [request.url.query for request in server.asked]
    assert queries == [b"limit=50", b"limit=50&cursor=2", b"limit=2", b"limit=2&cursor=2"]


def test_asynchronous_client_does_the_same(make: Make, tiny: Json, operation: Json) -> None:
    """Calls are awaited, iterators are asynchronous."""
    _paged(operation)
    package = make(tiny)

    async def run() -> list[str]:
        async with package.AsyncKalshiClient(transport=Server(*_PAGES, _PAGES[1]).transport) as client:
            things: AsyncIterator[Any] = client.iter_things()
            names = [thing.name async for thing in things]
            return names + [thing.name for thing in (await client.get_things()).things]

    assert asyncio.run(run()) == ["a", "b", "c", "c"]


def test_raw_response_is_decoded_when_asked_for(make: Make, tiny: Json, operation: Json) -> None:
    """Status and bytes are there without decoding; the pages iterator gives raw pages."""
    _paged(operation)
    package = make(tiny)
    with package.KalshiClient(transport=Server(_PAGES[0], *_PAGES).transport) as client:
        response = client.with_raw_response.get_things()
        assert (response.status_code, response.json()) == (200, _PAGES[0])
        assert isinstance(response.parsed, package.models.Things)
        assert [page.json() for page in client.with_raw_response.iter_things_pages()] == _PAGES


def test_method_without_a_body_to_return_returns_none(make: Make, tiny: Json, operation: Json) -> None:
    """204 has nothing to decode."""
    operation["responses"] = {"204": {"description": "Done."}}
    with make(tiny).KalshiClient(transport=Server(None, status=204).transport) as client:
        assert client.get_things() is None


def test_documented_status_raises_the_class_that_the_docstring_names(make: Make, tiny: Json) -> None:
    """`errors` of the package has the very class of the runtime."""
    package = make(tiny)
    assert "BadRequestError: 400. No." in package.KalshiClient.get_things.__doc__
    client = package.KalshiClient(transport=Server({"msg": "no"}, status=400).transport)
    with client, pytest.raises(package.errors.BadRequestError) as caught:
        client.get_things()
    assert isinstance(caught.value, kalshi_runtime.ApiException)


def test_configuration_knows_the_hosts_of_the_contract(make: Make, tiny: Json) -> None:
    """The first is the default."""
    tiny["servers"].append({"url": "https://demo.example.com/v1/", "x-environment": "demo"})
    package = make(tiny)
    assert package.Configuration().host == "https://api.example.com/v1"
    assert dict(package.Configuration.HOSTS) == {
        "default": "https://api.example.com/v1",
        "demo": "https://demo.example.com/v1",
    }


def test_package_with_another_runtime_says_so_at_import(
    make: Make, tiny: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of failing later, in the midst of a call."""
    monkeypatch.setattr(kalshi_runtime, "RUNTIME_INTERFACE", 99)
    with pytest.raises(ImportError) as caught:
        make(tiny)
    assert "was generated for runtime interface 1, and kalshi_runtime has 99: install" in str(caught.value)
