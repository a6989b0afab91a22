"""The formats of exported files. Each is written row by row and can be gone on with."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Final, Protocol, Self

from kalshi_cli._columns import Row, Sheet
from kalshi_cli._failures import CommandError
from kalshi_cli._notation import encode_fields, encode_row

_GROUP: Final = 10_000
_DIGITS, _DECIMALS = 38, 10


class Writer(Protocol):
    """Writes one file; used in a ``with`` statement, which closes it."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""

    def take_over(self, path: Path) -> None:
        """Begin with all that another file of the format holds."""

    def write(self, row: Row) -> None:
        """Write a row."""


class _LineWriter:
    """Writes text, a row on each line."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._sheet = sheet
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def take_over(self, path: Path) -> None:
        self._file.seek(0)
        with path.open("rb") as old:
            shutil.copyfileobj(old, self._file.buffer)  # type: ignore[attr-defined]

    def _begin(self) -> None:
        """Write what stands before the rows."""


class _CsvWriter(_LineWriter):
    def _begin(self) -> None:
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(self._sheet.names)
        self._file.flush()

    def write(self, row: Row) -> None:
        self._writer.writerow(encode_fields(row))


class _JsonLinesWriter(_LineWriter):
    def write(self, row: Row) -> None:
        self._file.write(encode_row(self._sheet.names, row) + "\n")


class _ParquetWriter:
    """Writes groups of rows with types: decimals and moments are exact and not text."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        try:
            import pyarrow as arrow
            from pyarrow import parquet
        except ModuleNotFoundError:
            raise CommandError(
                "Parquet needs pyarrow; install it with: pip install 'kalshi-portfolio[parquet]'"
            ) from None
        amount = arrow.decimal128(_DIGITS, _DECIMALS)
        types = {
            "text": arrow.string(),
            "moment": arrow.timestamp("us", tz="UTC"),
            "dollars": amount,
            "contracts": amount,
            "flag": arrow.bool_(),
            "index": arrow.int64(),
        }
        self._arrow: Any = arrow
        self._parquet: Any = parquet
        self._schema = arrow.schema([(column.name, types[column.kind]) for column in sheet.columns])
        self._writer = parquet.ParquetWriter(path, self._schema)
        self._rows: list[Row] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._rows:
                self._flush()
        finally:
            self._writer.close()

    def take_over(self, path: Path) -> None:
        with self._parquet.ParquetFile(path) as old:
            for batch in old.iter_batches(_GROUP):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    self.write(row)

    def write(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) == _GROUP:
            self._flush()

    def _flush(self) -> None:
        arrays = [
            self._arrow.array([_cut(cell) for cell in cells], type=field.type)
            for cells, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


FORMATS: Final = MappingProxyType[str, Callable[[Path, Sheet], Writer]](
    {".csv": _CsvWriter, ".jsonl": _JsonLinesWriter, ".parquet": _ParquetWriter}
)
"""What opens a file, by the ending of its name."""


def find_format(path: Path) -> Callable[[Path, Sheet], Writer]:
    """Return what writes a file, by its name.

    Raises:
        CommandError: If its ending is none of those known.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise CommandError(
            f"--to {str(path)!r} does not say the format; let it end in {', '.join(FORMATS)}"
        ) from None


def _cut(cell: Any) -> Any:
    """Return a decimal without zeros at its end, which may be more than the type holds."""
    if not isinstance(cell, Decimal):
        return cell
    digits = format(cell, "f")
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)
