"""What a run is told by the environment, which is also how `make contract NAME=value` tells it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting cannot be used; the text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run.

    Attributes:
        base_url: The server; None starts the mock exchange.
        spec: The contract.
        seed: The same seed asks for the same things.
        examples: How many examples the fuzzer makes for each operation.
        rate: Requests a second that a server gets; the mock exchange gets as many as it can take.
        budget: How many requests a server gets at most.
        battery: Whether a server gets wrong signatures.
        account: A file with what is known of the account.
        reports: The folder for the reports.
    """

    base_url: str | None
    spec: Path
    seed: int
    examples: int
    rate: float
    budget: int
    battery: bool
    account: Path | None
    reports: Path

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Reads the environment; what is empty is as good as absent.

        Raises:
            SettingError: A value cannot be used.
        """
        base_url = environ.get("BASE_URL", "").strip() or None
        if base_url is not None and urlsplit(base_url).scheme not in ("http", "https"):
            raise SettingError(f"BASE_URL must begin with https:// or http://, not be {base_url!r}")
        account = environ.get("ACCOUNT", "").strip()
        return cls(
            base_url=base_url,
            spec=Path(environ.get("SPEC", "").strip() or ROOT / "openapi.yaml"),
            seed=int(_number(environ, "SEED", 0, least=0)),
            examples=int(_number(environ, "EXAMPLES", 25 if base_url else 150, least=1)),
            rate=_number(environ, "RATE", 10, least=0.1),
            budget=int(_number(environ, "BUDGET", 3000, least=1)),
            battery=environ.get("BATTERY", "").strip() not in ("", "0"),
            account=Path(account) if account else None,
            reports=Path(environ.get("REPORTS", "").strip() or ROOT / "build" / "contract"),
        )


def _number(environ: Mapping[str, str], name: str, default: float, *, least: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        raise SettingError(f"{name} must be a number, not {text!r}") from None
    if not least <= value < float("inf"):
        raise SettingError(f"{name} must be at least {least:g}, not {text}")
    return value
