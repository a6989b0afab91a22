"""No key, password, key id or signature in anything that programs print, log, pickle or trace."""

import contextlib
import copy
import logging
import pickle
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import httpx
import pytest

from kalshi_auth import CredentialsError, KalshiAuth, PrivateKeyFileWarning, Signer, load_private_key

ROOM = "kalshi_auth"


def frames_of(error: BaseException, where: Callable[[str], bool]) -> Iterator[str]:
    """Yield the locals of an exception's frames in certain files, as tools print them."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if where(trace.tb_frame.f_code.co_filename):
            yield repr(trace.tb_frame.f_locals)
        trace = trace.tb_next


def observe(error: BaseException | None, where: Callable[[str], bool]) -> str:
    """Return all that can be seen of an exception and its chain."""
    seen: list[str] = []
    while error is not None:
        seen += [str(error), repr(error), repr(error.args), repr(vars(error)), *frames_of(error, where)]
        seen.append(repr(pickle.dumps(error.args)))
        seen += traceback.format_exception(error)
        error = error.__cause__ or error.__context__
    return "\n".join(seen)


def in_room(filename: str) -> bool:
    """Tell whether a file is of the package under test: a test's own frames hold the secrets rightly."""
    return ROOM in Path(filename).parts


def pieces(pems: dict[str, str], password: str, api_key_id: str) -> list[str]:
    """Return what must not be found: lines of every key, the password, the key id."""
    lines = {
        line for pem in pems.values() for line in pem.splitlines() if len(line) > 24 and "-----" not in line
    }
    return [*lines, password, api_key_id]


def wrong_calls(pems: dict[str, str], password: str, api_key_id: str) -> list[Callable[[], object]]:
    """Return calls that fail at different depths with secrets among their arguments."""
    rsa, locked = pems["rsa pkcs1"], pems["rsa pkcs8 with password"]
    environ = {"KALSHI_API_KEY_ID": api_key_id, "KALSHI_PRIVATE_KEY_PASSWORD": password}
    return [
        lambda: load_private_key(rsa[:800]),
        lambda: load_private_key(rsa.replace("A", "B")),
        lambda: load_private_key(rsa, password),
        lambda: load_private_key(locked, password + "x"),
        lambda: load_private_key(locked),
        lambda: load_private_key(Path(rsa)),
        lambda: load_private_key(rsa.replace("RSA", "EC").encode()),
        lambda: KalshiAuth(api_key_id, rsa[:800]),
        lambda: KalshiAuth(api_key_id, locked, password=password.encode() + b"x"),
        lambda: KalshiAuth(f"{api_key_id}\n{api_key_id}", rsa),
        lambda: KalshiAuth(rsa, api_key_id),
        lambda: Signer(f"{api_key_id} {api_key_id}", load_private_key(rsa)),
        lambda: KalshiAuth.from_env(environ | {"KALSHI_PRIVATE_KEY_PEM": rsa}),
        lambda: KalshiAuth.from_env(environ | {"KALSHI_PRIVATE_KEY_PEM": locked[:-40]}),
        lambda: KalshiAuth.from_env(environ | {"KALSHI_PRIVATE_KEY_PATH": locked}),
        lambda: KalshiAuth.from_env(environ | {"KALSHI_API_KEY_ID": rsa, "KALSHI_PRIVATE_KEY_PEM": rsa}),
    ]


@pytest.mark.parametrize("number", range(16))
def test_error_observed_in_full_shows_no_secret(
    number: int, pems: dict[str, str], password: str, api_key_id: str
) -> None:
    """Message, attributes, chain, and the locals of our frames hold nothing of the secrets."""
    calls = wrong_calls(pems, password, api_key_id)
    assert len(calls) == 16
    with pytest.raises(CredentialsError) as caught:
        calls[number]()
    seen = observe(caught.value, in_room)
    assert [piece for piece in pieces(pems, password, api_key_id) if piece in seen] == []
    assert caught.value.__context__ is None


def test_observation_without_our_boundary_finds_the_key(
    pems: dict[str, str], password: str, api_key_id: str
) -> None:
    """The search above can find something: below the boundary the frames do hold the key."""
    unguarded = load_private_key.__wrapped__  # type: ignore[attr-defined]
    with pytest.raises(CredentialsError) as caught:
        unguarded(pems["rsa pkcs1"], password)
    seen = observe(caught.value, in_room)
    assert password in seen
    assert pems["rsa pkcs1"].splitlines()[1] in seen


@pytest.mark.filterwarnings("error::kalshi_auth.PrivateKeyFileWarning")
def test_warning_as_error_shows_no_secret(
    pems: dict[str, str], password: str, api_key_id: str, tmp_path: Path
) -> None:
    """Where warnings are errors, the frames do not hold the password either."""
    file = tmp_path / "kalshi.key"
    file.write_text(pems["rsa pkcs8 with password"])
    file.chmod(0o644)
    with pytest.raises(PrivateKeyFileWarning) as caught:
        KalshiAuth(api_key_id, file, password=password)
    seen = observe(caught.value, in_room)
    assert [piece for piece in pieces(pems, password, api_key_id) if piece in seen] == []


