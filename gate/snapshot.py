"""The whole account as the server tells it without any filter: what every selection is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from gate.contract import Contract, Operation
from gate.items import vocabularies
from gate.target import Query, Target
from gate.walk import Row, read_all

Values = Mapping[str, Mapping[str, Sequence[str | int]]]
"""Values that exist, by operationId and parameter."""

NOTHING: Query = MappingProxyType({})
# Asks for everything where an operation would leave something out by default.
WIDEST: Mapping[str, str] = {"settlement_status": "all"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All items of all lists.

    Attributes:
        lists: The items by operationId and the name of their list, in the order in which they came.
    """

    lists: Mapping[tuple[str, str], Sequence[Row]]

    @classmethod
    def take(cls, contract: Contract, target: Target, part: Query = NOTHING) -> Snapshot:
        """Reads everything, with the largest pages.

        Args:
            contract: The contract.
            target: The server.
            part: Parameters that narrow it, for those operations that have them.

        Raises:
            Violation: A page cannot be read, or paging does not end.
        """
        found: dict[tuple[str, str], Sequence[Row]] = {}
        for operation in contract.paged:
            narrow = {name: value for name, value in part.items() if name in operation.parameters}
            for name, rows in read_all(target, operation, {**widest(operation), **narrow}).items():
                found[operation.id, name] = rows
        return cls(found)

    def rows(self, operation: Operation, name: str) -> Sequence[Row]:
        """The items of a list."""
        return self.lists[operation.id, name]

    def values(self, contract: Contract) -> Values:
        """Values that exist, for the parameters that are named after a field or bound a time."""
        told: dict[str, dict[str | int, None]] = {}
        for operation in contract.paged:
            vocabulary = dict(vocabularies(contract, operation.id))
            for each in operation.lists:
                for row in spread(self.rows(operation, each.name), MOST_VALUES):
                    item = vocabulary[each.name].read(row)
                    for name, parameter in operation.parameters.items():
                        if type(item.get(name)) is (int if parameter.kind == "integer" else str):
                            told.setdefault(name, {})[item[name]] = None
        found: dict[str, dict[str, list[str | int]]] = {}
        for operation in contract.operations.values():
            times = self._times(operation)
            for name in operation.parameters:
                known: list[str | int] = [*(times if name in TIME_BOUNDS else told.get(name, ()))]
                if known:
                    found.setdefault(operation.id, {})[name] = known
        return {operation: found.get(operation, {}) for operation in contract.operations}

    def _times(self, operation: Operation) -> list[int]:
        """When items of an operation's own lists were, in whole seconds."""
        times = [
            time_of(row, each.time)
            for each in operation.lists
            for row in spread(self.rows(operation, each.name), MOST_VALUES)
        ]
        return list(dict.fromkeys(int(at) for at in times if at is not None))


def partial_defaults(contract: Contract) -> dict[str, str | int]:
    """The parts of the account that operations tell of where nothing is asked, by parameter."""
    found: dict[str, str | int] = {}
    for operation in contract.paged:
        for name, parameter in operation.parameters.items():
            if parameter.unit == "index" and parameter.default is not None:
                found[name] = parameter.default
    return found


MOST_VALUES = 12
TIME_BOUNDS = frozenset({"min_ts", "max_ts"})


def widest(operation: Operation) -> dict[str, str | int]:
    """The query that leaves nothing out and needs the fewest pages."""
    query: dict[str, str | int] = {
        name: value for name, value in WIDEST.items() if name in operation.parameters
    }
    if operation.paging is not None:
        maximum = operation.parameters[operation.paging.limit].maximum
        if maximum is not None:
            query[operation.paging.limit] = maximum
    return query


def spread(rows: Sequence[Row], count: int) -> Sequence[Row]:
    """Some of the items, evenly spread over all."""
    return rows[:: max(len(rows) // count, 1)]


def time_of(row: Row, field: str | None) -> float | None:
    """When an item was, in seconds since 1970; None if it does not say.

    The field may be optional; whole seconds beside it say the same, less the fraction.
    """
    if field is None:
        return None
    at = parse_time(row.get(field))
    seconds = row.get("ts")
    return float(seconds) if at is None and isinstance(seconds, int) else at


def parse_time(value: Any) -> float | None:
    """Reads a timestamp, None if it is none."""
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        return parsed.timestamp() if parsed.tzinfo else None
    return None
