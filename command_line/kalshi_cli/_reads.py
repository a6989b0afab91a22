"""The commands that look at an account: balance, positions, fills, settlements, resting-value."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import typer

from kalshi_cli import _options as options
from kalshi_cli._editions import NEWEST, Edition
from kalshi_cli._failures import CommandError
from kalshi_cli._options import Layout


def balance(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    subaccount: options.SubaccountOption = None,
    exchange_index: options.ExchangeIndexOption = None,
    tz: options.ZoneOption = None,
    as_json: options.JsonOption = False,
    as_csv: options.CsvOption = False,
) -> None:
    """Show the cash that is free to trade, and what the positions are worth."""
    from kalshi_cli._columns import BALANCE

    _show_one(
        ("GET_BALANCE", "get_balance", BALANCE),
        {"subaccount": subaccount, "exchange_index": exchange_index},
        edition=edition,
        host=host,
        tz=tz,
        layout=_choose_layout(as_json, as_csv),
    )


def resting_value(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    as_json: options.JsonOption = False,
    as_csv: options.CsvOption = False,
) -> None:
    """Show what all resting orders would cost.

    Meant for members of a futures commission merchant: any other key gets 403, which is no fault.
    """
    from kalshi_cli._columns import RESTING_VALUE

    _show_one(
        ("GET_PORTFOLIO_RESTING_ORDER_TOTAL_VALUE", "get_portfolio_resting_order_total_value", RESTING_VALUE),
        {},
        edition=edition,
        host=host,
        tz=None,
        layout=_choose_layout(as_json, as_csv),
    )


def positions(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickerOption = None,
    event_ticker: options.EventTickerOption = None,
    count_filter: options.CountFilterOption = None,
    settlement_status: options.SettlementStatusOption = None,
    subaccount: options.SubaccountOption = None,
    exchange_index: options.ExchangeIndexOption = None,
    by: options.GroupingOption = options.Grouping.MARKET,
    tz: options.ZoneOption = None,
    as_json: options.JsonOption = False,
    as_csv: options.CsvOption = False,
) -> None:
    """List what is held: positive contracts are YES, negative ones NO."""
    from kalshi_cli._columns import EVENT_POSITIONS, MARKET_POSITIONS

    _show_rows(
        EVENT_POSITIONS if by is options.Grouping.EVENT else MARKET_POSITIONS,
        {
            "ticker": ticker,
            "event_ticker": event_ticker,
            "count_filter": [str(count) for count in count_filter] if count_filter else None,
            "settlement_status": settlement_status and str(settlement_status),
            "subaccount": subaccount,
            "exchange_index": exchange_index,
        },
        edition=edition,
        host=host,
        tz=tz,
        layout=_choose_layout(as_json, as_csv),
    )


def fills(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickersOption = None,
    order_id: options.OrderIdOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    subaccount: options.SubaccountOption = None,
    exchange_index: options.ExchangeIndexOption = None,
    newest: options.NewestOption = None,
    tz: options.ZoneOption = None,
    as_json: options.JsonOption = False,
    as_csv: options.CsvOption = False,
) -> None:
    """List fills, the newest first.

    The outcome side is what a fill adds exposure to: buying YES and selling NO are both YES.

    Example: kalshi-portfolio fills --since 2026-10-01 --csv > october.csv
    """
    from kalshi_cli._columns import FILLS

    _show_rows(
        FILLS,
        {
            "ticker": join_tickers(ticker),
            "order_id": order_id,
            **read_range(since, until, tz),
            "subaccount": subaccount,
            "exchange_index": exchange_index,
        },
        edition=edition,
        host=host,
        tz=tz,
        layout=_choose_layout(as_json, as_csv),
        newest=newest,
    )


def settlements(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickerOption = None,
    event_ticker: options.EventTickerOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    subaccount: options.SubaccountOption = None,
    newest: options.NewestOption = None,
    tz: options.ZoneOption = None,
    as_json: options.JsonOption = False,
    as_csv: options.CsvOption = False,
) -> None:
    """List the markets that were settled and what they paid, the newest first."""
    from kalshi_cli._columns import SETTLEMENTS

    _show_rows(
        SETTLEMENTS,
        {
            "ticker": ticker,
            "event_ticker": event_ticker,
            **read_range(since, until, tz),
            "subaccount": subaccount,
        },
        edition=edition,
        host=host,
        tz=tz,
        layout=_choose_layout(as_json, as_csv),
        newest=newest,
    )


def join_tickers(tickers: list[str] | None) -> str | list[str] | None:
    """Return one ticker as text, which every edition takes, and several as a list."""
    return tickers[0] if tickers and len(tickers) == 1 else tickers or None


def read_range(since: str | None, until: str | None, tz: str | None) -> dict[str, int | None]:
    """Return the filters for a range of time.

    Raises:
        CommandError: If a date or the zone is none, or the range ends before it begins.
    """
    from kalshi_cli._moments import find_zone, read_since, read_until

    zone = find_zone(tz)
    first, last = read_since(since, zone), read_until(until, zone)
    if first is not None and last is not None and first > last:
        raise CommandError("--since lies after --until; swap them")
    return {"min_ts": first, "max_ts": last}


def _choose_layout(as_json: bool, as_csv: bool) -> Layout:
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv are both given; give one of them")
    return Layout.JSON if as_json else Layout.CSV if as_csv else Layout.TABLE


def _show_one(
    call: tuple[str, str, Any],
    filters: Mapping[str, object],
    *,
    edition: Edition,
    host: str | None,
    tz: str | None,
    layout: Layout,
) -> None:
    from kalshi_cli._editions import check_filters, open_client
    from kalshi_cli._moments import find_zone
    from kalshi_cli._notation import encode_row, print_csv

    operation, method, columns = call
    zone = find_zone(tz)
    given = check_filters(edition, operation, filters)
    with open_client(edition, host) as client:
        answer = getattr(client, method)(**given)
    row = tuple(column.reader(edition)(answer) for column in columns)
    names = [column.name for column in columns]
    if layout is Layout.JSON:
        sys.stdout.write(encode_row(names, row) + "\n")
    elif layout is Layout.CSV:
        print_csv(sys.stdout, names, [row])
    else:
        from kalshi_cli._tables import print_facts

        print_facts(columns, row, zone)


def _show_rows(
    sheet: Any,
    filters: Mapping[str, object],
    *,
    edition: Edition,
    host: str | None,
    tz: str | None,
    layout: Layout,
    newest: int | None = None,
) -> None:
    from kalshi_cli._editions import open_client
    from kalshi_cli._moments import find_zone
    from kalshi_cli._notation import print_csv, print_json
    from kalshi_cli._walk import walk_rows

    zone = find_zone(tz)
    with open_client(edition, host) as client:
        rows = walk_rows(client, edition, sheet, filters, newest)
        if layout is Layout.TABLE:
            from kalshi_cli._tables import print_table

            print_table(sheet, rows, zone)
        else:
            (print_json if layout is Layout.JSON else print_csv)(sys.stdout, sheet.names, rows)
