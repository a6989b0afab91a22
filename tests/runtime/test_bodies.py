"""What bodies become on the wire, and which are refused: before they are sent, or as too large to take."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from kalshi_runtime import (
    UNSET,
    ApiTimeoutError,
    ArgumentError,
    ArgumentTypeError,
    Model,
    OneOf,
    Operation,
    ResponseTooLargeError,
    frozen,
)

from .shop import ADD_WARE, GET_SHELF, Driver, Kind, Recorder, Shelf, Side, Ware, always

Drive = Callable[..., Driver]


@frozen(kw_only=True)
class Stock(Model):
    """What looks like a shelf on the wire."""

    wares: list[Ware]


PUT_WARE = Operation[None](
    id="PutWare",
    method="PUT",
    path="/wares",
    result=None,
    success=(204,),
    body=Ware,
    body_required=True,
)
PUT_WARES = Operation[None](
    id="PutWares", method="PUT", path="/wares/all", result=None, success=(204,), body=list[Ware]
)
NOTE = Operation[None](
    id="Note",
    method="POST",
    path="/notes",
    result=None,
    success=(204,),
    body=bytes,
    body_type="text/plain",
)

WARE: dict[str, Any] = {"id": "1", "price": Decimal("1.20"), "count": 2, "side": Side.LEFT}


def test_body_writes_each_decimal_as_its_field_says(drive: Drive) -> None:
    """Text where the contract has text, a JSON number where it has a number."""
    server = Recorder(always(204))
    ware = Ware(**WARE, cost=Decimal("0.3100"))
    drive(server).call(PUT_WARE, {"body": ware})
    drive(server).call(PUT_WARES, {"body": [ware, Ware(**WARE | {"price": Decimal("1E+3")})]})
    expected = b'{"id":"1","price":"1.20","count":2,"side":"left","cost":0.3100}'
    assert expected == server.requests[0].content
    plain = b'{"id":"1","price":"1000","count":2,"side":"left"}'
    assert b"[" + expected + b"," + plain + b"]" == server.requests[1].content
    drive(server).call(PUT_WARE, {"body": Ware(**WARE | {"price": 3})})  # exact, if no Decimal
    assert b'"price":"3"' in server.requests[2].content


@pytest.mark.parametrize("body", [Shelf(wares=[]), WARE, "ware", 1])
def test_body_that_is_not_the_model_is_refused(drive: Drive, body: object) -> None:
    """Where the contract has a model, that tells how each decimal travels; also within a list."""
    server = Recorder(always(204))
    for operation, given in ((PUT_WARE, body), (PUT_WARES, [body])):
        with pytest.raises(ArgumentError, match=f"{operation.id}: body cannot be sent as JSON") as caught:
            drive(server).call(operation, {"body": given})
        assert "body" == caught.value.parameter
    with pytest.raises(ArgumentTypeError, match=f"it takes Ware, not {type(body).__name__}"):
        drive(server).call(PUT_WARE, {"body": body})
    assert [] == server.requests


def test_body_with_plain_objects_where_models_are_due_is_refused(drive: Drive) -> None:
    """Its prices would be numbers where the contract has text, and floats."""
    server = Recorder(always(204))
    for price in (Decimal("1.20"), 1.2):
        with pytest.raises(ArgumentTypeError, match=r"PutWares: .* it takes Ware, not dict"):
            drive(server).call(PUT_WARES, {"body": [WARE | {"price": price}]})
    assert [] == server.requests


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"price": 1.2}, "an amount is a float: give a Decimal, which is exact"),
        ({"cost": 0.31}, "an amount is a float: give a Decimal, which is exact"),
        ({"sold": datetime(2025, 11, 15)}, "a datetime has no time zone: add tzinfo"),  # noqa: DTZ001
        ({"count": "2"}, "Expected `int`, got `str` - at `$[0].count`"),
        ({"count": 2**63}, "at `$[0].count`"),
        ({"side": 3}, "at `$[0].side`"),
    ],
)
def test_body_that_is_not_what_the_contract_says_is_refused(
    drive: Drive, changes: dict[str, Any], text: str
) -> None:
    """Before anything is sent; the error names operation and place."""
    server = Recorder(always(204))
    with pytest.raises(ArgumentError, match="PutWares: body cannot be sent as JSON") as caught:
        drive(server).call(PUT_WARES, {"body": [Ware(**WARE | changes)]})
    assert text in str(caught.value)
    assert "body" == caught.value.parameter
    assert [] == server.requests


def test_body_of_a_union_takes_each_of_its_models(drive: Drive) -> None:
    """Also one whose JSON another member would take as well."""
    operation = Operation[None](
        id="PutOne", method="PUT", path="/one", result=None, success=(204,), body=OneOf[Shelf, Stock]
    )
    server = Recorder(always(204))
    drive(server).call(operation, {"body": Stock(wares=[])})
    assert b'{"wares":[]}' == server.requests[0].content


def test_body_that_is_free_takes_keys_that_are_numbers(drive: Drive) -> None:
    """As JSON has them, and leaves out what is unset."""
    server = Recorder(always(204))
    drive(server).call(ADD_WARE, {"body": {"a": UNSET, 1: {2: [Ware(**WARE)]}}})
    expected = b'{"1":{"2":[{"id":"1","price":"1.20","count":2,"side":"left"}]}}'
    assert expected == server.requests[0].content


@pytest.mark.parametrize("arguments", [{"body": None}, {"body": UNSET}])
def test_body_that_is_required_and_absent_is_refused(drive: Drive, arguments: dict[str, Any]) -> None:
    """As any argument that is required."""
    server = Recorder(always(204))
    with pytest.raises(ArgumentTypeError, match="PutWare: body is required"):
        drive(server).call(PUT_WARE, arguments)
    assert [] == server.requests


def test_body_that_is_no_json_goes_as_it_is(drive: Drive) -> None:
    """Text as UTF-8, bytes as they are, nothing where nothing is given; anything else is refused."""
    server = Recorder(always(204))
    for arguments in ({"body": "ü"}, {"body": b"\xff"}, {"body": None}, {}):
        drive(server).call(NOTE, arguments)
    assert [b"\xc3\xbc", b"\xff", b"", b""] == [request.content for request in server.requests]
    assert ["text/plain", "text/plain", None, None] == [
        request.headers.get("content-type") for request in server.requests
    ]
    with pytest.raises(
        ArgumentTypeError, match="Note: body cannot be sent as text/plain: it is of type dict"
    ):
        drive(server).call(NOTE, {"body": {}})


def test_answer_that_a_hook_has_read_is_held_to_the_limit_too(drive: Drive, kind: Kind) -> None:
    """What httpx holds already is no reason to take it."""

    def read(response: httpx.Response) -> None:
        response.read()

    async def read_later(response: httpx.Response) -> None:
        await response.aread()

    transport = httpx.MockTransport(Recorder(always(200, json={"wares": []})))
    hooks: dict[str, list[Any]] = {"response": [read if kind == "sync" else read_later]}
    make: Any = httpx.Client if kind == "sync" else httpx.AsyncClient
    http = make(transport=transport, event_hooks=hooks)
    assert [] == drive(http_client=http).call(GET_SHELF).wares
    with pytest.raises(ResponseTooLargeError):
        drive(http_client=http, max_response_bytes=5).call(GET_SHELF)


def test_deadline_ends_an_answer_of_a_transport_without_connections() -> None:
    """Pieces that come for ever from a transport of a user's, of whose streams httpx knows nothing."""

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b" "

    driver = Driver("sync", Recorder(lambda _: httpx.Response(200, stream=Endless())))
    with pytest.raises(ApiTimeoutError, match=r"deadline=0\.05 s"):
        driver.call(GET_SHELF, deadline=0.05)
    driver.end()
