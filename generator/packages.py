"""Which contracts become which packages. This is the only place that tells."""

from pathlib import Path
from typing import Final

import attrs

__all__ = ["PACKAGES", "ROOT", "Contract"]

ROOT: Final = Path(__file__).resolve().parent.parent
"""The repository's root, where this package lies."""


@attrs.frozen(kw_only=True)
class Contract:
    """One contract and the package that it becomes.

    Attributes:
        spec: The contract, below the repository's root.
        out: The output folder, below the repository's root.
        package: Import name of the package.
        strict: Whether faults of the contract are refused rather than repaired.
    """

    spec: Path
    out: Path
    package: str
    strict: bool = True


PACKAGES: Final = (
    Contract(spec=Path("openapi.yaml"), out=Path("generated"), package="kalshi_portfolio"),
    Contract(spec=Path("editions/2026-10.yaml"), out=Path("generated"), package="kalshi_portfolio_2026_10"),
)
"""Every package that lies generated in this repository; the first is the default of every command.

Another edition of the API is one more line here and its contract in `editions/`, which the mock exchange
finds by itself. Its package is called after the first one and the edition.
"""
