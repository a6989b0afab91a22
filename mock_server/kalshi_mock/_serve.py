"""The commands `kalshi-mock serve` and `kalshi-mock run`."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kalshi_mock import ContractError, MockExchange, ScenarioError, ServerError
from kalshi_mock._command_options import read_options
from kalshi_mock._contract import find_contract, load_contract

_EXAMPLE = "from {package} import KalshiClient; print(KalshiClient.from_env().get_balance())"


def run(arguments: list[str] | None) -> int:
    """Runs the command line.

    Args:
        arguments: The arguments; those of the process, if None.

    Returns:
        The exit status.
    """
    options = read_options(arguments)
    # What is wrong with a signature is said here, and to the client only where it is wanted.
    prefix = "kalshi_mock: " if options.command == "run" else ""  # beside what the program says itself
    logging.basicConfig(format=f"{prefix}%(message)s", level=logging.WARNING)
    # Raises from the wait below, so that folder and port are given back on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        exchange = MockExchange(
            seed=options.seed,
            fills=options.fills,
            upcoming=options.upcoming,
            scenario=options.scenario,
            host=options.host,
            port=options.port,
            fcm_member=not options.ordinary_member,
            error_shape=options.error_shape,
            key_type=options.key_type,
            edition=options.edition,
            explain_signatures=options.explain_signatures,
        )
        if options.pace is not None:
            exchange.advance_each_request(seconds=options.pace)
        with exchange, _key_file(options.key_file, exchange.private_key_pem) as key_file:
            environment = _make_environment(exchange, key_file)
            if options.command == "run":
                return _run_program(options.program, environment)
            _print_welcome(exchange, key_file, environment)
            signal.pause() if hasattr(signal, "pause") else input()
    except (ContractError, ScenarioError, ServerError) as error:
        sys.stderr.write(f"kalshi_mock: {error}\n")
        return 1
    except FileExistsError as error:
        sys.stderr.write(f"kalshi_mock: {error.filename} exists; name a key file that does not\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"kalshi_mock: cannot write the key to {error.filename}: {error.strerror}\n")
        return 1
    except KeyboardInterrupt:
        if options.command == "run":  # before the program could take it
            return 130
        sys.stdout.write("\nstopped\n")
    return 0


@contextmanager
def _key_file(wanted: Path | None, pem: str) -> Iterator[Path]:
    """Writes the key where only its owner reads it, and removes it in the end."""
    folder = None if wanted else Path(tempfile.mkdtemp(prefix="kalshi-mock-"))
    path = wanted or Path(folder or "") / "demo-key.pem"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(pem)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _make_environment(exchange: MockExchange, key_file: Path) -> dict[str, str]:
    """The variables by which clients and the command line find the exchange."""
    return {
        "KALSHI_HOST": exchange.url,
        "KALSHI_API_KEY_ID": exchange.api_key_id,
        "KALSHI_PRIVATE_KEY_PATH": str(key_file),
        "KALSHI_EDITION": exchange.edition,
    }


def _run_program(program: list[str], environment: dict[str, str]) -> int:
    """Runs a program beside the exchange; its exit status, as a shell would tell it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KALSHI_")}
    try:
        process = subprocess.Popen(program, env=kept | environment)  # noqa: S603 - the user's own command
    except OSError as error:
        sys.stderr.write(f"kalshi_mock: cannot run {program[0]}: {error.strerror}\n")
        return 127 if isinstance(error, FileNotFoundError) else 126
    # A terminal sends Ctrl-C to both, and it is the program's to say what that means; a SIGTERM is passed on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    status = process.wait()
    return 128 - status if status < 0 else status


def _print_welcome(exchange: MockExchange, key_file: Path, environment: dict[str, str]) -> None:
    first = load_contract(find_contract()).edition
    # The packages of later editions are called after them.
    package = "kalshi_portfolio" + ("" if exchange.edition == first else f"_{exchange.edition}")
    example = _EXAMPLE.format(package=package.replace("-", "_"))
    sys.stdout.write(
        f"The mock exchange serves an account of {len(exchange.ledger.fills)} fills "
        f"as the API tells it in edition {exchange.edition}.\n\n"
        f"  URL          {exchange.url}\n"
        f"  key id       {exchange.api_key_id}\n"
        f"  private key  {key_file} (removed when this ends)\n\n"
        f"To call it from another terminal:\n\n"
        + "".join(f"  export {name}={value}\n" for name, value in environment.items())
        + f"  {sys.executable} -c '{example}'\n\n"
        f"Ctrl-C stops it.\n"
    )
    sys.stdout.flush()
