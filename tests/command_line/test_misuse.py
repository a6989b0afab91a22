"""Mistakes of users end as one message and an exit status, never as a traceback."""

import json
import subprocess
import sys

import pytest

from .conftest import Run, Serve


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fills", "--since", "yesterday"), "--since 'yesterday' is no date"),
        (("fills", "--until", "9999-12-31"), "outside of the dates"),
        (("fills", "--since", "2026-02-02", "--until", "2026-02-01"), "--since lies after --until"),
        (("fills", "--tz", "Mars/Olympus"), "is no time zone"),
        (("balance", "--host", "ftp://example.com"), "the scheme is ftp"),
        (("balance", "--edition", "2025-11", "--subaccount", "1"), "cannot filter this by subaccount"),
        (("fills", "--edition", "2025-11", "--ticker", "A", "--ticker", "B"), "takes one --ticker only"),
        (("fills", "--csv", "--json"), "--json and --csv are both given"),
        (("fills", "--newest", "0"), "0 is not in the range"),
        (("balance", "--edition", "2024-01"), "2024-01"),
        (("balances",), "No such command"),
    ],
)
def test_mistake_is_told_with_status_2(serve: Serve, run: Run, arguments: tuple[str, ...], told: str) -> None:
    """The message names the mistake, and stdout stays empty."""
    exchange = serve()
    outcome = run(*arguments)
    assert (2, "") == (outcome.status, outcome.out)
    assert told in outcome.err
    assert "Traceback" not in outcome.err
    assert [] == exchange.requests


def test_missing_credentials_are_told_with_status_2(run: Run) -> None:
    """The message names the variable to set."""
    outcome = run("balance")
    assert 2 == outcome.status
    assert "KALSHI_API_KEY_ID is not set" in outcome.err


def test_exchange_that_is_not_there_is_told_with_status_1(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network's failures name the host."""
    serve().stop()
    outcome = run("balance")
    assert 1 == outcome.status
    assert "127.0.0.1" in outcome.err
    assert "kalshi-portfolio doctor" in outcome.err


def test_wrong_edition_is_told_with_the_right_one(serve: Serve, run: Run) -> None:
    """An answer of another month names the option that reads it."""
    serve(edition="2025-11")
    outcome = run("positions")
    assert 1 == outcome.status
    assert "--edition 2025-11" in outcome.err
    assert "import" not in outcome.err
    assert "doctor" in run("fills").err


def test_edition_of_the_environment_is_spoken(
    serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KALSHI_EDITION spares the option."""
    serve(edition="2025-11")
    monkeypatch.setenv("KALSHI_EDITION", "2025-11")
    assert 0 == run("fills").status


def test_no_output_tells_a_secret(serve: Serve, run: Run, private_key_pem: str) -> None:
    """Neither key nor key id is in what any command writes, whether it succeeds or fails."""
    exchange = serve(fcm_member=False)
    lines = [line for line in private_key_pem.splitlines() if "-----" not in line]
    for command in ("balance", "doctor", "doctor --json", "resting-value", "fills --tz x"):
        outcome = run(*command.split())
        text = outcome.out + outcome.err
        assert exchange.api_key_id not in text
        assert not any(line in text for line in lines)


@pytest.mark.parametrize(
    "command", ["balance", "positions", "fills", "settlements", "resting-value", "doctor"]
)
def test_help_of_a_command_tells_its_options(run: Run, command: str) -> None:
    """Each command explains itself without credentials."""
    outcome = run(command, "--help")
    assert 0 == outcome.status
    assert "--edition" in outcome.out


def test_help_loads_neither_client_nor_http() -> None:
    """A help text, and completion behind each press of a key, need no client."""
    unwanted = ["httpx", "cryptography", "kalshi_portfolio", "pyarrow"]
    script = (
        "import sys; from kalshi_cli import main; main(['--help']);"
        f"sys.stderr.write(str([name for name in {unwanted!r} if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "[]" == done.stderr


def test_reader_that_stops_early_is_no_failure_to_talk_about(serve: Serve) -> None:
    """`| head` ends the command quietly."""
    serve(fills=3000)
    command = subprocess.Popen(
        [sys.executable, "-m", "kalshi_cli", "fills", "--csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout
    assert command.stderr
    command.stdout.readline()
    command.stdout.close()
    assert b"" == command.stderr.read()
    command.stderr.close()
    assert 1 == command.wait(30)


def test_version_is_that_of_the_package(run: Run) -> None:
    """As every tool tells it."""
    from importlib.metadata import version

    assert f"kalshi-portfolio {version('kalshi-portfolio')}\n" == run("--version").out


def test_process_ends_with_the_status(serve: Serve, spawn: Run) -> None:
    """The exit status of the process is that of the command."""
    serve()
    assert 0 == spawn("balance", "--json").status
    assert 2 == spawn("balance", KALSHI_API_KEY_ID="").status
    assert {"cash_dollars", "positions_value_dollars", "updated_time"} == set(
        json.loads(spawn("balance", "--json").out)
    )
