"""How a cell is written: exactly in files, legibly in tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TextIO

from kalshi_cli._columns import Cell, Row


def encode_cell(cell: Cell) -> str | bool | int | None:
    """Return a cell for JSON: amounts as text, exactly as many decimals as were told; moments in UTC."""
    if isinstance(cell, Decimal):
        return format(cell, "f")  # str() would write small numbers with an exponent
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return cell


def encode_row(names: Sequence[str], row: Row) -> str:
    """Return a row as a JSON object on one line."""
    cells = {name: encode_cell(cell) for name, cell in zip(names, row, strict=True)}
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def encode_fields(row: Row) -> list[str]:
    """Return a row for CSV, where what is unknown is empty."""
    return [_write_field(encode_cell(cell)) for cell in row]


def print_csv(stream: TextIO, names: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as CSV with a header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(encode_fields(row) for row in rows)


def print_json(stream: TextIO, names: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as one JSON array, an object on each line."""
    stream.writelines(_join("[", (encode_row(names, row) for row in rows)))
    stream.write("\n]\n")


def show_number(number: Decimal, *, places: int = 0, signed: bool = False) -> str:
    """Return a number with thousands separators and at least so many decimals; more where it has more."""
    _, _, fraction = format(number, "f").partition(".")
    wanted = max(places, len(fraction.rstrip("0")))
    return format(number, f"{'+' if signed else ''},.{wanted}f")


def _write_field(value: str | bool | int | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _join(opening: str, lines: Iterable[str]) -> Iterator[str]:
    yield opening
    separator = "\n"
    for line in lines:
        yield f"{separator}{line}"
        separator = ",\n"
