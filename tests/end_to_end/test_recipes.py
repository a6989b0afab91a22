"""Each recipe does what it says, against an account whose books are known."""

import asyncio
import csv
import importlib.util
import os
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from kalshi_mock import MockExchange
from kalshi_portfolio_2026_10 import AsyncKalshiClient

CENT = Decimal("0.01")


@pytest.fixture
def recipes(root: Path) -> Path:
    """The folder of recipes."""
    return root / "examples" / "recipes"


def run(environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a program as a user does, with the programs of this environment."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        command, env=environment | {"PATH": path}, capture_output=True, text=True, timeout=60, check=False
    )


def load(path: Path) -> ModuleType:
    """A recipe as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_recipes_are_all_tried_and_shown(recipes: Path) -> None:
    """A new recipe needs a test here and a place on the page of recipes."""
    names = {path.name for path in recipes.iterdir() if path.is_file()}
    tests = Path(__file__).read_text("utf-8")
    page = (recipes.parent.parent / "docs" / "recipes.md").read_text("utf-8")
    assert names == {name for name in names if f'"{name}"' in tests and f"recipes/{name}" in page}


def test_profit_frame_sums_to_the_profit_of_the_books(
    recipes: Path, later_exchange: MockExchange, later_environment: dict[str, str]
) -> None:
    """To the cent, fees included, over all markets that were ever traded."""
    done = run(later_environment, sys.executable, recipes / "profit_frame.py")
    held = list(later_exchange.ledger.positions())
    net = sum(position.realized - position.fees for position in held) * CENT
    assert (0, "") == (done.returncode, done.stderr)
    assert f"net of all {len(held)} markets: {net:,.2f} dollars" == done.stdout.splitlines()[-1]


def test_nightly_export_appends_and_leaves_whole_files(
    recipes: Path, tmp_path: Path, later_exchange: MockExchange, later_environment: dict[str, str]
) -> None:
    """A second night without news changes nothing but the snapshot."""
    for _ in range(2):
        done = run(later_environment, recipes / "nightly_export.sh", tmp_path)
        assert 0 == done.returncode, done.stderr
    with (tmp_path / "fills.csv").open() as file:
        assert [fill.fill_id for fill in later_exchange.ledger.fills] == [
            row["fill_id"] for row in csv.DictReader(file)
        ]
    assert 6 == len(list(tmp_path.iterdir())), "three files, each with its sidecar"


@pytest.mark.parametrize(("limit", "status"), [("1", 1), ("1000000", 0)])
def test_exposure_alert_speaks_above_the_limit_only(
    recipes: Path,
    later_exchange: MockExchange,
    later_environment: dict[str, str],
    limit: str,
    status: int,
) -> None:
    """Cron mails what is printed, so nothing is where nothing is wrong."""
    done = run(later_environment, sys.executable, recipes / "exposure_alert.py", limit)
    exposure = sum(held.exposure for held in later_exchange.ledger.positions()) * CENT
    assert (status, "") == (done.returncode, done.stderr)
    assert (f"{exposure:,.2f} dollars are at stake" in done.stdout) is bool(status)
    assert bool(done.stdout) is bool(status)


def test_service_answers_exactly_and_tells_whose_fault_it_is(
    recipes: Path, later_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Amounts stay exact text, and a failure of the exchange is none of the service."""
    with MockExchange(edition="2026-10", fills=60, key_type="ed25519") as exchange:
        monkeypatch.setenv("KALSHI_HOST", exchange.url)
        monkeypatch.setenv("KALSHI_API_KEY_ID", exchange.api_key_id)
        monkeypatch.setenv("KALSHI_PRIVATE_KEY_PEM", exchange.private_key_pem)
        balance, positions, failed = asyncio.run(ask(load(recipes / "service.py").app, exchange))
        held = [position for position in exchange.ledger.positions() if position.contracts]
        assert exchange.ledger.balance * CENT == Decimal(balance.json()["balance_dollars"])
        assert len(held) == len(positions.json())
        assert (502, "BadRequestError") == (failed.status_code, failed.json()["error"])


async def ask(app: Any, exchange: MockExchange) -> list[httpx.Response]:
    """The answers of the service, the last one while the exchange refuses."""
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://service") as service,
    ):
        answers = [await service.get("/balance"), await service.get("/positions")]
        exchange.fail_next(status=400)
        return [*answers, await service.get("/balance")]


def test_follow_fills_tells_each_fill_once_as_it_comes(recipes: Path) -> None:
    """Fills that arrive between two looks are told, in their order, and none twice."""
    follow_fills = load(recipes / "follow_fills.py").follow_fills

    async def follow(exchange: MockExchange, wanted: int) -> list[str]:
        async with AsyncKalshiClient(
            host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
        ) as client:
            told: list[str] = []
            since = int(datetime(2025, 11, 1, tzinfo=UTC).timestamp())
            async for fill in follow_fills(client, since, pause=0):
                told.append(fill.fill_id)
                if len(told) == wanted:
                    break
            return told

    with MockExchange(edition="2026-10", fills=40, upcoming=40, key_type="ed25519") as exchange:
        exchange.advance_each_request(hours=6)
        told = asyncio.run(follow(exchange, 80))
        assert [fill.fill_id for fill in exchange.ledger.fills] == told
