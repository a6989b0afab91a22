"""Exports: whole files, whatever happens in between, and exact."""

import csv
import hashlib
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kalshi_auth
from kalshi_cli._columns import FILLS, Row
from kalshi_cli._spool import Spool, Task
from kalshi_mock import make_account

from .conftest import Run, Serve
from .stopping import Stop

CENT = Decimal("0.01")
ENDINGS = ["csv", "jsonl", "parquet"]


def need(ending: str) -> None:
    """Skips where the format's library is not installed."""
    if ending == "parquet":
        pytest.importorskip("pyarrow", reason="Parquet needs the extra parquet (pyarrow)")


def sidecar(path: Path) -> dict[str, Any]:
    """What the file beside an export says."""
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".meta.json").read_text())
    return found


@pytest.mark.parametrize("edition", ["2025-11", "2026-10"])
def test_exported_fills_are_those_of_the_ledger_oldest_first(
    serve: Serve, run: Run, tmp_path: Path, edition: str
) -> None:
    """Nothing is lost, nothing is doubled, and cents stay cents."""
    ledger = serve(edition=edition, fills=1500).ledger
    path = tmp_path / "fills.csv"
    assert 0 == run("export", "fills", "--to", str(path), "--edition", edition).status
    with path.open() as file:
        told = list(csv.DictReader(file))
    assert [fill.fill_id for fill in ledger.fills] == [row["fill_id"] for row in told]
    assert [fill.yes_price * CENT for fill in ledger.fills] == [
        Decimal(row["yes_price_dollars"]) for row in told
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_sidecar_tells_counts_sums_and_checksum(serve: Serve, run: Run, tmp_path: Path, ending: str) -> None:
    """The sums are the ledger's, to the cent."""
    need(ending)
    ledger = serve(fills=300).ledger
    path = tmp_path / f"fills.{ending}"
    run("export", "fills", "--to", str(path))
    told = sidecar(path)
    assert len(ledger.fills) == told["rows"]
    assert sum(fill.count for fill in ledger.fills) == Decimal(told["sums"]["contracts"])
    assert sum(fill.fee for fill in ledger.fills) * CENT == Decimal(told["sums"]["fee_dollars"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == told["sha256"]
    assert {path.name, f"{path.name}.meta.json"} == {item.name for item in tmp_path.iterdir()}


def test_sidecar_counts_the_fees_that_are_unknown(serve: Serve, run: Run, tmp_path: Path) -> None:
    """An absent fee is not part of a sum, and that is told."""
    serve(edition="2025-11", fills=70)
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path), "--edition", "2025-11")
    assert "fee_dollars" not in sidecar(path)["sums"]
    assert {"fee_dollars": 70} == sidecar(path)["unknown"]


def test_parquet_holds_types_and_exact_decimals(serve: Serve, run: Run, tmp_path: Path) -> None:
    """Amounts are decimals and moments are moments, so that nobody has to parse."""
    need("parquet")
    from pyarrow import parquet

    ledger = serve(fills=200).ledger
    path = tmp_path / "fills.parquet"
    assert 0 == run("export", "fills", "--to", str(path)).status
    table = parquet.read_table(path)
    assert [fill.fee * CENT for fill in ledger.fills] == table["fee_dollars"].to_pylist()
    assert [fill.at for fill in ledger.fills] == [
        round(moment.timestamp() * 1_000_000) for moment in table["created_time"].to_pylist()
    ]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("what", ["fills", "settlements"])
def test_appended_file_equals_one_that_was_exported_at_once(
    serve: Serve, run: Run, tmp_path: Path, ending: str, what: str
) -> None:
    """What is new comes behind what is there, byte for byte as if all had been exported later."""
    need(ending)
    ledger = make_account(3, 500)
    things: list[Any] = getattr(ledger, what)
    later = things[len(things) * 2 // 3 :]
    del things[len(things) * 2 // 3 :]
    exchange = serve(ledger=ledger)
    path, whole = tmp_path / f"some.{ending}", tmp_path / f"whole.{ending}"
    run("export", what, "--to", str(path))
    before = sidecar(path)["rows"]
    with exchange.books() as books:
        getattr(books, what).extend(later)
    assert "new" in run("export", what, "--to", str(path)).err
    run("export", what, "--to", str(whole))
    assert before + len(later) == sidecar(path)["rows"]
    assert whole.read_bytes() == path.read_bytes()
    assert sidecar(whole)["sums"] == sidecar(path)["sums"]


def test_export_without_anything_new_leaves_the_file_alone(serve: Serve, run: Run, tmp_path: Path) -> None:
    """A nightly job that finds nothing changes nothing."""
    serve()
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path))
    before = (path.read_bytes(), path.stat().st_mtime_ns, sidecar(path))
    outcome = run("export", "fills", "--to", str(path))
    assert "nothing new" in outcome.err
    assert before == (path.read_bytes(), path.stat().st_mtime_ns, sidecar(path))


@pytest.mark.parametrize("ending", ENDINGS)
def test_export_that_was_killed_resumes_to_the_same_bytes(
    serve: Serve, run: Run, tmp_path: Path, ending: str
) -> None:
    """After kill -9 in the middle of the pages, --resume reads the rest alone."""
    need(ending)
    stop = Stop(request=6)
    exchange = serve(edition="2025-11", fills=4000, clock=stop)
    path, whole = tmp_path / f"fills.{ending}", tmp_path / f"whole.{ending}"
    arguments = ("export", "fills", "--edition", "2025-11", "--to")
    process = subprocess.Popen([sys.executable, "-m", "kalshi_cli", *arguments, str(path)])
    assert stop.reached.wait(30)
    process.send_signal(signal.SIGKILL)
    assert -signal.SIGKILL == process.wait(10)
    stop.go_on.set()
    assert not path.exists()
    # The page that was being written when the power went.
    with path.with_name(f"{path.name}.part").open("ab") as spool:
        spool.write(b'{"cursor":"x","rows":[["2025')
    asked = len(exchange.requests)
    assert 0 == run(*arguments, str(path), "--resume").status
    assert len(exchange.requests) - asked < 4000 / 200
    run(*arguments, str(whole))
    assert whole.read_bytes() == path.read_bytes()


def test_export_that_was_interrupted_says_how_to_go_on(serve: Serve, tmp_path: Path) -> None:
    """Ctrl-C ends it with the status of shells, and what was read is kept."""
    stop = Stop(request=6)
    serve(edition="2025-11", fills=4000, clock=stop)
    arguments = ("export", "fills", "--edition", "2025-11", "--to")
    process = subprocess.Popen(
        [sys.executable, "-m", "kalshi_cli", *arguments, str(tmp_path / "fills.csv")],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert stop.reached.wait(30)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    stop.go_on.set()
    assert 130 == process.returncode
    assert "--resume" in told
    assert "interrupted" in told
    assert "Traceback" not in told


@given(st.integers(0, 2000))
def test_spool_that_was_cut_anywhere_keeps_its_whole_pages(cut: int) -> None:
    """Whatever reached the disk, what is taken over is a beginning of what was read."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows: list[Row] = [(moment, f"fill-{number}", *(None,) * (len(FILLS.names) - 2)) for number in range(6)]
    task = Task("fills", "2026-10", "http://example.com", {}, None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fills.csv.part"
        with Spool(path, task, FILLS) as spool:
            spool.begin()
            for number in range(0, 6, 2):
                spool.add(rows[number : number + 2], "next")
        content = path.read_bytes()
        path.write_bytes(content[: cut % (len(content) + 1)])
        with Spool(path, task, FILLS) as spool:
            if not spool.resume():
                spool.begin()
            kept = list(spool.read(backwards=False))
            assert rows[: len(kept)] == kept
            assert list(reversed(kept)) == list(spool.read(backwards=True))
            assert (spool.cursor == "next") is bool(kept)
            spool.add(rows[:1], "")
        with Spool(path, task, FILLS) as spool:
            spool.resume()
            assert [*kept, rows[0]] == list(spool.read(backwards=False))
            assert spool.complete


def test_memory_does_not_grow_with_the_history(serve: Serve, tmp_path: Path) -> None:
    """Ten times as many fills take no more memory, but for what an allocator keeps."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of a process is read from /proc, which is not here")
    peaks = []
    for fills in (1_500, 15_000):
        serve(fills=fills)
        script = (
            "import re, sys; from kalshi_cli import main; status = main(sys.argv[1:]);"
            "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]); sys.exit(status)"
        )
        arguments = ("export", "fills", "--to", str(tmp_path / f"{fills}.csv"))
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout) // 1024)  # kB
    assert peaks[1] < 150
    assert peaks[1] - peaks[0] < 15


