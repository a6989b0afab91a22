"""The first ring: the authentication's generator, driven by hand."""

import base64
import copy
from collections.abc import Callable

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from kalshi_auth import (
    KalshiAuth,
    SignedRequestRedirectedError,
    Signer,
    SigningError,
    SigningKey,
    system_clock_ms,
)

Verifier = Callable[[SigningKey, bytes, bytes], bool]
URL = "https://api.elections.kalshi.com/trade-api/v2/portfolio/fills?limit=5"


@pytest.fixture
def auth(api_key_id: str, ed25519_key: SigningKey) -> KalshiAuth:
    """An authentication whose clock stands at 1000."""
    return KalshiAuth(api_key_id, ed25519_key, clock=lambda: 1000)


def sign(auth: KalshiAuth, request: httpx.Request) -> httpx.Request:
    """Return the request as the flow gives it to the client."""
    return next(auth.sync_auth_flow(request))


def answer(*visited: str) -> httpx.Response:
    """Return a response at the end of a chain of redirects."""
    *hops, last = (httpx.Response(200, request=httpx.Request("GET", url)) for url in visited)
    last.history = hops
    return last


def test_flow_signs_path_of_the_wire(key: SigningKey, api_key_id: str, verifies: Verifier) -> None:
    """Method and raw path are signed, the query is not, and the request itself goes on."""
    request = httpx.Request("get", "http://127.0.0.1:80/a/trade-api/v2/x%2Fy z?limit=5")
    signed = sign(KalshiAuth(api_key_id, key, clock=lambda: 1703123456789), request)
    assert signed is request
    signature = base64.b64decode(signed.headers["KALSHI-ACCESS-SIGNATURE"], validate=True)
    assert verifies(key, b"1703123456789GET/a/trade-api/v2/x%2Fy%20z", signature)
    assert signed.headers["KALSHI-ACCESS-KEY"] == api_key_id
    assert signed.headers["KALSHI-ACCESS-TIMESTAMP"] == "1703123456789"


@pytest.mark.parametrize("target", ["/other%20path?x=1", b"/other%20path?x=1"])
def test_flow_with_target_extension_signs_the_target(
    target: str | bytes, rsa_key: rsa.RSAPrivateKey, api_key_id: str, verifies: Verifier
) -> None:
    """Httpx lets a caller replace what stands on the request line; that is what the server sees."""
    request = httpx.Request("GET", URL, extensions={"target": target})
    signed = sign(KalshiAuth(api_key_id, rsa_key, clock=lambda: 5), request)
    assert verifies(
        rsa_key, b"5GET/other%20path", base64.b64decode(signed.headers["KALSHI-ACCESS-SIGNATURE"])
    )


def test_flow_with_target_that_is_no_path_raises(auth: KalshiAuth) -> None:
    """A target in absolute form is not what the scheme signs."""
    request = httpx.Request("GET", URL, extensions={"target": b"https://host/x"})
    with pytest.raises(SigningError, match="without scheme and host"):
        sign(auth, request)


def test_flow_on_signed_request_replaces_headers(auth: KalshiAuth) -> None:
    """A request that is sent again is signed anew, with one value per header."""
    request = httpx.Request(
        "GET", URL, headers=[("kalshi-access-key", "old"), ("KALSHI-ACCESS-KEY", "older")]
    )
    sign(auth, request)
    first = request.headers["KALSHI-ACCESS-TIMESTAMP"]
    auth.clock_offset_ms = 500
    sign(auth, request)
    assert (first, request.headers["KALSHI-ACCESS-TIMESTAMP"]) == ("1000", "1500")
    names = [name for name, _ in request.headers.raw if name.lower().startswith(b"kalshi")]
    assert sorted(names) == [b"KALSHI-ACCESS-KEY", b"KALSHI-ACCESS-SIGNATURE", b"KALSHI-ACCESS-TIMESTAMP"]


