"""`python -m kalshi_mock serve`: what it prints works, and it leaves nothing behind."""

import base64
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

COMMAND = (sys.executable, "-m", "kalshi_mock", "serve")
Start = Callable[..., tuple[subprocess.Popen[str], dict[str, str], str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the command, waits for what it prints and gives the process, the exports and the text."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, str], str]:
        process = subprocess.Popen(
            [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        text = ""
        while "Ctrl-C" not in text:
            line = process.stdout.readline()
            assert line, process.communicate()
            text += line
        return process, dict(re.findall(r"export (\w+)=(\S+)", text)), text

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def get_balance(environment: dict[str, str]) -> int:
    """Calls with what the command printed; the status."""
    return ask_balance(environment).status_code


def ask_balance(environment: dict[str, str], path: str = "/trade-api/v2/portfolio/balance") -> httpx.Response:
    """Calls with what the command printed, signing a path, which should be that of the call."""
    key: Any = load_pem_private_key(Path(environment["KALSHI_PRIVATE_KEY_PATH"]).read_bytes(), None)
    timestamp = str(time.time_ns() // 1_000_000)
    text = f"{timestamp}GET{path}".encode()
    signature = key.sign(text, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
    headers = {
        "KALSHI-ACCESS-KEY": environment["KALSHI_API_KEY_ID"],
        "KALSHI-ACCESS-SIGNATURE": base64.b64encode(signature).decode(),
        "KALSHI-ACCESS-TIMESTAMP": timestamp,
    }
    return httpx.get(f"{environment['KALSHI_HOST']}/portfolio/balance", headers=headers)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_what_works_and_removes_its_key(start: Start, end: signal.Signals) -> None:
    """The key is readable by its owner only, and gone after either signal."""
    process, environment, text = start("--fills", "20")
    key = Path(environment["KALSHI_PRIVATE_KEY_PATH"])
    assert 0o600 == stat.S_IMODE(key.stat().st_mode)
    assert 0o700 == stat.S_IMODE(key.parent.stat().st_mode)
    assert 200 == get_balance(environment)
    assert "PRIVATE" not in text.replace("KALSHI_PRIVATE_KEY_PATH", "")
    process.send_signal(end)
    out, err = process.communicate(timeout=10)
    assert (0, "\nstopped\n", "") == (process.returncode, out, err)
    assert not key.parent.exists()


def test_serve_writes_the_key_where_it_is_told_to(start: Start, tmp_path: Path) -> None:
    """And removes it; a file that is already there is not touched."""
    key = tmp_path / "key.pem"
    process, environment, _ = start("--fills", "0", "--key-file", str(key))
    assert str(key) == environment["KALSHI_PRIVATE_KEY_PATH"]
    assert 0o600 == stat.S_IMODE(key.stat().st_mode)
    again = subprocess.run(
        [*COMMAND, "--key-file", key], capture_output=True, text=True, timeout=30, check=False
    )
    assert (1, f"kalshi_mock: {key} exists; name a key file that does not\n") == (
        again.returncode,
        again.stderr,
    )
    assert key.exists()
    process.terminate()
    process.communicate(timeout=10)
    assert not key.exists()


def test_serve_on_a_port_that_is_taken_says_so(start: Start) -> None:
    """One line, no traceback, status 1."""
    _, environment, _ = start("--fills", "0")
    port = str(httpx.URL(environment["KALSHI_HOST"]).port)
    ended = subprocess.run(
        [*COMMAND, "--port", port], capture_output=True, text=True, timeout=30, check=False
    )
    assert 1 == ended.returncode
    assert re.fullmatch(rf"kalshi_mock: cannot listen on 127.0.0.1:{port}: .*\n", ended.stderr)


@pytest.mark.parametrize(
    ("arguments", "package"),
    [((), "kalshi_portfolio"), (("--edition", "2026-10"), "kalshi_portfolio_2026_10")],
)
def test_serve_shows_a_call_that_reads_its_edition(
    start: Start, arguments: tuple[str, ...], package: str
) -> None:
    """The command that is printed names the package, and the fills fit it."""
    _, environment, text = start("--fills", "20", *arguments)
    assert f"from {package} import KalshiClient;" in text
    program = f"from {package} import KalshiClient; print(len(KalshiClient.from_env().get_fills().fills))"
    ended = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert ("20\n", "") == (ended.stdout, ended.stderr)


def test_serve_of_an_edition_that_is_unknown_names_the_known_ones() -> None:
    """One line, no traceback, status 1."""
    ended = subprocess.run([*COMMAND, "--edition", "2020-01"], capture_output=True, text=True, timeout=30)
    expected = "kalshi_mock: there is no edition '2020-01'; known are 2025-11, 2026-10\n"
    assert (1, expected) == (ended.returncode, ended.stderr)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--port", "65536"), "a port is a number from 0 to 65535, not '65536'"),
        (("--port", "x"), "a port is a number"),
        (("--fills", "-1"), "a count is a number from 0 on, not '-1'"),
        (("--error-shape", "json"), "invalid choice"),
        (("--pace", "-1"), "a number of seconds from 0 on is needed, not '-1'"),
        (("--pace", "nan"), "not 'nan'"),
        (("--scenario", "day.yaml", "--upcoming", "3"), "--upcoming belongs to the account of a seed"),
    ],
)
def test_argument_that_is_wrong_is_named(arguments: tuple[str, ...], message: str) -> None:
    """Status 2, as command lines do."""
    ended = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30, check=False)
    assert 2 == ended.returncode
    assert message in ended.stderr


def test_key_file_in_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    """One line with the path and the reason."""
    key = tmp_path / "none" / "key.pem"
    ended = subprocess.run(
        [*COMMAND, "--key-file", key], capture_output=True, text=True, timeout=30, check=False
    )
    expected = f"kalshi_mock: cannot write the key to {key}: {os.strerror(2)}\n"
    assert (1, expected) == (ended.returncode, ended.stderr)


SCENARIO = """
now: 0s
events:
  - {deposit: 50_00}
  - {deposit: 25_00, at: 1h}
"""


def test_console_script_serves_a_scenario_at_its_pace(tmp_path: Path) -> None:
    """What other languages start: time passes in the markets with each answer."""
    script = Path(sys.executable).with_name("kalshi-mock")
    if not script.exists():
        pytest.skip("the project is not installed with its console scripts")
    scenario = tmp_path / "day.yaml"
    scenario.write_text(SCENARIO)
    key = tmp_path / "key.pem"
    process = subprocess.Popen(
        [script, "serve", "--scenario", scenario, "--pace", "3600", "--key-file", key],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        text = ""
        while "Ctrl-C" not in text:
            text += process.stdout.readline()
        environment = dict(re.findall(r"export (\w+)=(\S+)", text))
        assert [50_00, 75_00] == [ask_balance(environment).json()["balance"] for _ in range(2)]
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_serve_says_what_is_wrong_with_a_signature(start: Start) -> None:
    """On standard error; to the client only with the option for it."""
    for arguments, told in (((), False), (("--explain-signatures",), True)):
        process, environment, _ = start("--fills", "0", *arguments)
        answer = ask_balance(environment, "/portfolio/balance")
        process.terminate()
        _, err = process.communicate(timeout=10)
        explanation = "valid if the signed path begins with /trade-api/v2"
        expected = f"GET /trade-api/v2/portfolio/balance: INCORRECT_API_KEY_SIGNATURE: {explanation}\n"
        assert expected == err
        assert told == (explanation in answer.text)


def test_serve_of_a_scenario_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """One line with file and place, no traceback, status 1."""
    scenario = tmp_path / "day.yaml"
    scenario.write_text("events: [{deposit: -1}]")
    command = [*COMMAND, "--scenario", str(scenario)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    expected = f"{scenario}: event 1 (deposit -1): a deposit is a positive number of cents, not -1"
    assert (1, f"kalshi_mock: {expected}\n") == (ended.returncode, ended.stderr)
