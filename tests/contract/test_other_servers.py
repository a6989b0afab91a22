"""The gate passes any server that keeps the contract, whatever it decides where that is open."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from gate.edition import find_edition
from gate.findings import Finding, Outcome
from gate.run import Gate
from gate.target import Pace, Target
from kalshi_auth import KalshiAuth
from tests.contract.other import AS_OURS, Account, Decisions, Manners, OtherExchange, Row


def look(
    exchange: OtherExchange, *layers: str, pace: Pace | None = None, battery: bool = True
) -> list[Finding]:
    """Runs some layers of the gate on an exchange that is not ours."""
    auth = KalshiAuth(exchange.key_id, exchange.key)
    target = Target(exchange.url, auth, battery=battery, pace=pace or Pace(None, None))
    edition = find_edition(exchange.edition)
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


def _unsigned(exchange: OtherExchange) -> None:
    exchange._check_signature = lambda *_: None  # type: ignore[method-assign]


def _hearing(change: Callable[[str, dict[str, str]], dict[str, str]]) -> Callable[[OtherExchange], None]:
    def spoil(exchange: OtherExchange) -> None:
        tell = exchange._tell
        exchange._tell = lambda place, query: tell(place, change(place, query))  # type: ignore[method-assign]

    return spoil


def _telling(change: Callable[[Row], object]) -> Callable[[OtherExchange], None]:
    def spoil(exchange: OtherExchange) -> None:
        tell = exchange._tell

        def wrong(place: str, query: dict[str, str]) -> Row:
            body = tell(place, query)
            for rows in body.values():
                for row in rows if isinstance(rows, list) else ():
                    change(row)
            return body

        exchange._tell = wrong  # type: ignore[method-assign]

    return spoil


def _without(name: str) -> Callable[[str, dict[str, str]], dict[str, str]]:
    return lambda _, query: {key: value for key, value in query.items() if key != name}


def _forget(_: str, query: dict[str, str]) -> dict[str, str]:
    kept = ("cursor", "limit") if "cursor" in query else tuple(query)
    return {name: query[name] for name in kept if name in query}


def _shorter(_: str, query: dict[str, str]) -> dict[str, str]:
    return {**query, "limit": str(int(query["limit"]) - 1)} if "limit" in query else query


def _earlier(row: Row) -> None:
    if "settled_time" in row:
        row["settled_time"] = row["settled_time"].replace("2025", "2024")


def _other_fee(row: Row) -> None:
    if "order_id" in row:
        row["fee_cost"] = "0.9"


FAULTS: Mapping[str, tuple[str, Callable[[OtherExchange], None], str]] = {
    "GetBalance()": ("2025-11", _unsigned, "signatures"),
    "GetFills(limit=200, order_id": ("2025-11", _hearing(_without("order_id")), "meaning"),
    "GetFills(limit=200, ticker": ("2025-11", _hearing(_forget), "meaning"),
    "GetPositions(settlement_status=all, limit=1)": ("2025-11", _hearing(_shorter), "meaning"),
    "GetSettlements settled_time": ("2025-11", _telling(_earlier), "meaning"),
    "GetFills(limit=1000, subaccount=63)": ("2026-10", _hearing(_without("subaccount")), "meaning"),
    "GetPositions fees_paid_dollars": ("2026-10", _telling(_other_fee), "meaning"),
}
"""Servers that are wrong in one place, by the place."""


@pytest.mark.parametrize("place", FAULTS)
def test_gate_fails_a_faulty_server_at_the_place(place: str) -> None:
    """One thing is wrong, on a server of which nothing is known: it fails, and the place is named."""
    edition, spoil, layer = FAULTS[place]
    exchange = OtherExchange(replace(AS_OURS, optional_told=True), edition=edition)
    spoil(exchange)
    with exchange:
        findings = look(exchange, layer, battery=False)
    assert any(found.startswith(place) for found in places(findings, Outcome.FAILED))


def test_gate_fuzzes_other_servers_with_get_alone() -> None:
    """The fuzzer finds nothing wrong with a correct server, and sends it nothing but GET."""
    with OtherExchange(Decisions()) as exchange:
        findings = look(exchange, "schemathesis")
    assert set() == places(findings, Outcome.FAILED)
    assert not any("unsupported method" in each.check for each in findings)


def test_gate_ends_with_the_budget() -> None:
    """When the budget is spent the rest is skipped, which the findings say, and nothing fails for it."""
    pace = Pace(None, 60)
    with OtherExchange(Decisions()) as exchange:
        findings = look(exchange, "meaning", "client", pace=pace)
        assert 60 == exchange.asked == pace.sent
    assert set() == places(findings, Outcome.FAILED)
    assert any("budget of 60" in each.reason for each in findings if each.outcome is Outcome.SKIPPED)


def test_gate_sends_nothing_beside_its_pace() -> None:
    """Every request of every layer is counted, so rate and budget hold for all of them."""
    pace = Pace(None, None)
    with OtherExchange(Decisions()) as exchange:
        look(exchange, *ALL, pace=pace)
        assert pace.sent == exchange.asked > 500


def test_pace_keeps_to_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests leave at a tenth of a second's distance, but for the first."""
    now = 100.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr("gate.target.time", SimpleNamespace(monotonic=lambda: now, sleep=sleep))
    pace = Pace(10, None)
    for _ in range(31):
        pace.take()
    assert pytest.approx(103.0) == now