def test_flow_ends_after_one_request_and_keeps_headers(auth: KalshiAuth) -> None:
    """Any answer ends the flow; retries are not its business. The headers stay to be looked at."""
    request = httpx.Request("GET", URL)
    flow = auth.sync_auth_flow(request)
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(httpx.Response(401))
    assert "KALSHI-ACCESS-SIGNATURE" in request.headers


def test_flow_leaves_body_unread(auth: KalshiAuth) -> None:
    """The body is not signed, so a stream is not read."""
    body = iter([b"unread"])
    sign(auth, httpx.Request("POST", URL, content=body))
    assert list(body) == [b"unread"]


def test_clock_by_default_gives_milliseconds(api_key_id: str, ed25519_key: SigningKey) -> None:
    """The system's clock in milliseconds, read at each request."""
    auth = KalshiAuth(api_key_id, ed25519_key)
    before = system_clock_ms()
    request = sign(auth, httpx.Request("GET", URL))
    assert before <= int(request.headers["KALSHI-ACCESS-TIMESTAMP"]) <= system_clock_ms()
    assert auth.clock is system_clock_ms
    assert 1_700_000_000_000 < before < 10_000_000_000_000


def test_clock_offset_is_added_to_the_clock(auth: KalshiAuth) -> None:
    """The offset may be set at any time and counts from the next request on."""
    assert (auth.clock_offset_ms, auth.now_ms()) == (0, 1000)
    auth.clock_offset_ms = -30
    assert (auth.clock(), auth.now_ms()) == (1000, 970)


def test_clock_in_float_raises(api_key_id: str, ed25519_key: SigningKey) -> None:
    """``lambda: time.time() * 1000`` would sign a text that the header does not repeat."""
    auth = KalshiAuth(api_key_id, ed25519_key, clock=lambda: 1.5)  # type: ignore[arg-type, return-value]
    with pytest.raises(SigningError, match="milliseconds"):
        sign(auth, httpx.Request("GET", URL))


@pytest.mark.parametrize(
    "visited",
    [
        ["https://a/x"],
        ["https://a/x", "https://a/y"],
        ["http://a/x", "https://a/x"],
        ["https://a:8443/x", "https://a:8443/y", "https://a:8443/z"],
    ],
)
def test_redirect_within_origin_is_passed_on(auth: KalshiAuth, visited: list[str]) -> None:
    """Nobody else saw the headers; whether the answer is of use the status says."""
    flow = auth.sync_auth_flow(httpx.Request("GET", visited[0]))
    next(flow)
    with pytest.raises(StopIteration):
        flow.send(answer(*visited))


@pytest.mark.parametrize(
    "visited",
    [
        ["https://a/x", "https://b/x"],
        ["https://a/x", "http://a/x"],
        ["https://a/x", "https://a:8443/x"],
        ["http://a:8080/x", "https://a/x"],
        ["https://a/x", "https://b/x", "https://a/x"],
    ],
)
def test_redirect_to_other_origin_raises_naming_both(auth: KalshiAuth, visited: list[str]) -> None:
    """An answer from elsewhere is not the exchange's, and the signature is known there now."""
    flow = auth.sync_auth_flow(httpx.Request("GET", visited[0]))
    next(flow)
    with pytest.raises(SignedRequestRedirectedError, match="follow_redirects=False") as caught:
        flow.send(answer(*visited))
    assert visited[0].removesuffix("/x") in str(caught.value)


def test_auth_gives_its_signer(auth: KalshiAuth, api_key_id: str, ed25519_key: SigningKey) -> None:
    """What is no httpx request is signed by the same key."""
    expected = Signer(api_key_id, ed25519_key).sign_request(1, "GET", "/trade-api/ws/v2")
    assert auth.signer.sign_request(1, "GET", "/trade-api/ws/v2") == expected


def test_auth_copied_is_the_same_object(auth: KalshiAuth) -> None:
    """Settings that hold an authentication can be copied without the key being carried out."""
    assert copy.copy(auth) is auth
    assert copy.deepcopy({"auth": auth})["auth"] is auth
    assert copy.deepcopy(auth.signer) is auth.signer
