"""From a request to its answer, without any transport: route, authenticate, validate, answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from email.utils import formatdate

from kalshi_mock._answer import Answer, Request
from kalshi_mock._contract import Contract, Operation
from kalshi_mock._diagnosis import Diagnosis
from kalshi_mock._drift import Drift
from kalshi_mock._expectations import Expectations
from kalshi_mock._failures import NO_SUCH_METHOD, NO_SUCH_PATH, ErrorShape, Failure, Refused
from kalshi_mock._faults import Faults
from kalshi_mock._parameters import decode_percent, read_arguments
from kalshi_mock._portfolio import Portfolio
from kalshi_mock._requests import RecordedRequest, Requests
from kalshi_mock._signature import Verifier
from kalshi_mock._teller import Row
from kalshi_mock._token import check_token, find_token

_log = logging.getLogger("kalshi_mock")
# Who wants to see it says so; without this, Python would write it to standard error by itself.
_log.addHandler(logging.NullHandler())


class Application:
    """Answers requests.

    Attributes:
        requests: The requests so far, oldest first.
    """

    def __init__(
        self,
        contract: Contract,
        verifier: Verifier,
        portfolio: Portfolio,
        *,
        diagnosis: Diagnosis,
        requests: Requests,
        expectations: Expectations,
        faults: Faults,
        access_token: str,
        clock: Callable[[], float],
        error_shape: ErrorShape,
        explain_signatures: bool,
        lock: AbstractContextManager[object],
        on_answer: Callable[[], object],
    ) -> None:
        """Takes its parts.

        Args:
            contract: What can be asked, and how.
            verifier: Decides who may ask.
            portfolio: Knows the answers.
            diagnosis: Knows in what way a signature is wrong.
            requests: Where requests are recorded.
            expectations: What is held against the requests.
            faults: What is done to answers on cue.
            access_token: The token that is taken where the contract says so.
            clock: Tells the time as `time.time` does, in seconds, for the header `Date`.
            error_shape: How the body of a refusal looks.
            explain_signatures: Whether a refusal tells in what way the signature is wrong.
            lock: Held while the account is read.
            on_answer: Called after each answer that was given.
        """
        self.requests = requests
        self._contract = contract
        self._verifier = verifier
        self._portfolio = portfolio
        self._diagnosis = diagnosis
        self._expectations = expectations
        self._faults = faults
        self._access_token = access_token
        self._clock = clock
        self._error_shape: ErrorShape = error_shape
        self._explain_signatures = explain_signatures
        self._lock = lock
        self._on_answer = on_answer

    def respond(self, request: Request) -> Answer:
        """Answers a request and records it.

        Args:
            request: The request.

        Returns:
            The answer; to a HEAD request with the body that a GET would get.
        """
        path, _, query = request.target.partition(b"?")
        record = RecordedRequest(request.method, path.decode("latin-1"), query.decode("latin-1"))
        self.requests.append(record)
        headers: list[tuple[bytes, bytes]] = []
        body: Row
        try:
            operation = self._route(path, request.method, headers)
            record.operation = operation.id
            self._authenticate(operation, request, path, record)
            record.arguments = read_arguments(operation, query)
            with self._lock:
                body = self._portfolio.answer(operation, record.arguments)
            record.status = 200
        except Refused as refused:
            record.status = refused.failure.status
            body = self._tell(refused.failure, record.operation or "")
        answer = self._spoil(self._answer(record.status, headers, body), record)
        if record.status == 200:
            self._on_answer()
        self._expectations.take(record)
        return answer

    def change(self, drift: Drift) -> None:
        """Answers as a newer server would, from now on."""
        self._portfolio.change(drift)

    def _spoil(self, answer: Answer, record: RecordedRequest) -> Answer:
        fault = self._faults.take(record.operation)
        if fault is None:
            return answer
        answer = fault.spoil(answer, self._error_shape, record.operation or "")
        record.fault, record.status = fault.name, 0 if answer.ending == "reset" else answer.status
        return answer

    def _route(self, path: bytes, method: str, headers: list[tuple[bytes, bytes]]) -> Operation:
        try:
            methods = self._contract.methods(decode_percent(path))
        except ValueError:
            methods = {}
        if not methods:
            raise Refused(NO_SUCH_PATH)
        if method not in methods:
            headers.append((b"allow", ", ".join(methods).encode()))
            raise Refused(NO_SUCH_METHOD)
        return methods[method]

    def _authenticate(
        self, operation: Operation, request: Request, path: bytes, record: RecordedRequest
    ) -> None:
        token = find_token(request.headers) if operation.takes_token else None
        try:
            if token is None:
                self._verifier.verify(request.method, path, request.headers)
            else:
                check_token(token, self._access_token)
        except Refused as refused:
            failure: Failure = refused.failure
            record.verdict = failure.details or failure.code
            if token is None:
                record.explanation = self._diagnosis.explain(request)
            else:
                record.explanation = "the bearer token is not that of the account"
            _log.warning("%s %s: %s: %s", record.method, record.path, record.verdict, record.explanation)
            if self._explain_signatures:
                details = ": ".join(filter(None, (failure.details, record.explanation)))
                raise Refused(replace(failure, details=details)) from None
            raise
        record.verdict = "valid"

    def _tell(self, failure: Failure, operation: str) -> Row:
        body = failure.body(self._error_shape, operation)
        if self._error_shape != "flat":
            return body
        documented = self._contract.schemas.get("ErrorResponse", body)
        return {name: value for name, value in body.items() if name in documented}

    def _answer(self, status: int, headers: list[tuple[bytes, bytes]], body: Row) -> Answer:
        content = json.dumps(body, separators=(",", ":")).encode()
        headers += (
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"date", formatdate(self._clock(), usegmt=True).encode()),
        )
        return Answer(status, headers, content)
