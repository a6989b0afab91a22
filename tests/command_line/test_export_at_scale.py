"""An export of a long history: memory, kill -9 in the middle, and the same bytes in the end.

The history has `KALSHI_TEST_FILLS` fills, 100,000 unless told.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Serve
from .stopping import Stop

FILLS = int(os.environ.get("KALSHI_TEST_FILLS", "100000"))
PAGE = 1000
MEGABYTES = 150
# A process's own peak, which its parent's memory at the fork does not count towards.
MEASURED = (
    "import re, sys; from pathlib import Path; from kalshi_cli import main; status = main(sys.argv[1:]);"
    "print(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]); sys.exit(status)"
)


def export(path: Path, *options: str) -> int:
    """Exports into a file; the peak of the memory in megabytes."""
    command = [sys.executable, "-c", MEASURED, "export", "fills", "--to", str(path), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return int(done.stdout) // 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_long_export_survives_a_kill_in_constant_memory_and_equals_one_in_one_go(
    serve: Serve, tmp_path: Path
) -> None:
    """Killed half-way, resumed with the rest alone, and byte for byte what was never interrupted."""
    stop = Stop(request=FILLS // PAGE // 2)
    exchange = serve(fills=FILLS, clock=stop, keep_requests=FILLS)
    cut, whole = tmp_path / "cut.csv", tmp_path / "whole.csv"
    process = subprocess.Popen([sys.executable, "-m", "kalshi_cli", "export", "fills", "--to", str(cut)])
    assert stop.reached.wait(120)
    process.send_signal(signal.SIGKILL)
    assert -signal.SIGKILL == process.wait(30)
    stop.go_on.set()
    assert not cut.exists()
    asked = len(exchange.requests)
    resumed = export(cut, "--resume")
    assert len(exchange.requests) - asked <= FILLS // PAGE // 2 + 2
    peak = export(whole)
    assert whole.read_bytes() == cut.read_bytes()
    assert FILLS + 1 == whole.read_bytes().count(b"\n")
    assert max(resumed, peak) < MEGABYTES, f"{resumed} and {peak} MB"
