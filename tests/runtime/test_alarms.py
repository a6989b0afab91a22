"""One timer that ends what many tasks wait for."""

import asyncio
import gc
import math
import time
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import ApiTimeoutError, AsyncClient, _alarms
from kalshi_runtime._alarms import Alarm, Watch
from kalshi_runtime._deadlines import Deadline

from .shop import GET_SHELF, HOST, KEY, KEY_ID, Recorder, always
from .wire import OK, WireServer


class Timer:
    """A timer of a loop that a test turns."""

    def __init__(self, when: float) -> None:
        self.when = when

    def cancel(self) -> None:
        """Never fire."""
        self.when = math.inf


class Loop:
    """An event loop whose clock only goes on when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.timers: list[tuple[Timer, Any]] = []
        monkeypatch.setattr(_alarms, "monotonic", lambda: self.now)

    def call_later(self, delay: float, callback: Any) -> Timer:
        """Set a timer."""
        timer = Timer(self.now + delay)
        self.timers.append((timer, callback))
        return timer

    @property
    def pending(self) -> int:
        """The number of timers that will fire."""
        return sum(timer.when < math.inf for timer, _ in self.timers)

    def go_on(self, seconds: float) -> None:
        """Let time pass, and fire what is due, one timer after the other."""
        until = self.now + seconds
        while due := [entry for entry in self.timers if entry[0].when <= until]:
            entry = min(due, key=lambda entry: entry[0].when)
            self.timers.remove(entry)
            self.now = max(self.now, entry[0].when)
            entry[1]()
        self.now = until


class Hand:
    """A watch that is rung by an alarm."""

    def __init__(self, end: float) -> None:
        self.end = end
        self.rang_at: list[float] = []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0, math.inf])),
        st.tuples(st.just("take"), st.integers(0, 30)),
        st.tuples(st.just("go on"), st.sampled_from([0.0, 0.25, 1.0, 3.0])),
    ),
    max_size=40,
)


@given(steps=STEPS)
def test_each_is_rung_once_at_its_end_unless_it_was_taken_away(steps: list[tuple[str, Any]]) -> None:
    """Whatever comes and goes in whatever order; and there is one timer at most."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        loop = Loop(monkeypatch)
        alarm: Any = Alarm(loop)  # type: ignore[arg-type]
        hands: list[Hand] = []
        taken: dict[Hand, float] = {}
        for step, value in steps:
            if step == "add":
                hand = Hand(loop.now + value)
                hand.ring = lambda hand=hand: hand.rang_at.append(loop.now)  # type: ignore[attr-defined]
                hands.append(hand)
                alarm.add(hand)
            elif step == "go on":
                loop.go_on(value)
            elif value < len(hands) and hands[value] not in taken:
                taken[hands[value]] = loop.now
                alarm.take(hands[value])
            assert loop.pending <= 1
        loop.go_on(10.0)
    for hand in hands:
        # One that was taken away at its very end may or may not have been rung by then.
        at_the_end = taken.get(hand, math.inf) == hand.end
        due = hand.end < math.inf and taken.get(hand, math.inf) > hand.end
        assert hand.rang_at == ([hand.end] if due else []) or (at_the_end and hand.rang_at == [hand.end])
    assert loop.pending == 0


