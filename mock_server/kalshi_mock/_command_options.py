"""The options of the command `kalshi-mock`."""

from __future__ import annotations

import argparse
from pathlib import Path

_SERVE = (
    "Serves one made-up account until interrupted, and prints where it is and what to export to call it. "
    "The same seed has the same account on every machine; the key is new each time."
)
_RUN = (
    "Serves one made-up account while a command runs, which finds it by KALSHI_HOST, KALSHI_API_KEY_ID, "
    "KALSHI_PRIVATE_KEY_PATH and KALSHI_EDITION. The exit status is that of the command. "
    "Example: kalshi-mock run --fills 50 -- pytest"
)


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    """Reads the command line.

    Args:
        arguments: The arguments; those of the process, if None.

    Returns:
        The options, with the subcommand as `command`.

    Raises:
        SystemExit: They cannot be read, which was said, or help was asked for.
    """
    parser = argparse.ArgumentParser(prog="kalshi-mock", description="A mock of Kalshi's portfolio API.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser(
        "serve", help="serve one made-up account until interrupted", description=_SERVE
    )
    run = commands.add_parser(
        "run",
        help="serve it while a command of yours runs, which finds it by its environment",
        description=_RUN,
        usage="kalshi-mock run [option ...] -- command [argument ...]",
    )
    for parser_of_command in (serve, run):
        _add_options(parser_of_command)
    run.add_argument("program", nargs="+", metavar="command", help="what to run, behind two dashes")
    options = parser.parse_args(arguments)
    if options.scenario is not None and options.upcoming:
        parser.error("--upcoming belongs to the account of a seed; a scenario says itself what is to come")
    return options


def _add_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=0, help="port to listen on (default: a free one)")
    serve.add_argument("--edition", help="month of the API, such as 2026-10 (default: that of openapi.yaml)")
    serve.add_argument("--seed", type=int, default=7, help="which made-up account (default: %(default)s)")
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
    serve.add_argument(
        "--key-type", choices=("rsa", "ed25519"), default="rsa", help="kind of key (default: %(default)s)"
    )
    serve.add_argument(
        "--error-shape",
        choices=("nested", "flat", "text", "message"),
        default="nested",
        help="how the body of a refusal looks (default: %(default)s)",
    )
    serve.add_argument("--ordinary-member", action="store_true", help="answer the resting value with 403")


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
