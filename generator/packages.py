"""Which contracts become which packages. This is the only place that tells."""

from pathlib import Path
from typing import Final

import attrs

__all__ = ["PACKAGES", "Contract"]


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


PACKAGES: Final = (Contract(spec=Path("openapi.yaml"), out=Path("generated"), package="kalshi_portfolio"),)
"""Every package that lies generated in this repository; the first is the default of every command."""
