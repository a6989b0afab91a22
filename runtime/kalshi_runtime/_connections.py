"""The HTTP client beneath a client: whose it is, and whether it may be used here and now."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Final, Generic, TypeVar, cast

import httpx

from ._errors import ClientClosedError, ConfigurationError

H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)

DEFAULT_LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30.0)
"""As httpx's own, but idle connections are kept longer: the shortest poll of a portfolio takes seconds."""


class Connections(Generic[H]):
    """Holds the HTTP client of a client.

    Args:
        http: The HTTP client.
        owned: Whether it is ours to close.
        remake: Makes another one like it for a process that was forked off, which must not use its parent's
            connections; ``None`` if nobody but the user could.
        max_connections: How many connections it holds, if that is known and limited.

    Attributes:
        max_connections: As given.
    """

    def __init__(
        self,
        http: H,
        *,
        owned: bool,
        remake: Callable[[], H] | None,
        max_connections: int | None = None,
    ) -> None:
        self.max_connections = max_connections
        self._http = http
        self._owned = owned
        self._remake = remake
        self._closed = False
        self._process: int | None = None  # the one that opened connections
        self._inherited: H | None = None
        self._lock = Lock()

    def open(self) -> H:
        """Return the HTTP client for a request.

        Raises:
            ClientClosedError: If it has been closed, or belongs to the process that this one was forked from.
        """
        if self._closed:
            raise ClientClosedError("the client has been closed; make a new one")
        if self._http.is_closed:
            raise ClientClosedError(
                "the http_client that was given has been closed; make a new client with an open one"
            )
        if self._process != os.getpid():
            self._enter_process()
        return self._http

    def release(self) -> H | None:
        """Mark the client as closed, and return the HTTP client if it is ours to close."""
        closed, self._closed = self._closed, True
        used_elsewhere = self._process not in (None, os.getpid())
        return None if closed or not self._owned or used_elsewhere else self._http

    def _enter_process(self) -> None:
        with self._lock:
            process = os.getpid()
            if self._process not in (None, process):
                if self._remake is None:
                    raise ClientClosedError(
                        "the client was used before this process was forked off, and its http_client or "
                        "transport would share the parent's connections; make a new client in this process"
                    )
                # Kept, since closing it, or leaving it to the garbage collector, would touch the parent's.
                self._inherited, self._http = self._http, self._remake()
            self._process = process


def connect(
    kind: type[H],
    own_kind: type[H],
    http_client: H | None,
    transport: object,
    limits: httpx.Limits | None,
    *,
    trust_env: bool,
) -> Connections[H]:
    """Take a user's HTTP client, or make one.

    Args:
        kind: Which of httpx's clients it has to be.
        own_kind: What is made if there is none.
        http_client: The user's.
        transport: The user's transport for the one that is made.
        limits: How many connections that one holds.
        trust_env: Whether that one looks for proxies in the environment.

    Raises:
        ConfigurationError: If these do not go together.
    """
    if http_client is None:
        limits = DEFAULT_LIMITS if limits is None else limits
        make: Callable[[], H] = partial(
            cast("Callable[..., H]", own_kind),
            transport=transport,
            limits=limits,
            trust_env=trust_env,
        )
        if transport is not None:
            return Connections(make(), owned=True, remake=None)
        return Connections(make(), owned=True, remake=make, max_connections=limits.max_connections)
    if not isinstance(http_client, cast("type[object]", kind)):
        raise ConfigurationError(
            f"http_client has to be an httpx.{kind.__name__}, not {type(http_client).__name__}"
        )
    for name, given in (("transport", transport), ("limits", limits), ("trust_env=False", not trust_env)):
        if given:
            raise ConfigurationError(
                f"http_client and {name} are given; set up the http_client with it instead"
            )
    return Connections(http_client, owned=False, remake=None)
