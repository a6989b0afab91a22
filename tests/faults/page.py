"""Writes into docs/reliability.md what it has from the code: `python -m tests.faults.page`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from kalshi_runtime._bodies import DEFAULT_MAX_RESPONSE_BYTES
from kalshi_runtime._clock_offsets import GRANULARITY_MS
from kalshi_runtime._connections import DEFAULT_LIMITS
from kalshi_runtime._deadlines import DEFAULT_DEADLINE
from kalshi_runtime._retries import (
    DEFAULT_MAX_RETRIES,
    FIRST_WAIT,
    LARGEST_WAIT,
    LONGEST_RETRY_AFTER,
    PASSING_STATUSES,
)
from kalshi_runtime._timeouts import DEFAULT_TIMEOUT

from .fault import ALL, Fault, Scene
from .table import FAULTS, SCENES, TABLE

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reliability.md"
_BLOCK = re.compile(r"(<!-- (\w+): .*? -->\n).*?(<!-- end -->)", re.DOTALL)


def make_page(text: str) -> str:
    """Return the page with every block written anew."""
    blocks = {"numbers": make_numbers(), "faults": "\n".join(make_tables())}
    return _BLOCK.sub(lambda found: f"{found[1]}\n{blocks[found[2]]}\n\n{found[3]}", text)


def make_numbers() -> str:
    """Return the table of defaults and caps."""
    timeout, limits = DEFAULT_TIMEOUT, DEFAULT_LIMITS
    rows = {
        "`max_retries=`": f"{DEFAULT_MAX_RETRIES} after the first attempt",
        "`deadline=`": f"{DEFAULT_DEADLINE:g} s for the whole call",
        "`timeout=`": f"{timeout.connect:g} s to connect, {timeout.write:g} s to send, "
        f"{timeout.read:g} s for each piece of the answer, {timeout.pool:g} s for a free connection",
        "`requests_per_second=`": "no limit",
        "`max_response_bytes=`": f"{DEFAULT_MAX_RESPONSE_BYTES // 2**20} MiB, decompressed",
        "`limits=`": f"{limits.max_connections} connections, "
        f"{limits.max_keepalive_connections} of them kept for {limits.keepalive_expiry:g} idle seconds",
        "wait after an attempt": f"anything up to {FIRST_WAIT:g} s after the first, twice as much after each "
        f"next one, at most {LARGEST_WAIT:g} s",
        "longest `Retry-After`": f"{LONGEST_RETRY_AFTER:g} s; comes on top of the random wait",
        "statuses tried again": ", ".join(_name_ranges(sorted(PASSING_STATUSES))),
        "clock left alone": f"where it differs by less than {GRANULARITY_MS / 1000:g} s",
    }
    lines = ["| what | default |", "|---|---|", *(f"| {name} | {told} |" for name, told in rows.items())]
    return "\n".join(lines)


def make_tables() -> Iterator[str]:
    """Yield the lines of the table of faults; neighbours of which the same comes share a row."""
    yield f"{len(FAULTS)} faults of one call, and {len(SCENES)} around calls."
    for title, rows in TABLE.items():
        yield from ("", f"### {title}", "")
        if isinstance(rows[0], Scene):
            yield from ("| what goes wrong | what comes of it |", "|---|---|")
            yield from (f"| {row.name} | {row.promise} |" for row in rows)
        else:
            yield from ("| what goes wrong | what comes of it | error | requests |", "|---|---|---|---|")
            faults = [row for row in rows if isinstance(row, Fault)]
            for told, group in groupby(faults, _tell):
                yield f"| {'; '.join(_name(fault) for fault in group)} | {told} |"


def _name(fault: Fault) -> str:
    return f"{fault.name} †" if fault.endless else fault.name


def _tell(fault: Fault) -> str:
    error = "" if fault.outcome is None else f"`{fault.outcome.__name__}`"
    allowed = 1 + fault.client.get("max_retries", ALL - 1)
    return f"{fault.promise} | {error} | {ALL if fault.attempts == allowed > 1 else fault.attempts}"


def _name_ranges(numbers: Sequence[int]) -> Iterator[str]:
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run))


def main() -> None:
    """Write the page."""
    PAGE.write_text(make_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
