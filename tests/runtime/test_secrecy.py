"""No key, password, key id or signature in anything that can be reached from an error."""

import base64
import logging
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from kalshi_auth import KalshiError
from kalshi_runtime import (
    ApiConnectionError,
    ApiTimeoutError,
    ArgumentError,
    AsyncClient,
    Configuration,
    DecodeError,
    RedirectError,
    RepeatedCursorError,
    StatusError,
    SyncClient,
)

from .observation import frames_of, observe, texts_within
from .shop import GET_SHELF, HOST, KEY, KEY_ID, Driver, Handler, always

Drive = Callable[..., Driver]

PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PASSWORD = "hunter2"  # nowhere else, since tracebacks quote whole statements of a test
LOCKED = KEY.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD.encode())
).decode()
RAW_KEY = KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
STATIC = [KEY_ID, PASSWORD, PEM.splitlines()[1], LOCKED.splitlines()[1], base64.b64encode(RAW_KEY).decode()]


def fail_with(error: httpx.HTTPError) -> Handler:
    """Return a server that cannot be reached."""

    def fail(request: httpx.Request) -> httpx.Response:
        error._request = request
        raise error

    return fail


FAILURES: dict[str, tuple[Handler, dict[str, Any], type[KalshiError]]] = {
    "connection": (fail_with(httpx.ConnectError("no")), {}, ApiConnectionError),
    "timeout": (fail_with(httpx.ReadTimeout("")), {}, ApiTimeoutError),
    "status": (always(401, json={"error": {"code": "no"}}), {}, StatusError),
    "server": (always(500, content=b"<html>"), {}, StatusError),
    "redirect": (always(307, headers={"location": "https://evil.example"}), {}, RedirectError),
    "body": (always(200, content=b"no"), {}, DecodeError),
    "empty": (always(204), {}, DecodeError),
    "argument": (always(200), {"number": "x"}, ArgumentError),
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("raw", [False, True])
def test_failed_call_observed_in_full_shows_no_secret(
    drive: Drive, caplog: pytest.LogCaptureFixture, name: str, raw: bool
) -> None:
    """Message, attributes and all behind them, chain, locals of the frames, pickle, log at DEBUG."""
    caplog.set_level(logging.DEBUG)
    signatures: list[str] = []
    handler, arguments, expected = FAILURES[name]

    def answer(request: httpx.Request) -> httpx.Response:
        signatures.append(str(request.headers["kalshi-access-signature"]))
        return handler(request)

    driver = drive(answer, private_key=PEM)
    with pytest.raises(expected) as caught:
        _ = driver.call_raw(GET_SHELF, arguments).parsed if raw else driver.call(GET_SHELF, arguments)
    assert len(signatures) == (name != "argument")
    seen = observe(caught.value) + caplog.text
    assert [secret for secret in (*STATIC, *signatures) if secret in seen] == []
    assert caught.value.__context__ is None
    held = [value for frame in frames_of(caught.value) for value in frame.f_locals.values()]
    assert [value for value in held if isinstance(value, httpx.Request | httpx.Response)] == []


def test_failed_walk_observed_in_full_shows_no_secret(drive: Drive) -> None:
    """What is raised within a walk knows the walk, and no more."""
    signatures: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        signatures.append(str(request.headers["kalshi-access-signature"]))
        return httpx.Response(200, json={"wares": [], "cursor": "again"})

    with pytest.raises(RepeatedCursorError) as caught:
        list(drive(answer).items(GET_SHELF, "wares"))
    seen = observe(caught.value)
    assert len(signatures) == 2
    assert [secret for secret in (*STATIC, *signatures) if secret in seen] == []


def test_observation_of_httpx_alone_finds_the_signature() -> None:
    """The search above can find something: httpx's own error holds the signed request."""

    def fail(request: httpx.Request) -> httpx.Response:
        request.headers["x-secret"] = "4711-" + KEY_ID
        raise httpx.ConnectError("no", request=request)

    with (
        httpx.Client(transport=httpx.MockTransport(fail)) as http,
        pytest.raises(httpx.ConnectError) as caught,
    ):
        http.get(HOST)
    assert KEY_ID in texts_within(vars(caught.value))


@pytest.mark.parametrize("client", [SyncClient, AsyncClient])
def test_client_refused_observed_in_full_shows_no_secret(
    client: type[SyncClient] | type[AsyncClient], tmp_path: Path
) -> None:
    """Whatever is wrong, the frames of the constructor do not show what it was given."""
    environ = {"KALSHI_API_KEY_ID": KEY_ID, "KALSHI_PRIVATE_KEY_PEM": PEM}
    calls: list[Callable[[], object]] = [
        lambda: client(host="", api_key_id=KEY_ID, private_key=PEM),
        lambda: client("https://x", api_key_id=KEY_ID, private_key=PEM),  # type: ignore[arg-type]
        lambda: client(host=HOST, api_key_id=KEY_ID),
        lambda: client(host=HOST, private_key=PEM),
        lambda: client(host=HOST, api_key_id=KEY_ID, private_key=PEM[:90]),
        lambda: client(host=HOST, api_key_id=KEY_ID, private_key=LOCKED),
        lambda: client(host=HOST, api_key_id=KEY_ID, private_key=PEM, timeout=-1),
        lambda: client(host=HOST, api_key_id=PEM, private_key=KEY_ID),
        lambda: client(
            Configuration(
                HOST, api_key_id=KEY_ID, private_key_pem=LOCKED, private_key_password=PASSWORD + "x"
            )
        ),
        lambda: client(Configuration(HOST, api_key_id=KEY_ID, private_key_path=tmp_path / "absent")),
        lambda: client.from_env(environ | {"KALSHI_HOST": "x"}),
        lambda: client.from_env(environ | {"KALSHI_PRIVATE_KEY_PEM": PEM[:90]}),
        lambda: client.from_env(environ | {"KALSHI_PRIVATE_KEY_PATH": "x"}),
    ]
    for call in calls:
        with pytest.raises(KalshiError) as caught:
            call()
        seen = observe(caught.value)
        assert [secret for secret in STATIC if secret in seen] == []


def test_raw_response_observed_in_full_shows_no_secret(drive: Drive) -> None:
    """It is no httpx.Response, which would hold the request."""
    signatures: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        signatures.append(str(request.headers["kalshi-access-signature"]))
        return httpx.Response(200, json={"wares": []})

    response = drive(answer).call_raw(GET_SHELF, {"text": "a"})
    seen = texts_within(response) + repr(response) + pickle.dumps(response.headers).decode("latin-1")
    assert [secret for secret in (*STATIC, *signatures) if secret in seen] == []
