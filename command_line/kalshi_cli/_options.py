"""The options that commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import typer

from kalshi_cli._editions import NEWEST, Edition


class Layout(StrEnum):
    """How an answer is written to stdout."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


_CONNECTION = "Connection"
_OUTPUT = "Output"
_FILTERS = "Filters"

EditionOption: TypeAlias = Annotated[
    Edition,
    typer.Option(
        envvar="KALSHI_EDITION",
        help=f"Month of the API to speak. The exchange of today speaks {NEWEST}.",
        rich_help_panel=_CONNECTION,
    ),
]
HostOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        envvar="KALSHI_HOST",
        help="Base URL, or [b]production[/b] or [b]demo[/b]. Production, unless told.",
        rich_help_panel=_CONNECTION,
    ),
]
ZoneOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--tz",
        help="Time zone of dates and times, such as UTC. That of this machine, unless told.",
        rich_help_panel=_OUTPUT,
    ),
]
JsonOption: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Write JSON: every column, exact.", rich_help_panel=_OUTPUT)
]
CsvOption: TypeAlias = Annotated[
    bool, typer.Option("--csv", help="Write CSV: every column, exact.", rich_help_panel=_OUTPUT)
]
NewestOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--newest", "-n", min=1, help="Stop after so many rows.", rich_help_panel=_OUTPUT),
]
TickersOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--ticker", help="Only this market. Edition 2026-10 takes several.", rich_help_panel=_FILTERS
    ),
]
TickerOption: TypeAlias = Annotated[
    str | None, typer.Option("--ticker", help="Only this market.", rich_help_panel=_FILTERS)
]
EventTickerOption: TypeAlias = Annotated[
    str | None, typer.Option(help="Only this event.", rich_help_panel=_FILTERS)
]
OrderIdOption: TypeAlias = Annotated[
    str | None, typer.Option(help="Only fills of this order.", rich_help_panel=_FILTERS)
]
SinceOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="From the beginning of this day, or from a moment on.", rich_help_panel=_FILTERS
    ),
]
UntilOption: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="To the end of this day, or up to a moment.", rich_help_panel=_FILTERS),
]
SubaccountOption: TypeAlias = Annotated[
    int | None,
    typer.Option(min=0, help="Only this subaccount; 0 is the primary one.", rich_help_panel=_FILTERS),
]
ExchangeIndexOption: TypeAlias = Annotated[
    int | None, typer.Option(min=0, help="Only this shard of the exchange.", rich_help_panel=_FILTERS)
]


class Count(StrEnum):
    """A count of a position that must not be zero."""

    POSITION = "position"
    TOTAL_TRADED = "total_traded"


class Status(StrEnum):
    """Which positions, by whether their market is settled."""

    UNSETTLED = "unsettled"
    SETTLED = "settled"
    ALL = "all"


class Grouping(StrEnum):
    """What positions are told by."""

    MARKET = "market"
    EVENT = "event"


CountFilterOption: TypeAlias = Annotated[
    list[Count] | None,
    typer.Option(help="Only positions in which this is not zero.", rich_help_panel=_FILTERS),
]
SettlementStatusOption: TypeAlias = Annotated[
    Status | None,
    typer.Option(help="Which positions; unsettled ones, unless told.", rich_help_panel=_FILTERS),
]
GroupingOption: TypeAlias = Annotated[
    Grouping, typer.Option("--by", help="Market by market, or summed by event.", rich_help_panel=_OUTPUT)
]