def test_timer_that_is_early_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Event loops may round to milliseconds."""
    loop = Loop(monkeypatch)
    alarm: Any = Alarm(loop)  # type: ignore[arg-type]
    hand: Any = Hand(1.0)
    hand.ring = lambda: hand.rang_at.append(loop.now)
    alarm.add(hand)
    loop.timers[0][0].when = 0.999
    loop.go_on(2)
    assert hand.rang_at == [1.0]


async def wait_long(alarm: Alarm, seconds: float) -> None:
    """Wait for longer than a watch lets anybody."""
    with Watch(alarm, Deadline(seconds)):
        await asyncio.sleep(60)


def test_deadline_of_each_task_holds_for_it_alone() -> None:
    """The nearest first, whichever was set first."""

    async def run() -> None:
        alarm = Alarm(asyncio.get_running_loop())
        ended: list[float] = []

        async def wait(seconds: float) -> None:
            with pytest.raises(TimeoutError):
                await wait_long(alarm, seconds)
            assert count_cancellations() == 0
            ended.append(seconds)

        await asyncio.gather(*(wait(seconds) for seconds in (0.15, 0.05, 0.1)))
        assert ended == [0.05, 0.1, 0.15]

    asyncio.run(run())


def test_cancellation_of_a_users_is_no_deadline() -> None:
    """Nor is it swallowed where both come at once."""

    async def run() -> None:
        alarm = Alarm(asyncio.get_running_loop())
        alone = asyncio.create_task(wait_long(alarm, 60))
        both = asyncio.create_task(wait_long(alarm, 0.01))
        await asyncio.sleep(0)
        alone.cancel()
        time.sleep(0.02)  # so that the alarm is due, and rings after the cancellation
        both.cancel()
        for task in (alone, both):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())


def test_error_within_is_raised_as_it_is() -> None:
    """Even after the alarm has rung; and nothing of it stays with the task."""

    async def fail(alarm: Alarm) -> None:
        with Watch(alarm, Deadline(0.001)):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                raise ValueError("of its own") from None

    async def run() -> None:
        with pytest.raises(ValueError, match="of its own"):
            await fail(Alarm(asyncio.get_running_loop()))
        assert count_cancellations() == 0

    asyncio.run(run())


def count_cancellations() -> int:
    """Count the cancellations that the running task has not taken note of."""
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()


def make_client(handler: Any = None, **keywords: Any) -> AsyncClient:
    """Make a client of one attempt."""
    if handler is not None:
        keywords["transport"] = httpx.MockTransport(handler)
    return AsyncClient(api_key_id=KEY_ID, private_key=KEY, max_retries=0, **{"host": HOST, **keywords})


def count_timers() -> int:
    """Count the timers of the running event loop, those that were taken back included."""
    loop: Any = asyncio.get_running_loop()
    return len(loop._scheduled)


def test_calls_share_a_timer_which_goes_with_the_client() -> None:
    """An attempt that is over leaves none."""

    async def run() -> None:
        async with make_client(Recorder(always(200, json={"wares": []}))) as client:
            for _ in range(5):
                await asyncio.gather(*(client._call(GET_SHELF, {}, {}) for _ in range(5)))
            await client._call(GET_SHELF, {}, {"deadline": math.inf})
            assert count_timers() == 1
        loop: Any = asyncio.get_running_loop()
        assert all(timer.cancelled() for timer in loop._scheduled)

    asyncio.run(run())


def test_shorter_deadline_of_a_call_is_kept_beside_longer_ones(server: WireServer) -> None:
    """The timer that is set already would be too late for it."""

    async def run() -> None:
        async with make_client(host=server.url, trust_env=False) as client:
            await client._call(GET_SHELF, {}, {})
            server.answer = lambda _: None
            began = time.monotonic()
            with pytest.raises(ApiTimeoutError, match=r"deadline=0\.05 s"):
                await client._call(GET_SHELF, {}, {"deadline": 0.05})
            assert time.monotonic() - began < 5

    asyncio.run(run())


def test_client_keeps_deadlines_in_the_next_event_loop(server: WireServer) -> None:
    """A timer belongs to the loop that it was set in."""
    client = make_client(host=server.url, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))

    async def run(answer: bytes | None, deadline: float) -> None:
        server.answer = lambda _: answer
        await client._call(GET_SHELF, {}, {"deadline": deadline})

    asyncio.run(run(OK, 60))
    with pytest.raises(ApiTimeoutError, match=r"deadline=0\.05 s"):
        asyncio.run(run(None, 0.05))
    asyncio.run(client.aclose())


def test_watch_outside_a_task_says_what_it_takes() -> None:
    """As in a callback of the event loop."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[str] = loop.create_future()

        def call() -> None:
            try:
                Watch(Alarm(loop), Deadline(1))
            except RuntimeError as error:
                outcome.set_result(str(error))

        loop.call_soon(call)
        assert "task of asyncio" in await outcome

    asyncio.run(run())


def test_alarm_keeps_nobody_who_is_gone() -> None:
    """A timer that is set for a minute must not hold what was watched over."""

    async def run() -> None:
        alarm = Alarm(asyncio.get_running_loop())
        for _ in range(3):
            with Watch(alarm, Deadline(60)):
                await asyncio.sleep(0)
        gc.collect()
        assert not [thing for thing in gc.get_objects() if isinstance(thing, Watch)]
        alarm.stop()

    asyncio.run(run())
