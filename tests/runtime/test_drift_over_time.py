"""Every answer of January to June 2026 is read, by clients of the time before and of the time after.

The changes are those of the API's changelog; the values are our own.
"""

import asyncio
import json
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest

import kalshi_portfolio
import kalshi_portfolio_2026_10

from .drift_oracle import exact
from .shop import KEY, KEY_ID

Row = dict[str, Any]
TIME = "2026-01-10T16:11:11.109554Z"
CALLS = {
    "balance": "get_balance",
    "fills": "get_fills",
    "positions": "get_positions",
    "settlements": "get_settlements",
}
PACKAGES = [kalshi_portfolio, kalshi_portfolio_2026_10]

JANUARY: dict[str, Row] = {
    "balance": {"balance": 9801, "portfolio_value": 198, "updated_ts": 1768231443},
    "fills": {
        "fill_id": "f1",
        "trade_id": "f1",
        "order_id": "o1",
        "ticker": "KX-1",
        "market_ticker": "KX-1",
        "side": "yes",
        "action": "buy",
        "count": 32,
        "price": 0.6,
        "yes_price": 60,
        "no_price": 40,
        "yes_price_fixed": "0.6000",
        "no_price_fixed": "0.4000",
        "is_taker": True,
        "created_time": TIME,
        "ts": 1768061471,
    },
    "market_positions": {
        "ticker": "KX-1",
        "total_traded": 1920,
        "total_traded_dollars": "19.2000",
        "position": -32,
        "market_exposure": 1920,
        "market_exposure_dollars": "19.2000",
        "realized_pnl": -5,
        "realized_pnl_dollars": "-0.0500",
        "resting_orders_count": 0,
        "fees_paid": 7,
        "fees_paid_dollars": "0.0700",
        "last_updated_ts": TIME,
    },
    "event_positions": {
        "event_ticker": "KX",
        "total_cost": 1920,
        "total_cost_dollars": "19.2000",
        "total_cost_shares": 32,
        "event_exposure": 1920,
        "event_exposure_dollars": "19.2000",
        "realized_pnl": 0,
        "realized_pnl_dollars": "0.0000",
        "fees_paid": 7,
        "fees_paid_dollars": "0.0700",
    },
    "settlements": {
        "ticker": "KX-1",
        "event_ticker": "KX",
        "market_result": "yes",
        "yes_count": 32,
        "yes_total_cost": 1920,
        "no_count": 0,
        "no_total_cost": 0,
        "revenue": 3200,
        "settled_time": TIME,
        "fee_cost": "0.3400",
        "value": 100,
    },
}
# What each step added and removed, by the objects it is about.
STEPS: dict[str, dict[str, tuple[Row, tuple[str, ...]]]] = {
    "counts as fixed point": {
        "fills": ({"count_fp": "32.00", "fee_cost": "0.0700", "subaccount_number": None}, ()),
        "market_positions": ({"position_fp": "-32.00"}, ()),
        "event_positions": ({"total_cost_shares_fp": "32.00"}, ()),
        "settlements": ({"yes_count_fp": "32.00", "no_count_fp": "0.00"}, ()),
    },
    "prices in dollars, to six decimals": {
        "fills": ({"yes_price_dollars": "0.600000", "no_price_dollars": "0.400000"}, ()),
        "market_positions": ({"market_exposure_dollars": "19.200001"}, ()),
        "settlements": ({"yes_total_cost_dollars": "19.2000", "no_total_cost_dollars": "0.0000"}, ()),
    },
    "whole numbers removed": {
        "fills": ({}, ("count", "price", "yes_price", "no_price")),
        "market_positions": (
            {},
            ("total_traded", "position", "market_exposure", "realized_pnl", "fees_paid"),
        ),
        "event_positions": (
            {},
            ("total_cost", "total_cost_shares", "event_exposure", "realized_pnl", "fees_paid"),
        ),
        "settlements": ({}, ("yes_count", "no_count")),
    },
    "older notations removed": {
        "fills": ({}, ("yes_price_fixed", "no_price_fixed")),
        "settlements": ({}, ("yes_total_cost", "no_total_cost")),
    },
    "book sides": {"fills": ({"outcome_side": "yes", "book_side": "bid"}, ())},
    "balances in dollars": {
        "balance": (
            {
                "balance_dollars": "98.0175",
                "balance_breakdown": [{"exchange_index": 0, "balance": "98.0175"}],
            },
            (),
        ),
        "settlements": ({"market_result": "a result of June"}, ()),
    },
}


def list_answers() -> Iterator[tuple[str, str, Row]]:
    """List the bodies of each operation, from step to step."""
    rows = {name: dict(row) for name, row in JANUARY.items()}
    for step in ("as recorded in January", *STEPS):
        for name, (added, removed) in STEPS.get(step, {}).items():
            rows[name] = {key: value for key, value in rows[name].items() if key not in removed} | added
        positions = {name: [rows[name]] for name in ("market_positions", "event_positions")}
        yield step, "balance", rows["balance"]
        yield step, "fills", {"fills": [rows["fills"]], "cursor": "c"}
        yield step, "positions", {**positions, "cursor": ""}
        yield step, "settlements", {"settlements": [rows["settlements"]], "cursor": ""}


