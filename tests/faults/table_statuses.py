"""Faults that the server, or what stands before it, tells by a status."""

from __future__ import annotations

import time
from email.utils import formatdate

from kalshi_runtime import (
    BadGatewayError,
    BadRequestError,
    ClientStatusError,
    ForbiddenError,
    GatewayTimeoutError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
    RedirectError,
    ServerStatusError,
    ServiceUnavailableError,
    StatusError,
    UnauthorizedError,
)

from .acts import OK_BODY, answer, fine
from .fault import ALL, Fault
from .server import Act, Line

HTML = b"<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1>cloud</body></html>"
AS_HTML = {"Content-Type": "text/html"}
BUSY = {"error": "too many requests"}
EXPIRED = {"error": {"code": "header_timestamp_expired", "message": "header timestamp expired"}}
YEAR = 31_536_000
NOON, SECOND_LATER = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:01 GMT"


def clock_off_by(seconds: float) -> Act:
    """Answer only requests of the time of a clock so many seconds ahead."""

    def act(line: Line) -> None:
        stamp = int(line.head.lower().partition(b"kalshi-access-timestamp: ")[2].partition(b"\r")[0])
        server_time = time.time() + seconds
        headers = {"Date": formatdate(server_time, usegmt=True)}
        good = abs(stamp / 1000 - server_time) < 10
        (answer(OK_BODY, 200, headers) if good else answer(EXPIRED, 401, headers))(line)

    return act


def expire(line: Line) -> None:
    """Refuse a request as expired, by a clock that is right."""
    answer(EXPIRED, 401, {"Date": formatdate(usegmt=True)})(line)


LIMITED = tuple(
    Fault(
        name=f"429, {name}",
        promise=promise,
        outcome=RateLimitError,
        attempts=attempts,
        acts=(answer(BUSY, 429, headers),),
        client=client,
        holds={"retry_after": retry_after, "status": 429, "message": "too many requests"},
        after=after,
    )
    for name, headers, retry_after, attempts, after, client, promise in (
        (
            "no Retry-After",
            {},
            None,
            ALL,
            0,
            {},
            "tried again after a random wait; then the rate-limit error",
        ),
        ("Retry-After in seconds", {"Retry-After": "1"}, 1.0, 2, 1.0, {"max_retries": 1}, "waited for"),
        (
            "Retry-After as a date",
            {"Retry-After": SECOND_LATER, "Date": NOON},
            1.0,
            2,
            1.0,
            {"max_retries": 1},
            "waited for, by the server's clock",
        ),
        ("Retry-After 0", {"Retry-After": "0"}, 0.0, ALL, 0, {}, "tried again after a random wait"),
        ("negative Retry-After", {"Retry-After": "-5"}, None, ALL, 0, {}, "the header is ignored"),
        ("Retry-After that is garbage", {"Retry-After": "soon"}, None, ALL, 0, {}, "the header is ignored"),
        (
            "Retry-After of a year",
            {"Retry-After": str(YEAR)},
            float(YEAR),
            ALL,
            0,
            {},
            "beyond 30 s it is not waited for, only told",
        ),
        (
            "Retry-After beyond the deadline",
            {"Retry-After": "20"},
            20.0,
            1,
            0,
            {"deadline": 10.0},
            "raised at once, since the wait would lead nowhere",
        ),
    )
)

PASSING = tuple(
    Fault(
        name=f"{status}, {shape}",
        promise="tried again; then the error of the status, with an excerpt",
        outcome=outcome,
        attempts=ALL,
        acts=(answer(body, status, headers),),
        holds={"status": status},
    )
    for status, outcome, shape, body, headers in (
        (408, ClientStatusError, "empty", b"", {}),
        (500, InternalServerError, "nested error", {"error": {"code": "internal", "message": "no"}}, {}),
        (502, BadGatewayError, "HTML", HTML, AS_HTML),
        (503, ServiceUnavailableError, "text", b"maintenance", {"Content-Type": "text/plain"}),
        (504, GatewayTimeoutError, "empty", b"", {}),
        (520, ServerStatusError, "HTML", HTML, AS_HTML),
        (529, ServerStatusError, "JSON", {"message": "overloaded"}, {}),
        (599, ServerStatusError, "empty", b"", {}),
    )
)

