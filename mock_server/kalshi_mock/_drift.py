"""A newer server: answers that lack fields of the contract, or have others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one field: it is removed, renamed to `value`, or set to it.

    A value that can be called is given the row, and gives the value.
    """

    kind: Literal["remove", "rename", "set"]
    field: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Drift:
    """How rows differ from the contract.

    Attributes:
        changes: What is done to each row of a schema, in this order.
    """

    changes: Mapping[str, tuple[Change, ...]]

    def apply(self, schema: str, row: Row) -> Row:
        """Tells a row as the newer server would.

        Args:
            schema: The row's schema.
            row: The row, which is changed.

        Returns:
            The same row.
        """
        for change in self.changes.get(schema, ()):
            if change.kind == "set":
                row[change.field] = change.value(row) if callable(change.value) else change.value
            elif change.field in row:
                value = row.pop(change.field)
                if change.kind == "rename":
                    row[change.value] = value
        return row


NO_DRIFT = Drift({})


def plan_drift(
    schemas: Mapping[str, Iterable[str]],
    *,
    remove: Iterable[str],
    null: Iterable[str],
    rename: Mapping[str, str],
    add: Mapping[str, object],
) -> Drift:
    """Reads what is to differ.

    Args:
        schemas: The fields of each schema of the contract.
        remove: Fields that are left out, each as `Schema.field`.
        null: Fields that are null.
        rename: New names by old ones, the new ones without the schema.
        add: Values by field, known or not; they are told before anything is removed.

    Returns:
        The drift.

    Raises:
        ValueError: A schema or a field is not in the contract.
    """
    changes: dict[str, list[Change]] = {}
    for name, value in add.items():
        schema, field = _split(schemas, name, known=False)
        changes.setdefault(schema, []).append(Change("set", field, value))
    for name in null:
        schema, field = _split(schemas, name)
        changes.setdefault(schema, []).append(Change("set", field))
    for name, new in rename.items():
        schema, field = _split(schemas, name)
        changes.setdefault(schema, []).append(Change("rename", field, new))
    for name in remove:
        schema, field = _split(schemas, name)
        changes.setdefault(schema, []).append(Change("remove", field))
    return Drift({schema: tuple(each) for schema, each in changes.items()})


def _split(schemas: Mapping[str, Iterable[str]], name: str, *, known: bool = True) -> tuple[str, str]:
    schema, _, field = name.partition(".")
    if schema not in schemas or not field:
        raise ValueError(
            f"{name!r} is no field of a schema, such as 'Fill.yes_price'; schemas are {', '.join(schemas)}"
        )
    if known and field not in schemas[schema]:
        raise ValueError(f"{schema} has no field {field!r}; it has {', '.join(schemas[schema])}")
    return schema, field
