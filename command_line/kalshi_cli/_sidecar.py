"""What is known of an exported file, in a small file beside it: counts, sums, a checksum."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, Self

from kalshi_cli._columns import Row, Sheet
from kalshi_cli._failures import CommandError
from kalshi_cli._notation import encode_cell, encode_row

OVERLAP: Final = timedelta(seconds=60)
"""How far back an export looks that appends, since the exchange's reads lag behind its writes."""


@dataclass
class Sidecar:
    """What is known of an exported file.

    Attributes:
        what: What its rows are.
        edition: The edition of the API that was spoken.
        host: The base URL that was asked.
        filters: The filters, but for the end of the range.
        rows: How many rows it has.
        sums: The sums of columns, as exact text, over the cells that are known.
        unknown: How many cells of these columns are not known.
        first: The earliest moment.
        newest: The latest moment.
        recent: Fingerprints of the rows at the end, which an export that appends meets again.
        bytes: The file's size.
        sha256: The file's checksum.
        exported_at: When it was last written.
        format: The version of this description.
    """

    what: str
    edition: str
    host: str
    filters: Mapping[str, object]
    rows: int = 0
    sums: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    newest: str | None = None
    recent: list[tuple[str, str]] = field(default_factory=list)
    bytes: int = 0
    sha256: str = ""
    exported_at: str = ""
    format: Literal[1] = 1

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read the sidecar of a file; ``None`` if there is none.

        Raises:
            CommandError: If it is none of this version.
        """
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            content["recent"] = [(moment, mark) for moment, mark in content["recent"]]
            return cls(**content)
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CommandError(f"{path} is damaged or of another version; --overwrite begins anew") from None

    def save(self, path: Path) -> None:
        """Write it."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def count(self, sheet: Sheet, row: Row) -> None:
        """Take a row that was written into account."""
        self.rows += 1
        for name in sheet.sums:
            cell = row[sheet.place(name)]
            if isinstance(cell, Decimal):
                self.sums[name] = format(Decimal(self.sums.get(name, "0")) + cell, "f")
            else:
                self.unknown[name] = self.unknown.get(name, 0) + 1
        moment = None if sheet.moment is None else row[sheet.place(sheet.moment)]
        if isinstance(moment, datetime):
            text = str(encode_cell(moment))
            self.first = min(self.first or text, text)
            if self.newest is None or text > self.newest:
                self.newest = text
            self.recent.append((text, fingerprint(sheet, row)))
            if len(self.recent) % 1000 == 0:
                self._forget()

    def finish(self, path: Path) -> None:
        """Take note of the file as it is now."""
        self._forget()
        self.bytes = path.stat().st_size
        self.sha256 = compute_checksum(path)
        self.exported_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def known(self) -> Counter[str]:
        """Count the fingerprints of the rows that an export that appends meets again."""
        return Counter(mark for _, mark in self.recent)

    def next_second(self) -> int | None:
        """Return the Unix second from which to read on, ``None`` for the beginning."""
        if self.newest is None:
            return None
        return int((datetime.fromisoformat(self.newest) - OVERLAP).timestamp())

    def _forget(self) -> None:
        # A second more than is asked for, since bounds are whole seconds.
        if self.newest is not None:
            edge = datetime.fromisoformat(self.newest) - OVERLAP - timedelta(seconds=2)
            limit = str(encode_cell(edge))
            self.recent = [(moment, mark) for moment, mark in self.recent if moment >= limit]


def fingerprint(sheet: Sheet, row: Row) -> str:
    """Return what tells a row from others: ids do not, as two subaccounts settle the same market."""
    return hashlib.sha256(encode_row(sheet.names, row).encode()).hexdigest()[:24]


def compute_checksum(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