def test_resumed_export_with_a_forgotten_cursor_is_refused(serve: Serve, run: Run, tmp_path: Path) -> None:
    """A server that answers an old cursor with its first page must not double the rows."""
    exchange = serve(fills=30)
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path))
    spool = tmp_path / "other.csv.part"
    rows = [json.loads(line) for line in run("fills", "--json").out.strip("[]\n").split(",\n")]
    head = {
        "format": 1,
        "what": "fills",
        "edition": "2026-10",
        "host": exchange.url,
        "filters": {},
        "base": None,
    }
    page = {"cursor": "forgotten", "rows": [list(row.values()) for row in rows[:10]]}
    spool.write_text(f"{json.dumps(head, sort_keys=True)}\n{json.dumps(page)}\n")
    outcome = run("export", "fills", "--to", str(tmp_path / "other.csv"), "--resume")
    assert 1 == outcome.status
    assert "no longer knows" in outcome.err


def test_failure_in_the_middle_keeps_the_pages_and_says_so(
    serve: Serve, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before the network broke is read no second time."""
    serve(edition="2025-11", fills=1000)
    path = tmp_path / "fills.csv"
    mend = break_signatures(monkeypatch, after=3)
    outcome = run("export", "fills", "--edition", "2025-11", "--to", str(path))
    assert 1 == outcome.status
    assert "600 rows are kept" in outcome.err
    mend()
    assert 0 == run("export", "fills", "--edition", "2025-11", "--to", str(path), "--resume").status
    assert 1000 == sidecar(path)["rows"]


def break_signatures(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], None]:
    """Signs wrongly after so many requests, until the result is called."""
    signer = kalshi_auth.Signer.sign
    count = 0
    broken = True

    def sign(self: kalshi_auth.Signer, message: bytes) -> bytes:
        nonlocal count
        count += 1
        return b"" if broken and count > after else signer(self, message)

    def mend() -> None:
        nonlocal broken
        broken = False

    monkeypatch.setattr(kalshi_auth.Signer, "sign", sign)
    return mend


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.write_text("spoiled"), "was changed since"),
        (lambda path: path.with_name("fills.csv.meta.json").unlink(), "was not exported from here"),
        (lambda path: path.with_name("fills.csv.meta.json").write_text("{}"), "is damaged"),
    ],
)
def test_file_that_is_not_as_it_was_left_is_not_appended_to(
    serve: Serve, run: Run, tmp_path: Path, spoil: Any, told: str
) -> None:
    """Better no new row than a wrong file; --overwrite begins anew."""
    serve()
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path))
    spoil(path)
    outcome = run("export", "fills", "--to", str(path))
    assert 2 == outcome.status
    assert told in outcome.err
    assert 0 == run("export", "fills", "--to", str(path), "--overwrite").status
    assert 60 == sidecar(path)["rows"]


def test_file_of_other_filters_is_not_appended_to(serve: Serve, run: Run, tmp_path: Path) -> None:
    """A file holds one question's answer."""
    exchange = serve()
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path))
    outcome = run("export", "fills", "--to", str(path), "--ticker", exchange.ledger.fills[0].order.ticker)
    assert 2 == outcome.status
    assert "was exported with filters none" in outcome.err


