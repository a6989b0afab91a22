"""Exports a list into a file, in constant memory, so that any interruption leaves the file whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kalshi_auth import KalshiError
from kalshi_cli._columns import Sheet
from kalshi_cli._editions import Edition, check_filters
from kalshi_cli._failures import CommandError, tell
from kalshi_cli._formats import find_format
from kalshi_cli._sidecar import Sidecar, compute_checksum, fingerprint
from kalshi_cli._spool import Spool, Task
from kalshi_cli._walk import show_progress, walk_pages


@dataclass(frozen=True)
class Target:
    """A file to export into, and the files beside it."""

    path: Path

    def __post_init__(self) -> None:
        if not self.path.parent.is_dir():
            raise CommandError(f"there is no folder {str(self.path.parent)!r}; make it first")
        if self.path.is_dir():
            raise CommandError(f"{str(self.path)!r} is a folder; name a file in it")

    def beside(self, ending: str) -> Path:
        """Return the path with an ending put behind its own."""
        return self.path.with_name(self.path.name + ending)

    @property
    def sidecar(self) -> Path:
        """What is known of the file."""
        return self.beside(".meta.json")

    @property
    def spool(self) -> Path:
        """Pages on their way."""
        return self.beside(".part")


@dataclass(frozen=True)
class Result:
    """What became of an export.

    Attributes:
        rows: How many rows the file has.
        added: How many of them are new.
    """

    rows: int
    added: int


def export(
    open_client: Callable[[], Any],
    edition: Edition,
    host: str,
    sheet: Sheet,
    filters: Mapping[str, object],
    path: Path,
    *,
    resume: bool = False,
    overwrite: bool = False,
) -> Result:
    """Write a list into a file, or append what is new to one that was exported before.

    Args:
        open_client: Makes the client.
        edition: The edition that it speaks.
        host: The base URL that it asks.
        sheet: What is exported.
        filters: The filters by the contract's names, ``None`` where not given.
        path: The file.
        resume: Whether to go on where an earlier run was interrupted.
        overwrite: Whether to begin anew where there is a file.

    Raises:
        CommandError: If the file cannot be made, or is not what an export of the same list has left.
        ApiException: If a call fails; `resume` goes on from there.
    """
    target = Target(path)
    find_format(path)
    given = check_filters(edition, sheet.operation, filters)
    fixed = {name: value for name, value in given.items() if name != "max_ts"}
    old = None if overwrite else _load_old(target, sheet)
    if old is not None:
        _check_same(old, Sidecar(sheet.name, edition, host, fixed), target)
        since = [second for second in (given.get("min_ts"), old.next_second()) if isinstance(second, int)]
        given |= {"min_ts": max(since)} if since else {}
    task = Task(sheet.name, edition, host, given, old.sha256 if old else None)
    with Spool(target.spool, task, sheet) as spool:
        _read(spool, open_client, edition, sheet, given, resume=resume)
        new = old or Sidecar(sheet.name, edition, host, fixed)
        before = new.rows
        _write(spool, target, sheet, new, append=old is not None)
        spool.remove()
    return Result(new.rows, new.rows - before)


def _load_old(target: Target, sheet: Sheet) -> Sidecar | None:
    pending = target.beside(".meta.json.new")
    left = Sidecar.load(pending) if target.path.exists() else None
    if left is not None and left.sha256 == compute_checksum(target.path):
        pending.replace(target.sidecar)  # the last run ended between its last two steps
    if not target.path.exists():
        return None
    if sheet.moment is None:
        raise CommandError(
            f"{target.path} exists, and a snapshot is a file of its own; name another, such as "
            f"{target.path.stem}-%Y-%m-%d{target.path.suffix}, or say --overwrite"
        )
    old = Sidecar.load(target.sidecar)
    if old is None:
        raise CommandError(
            f"{target.path} exists and was not exported from here: {target.sidecar} is missing; "
            "name another file, or say --overwrite"
        )
    if old.sha256 != compute_checksum(target.path):
        raise CommandError(
            f"{target.path} was changed since it was exported, so nothing can be appended; "
            "name another file, or say --overwrite"
        )
    return old


def _check_same(old: Sidecar, new: Sidecar, target: Target) -> None:
    for name in ("what", "edition", "host", "filters"):
        was, asked = getattr(old, name), getattr(new, name)
        if was != asked:
            raise CommandError(
                f"{target.path} was exported with {name} {was or 'none'}, and now it is {asked or 'none'}; "
                "name another file, or say --overwrite"
            )


def _read(
    spool: Spool,
    open_client: Callable[[], Any],
    edition: Edition,
    sheet: Sheet,
    filters: Mapping[str, object],
    *,
    resume: bool,
) -> None:
    resumed = resume and spool.resume()
    if not resumed:
        spool.begin()
    if spool.complete:
        return
    try:
        with open_client() as client, show_progress(sheet.name) as advance:
            advance(spool.rows)
            for rows, cursor in walk_pages(client, edition, sheet, filters, spool.cursor or None):
                if resumed:
                    spool.check_continuation(rows)
                    resumed = False
                spool.add(rows, cursor)
                advance(len(rows))
    except (KalshiError, KeyboardInterrupt):
        if spool.rows:
            tell(f"{spool.rows:,} rows are kept; the same command with --resume goes on behind them")
        else:
            spool.remove()
        raise


def _write(spool: Spool, target: Target, sheet: Sheet, sidecar: Sidecar, *, append: bool) -> None:
    known = sidecar.known()
    written = sidecar.rows
    fresh, pending = target.beside(".new"), target.beside(".meta.json.new")
    with find_format(target.path)(fresh, sheet) as writer:
        if append:
            writer.take_over(target.path)
        for row in spool.read(backwards=sheet.moment is not None):
            mark = fingerprint(sheet, row)
            if known[mark]:
                known[mark] -= 1
                continue
            writer.write(row)
            sidecar.count(sheet, row)
    if append and sidecar.rows == written:
        fresh.unlink()
        return
    sidecar.finish(fresh)
    sidecar.save(pending)
    for path in (fresh, pending):
        _sync(path)
    fresh.replace(target.path)
    pending.replace(target.sidecar)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
