"""Tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kalshi_cli._columns import (
    EVENT_POSITIONS,
    FILLS,
    MARKET_POSITIONS,
    SETTLEMENTS,
    Cell,
    Column,
    Row,
    Sheet,
)
from kalshi_cli._moments import name_zone, show_moment
from kalshi_cli._notation import show_number

_UNKNOWN: Final = "unknown"
_WIDE: Final = 10_000
_SIGNED: Final = {"position_contracts", "realized_pnl_dollars"}

# What is worth a look; files and JSON have every column.
_SHOWN: Final = {
    FILLS.name: (
        "created_time",
        "ticker",
        "outcome_side",
        "contracts",
        "yes_price_dollars",
        "fee_dollars",
        "is_taker",
    ),
    SETTLEMENTS.name: (
        "settled_time",
        "ticker",
        "market_result",
        "yes_contracts",
        "no_contracts",
        "yes_cost_dollars",
        "no_cost_dollars",
        "revenue_dollars",
        "fee_dollars",
    ),
    MARKET_POSITIONS.name: (
        "ticker",
        "position_contracts",
        "exposure_dollars",
        "realized_pnl_dollars",
        "fees_paid_dollars",
        "last_updated_time",
    ),
    EVENT_POSITIONS.name: EVENT_POSITIONS.names,
}


def make_console() -> Console:
    """Return a console on stdout: plain and as wide as it takes where that is no terminal."""
    return Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)


def print_table(sheet: Sheet, rows: Iterable[Row], zone: tzinfo | None) -> None:
    """Print rows, and how many there are.

    Args:
        sheet: What they are.
        rows: The rows.
        zone: The zone that moments are told in; ``None`` for this machine's.
    """
    shown = [sheet.columns[sheet.place(name)] for name in _SHOWN[sheet.name]]
    places = [sheet.place(column.name) for column in shown]
    table = _make_table(shown)
    for row in rows:
        table.add_row(*(_show(column, row[place], zone) for column, place in zip(shown, places, strict=True)))
    table.caption = f"{table.row_count:,} {sheet.name}; times are {name_zone(zone)}"
    make_console().print(table)


def print_facts(columns: Sequence[Column], row: Row, zone: tzinfo | None) -> None:
    """Print one row from top to bottom."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for column, cell in zip(columns, row, strict=True):
        table.add_row(_title(column), _show(column, cell, zone))
    make_console().print(table)


def _make_table(columns: Sequence[Column]) -> Table:
    table = Table(box=None, header_style="bold", caption_justify="left", padding=(0, 2, 0, 0))
    for column in columns:
        right = column.kind in ("dollars", "contracts", "index")
        table.add_column(_title(column), justify="right" if right else "left", no_wrap=True)
    return table


def _title(column: Column) -> str:
    name = column.name.replace("_dollars", " $").removesuffix("_time").replace("_", " ")
    return {"created": "time", "settled": "time", "last updated": "changed"}.get(name, name)


def _show(column: Column, cell: Cell, zone: tzinfo | None) -> Text:
    signed = column.name in _SIGNED
    match cell:
        case None:
            return Text(_UNKNOWN, style="dim")
        case bool():
            return Text("yes" if cell else "no")
        case Decimal():
            style = ("green" if cell > 0 else "red" if cell < 0 else "") if signed else ""
            places = 2 if column.kind == "dollars" else 0
            return Text(show_number(cell, places=places, signed=signed and cell != 0), style=style)
        case datetime():
            return Text(show_moment(cell, zone))
        case _:
            return Text({"yes": "YES", "no": "NO"}.get(str(cell), str(cell)))
