"""The gate passes any server that keeps the contract, whatever it decides where that is open."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gate.edition import find_edition
from gate.findings import Finding, Outcome
from gate.run import Gate
from gate.target import Pace, Target
from kalshi_auth import KalshiAuth
from tests.contract.other import AS_OURS, Account, Decisions, Manners, OtherExchange, Row


class Faulty(OtherExchange):
    """An exchange that tells the positions of NO contracts as if they were YES."""

    def _position(self, market):  # type: ignore[no-untyped-def]
        row: Row = super()._position(market)
        return row | {"position": abs(row["position"])}


def look(exchange: OtherExchange, *layers: str, budget: int | None = None) -> list[Finding]:
    """Runs some layers of the gate on an exchange that is not ours."""
    edition = find_edition(exchange.edition)
    target = Target(
        exchange.url, KalshiAuth(exchange.key_id, exchange.key), battery=True, pace=Pace(None, budget)
    )
    gate = Gate(edition, target, exchange.key, seed=1, examples=3, properties=4, layers=layers)
    findings = gate.run()
    target.close()
    return findings


def places(findings: list[Finding], outcome: Outcome) -> set[str]:
    """The places that findings of an outcome name."""
    return {problem.place for each in findings if each.outcome is outcome for problem in each.problems}


LENIENT = Decisions(
    repeated_refused=False, empty_is_absent=True, numbers_lenient=True, inverted_refused=True, error="message"
)
SPARING = replace(AS_OURS, held_only=True, full_page_goes_on=True, cursors="odd", error="text")
CARELESS = Decisions(base64_lenient=True, first_header_counts=True, unknown_ignored=False)
ALL = ("schemathesis", "meaning", "signatures", "client")
QUIET = ("meaning", "client")
VARIATIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "reads leniently, HTTP/1.0": (ALL, {"decisions": LENIENT, "manners": Manners(protocol="HTTP/1.0")}),
    "chunks, compressed, cookies": (
        ALL,
        {
            "decisions": Decisions(full_page_goes_on=True, cursors="long", error="nested"),
            "manners": Manners(chunked=True, zipped=True, lower_case=True, cookies=True, indented=True),
        },
    ),
    "the later edition": (ALL, {"edition": "2026-10", "decisions": Decisions(cursors="fresh")}),
    "the later edition, as ours": (ALL, {"edition": "2026-10", "decisions": AS_OURS}),
    "busy now and then": (QUIET, {"manners": Manners(busy_every=97)}),
    "tells what is held alone": (QUIET, {"decisions": SPARING}),
    "takes careless signatures": (("signatures",), {"decisions": CARELESS}),
    "nothing": (ALL, {"account": Account(0)}),
    "one fill": (QUIET, {"account": Account(1)}),
    "one market": (QUIET, {"account": Account(20, kind="one market")}),
    "one instant": (QUIET, {"account": Account(40, kind="one instant")}),
    "one instant, as ours": (QUIET, {"account": Account(40, kind="one instant"), "decisions": AS_OURS}),
    "extremes": (QUIET, {"account": Account(40, kind="extreme")}),
}
"""What a correct server may do otherwise, and the layers that could mind."""


@pytest.mark.parametrize("variation", VARIATIONS)
def test_gate_passes_a_correct_server(variation: str) -> None:
    """However a server differs within the contract, no check fails."""
    layers, settings = VARIATIONS[variation]
    with OtherExchange(**{"decisions": Decisions(), **settings}) as exchange:
        findings = look(exchange, *layers)
    assert {} == {each.check: each.problems for each in findings if each.outcome is Outcome.FAILED}


@pytest.mark.parametrize("decisions", [Decisions(), AS_OURS], ids=["otherwise", "as ours"])
def test_gate_notes_other_decisions(decisions: Decisions) -> None:
    """Another order, other bounds, another base path, another way to count costs: notes, and no failure."""
    with OtherExchange(decisions, prefix="/api/portfolios/v9") as exchange:
        findings = look(exchange, "meaning", "signatures")
    assert set() == places(findings, Outcome.FAILED)
    assert (decisions is AS_OURS) == (not places(findings, Outcome.NOTED))


def test_gate_fuzzes_other_servers_with_get_alone() -> None:
    """The fuzzer finds nothing wrong with a correct server, and sends it nothing but GET."""
    with OtherExchange(Decisions()) as exchange:
        findings = look(exchange, "schemathesis")
    assert set() == places(findings, Outcome.FAILED)
    assert not any("unsupported method" in each.check for each in findings)


def test_gate_ends_with_the_budget() -> None:
    """When the budget is spent the rest is skipped, which the findings say, and nothing fails for it."""
    with OtherExchange(Decisions()) as exchange:
        findings = look(exchange, "meaning", "client", budget=60)
    assert set() == places(findings, Outcome.FAILED)
    assert any("budget of 60" in each.reason for each in findings if each.outcome is Outcome.SKIPPED)


def run_command(exchange: OtherExchange, reports: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m gate` as `make contract BASE_URL=…` does."""
    pem = exchange.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    environ = {
        "BASE_URL": exchange.url,
        "KALSHI_API_KEY_ID": exchange.key_id,
        "KALSHI_PRIVATE_KEY_PEM": pem,
        "REPORTS": str(reports),
        "EXAMPLES": "1",
        "RATE": "2000",
        **settings,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    command = [sys.executable, "-m", "gate"]
    return subprocess.run(command, env=kept | environ, capture_output=True, text=True, timeout=300)


def test_command_fails_a_faulty_server_and_names_the_place(tmp_path: Path) -> None:
    """One sign is wrong: the exit code is 1, and terminal, page and JUnit report name the field."""
    with Faulty(Decisions()) as exchange:
        done = run_command(exchange, tmp_path)
    assert 1 == done.returncode, done.stdout
    assert "GetPositions position" in done.stdout
    assert "GetPositions position" in (tmp_path / "contract.md").read_text(encoding="utf-8")
    suites = ElementTree.parse(tmp_path / "contract.xml").getroot()
    failures = suites.findall(".//testcase[failure]")
    assert [
        "An open position holds what its fills bought less what they sold, and has cost what they cost"
    ] == [case.get("name") for case in failures]
    assert "BASE_URL" not in done.stderr


def test_command_says_what_is_missing() -> None:
    """Without credentials, or with a useless setting, the exit code is 2 and the text says why."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    for environ, text in (
        ({"BASE_URL": "https://exchange.test"}, "KALSHI_API_KEY_ID"),
        ({"BASE_URL": "exchange.test"}, "BASE_URL must begin with"),
        ({"EXAMPLES": "many"}, "EXAMPLES must be a number"),
    ):
        command = [sys.executable, "-m", "gate"]
        done = subprocess.run(command, env=kept | environ, capture_output=True, text=True, timeout=60)
        assert 2 == done.returncode
        assert text in done.stderr
        assert "Traceback" not in done.stderr
