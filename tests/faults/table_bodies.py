"""Faults in the bodies of answers that claim success."""

from __future__ import annotations

import json
from typing import Any

from kalshi_runtime import ContractDriftError, DecodeError

from ..runtime.shop import make_ware
from .acts import OK_BODY, answer
from .fault import Fault

NANOSECONDS = '"2026-01-01T00:00:00.123456789Z"'
DEEP = b"[" * 100_000 + b"]" * 100_000
PAGE = json.dumps({"wares": [make_ware()]}).encode()


def ware(**changes: Any) -> bytes:
    """Return a page with one ware, some of whose fields are raw JSON."""
    marks: dict[str, Any] = {name: f"<{name}>" for name in changes}
    text = json.dumps({"wares": [make_ware(**marks)]})
    for name, raw in changes.items():
        text = text.replace(f'"<{name}>"', raw)
    return text.encode()


def without(name: str) -> bytes:
    """Return a page with one ware that lacks a field."""
    return json.dumps({"wares": [{key: value for key, value in make_ware().items() if key != name}]}).encode()


UNREADABLE = tuple(
    Fault(
        name=name,
        promise="not tried again; the error with status, place and the whole body; the process lives",
        outcome=DecodeError,
        acts=(answer(body, status, headers),),
        holds={"status": status, "path": "$"},
    )
    for name, body, status, headers in (
        ("204 where a body is due", b"", 204, {"Content-Length": ""}),
        ("empty body with 200", b"", 200, {}),
        ("null", b"null", 200, {}),
        ("a list for an object", b"[]", 200, {}),
        ("HTML with 200", b"<html>maintenance</html>", 200, {"Content-Type": "text/html"}),
        ("JSON that ends too early", PAGE[:-9], 200, {}),
        ("two documents in one", OK_BODY + OK_BODY, 200, {}),
        ("UTF-16", OK_BODY.decode().encode("utf-16"), 200, {}),
        ("nested 100,000 deep", b"[" * 100_000 + b"]" * 100_000, 200, {}),
        (
            "nested 100,000 deep where it is skipped",
            b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            200,
            {},
        ),
    )
)

WRONG = tuple(
    Fault(
        name=name,
        promise="never a value of another type: the error with the report, the body and what could be read",
        outcome=ContractDriftError,
        acts=(answer(body),),
        holds={"status": 200, "path": path},
    )
    for name, path, body in (
        ("amount is the text NaN", "$.wares[0].price", ware(price='"NaN"')),
        ("amount is no number", "$.wares[0].price", ware(price='"much"')),
        ("amount is true", "$.wares[0].price", ware(price="true")),
        ("amount is null", "$.wares[0].price", ware(price="null")),
        ("amount is missing", "$.wares[0]", without("price")),
        ("whole number with a fraction", "$.wares[0].count", ware(count="1.5")),
        ("whole number as text", "$.wares[0].count", ware(count='"1"')),
        ("whole number beyond 64 bits", "$.wares[0].count", ware(count=str(2**63))),
        ("whole number of 5,000 digits", "$.wares[0].count", ware(count="9" * 5000)),
        ("time without an offset", "$.wares[0].sold", ware(sold='"2026-01-01T00:00:00"')),
        ("time that is empty", "$.wares[0].sold", ware(sold='""')),
        ("null among the items", "$.wares[0]", b'{"wares":[null]}'),
        ("list is missing", "$", b"{}"),
    )
)

READ = tuple(
    Fault(name=name, promise=promise, acts=(answer(body, 200, headers),), warns=warns)
    for name, promise, body, headers, warns in (
        (
            "JSON labelled text/html",
            "taken: it is plainly what was meant",
            PAGE,
            {"Content-Type": "text/html"},
            0,
        ),
        ("no content type", "taken", PAGE, {"Content-Type": ""}, 0),
        ("byte order mark", "taken", b"\xef\xbb\xbf" + PAGE, {}, 0),
        ("amount as a number", "taken exactly, without a float in between", ware(price="1.20"), {}, 1),
        ("unknown enum value", "kept as it is, with one warning", ware(side='"middle"'), {}, 1),
        ("unknown field", "reachable as extra, with one warning", ware(id='"1","fee":1'), {}, 1),
        ("null for a list", "an empty list, with one warning", b'{"wares":null}', {}, 1),
        (
            "time in nanoseconds",
            "read to the microsecond",
            ware(sold='"2026-01-01T00:00:00.123456789Z"'),
            {},
            0,
        ),
        (
            "the same key twice",
            "the last one counts, as with any JSON; not promised",
            ware(count='1,"count":2'),
            {},
            0,
        ),
    )
)

BROKEN_TEXT = (
    Fault(
        name="amount is the literal NaN",
        promise="not tried again; the error",
        outcome=DecodeError,
        acts=(answer(ware(price="NaN")),),
    ),
    Fault(
        name="invalid UTF-8",
        promise="not tried again; the error",
        outcome=DecodeError,
        acts=(answer(ware(id='"\xff"').decode().encode("latin-1")),),
    ),
)
BODIES = (*UNREADABLE, *WRONG, *BROKEN_TEXT, *READ)
