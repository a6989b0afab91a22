"""From a request to its answer, without any transport: route, authenticate, validate, answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from threading import Lock

from kalshi_mock._contract import Contract, Operation
from kalshi_mock._failures import NO_SUCH_METHOD, NO_SUCH_PATH, ErrorShape, Failure, Refused
from kalshi_mock._parameters import Arguments, decode_percent, read_arguments
from kalshi_mock._portfolio import Portfolio
from kalshi_mock._signature import Verifier
from kalshi_mock._teller import Row
from kalshi_mock._token import check_token, find_token

RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came on the wire.

    Attributes:
        method: The method.
        target: Path and query, undecoded.
        headers: All headers, their names in lower case.
    """

    method: str
    target: bytes
    headers: RawHeaders = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, ready for the wire but for its framing."""

    status: int
    headers: RawHeaders
    body: bytes


@dataclass(slots=True)
class RecordedRequest:
    """What was asked, for tests to look at. Headers are not kept, since signatures are secrets.

    Attributes:
        method: The method.
        path: The path as it came, without the query.
        query: The query as it came.
        operation: The operation's id, None where the contract has none for path and method.
        arguments: The arguments, defaults included; None where they were not read or not allowed.
        verdict: `"valid"` for a good signature or token, the error's detail or code for a bad one, None if it
            was not looked at.
        status: The status of the answer.
    """

    method: str
    path: str
    query: str
    operation: str | None = None
    arguments: Arguments | None = None
    verdict: str | None = None
    status: int = 0


class Application:
    """Answers requests.

    Attributes:
        requests: All requests so far, oldest first.
    """

    def __init__(
        self,
        contract: Contract,
        verifier: Verifier,
        portfolio: Portfolio,
        *,
        access_token: str,
        clock: Callable[[], float],
        error_shape: ErrorShape,
        lock: Lock,
    ) -> None:
        """Takes its parts.

        Args:
            contract: What can be asked, and how.
            verifier: Decides who may ask.
            portfolio: Knows the answers.
            access_token: The token that is taken where the contract says so.
            clock: Tells the time as `time.time` does, in seconds, for the header `Date`.
            error_shape: How the body of a refusal looks.
            lock: Held while the account is read.
        """
        self.requests: list[RecordedRequest] = []
        self._contract = contract
        self._verifier = verifier
        self._portfolio = portfolio
        self._access_token = access_token
        self._clock = clock
        self._error_shape: ErrorShape = error_shape
        self._lock = lock

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
        return self._answer(record.status, headers, body)

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
