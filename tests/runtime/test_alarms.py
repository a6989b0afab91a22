"""One timer that ends what many tasks wait for."""

import asyncio
import contextlib
import gc
import math
import time
import weakref
from contextvars import Context, ContextVar
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

    def call_later(self, delay: float, callback: Any, *, context: Context) -> Timer:
        """Set a timer."""
        assert not context
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
    """A watch that is rung by an alarm, and notes when."""

    def __init__(self, loop: Loop, end: float) -> None:
        self.end = end
        self.rang_at: list[float] = []
        self._loop = loop

    def ring(self) -> None:
        """Note the time."""
        self.rang_at.append(self._loop.now)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0, math.inf])),
        st.tuples(st.just("take"), st.integers(0, 30)),
        st.tuples(st.just("stop"), st.none()),
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
                hands.append(Hand(loop, loop.now + value))
                alarm.add(hands[-1])
            elif step == "go on":
                loop.go_on(value)
            elif step == "stop":
                alarm.stop()
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
    hand = Hand(loop, 1.0)
    alarm.add(hand)
    loop.timers[0][0].when = 0.999
    loop.go_on(2)
    assert hand.rang_at == [1.0]


async def wait_long(alarm: Alarm, seconds: float) -> None:
    """Wait for longer than a watch lets anybody."""
    with Watch(alarm, Deadline(seconds)):
        await asyncio.sleep(60)


@pytest.mark.parametrize("held_up", [False, True])
def test_each_task_is_ended_by_its_own_deadline_in_their_order(held_up: bool) -> None:
    """As timers of their own would end them, even where the event loop was held up beyond all of them."""
    spans = (0.003, 0.001, 0.002) if held_up else (0.15, 0.05, 0.1)

    async def run() -> None:
        alarm = Alarm(asyncio.get_running_loop())
        ended: list[float] = []

        async def wait(seconds: float) -> None:
            with pytest.raises(TimeoutError):
                await wait_long(alarm, seconds)
            assert count_cancellations() == 0
            ended.append(seconds)

        tasks = [asyncio.create_task(wait(seconds)) for seconds in spans]
        await asyncio.sleep(0)
        if held_up:
            time.sleep(0.01)
        await asyncio.gather(*tasks)
        assert ended == sorted(spans)

    asyncio.run(run())


@pytest.mark.parametrize("first", ["user", "alarm"])
def test_cancellation_of_a_users_is_no_deadline(first: str) -> None:
    """Nor is it swallowed where both come at once."""

    async def run() -> None:
        alarm = Alarm(asyncio.get_running_loop())
        alone, both = (asyncio.create_task(wait_long(alarm, 60)) for _ in range(2))
        await asyncio.sleep(0)
        _, watch = alarm._watches
        alone.cancel()
        for cancel in (both.cancel, watch.ring) if first == "user" else (watch.ring, both.cancel):
            cancel()
        for task in (alone, both):
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())


def test_deadline_in_a_task_that_goes_on_after_a_cancellation() -> None:
    """What was asked for before counts no more."""

    async def clean_up(alarm: Alarm) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        with pytest.raises(TimeoutError):
            await wait_long(alarm, 0.001)
        assert count_cancellations() == 1

    async def run() -> None:
        task = asyncio.create_task(clean_up(Alarm(asyncio.get_running_loop())))
        await asyncio.sleep(0)
        task.cancel()
        await task

    asyncio.run(run())


def test_failure_to_ring_for_one_leaves_the_others_their_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of Ctrl-C, where the event loop goes on."""
    loop = Loop(monkeypatch)
    alarm: Any = Alarm(loop)  # type: ignore[arg-type]

    class Broken(Hand):
        def ring(self) -> None:
            raise KeyboardInterrupt

    others = [Hand(loop, 1.0), Hand(loop, 2.0)]
    for hand in (Broken(loop, 1.0), *others):
        alarm.add(hand)
    with pytest.raises(KeyboardInterrupt):
        loop.go_on(1)
    loop.go_on(2)
    assert [hand.rang_at for hand in others] == [[1.0], [2.0]]


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


def count_pending_timers() -> int:
    """Count those that will fire."""
    loop: Any = asyncio.get_running_loop()
    return sum(not timer.cancelled() for timer in loop._scheduled)


def test_calls_share_a_timer_which_goes_with_the_client() -> None:
    """An attempt that is over leaves none."""

    async def run() -> None:
        async with make_client(Recorder(always(200, json={"wares": []}))) as client:
            for _ in range(5):
                await asyncio.gather(*(client._call(GET_SHELF, {}, {}) for _ in range(5)))
            await client._call(GET_SHELF, {}, {"deadline": math.inf})
            assert count_timers() == 1
        assert count_pending_timers() == 0

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


def test_timeout_of_an_event_hook_is_no_deadline() -> None:
    """It is raised as it is, like whatever a hook of a user's raises."""

    async def fail(request: httpx.Request) -> None:
        raise TimeoutError("of its own")

    async def run() -> None:
        transport = httpx.MockTransport(Recorder())
        async with httpx.AsyncClient(transport=transport, event_hooks={"request": [fail]}) as http:
            with pytest.raises(TimeoutError, match="of its own"):
                await make_client(http_client=http)._call(GET_SHELF, {}, {})

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


class Session:
    """What a web service, say, has in the context of a request."""


def test_timer_keeps_nothing_of_a_call_that_is_over() -> None:
    """Whatever the caller had in its context, for a minute or, on a busy client, for ever."""
    current: ContextVar[Session] = ContextVar("current")

    async def serve(client: AsyncClient) -> weakref.ref[Session]:
        current.set(session := Session())
        await client._call(GET_SHELF, {}, {})
        return weakref.ref(session)

    async def run() -> None:
        async with make_client(Recorder(always(200, json={"wares": []}))) as client:
            session = await asyncio.create_task(serve(client))
            alarm = client._channel._alarm
            await asyncio.sleep(0)  # the turn in which a task is told of another's end holds that one
            gc.collect()
            assert session() is None
            assert alarm is not None
            assert not alarm._watches

    asyncio.run(run())


def test_client_that_is_closed_lets_its_event_loop_go() -> None:
    """Even if closing the connections fails, as where their loop was closed before."""

    class Broken(httpx.MockTransport):
        async def aclose(self) -> None:
            raise RuntimeError("Event loop is closed")

    async def run() -> None:
        client = make_client(transport=Broken(Recorder(always(200, json={"wares": []}))))
        await client._call(GET_SHELF, {}, {})
        with pytest.raises(RuntimeError):
            await client.aclose()
        assert client._channel._alarm is None
        assert count_pending_timers() == 0

    asyncio.run(run())
