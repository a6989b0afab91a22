"""The command line: `python -m gate` runs the gate, `python -m gate request` sends one signed request."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import httpx

from gate.account import AccountError
from gate.contract import Contract
from gate.report import Summary, Terminal, write_junit, write_page
from gate.run import Gate
from gate.servers import open_server
from gate.settings import SettingError, Settings
from kalshi_auth import KalshiError

DISAGREE, MISUSED = 1, 2
HELP = """\
The environment says the rest, as does `make contract NAME=value`:
  BASE_URL  the server; without it the mock exchange is started
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
    except (SettingError, AccountError, KalshiError) as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED


def run_gate(settings: Settings) -> int:
    """Runs the gate and writes its reports."""
    contract = Contract.load(settings.spec)
    edition = str(contract.document["info"].get("x-edition", contract.document["info"]["version"]))
    terminal = Terminal()
    start = time.monotonic()
    with open_server(settings) as (target, key):
        server = "the mock exchange" if target.ours else target.base_url
        terminal.begin(server, edition, settings.seed)
        gate = Gate(
            contract,
            settings.spec,
            target,
            key,
            seed=settings.seed,
            examples=settings.examples,
            tell=terminal.tell,
        )
        findings = gate.run()
    summary = Summary(server, edition, settings.seed, target.pace.sent, time.monotonic() - start, findings)
    write_junit(summary, settings.reports / "contract.xml")
    write_page(summary, settings.reports / "contract.md")
    terminal.end(summary)
    return DISAGREE if summary.failed else 0


def send_request(settings: Settings, method: str, target: str) -> int:
    """Sends one signed request, and prints status, headers and body of the answer."""
    with open_server(settings) as (server, _):
        response = httpx.request(method, f"{server.base_url}{target}", auth=server.auth, timeout=30)
    lines = [f"{response.status_code} {response.reason_phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.multi_items()]
    sys.stdout.write("\n".join([*lines, "", response.text, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
