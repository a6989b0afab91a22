"""`kalshi-mock run`: a command beside an exchange that it finds by its environment."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "kalshi_mock", "run", "--fills", "20", "--key-type", "ed25519")
BALANCE = (
    "from kalshi_portfolio import KalshiClient; print(KalshiClient.from_env().get_balance().balance > 0)"
)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | variables,
        timeout=60,
        check=False,
    )


def test_program_finds_the_exchange_whatever_stood_in_its_environment() -> None:
    """A key of the user's own is hidden from it, since two keys would contradict each other."""
    done = run("--", sys.executable, "-c", BALANCE, KALSHI_PRIVATE_KEY_PEM="of another account")
    assert (0, "True\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("arguments", "edition"), [([], "2025-11"), (["--edition", "2026-10"], "2026-10")], ids=str
)
def test_program_is_told_the_edition_that_is_served(arguments: list[str], edition: str) -> None:
    """The command line needs it, and asks for that of today otherwise."""
    done = run(*arguments, "--", sys.executable, "-c", "import os; print(os.environ['KALSHI_EDITION'])")
    assert f"{edition}\n" == done.stdout


@pytest.mark.parametrize(
    ("program", "status"),
    [("raise SystemExit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 137)],
)
def test_exit_status_is_that_of_the_program(program: str, status: int) -> None:
    """So that it may stand in a pipeline; a signal is told as shells tell it."""
    assert status == run("--", sys.executable, "-c", program).returncode


def test_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the statuses that shells have for it."""
    done = run("--", "no-such-program")
    assert (127, "kalshi_mock: cannot run no-such-program: No such file or directory\n") == (
        done.returncode,
        done.stderr,
    )
    plain = tmp_path / "plain"
    plain.write_text("")
    assert 126 == run("--", str(plain)).returncode


def test_termination_reaches_the_program_and_removes_the_key() -> None:
    """Whoever stops the one stops both, and nothing is left behind."""
    program = "import os, time; print(os.environ['KALSHI_PRIVATE_KEY_PATH'], flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [*COMMAND, "--", sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    key = Path(process.stdout.readline().strip())
    assert key.exists()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert 128 + signal.SIGTERM == process.returncode
    assert not key.exists()


def test_wrong_signature_is_told_apart_from_what_the_program_says() -> None:
    """Both write to standard error, and one of the two is to be mended."""
    program = "import httpx, os; httpx.get(os.environ['KALSHI_HOST'] + '/portfolio/balance')"
    done = run("--", sys.executable, "-c", program)
    assert done.stderr.startswith("kalshi_mock: GET /trade-api/v2/portfolio/balance: ")
