"""What went over the wire during a run: every answer, whichever layer asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, without the request's headers, since signatures are secrets.

    Attributes:
        operation: The operationId.
        method: The method.
        target: Path and query.
        status: The status of the answer.
        headers: The headers of the answer, their names in lower case, in their order.
        body: The body of the answer.
        layer: Which layer asked.
    """

    operation: str
    method: str
    target: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    layer: str

    @property
    def query(self) -> str:
        """The query as it was sent."""
        return urlsplit(self.target).query


@dataclass(slots=True)
class Traffic:
    """All exchanges of a run, oldest first."""

    exchanges: list[Exchange] = field(default_factory=list)

    def add(self, exchange: Exchange) -> None:
        """Takes one in."""
        self.exchanges.append(exchange)

    def of(self, operation: str, status: int) -> Iterator[Exchange]:
        """Goes through the answers of an operation with a status."""
        return (each for each in self.exchanges if each.operation == operation and each.status == status)

    def seen(self) -> Counter[tuple[str, int]]:
        """Counts the answers by operation and status."""
        return Counter((each.operation, each.status) for each in self.exchanges)
