"""The report as a page and as a picture."""

import re
import shutil
import subprocess
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kalshi_cli._charts import find_ticks
from kalshi_mock import make_account

from .conftest import Run, Serve

EDITIONS = ("2025-11", "2026-10")


@pytest.mark.parametrize("edition", EDITIONS)
def test_page_tells_the_ledgers_net(serve: Serve, run: Run, tmp_path: Path, edition: str) -> None:
    """The same account has the same profit in each edition, fees included."""
    ledger = serve(edition=edition, fills=400).ledger
    path = tmp_path / "report.html"
    outcome = run("pnl", "--to", str(path), "--edition", edition, "--tz", "UTC")
    assert 0 == outcome.status
    net = sum(held.realized - held.fees for held in ledger.positions()) * Decimal("0.01")
    sign = "\N{MINUS SIGN}" if net < 0 else "+"
    assert f"<dt>Net</dt><dd>{sign}${abs(net):,.2f}</dd>" in path.read_text()
    assert "incomplete" not in outcome.err


def test_page_needs_nothing_from_elsewhere(serve: Serve, run: Run, tmp_path: Path) -> None:
    """No script, no address, and every element is closed."""
    serve(fills=200)
    path = tmp_path / "report.html"
    run("pnl", "--to", str(path))
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"<script|<link|src=|href=|url\(|https?:", text)
    checker = Checker()
    checker.feed(text)
    assert [] == checker.open


class Checker(HTMLParser):
    """Follows which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens and closes."""

    def handle_endtag(self, tag: str) -> None:
        """An element closes, which has to be the innermost."""
        assert tag == self.open.pop()


def test_history_that_is_no_longer_served_makes_the_report_incomplete(
    serve: Serve, run: Run, tmp_path: Path
) -> None:
    """The page and stderr say so, and name the markets."""
    ledger = make_account(7, 300)
    del ledger.fills[:40]
    for numbers in (*ledger._fills_by_ticker.values(), *ledger._fills_by_order.values()):
        numbers[:] = [number - 40 for number in numbers if number >= 40]
    serve(ledger=ledger)
    path = tmp_path / "report.html"
    outcome = run("pnl", "--to", str(path))
    assert "incomplete" in outcome.err
    assert "This report is incomplete" in path.read_text()
    assert "What is missing" in path.read_text()


def test_account_without_history_has_a_report_too(serve: Serve, run: Run, tmp_path: Path) -> None:
    """Nothing realised is nothing to fail about."""
    serve(fills=0)
    path = tmp_path / "report.html"
    assert 0 == run("pnl", "--to", str(path)).status
    assert "nothing was realised" in path.read_text()


def test_picture_is_a_png(serve: Serve, run: Run, tmp_path: Path) -> None:
    """The same charts, for where a page cannot go."""
    pytest.importorskip("resvg_py", reason="pictures need the extra png (resvg-py)")
    serve(fills=100)
    path = tmp_path / "report.png"
    assert 0 == run("pnl", "--to", str(path)).status
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert 20_000 < path.stat().st_size


def test_page_is_shown_by_a_browser(serve: Serve, run: Run, tmp_path: Path) -> None:
    """A real browser draws the charts with their height, and complains of nothing."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    serve(fills=200)
    path, picture = tmp_path / "report.html", tmp_path / "shown.png"
    run("pnl", "--to", str(path))
    shown = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1000,1200",
            "--enable-logging=stderr",
            f"--screenshot={picture}",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "CONSOLE" not in shown.stderr
    assert 20_000 < picture.stat().st_size


@pytest.mark.parametrize(
    ("name", "told"), [("report.pdf", "does not say the format"), ("nowhere/report.html", "no folder")]
)
def test_impossible_report_is_refused_before_anything_is_asked(
    serve: Serve, run: Run, tmp_path: Path, name: str, told: str
) -> None:
    """The message says what to write instead."""
    exchange = serve()
    outcome = run("pnl", "--to", str(tmp_path / name))
    assert 2 == outcome.status
    assert told in outcome.err
    assert [] == exchange.requests


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "100", ["0", "50", "100"]),
        ("-254", "42", ["-300", "-200", "-100", "0", "100"]),
        ("0", "0", ["0", "0.5"]),
        ("0", "0.03", ["0", "0.01", "0.02", "0.03"]),
    ],
)
def test_ticks_are_round_and_enclose_the_range(low: str, high: str, expected: list[str]) -> None:
    """Amounts that people read at a glance, zero among them."""
    assert [Decimal(tick) for tick in expected] == find_ticks(Decimal(low), Decimal(high))
