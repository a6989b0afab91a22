"""A third edition is one line of a table and a contract: no code changes for it anywhere."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from generator.check import differences
from generator.guide import GUIDE, write_guide_of
from generator.output import swap_in
from generator.packages import PACKAGES, Contract
from generator.pipeline import generate

EDITION = "2027-03"
THIRD = Contract(
    spec=Path(f"editions/{EDITION}.yaml"), out=Path("generated"), package="kalshi_portfolio_2027_03"
)
ROOMS = ("runtime", "auth_plugin", "mock_server")
# A made-up next step of the API: one field gets another name, and one goes.
STEPS = (
    ("x-edition: 2026-10", f"x-edition: {EDITION}"),
    ("        portfolio_value:\n", "        positions_value:\n"),
    (
        "required: [balance, balance_dollars, portfolio_value, updated_ts]",
        "required: [balance, balance_dollars, updated_ts]",
    ),
    ("        portfolio_value: 26400\n", "        positions_value: 26400\n"),
)
PROGRAM = """
import sys
from kalshi_mock import MockExchange
from {package} import KalshiClient
with MockExchange(edition="2027-03", key_type="ed25519") as exchange:
    credentials = dict(api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem)
    with KalshiClient(host=exchange.url, **credentials) as client:
        print(client.get_balance().balance == exchange.ledger.balance, len(client.get_fills().fills))
print([name for name in sys.modules if name.startswith("kalshi_portfolio") and "." not in name])
"""


@pytest.fixture(scope="module")
def table() -> Sequence[Contract]:
    """The table of packages with one line more."""
    return (*PACKAGES, THIRD)


@pytest.fixture(scope="module")
def checkout(root: Path, table: Sequence[Contract], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with one contract more, generated anew."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    for contract in PACKAGES:
        (copy / contract.spec).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / contract.spec, copy / contract.spec)
    for room in ROOMS:
        shutil.copytree(root / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    text = (root / "editions/2026-10.yaml").read_text(encoding="utf-8")
    for old, new in STEPS:
        assert old in text
        text = text.replace(old, new)
    (copy / THIRD.spec).write_text(text, encoding="utf-8")
    for contract in table:
        swap_in(
            generate(copy / contract.spec, contract.package, strict=True, table=table, root=copy),
            copy / contract.out,
        )
    (copy / GUIDE).parent.mkdir()
    (copy / GUIDE).write_text(write_guide_of(copy, table), encoding="utf-8")
    return copy


def test_third_edition_is_served_and_called(checkout: Path) -> None:
    """The mock exchange finds the contract by its month, and the client loads no other edition."""
    paths = [str(checkout / room) for room in ("generated", *ROOMS)]
    script = f"import sys; sys.path[:0] = {paths!r}\n{PROGRAM.format(package=THIRD.package)}"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert "" == ended.stderr
    assert f"True 100\n['{THIRD.package}']\n" == ended.stdout


def test_third_edition_is_generated_beside_the_others(checkout: Path, table: Sequence[Contract]) -> None:
    """What lies generated is what the table gives, and the guide has two steps."""
    assert [] == differences(checkout, table)
    guide = (checkout / GUIDE).read_text(encoding="utf-8")
    assert ["From 2025-11 to 2026-10", "From 2026-10 to 2027-03"] == [
        line.removeprefix("## ") for line in guide.splitlines() if line.startswith("## ")
    ]
    assert "| `positions_value`: integer, cents | another name |" in guide


@pytest.mark.parametrize("older", [contract.package for contract in PACKAGES])
def test_third_edition_is_known_to_the_errors_of_older_clients(checkout: Path, older: str) -> None:
    """They name it for an answer with its field."""
    told = (checkout / "generated" / older / "editions.py").read_text(encoding="utf-8")
    assert f'package="{THIRD.package}"' in told
    assert '"positions_value"' in told


def test_third_edition_is_shipped(checkout: Path) -> None:
    """Package, types and contract are in the wheel, and what lies beside the packages is not."""
    shipped = {file.distribution_path for file in WheelBuilder(str(checkout)).recurse_included_files()}
    expected = {
        f"{THIRD.package}/__init__.py",
        f"{THIRD.package}/py.typed",
        f"kalshi_mock/{THIRD.spec.as_posix()}",
    }
    assert expected <= shipped
    assert set() == {name for name in shipped if "/" not in name}
