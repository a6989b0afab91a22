"""A list that is bounded by time, and a server of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kalshi_runtime import Model, Operation, Pagination, Parameter, Window, frozen

SECOND = 1_000_000  # microseconds
START = 1_760_000_000


@frozen(kw_only=True)
class Deal(Model):
    """Something that happened."""

    id: str
    at: int | None


@frozen(kw_only=True)
class Deals(Model):
    """A page of deals."""

    deals: list[Deal] | None
    cursor: str | None = None


LIST_DEALS = Operation[Deals](
    id="ListDeals",
    method="GET",
    path="/deals",
    parameters=(
        Parameter(name="since", kind="integer"),
        Parameter(name="until", kind="integer"),
        Parameter(name="limit", kind="integer"),
        Parameter(name="cursor", kind="string", omit_empty=True),
    ),
    result=Deals,
    pagination=Pagination(
        cursor_parameter="cursor",
        next_cursor="cursor",
        limit_parameter="limit",
        max_limit=3,
        lists=("deals",),
        windows=(Window(list="deals", oldest="since", newest="until", id="id", time="at"),),
    ),
)

CLOCKS: dict[str, Callable[[int], int]] = {
    "exact": lambda moment: moment,
    "floor": lambda moment: moment // SECOND * SECOND,
    "rounded": lambda moment: (moment + SECOND // 2) // SECOND * SECOND,
}


class Event(NamedTuple):
    """What the server knows of a deal: when it happened, in microseconds, and whether it tells."""

    id: str
    moment: int
    tells: bool = True


class Server:
    """A server of events, which may take the bounds of time in any of the ways that are thinkable.

    Its cursors name the last item that was given, so that they hold whatever arrives meanwhile.
    """

    def __init__(
        self, events: Sequence[Event], clock: str = "floor", *, includes: bool = True, heeds: bool = True
    ) -> None:
        """Hold events, the newest first; one that does not heed bounds leaves the latest time aside."""
        self.events = list(events)
        self.clock = CLOCKS[clock]
        self.includes = includes
        self.heeds = heeds
        self.requests = 0

    def select(self, arguments: Any) -> list[Event]:
        """What lies within the bounds."""
        since, until = arguments.get("since"), arguments.get("until")
        return [
            event
            for event in self.events
            if (since is None or self._is_within(since * SECOND, self.clock(event.moment)))
            and (until is None or not self.heeds or self._is_within(self.clock(event.moment), until * SECOND))
        ]

    def answer(self, arguments: Any) -> Deals:
        """A page."""
        self.requests += 1
        found = self.select(arguments)
        start = [event.id for event in found].index(arguments["cursor"]) + 1 if arguments.get("cursor") else 0
        page, rest = found[start : start + arguments["limit"]], found[start + arguments["limit"] :]
        deals = [Deal(id=event.id, at=event.moment // SECOND if event.tells else None) for event in page]
        return Deals(deals=deals, cursor=page[-1].id if rest else "")

    def _is_within(self, low: int, high: int) -> bool:
        return low <= high if self.includes else low < high
