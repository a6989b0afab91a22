"""The command line: `kalshi-mock serve`."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kalshi_mock import ContractError, MockExchange, ScenarioError, ServerError
from kalshi_mock._contract import find_contract, load_contract

_EXAMPLE = "from {package} import KalshiClient; print(KalshiClient.from_env().get_balance())"


def run(arguments: list[str] | None) -> int:
    """Runs the command line.

    Args:
        arguments: The arguments; those of the process, if None.

    Returns:
        The exit status.
    """
    options = _read_options(arguments)
    # What is wrong with a signature is said here, and to the client only where it is wanted.
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
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
            _print_welcome(exchange, key_file)
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
        sys.stdout.write("\nstopped\n")
    return 0


def _read_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kalshi-mock", description="A mock of Kalshi's portfolio API.")
    serve = parser.add_subparsers(dest="command", required=True, metavar="serve").add_parser(
        "serve", help="serve one made-up account until interrupted"
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    serve.add_argument("--edition", help="month of the API, such as 2026-10 (default: that of openapi.yaml)")
    serve.add_argument("--seed", type=int, default=7, help="which account (default: %(default)s)")
    serve.add_argument(
        "--fills", type=_count, default=500, help="how many fills it has (default: %(default)s)"
    )
    serve.add_argument(
        "--upcoming",
        type=_count,
        default=0,
        help="how many more fills come with --pace (default: %(default)s)",
    )
    serve.add_argument("--scenario", type=Path, help="a scenario in YAML, in place of --seed and --fills")
    serve.add_argument(
        "--pace",
        type=_seconds,
        metavar="SECONDS",
        help="how much time passes in the markets after each answer",
    )
    serve.add_argument(
        "--explain-signatures", action="store_true", help="tell clients in what way their signature is wrong"
    )
    serve.add_argument(
        "--key-file", type=Path, help="where to write the private key (default: a private folder)"
    )
    serve.add_argument("--key-type", choices=("rsa", "ed25519"), default="rsa", help="(default: %(default)s)")
    serve.add_argument("--error-shape", choices=("nested", "flat", "text", "message"), default="nested")
    serve.add_argument("--ordinary-member", action="store_true", help="answer the resting value with 403")
    options = parser.parse_args(arguments)
    if options.scenario is not None and options.upcoming:
        parser.error("--upcoming belongs to the account of a seed; a scenario says itself what is to come")
    return options


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a count is a number from 0 on, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    # The comparison is false for what is no number, too.
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(f"a number of seconds from 0 on is needed, not {text!r}")
    return seconds


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


def _print_welcome(exchange: MockExchange, key_file: Path) -> None:
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
        f"  export KALSHI_HOST={exchange.url}\n"
        f"  export KALSHI_API_KEY_ID={exchange.api_key_id}\n"
        f"  export KALSHI_PRIVATE_KEY_PATH={key_file}\n"
        f"  {sys.executable} -c '{example}'\n\n"
        f"Ctrl-C stops it.\n"
    )
    sys.stdout.flush()
