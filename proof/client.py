"""Faults of the client: what it sends, signs, repeats, reads and raises."""

# ruff: noqa: SLF001 - a patch reaches for what is inside
from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any
from unittest.mock import patch

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

import kalshi_runtime
from kalshi_auth import SIGNATURE_HEADER, KalshiAuth, Signer
from kalshi_portfolio import operations
from kalshi_portfolio_2026_10 import operations as newer_operations
from kalshi_runtime import ApiException, AsyncClient, Model, SyncClient
from kalshi_runtime._channels import SyncChannel
from proof.mutant import Mutant

Arguments = Mapping[str, Any]
Context = Callable[[], AbstractContextManager[Any]]


def _client(name: str, context: Context, *, equivalent: str = "") -> Mutant:
    return Mutant(name, "client", client=context, equivalent=equivalent)


def _arguments(change: Callable[[Any, Arguments], Arguments]) -> Context:
    """Calls with other arguments than those that were given."""

    @contextmanager
    def context() -> Iterator[None]:
        sync: Any = SyncClient._call
        asynchronous: Any = AsyncClient._call

        def call(self: Any, operation: Any, arguments: Arguments, options: Any) -> Any:
            return sync(self, operation, change(operation, arguments), options)

        async def call_async(self: Any, operation: Any, arguments: Arguments, options: Any) -> Any:
            return await asynchronous(self, operation, change(operation, arguments), options)

        with patch.object(SyncClient, "_call", call), patch.object(AsyncClient, "_call", call_async):
            yield

    return context


def _signing(change: Callable[[Any, int, str, str], dict[str, str]]) -> Context:
    """Signs otherwise."""
    original = Signer.sign_request

    def sign(self: Signer, timestamp_ms: int, method: str, path: str) -> dict[str, str]:
        return change(lambda *parts: original(self, *parts), timestamp_ms, method, path)

    return lambda: patch.object(Signer, "sign_request", sign)


def _sign_query() -> AbstractContextManager[Any]:
    def sign(self: Signer, timestamp_ms: int, method: str, path: str) -> dict[str, str]:
        text = f"{timestamp_ms}{method}{path}".encode()
        return original(self, timestamp_ms, method, path) | {
            SIGNATURE_HEADER: base64.b64encode(self.sign(text)).decode()
        }

    original = Signer.sign_request
    return patch.object(Signer, "sign_request", sign)


def _sign_with_long_salt() -> AbstractContextManager[Any]:
    original = Signer.sign

    def sign(self: Signer, message: bytes) -> bytes:
        key = self._private_key
        if not isinstance(key, rsa.RSAPrivateKey):
            return original(self, message)
        return key.sign(message, padding.PSS(padding.MGF1(SHA256()), padding.PSS.MAX_LENGTH), SHA256())

    return patch.object(Signer, "sign", sign)


def _keep_signatures() -> AbstractContextManager[Any]:
    original = Signer.sign_request
    kept: dict[tuple[str, str], dict[str, str]] = {}

    def sign(self: Signer, timestamp_ms: int, method: str, path: str) -> dict[str, str]:
        return kept.setdefault((method, path), original(self, timestamp_ms, method, path))

    return patch.object(Signer, "sign_request", sign)


def _repeat_below_signing() -> AbstractContextManager[Any]:
    original = KalshiAuth.auth_flow

    def flow(self: KalshiAuth, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        steps = original(self, request)
        response = yield next(steps)
        if response.status_code in (429, 503):
            yield request

    return patch.object(KalshiAuth, "auth_flow", flow)


def _unsigned_async() -> AbstractContextManager[Any]:
    async def flow(_: KalshiAuth, request: httpx.Request) -> AsyncIterator[httpx.Request]:
        yield request

    return patch.object(KalshiAuth, "async_auth_flow", flow)


def _unchecked() -> AbstractContextManager[Any]:
    original: Any = SyncClient._call

    def call(self: Any, operation: Any, arguments: Arguments, options: Any) -> Any:
        try:
            return original(self, operation, arguments, options)
        except ApiException:
            return Model()

    return patch.object(SyncClient, "_call", call)


def _first_page_only() -> AbstractContextManager[Any]:
    original: Any = SyncChannel.walk

    def walk(self: Any, operation: Any, arguments: Arguments, options: Any, call: Any) -> Iterator[Any]:
        return islice(original(self, operation, arguments, options, call), 1)

    return patch.object(SyncChannel, "walk", walk)


def _telling(change: Callable[[Any], Any]) -> Context:
    """Tells values otherwise than they were sent."""
    original = Model.to_dict

    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoil(item) for key, item in value.items()}
        if isinstance(value, list):
            return [spoil(item) for item in value]
        return change(value)

    return lambda: patch.object(Model, "to_dict", lambda self: spoil(original(self)))


