"""Whoever signs with `KalshiAuth` and sends with httpx has the same secrecy and signatures."""

from __future__ import annotations

import asyncio
import logging
import traceback
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from kalshi_auth import KalshiAuth, SignedRequestRedirectedError

from ..runtime.observation import chain_of, show
from ..runtime.shop import KEY_ID, Kind
from .acts import answer, fine, stall
from .evidence import PEM, check_signed, find_secrets
from .places import Authority, find_place
from .stage import set_stage
from .table import FAULTS

TIMEOUT = httpx.Timeout(2.0, connect=0.15, read=0.15)


def get(http: httpx.Client, url: str) -> str:
    """Ask twice, and return what can be seen of what came of it."""
    seen = repr(http)
    for _ in range(2):
        try:
            response = http.get(url)
        except httpx.HTTPError as error:
            seen += show(error)
        else:
            seen += describe(response)
    return seen


async def get_async(http: httpx.AsyncClient, url: str) -> str:
    """Do what `get` does, asynchronously."""
    seen = repr(http)
    for _ in range(2):
        try:
            response = await http.get(url)
        except httpx.HTTPError as error:
            seen += show(error)
        else:
            seen += describe(response)
    return seen


def describe(response: httpx.Response) -> str:
    """Return what is shown of an answer and its request."""
    return repr(response) + repr(response.request.headers) + repr(vars(response.request))


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if not fault.endless])
def test_fault_met_by_httpx_with_the_auth_alone_shows_no_secret(
    kind: Kind,
    name: str,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every fault of the table that httpx alone does not wait for for ever."""
    caplog.set_level(logging.DEBUG)
    auth = KalshiAuth(KEY_ID, PEM)

    async def run(url: str) -> str:
        async with httpx.AsyncClient(auth=auth, timeout=TIMEOUT) as http:
            return await get_async(http, url)

    with find_place(FAULTS[name], authority, monkeypatch) as (url, server):
        if kind == "sync":
            with httpx.Client(auth=auth, timeout=TIMEOUT) as http:
                seen = get(http, f"{url}/shelf?text=a")
        else:
            seen = asyncio.run(run(f"{url}/shelf?text=a"))
        heads = [] if server is None else server.heads
    check_signed(heads)
    assert find_secrets(seen + repr(auth) + caplog.text, heads) == []


class BrokenWire(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Fails while it sends, as sockets do, with the request's bytes among the locals."""

    def __init__(self) -> None:
        """Have sent nothing."""
        self.sent: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, in vain."""
        try:
            self._send(b"\r\n".join(b"%s: %s" % (name, value) for name, value in request.headers.raw))
        except OSError:
            raise httpx.ReadError("broken") from None
        raise NotImplementedError

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, in vain."""
        return self.handle_request(request)

    def _send(self, data: bytes) -> None:
        self.sent.append(bytes(data))
        raise ConnectionResetError(data[:0])


def test_request_that_fails_while_it_is_sent_shows_no_secret(kind: Kind) -> None:
    """The frames in which it was bytes are in the chain of the error, without them."""
    wire = BrokenWire()
    auth = KalshiAuth(KEY_ID, PEM)

    async def run() -> BaseException:
        async with httpx.AsyncClient(auth=auth, transport=wire) as http:
            with pytest.raises(httpx.ReadError) as caught:
                await http.get("http://shop.example/shelf")
        return caught.value

    if kind == "async":
        error = asyncio.run(run())
    else:
        with httpx.Client(auth=auth, transport=wire) as http, pytest.raises(httpx.ReadError) as caught:
            http.get("http://shop.example/shelf")
        error = caught.value
    frames = [frame for link in chain_of(error) for frame, _ in traceback.walk_tb(link.__traceback__)]
    seen = "".join(repr(frame.f_locals) for frame in frames if frame.f_code.co_name == "_send")
    assert seen == "{}"
    assert find_secrets(wire.sent[0].decode(), [b"\r\n" + wire.sent[0]]) != []


def test_threads_share_an_auth_of_plain_httpx(caplog: pytest.LogCaptureFixture) -> None:
    """Sixty-four of them."""
    auth = KalshiAuth(KEY_ID, PEM)
    with set_stage(caplog) as stage:
        server = stage.serve(fine)
        # Of idle connections beyond its limit, httpx now and then closes one that a thread was just given.
        limits = httpx.Limits(max_keepalive_connections=64)
        with httpx.Client(auth=auth, limits=limits) as http, ThreadPoolExecutor(64) as pool:
            calls = [pool.submit(http.get, f"{server.url}/shelf") for _ in range(128)]
            assert {call.result().status_code for call in calls} == {200}
        assert len(server.heads) == 128


def test_task_cancelled_in_plain_httpx_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    """The traceback's locals are httpx's own, with the signed request among them."""

    async def run(url: str) -> BaseException:
        async with httpx.AsyncClient(auth=KalshiAuth(KEY_ID, PEM)) as http:
            task = asyncio.create_task(http.get(url))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            return caught.value

    with set_stage(caplog) as stage:
        server = stage.serve(stall)
        stage.note(asyncio.run(run(f"{server.url}/shelf")))
        assert len(server.heads) == 1


def test_redirect_followed_by_plain_httpx_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    """Where a user turned redirects on, and httpx took the headers elsewhere."""
    with set_stage(caplog) as stage:
        other = stage.serve(fine)
        elsewhere = f"{other.url}/shelf".replace("127.0.0.1", "localhost")
        server = stage.serve(answer(b"", 302, {"Location": elsewhere}))
        with httpx.Client(auth=KalshiAuth(KEY_ID, PEM), follow_redirects=True) as http:
            with pytest.raises(SignedRequestRedirectedError, match="was redirected to") as caught:
                http.get(f"{server.url}/shelf")
            stage.note(caught.value)
