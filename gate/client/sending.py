"""What the client sends: the arguments that it was given, signed over the path that goes onto the wire."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from gate.client.facade import ONCE, Facade, call, call_async
from gate.contract import Operation, Parameter
from gate.edition import Edition
from gate.findings import Problem, Violation, check
from kalshi_auth import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, KalshiAuth, SigningKey
from kalshi_runtime import KalshiError

# Base URLs of every kind: what the operation's path is put after has to be signed as well.
BASE_URLS = (
    "https://exchange.test/trade-api/v2",
    "https://exchange.test/trade-api/v2/",
    "https://exchange.test",
    "http://127.0.0.1:8080/some/%70refix",
)
SLACK_MS = 60_000
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Sending:
    """What requests are looked at with.

    Attributes:
        edition: The edition, whose client sends them.
        seed: The same seed gives the same arguments.
        examples: How many sets of arguments each operation gets.
        key: A key made for the purpose, since these requests go nowhere.
        key_id: Its id.
    """

    edition: Edition
    seed: int
    examples: int
    key: SigningKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    key_id: str = "5d6f7c3a-0000-4000-8000-000000000000"

    def facade(self, base_url: str) -> Facade:
        """Makes clients that sign with the key."""
        return Facade(self.edition, base_url, KalshiAuth(self.key_id, self.key))


@check
def clients_send_what_they_are_given(sending: Sending) -> Iterator[Problem]:
    """Every argument is sent as it was given, zero and empty text too, and rightly signed."""
    for operation in sending.edition.contract.operations.values():
        try:
            _search(sending, operation)
        except Violation as violation:
            yield violation.problem


@check
def calls_do_not_share_signatures(sending: Sending) -> Iterator[Problem]:
    """Each call is signed for itself, since a signature is good for some seconds only."""
    for operation in sending.edition.contract.operations.values():
        sent = [request.headers[SIGNATURE_HEADER] for _ in range(2) for request in _send(sending, operation)]
        if len(set(sent)) < len(sent):
            yield Problem(operation.id, "two calls were sent with the same signature")


@check
def repeated_requests_are_signed_anew(sending: Sending) -> Iterator[Problem]:
    """If a call that failed is sent again, it is with a signature of its own."""
    operation = next(iter(sending.edition.contract.operations.values()))
    for status in (429, 503):
        signatures: list[str] = []

        def fail_once(
            request: httpx.Request, status: int = status, seen: list[str] = signatures
        ) -> httpx.Response:
            seen.append(request.headers[SIGNATURE_HEADER])
            return httpx.Response(status if len(seen) == 1 else 400, json={"msg": "no"})

        with sending.facade(BASE_URLS[0]).sync(fail_once) as client:
            try:
                call(client, operation, {})
            except KalshiError:
                pass
            else:
                yield Problem(operation.id, f"status {status}, then 400, were taken for a success")
        if len(set(signatures)) < len(signatures):
            yield Problem(operation.id, f"after status {status} the same signature was sent again")


def _search(sending: Sending, operation: Operation) -> None:
    names = list(operation.parameters)
    strategies = {name: _values(parameter) for name, parameter in operation.parameters.items()}

    @seed(sending.seed)
    @settings(
        max_examples=sending.examples if names else len(BASE_URLS),
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(st.sampled_from(BASE_URLS), st.fixed_dictionaries({}, optional=strategies))
    def holds(base_url: str, arguments: Mapping[str, Any]) -> None:
        for request in _send(sending, operation, arguments, base_url):
            for text in _faults(sending, operation, base_url, arguments, request):
                raise Violation(Problem(f"{operation.id} {dict(arguments)}", f"{base_url}: {text}"))

    holds()


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    text = st.text(st.characters(codec="utf-8"), max_size=12)
    if parameter.kind == "integer":
        least = -(2**63) if parameter.minimum is None else parameter.minimum
        most = 2**63 - 1 if parameter.maximum is None else parameter.maximum
        return st.one_of(
            st.sampled_from([each for each in (least, most, 0, 1) if least <= each <= most]),
            st.integers(least, most),
        )
    if parameter.kind == "array":
        item = (
            st.sampled_from(parameter.choices)
            if parameter.choices
            else text.filter(lambda each: each and "," not in each)
        )
        several = st.lists(item, min_size=1, max_size=parameter.max_items)
        return st.one_of(several, several.map(tuple), several.map(",".join))
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    return text


def _send(
    sending: Sending,
    operation: Operation,
    arguments: Mapping[str, Any] = NOTHING,
    base_url: str = BASE_URLS[0],
) -> list[httpx.Request]:
    """The requests that a call makes: the plain client's, and the asynchronous one's."""
    facade = sending.facade(base_url)
    seen: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(400, json={"msg": "no"})

    given = {**arguments, **ONCE}

    def call_sync() -> None:
        with facade.sync(refuse) as client:
            call(client, operation, given)

    async def call_asynchronous() -> None:
        async with facade.asynchronous(refuse) as client:
            await call_async(client, operation, given)

    for attempt in (call_sync, lambda: asyncio.run(call_asynchronous())):
        before = len(seen)
        error: object = None
        try:
            attempt()
        except KalshiError as caught:
            error = caught
        if len(seen) != before + 1:
            place = f"{operation.id} {dict(arguments)}"
            raise Violation(Problem(place, f"{len(seen) - before} requests were sent: {error!r}"))
    return seen


def _faults(
    sending: Sending,
    operation: Operation,
    base_url: str,
    arguments: Mapping[str, Any],
    request: httpx.Request,
) -> Iterator[str]:
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    expected_path = urlsplit(base_url).path.rstrip("/") + operation.path
    if (request.method, path) != (operation.method, expected_path):
        yield f"sent {request.method} {path}, not {operation.method} {expected_path}"
    expected = {
        name: ",".join(value) if isinstance(value, list | tuple) else str(value)
        for name, value in arguments.items()
        # An empty cursor is the first page, which some servers refuse to be asked for that way.
        if not (operation.paging and name == operation.paging.cursor and value == "")
    }
    sent = parse_qsl(query, keep_blank_values=True)
    if sorted(sent) != sorted(expected.items()):
        yield f"sent the query {sent}, not {sorted(expected.items())}"
    yield from _signature_faults(sending, request, path)


def _signature_faults(sending: Sending, request: httpx.Request, path: str) -> Iterator[str]:
    for name in (KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER):
        if len(request.headers.get_list(name)) != 1:
            yield f"{name} was sent {len(request.headers.get_list(name))} times"
            return
    if request.headers[KEY_HEADER] != sending.key_id:
        yield "another key id was sent"
    timestamp = request.headers[TIMESTAMP_HEADER]
    if not timestamp.isdigit() or abs(int(timestamp) - time.time_ns() // 1_000_000) > SLACK_MS:
        yield f"the timestamp {timestamp} is not now, in milliseconds"
    signature = base64.b64decode(request.headers[SIGNATURE_HEADER], validate=True)
    if not verifies(sending.key, signature, f"{timestamp}{request.method}{path}".encode()):
        yield f"the signature does not fit {request.method} {path} at the time that was sent"


def verifies(key: SigningKey, signature: bytes, text: bytes) -> bool:
    """Whether a signature is the one that the API's documentation asks for."""
    try:
        if isinstance(key, ed25519.Ed25519PrivateKey):
            key.public_key().verify(signature, text)
        else:
            pss = padding.PSS(padding.MGF1(SHA256()), 32)
            key.public_key().verify(signature, text, pss, SHA256())
    except InvalidSignature:
        return False
    return True


CHECKS = (
    clients_send_what_they_are_given,
    calls_do_not_share_signatures,
    repeated_requests_are_signed_anew,
)