def test_run_that_ended_between_its_last_steps_is_completed(serve: Serve, run: Run, tmp_path: Path) -> None:
    """File and sidecar are moved one after the other; the second move is made up for."""
    serve()
    path = tmp_path / "fills.csv"
    run("export", "fills", "--to", str(path))
    meta = path.with_name("fills.csv.meta.json")
    meta.rename(path.with_name("fills.csv.meta.json.new"))
    assert "nothing new" in run("export", "fills", "--to", str(path)).err
    assert meta.exists()


def test_positions_are_a_file_each_time(serve: Serve, run: Run, tmp_path: Path) -> None:
    """A snapshot is never appended to nor replaced unasked, and its name may hold the time."""
    exchange = serve()
    path = tmp_path / "positions.csv"
    assert 0 == run("export", "positions", "--to", str(path), "--settlement-status", "all").status
    with path.open() as file:
        told = {row["ticker"]: int(Decimal(row["position_contracts"])) for row in csv.DictReader(file)}
    assert {held.ticker: held.contracts for held in exchange.ledger.positions()} == told
    assert "snapshot" in run("export", "positions", "--to", str(path)).err
    assert 0 == run("export", "positions", "--to", str(tmp_path / "at-%Y.csv")).status
    assert (tmp_path / f"at-{time.localtime().tm_year}.csv").exists()


@pytest.mark.parametrize(
    ("name", "told"), [("fills.xls", "does not say the format"), ("nowhere/fills.csv", "there is no folder")]
)
def test_impossible_file_is_refused_before_anything_is_asked(
    serve: Serve, run: Run, tmp_path: Path, name: str, told: str
) -> None:
    """The message says what to write instead."""
    exchange = serve()
    outcome = run("export", "fills", "--to", str(tmp_path / name))
    assert 2 == outcome.status
    assert told in outcome.err
    assert [] == exchange.requests


def test_second_export_into_the_same_file_waits_for_nobody(serve: Serve, run: Run, tmp_path: Path) -> None:
    """Two nightly jobs that overlap do not write into each other's pages."""
    fcntl = pytest.importorskip("fcntl", reason="files are locked where fcntl is")
    serve()
    with (tmp_path / "fills.csv.part").open("wb") as spool:
        fcntl.flock(spool, fcntl.LOCK_EX)
        outcome = run("export", "fills", "--to", str(tmp_path / "fills.csv"))
    assert 1 == outcome.status
    assert "another export" in outcome.err
