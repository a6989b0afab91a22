"""The commands ``export fills``, ``export settlements`` and ``export positions``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from kalshi_cli import _options as options
from kalshi_cli._editions import NEWEST, Edition
from kalshi_cli._failures import tell
from kalshi_cli._reads import join_tickers, read_range

exports = typer.Typer(
    no_args_is_help=True,
    help=(
        "Write a whole list into a file: CSV, JSON Lines or Parquet.\n\n"
        "Running it again appends what is new. A file is replaced only when all of it is there, and a small "
        "file beside it (.meta.json) has counts, sums and a checksum."
    ),
)

ToOption: TypeAlias = Annotated[
    Path, typer.Option(help="File to write; it ends in .csv, .jsonl or .parquet.", metavar="FILE")
]
ResumeOption: TypeAlias = Annotated[
    bool, typer.Option("--resume", help="Go on where an earlier run was interrupted, if one was.")
]
OverwriteOption: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Begin anew, whatever the file holds.")
]


@exports.command("fills")
def export_fills(
    to: ToOption,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickersOption = None,
    order_id: options.OrderIdOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    subaccount: options.SubaccountOption = None,
    exchange_index: options.ExchangeIndexOption = None,
    tz: options.ZoneOption = None,
) -> None:
    """Export fills, the oldest first.

    Example, as a nightly job: kalshi-portfolio export fills --to fills.csv --resume
    """
    from kalshi_cli._columns import FILLS

    filters = {
        "ticker": join_tickers(ticker),
        "order_id": order_id,
        **read_range(since, until, tz),
        "subaccount": subaccount,
        "exchange_index": exchange_index,
    }
    _export(FILLS, filters, to, edition, host, resume=resume, overwrite=overwrite)


@exports.command("settlements")
def export_settlements(
    to: ToOption,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickerOption = None,
    event_ticker: options.EventTickerOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    subaccount: options.SubaccountOption = None,
    tz: options.ZoneOption = None,
) -> None:
    """Export settlements, the oldest first."""
    from kalshi_cli._columns import SETTLEMENTS

    filters = {
        "ticker": ticker,
        "event_ticker": event_ticker,
        **read_range(since, until, tz),
        "subaccount": subaccount,
    }
    _export(SETTLEMENTS, filters, to, edition, host, resume=resume, overwrite=overwrite)


@exports.command("positions")
def export_positions(
    to: ToOption,
    resume: ResumeOption = False,
    overwrite: OverwriteOption = False,
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    ticker: options.TickerOption = None,
    event_ticker: options.EventTickerOption = None,
    count_filter: options.CountFilterOption = None,
    settlement_status: options.SettlementStatusOption = None,
    subaccount: options.SubaccountOption = None,
    exchange_index: options.ExchangeIndexOption = None,
    by: options.GroupingOption = options.Grouping.MARKET,
) -> None:
    """Export what is held now. A snapshot is a file of its own.

    The file's name may hold the time, as in: kalshi-portfolio export positions --to positions-%Y-%m-%d.csv
    """
    from kalshi_cli._columns import EVENT_POSITIONS, MARKET_POSITIONS

    filters = {
        "ticker": ticker,
        "event_ticker": event_ticker,
        "count_filter": [str(count) for count in count_filter] if count_filter else None,
        "settlement_status": settlement_status and str(settlement_status),
        "subaccount": subaccount,
        "exchange_index": exchange_index,
    }
    sheet = EVENT_POSITIONS if by is options.Grouping.EVENT else MARKET_POSITIONS
    path = to.with_name(f"{datetime.now().astimezone():{to.name}}") if "%" in to.name else to
    _export(sheet, filters, path, edition, host, resume=resume, overwrite=overwrite)


def _export(
    sheet: Any,
    filters: Mapping[str, object],
    path: Path,
    edition: Edition,
    host: str | None,
    *,
    resume: bool,
    overwrite: bool,
) -> None:
    from kalshi_cli._editions import find_host, open_client
    from kalshi_cli._export import export

    result = export(
        lambda: open_client(edition, host),
        edition,
        find_host(edition, host),
        sheet,
        filters,
        path,
        resume=resume,
        overwrite=overwrite,
    )
    new = "nothing new" if not result.added else f"{result.added:,} new"
    tell(f"{path} has {result.rows:,} {sheet.name}, {new}")