REFUSED = tuple(
    Fault(
        name=name,
        promise="not tried again; the error of the status, with code, message and details as far as told",
        outcome=outcome,
        acts=(answer(body, status),),
        holds=holds | {"status": status},
    )
    for name, status, outcome, body, holds in (
        (
            "400, flat error",
            400,
            BadRequestError,
            {"code": "bad_request", "message": "bad request", "details": "limit"},
            {"code": "bad_request", "message": "bad request", "details": "limit"},
        ),
        (
            "400, nothing but msg",
            400,
            BadRequestError,
            {"msg": "Parameter validation failed"},
            {"code": None, "message": "Parameter validation failed"},
        ),
        (
            "401, wrong signature",
            401,
            UnauthorizedError,
            {"error": {"code": "authentication_error", "details": "INCORRECT_API_KEY_SIGNATURE"}},
            {"details": "INCORRECT_API_KEY_SIGNATURE"},
        ),
        (
            "401, unknown key id",
            401,
            UnauthorizedError,
            {"error": {"code": "authentication_error", "details": "NOT_FOUND"}},
            {"details": "NOT_FOUND"},
        ),
        (
            "401, signature missing",
            401,
            UnauthorizedError,
            {"error": {"code": "signature_is_missing_from_headers"}},
            {"code": "signature_is_missing_from_headers"},
        ),
        ("401, empty", 401, UnauthorizedError, b"", {"code": None, "message": None}),
        (
            "403, nested error",
            403,
            ForbiddenError,
            {"error": {"code": "permission_denied", "message": "permission denied"}},
            {"code": "permission_denied"},
        ),
        ("404, HTML", 404, NotFoundError, HTML, {"message": "x 502 Bad Gateway cloud"}),
        ("418, a list", 418, ClientStatusError, [1, 2], {"message": "[1, 2]"}),
        ("451, text", 451, StatusError, b"not in your country", {"message": "not in your country"}),
        ("499, empty", 499, ClientStatusError, b"", {"message": None}),
        ("501, JSON", 501, ServerStatusError, {"error": "no"}, {"message": "no"}),
    )
)

CLOCK = (
    Fault(
        name="clock 30 s behind the server's",
        promise="measured by the server's Date, kept, and the call repeated once, signed by the right time",
        attempts=2,
        acts=(clock_off_by(30),),
    ),
    Fault(
        name="clock 30 s ahead of the server's",
        promise="measured by the server's Date, kept, and the call repeated once, signed by the right time",
        attempts=2,
        acts=(clock_off_by(-30),),
    ),
    Fault(
        name="401 about the timestamp although the clocks agree",
        promise="the request was long on its way: repeated once, signed anew; the clock is left alone",
        attempts=2,
        acts=(expire, fine),
    ),
    Fault(
        name="401 about something else, with another Date",
        promise="not tried again, and the clock is left alone",
        outcome=UnauthorizedError,
        acts=(answer({"error": {"code": "authentication_error"}}, 401, {"Date": NOON}),),
        holds={"code": "authentication_error"},
    ),
    Fault(
        name="401 about the timestamp again",
        promise="a second one is final",
        outcome=UnauthorizedError,
        attempts=2,
        acts=(answer(EXPIRED, 401, {"Date": NOON}),),
        holds={"code": "header_timestamp_expired"},
    ),
    Fault(
        name="401 about the timestamp without a Date",
        promise="not tried again: there is nothing to measure by",
        outcome=UnauthorizedError,
        acts=(answer(EXPIRED, 401),),
    ),
)

REDIRECTS = tuple(
    Fault(
        name=f"{status} to {name}",
        promise="never followed: the signed headers would go along; the error with the location",
        outcome=RedirectError,
        acts=(answer(OK_BODY, status, {"Location": location}),),
        holds={"location": location},
    )
    for status, name, location in (
        (302, "another host", "https://evil.example/"),
        (307, "itself", "/shelf"),
        (308, "nowhere in particular", "//"),
    )
)