@pytest.mark.parametrize("form", ["rsa pkcs1", "ed25519 pkcs8"])
def test_auth_printed_shows_kind_of_key_only(
    form: str, pems: dict[str, str], password: str, api_key_id: str
) -> None:
    """repr, str, format and vars tell the kind of key and four characters of the id."""
    auth = KalshiAuth(api_key_id, pems[form])
    seen = f"{auth!r} {auth!s} {auth:} {vars(auth)} {auth.signer!r} {auth.__getstate__()}"
    assert [piece for piece in pieces(pems, password, api_key_id) if piece in seen] == []
    assert vars(auth) == {}
    kind = "RSA, 2048 bits" if form.startswith("rsa") else "Ed25519"
    assert repr(auth) == f"KalshiAuth(Signer(api_key_id='a952…', key={kind!r}), clock_offset_ms=0)"


def test_auth_with_short_id_printed_shows_nothing_of_it(pems: dict[str, str]) -> None:
    """Four characters of a short id would be too many."""
    assert "api_key_id='…'" in repr(KalshiAuth("short", pems["ed25519 pkcs8"]))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_auth_pickled_raises_saying_what_to_do(protocol: int, pems: dict[str, str], api_key_id: str) -> None:
    """A key does not leave its process by accident, in whatever it is wrapped."""
    auth = KalshiAuth(api_key_id, pems["ed25519 pkcs8"])
    for thing in (auth, auth.signer, {"auth": auth}):
        with pytest.raises(TypeError, match="holds a private key and cannot be pickled; make a new"):
            pickle.dumps(thing, protocol)


@pytest.fixture
def signed(pems: dict[str, str], api_key_id: str) -> httpx.Request:
    """A signed request."""
    request = httpx.Request("GET", "https://exchange/x", headers={"X-Other": "visible"})
    return next(KalshiAuth(api_key_id, pems["rsa pkcs1"]).auth_flow(request))


def secrets_of(request: httpx.Request) -> list[str]:
    """Return what makes a signed request valuable."""
    return [str(request.headers[name]) for name in ("KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE")]


def test_signed_headers_printed_are_masked_and_readable(signed: httpx.Request, api_key_id: str) -> None:
    """Whoever asks for a header by name gets it; whoever prints all of them does not see it."""
    headers = signed.headers
    seen = f"{headers!r} {headers.raw} {vars(headers)} {dict(headers.items())} {headers.multi_items()}"
    assert [secret for secret in secrets_of(signed) if secret in seen] == []
    assert "visible" in seen
    assert headers["kalshi-access-key"] == api_key_id
    assert dict(headers.raw)[b"KALSHI-ACCESS-KEY"] == api_key_id.encode()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_signed_request_pickled_is_masked(signed: httpx.Request, protocol: int) -> None:
    """A pickled request or response (caches do that) holds a mask in the place of the signature."""
    things = (signed, httpx.Response(200, request=signed), dict(signed.headers.items()))
    for thing in things:
        data = pickle.dumps(thing, protocol)
        assert [secret for secret in secrets_of(signed) if secret.encode() in data] == []
        pickle.loads(data)
    again: httpx.Request = pickle.loads(pickle.dumps(signed))
    assert again.headers["KALSHI-ACCESS-SIGNATURE"] == "[secure]"


def test_signed_request_copied_can_be_sent(signed: httpx.Request) -> None:
    """A copy within the process keeps its signature."""
    for duplicate in (copy.copy(signed.headers), copy.deepcopy(signed.headers), signed.headers.copy()):
        assert duplicate["KALSHI-ACCESS-SIGNATURE"] == signed.headers["KALSHI-ACCESS-SIGNATURE"]
        assert secrets_of(signed)[1] not in repr(duplicate)


@contextlib.contextmanager
def server_that_says(answer: bytes | None) -> Iterator[str]:
    """Serve one connection: read, say a few bytes and close, or say nothing until the other side closes."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.recv(1) if answer is None else connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/trade-api/v2/portfolio/balance"
        thread.join()


FAILURES = {
    "closed before an answer": b"",
    "closed in the headers": b"HTTP/1.1 20",
    "garbage": b"\x00\xff garbage\r\n\r\n",
    "closed in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
    "silence": None,
}


@pytest.mark.parametrize("failure", FAILURES)
def test_failed_call_of_plain_httpx_traced_and_logged_shows_no_secret(
    failure: str,
    pems: dict[str, str],
    password: str,
    api_key_id: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With httpx alone: the traceback with all locals, the chain and the log at DEBUG are clean."""
    caplog.set_level(logging.DEBUG)
    signatures: list[str] = []

    def note(request: httpx.Request) -> None:
        signatures.append(str(request.headers["KALSHI-ACCESS-SIGNATURE"]))

    auth = KalshiAuth(api_key_id, pems["rsa pkcs1"])
    with (
        server_that_says(FAILURES[failure]) as url,
        httpx.Client(auth=auth, timeout=0.3, event_hooks={"request": [note]}, trust_env=False) as client,
        pytest.raises(httpx.TransportError) as caught,
    ):
        client.get(url)
    seen = observe(caught.value, lambda filename: filename != __file__) + caplog.text
    assert len(signatures) == 1
    secrets = [*signatures, api_key_id, *pieces(pems, password, api_key_id)]
    assert [secret for secret in secrets if secret in seen] == []
    pickled = pickle.dumps(caught.value.request)
    assert [secret for secret in secrets if secret.encode() in pickled] == []
