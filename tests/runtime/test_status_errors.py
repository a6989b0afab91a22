"""What the server says when it says no, as exceptions."""

import copy
import pickle
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import (
    STATUS_ERRORS,
    BadRequestError,
    ClientStatusError,
    ForbiddenError,
    KalshiError,
    RateLimitError,
    RedirectError,
    ServerStatusError,
    StatusError,
    UnauthorizedError,
    UnexpectedStatusError,
)

from .shop import GET_SHELF, Driver, always

Drive = Callable[..., Driver]

# The shapes are those recorded of the real API; the texts are theirs as well, since hints hang on them.
RECORDED: dict[str, tuple[int, bytes, tuple[str | None, str | None, str | None], str]] = {
    "wrong signature": (
        401,
        b"""{"error":{"code":"authentication_error","message":"authentication_error",
            "details":"INCORRECT_API_KEY_SIGNATURE"}}""",
        ("authentication_error", "authentication_error", "INCORRECT_API_KEY_SIGNATURE"),
        "GetShelf: 401 Unauthorized: authentication_error: INCORRECT_API_KEY_SIGNATURE. The signature",
    ),
    "unknown key": (
        401,
        b'{"error":{"code":"authentication_error","message":"authentication_error","details":"NOT_FOUND"}}',
        ("authentication_error", "authentication_error", "NOT_FOUND"),
        "production and demo do not share keys",
    ),
    "signature absent": (
        401,
        b"""{"error":{"code":"signature_is_missing_from_headers",
            "message":"signature is missing from headers"}}""",
        ("signature_is_missing_from_headers", "signature is missing from headers", None),
        "look for proxies and event hooks",
    ),
    "clock": (
        401,
        b'{"error":{"code":"header_timestamp_expired","message":"header timestamp expired"}}',
        ("header_timestamp_expired", "header timestamp expired", None),
        "synchronise the clock",
    ),
    "not for this key": (
        403,
        b'{"error":{"code":"permission_denied","message":"permission denied"}}',
        ("permission_denied", "permission denied", None),
        "for all others this is the normal answer",
    ),
    "bare msg": (
        400,
        b'{"msg":"Parameter validation failed for X: limit"}',
        (None, "Parameter validation failed for X: limit", None),
        "GetShelf: 400 Bad Request: Parameter validation failed for X: limit",
    ),
    "flat": (
        400,
        b'{"code":"bad_request","message":"bad request","details":"json: cannot unmarshal"}',
        ("bad_request", "bad request", "json: cannot unmarshal"),
        "GetShelf: 400 Bad Request: bad_request: bad request: json: cannot unmarshal",
    ),
    "text under error": (
        429,
        b'{"error": "too many requests"}',
        (None, "too many requests", None),
        "GetShelf: 429 Too Many Requests: too many requests. More requests than the account's tier allows",
    ),
    "code with an id in it": (
        404,
        b'{"error":{"code":"permission_denied:_4711","message":""}}',
        ("permission_denied:_4711", None, None),
        "The key is good",
    ),
    "not found that is not about a key": (
        404,
        b'{"error":{"code":"NOT_FOUND","message":"market not found"}}',
        ("NOT_FOUND", "market not found", None),
        "GetShelf: 404 Not Found: NOT_FOUND: market not found",
    ),
    "empty": (503, b"", (None, None, None), "GetShelf: 503 Service Unavailable"),
    "empty object": (500, b"{}", (None, None, None), "GetShelf: 500 Internal Server Error"),
    "HTML": (
        502,
        b"<html><head><title>502 Bad Gateway</title><style>a{b}</style></head>\n<body>go &amp; away</body>",
        (None, "502 Bad Gateway go & away", None),
        "GetShelf: 502 Bad Gateway: 502 Bad Gateway go & away",
    ),
    "text": (
        500,
        b"upstream\r\n\tfailed \x00\x1b[31m",
        (None, "upstream failed [31m", None),
        "upstream failed",
    ),
    "other types": (
        400,
        b'{"error": {"code": 7, "message": null, "details": {"a": [1.50]}}, "msg": "no"}',
        ("7", None, '{"a":[1.5]}'),
        'GetShelf: 400 Bad Request: 7: {"a":[1.5]}',
    ),
    "a list": (500, b'["a"]', (None, '["a"]', None), '["a"]'),
    "not UTF-8": (500, b'{"code": "\xff"}', (None, '{"code": "�"}', None), "GetShelf: 500"),
    "deep": (500, b"[" * 100_000, (None, "[" * 199 + "…", None), "GetShelf: 500"),
    "byte order mark": (400, b'\xef\xbb\xbf{"msg": "no"}', (None, "no", None), "no"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_error_body_of_any_shape_is_read(drive: Drive, name: str) -> None:
    """Code, message and details are found, and the text reads well and says what to do."""
    status, body, expected, text = RECORDED[name]
    with pytest.raises(StatusError) as caught:
        drive(always(status, content=body, headers={"X-Trace": "t"})).call(GET_SHELF)
    error = caught.value
    assert (error.code, error.message, error.details) == expected
    assert (error.status, error.operation, error.content) == (status, "GetShelf", body)
    assert error.body == body.decode("utf-8", "replace")
    assert error.headers["x-trace"] == "t"
    assert text in str(error)
    assert str(error).isprintable()


STATUSES: list[tuple[int, type[StatusError]]] = [
    *STATUS_ERRORS.items(),
    (300, RedirectError),
    (304, RedirectError),
    (418, ClientStatusError),
    (499, ClientStatusError),
    (520, ServerStatusError),
    (529, ServerStatusError),
    (599, ServerStatusError),
    (201, UnexpectedStatusError),
    (206, UnexpectedStatusError),
    (600, UnexpectedStatusError),
    (999, UnexpectedStatusError),
]


@pytest.mark.parametrize(("status", "expected"), STATUSES)
def test_status_of_any_number_raises_its_class(
    drive: Drive, status: int, expected: type[StatusError]
) -> None:
    """A class of its own, or that of its hundred; a success that the contract does not name is none."""
    driver = drive(always(status, json={"wares": []}))
    for call in (driver.call, driver.call_raw):
        with pytest.raises(StatusError) as caught:
            call(GET_SHELF)
        assert type(caught.value) is expected
        assert caught.value.status == status


def test_classes_of_statuses_are_below_their_hundreds() -> None:
    """Whoever catches all of 4xx or 5xx catches each of them."""
    for status, kind in STATUS_ERRORS.items():
        assert issubclass(kind, ClientStatusError if status < 500 else ServerStatusError)
        assert kind.__doc__ is not None
        assert kind.__doc__.startswith(f"{status}: ")
    assert issubclass(StatusError, KalshiError)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed_and_tells_where_to(drive: Drive, status: int) -> None:
    """Whatever the user's HTTP client says, and even to the same host."""
    location = "https://shop.example/api/v2/elsewhere"
    with pytest.raises(RedirectError, match="It points to https://shop") as caught:
        drive(always(status, headers={"location": location})).call(GET_SHELF)
    assert caught.value.location == location


def test_redirect_without_location_is_an_error_too(drive: Drive) -> None:
    """304 has none."""
    with pytest.raises(RedirectError, match=r"GetShelf: 304 Not Modified$") as caught:
        drive(always(304)).call(GET_SHELF)
    assert caught.value.location is None


@given(
    st.integers(100, 999),
    st.binary(max_size=200) | st.text(max_size=50).map(str.encode),
    st.none() | st.text(st.characters(max_codepoint=255), max_size=30),
)
def test_error_of_any_status_and_bytes_can_be_made_shown_and_pickled(
    status: int, body: bytes, kind: str | None
) -> None:
    """Reading an error never fails, since it is what one reads when something failed."""
    headers = httpx.Headers([] if kind is None else [(b"content-type", kind.encode("latin-1"))])
    error = StatusError(status, "reason", headers, body, operation="X")
    assert str(error).startswith(f"X: {status} reason")
    assert len(str(error)) < 1200
    assert isinstance(error.body, str)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert (type(twin), twin.args, vars(twin)) == (type(error), error.args, vars(error))


def test_error_body_in_another_charset_is_read_as_text() -> None:
    """The label counts for text; one that nobody knows does not."""
    body = "Zürich".encode("latin-1")
    for label, expected in (("iso-8859-1", "Zürich"), ("nonsense", "Z�rich"), ("hex", "Z�rich")):
        headers = {"content-type": f'text/plain; charset="{label}"'}
        assert StatusError(500, headers=headers, body=body).body == expected


def test_error_made_by_hand_keeps_what_it_is_given() -> None:
    """Programs make them in their own tests."""
    error = RateLimitError(429, "Too Many Requests", code="busy", message="slowly")
    assert (error.code, error.message, error.details, error.body) == ("busy", "slowly", None, "")
    assert str(error).startswith("call: 429 Too Many Requests: busy: slowly. More requests")
    assert ForbiddenError(403, body='{"code": "x"}').code == "x"


def test_status_that_a_hook_raises_becomes_our_error(drive: Drive, kind: str) -> None:
    """A hook that calls raise_for_status() raises an error that holds the signed request."""

    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_later(response: httpx.Response) -> None:
        response.raise_for_status()

    transport = httpx.MockTransport(always(401, json={"code": "no"}))
    http: httpx.Client | httpx.AsyncClient
    if kind == "sync":
        http = httpx.Client(transport=transport, event_hooks={"response": [check]})
    else:
        http = httpx.AsyncClient(transport=transport, event_hooks={"response": [check_later]})
    with pytest.raises(UnauthorizedError) as caught:
        drive(http_client=http).call(GET_SHELF)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_errors_are_caught_by_the_class_that_users_know(drive: Drive) -> None:
    """`except StatusError` with status, reason, headers and body, as in the API's own SDK."""
    with pytest.raises(StatusError) as caught:
        drive(always(400, json={"msg": "no"})).call(GET_SHELF)
    error = caught.value
    assert isinstance(error, BadRequestError)
    assert (error.status, error.reason, error.body) == (400, "Bad Request", '{"msg":"no"}')
