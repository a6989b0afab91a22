"""Faults of money and of what is counted: amounts that do not add up, units, signs."""

from __future__ import annotations

from collections.abc import Callable

from proof.server.tamper import Body, put, telling, telling_rows


def _add(name: str, amount: int) -> Callable[[Body], None]:
    return lambda body: put(body, **{name: body[name] + amount})


def _dollars(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}00"


def _add_everywhere(name: str, amount: int) -> Callable[[Body], None]:
    """Adds to an amount in both of its notations."""
    return lambda row: put(row, **{name: row[name] + amount, f"{name}_dollars": _dollars(row[name] + amount)})


def _absolute(row: Body) -> None:
    put(row, realized_pnl=abs(row["realized_pnl"]), realized_pnl_dollars=_dollars(abs(row["realized_pnl"])))


def _with_fees(row: Body) -> None:
    profit = row["realized_pnl"] - row["fees_paid"]
    put(row, realized_pnl=profit, realized_pnl_dollars=_dollars(profit))


def _in_market(change: Callable[[Body], None], test: Callable[[Body], bool]) -> Callable[[Body], None]:
    return lambda row: change(row) if test(row) else None


def _round(row: Body) -> None:
    row["market_exposure_dollars"] = f"{round(row['market_exposure'] / 100)}.0000"


def _yes_price(row: Body) -> None:
    row["price"] = row["yes_price"] / 100


def _swap_sides(row: Body) -> None:
    row["side"] = "no" if row["side"] == "yes" else "yes"


def _one_side(row: Body) -> None:
    if row["market_result"] == "scalar":
        row["revenue"] = row["yes_count"] * row["value"]


def _last_digit(row: Body) -> None:
    put(row, no_price=row["no_price"] - 1, no_price_fixed=_dollars(row["no_price"] - 1))


MARKETS, EVENTS = ("market_positions",), ("event_positions",)
MONEY = (
    telling("the balance is a cent too high", "GetBalance", _add("balance", 1)),
    telling(
        "the balance is in dollars", "GetBalance", lambda body: put(body, balance=body["balance"] // 100)
    ),
    telling(
        "the portfolio value includes the cash",
        "GetBalance",
        lambda body: put(body, portfolio_value=body["portfolio_value"] + body["balance"]),
    ),
    telling(
        "resting orders are in dollars",
        "GetPortfolioRestingOrderTotalValue",
        lambda body: put(body, total_resting_order_value=body["total_resting_order_value"] // 100),
    ),
    telling_rows(
        "fees of settlements are cents",
        "GetSettlements",
        lambda row: put(row, fee_cost=_dollars(int(row["fee_cost"].replace(".", "")))),
    ),
    telling_rows(
        "fees of settlements are left out", "GetSettlements", lambda row: put(row, fee_cost="0.0000")
    ),
    telling_rows("dollars of positions are rounded", "GetPositions", _round, lists=MARKETS),
    telling_rows(
        "positions have no sign",
        "GetPositions",
        lambda row: put(row, position=abs(row["position"])),
        lists=MARKETS,
    ),
    telling_rows(
        "positions are a contract off",
        "GetPositions",
        _in_market(_add("position", 1), lambda row: row["position"] > 5),
        lists=MARKETS,
    ),
    telling_rows(
        "exposures are a cent off",
        "GetPositions",
        _in_market(_add_everywhere("market_exposure", 1), lambda row: row["position"] < 0),
        lists=MARKETS,
    ),
    telling_rows("losses are profits", "GetPositions", _absolute),
    telling_rows(
        "profits of some positions are after fees",
        "GetPositions",
        _in_market(_with_fees, lambda row: row["position"] > 0),
        lists=MARKETS,
    ),
    telling_rows(
        "events leave the fees out",
        "GetPositions",
        _in_market(
            lambda row: put(row, fees_paid=0, fees_paid_dollars="0.0000"), lambda row: row["fees_paid"] > 0
        ),
        lists=EVENTS,
    ),
    telling_rows(
        "events count contracts twice",
        "GetPositions",
        lambda row: put(row, total_cost_shares=2 * row["total_cost_shares"]),
        lists=EVENTS,
    ),
    telling_rows(
        "events cost a cent more than their markets",
        "GetPositions",
        _add_everywhere("total_cost", 1),
        lists=EVENTS,
    ),
    telling_rows(
        "resting contracts are negative",
        "GetPositions",
        lambda row: put(row, resting_orders_count=-1),
        lists=MARKETS,
    ),
    telling_rows("the price is that of YES whatever the side", "GetFills", _yes_price),
    telling_rows("YES and NO do not make a dollar", "GetFills", _last_digit),
    telling_rows("sides are swapped", "GetFills", _swap_sides),
    telling_rows("the older id is another one", "GetFills", lambda row: put(row, trade_id=row["order_id"])),
    telling_rows(
        "the older ticker is cut", "GetFills", lambda row: put(row, market_ticker=row["ticker"][:-1])
    ),
    telling_rows(
        "large fills count one contract less",
        "GetFills",
        _in_market(_add("count", -1), lambda row: row["count"] > 20),
    ),
    telling_rows("scalar markets pay YES only", "GetSettlements", _one_side),
    telling_rows(
        "revenue is in dollars", "GetSettlements", lambda row: put(row, revenue=row["revenue"] // 100)
    ),
    telling_rows(
        "settled contracts are swapped",
        "GetSettlements",
        lambda row: put(row, yes_count=row["no_count"], no_count=row["yes_count"]),
    ),
    telling_rows("what YES has cost is left out", "GetSettlements", lambda row: put(row, yes_total_cost=0)),
    telling_rows(
        "the value is that of NO",
        "GetSettlements",
        lambda row: put(row, value=None if row["value"] is None else 100 - row["value"]),
    ),
)
