"""What a run is told by the environment, which is also how `make contract NAME=value` tells it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gate.edition import Edition, all_editions, find_edition
from generator.packages import ROOT


class SettingError(ValueError):
    """A setting cannot be used; the text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a run.

    Attributes:
        base_url: The server; None starts the mock exchange.
        edition: The month of the edition to hold it to; None leaves it to `editions`.
        spec: Another contract, if not one of those editions'.
        seed: The same seed asks for the same things.
        examples: How many examples the fuzzer makes for each operation.
        rate: Requests a second that a server gets; the mock exchange gets as many as it can take.
        budget: How many requests a server gets at most.
        battery: Whether a server gets wrong signatures.
        account: A file with what is known of the account.
        reports: The folder for the reports.
    """

    base_url: str | None
    edition: str | None
    spec: Path | None
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
        edition, spec = environ.get("EDITION", "").strip(), environ.get("SPEC", "").strip()
        if edition and spec:
            raise SettingError("EDITION and SPEC both name a contract; set one of them")
        return cls(
            base_url=base_url,
            edition=edition or None,
            spec=Path(spec) if spec else None,
            seed=int(_number(environ, "SEED", 0, least=0)),
            examples=int(_number(environ, "EXAMPLES", 25 if base_url else 150, least=1)),
            rate=_number(environ, "RATE", 10, least=0.1),
            budget=int(_number(environ, "BUDGET", 3000, least=1)),
            battery=environ.get("BATTERY", "").strip() not in ("", "0"),
            account=Path(account) if account else None,
            reports=Path(environ.get("REPORTS", "").strip() or ROOT / "build" / "contract"),
        )

    def editions(self) -> tuple[Edition, ...]:
        """The editions to hold the server to.

        That is the one which was named, or else the first for a server, and all for the mock exchange.

        Raises:
            EditionError: There is none of that name, or its contract cannot be read.
        """
        if self.spec is not None:
            return (Edition.of_spec(self.spec),)
        if self.edition is not None:
            return (find_edition(self.edition),)
        every = all_editions()
        return every if self.base_url is None else every[:1]


def _number(environ: Mapping[str, str], name: str, default: float, *, least: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        raise SettingError(f"{name} must be a number, not {text!r}") from None
    if not least <= value < float("inf"):
        raise SettingError(f"{name} must be at least {least:g}, not {text}")
    return value
