"""`make contract` as people and build servers run it: what it prints, writes and ends with."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gate.edition import all_editions
from gate.findings import Outcome
from gate.run import LAYERS, Gate
from gate.servers import make_mock, open_mock
from gate.settings import Settings
from gate.target import ATTEMPTS, Target
from kalshi_auth import KalshiAuth
from tests.contract.other import Decisions, OtherExchange, Row


class Faulty(OtherExchange):
    """An exchange that tells the positions of NO contracts as if they were YES."""

    def _position(self, market):  # type: ignore[no-untyped-def]
        row: Row = super()._position(market)
        return row | {"position": abs(row["position"])}


def run_command(reports: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m gate` as `make contract NAME=value` does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    environ = kept | {"REPORTS": str(reports)} | settings
    command = [sys.executable, "-m", "gate"]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)


def credentials(key: Ed25519PrivateKey) -> dict[str, str]:
    """A key in the environment."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"KALSHI_API_KEY_ID": "other-key", "KALSHI_PRIVATE_KEY_PEM": pem}


def test_command_fails_a_faulty_server_and_names_the_place(tmp_path: Path) -> None:
    """One sign is wrong: the exit code is 1, and terminal, page and JUnit report name the field."""
    with Faulty(Decisions()) as exchange:
        settings = {"BASE_URL": exchange.url, "EXAMPLES": "1", "RATE": "2000"}
        done = run_command(tmp_path, **settings, **credentials(exchange.key))
    assert 1 == done.returncode, done.stdout
    assert "GetPositions position" in done.stdout
    page = (tmp_path / "contract.md").read_text(encoding="utf-8")
    assert f"# {exchange.url} disagrees with the contract of 2025-11" == page.splitlines()[0]
    assert "GetPositions position" in page
    suites = ElementTree.parse(tmp_path / "contract.xml").getroot()
    failures = suites.findall(".//testcase[failure]")
    assert [
        "An open position holds what its fills bought less what they sold, and has cost what they cost"
    ] == [case.get("name") for case in failures]
    assert ["contract.2025-11.meaning"] == [case.get("classname") for case in failures]
    assert "BASE_URL" not in done.stderr


def test_command_says_that_nobody_answers(tmp_path: Path) -> None:
    """Where nobody listens the exit code is 2, after one request, and the reports say why."""
    with OtherExchange(Decisions()) as exchange:
        url = exchange.url
    done = run_command(tmp_path, BASE_URL=url, **credentials(exchange.key))
    assert (2, "") == (done.returncode, done.stderr)
    assert "cannot be reached: ConnectError" in done.stdout
    page = (tmp_path / "contract.md").read_text(encoding="utf-8")
    assert f"# {url} could not be held to the contract of 2025-11" == page.splitlines()[0]


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({"BASE_URL": "https://exchange.test"}, "KALSHI_API_KEY_ID"),
        ({"BASE_URL": "exchange.test"}, "BASE_URL must begin with"),
        ({"EXAMPLES": "many"}, "EXAMPLES must be a number"),
        ({"EDITION": "2031-01"}, "EDITION must be one of 2025-11, 2026-10"),
        ({"EDITION": "2026-10", "SPEC": "openapi.yaml"}, "set one of them"),
        ({"SPEC": "no-such.yaml"}, "cannot be read from no-such.yaml"),
        ({"SPEC": "pyproject.toml"}, "pyproject.toml"),
    ],
)
def test_command_says_what_is_missing(tmp_path: Path, environ: dict[str, str], text: str) -> None:
    """Without credentials, or with a useless setting, the exit code is 2 and the text says why."""
    done = run_command(tmp_path, **environ)
    assert 2 == done.returncode
    assert text in done.stderr
    assert "Traceback" not in done.stderr


HINDRANCES: Mapping[str, tuple[dict[str, Any], str, bool]] = {
    "another key": ({"status_code": 401, "json": {"msg": "no"}}, "is it the right key", False),
    "a page for people": (
        {"status_code": 200, "html": "<p>Hi</p>"},
        "(text/html; charset=utf-8)",
        False,
    ),
    "another prefix": ({"status_code": 404, "text": "no"}, "does BASE_URL end in the prefix", False),
    "failing": ({"status_code": 500, "json": {"msg": "no"}}, "status 500", False),
    "too busy": ({"status_code": 429, "json": {"error": "wait"}}, "is too busy: status 429", True),
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_gate_says_at_once_why_a_server_cannot_be_asked(
    hindrance: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All operations fail alike: one finding says how, the rest is skipped, and few requests are sent."""
    answer, text, unasked = HINDRANCES[hindrance]
    monkeypatch.setattr("gate.target.time.sleep", lambda _: None)
    key = Ed25519PrivateKey.generate()
    target = Target("https://exchange.test/trade-api/v2", KalshiAuth("key", key))
    target.http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(**answer)))
    layers = [layer for layer in LAYERS if layer != "document"]
    gate = Gate(all_editions()[0], target, key, layers=layers)
    findings = gate.run()
    failed = [each for each in findings if each.outcome is Outcome.FAILED]
    assert 1 == len(failed)
    assert text in failed[0].problems[0].text
    assert layers == [each.layer for each in findings if each.outcome is Outcome.SKIPPED]
    assert unasked == gate.unasked
    assert target.pace.sent <= max(ATTEMPTS, len(gate.contract.operations))


def test_line_to_reproduce_names_the_server() -> None:
    """What shows a failure again asks the same server: by its base URL, or a mock exchange by its edition."""
    with open_mock(make_mock(all_editions()[-1], fills=1)) as (target, _):
        ours = target.command("GET", "/portfolio/fills?limit=1001")
    other = Target("https://exchange.test/v2", target.auth).command("GET", "/portfolio/balance")
    assert "EDITION=2026-10 python -m gate request GET '/portfolio/fills?limit=1001'" == ours
    assert "BASE_URL=https://exchange.test/v2 python -m gate request GET /portfolio/balance" == other


def test_editions_are_all_for_the_mock_exchange_and_the_first_for_a_server() -> None:
    """Who names no edition gets them all, or that of `openapi.yaml` where there is a base URL."""
    every = tuple(edition.name for edition in all_editions())
    for environ, expected in (
        ({}, every),
        ({"BASE_URL": "https://exchange.test"}, every[:1]),
        ({"BASE_URL": "https://exchange.test", "EDITION": every[-1]}, every[-1:]),
        ({"SPEC": "editions/2026-10.yaml"}, ("2026-10",)),
    ):
        found = Settings.from_env(environ).editions()
        assert expected == tuple(edition.name for edition in found)
        assert all(edition.spec.name == edition.generated.spec.name for edition in found)
