"""The command doctor."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kalshi_cli import _options as options
from kalshi_cli._editions import NEWEST
from kalshi_cli._failures import FAILED
from kalshi_cli._findings import Finding, Verdict


def doctor(
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one finding a line.")] = False,
) -> None:
    """Find out what stands between this machine and a successful call, with a remedy for each.

    First without a key's help: environment variables, key file, private key, local signature, host, clock.

    Then with it: key id, signature, permissions, and whether the exchange speaks this contract.

    No secret is printed. The exit status is 1 if anything failed.
    """
    import os
    import warnings

    from kalshi_cli._doctor import examine

    failed = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # permissions of the key file are a finding
        for finding in examine(edition, host, os.environ):
            failed = failed or finding.verdict is Verdict.BROKEN
            _print(finding, as_json)
    if failed:
        raise typer.Exit(FAILED)


def _print(finding: Finding, as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        sys.stdout.write(json.dumps(asdict(finding), ensure_ascii=False) + "\n")
        return
    from rich.text import Text

    from kalshi_cli._tables import make_console

    styles = {Verdict.FINE: "green", Verdict.DOUBTFUL: "yellow", Verdict.BROKEN: "bold red"}
    console = make_console()
    line = Text.assemble(
        (f"{finding.verdict:<5}", styles.get(finding.verdict, "dim")), f"{finding.step:<16}{finding.text}"
    )
    console.print(line, soft_wrap=True)
    if finding.remedy:
        console.print(Text(f"{'':<21}→ {finding.remedy}"), soft_wrap=True)
