"""What the server makes of right and of wrong signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx

from gate.contract import Contract, Operation
from gate.findings import Problem, check
from gate.signatures.draft import Draft, Pairs
from gate.signatures.wrongs import Wrong, make_other_key, wrongs
from gate.target import Target
from gate.traffic import Exchange
from kalshi_auth import KEY_HEADER, SigningKey

LAYER = "signatures"
# Clocks that differ by more than this belong to machines that are not looked after.
COMMON_OFFSET_MS = 2_000


@dataclass(slots=True)
class Battery:
    """A server, and keys to sign rightly and wrongly with.

    Attributes:
        contract: The contract.
        target: The server.
        key: The private key that belongs to the target's key id.
        other_key: A key of the same kind that the server does not know.
    """

    contract: Contract
    target: Target
    key: SigningKey
    other_key: SigningKey = field(init=False)

    def __post_init__(self) -> None:
        self.other_key = make_other_key(self.key)

    def draft(self, operation: Operation, query: str, *, late_ms: int = 0) -> Draft:
        """A request as it should be, but for the clock it is signed by."""
        target = self.target
        return Draft(
            key=self.key,
            key_id=target.auth.signer.sign_request(0, "GET", "/")[KEY_HEADER],
            timestamp=str(target.auth.now_ms() + late_ms),
            method=operation.method,
            path=target.path(operation),
            query=query,
        )

    def wrongs(self, operation: Operation, query: str) -> Iterator[Wrong]:
        """All ways to sign a call wrongly."""
        paths = [each.path for each in self.contract.operations.values() if each.path != operation.path]
        right = self.draft(operation, query)
        prefix = right.path.removesuffix(operation.path)
        yield from wrongs(right, prefix=prefix, other_path=paths[0], other_key=self.other_key)

    def send(self, operation: Operation, query: str, headers: Pairs) -> Exchange:
        """Sends a request with the given headers."""
        url = f"{self.target.base_url}{operation.path}{'?' if query else ''}{query}"
        request = httpx.Request(
            operation.method,
            url,
            headers=[
                (b"Host", httpx.URL(url).netloc),
                *(
                    (name.encode(), value if isinstance(value, bytes) else value.encode())
                    for name, value in headers
                ),
            ],
        )
        return self.target.send(operation, request, layer=LAYER, signed=False)


def some_query(operation: Operation, *, valid: bool) -> str:
    """A query that the operation allows, or one that it does not; empty if it takes no numbers."""
    for parameter in operation.parameters.values():
        if parameter.minimum is not None:
            return f"{parameter.name}={parameter.minimum if valid else parameter.minimum - 1}"
    return ""


def place(operation: Operation, query: str) -> str:
    """Names a call."""
    return f"{operation.id}({query})"


@check
def good_signatures_are_accepted(battery: Battery) -> Iterator[Problem]:
    """A right signature is accepted, with or without a query, though clocks differ a little."""
    for operation in battery.contract.operations.values():
        for query in dict.fromkeys(("", some_query(operation, valid=True))):
            for late_ms in (0, -COMMON_OFFSET_MS, COMMON_OFFSET_MS):
                exchange = battery.send(
                    operation, query, battery.draft(operation, query, late_ms=late_ms).headers()
                )
                if exchange.status == 401:
                    yield Problem(place(operation, query), f"refused, the clock {late_ms / 1000:+.0f} s off")


@check
def unsigned_requests_are_refused(battery: Battery) -> Iterator[Problem]:
    """A request that nobody signed is refused with 401."""
    for operation in battery.contract.operations.values():
        exchange = battery.send(operation, "", [])
        if exchange.status != 401:
            text = f"no signature: expected 401, got {exchange.status}"
            yield Problem(place(operation, ""), text)


@check
def wrong_signatures_are_refused(battery: Battery) -> Iterator[Problem]:
    """Every wrong signature is refused with 401."""
    for operation in battery.contract.operations.values():
        query = some_query(operation, valid=True)
        for wrong in battery.wrongs(operation, query):
            exchange = battery.send(operation, query, wrong.headers(battery.draft(operation, query)))
            if exchange.status != 401 and not (exchange.status == 400 and wrong.loose):
                text = f"{wrong.name}: expected 401, got {exchange.status}"
                accepted = wrong.unverified and exchange.status in (200, 403)
                yield Problem(place(operation, query), text, unverified=accepted)


@check
def signatures_are_looked_at_first(battery: Battery) -> Iterator[Problem]:
    """A wrong signature is refused before a wrong parameter is."""
    for operation in battery.contract.operations.values():
        query = some_query(operation, valid=False)
        if not query:
            continue
        right = battery.draft(operation, query)
        stale = battery.draft(operation, query, late_ms=-86_400_000)
        for name, headers in (
            ("no signature", []),
            ("another key's signature", replace(right, key=battery.other_key).headers()),
            ("a signature of yesterday", stale.headers()),
        ):
            exchange = battery.send(operation, query, headers)
            if exchange.status != 401:
                text = f"{name} and a wrong parameter: expected 401, got {exchange.status}"
                yield Problem(place(operation, query), text, unverified=exchange.status == 400)


@check
def clocks_may_differ_by_the_tolerance(battery: Battery) -> Iterator[Problem]:
    """A timestamp within the tolerance is accepted, and one beyond it is not."""
    tolerance, margin = battery.contract.clock_tolerance_ms, 3_000
    for operation in battery.contract.operations.values():
        for late_ms in (margin - tolerance, tolerance - margin, -tolerance - margin, tolerance + margin):
            accepted = abs(late_ms) < tolerance
            headers = battery.draft(operation, "", late_ms=late_ms).headers()
            exchange = battery.send(operation, "", headers)
            if (exchange.status != 401) is not accepted:
                text = f"the clock {late_ms / 1000:+.0f} s off: got {exchange.status}"
                yield Problem(place(operation, ""), text, unverified=True)


@check
def signatures_serve_every_query(battery: Battery) -> Iterator[Problem]:
    """A signature serves any query of its path, since the query is not signed."""
    for operation in battery.contract.paged:
        headers = battery.draft(operation, "").headers()
        for query in ("", some_query(operation, valid=True)):
            if battery.send(operation, query, headers).status == 401:
                yield Problem(place(operation, query), "the path's signature is refused")


# What a server may be asked without being asked for: it holds no wrong signature.
HARMLESS = (unsigned_requests_are_refused,)
CHECKS = (
    good_signatures_are_accepted,
    signatures_serve_every_query,
    wrong_signatures_are_refused,
    signatures_are_looked_at_first,
    clocks_may_differ_by_the_tolerance,
)
