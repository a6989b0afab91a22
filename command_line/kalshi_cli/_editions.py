"""Which edition of the API is spoken, and the client for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from kalshi_cli._failures import CommandError

_PACKAGES: Final = {"2025-11": "kalshi_portfolio", "2026-10": "kalshi_portfolio_2026_10"}


class Edition(StrEnum):
    """A month of the API."""

    NOVEMBER_2025 = "2025-11"
    OCTOBER_2026 = "2026-10"


NEWEST: Final = Edition.OCTOBER_2026
"""What the exchange speaks today, and hence what is spoken unless told."""


def load_package(edition: Edition) -> Any:
    """Import the client's package for an edition."""
    return import_module(_PACKAGES[edition])


def open_client(edition: Edition, host: str | None, environ: Mapping[str, str] | None = None) -> Any:
    """Make a client from the environment variables.

    Args:
        edition: The edition to speak.
        host: The base URL or the name of an environment (``production``, ``demo``), if not the variable's.
        environ: The variables, by default ``os.environ``.

    Raises:
        CredentialsError: If key id or key is missing or cannot be used.
        ConfigurationError: If the host cannot be one.
    """
    package = load_package(edition)
    return package.KalshiClient.from_env(environ, host=find_host(edition, host))


def find_host(edition: Edition, host: str | None) -> str:
    """Return the base URL that a host's name, address or absence stands for."""
    configuration = load_package(edition).Configuration
    wanted = host or os.environ.get("KALSHI_HOST", "").strip() or configuration.DEFAULT_HOST
    found: str = configuration.HOSTS.get(wanted, wanted)
    return found.rstrip("/")


def check_filters(edition: Edition, operation: str, filters: Mapping[str, object]) -> dict[str, Any]:
    """Return the filters that are given, if the edition has them all.

    Args:
        edition: The edition.
        operation: The name of the operation among the package's operations, such as ``GET_FILLS``.
        filters: What is to be sent, ``None`` for what is not.

    Raises:
        CommandError: If the edition does not know one of them, or takes one value only.
    """
    operations = import_module(f"{_PACKAGES[edition]}.operations")
    known = {parameter.name: parameter for parameter in getattr(operations, operation).parameters}
    given = {name: value for name, value in filters.items() if value is not None}
    for name, value in given.items():
        option = f"--{name.replace('_', '-')}"
        if name not in known:
            raise CommandError(
                f"edition {edition} of the API cannot filter this by {option[2:]}; "
                f"leave {option} out, or say --edition {NEWEST}"
            )
        if isinstance(value, list) and known[name].array == "none":
            raise CommandError(
                f"edition {edition} of the API takes one {option} only; give one, or say --edition {NEWEST}"
            )
    return given
