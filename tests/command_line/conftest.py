"""A mock exchange that the command line finds by its environment, as a user's does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kalshi_cli import main
from kalshi_mock import MockExchange

VARIABLES = (
    "KALSHI_API_KEY_ID",
    "KALSHI_PRIVATE_KEY_PATH",
    "KALSHI_PRIVATE_KEY_PEM",
    "KALSHI_PRIVATE_KEY_PASSWORD",
    "KALSHI_HOST",
    "KALSHI_EDITION",
)


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    status: int
    out: str
    err: str


Run = Callable[..., Outcome]
Serve = Callable[..., MockExchange]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "dumb")


@pytest.fixture(scope="session")
def private_key_pem() -> str:
    """One key for the whole run, since making one takes longer than a test."""
    return MockExchange().private_key_pem


@pytest.fixture(scope="session")
def key_file(private_key_pem: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key in a file of its owner's."""
    path = tmp_path_factory.mktemp("key") / "kalshi.pem"
    path.write_text(private_key_pem)
    path.chmod(0o600)
    return path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, private_key_pem: str, key_file: Path) -> Iterator[Serve]:
    """Starts a mock exchange, by default of today's edition, and sets the environment to it."""
    started: list[MockExchange] = []

    def start(**options: Any) -> MockExchange:
        settings: dict[str, Any] = {
            "edition": "2026-10",
            "fills": 60,
            "private_key_pem": private_key_pem,
        } | options
        exchange = MockExchange(**settings).start()
        started.append(exchange)
        monkeypatch.setenv("KALSHI_HOST", exchange.url)
        monkeypatch.setenv("KALSHI_API_KEY_ID", exchange.api_key_id)
        monkeypatch.setenv("KALSHI_PRIVATE_KEY_PATH", str(key_file))
        return exchange

    yield start
    for exchange in started:
        exchange.stop()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process."""

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        status = main(arguments)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return call


@pytest.fixture
def spawn() -> Run:
    """Runs the command line as a process of its own, with further variables."""

    def call(*arguments: str, **variables: str) -> Outcome:
        environ: Mapping[str, str] = os.environ | variables
        done = subprocess.run(
            [sys.executable, "-m", "kalshi_cli", *arguments],
            capture_output=True,
            text=True,
            env=environ,
            check=False,
            timeout=60,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return call
