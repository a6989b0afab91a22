"""Faults of authentication: what is accepted that should not be, and what is not that should."""

# ruff: noqa: SLF001 - a patch reaches for what is inside
from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from kalshi_mock import MockExchange
from kalshi_mock._answer import Answer, Request
from kalshi_mock._failures import Refused
from kalshi_mock._signature import KEY, SIGNATURE, TIMESTAMP
from proof.mutant import Mutant
from proof.server.tamper import PATHS, answering

Headers = Iterable[tuple[bytes, bytes]]
Verify = Callable[[str, bytes, Headers], None]
PREFIX = b"/trade-api/v2"


def _verifying(name: str, make: Callable[[Verify, Any], Verify], *, equivalent: str = "") -> Mutant:
    """A mutant that believes otherwise; `make` gets the right way to verify, and the verifier."""

    def patch(exchange: MockExchange) -> None:
        application: Any = exchange.application
        verifier = application._verifier
        wrong = make(verifier.verify, verifier)

        class Wrong:
            verify = staticmethod(wrong)

        application._verifier = Wrong()

    return Mutant(name, "server", server=patch, equivalent=equivalent)


def _also(*others: Callable[[str, bytes], tuple[str, bytes]]) -> Callable[[Verify, Any], Verify]:
    """Accepts a signature over another method or path as well."""

    def make(verify: Verify, _: Any) -> Verify:
        def wrong(method: str, path: bytes, headers: Headers) -> None:
            headers = list(headers)
            for other in others:
                try:
                    return verify(*other(method, path), headers)
                except Refused:
                    continue
            return verify(method, path, headers)

        return wrong

    return make


def _rewriting(
    rewrite: Callable[[dict[bytes, bytes]], dict[bytes, bytes]],
) -> Callable[[Verify, Any], Verify]:
    """Takes the headers for others."""

    def make(verify: Verify, _: Any) -> Verify:
        return lambda method, path, headers: verify(method, path, list(rewrite(dict(headers)).items()))

    return make


def _scheme(accept: Callable[[Any, bytes, bytes], None]) -> Callable[[Verify, Any], Verify]:
    """Accepts signatures of another scheme as well."""

    def make(verify: Verify, verifier: Any) -> Verify:
        def wrong(method: str, path: bytes, headers: Headers) -> None:
            headers = list(headers)
            try:
                verify(method, path, headers)
            except Refused:
                found = dict(headers)
                key = verifier._keys.get(found.get(KEY, b"").decode("latin-1"))
                try:
                    raw = base64.b64decode(found.get(SIGNATURE, b""), validate=True)
                    accept(key, raw, found.get(TIMESTAMP, b"") + method.encode() + path)
                except (InvalidSignature, binascii.Error, AttributeError):
                    pass
                else:
                    return
                raise

        return wrong

    return make


def _tolerant(past: int, future: int) -> Callable[[Verify, Any], Verify]:
    """Allows for other differences between clocks, in milliseconds."""

    def make(verify: Verify, verifier: Any) -> Verify:
        def wrong(method: str, path: bytes, headers: Headers) -> None:
            headers = list(headers)
            told = dict(headers).get(TIMESTAMP, b"")
            late = int(told) - int(verifier._clock() * 1000) if told.isdigit() and len(told) < 20 else 0
            verifier._tolerance_ms = past if late < 0 else future
            verify(method, path, headers)

        return wrong

    return make


def _unlooked(verify: Verify, _: Any) -> Verify:
    """Only looks whether the headers are there."""

    def wrong(method: str, path: bytes, headers: Headers) -> None:
        headers = list(headers)
        if not {KEY, SIGNATURE, TIMESTAMP} <= {name for name, value in headers if value}:
            verify(method, path, headers)

    return wrong


def _open_for(operation: str | None) -> Callable[[Verify, Any], Verify]:
    def make(verify: Verify, _: Any) -> Verify:
        def wrong(method: str, path: bytes, headers: Headers) -> None:
            if operation is not None and not path.decode("latin-1").endswith(PATHS[operation]):
                verify(method, path, headers)

        return wrong

    return make


def _any_key(verify: Verify, verifier: Any) -> Verify:
    known = next(iter(verifier._keys)).encode()
    return _rewriting(lambda headers: {**headers, KEY: known} if headers.get(KEY) else headers)(
        verify, verifier
    )


