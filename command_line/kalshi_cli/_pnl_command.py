"""The command pnl."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kalshi_cli import _options as options
from kalshi_cli._editions import NEWEST, Edition
from kalshi_cli._failures import CommandError, tell

_ENDINGS = (".html", ".png")


def pnl(
    to: Annotated[Path, typer.Option(help="File to write; it ends in .html or .png.", metavar="FILE")],
    edition: options.EditionOption = NEWEST,
    host: options.HostOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    subaccount: options.SubaccountOption = None,
    tz: options.ZoneOption = None,
) -> None:
    """Report realised profit and loss by day, event and market, fees included, as a page or a picture.

    What is not known is said so: fees that the exchange does not tell, and history that it no longer serves.

    Example: kalshi-portfolio pnl --to report.html --tz America/New_York
    """
    from kalshi_cli._editions import open_client
    from kalshi_cli._moments import find_zone
    from kalshi_cli._page import list_figures, list_warnings, make_page
    from kalshi_cli._picture import make_picture
    from kalshi_cli._reads import read_range
    from kalshi_cli._report import make_report, read_markets

    if to.suffix.lower() not in _ENDINGS:
        raise CommandError(f"--to {str(to)!r} does not say the format; let it end in {' or '.join(_ENDINGS)}")
    if not to.parent.is_dir():
        raise CommandError(f"there is no folder {str(to.parent)!r}; make it first")
    span = read_range(since, until, tz)
    if subaccount is None and edition is not Edition.NOVEMBER_2025:
        subaccount = 0  # positions are netted within one, and settlements do not say of which they are
    with open_client(edition, host) as client:
        markets = read_markets(client, edition, subaccount)
    report = make_report(markets, find_zone(tz), span["min_ts"], span["max_ts"])
    page = to.suffix.lower() == ".html"
    content = make_page(report).encode() if page else make_picture(report)
    fresh = to.with_name(f"{to.name}.new")
    fresh.write_bytes(content)
    fresh.replace(to)
    for warning in list_warnings(report):
        tell(f"warning: {warning}")
    tell(f"{to}: " + ", ".join(f"{name.lower()} {value}" for name, value in list_figures(report)))
