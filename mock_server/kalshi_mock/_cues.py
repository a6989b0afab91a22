"""What a test tells the exchange to do wrong, and what it foresees."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from kalshi_mock._contract import Contract
from kalshi_mock._drift import NO_DRIFT, Drift, plan_drift
from kalshi_mock._expectations import Expectation, Expectations
from kalshi_mock._faults import Fault, Faults, FaultShape
from kalshi_mock._requests import Requests


class Cues:
    """The part of the exchange that takes cues: faults, drift, a skewed clock, expected calls."""

    def __init__(self, contract: Contract, *, strict: bool, keep_requests: int) -> None:
        self._contract = contract
        self._requests = Requests(
            {operation.id: tuple(operation.parameters) for operation in contract.operations}, keep_requests
        )
        self._expectations = Expectations(strict=strict)
        self._faults = Faults()
        self._skew_seconds = 0.0

    @property
    def requests(self) -> Requests:
        """The latest requests, oldest first, with assertions; see `keep_requests` for how many."""
        return self._requests

    def fail_next(
        self,
        status: int | None = None,
        times: int = 1,
        *,
        operation: str | None = None,
        shape: FaultShape | None = None,
        retry_after: float | str | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        delay_seconds: float = 0.0,
        half_body: bool = False,
        reset: bool = False,
    ) -> None:
        """Spoils the answers of the next requests. Several cues are taken one after the other.

        Args:
            status: The status to answer with, signed or not; None leaves the answer as it is.
            times: How many requests are concerned.
            operation: The operation that is concerned; any request, if None.
            shape: The shape of the error's body: one of `error_shape`, or `"html"` or `"empty"` as machines
                before the exchange answer. If None, that of the exchange, and for 429 the documented text.
            retry_after: The header `Retry-After`, as a number of seconds or as it stands. The exchange itself
                does not send any.
            headers: Headers to add, or to put in place of those of the answer.
            body: The body, as it stands; with a `content-type` in `headers`, if need be.
            delay_seconds: How long the answer waits.
            half_body: Whether the connection is closed in the middle of the body.
            reset: Whether the connection is reset in place of an answer.

        Raises:
            ValueError: There is no such operation, status or shape, or nothing would be spoilt.
        """
        if operation is not None:
            self._requests.check_names(operation, ())
        added = dict(headers or {})
        if retry_after is not None:
            added["Retry-After"] = str(retry_after)
        if half_body and reset:
            raise ValueError("pass half_body or reset, not both")
        if status is None and body is None and not (added or delay_seconds or half_body or reset):
            raise ValueError(
                "nothing would fail; pass a status, a body, headers, delay_seconds, half_body or reset"
            )
        self._faults.add(
            Fault(
                operation,
                times,
                status,
                shape,
                added,
                body.encode() if isinstance(body, str) else body,
                delay_seconds,
                "reset" if reset else "half" if half_body else "whole",
            )
        )

    def drift(
        self,
        *,
        remove: Iterable[str] = (),
        add: Mapping[str, object] | None = None,
        null: Iterable[str] = (),
        rename: Mapping[str, str] | None = None,
    ) -> None:
        """Answers as a newer server would, in place of what was told before; nothing ends it.

        Args:
            remove: Fields that are left out, each as `"Fill.yes_price"`.
            add: Values by field, such as `{"Fill.count_fp": "1.00"}`. A known field gets another value; a
                function is given the item as it is told so far, and gives the value.
            null: Fields that are null.
            rename: New names by old ones, such as `{"Fill.ts": "timestamp"}`.

        Raises:
            ValueError: The contract has no such schema or field.
            TypeError: A text stands in place of a list.
        """
        for each in (remove, null):
            if isinstance(each, str):
                raise TypeError(f"remove and null are lists of fields, not the text {each!r}")
        planned = plan_drift(
            self._contract.schemas, remove=remove, null=null, rename=rename or {}, add=add or {}
        )
        self._change(planned if planned.changes else NO_DRIFT)

    def skew_clock(self, seconds: float) -> None:
        """Sets the clock that signatures are checked by, and that the header `Date` shows.

        Args:
            seconds: How far it is ahead of the right time; 0 sets it right. The market has another clock.

        Raises:
            ValueError: It is no number.
        """
        if not math.isfinite(seconds):
            raise ValueError(f"a clock cannot be {seconds} seconds ahead")
        self._skew_seconds = float(seconds)

    def expect(
        self, operation: str, *, times: int | None = 1, status: int = 200, **arguments: object
    ) -> None:
        """Foresees calls. `check_expectations` fails if they do not come.

        Args:
            operation: The operation's id.
            times: How often it is called; None for any number of times. Calls that are spoilt on cue count
                only where they are answered with the status.
            status: The status of the answer.
            arguments: Arguments that it is called with, among others.

        Raises:
            ValueError: There is no such operation or parameter.
        """
        self._requests.check_names(operation, arguments)
        self._expectations.add(Expectation(operation, arguments, status, times))

    def check_expectations(self) -> None:
        """Fails if a foreseen call did not come, or if another one came to a strict exchange.

        The fixture `kalshi_exchange` does so after the test, a `with` statement at its end.

        Raises:
            AssertionError: It names the calls.
        """
        __tracebackhide__ = True
        self._expectations.check()

    def _change(self, drift: Drift) -> None:
        raise NotImplementedError