def _seconds(verify: Verify, verifier: Any) -> Verify:
    def wrong(method: str, path: bytes, headers: Headers) -> None:
        headers = list(headers)
        told = dict(headers).get(TIMESTAMP, b"")
        clock = verifier._clock
        if told.isdigit() and len(told) == 10:
            verifier._clock = lambda: int(told) / 1000
        try:
            verify(method, path, headers)
        finally:
            verifier._clock = clock

    return wrong


def _lenient_base64(headers: dict[bytes, bytes]) -> dict[bytes, bytes]:
    try:
        raw = base64.b64decode(headers.get(SIGNATURE, b"") + b"==", validate=False)
    except (binascii.Error, ValueError):
        return headers
    return {**headers, SIGNATURE: base64.b64encode(raw)}


def _validate_first(exchange: MockExchange) -> None:
    application: Any = exchange.application
    respond, verifier = application.respond, application._verifier

    class Anyone:
        @staticmethod
        def verify(*_: object) -> None:
            return None

    def wrong(request: Request) -> Answer:
        application._verifier = Anyone()
        answer: Answer = respond(request)
        application._verifier = verifier
        if answer.status == 200:
            answer = respond(request)
        return answer

    application.respond = wrong


def _query_signed(exchange: MockExchange) -> None:
    application: Any = exchange.application
    respond, verifier = application.respond, application._verifier
    target = b""

    class Wrong:
        @staticmethod
        def verify(method: str, path: bytes, headers: Headers) -> None:
            headers = list(headers)
            try:
                verifier.verify(method, target, headers)
            except Refused:
                verifier.verify(method, path, headers)

    def wrong(request: Request) -> Answer:
        nonlocal target
        target = request.target
        answer: Answer = respond(request)
        return answer

    application._verifier = Wrong()
    application.respond = wrong


SIGNATURES = (
    _verifying("nobody is asked who they are", _open_for(None)),
    _verifying("nobody is asked for resting orders", _open_for("GetPortfolioRestingOrderTotalValue")),
    _verifying("signatures are not looked at", _unlooked),
    Mutant("parameters are looked at before signatures", "server", server=_validate_first),
    _verifying(
        "a signature over the path without prefix",
        _also(lambda method, path: (method, path.removeprefix(PREFIX))),
    ),
    _verifying(
        "a signature over another operation's path",
        _also(*(lambda method, _, other=path: (method, PREFIX + other.encode()) for path in PATHS.values())),
    ),
    Mutant("a signature over the query", "server", server=_query_signed),
    _verifying("a signature over a path with a slash", _also(lambda method, path: (method, path + b"/"))),
    _verifying("a signature over another method", _also(lambda _, path: ("POST", path))),
    _verifying("a stale timestamp", _tolerant(10**12, 15_000)),
    _verifying("a timestamp of the future", _tolerant(15_000, 10**12)),
    _verifying("clocks may differ by a minute", _tolerant(60_000, 60_000)),
    _verifying("clocks may differ by five seconds", _tolerant(5_000, 5_000)),
    _verifying("clocks may not be late", _tolerant(0, 15_000)),
    _verifying("a timestamp in seconds", _seconds),
    _verifying(
        "padding of PKCS #1 v1.5",
        _scheme(lambda key, raw, text: key.verify(raw, text, padding.PKCS1v15(), SHA256())),
    ),
    _verifying(
        "a salt of any length",
        _scheme(
            lambda key, raw, text: key.verify(
                raw, text, padding.PSS(padding.MGF1(SHA256()), padding.PSS.AUTO), SHA256()
            )
        ),
    ),
    _verifying(
        "SHA-512 as well",
        _scheme(
            lambda key, raw, text: key.verify(raw, text, padding.PSS(padding.MGF1(SHA512()), 32), SHA512())
        ),
    ),
    _verifying("an unknown key id", _any_key),
    _verifying("base64 with strange characters", _rewriting(_lenient_base64)),
    _verifying("of doubled headers the last counts", _rewriting(lambda headers: headers)),
    _verifying(
        "of doubled headers the first counts",
        lambda verify, _: (
            lambda method, path, headers: verify(method, path, list(dict(reversed(list(headers))).items()))
        ),
    ),
    answering("who is not known is forbidden", None, lambda answer: replace(answer, status=403), status=401),
)
