"""A checkup of everything between this machine and a successful call, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kalshi_auth import KalshiError
from kalshi_cli._account_check import check_account
from kalshi_cli._connection_check import check_connection
from kalshi_cli._credentials_check import check_credentials
from kalshi_cli._editions import Edition, find_host, open_client
from kalshi_cli._findings import Finding, Verdict, broken, left_out


def examine(edition: Edition, host: str | None, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Go through all steps; one that needs an earlier one, which failed, is left out.

    Args:
        edition: The edition of the API to speak.
        host: The base URL or the name of an environment, if not the variable's.
        environ: The environment variables.

    Yields:
        What each step found.
    """
    findings: list[Finding] = []
    for finding in check_credentials(environ):
        findings.append(finding)
        yield finding
    reached = list(check_connection(find_host(edition, host)))
    yield from reached
    if any(finding.verdict is Verdict.BROKEN for finding in [*findings, reached[0]]):
        for step in ("key id", "signature", "permissions", "contract"):
            yield left_out(step, "needs what failed above")
        return
    try:
        with open_client(edition, host, environ) as client:
            yield from check_account(client)
    except KalshiError as error:
        yield broken("key id", str(error), "correct what the message names")
