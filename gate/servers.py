"""Where the server comes from: a base URL with credentials from the environment, or the mock exchange."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gate.account import Account
from gate.edition import Edition, EditionError, all_editions
from gate.settings import Settings
from gate.target import Pace, Target
from kalshi_auth import CredentialsError, KalshiAuth, SigningKey, load_private_key
from kalshi_mock import ContractError, MockExchange

MOCK_SEED = 7
MOCK_FILLS = 450
"""Enough for several pages of everything."""


@contextmanager
def open_server(settings: Settings, edition: Edition) -> Iterator[tuple[Target, SigningKey]]:
    """Opens the server that the settings name.

    Args:
        settings: The settings.
        edition: What a mock exchange speaks.

    Yields:
        The server, and the private key that requests to it are signed with.

    Raises:
        CredentialsError: A server is named, and the environment has no usable credentials for it.
        AccountError: The file with what is known of the account cannot be used.
    """
    if settings.base_url is None:
        with open_mock(make_mock(edition)) as opened:
            yield opened
        return
    auth = KalshiAuth.from_env()
    target = Target(
        settings.base_url,
        auth,
        account=None if settings.account is None else Account.load(settings.account),
        battery=settings.battery,
        pace=Pace(settings.rate, settings.budget),
    )
    try:
        yield target, _read_key()
    finally:
        target.close()


def make_mock(edition: Edition, **settings: Any) -> MockExchange:
    """Makes a mock exchange that speaks an edition as it lies in this repository, or else as its file says.

    Args:
        edition: The edition.
        settings: What is to be other than usual.

    Raises:
        EditionError: The mock exchange cannot speak it.
    """
    known = edition.name in (each.name for each in all_editions())
    speaks: dict[str, Any] = {"edition": edition.name} if known else {"contract": edition.spec}
    try:
        return MockExchange(**{"seed": MOCK_SEED, "fills": MOCK_FILLS, **speaks, **settings})
    except ContractError as error:
        raise EditionError(f"the mock exchange does not speak {edition.name}: {error}") from None


@contextmanager
def open_mock(exchange: MockExchange) -> Iterator[tuple[Target, SigningKey]]:
    """Starts a mock exchange, of which everything is known and which has to keep our decisions too.

    Args:
        exchange: One that is not started yet.
    """
    with exchange:
        key = load_private_key(exchange.private_key_pem)
        ledger = exchange.ledger
        known = Account(
            deposits=ledger.deposits,
            portfolio_value=ledger.portfolio_value,
            total_resting_order_value=ledger.reserved,
            fills=len(ledger.fills),
            settlements=len(ledger.settlements),
        )
        auth = KalshiAuth(exchange.api_key_id, key)
        target = Target(exchange.url, auth, ours=True, battery=True, other_methods=True, account=known)
        target.edition = exchange.edition
        try:
            yield target, key
        finally:
            target.close()


def _read_key() -> SigningKey:
    """Reads the key that `KalshiAuth.from_env` has just read, since the auth does not give it away."""
    password = os.environ.get("KALSHI_PRIVATE_KEY_PASSWORD") or None
    path = os.environ.get("KALSHI_PRIVATE_KEY_PATH")
    if path:
        return load_private_key(Path(path).expanduser(), password, name="KALSHI_PRIVATE_KEY_PATH")
    pem = os.environ.get("KALSHI_PRIVATE_KEY_PEM")
    if not pem:
        raise CredentialsError("KALSHI_PRIVATE_KEY_PATH or KALSHI_PRIVATE_KEY_PEM is not set")
    return load_private_key(pem, password, name="KALSHI_PRIVATE_KEY_PEM")
