"""What a row of the table of faults says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import attrs

from kalshi_runtime import DEFAULT_MAX_RETRIES

from .server import Act

ALL = 1 + DEFAULT_MAX_RETRIES
"""How many attempts there are where every one fails."""


@attrs.frozen(kw_only=True, eq=False)
class Fault:
    """Something that goes wrong, and what is promised to come of it.

    Attributes:
        name: What goes wrong.
        promise: What comes of it, in words.
        outcome: The class of the error; ``None`` where there is an answer.
        attempts: How many attempts are made. Where it is `ALL`, the fault passes: should it happen only once,
            the second attempt succeeds.
        acts: What the server does about each request, the last one for ever.
        greet: What it does about each connection, before it reads from it.
        place: What else is wrong with the server: there is none, it does not accept, its name is unknown, or
            something is wrong with its certificate.
        client: Keywords of the client.
        says: A pattern that the error's text holds.
        holds: Attributes of the error.
        after: Seconds that lie between two attempts at least.
        warns: How many warnings of drift there are.
        endless: Whether a client without a deadline would wait for ever.
    """

    name: str
    promise: str
    outcome: type[Exception] | None = None
    attempts: int = 1
    acts: tuple[Act, ...] = ()
    greet: Act | None = None
    place: (
        Literal["refused", "black hole", "no name", "no tls", "unknown", "expired", "other host"] | None
    ) = None
    client: Mapping[str, Any] = MappingProxyType({})
    says: str = ""
    holds: Mapping[str, Any] = MappingProxyType({})
    after: float = 0.0
    warns: int = 0
    endless: bool = False

    @property
    def passes(self) -> bool:
        """Whether another attempt might succeed."""
        return self.attempts == ALL and bool(self.acts)


@attrs.frozen(kw_only=True, eq=False)
class Scene:
    """Something that goes wrong around a call, with a test of its own.

    Attributes:
        name: What goes wrong.
        promise: What comes of it.
        test: The test, as pytest names it, below ``tests/``.
    """

    name: str
    promise: str
    test: str
