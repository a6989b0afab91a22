"""The fixture `kalshi_exchange`, which pytest finds by itself wherever this project is installed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from difflib import get_close_matches
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kalshi_mock._exchange import MockExchange


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    config.addinivalue_line(
        "markers", "kalshi_exchange(**options): what the fixture kalshi_exchange passes on to MockExchange"
    )


@pytest.fixture(scope="session")
def _kalshi_private_key_pem() -> str:
    """One key for all exchanges of a run, since making one takes longer than all the rest."""
    from kalshi_mock._keys import make_private_key

    return make_private_key("rsa")


@pytest.fixture
def kalshi_exchange(request: pytest.FixtureRequest, _kalshi_private_key_pem: str) -> Iterator[MockExchange]:
    """A mock exchange of the test's own; `@pytest.mark.kalshi_exchange(fills=50)` passes options on."""
    from kalshi_mock import MockExchange

    options = _read_options(request, MockExchange)
    if not options.keys() & {"key_type", "private_key_pem", "public_key_pem"}:
        options["private_key_pem"] = _kalshi_private_key_pem
    exchange = MockExchange(**options).start()
    try:
        yield exchange
    finally:
        exchange.stop()


def _read_options(request: pytest.FixtureRequest, exchange: type[MockExchange]) -> dict[str, Any]:
    """The options of the nearest marker; what cannot be one fails the test in a sentence."""
    marker = request.node.get_closest_marker("kalshi_exchange")
    if marker is None:
        return {}
    known = list(signature(exchange).parameters)
    if marker.args:
        pytest.fail(
            f"kalshi_exchange takes options by name, such as fills=50, not {marker.args[0]!r}", pytrace=False
        )
    for name in marker.kwargs:
        if name not in known:
            near = get_close_matches(name, known, 1)
            advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            pytest.fail(f"kalshi_exchange has no option {name}; {advice}", pytrace=False)
    return dict(marker.kwargs)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test whose calls were not those that it foresaw; within the test, so that it is no error."""
    __tracebackhide__ = True
    result = yield
    exchange: MockExchange | None = getattr(item, "funcargs", {}).get("kalshi_exchange")
    if exchange is not None:
        exchange.check_expectations()
    return result
