"""What is told of each thing: one table of columns, and where each edition of the API has them.

All editions give the same columns: amounts in dollars, counts in contracts, moments in UTC. What an edition
does not tell is ``None``, which means unknown and never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias

from kalshi_cli._editions import Edition

Cell: TypeAlias = str | Decimal | datetime | bool | int | None
Row: TypeAlias = tuple[Cell, ...]
Kind: TypeAlias = Literal["text", "moment", "dollars", "contracts", "flag", "index"]
Reader: TypeAlias = Callable[[Any], Cell]

_OLD, _NEW = Edition.NOVEMBER_2025, Edition.OCTOBER_2026
_CENTS_BEHIND_THE_POINT = -2


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Its name in files and JSON, with the unit.
        kind: What its cells are.
        fields: Where it is found: a field's name, or what reads it; by edition where they differ. An
            edition that is not there does not tell it.
    """

    name: str
    kind: Kind
    fields: str | Reader | Mapping[Edition, str | Reader]

    def reader(self, edition: Edition) -> Reader:
        """Return what reads the cell from a model of the edition."""
        place = self.fields.get(edition) if isinstance(self.fields, Mapping) else self.fields
        if place is None:
            return lambda _: None
        read = attrgetter(place) if isinstance(place, str) else place
        return (lambda model: _plain_text(read(model))) if self.kind == "text" else read


@dataclass(frozen=True)
class Sheet:
    """What is told of one kind of thing.

    Attributes:
        name: What the things are called.
        operation: The operation that lists them, among the package's operations.
        walk: The client's method that walks through the pages.
        items: The field of a page that holds them.
        id: The column that tells one from another.
        moment: The column with the time that they are listed by, newest first; ``None`` for a snapshot.
        columns: The columns.
        sums: The columns that can be added up.
    """

    name: str
    operation: str
    walk: str
    items: str
    id: str
    moment: str | None
    columns: tuple[Column, ...]
    sums: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def place(self, name: str) -> int:
        """Return which column, counted from 0, has a name."""
        return self.names.index(name)

    def reader(self, edition: Edition) -> Callable[[Any], Row]:
        """Return what makes a row of a model of the edition."""
        readers = [column.reader(edition) for column in self.columns]
        return lambda model: tuple(read(model) for read in readers)


def _plain_text(value: Any) -> Cell:
    return None if value is None else str(value)


def _cents(name: str) -> Reader:
    read = attrgetter(name)

    def convert(model: Any) -> Cell:
        cents = read(model)
        return None if cents is None else Decimal(cents).scaleb(_CENTS_BEHIND_THE_POINT)

    return convert


def _whole(name: str) -> Reader:
    read = attrgetter(name)

    def convert(model: Any) -> Cell:
        count = read(model)
        return None if count is None else Decimal(count)

    return convert


def _gained_side(fill: Any) -> Cell:
    """The outcome that a fill adds exposure to: selling one side gains the other."""
    sides = {("buy", "yes"): "yes", ("sell", "no"): "yes", ("buy", "no"): "no", ("sell", "yes"): "no"}
    return sides.get((str(fill.action), str(fill.side)))


def _fill_moment(fill: Any) -> Cell:
    """When a fill happened; some tell it in whole seconds only."""
    if fill.created_time is not None or fill.ts is None:
        moment: datetime | None = fill.created_time
        return moment
    return datetime.fromtimestamp(fill.ts, UTC)


def _from_seconds(name: str) -> Reader:
    read = attrgetter(name)
    return lambda model: datetime.fromtimestamp(read(model), UTC)


FILLS: Final = Sheet(
    "fills",
    "GET_FILLS",
    "iter_fills_pages",
    "fills",
    id="fill_id",
    moment="created_time",
    columns=(
        Column("created_time", "moment", _fill_moment),
        Column("fill_id", "text", "fill_id"),
        Column("order_id", "text", "order_id"),
        Column("ticker", "text", "ticker"),
        Column("outcome_side", "text", {_OLD: _gained_side, _NEW: "outcome_side"}),
        Column("action", "text", "action"),
        Column("side", "text", "side"),
        Column("contracts", "contracts", {_OLD: _whole("count"), _NEW: "count_fp"}),
        Column("yes_price_dollars", "dollars", {_OLD: "yes_price_fixed", _NEW: "yes_price_dollars"}),
        Column("no_price_dollars", "dollars", {_OLD: "no_price_fixed", _NEW: "no_price_dollars"}),
        Column("fee_dollars", "dollars", {_NEW: "fee_cost"}),
        Column("is_taker", "flag", "is_taker"),
        Column("subaccount", "index", {_NEW: "subaccount_number"}),
        Column("exchange_index", "index", {_NEW: "exchange_index"}),
    ),
    sums=("contracts", "fee_dollars"),
)

