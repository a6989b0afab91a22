"""An export of a long history: memory, kill -9 in the middle, and the same bytes in the end.

The history has `KALSHI_TEST_FILLS` fills, 100,000 unless told. All processes run without coverage, which
would take time and memory of its own.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

FILLS = int(os.environ.get("KALSHI_TEST_FILLS", "100000"))
MEGABYTES = 150
SERVE = [sys.executable, "-m", "kalshi_mock", "serve", "--edition", "2026-10", "--key-type", "ed25519"]
EXPORT = [sys.executable, "-m", "kalshi_cli", "export", "fills", "--to"]
# A process's own peak, which its parent's memory at the fork does not count towards.
MEASURED = (
    "import re, sys; from pathlib import Path; from kalshi_cli import main; status = main(sys.argv[1:]);"
    "print(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]); sys.exit(status)"
)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc"
)


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The environment of a user whose account has a long history."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [*SERVE, "--fills", str(FILLS)]
    with subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, text=True) as exchange:
        assert exchange.stdout is not None
        told = ""
        while "Ctrl-C" not in told:
            line = exchange.stdout.readline()
            assert line, told
            told += line
        yield kept | dict(re.findall(r"export (\w+)=(\S+)", told))
        exchange.terminate()
        exchange.communicate(timeout=30)


def kill_half_way(path: Path, environment: dict[str, str], size: int) -> None:
    """Exports until so many bytes are kept, and no further."""
    spool = path.with_name(f"{path.name}.part")
    with subprocess.Popen([*EXPORT, str(path)], env=environment) as process:
        while not spool.exists() or spool.stat().st_size < size:
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert -signal.SIGKILL == process.wait(30)


def export(path: Path, environment: dict[str, str], *options: str) -> int:
    """Exports to the end; the peak of the memory in megabytes."""
    command = [sys.executable, "-c", MEASURED, *EXPORT[3:], str(path), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    return int(done.stdout) // 1024


def test_long_export_survives_a_kill_in_constant_memory_and_equals_one_in_one_go(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """Killed in the middle, resumed, and byte for byte what was never interrupted."""
    cut, whole = tmp_path / "cut.csv", tmp_path / "whole.csv"
    peak = export(whole, environment)
    assert FILLS + 1 == whole.read_bytes().count(b"\n")
    kill_half_way(cut, environment, size=whole.stat().st_size // 2)
    assert not cut.exists()
    resumed = export(cut, environment, "--resume")
    assert whole.read_bytes() == cut.read_bytes()
    assert max(resumed, peak) < MEGABYTES, f"{resumed} and {peak} MB"
