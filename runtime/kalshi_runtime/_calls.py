"""What every attempt at a call has in common."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec

from kalshi_auth import KalshiAuth

from ._deadlines import Deadline
from ._declarations import Operation


class Call(msgspec.Struct, frozen=True):
    """What every attempt at a call has in common.

    Attributes:
        operation: What is called.
        request: The request, which each attempt signs anew. The auth goes along with it, so that no HTTP
            client of a user's sends it unsigned. Redirects are never followed, whatever that client says,
            since the signed headers would go along.
        auth: What signs it, if it is signed.
        deadline: When all has to be over.
        max_bytes: The largest body of an answer that is taken.
    """

    operation: Operation[Any]
    request: httpx.Request
    auth: KalshiAuth | None
    deadline: Deadline
    max_bytes: int
