"""The command line: `python -m gate` runs the gate, `python -m gate request` sends one signed request."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import httpx

from gate.account import AccountError
from gate.edition import EditionError
from gate.report import Summary, Terminal, write_junit, write_page
from gate.run import Gate
from gate.servers import open_server
from gate.settings import SettingError, Settings
from kalshi_auth import KalshiError

DISAGREE, MISUSED = 1, 2
HELP = """\
The environment says the rest, as does `make contract NAME=value`:
  BASE_URL  the server; without it the mock exchange is started
  EDITION   the edition, such as 2026-10; without it every one for the mock exchange, the first for a server
  SPEC      a file with another contract, in place of EDITION
  EXAMPLES  how many examples the fuzzer makes for each operation
  SEED      the same seed asks for the same things
  RATE      requests a second (default 10); BUDGET: requests at most (default 3000)
  BATTERY   1 sends wrong signatures to a server as well
  ACCOUNT   a JSON file with what is known of the account
  REPORTS   the folder for the reports (default build/contract)
Credentials: KALSHI_API_KEY_ID, and KALSHI_PRIVATE_KEY_PATH or KALSHI_PRIVATE_KEY_PEM.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        arguments: The command line without the program's name; that of this process if left out.

    Returns:
        0 if server and contract agree, 1 if they do not, 2 if the run could not be made.
    """
    parser = argparse.ArgumentParser(
        "gate",
        description="Holds a server to the contract.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command")
    request = commands.add_parser("request", help="send one signed request and print the answer")
    request.add_argument("method")
    request.add_argument("target", help="the path below the base URL, and the query")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.from_env()
        if options.command == "request":
            return send_request(settings, options.method, options.target)
        return run_gate(settings)
    except (SettingError, EditionError, AccountError, KalshiError) as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED


def run_gate(settings: Settings) -> int:
    """Runs the gate on every edition that is asked for, and writes the reports."""
    terminal = Terminal()
    summaries: list[Summary] = []
    for edition in settings.editions():
        start = time.monotonic()
        with open_server(settings, edition) as (target, key):
            server = "the mock exchange" if target.ours else target.base_url
            terminal.begin(server, edition.name, settings.seed)
            gate = Gate(
                edition, target, key, seed=settings.seed, examples=settings.examples, tell=terminal.tell
            )
            findings = gate.run()
        seconds = time.monotonic() - start
        summary = Summary(
            server, edition.name, settings.seed, target.pace.sent, seconds, findings, gate.unasked
        )
        terminal.end(summary)
        summaries.append(summary)
        # After each, so that a run which is interrupted leaves a report as well.
        write_junit(summaries, settings.reports / "contract.xml")
        write_page(summaries, settings.reports / "contract.md")
    terminal.say_where(settings.reports)
    if any(summary.unasked for summary in summaries):
        return MISUSED
    return DISAGREE if any(summary.failed for summary in summaries) else 0


def send_request(settings: Settings, method: str, target: str) -> int:
    """Sends one signed request, and prints status, headers and body of the answer."""
    with open_server(settings, settings.editions()[0]) as (server, _):
        response = httpx.request(method, f"{server.base_url}{target}", auth=server.auth, timeout=30)
    lines = [f"{response.status_code} {response.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.multi_items()]
    sys.stdout.write("\n".join([*lines, "", response.text, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
