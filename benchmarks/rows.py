"""What is measured, in which unit, and what it should come to."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from .processes import KeyKind


class Measurement(NamedTuple):
    """One command to the clients' processes; it may give the figures of several rows.

    Attributes:
        command: The command, as pairs.
        rounds: How often, in a whole run and in a short one.
        key: Which kind of key signs.
        far: Whether the server waits before it answers.
        fresh: Whether every round is a process of its own.
        floors: The adapters of the floors that take part.
        peers: Whether peers take part.
        processes: How many processes of each client have their share of the rounds, one after the other: how
            fast one decodes depends on where its memory happens to lie.
        together: Whether one process has all clients: two that differ by a few instructions differ by less
            than two processes of the same client do. Only for what lives in our own environment.
    """

    command: tuple[tuple[str, Any], ...]
    rounds: tuple[int, int]
    key: KeyKind = "rsa"
    far: bool = False
    fresh: bool = False
    floors: tuple[str, ...] = ()
    peers: bool = True
    processes: int = 1
    together: bool = False


class Goal(NamedTuple):
    """How our figure should stand to another: at most ``ratio`` times the floor's, or the best peer's."""

    ratio: float
    against: Literal["floor", "best peer"]


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        key: Its name for ``ROWS=``.
        title: Its name for readers.
        measurement: Where its figures come from.
        figure: Which of the measurement's figures.
        unit: The unit of the table, and how many of it make one of the measured ones.
        floor: The floor's adapter, if there is one.
        goals: What our figure should come to.
    """

    key: str
    title: str
    measurement: Measurement
    figure: Literal["wall", "cpu", "late", "bytes"]
    unit: tuple[str, float]
    floor: str | None = None
    goals: tuple[Goal, ...] = ()


_ATTEMPT = "floor_attempt"
_CALL_FLOORS = ("floor_http_client", "floor_httpx")
_BODY_FLOORS = ("floor_json", "floor_struct")
_SECONDS, _MILLI, _MICRO = ("s", 1.0), ("ms", 1e3), ("µs", 1e6)


def _calls(what: str, floors: tuple[str, ...], key: KeyKind = "rsa") -> Measurement:
    command = (("do", "calls"), ("what", what), ("seconds", 0.03))
    return Measurement(command, (40, 8), key=key, floors=floors, processes=5)


def _readers(key: KeyKind) -> Measurement:
    command = (("do", "readers"), ("tasks", 64), ("calls", 4))
    return Measurement(command, (12, 3), key=key, floors=("floor_httpx",))


def _bare(*command: tuple[str, str]) -> Measurement:
    # A round is off by 7 %, more than what is looked for; so many bring the median to half a per cent.
    return Measurement(
        (*command, ("seconds", 0.04)),
        (240, 8),
        floors=(_ATTEMPT,),
        peers=False,
        processes=5,
        together=True,
    )


_BALANCE = _calls("balance", _CALL_FLOORS)
_ASYNC = Measurement((("do", "calls_async"), ("seconds", 0.03)), (40, 8), floors=("floor_httpx",))
_HISTORY = Measurement((("do", "history"), ("how", "history")), (3, 1), floors=("floor_httpx",))
_HISTORY_ASYNC = Measurement(
    (("do", "history_async"), ("how", "history_async")), (3, 1), floors=("floor_httpx",)
)
_HISTORY_FAR = Measurement((("do", "history"), ("how", "history_concurrent")), (1, 1), far=True, peers=False)
_HISTORY_FAR_ASYNC = Measurement(
    (("do", "history_async"), ("how", "history_concurrent_async")), (1, 1), far=True, peers=False
)
_BARE = {what: _bare(("do", "calls"), ("what", what)) for what in ("balance", "page")}
_BARE_ASYNC = _bare(("do", "calls_async"))
_RELIABILITY = (Goal(1.05, "floor"),)
_DECODE_GOALS = (Goal(0.6, "floor"), Goal(0.25, "best peer"))