def call(package: Any, name: str, body: bytes, **options: Any) -> Any:
    """Make the call that is answered with a body."""
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    with package.KalshiClient(api_key_id=KEY_ID, private_key=KEY, transport=transport, **options) as client:
        return getattr(client, CALLS[name])()


def call_async(package: Any, body: bytes) -> Any:
    """Make a call that is answered with fills, and walk through them, with the asynchronous client."""

    async def run() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
        async with package.AsyncKalshiClient(
            api_key_id=KEY_ID, private_key=KEY, transport=transport, on_drift="warn"
        ) as client:
            await client.get_fills()
            await anext(client.iter_fills())

    asyncio.run(run())


def check(item: Any, row: Row) -> None:
    """Hold each field to what was sent: read exactly, in `extra`, or unset because it was not sent."""
    plain = item.to_dict()
    assert plain.keys() | item.extra.keys() >= {name for name in row if row[name] is not None}
    for name, sent in row.items():
        if name in item.extra:
            assert item.extra[name] == exact(sent)
        elif isinstance(sent, list):
            for inner, inner_row in zip(getattr(item, name), sent, strict=True):
                check(inner, inner_row)
        elif isinstance(found := getattr(item, name), datetime):
            assert found == datetime.fromisoformat(sent)
        elif isinstance(found, Decimal):
            assert str(found) == str(sent)
        else:
            assert (type(found) is bool, found) == (type(sent) is bool, sent)
    for field in attrs.fields(item.__class__):
        if field.name not in row and field.default is attrs.NOTHING:
            assert not hasattr(item, field.name)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
@pytest.mark.parametrize(("step", "name", "body"), list(list_answers()))
def test_answer_between_january_and_june_is_read_with_warnings_at_most(
    package: Any, step: str, name: str, body: Row
) -> None:
    """Whatever was added or removed, the rest is exact, nothing is made up, and the walk could go on."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = call(package, name, json.dumps(body).encode(), on_drift="warn")
    check(answer, body)
    for warning in caught:
        assert isinstance(warning.message, package.errors.ContractDriftWarning)
    quiet = call(package, name, json.dumps(body).encode(), on_drift="ignore")
    assert quiet == answer


@pytest.mark.filterwarnings("ignore::kalshi_runtime.ContractDriftWarning")
@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
@pytest.mark.parametrize("name", CALLS)
def test_recorded_answer_is_read_with_warnings_at_most(
    reference: Callable[[str], Path], package: Any, name: str
) -> None:
    """What the real server sent, where the recordings lie beside the checkout."""
    recorded = json.loads(reference(f"upstream/recorded/{name}.json").read_bytes())["response"]
    check(call(package, name, json.dumps(recorded).encode(), on_drift="warn"), recorded)


def test_recorded_answer_fits_the_contract_of_its_time_without_a_word(
    reference: Callable[[str], Path],
) -> None:
    """Raising is the default, and nothing there is to be raised or warned about."""
    for name in CALLS:
        recorded = json.loads(reference(f"upstream/recorded/{name}.json").read_bytes())["response"]
        call(kalshi_portfolio, name, json.dumps(recorded).encode())


def test_fill_of_june_names_what_came_instead_of_its_price() -> None:
    """The promise to people who move from one month to the next."""
    *_, (_, _, body) = [answer for answer in list_answers() if answer[1] == "fills"]
    (fill,) = call(kalshi_portfolio, "fills", json.dumps(body).encode(), on_drift="ignore").fills
    with pytest.raises(
        kalshi_portfolio.errors.UnsetFieldError,
        match=r"^Fill\.yes_price was not sent; the answer has yes_price_dollars$",
    ):
        _ = fill.yes_price


def test_warning_points_at_the_code_that_called() -> None:
    """Not into the depths, so that filters by module and Python's once per place work."""
    *_, (_, _, body) = [answer for answer in list_answers() if answer[1] == "fills"]
    content = json.dumps(body).encode()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(kalshi_portfolio, "fills", content, on_drift="warn")
        call_async(kalshi_portfolio, content)
    assert [warning.filename for warning in caught] == [__file__] * 3


def test_report_in_the_documentation_is_the_real_one(root: Path) -> None:
    """Of a page of fills of June 2026, read with the first edition."""
    *_, (_, _, body) = [answer for answer in list_answers() if answer[1] == "fills"]
    with pytest.raises(kalshi_portfolio.errors.ContractDriftError) as caught:
        call(kalshi_portfolio, "fills", json.dumps(body | {"fills": body["fills"] * 200}).encode())
    page = (root / "docs" / "drift.md").read_text(encoding="utf-8")
    assert f"```text\n{caught.value.report}\n```" in page
