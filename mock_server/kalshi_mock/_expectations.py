"""Calls that a test foresees, and those that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from kalshi_mock._requests import RecordedRequest, describe_call


@dataclass(slots=True)
class Expectation:
    """A call that is foreseen.

    Attributes:
        operation: The operation's id.
        arguments: Arguments that it is called with, among others.
        status: The status of its answer.
        times: How often it is called; None for any number of times.
        met: How often it was called so far.
    """

    operation: str
    arguments: Mapping[str, object]
    status: int
    times: int | None
    met: int = 0

    def covers(self, request: RecordedRequest) -> bool:
        """Tells whether a request is one more of those that are foreseen."""
        return (
            (self.times is None or self.met < self.times)
            and (request.operation, request.status) == (self.operation, self.status)
            and request.has(self.arguments)
        )


class Expectations:
    """Holds requests to what was foreseen."""

    def __init__(self, *, strict: bool) -> None:
        """Begins with nothing foreseen.

        Args:
            strict: Whether requests that were not foreseen are held against the test.
        """
        self._strict = strict
        self._expected: list[Expectation] = []
        self._unexpected: list[RecordedRequest] = []
        self._lock = Lock()

    def add(self, expectation: Expectation) -> None:
        """Foresees calls.

        Raises:
            ValueError: The number of times is not positive.
        """
        if expectation.times is not None and expectation.times < 1:
            raise ValueError(f"times must be 1 or more, or None for any number, not {expectation.times}")
        with self._lock:
            self._expected.append(expectation)

    def take(self, request: RecordedRequest) -> None:
        """Takes in a request that was answered. What was spoilt on cue is foreseen by the cue."""
        with self._lock:
            for expectation in self._expected:
                if expectation.covers(request):
                    expectation.met += 1
                    return
            if self._strict and request.fault is None:
                self._unexpected.append(request)

    def check(self) -> None:
        """Fails if a foreseen call did not come, or another one came to a strict exchange.

        Raises:
            AssertionError: It names the calls.
        """
        __tracebackhide__ = True
        with self._lock:
            faults = [
                f"{describe_call(each.operation, each.arguments)} was answered with {each.status} "
                f"{each.met} times, not {each.times}"
                for each in self._expected
                if each.times is not None and each.met < each.times
            ]
            faults += [f"not expected: {request}" for request in self._unexpected]
        if faults:
            raise AssertionError("the exchange was not called as expected:\n  " + "\n  ".join(faults))
