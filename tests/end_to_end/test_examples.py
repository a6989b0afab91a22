"""Each example runs as a user runs it: a process of its own, credentials in the environment."""

import subprocess
import sys
from pathlib import Path

import pytest

# A text that each example must print, so that an example that prints nothing does not count.
SHOWN = {
    "balance.py": "cash",
    "edition_2026_10/archive.py": "today",
    "edition_2026_10/balance.py": "shard 0",
    "edition_2026_10/fills_by_market.py": "of fees",
    "edition_2026_10/settlements.py": "after fees",
    "everything_at_once.py": "cents of cash",
    "exposure.py": "open positions",
    "fills_by_market.py": "contracts",
    "plain_httpx.py": "'portfolio_value'",
    "resting_value.py": "resting orders are worth",
    "sdk_page.py": "GetPortfolioRestingOrderTotalValueResponse",
    "settlements.py": "before fees",
    "tour.py": "is refused with 401",
}


def test_examples_are_all_listed(root: Path) -> None:
    """A new example has to say what it prints."""
    folder = root / "examples"
    programs = (*folder.glob("*.py"), *folder.glob("edition_*/*.py"))
    assert set(SHOWN) == {path.relative_to(folder).as_posix() for path in programs}


@pytest.mark.parametrize("name", SHOWN)
def test_example_runs_and_prints(
    root: Path, environment: dict[str, str], later_environment: dict[str, str], name: str
) -> None:
    """The program ends with status 0, says nothing on stderr, and prints what it is for."""
    environment = later_environment if name.startswith("edition_2026_10/") else environment
    run = subprocess.run(
        [sys.executable, root / "examples" / name],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (0, "") == (run.returncode, run.stderr)
    assert SHOWN[name] in run.stdout


def test_example_of_a_bots_tests_passes_with_the_fixture(root: Path, tmp_path: Path) -> None:
    """A bot's tests find the fixture `kalshi_exchange` without configuration, from an empty folder."""
    for path in (root / "examples" / "testing_a_bot").glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "2 passed" in run.stdout
