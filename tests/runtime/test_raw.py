"""Answers as they came: checked and signed like every call, decoded only when asked for."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from kalshi_runtime import DecodeError, NotFoundError, RawResponse

from .shop import ADD_WARE, GET_SHELF, HOST, Driver, Recorder, Shelf, always, make_ware

Drive = Callable[..., Driver]


def test_raw_response_shows_all_of_the_answer(drive: Drive) -> None:
    """Status, headers, body in four forms, and what it answers to."""
    server = Recorder(always(200, json={"wares": [make_ware(cost=0.10)]}, headers={"X-Trace": "t"}))
    response = drive(server).call_raw(GET_SHELF, {"text": "a"})
    assert isinstance(response, RawResponse)
    assert (response.operation, response.status_code) == ("GetShelf", 200)
    assert response.headers["x-trace"] == "t"
    assert str(response.url) == f"{HOST}/shelf?text=a"
    assert response.content == response.text.encode()
    assert response.json()["wares"][0]["cost"] == 0.1
    assert response.parsed.wares[0].cost == Decimal("0.10")
    assert response.parsed is response.parsed
    assert repr(response) == f"<RawResponse of GetShelf: 200, {len(response.content)} bytes>"
    assert server.requests[0].headers["kalshi-access-signature"]


def test_raw_response_is_not_decoded_until_asked_for(drive: Drive) -> None:
    """A body that no model fits is still there."""
    response = drive(always(200, json={"wares": "sold out"})).call_raw(GET_SHELF)
    assert response.json() == {"wares": "sold out"}
    with pytest.raises(DecodeError, match="Expected `array`, got `str`"):
        _ = response.parsed


def test_raw_response_that_is_no_json_says_so(drive: Drive) -> None:
    """With the same error as everywhere."""
    response = drive(always(200, content=b"<html>\xff", headers={"content-type": "text/html"})).call_raw(
        GET_SHELF
    )
    assert response.text == "<html>�"
    with pytest.raises(DecodeError) as caught:
        response.json()
    assert caught.value.content == b"<html>\xff"


def test_raw_call_checks_the_status(drive: Drive) -> None:
    """An error's body never comes back as data."""
    with pytest.raises(NotFoundError):
        drive(always(404, json={"wares": []})).call_raw(GET_SHELF)


def test_raw_response_of_operation_without_result_parses_to_none(drive: Drive) -> None:
    """There is nothing to decode."""
    response = drive(always(204)).call_raw(ADD_WARE, {"body": {}})
    assert response.parsed is None


def test_raw_response_of_a_page_tells_the_next_cursor(drive: Drive) -> None:
    """Without reading the rest."""
    for body, expected in ((b'{"cursor": "c", "wares": 7}', "c"), (b'{"cursor": null}', None), (b"{}", None)):
        response: RawResponse[Shelf] = drive(always(200, content=body)).call_raw(GET_SHELF)
        assert response.read_next_cursor() == expected