ROWS = (
    Row("balance", "balance call", _BALANCE, "wall", _MICRO, "floor_httpx", (Goal(1.05, "floor"),)),
    Row(
        key="balance-ed25519",
        title="balance call, Ed25519 key",
        measurement=_calls("balance", _CALL_FLOORS, "ed25519"),
        figure="wall",
        unit=_MICRO,
        floor="floor_httpx",
        goals=(Goal(1.05, "floor"),),
    ),
    Row(
        key="page",
        title="call for a page of 200 fills",
        measurement=_calls("page", _CALL_FLOORS),
        figure="wall",
        unit=_MICRO,
        floor="floor_httpx",
        goals=(Goal(1.25, "floor"),),
    ),
    Row(
        key="decode",
        title="decode of such a page, every documented field in it",
        measurement=_calls("decode", _BODY_FLOORS),
        figure="wall",
        unit=_MICRO,
        floor="floor_json",
        goals=_DECODE_GOALS,
    ),
    Row(
        key="decode-wire",
        title="decode of such a page, client_order_id absent as on the wire",
        measurement=_calls("decode_wire", _BODY_FLOORS),
        figure="wall",
        unit=_MICRO,
        floor="floor_json",
        goals=_DECODE_GOALS,
    ),
    Row(
        key="memory",
        title="memory of 10,000 fills, held",
        measurement=Measurement((("do", "memory"), ("pages", 50)), (2, 1), fresh=True),
        figure="bytes",
        unit=("MB", 1e-6),
        goals=(Goal(0.75, "best peer"),),
    ),
    Row(
        key="import",
        title="import",
        measurement=Measurement((("do", "import"),), (20, 5), floors=("floor_httpx",)),
        figure="wall",
        unit=_MILLI,
        floor="floor_httpx",
        goals=(Goal(1.25, "floor"),),
    ),
    Row(
        key="start",
        title="from nothing to the first balance",
        measurement=Measurement((("do", "start"),), (12, 3), fresh=True, floors=("floor_httpx",)),
        figure="wall",
        unit=_MILLI,
        floor="floor_httpx",
    ),
    Row("cpu", "CPU of 1,000 balance calls", _BALANCE, "cpu", ("s", 1e3), "floor_httpx"),
    Row("async", "balance call, async client", _ASYNC, "wall", _MICRO, "floor_httpx", (Goal(1.05, "floor"),)),
    Row(
        key="readers",
        title="balance call, 64 readers on one async client",
        measurement=_readers("rsa"),
        figure="wall",
        unit=_MICRO,
        floor="floor_httpx",
    ),
    Row(
        key="stall",
        title="longest wait of a 1 ms timer beside the 64 readers",
        measurement=_readers("rsa"),
        figure="late",
        unit=_MILLI,
        floor="floor_httpx",
    ),
    Row(
        key="readers-ed25519",
        title="balance call, 64 readers on one async client, Ed25519 key",
        measurement=_readers("ed25519"),
        figure="wall",
        unit=_MICRO,
        floor="floor_httpx",
    ),
    Row(
        key="attempts",
        title="what retry, deadline, limits and drift add to a balance call",
        measurement=_BARE["balance"],
        figure="wall",
        unit=_MICRO,
        floor=_ATTEMPT,
        goals=_RELIABILITY,
    ),
    Row(
        key="attempts-page",
        title="what they add to a call for a page of 200 fills",
        measurement=_BARE["page"],
        figure="wall",
        unit=_MICRO,
        floor=_ATTEMPT,
        goals=_RELIABILITY,
    ),
    Row(
        key="attempts-async",
        title="what they add to a balance call, async client",
        measurement=_BARE_ASYNC,
        figure="wall",
        unit=_MICRO,
        floor=_ATTEMPT,
        goals=_RELIABILITY,
    ),
    Row("history", "history of 100,000 fills", _HISTORY, "wall", _SECONDS, "floor_httpx"),
    Row(
        "history-async",
        "history of 100,000 fills, async client",
        _HISTORY_ASYNC,
        "wall",
        _SECONDS,
        "floor_httpx",
    ),
    Row("history-far", "history of 100,000 fills, 40 ms away, side by side", _HISTORY_FAR, "wall", _SECONDS),
    Row(
        "history-far-async",
        "history of 100,000 fills, 40 ms away, side by side, async client",
        _HISTORY_FAR_ASYNC,
        "wall",
        _SECONDS,
    ),
)
