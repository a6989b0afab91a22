"""One account, told in two editions and read by two clients, is one account."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import kalshi_portfolio
import kalshi_portfolio_2026_10
from generator.changes import Change, compare
from generator.changes.reading import read_view
from kalshi_mock import Ledger, MockExchange, make_account

from .accounts import Account, read_account, read_account_asynchronously

SCHEMAS = {
    "get_balance": "GetBalanceResponse",
    "get_portfolio_resting_order_total_value": "GetPortfolioRestingOrderTotalValueResponse",
    "fills": "Fill",
    "settlements": "Settlement",
    "market_positions": "MarketPosition",
    "event_positions": "EventPosition",
}
# What says the same in the later edition under another name; every other name is the same in both.
SUCCESSORS = {
    "Fill": {
        "count": "count_fp",
        "yes_price": "yes_price_dollars",
        "no_price": "no_price_dollars",
        "yes_price_fixed": "yes_price_dollars",
        "no_price_fixed": "no_price_dollars",
    },
    "Settlement": {
        "yes_count": "yes_count_fp",
        "no_count": "no_count_fp",
        "yes_total_cost": "yes_total_cost_dollars",
        "no_total_cost": "no_total_cost_dollars",
    },
    "MarketPosition": {
        "position": "position_fp",
        "total_traded": "total_traded_dollars",
        "market_exposure": "market_exposure_dollars",
        "realized_pnl": "realized_pnl_dollars",
        "fees_paid": "fees_paid_dollars",
    },
    "EventPosition": {
        "total_cost_shares": "total_cost_shares_fp",
        "total_cost": "total_cost_dollars",
        "event_exposure": "event_exposure_dollars",
        "realized_pnl": "realized_pnl_dollars",
        "fees_paid": "fees_paid_dollars",
    },
}
# What the later edition does not tell in one field.
UNTOLD = {
    "Fill": {"price", "client_order_id"},
    "MarketPosition": {"resting_orders_count"},
    "EventPosition": {"resting_order_count"},
}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """The one account, large enough for several pages and for every way to settle."""
    return make_account(seed=11, fills=450)


@pytest.fixture(scope="module", params=[False, True], ids=["sync", "async"])
def accounts(ledger: Ledger, request: pytest.FixtureRequest) -> tuple[Account, Account]:
    """The account through the client of each edition."""
    read = []
    for package, edition in ((kalshi_portfolio, "2025-11"), (kalshi_portfolio_2026_10, "2026-10")):
        client: Any = package.AsyncKalshiClient if request.param else package.KalshiClient
        reader = read_account_asynchronously if request.param else read_account
        with MockExchange(ledger=ledger, edition=edition, key_type="ed25519") as exchange:
            credentials = {"api_key_id": exchange.api_key_id, "private_key": exchange.private_key_pem}
            read.append(reader(client(host=exchange.url, **credentials)))
    return read[0], read[1]


@pytest.fixture(scope="module")
def units(root: Path) -> tuple[dict[tuple[str, str], str], ...]:
    """What each field counts, by schema and name, in each contract."""
    found = []
    for name in ("openapi.yaml", "editions/2026-10.yaml"):
        schemas = YAML(typ="safe", pure=True).load(root / name)["components"]["schemas"]
        found.append(
            {
                (schema, field): node["x-unit"]
                for schema, body in schemas.items()
                for field, node in body.get("properties", {}).items()
                if "x-unit" in node
            }
        )
    return tuple(found)


def test_accounts_of_both_editions_are_not_empty(accounts: tuple[Account, Account]) -> None:
    """Otherwise they would agree for nothing."""
    for account in accounts:
        assert {True} == {bool(account[name]) for name in SCHEMAS}
        assert 450 == len(account["fills"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_accounts_of_both_editions_agree_in_every_field(
    accounts: tuple[Account, Account], units: tuple[dict[tuple[str, str], str], ...], name: str
) -> None:
    """Amounts to the cent, counts to the contract, times to the microsecond, and every name."""
    schema = SCHEMAS[name]
    first, later = (account[name] for account in accounts)
    assert len(first) == len(later)
    for one, other in zip(first, later, strict=True):
        for field, value in one.items():
            if field in UNTOLD.get(schema, ()):
                continue
            successor = SUCCESSORS.get(schema, {}).get(field, field)
            told = other[successor]
            if (units[0].get((schema, field)), units[1].get((schema, successor))) == ("cents", "dollars"):
                told *= 100
            if (field, value) == ("market_result", "void"):
                value, told = ("scalar", None), (told, other.get("value"))
            assert (field, value) == (field, told)


def test_what_the_later_edition_adds_follows_from_the_first(accounts: tuple[Account, Account]) -> None:
    """A fill's price, its outcome and book side, and fees and cash in dollars."""
    first, later = accounts
    for one, other in zip(first["fills"], later["fills"], strict=True):
        assert one["price"] == other[f"{one['side']}_price_dollars"]
        gains_yes = (one["side"] == "yes") == (one["action"] == "buy")
        expected = ("yes", "bid") if gains_yes else ("no", "ask")
        assert expected == (other["outcome_side"], other["book_side"])
    fees: dict[str, Decimal] = {}
    for fill in later["fills"]:
        fees[fill["ticker"]] = fees.get(fill["ticker"], Decimal(0)) + fill["fee_cost"]
    paid = {row["ticker"]: row["fees_paid_dollars"] for row in first["market_positions"]}
    assert {ticker: fee for ticker, fee in paid.items() if ticker in fees} == fees
    (cash,), (told,) = first["get_balance"], later["get_balance"]
    assert cash["balance"] == told["balance_dollars"] * 100
    assert told["balance_dollars"] == sum(share["balance"] for share in told["balance_breakdown"])