SETTLEMENTS: Final = Sheet(
    "settlements",
    "GET_SETTLEMENTS",
    "iter_settlements_pages",
    "settlements",
    id="ticker",
    moment="settled_time",
    columns=(
        Column("settled_time", "moment", "settled_time"),
        Column("ticker", "text", "ticker"),
        Column("event_ticker", "text", "event_ticker"),
        Column("market_result", "text", "market_result"),
        Column("value_dollars", "dollars", _cents("value")),
        Column("yes_contracts", "contracts", {_OLD: _whole("yes_count"), _NEW: "yes_count_fp"}),
        Column(
            "yes_cost_dollars", "dollars", {_OLD: _cents("yes_total_cost"), _NEW: "yes_total_cost_dollars"}
        ),
        Column("no_contracts", "contracts", {_OLD: _whole("no_count"), _NEW: "no_count_fp"}),
        Column("no_cost_dollars", "dollars", {_OLD: _cents("no_total_cost"), _NEW: "no_total_cost_dollars"}),
        Column("revenue_dollars", "dollars", _cents("revenue")),
        Column("fee_dollars", "dollars", "fee_cost"),
        Column("exchange_index", "index", {_NEW: "exchange_index"}),
    ),
    sums=("yes_cost_dollars", "no_cost_dollars", "revenue_dollars", "fee_dollars"),
)

MARKET_POSITIONS: Final = Sheet(
    "positions",
    "GET_POSITIONS",
    "iter_positions_pages",
    "market_positions",
    id="ticker",
    moment=None,
    columns=(
        Column("ticker", "text", "ticker"),
        Column("position_contracts", "contracts", {_OLD: _whole("position"), _NEW: "position_fp"}),
        Column("exposure_dollars", "dollars", "market_exposure_dollars"),
        Column("realized_pnl_dollars", "dollars", "realized_pnl_dollars"),
        Column("fees_paid_dollars", "dollars", "fees_paid_dollars"),
        Column("total_traded_dollars", "dollars", "total_traded_dollars"),
        Column("last_updated_time", "moment", "last_updated_ts"),
        Column("exchange_index", "index", {_NEW: "exchange_index"}),
    ),
    sums=("exposure_dollars", "realized_pnl_dollars", "fees_paid_dollars", "total_traded_dollars"),
)

EVENT_POSITIONS: Final = Sheet(
    "event positions",
    "GET_POSITIONS",
    "iter_positions_pages",
    "event_positions",
    id="event_ticker",
    moment=None,
    columns=(
        Column("event_ticker", "text", "event_ticker"),
        Column(
            "contracts_traded",
            "contracts",
            {_OLD: _whole("total_cost_shares"), _NEW: "total_cost_shares_fp"},
        ),
        Column("exposure_dollars", "dollars", "event_exposure_dollars"),
        Column("realized_pnl_dollars", "dollars", "realized_pnl_dollars"),
        Column("fees_paid_dollars", "dollars", "fees_paid_dollars"),
        Column("total_cost_dollars", "dollars", "total_cost_dollars"),
    ),
    sums=("exposure_dollars", "realized_pnl_dollars", "fees_paid_dollars", "total_cost_dollars"),
)

BALANCE: Final = (
    Column("cash_dollars", "dollars", {_OLD: _cents("balance"), _NEW: "balance_dollars"}),
    Column(
        "positions_value_dollars",
        "dollars",
        _cents("portfolio_value"),
    ),
    Column("updated_time", "moment", _from_seconds("updated_ts")),
)

RESTING_VALUE: Final = (
    Column(
        "resting_value_dollars",
        "dollars",
        _cents("total_resting_order_value"),
    ),
)
