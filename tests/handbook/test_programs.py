"""The Python that the pages show can be typed in, and whole programs among it run."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from kalshi_mock import MockExchange
from kalshi_portfolio import KalshiClient

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def find_blocks() -> Iterator[tuple[str, str]]:
    """Every block of Python of every page, but for what is included from a file."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for number, block in enumerate(BLOCK.findall(page.read_text("utf-8")), start=1):
            if not block.startswith("--8<--"):
                yield f"{page.relative_to(ROOT)} {number}", block


OURS = ("self", "options")
BLOCKS = dict(find_blocks())
PROGRAMS = {name: block for name, block in BLOCKS.items() if "import" in block and "from_env" in block}


@pytest.mark.parametrize("name", BLOCKS)
def test_block_of_a_page_is_python(name: str) -> None:
    """As far as it goes: some blocks go on from what was said before."""
    ast.parse(BLOCKS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_of_a_page_runs(name: str) -> None:
    """To its end and without a complaint, against the edition that it imports."""
    edition = "2026-10" if "kalshi_portfolio_2026_10" in PROGRAMS[name] else "2025-11"
    with MockExchange(edition=edition, fills=60, key_type="ed25519") as exchange:
        environment = os.environ | {
            "KALSHI_HOST": exchange.url,
            "KALSHI_API_KEY_ID": exchange.api_key_id,
            "KALSHI_PRIVATE_KEY_PEM": exchange.private_key_pem,
            "PYTHONWARNINGS": "error",
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAMS[name]],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (0, "") == (done.returncode, done.stderr)


def test_migration_names_calls_with_their_arguments(root: Path) -> None:
    """What is said to be the same is the same, argument by argument."""
    table = (root / "docs" / "migration.md").read_text("utf-8")
    told = {
        call: re.findall(r"(\w+)=", arguments)
        for call, arguments in re.findall(r"^\| `(get_\w+)\((.*?)\)` \| the same", table, re.MULTILINE)
    }
    assert told == {
        call: [name for name in signature(getattr(KalshiClient, call)).parameters if name not in OURS]
        for call in dir(KalshiClient)
        if call.startswith("get_")
    }


def test_pages_have_programs_to_run() -> None:
    """Lest a change of their form leave nothing of this."""
    assert len(PROGRAMS) >= 2
