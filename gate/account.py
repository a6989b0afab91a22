"""What is known of an account besides what the server tells."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path


class AccountError(ValueError):
    """The description of an account cannot be used."""


@dataclass(frozen=True, slots=True)
class Account:
    """Facts about an account that no answer tells; None where a fact is not known.

    Attributes:
        deposits: What was paid in less what was paid out, in cents.
        portfolio_value: What the held contracts are worth, in cents.
        total_resting_order_value: What the resting orders would cost, in cents.
        fills: How many fills there are.
        settlements: How many settlements there are.
    """

    deposits: int | None = None
    portfolio_value: int | None = None
    total_resting_order_value: int | None = None
    fills: int | None = None
    settlements: int | None = None

    @classmethod
    def load(cls, path: Path) -> Account:
        """Reads the facts from a JSON object with the names above.

        Raises:
            AccountError: The file is not such an object.
        """
        names = [field.name for field in fields(cls)]
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(facts, dict) or not facts.keys() <= set(names):
                raise AccountError(f"{path} must hold a JSON object with some of {', '.join(names)}")
        except (OSError, ValueError) as error:
            raise AccountError(f"the account's facts cannot be read from {path}: {error}") from None
        for name, value in facts.items():
            if type(value) is not int:
                raise AccountError(f"{name} in {path} must be a whole number, not {value!r}")
        return cls(**facts)

    def __bool__(self) -> bool:
        return any(value is not None for value in asdict(self).values())
