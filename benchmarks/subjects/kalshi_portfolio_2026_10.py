"""This project's client of October 2026, for peers that read that month's answers."""

from . import kalshi_portfolio


class Client(kalshi_portfolio.Client):
    """The same calls of another generated package."""

    PACKAGE = "kalshi_portfolio_2026_10"
    IMPORT = f"import {PACKAGE}"
