"""Answers of the months between the two editions: a client reads what fits, and names what does not.

The API changed step by step. The bodies are in the shapes of their time, with values of our own.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kalshi_portfolio
import kalshi_portfolio_2026_10

Row = dict[str, Any]
MakeClient = Callable[[Any, bytes], Any]

JANUARY_CALLS = {
    "balance": "get_balance",
    "fills": "get_fills",
    "positions": "get_positions",
    "settlements": "get_settlements",
}
BALANCE_OF_JUNE: Row = {
    "balance": 9801,
    "balance_dollars": "98.0175",
    "balance_breakdown": [{"exchange_index": 0, "balance": "98.0175"}],
    "portfolio_value": 198,
    "updated_ts": 1781159348,
}
FILL_OF_JUNE: Row = {
    "fill_id": "e5b8",
    "trade_id": "e5b8",
    "order_id": "41aa",
    "ticker": "KXSHOP-26JUN30-T1",
    "market_ticker": "KXSHOP-26JUN30-T1",
    "side": "yes",
    "action": "buy",
    "outcome_side": "yes",
    "book_side": "bid",
    "count_fp": "2.50",
    "yes_price_dollars": "0.017500",
    "no_price_dollars": "0.982500",
    "fee_cost": "0.0100",
    "is_taker": True,
    "subaccount_number": None,
    "created_time": "2026-06-11T06:29:08.123456Z",
    "ts": 1781159348,
}
POSITIONS_OF_JUNE: Row = {
    "market_positions": [
        {
            "ticker": "KXSHOP-26JUN30-T1",
            "total_traded_dollars": "0.043750",
            "position_fp": "2.50",
            "market_exposure_dollars": "0.043750",
            "realized_pnl_dollars": "0.0000",
            "fees_paid_dollars": "0.0100",
            "resting_orders_count": 0,
            "last_updated_ts": "2026-06-11T06:29:08.123456Z",
        }
    ],
    "event_positions": [
        {
            "event_ticker": "KXSHOP-26JUN30",
            "total_cost_dollars": "0.043750",
            "total_cost_shares_fp": "2.50",
            "event_exposure_dollars": "0.043750",
            "realized_pnl_dollars": "0.0000",
            "fees_paid_dollars": "0.0100",
        }
    ],
    "cursor": "",
}
SETTLEMENT_OF_JUNE: Row = {
    "ticker": "KXSHOP-26JUN30-T1",
    "event_ticker": "KXSHOP-26JUN30",
    "market_result": "yes",
    "yes_count_fp": "2.50",
    "yes_total_cost_dollars": "0.043750",
    "no_count_fp": "0.00",
    "no_total_cost_dollars": "0.0000",
    "revenue": 250,
    "settled_time": "2026-06-30T22:00:00.000001Z",
    "fee_cost": "0.0100",
    "value": 100,
}
FILL_OF_SEPTEMBER = {**FILL_OF_JUNE, "exchange_index": 0}
POSITIONS_OF_SEPTEMBER = {
    **POSITIONS_OF_JUNE,
    "market_positions": [
        {key: value for key, value in row.items() if key != "resting_orders_count"} | {"exchange_index": 0}
        for row in POSITIONS_OF_JUNE["market_positions"]
    ],
}
SETTLEMENT_OF_SEPTEMBER = {**SETTLEMENT_OF_JUNE, "exchange_index": 0}


def page(name: str, row: Row) -> Row:
    """A last page with one item."""
    return {name: [row], "cursor": ""}


@pytest.mark.parametrize("name", JANUARY_CALLS)
def test_recordings_of_january_2026_are_read_with_the_first_edition(
    make_client: MakeClient, reference: Callable[[str], Path], name: str
) -> None:
    """Every recorded amount is there, told twice alike."""
    recorded = json.loads(reference(f"upstream/recorded/{name}.json").read_bytes())["response"]
    answer = getattr(make_client(kalshi_portfolio, json.dumps(recorded).encode()), JANUARY_CALLS[name])()
    plain = answer.to_dict()
    assert recorded.keys() == plain.keys()
    for rows in (rows for rows in plain.values() if isinstance(rows, list)):
        for row in rows:
            twice = [(row[field], row[f"{field}_dollars"]) for field in row if f"{field}_dollars" in row]
            assert [Decimal(cents) for cents, _ in twice] == [dollars * 100 for _, dollars in twice]


@pytest.mark.parametrize("name", [name for name in JANUARY_CALLS if name != "balance"])
def test_recordings_of_january_2026_send_readers_of_the_later_edition_to_the_first(
    make_client: MakeClient, reference: Callable[[str], Path], name: str
) -> None:
    """A later client cannot read them, says which field is missing, and names the import."""
    recorded = json.loads(reference(f"upstream/recorded/{name}.json").read_bytes())["response"]
    client = make_client(kalshi_portfolio_2026_10, json.dumps(recorded).encode())
    if not any(recorded[key] for key in recorded if isinstance(recorded[key], list)):
        pytest.skip("nothing was recorded but an empty list, which fits any edition")
    with pytest.raises(kalshi_portfolio_2026_10.errors.DecodeError) as raised:
        getattr(client, JANUARY_CALLS[name])()
    assert "missing required field" in str(raised.value)
    assert "edition 2025-11" in str(raised.value)
    assert "`import kalshi_portfolio`" in str(raised.value)


def test_balance_of_june_2026_is_read_with_the_later_edition(make_client: MakeClient) -> None:
    """It had all of it by then, to the fraction of a cent."""
    balance = make_client(kalshi_portfolio_2026_10, json.dumps(BALANCE_OF_JUNE).encode()).get_balance()
    assert (9801, Decimal("98.0175")) == (balance.balance, balance.balance_dollars)
    assert [Decimal("98.0175")] == [share.balance for share in balance.balance_breakdown]


def test_balance_of_june_2026_is_read_with_the_first_edition_as_well(make_client: MakeClient) -> None:
    """What was added is kept as extra fields, with a warning, and what was there is still told."""
    client = make_client(kalshi_portfolio, json.dumps(BALANCE_OF_JUNE).encode())
    with pytest.warns(kalshi_portfolio.errors.ContractDriftWarning, match="balance_dollars"):
        balance = client.get_balance()
    assert balance.extra["balance_dollars"] == "98.0175"
    assert (9801, 198, 1781159348) == (balance.balance, balance.portfolio_value, balance.updated_ts)


@pytest.mark.parametrize(
    ("call", "body", "place"),
    [
        ("get_fills", page("fills", FILL_OF_JUNE), "$.fills["),
        ("get_positions", POSITIONS_OF_JUNE, "$.market_positions["),
        ("get_settlements", page("settlements", SETTLEMENT_OF_JUNE), "$.settlements["),
    ],
)
def test_answer_of_june_2026_is_an_error_that_names_the_shard_it_lacks(
    make_client: MakeClient, call: str, body: Row, place: str
) -> None:
    """The field came in August 2026; all others were there, so no other edition is better."""
    client = make_client(kalshi_portfolio_2026_10, json.dumps(body).encode())
    with pytest.raises(kalshi_portfolio_2026_10.errors.DecodeError) as raised:
        getattr(client, call)()
    assert raised.value.path.startswith(place)
    assert "exchange_index" in str(raised.value)
    assert "import" not in str(raised.value)


def test_answers_of_september_2026_are_read_with_the_later_edition(make_client: MakeClient) -> None:
    """By then it was whole: fractions of a contract and of a cent, and a shard for each."""

    def read(call: str, body: Row) -> Any:
        return getattr(make_client(kalshi_portfolio_2026_10, json.dumps(body).encode()), call)()

    (fill,) = read("get_fills", page("fills", FILL_OF_SEPTEMBER)).fills
    assert (Decimal("2.50"), Decimal("0.0175"), 0) == (
        fill.count_fp,
        fill.yes_price_dollars,
        fill.exchange_index,
    )
    positions = read("get_positions", POSITIONS_OF_SEPTEMBER)
    assert [Decimal("0.04375")] == [row.total_traded_dollars for row in positions.market_positions]
    assert [Decimal("2.5")] == [row.total_cost_shares_fp for row in positions.event_positions]
    (settlement,) = read("get_settlements", page("settlements", SETTLEMENT_OF_SEPTEMBER)).settlements
    assert (250, Decimal("0.04375")) == (settlement.revenue, settlement.yes_total_cost_dollars)


def test_fill_of_august_2026_without_side_and_action_is_read(make_client: MakeClient) -> None:
    """They are no longer promised, and what replaced them is there."""
    row = {key: value for key, value in FILL_OF_SEPTEMBER.items() if key not in ("side", "action")}
    body = json.dumps(page("fills", row)).encode()
    (fill,) = make_client(kalshi_portfolio_2026_10, body).get_fills().fills
    assert (None, None, "yes", "bid") == (fill.side, fill.action, fill.outcome_side, fill.book_side)


def test_fill_of_june_2026_sends_readers_of_the_first_edition_to_the_later(make_client: MakeClient) -> None:
    """It is what most programs of 2025 meet today."""
    client = make_client(kalshi_portfolio, json.dumps(page("fills", FILL_OF_JUNE)).encode())
    with pytest.raises(kalshi_portfolio.errors.DecodeError, match="`import kalshi_portfolio_2026_10`"):
        client.get_fills()