def test_successors_are_what_the_changes_report_finds(root: Path) -> None:
    """The guide, which is written from that report, tells what is held to one account here."""
    old, _ = read_view(root / "openapi.yaml", "kalshi_portfolio")
    new, _ = read_view(root / "editions/2026-10.yaml", "kalshi_portfolio_2026_10")

    def successor(change: Change) -> str | None:
        line = change.new or change.instead
        return line.names[1] if line else None

    found: dict[str, dict[str, str | None]] = {}
    for change in compare(old, new).changes:
        if change.old and change.old.kind == "field" and change.old.names[0] in SCHEMAS.values():
            schema, field = change.old.names
            if successor(change) != field:
                found.setdefault(schema, {})[field] = successor(change)
    told = {
        schema: {field: name for field, name in fields.items() if name} for schema, fields in found.items()
    }
    untold = {
        schema: {field for field, name in fields.items() if not name} for schema, fields in found.items()
    }
    assert SUCCESSORS == told
    assert UNTOLD == {schema: fields for schema, fields in untold.items() if fields}


@pytest.mark.parametrize("call", ["get_fills", "get_positions", "get_settlements"])
@pytest.mark.parametrize(
    ("package", "edition", "better"),
    [
        (kalshi_portfolio, "2026-10", "kalshi_portfolio_2026_10"),
        (kalshi_portfolio_2026_10, "2025-11", "kalshi_portfolio"),
    ],
)
def test_answer_of_another_edition_is_an_error_that_names_the_import(
    ledger: Ledger, package: Any, edition: str, better: str, call: str
) -> None:
    """Whoever imported the wrong package learns which one is right, and no amount is in the message."""
    with (
        MockExchange(ledger=ledger, edition=edition, key_type="ed25519") as exchange,
        package.KalshiClient(
            host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
        ) as client,
        pytest.raises(package.errors.DecodeError) as raised,
    ):
        getattr(client, call)(**({"settlement_status": "all"} if call == "get_positions" else {}))
    assert f"edition {edition} (" in str(raised.value)
    assert f"`import {better}`" in str(raised.value)
    assert ledger.fills[-1].order.ticker not in str(raised.value)


def test_answer_of_the_same_edition_that_does_not_fit_names_no_import(
    make_client: Callable[..., Any],
) -> None:
    """A fault of the answer is no matter of editions."""
    for package in (kalshi_portfolio, kalshi_portfolio_2026_10):
        client = make_client(package, b'{"fills": [{"ticker": 5}], "cursor": ""}')
        with pytest.raises(package.errors.DecodeError) as raised:
            client.get_fills()
        assert "import" not in str(raised.value)
