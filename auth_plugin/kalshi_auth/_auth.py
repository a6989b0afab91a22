"""The seam between an HTTP client and the signer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Mapping
from typing import Self

import httpx

from ._boundary import hide_locals
from ._environment import read_credentials
from ._errors import SignedRequestRedirectedError
from ._private_key import PrivateKeySource, load_private_key
from ._secrecy import KeyHolder, MaskedBytes
from ._signer import Signer
from ._wire_frames import clear_wire_frames


def system_clock_ms() -> int:
    """Return the system's time in milliseconds since the Unix epoch."""
    return time.time_ns() // 1_000_000


class KalshiAuth(KeyHolder, httpx.Auth):
    """Signs each request that an httpx client sends, sync or async.

        auth = KalshiAuth(api_key_id, Path("kalshi.key"))
        httpx.get("https://api.elections.kalshi.com/trade-api/v2/portfolio/balance", auth=auth)

    What is signed is the path that goes onto the wire, whatever the base URL, at the moment it is sent. One
    object may serve any number of clients, threads and tasks; signing takes some 0.3 ms with RSA, 0.03 ms
    with Ed25519. A copy is the object itself, and pickling is refused.

    A signature is good for one path and some seconds, on any host. Hence two rules for who sends requests:
    pass each attempt through the auth again, and leave httpx's ``follow_redirects`` off (its default), since
    httpx copies the headers to wherever it is redirected; an answer that came so is refused.

    Args:
        api_key_id: The id that the exchange shows beside the key.
        private_key: The key as PEM text, path (``pathlib.Path``) or parsed key; see `load_private_key`.
        password: The password of an encrypted key.
        clock: Returns the time in milliseconds since the Unix epoch, as ``int``.

    Attributes:
        clock_offset_ms: Milliseconds to add to the clock, for a machine whose clock is off. May be set at any
            time, from any thread.

    Raises:
        ApiKeyIdError: If the id is empty or could not be a header's value.
        PrivateKeyError: If the key cannot be used; its subclasses and text say why.
    """

    __slots__ = ("_clock", "_signer", "clock_offset_ms")

    @hide_locals
    def __init__(
        self,
        api_key_id: str,
        private_key: PrivateKeySource,
        *,
        password: str | bytes | None = None,
        clock: Callable[[], int] = system_clock_ms,
    ) -> None:
        self._signer = Signer(api_key_id, load_private_key(private_key, password))
        self._clock = clock
        self.clock_offset_ms = 0

    @classmethod
    @hide_locals
    def from_env(
        cls, environ: Mapping[str, str] | None = None, *, clock: Callable[[], int] = system_clock_ms
    ) -> Self:
        """Make an auth from environment variables.

        ``KALSHI_API_KEY_ID``, and either ``KALSHI_PRIVATE_KEY_PATH`` or ``KALSHI_PRIVATE_KEY_PEM``;
        ``KALSHI_PRIVATE_KEY_PASSWORD`` if the key is encrypted.

        Args:
            environ: The variables, by default ``os.environ``.
            clock: Returns the time in milliseconds since the Unix epoch, as ``int``.

        Raises:
            ApiKeyIdError: If the id is not set or cannot be one.
            PrivateKeyError: If no key, two keys or a wrong key is given. Each error names the variable.
        """
        api_key_id, private_key = read_credentials(os.environ if environ is None else environ)
        return cls(api_key_id, private_key, clock=clock)

    @property
    def signer(self) -> Signer:
        """The pure signer, for what is not an httpx request (a WebSocket's handshake, say)."""
        return self._signer

    @property
    def clock(self) -> Callable[[], int]:
        """The clock as given, without the offset."""
        return self._clock

    def now_ms(self) -> int:
        """Return the time that the next request would be signed with: the clock plus the offset."""
        return self._clock() + self.clock_offset_ms

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the request in place; called by httpx.

        Raises:
            SigningError: If the request's target cannot be signed.
            SignedRequestRedirectedError: If httpx followed a redirect to another origin.
        """
        request.headers.update(
            [
                (name.encode("ascii"), MaskedBytes(value, "ascii"))
                for name, value in self._signer.sign_request(
                    self.now_ms(), request.method, _wire_target(request)
                ).items()
            ]
        )
        try:
            response = yield request
        except GeneratorExit as end:  # how httpx ends a flow whose request failed with what is its context
            clear_wire_frames(end.__context__)
            raise
        if response.history:
            _refuse_other_origin(request.url, [*(hop.url for hop in response.history), response.url])

    def __repr__(self) -> str:
        return f"KalshiAuth({self._signer!r}, clock_offset_ms={self.clock_offset_ms})"


def _wire_target(request: httpx.Request) -> str:
    """Return the target of the request line, which httpx lets an extension override."""
    target = request.extensions.get("target", request.url.raw_path)
    return target if isinstance(target, str) else bytes(target).decode("latin-1")


def _refuse_other_origin(signed: httpx.URL, visited: list[httpx.URL]) -> None:
    for url in visited:
        upgraded = (signed.scheme, url.scheme) == ("http", "https") and signed.port is url.port is None
        if signed.host != url.host or not (
            upgraded or (signed.scheme, signed.port) == (url.scheme, url.port)
        ):
            raise SignedRequestRedirectedError(
                f"the signed request to {signed.scheme}://{signed.netloc.decode()} was redirected to "
                f"{url.scheme}://{url.netloc.decode()}, and its headers went there; "
                "make the client with follow_redirects=False and give it the right address"
            )
