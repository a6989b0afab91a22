"""Pages on their way into a file: kept on disk as they come, so that an interruption loses none.

The exchange lists the newest first and files hold the oldest first, so that what happens later is appended.
Hence pages are kept until the last one is there, and then read backwards, one at a time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from kalshi_cli._columns import Cell, Row, Sheet
from kalshi_cli._failures import FAILED, CommandError
from kalshi_cli._notation import encode_cell

_FORMAT: Final = 1


@dataclass(frozen=True)
class Task:
    """What is being read; pages of another task are never taken for its own.

    Attributes:
        what: The sheet's name.
        edition: The edition of the API.
        host: The base URL.
        filters: The filters that are sent, by the contract's names.
        base: The checksum of the file that is appended to, ``None`` for a new one.
    """

    what: str
    edition: str
    host: str
    filters: Mapping[str, object]
    base: str | None


class Spool:
    """The pages of one export, in a file beside its own.

    Args:
        path: The spool's file.
        task: What is being read.
        sheet: What the rows are.

    Attributes:
        rows: How many rows are kept.
        cursor: Where to read on; empty at the beginning.
        complete: Whether the last page is there.
    """

    def __init__(self, path: Path, task: Task, sheet: Sheet) -> None:
        self.path = path
        self.rows = 0
        self.cursor = ""
        self.complete = False
        self._sheet = sheet
        self._offsets: list[int] = []
        self._head = json.dumps({"format": _FORMAT, **vars(task)}, sort_keys=True).encode() + b"\n"
        # Never truncated before it is locked, since it may be another process's.
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")

    def __enter__(self) -> Self:
        try:
            _lock(self._file.fileno(), self.path)
        except CommandError:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def begin(self) -> None:
        """Forget whatever is there."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(self._head)
        self._sync()

    def resume(self) -> bool:
        """Take over the whole pages that are there, and drop one that was cut off.

        Returns:
            Whether there is anything to go on from.

        Raises:
            CommandError: If they belong to another export.
        """
        self._file.seek(0)
        head = self._file.readline()
        if not head.endswith(b"\n"):
            return False
        if head != self._head:
            raise CommandError(
                f"{self.path} was begun with other filters, another edition, host or state of the file; "
                "leave --resume out to begin anew"
            )
        end = self._file.tell()
        for line in iter(self._file.readline, b""):
            page = _decode_line(line)
            if page is None:
                break
            self._note(end, page)
            end = self._file.tell()
        self._file.seek(end)
        self._file.truncate()
        return bool(self._offsets)

    def add(self, rows: Sequence[Row], cursor: str) -> None:
        """Keep a page, on disk before this returns."""
        page = {"cursor": cursor, "rows": [[encode_cell(cell) for cell in row] for row in rows]}
        self._file.seek(0, os.SEEK_END)
        offset = self._file.tell()
        self._file.write(json.dumps(page, separators=(",", ":")).encode() + b"\n")
        self._sync()
        self._note(offset, page)

    def check_continuation(self, rows: Sequence[Row]) -> None:
        """Look whether the first page after an interruption goes on where the last one ended.

        A cursor that the exchange has forgotten may be answered with the first page, without a word.

        Raises:
            CommandError: If it does not.
        """
        kept = [row for offset in self._offsets[-1:] for row in self._read(offset)]
        if not rows or not kept:
            return
        place = None if self._sheet.moment is None else self._sheet.place(self._sheet.moment)
        newer = False
        if place is not None:
            last, first = kept[-1][place], rows[0][place]
            newer = isinstance(last, datetime) and isinstance(first, datetime) and first > last
        if newer or rows[0] == next(self._read(self._offsets[0]), None):
            raise CommandError(
                "the exchange no longer knows where this export was interrupted; "
                "leave --resume out to begin anew",
                FAILED,
            )

    def read(self, *, backwards: bool) -> Iterator[Row]:
        """Go through all rows, in the order in which they came or in the reverse."""
        for offset in reversed(self._offsets) if backwards else self._offsets:
            rows = list(self._read(offset))
            yield from reversed(rows) if backwards else rows

    def remove(self) -> None:
        """Remove the file; its rows have arrived."""
        self.path.unlink(missing_ok=True)

    def _note(self, offset: int, page: dict[str, Any]) -> None:
        self._offsets.append(offset)
        self.rows += len(page["rows"])
        self.cursor = page["cursor"]
        self.complete = not self.cursor

    def _read(self, offset: int) -> Iterator[Row]:
        self._file.seek(offset)
        page = _decode_line(self._file.readline()) or {"rows": []}
        return (decode_row(self._sheet, cells) for cells in page["rows"])

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def decode_row(sheet: Sheet, cells: Sequence[Any]) -> Row:
    """Return the row that was written as plain JSON."""
    return tuple(_decode(column.kind, cell) for column, cell in zip(sheet.columns, cells, strict=True))


def _decode(kind: str, cell: Any) -> Cell:
    if cell is None:
        return None
    if kind in ("dollars", "contracts"):
        return Decimal(cell)
    plain: Cell = datetime.fromisoformat(cell) if kind == "moment" else cell
    return plain


def _decode_line(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        page: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return page


def _lock(descriptor: int, path: Path) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows, where two exports into one file are left to the user
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CommandError(f"another export is writing {path}; wait for its end", FAILED) from None
