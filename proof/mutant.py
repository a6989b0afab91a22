"""What a mutant is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from kalshi_mock import MockExchange

Family = Literal["server", "contract", "client"]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault.

    Attributes:
        name: What is wrong, in words.
        family: What is patched.
        server: Patches a mock exchange that is not started yet.
        contract: Patches a copy of the contract, which the gate then reads.
        client: Patches the client for as long as the context is open.
        equivalent: Why nobody could notice; empty if the gate has to.
        edition: The edition that the gate holds the mutant to.
    """

    name: str
    family: Family
    server: Callable[[MockExchange], None] | None = None
    contract: Callable[[Document], None] | None = None
    client: Callable[[], AbstractContextManager[Any]] | None = None
    equivalent: str = ""
    edition: str = "2025-11"

    @property
    def kind(self) -> str:
        """The family, and the edition if it is not the first."""
        return self.family if self.edition == "2025-11" else f"{self.family} {self.edition}"