def _operation(name: str, declared: Any = operations, **values: Any) -> Context:
    """Declares an operation otherwise, as code generated from another contract would."""
    return lambda: patch.object(declared, name, msgspec.structs.replace(getattr(declared, name), **values))


def _parameters(name: str, declared: Any = operations, **values: Any) -> Context:
    """Declares the lists among an operation's parameters otherwise."""
    operation = getattr(declared, name)
    changed = tuple(
        msgspec.structs.replace(each, **values) if each.array == "comma" else each
        for each in operation.parameters
    )
    return _operation(name, declared, parameters=changed)


@contextmanager
def _one_error_class() -> Iterator[None]:
    """Raises the same class for too many requests as for a wrong one."""
    from kalshi_runtime import _status_errors

    with ExitStack() as stack:
        mapping = dict(kalshi_runtime.STATUS_ERRORS) | {429: kalshi_runtime.BadRequestError}
        stack.enter_context(patch.object(_status_errors, "STATUS_ERRORS", mapping))
        yield


def _without(name: str) -> Callable[[Any, Arguments], Arguments]:
    return lambda _, arguments: {key: value for key, value in arguments.items() if key != name}


CLIENT = (
    _client(
        "an argument of zero is dropped", _arguments(lambda _, given: {k: v for k, v in given.items() if v})
    ),
    _client("the cursor is not passed on", _arguments(_without("cursor"))),
    _client("the order is not passed on", _arguments(_without("order_id"))),
    _client(
        "a limit is cut to a hundred",
        _arguments(lambda _, given: {**given, "limit": min(given.get("limit") or 100, 100)}),
    ),
    _client(
        "of a list only the first is sent",
        _arguments(lambda _, given: {k: v[:1] if isinstance(v, list) else v for k, v in given.items()}),
    ),
    _client("lists are repeated parameters", _parameters("GET_POSITIONS", array="repeat")),
    _client(
        "code of an older contract, with another path",
        _operation("GET_SETTLEMENTS", path="/portfolio/history"),
    ),
    _client("the query is signed", _sign_query),
    _client("seconds are signed", _signing(lambda sign, ms, method, path: sign(ms // 1000, method, path))),
    _client(
        "the path is signed without its prefix",
        _signing(lambda sign, ms, method, path: sign(ms, method, path.removeprefix("/trade-api/v2"))),
    ),
    _client("the salt is as long as can be", _sign_with_long_salt),
    _client("signatures are kept for the next call", _keep_signatures),
    _client("a call is repeated with its old signature", _repeat_below_signing),
    _client("asynchronous calls are not signed", _unsigned_async),
    _client("the status is not checked", _unchecked),
    _client("too many requests raise another class", _one_error_class),
    _client("iterators end after a page", _first_page_only),
    _client(
        "amounts are floats", _telling(lambda value: float(value) if isinstance(value, Decimal) else value)
    ),
    _client(
        "amounts are rounded to cents",
        _telling(lambda value: round(value, 1) if isinstance(value, Decimal) else value),
    ),
    _client(
        "times lose their fraction",
        _telling(lambda value: value.replace(microsecond=0) if hasattr(value, "microsecond") else value),
    ),
)

_NEWER = (
    _client("the subaccount is not passed on", _arguments(_without("subaccount"))),
    _client("markets are repeated parameters", _parameters("GET_FILLS", newer_operations, array="repeat")),
    _client(
        "decimals are cut to whole numbers",
        _telling(lambda value: Decimal(int(value)) if isinstance(value, Decimal) else value),
    ),
)
NEWER = tuple(replace(each, edition="2026-10") for each in _NEWER)
