"""The built wheel, installed into an empty environment, is all that a user needs."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from generator.packages import PACKAGES

PROGRAM = """
from kalshi_mock import MockExchange
from {package} import KalshiClient
with MockExchange(seed=7, edition={edition!r}) as exchange:
    with KalshiClient(
        host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
    ) as client:
        print(client.get_balance().balance > 0, len(list(client.iter_fills())) > 0)
"""


def test_wheel_holds_what_is_shipped_and_no_more(root: Path, wheel: Path) -> None:
    """Neither generator nor tests are shipped; types, contracts and licence are."""
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", wheel], capture_output=True, text=True, check=True
    )
    names = [line.split()[0] for line in listing.stdout.splitlines()[1:]]
    roots = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    packages = {path.parent.name for room in rooms for path in (root / room).glob("*/__init__.py")}
    assert packages == roots
    assert {contract.package for contract in PACKAGES} <= roots
    assert {f"{package}/py.typed" for package in roots} <= set(names)
    assert {f"kalshi_mock/{contract.spec.as_posix()}" for contract in PACKAGES} <= set(names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.mark.parametrize(
    ("package", "edition"),
    [(contract.package, contract.spec.stem if number else None) for number, contract in enumerate(PACKAGES)],
)
def test_wheel_calls_the_mock_exchange_from_an_empty_environment(
    programs: Path, tmp_path: Path, package: str, edition: str | None
) -> None:
    """Client and mock work together where nothing of the repository is on the path."""
    program = PROGRAM.format(package=package, edition=edition)
    run = subprocess.run(
        [programs / "python", "-I", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("True True\n", "") == (run.stdout, run.stderr)
