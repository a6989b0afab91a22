"""Faults of filters and windows: ignored, swapped, alone in counting, off by one."""

from __future__ import annotations

from collections.abc import Callable

from proof.server.tamper import Query, hearing


def _without(*names: str) -> Callable[[Query], Query]:
    return lambda query: {key: value for key, value in query.items() if key not in names}


def _moved(name: str, move: Callable[[int], int]) -> Callable[[Query], Query | None]:
    def change(query: Query) -> Query | None:
        text = query.get(name, "")
        if not text.lstrip("-").isdigit() or not -(2**62) < int(text) < 2**62:
            return None
        return {**query, name: str(move(int(text)))}

    return change


def _one_of(query: Query, *names: str) -> Query | None:
    """Keeps the first of the named parameters that is there."""
    given = [name for name in names if name in query]
    return _without(*given[1:])(query) if len(given) > 1 else None


def _mapped(name: str, values: dict[str, str]) -> Callable[[Query], Query | None]:
    return lambda query: {**query, name: values.get(query[name], query[name])} if name in query else None


def _item(name: str, index: int) -> Callable[[Query], Query | None]:
    return lambda query: (
        {**query, name: query[name].split(",")[index]} if "," in query.get(name, "") else None
    )


def _swap(query: Query) -> Query:
    names = {"min_ts": "max_ts", "max_ts": "min_ts"}
    return {names.get(key, key): value for key, value in query.items()}


FILTERS = (
    hearing("the market is ignored", "GetFills", _without("ticker")),
    hearing("the market of settlements is ignored", "GetSettlements", _without("ticker")),
    hearing("the order is ignored", "GetFills", _without("order_id")),
    hearing("the event of settlements is ignored", "GetSettlements", _without("event_ticker")),
    hearing("the event of positions is ignored", "GetPositions", _without("event_ticker")),
    hearing("of several events only the first counts", "GetPositions", _item("event_ticker", 0)),
    hearing("of several events only the last counts", "GetSettlements", _item("event_ticker", -1)),
    hearing("the count filter is ignored", "GetPositions", _without("count_filter")),
    hearing(
        "the count filter looks at the other count",
        "GetPositions",
        _mapped("count_filter", {"position": "total_traded", "total_traded": "position"}),
    ),
    hearing("of several counts only the first counts", "GetPositions", _item("count_filter", 0)),
    hearing(
        "all positions are listed by default",
        "GetPositions",
        lambda query: {"settlement_status": "all", **query},
    ),
    hearing(
        "settled and unsettled are swapped",
        "GetPositions",
        _mapped("settlement_status", {"settled": "unsettled", "unsettled": "settled"}),
    ),
    hearing("all means unsettled", "GetPositions", _mapped("settlement_status", {"all": "unsettled"})),
    hearing(
        "the order is ignored beside a market", "GetFills", lambda query: _one_of(query, "ticker", "order_id")
    ),
    hearing(
        "the end is ignored beside a beginning", "GetFills", lambda query: _one_of(query, "min_ts", "max_ts")
    ),
    hearing(
        "a market is ignored beside a window",
        "GetSettlements",
        lambda query: _one_of(query, "min_ts", "ticker"),
    ),
    hearing("the beginning is excluded", "GetFills", _moved("min_ts", lambda at: at + 1)),
    hearing("the end is excluded", "GetFills", _moved("max_ts", lambda at: at - 1)),
    hearing("the end lies a second later", "GetSettlements", _moved("max_ts", lambda at: at + 1)),
    hearing("the beginning lies a second earlier", "GetSettlements", _moved("min_ts", lambda at: at - 1)),
    hearing("the window is in milliseconds", "GetFills", _moved("min_ts", lambda at: at // 1000)),
    hearing("the end is ignored", "GetSettlements", _without("max_ts")),
    hearing("beginning and end are swapped", "GetFills", _swap),
    hearing(
        "an end of zero is no end",
        "GetFills",
        lambda query: _without("max_ts")(query) if query.get("max_ts") == "0" else None,
    ),
)
