"""One account in the fields and parameters of each edition."""

from collections.abc import Mapping

from tests.contract.other.account import Row, dollars

OLDER, NEWER = "2025-11", "2026-10"
# Of each operation its lists, its parameters, and the greatest page.
_PAGED: Mapping[str, tuple[tuple[str, ...], set[str]]] = {
    "/portfolio/fills": (("fills",), {"ticker", "order_id", "min_ts", "max_ts", "limit", "cursor"}),
    "/portfolio/positions": (
        ("market_positions", "event_positions"),
        {"cursor", "limit", "count_filter", "settlement_status", "ticker", "event_ticker"},
    ),
    "/portfolio/settlements": (
        ("settlements",),
        {"limit", "cursor", "ticker", "event_ticker", "min_ts", "max_ts"},
    ),
}


def _add(path: str, *names: str) -> tuple[tuple[str, ...], set[str]]:
    lists, known = _PAGED[path]
    return lists, known | set(names)


_MOST = {"/portfolio/fills": 200, "/portfolio/positions": 1000, "/portfolio/settlements": 200}
PAGED: Mapping[str, Mapping[str, tuple[tuple[str, ...], set[str], int]]] = {
    OLDER: {path: (*known, _MOST[path]) for path, known in _PAGED.items()},
    NEWER: {
        "/portfolio/balance": ((), {"subaccount", "exchange_index"}, 0),
        "/portfolio/fills": (*_add("/portfolio/fills", "subaccount", "exchange_index"), 1000),
        "/portfolio/positions": (*_add("/portfolio/positions", "subaccount", "exchange_index"), 1000),
        "/portfolio/settlements": (*_add("/portfolio/settlements", "subaccount"), 1000),
    },
}
# How many texts a list may hold, by operation; every other parameter holds one.
LISTS: Mapping[str, Mapping[tuple[str, str], int]] = {
    OLDER: {
        ("/portfolio/positions", "count_filter"): 10,
        ("/portfolio/positions", "event_ticker"): 10,
        ("/portfolio/settlements", "event_ticker"): 10,
    },
    NEWER: {("/portfolio/positions", "count_filter"): 10, ("/portfolio/fills", "ticker"): 100},
}
# What an edition has no field for, by the list.
GONE = {"fills": {"count", "price", "yes_price", "no_price", "yes_price_fixed", "no_price_fixed"}}


def tell(edition: str, name: str, row: Row, *, optional: bool) -> Row:
    """Tells an item of a list, with all optional fields or none."""
    told = {key: value for key, value in row.items() if key != "fee"}
    if edition == OLDER:
        hidden = set() if optional else {"created_time", "fee_cost", "event_ticker"} & told.keys()
        return {key: told[key] for key in told if key not in hidden or name == "event_positions"}
    match name:
        case "fills":
            gains = (row["side"] == "yes") == (row["action"] == "buy")
            told |= {
                "count_fp": f"{row['count']}.00",
                "yes_price_dollars": dollars(row["yes_price"]),
                "no_price_dollars": dollars(row["no_price"]),
                "fee_cost": dollars(row["fee"]),
                "outcome_side": "yes" if gains else "no",
                "book_side": "bid" if gains else "ask",
                "exchange_index": 0,
                **({"subaccount_number": 0} if optional else {}),
            }
            gone = GONE["fills"] | (set() if optional else {"side", "action", "created_time"})
        case "market_positions":
            told |= {"position_fp": f"{row['position']}.00", "exchange_index": 0}
            gone = _older_amounts(told) | {"position", "resting_orders_count"}
        case "event_positions":
            told |= {"total_cost_shares_fp": f"{row['total_cost_shares']}.00"}
            gone = _older_amounts(told) | {"total_cost_shares"}
        case _:
            told["exchange_index"] = 0
            if row["market_result"] == "void":
                told["market_result"] = "scalar"
            for side in ("yes", "no"):
                told[f"{side}_count_fp"] = f"{row[f'{side}_count']}.0"
                told[f"{side}_total_cost_dollars"] = dollars(row[f"{side}_total_cost"])
            gone = {"yes_count", "no_count", "yes_total_cost", "no_total_cost"}
    return {key: value for key, value in told.items() if key not in gone}


def _older_amounts(row: Row) -> set[str]:
    return {key.removesuffix("_dollars") for key in row if key.endswith("_dollars")}
