"""Faults of connections: reaching the server, breaking off, slowness, size."""

from __future__ import annotations

import gzip
import zlib

import httpx

from kalshi_runtime import (
    ApiConnectionError,
    ApiTimeoutError,
    CertificateError,
    DecodeError,
    ResponseTooLargeError,
)

from .acts import (
    OK_BODY,
    answer,
    chunked,
    close,
    drip,
    fine,
    hear_and_reset,
    make_answer,
    reset,
    send,
    send_and_reset,
    send_and_stall,
    stall,
)
from .fault import ALL, Fault

OK = make_answer()
RETRIED = "tried again; then the connection error with the host"
TIMED_OUT = "tried again; then the timeout error with the phase"
BY_DEADLINE = "ended by the deadline, blocking calls too; then the timeout error"
LATE = {"deadline": 0.8, "timeout": 2.0}
SMALL = {"max_response_bytes": 1_000_000}
AS_GZIP = {"Content-Encoding": "gzip"}
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"


def flood(line: object) -> None:
    """Send a body without an end, as fast as it goes."""
    line.send(chunked())  # type: ignore[attr-defined]
    while True:
        line.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")  # type: ignore[attr-defined]


REACHING = (
    Fault(
        name="connection refused",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        place="refused",
    ),
    Fault(
        name="host name unknown",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        place="no name",
    ),
    Fault(
        name="connection is never accepted",
        promise=TIMED_OUT,
        outcome=ApiTimeoutError,
        attempts=ALL,
        place="black hole",
        holds={"phase": "connect"},
        client={"timeout": httpx.Timeout(2.0, connect=0.15)},
    ),
    Fault(
        name="closed before the request",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        greet=close,
    ),
    Fault(
        name="reset before the request",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        greet=reset,
    ),
    Fault(
        name="TLS handshake is broken off",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        place="no tls",
        greet=hear_and_reset,
    ),
    Fault(
        name="TLS handshake is answered in plain text",
        promise=RETRIED,
        outcome=ApiConnectionError,
        attempts=ALL,
        place="no tls",
        greet=send(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    ),
    Fault(
        name="TLS handshake is never answered",
        promise=TIMED_OUT,
        outcome=ApiTimeoutError,
        attempts=ALL,
        place="no tls",
        greet=stall,
        holds={"phase": "connect"},
        client={"timeout": httpx.Timeout(2.0, connect=0.15)},
    ),
    Fault(
        name="TLS handshake, one byte at a time",
        promise=BY_DEADLINE,
        outcome=ApiTimeoutError,
        attempts=1,
        place="no tls",
        greet=drip(b"\x16\x03\x03\x40\x00"),
        holds={"phase": "deadline"},
        client=LATE,
    ),
    Fault(
        name="certificate of an unknown authority",
        promise="not tried again; the error names the certificate's fault",
        outcome=CertificateError,
        place="unknown",
        acts=(fine,),
        says="certificate is refused: unable to get local issuer|self.signed",
    ),
    Fault(
        name="certificate expired",
        promise="not tried again; the error names the certificate's fault",
        outcome=CertificateError,
        place="expired",
        acts=(fine,),
        says="certificate is refused: certificate has expired",
    ),
    Fault(
        name="certificate of another host",
        promise="not tried again; the error names the certificate's fault",
        outcome=CertificateError,
        place="other host",
        acts=(fine,),
        says="certificate is refused: Hostname mismatch",
    ),
)

BREAKING = (
    *(
        Fault(name=name, promise=RETRIED, outcome=ApiConnectionError, attempts=ALL, acts=(act,))
        for name, act in {
            "closed before the answer": close,
            "reset before the answer": reset,
            "closed in the status line": send(b"HTTP/1.1 20"),
            "reset in the headers": send_and_reset(b"HTTP/1.1 200 OK\r\nContent-"),
            "closed in the headers": send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"),
            "half a body": send(OK[:-3]),
            "reset in the body": send_and_reset(OK[:-3]),
            "chunk that is none": send(chunked() + b"xyz\r\n"),
            "last chunk missing": send(chunked(OK_BODY)),
            "two lengths that differ": send(OK.replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n")),
            "length that is no number": send(make_answer(headers={"Content-Length": "many"})),
            "garbage instead of HTTP": send(b"\x00\xff\x00 garbage\r\n\r\n"),
            "101, which nobody asked for": send(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
            ),
            "200 KB of headers": send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
        }.items()
    ),
    Fault(
        name="body longer than its length",
        promise="what is beyond is not taken for another answer",
        outcome=DecodeError,
        acts=(send(make_answer(headers={"Content-Length": "5"})),),
    ),
    Fault(name="HTTP/1.0", promise="fine", acts=(send(OK.replace(b"1.1", b"1.0", 1)),)),
    Fault(name="100 before the answer", promise="fine", acts=(send(b"HTTP/1.1 100 Continue\r\n\r\n" + OK),)),
    Fault(name="103 before the answer", promise="fine", acts=(send(EARLY + OK),)),
)

STALLING = {"timeout": httpx.Timeout(2.0, read=0.5), "max_retries": 1}
SLOW = (
    *(
        Fault(
            name=name,
            promise=TIMED_OUT,
            outcome=ApiTimeoutError,
            attempts=2,
            acts=(send_and_stall(start),),
            holds={"phase": "read"},
            client=STALLING,
        )
        for name, start in {
            "silence": b"",
            "silence in the headers": b"HTTP/1.1 200 OK\r\n",
            "silence in the body": OK[:-1],
        }.items()
    ),
    *(
        Fault(
            name=name,
            promise=BY_DEADLINE,
            outcome=ApiTimeoutError,
            acts=(act,),
            holds={"phase": "deadline"},
            client=LATE,
            says="was not done within its deadline=0.8 s",
            endless=True,
        )
        for name, act in {
            "one byte of the body at a time": drip(make_answer(b"", headers={"Content-Length": "99999"})),
            "one byte of the headers at a time": drip(b"HTTP/1.1 200 OK\r\nX: "),
            "one byte of a chunk's framing at a time": drip(chunked() + b"1;"),
            "one byte of a compressed body at a time": drip(
                make_answer(b"\x1f\x8b\x08\x08" + bytes(6), 200, AS_GZIP | {"Content-Length": "99999"})
            ),
            "interim answers without an end": drip(EARLY, EARLY, 0.005),
        }.items()
    ),
)

BOMB = zlib.compressobj(9, wbits=31)
TOO_LARGE = "dropped before it is held; not tried again; the error with the limit"
SIZES = (
    *(
        Fault(
            name=name,
            promise=TOO_LARGE,
            outcome=ResponseTooLargeError,
            acts=(act,),
            client=SMALL,
            holds={"limit": 1_000_000, "status": 200},
            says="is larger than max_response_bytes=1000000",
            endless=act is flood,
        )
        for name, act in {
            "body without an end": flood,
            "length beyond the limit": send(make_answer(b"", headers={"Content-Length": "1000001"})),
            "compressed bomb of 50 MB": answer(
                BOMB.compress(bytes(50_000_000)) + BOMB.flush(), headers=AS_GZIP
            ),
        }.items()
    ),
    *(
        Fault(
            name=name,
            promise="not tried again; the connection error",
            outcome=ApiConnectionError,
            acts=(answer(body, headers={"Content-Encoding": coding}),),
            says=says,
        )
        for name, coding, body, says in (
            ("compressed body that is none", "gzip", b"no gzip at all", "cannot be decompressed"),
            ("compressed body without its end", "gzip", gzip.compress(OK_BODY)[:-9], "its end is missing"),
            ("compressed in a way not asked for", "br", b"x", "encoded as 'br', which was not asked for"),
        )
    ),
    *(
        Fault(name=name, promise="fine", acts=(answer(body, headers={"Content-Encoding": coding}),))
        for name, coding, body in (
            ("gzip", "gzip", gzip.compress(OK_BODY)),
            ("gzip in two members", "gzip", gzip.compress(OK_BODY[:5]) + gzip.compress(OK_BODY[5:])),
            ("deflate", "deflate", zlib.compress(OK_BODY)),
            ("deflate without its header", "deflate", zlib.compress(OK_BODY)[2:-4]),
        )
    ),
)
