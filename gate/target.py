"""The server that is held to the contract, and how it may be asked."""

from __future__ import annotations

import shlex
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode, urlsplit

import httpx

from gate.account import Account
from gate.contract import Operation
from gate.findings import Skip
from gate.traffic import Exchange, Traffic
from kalshi_auth import KalshiAuth

Query = Mapping[str, int | str]
RETRIED = frozenset({429, 502, 503, 504})
ATTEMPTS = 6


class BudgetSpent(Skip):
    """No more requests may be sent."""


class Pace:
    """Keeps requests to a rate and a budget; shared by all layers.

    Args:
        rate: Requests a second; None sets no bound.
        budget: How many requests may be sent; None sets no bound.
    """

    def __init__(self, rate: float | None, budget: int | None) -> None:
        self.rate = rate
        self.budget = budget
        self.sent = 0
        self._next = 0.0
        self._lock = threading.Lock()

    @property
    def left(self) -> int | None:
        """How many requests may still be sent; None if any number."""
        return None if self.budget is None else max(self.budget - self.sent, 0)

    def take(self) -> None:
        """Waits until the next request may be sent, and counts it.

        Raises:
            BudgetSpent: It may not be sent at all.
        """
        with self._lock:
            if self.left == 0:
                raise BudgetSpent(f"the budget of {self.budget} requests is spent; raise BUDGET")
            self.sent += 1
            if self.rate is None:
                return
            now = time.monotonic()
            start = max(self._next, now)
            self._next = start + 1 / self.rate
        if start > now:
            time.sleep(start - now)


@cache
def ssl_context() -> ssl.SSLContext:
    """What every connection checks certificates with; to make one takes as long as many requests."""
    return httpx.create_ssl_context()


@dataclass
class Target:
    """A server, the credentials for it, and what is known of it.

    Attributes:
        base_url: Where its paths begin, without a slash at the end.
        auth: Signs requests.
        ours: Whether it is to keep our own decisions too, those that the contract marks `x-unverified`.
        edition: The edition that it speaks, if it is our own.
        account: What is known of the account, if anything.
        battery: Whether requests with wrong signatures may be sent.
        other_methods: Whether methods other than GET may be sent.
        pace: Rate and budget.
        traffic: Everything that was answered.
    """

    base_url: str
    auth: KalshiAuth
    ours: bool = False
    edition: str = ""
    account: Account | None = None
    battery: bool = False
    other_methods: bool = False
    pace: Pace = field(default_factory=lambda: Pace(None, None))
    traffic: Traffic = field(default_factory=Traffic)
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.base_url = self.base_url.rstrip("/")
        self.http = httpx.Client(
            timeout=httpx.Timeout(30, connect=10), follow_redirects=False, verify=ssl_context()
        )

    def close(self) -> None:
        """Closes the connections."""
        self.http.close()

    def path(self, operation: Operation) -> str:
        """The path of an operation from the host's root, which is what is signed."""
        return urlsplit(self.base_url).path + operation.path

    def build(self, operation: Operation, query: Query | None = None) -> httpx.Request:
        """Makes a request without signing it."""
        encoded = f"?{urlencode(query)}" if query else ""
        return self.http.build_request(operation.method, f"{self.base_url}{operation.path}{encoded}")

    def get(self, operation: Operation, query: Query | None = None, *, layer: str = "meaning") -> Exchange:
        """Sends a signed request.

        Args:
            operation: What to call.
            query: The query's parameters.
            layer: Who asks.

        Returns:
            The request and its answer.

        Raises:
            BudgetSpent: The budget of requests is spent.
            httpx.HTTPError: The server cannot be reached or did not answer.
        """
        return self.send(operation, self.build(operation, query), layer=layer)

    def send(
        self, operation: Operation, request: httpx.Request, *, layer: str, signed: bool = True
    ) -> Exchange:
        """Sends a request, signed or as it is, again and again while the server is too busy.

        Args:
            operation: What is called.
            request: The request.
            layer: Who asks.
            signed: Whether to sign it.

        Returns:
            The request and its last answer.

        Raises:
            BudgetSpent: The budget of requests is spent.
            httpx.HTTPError: The server cannot be reached or did not answer.
        """
        for attempt in range(ATTEMPTS):
            self.pace.take()
            response = self.http.send(request, auth=self.auth if signed else None)
            exchange = Exchange(
                operation=operation.id,
                method=request.method,
                target=request.url.raw_path.decode("ascii"),
                status=response.status_code,
                headers=tuple((name.lower(), value) for name, value in response.headers.multi_items()),
                body=response.content,
                layer=layer,
            )
            self.traffic.add(exchange)
            if exchange.status not in RETRIED or self.ours:
                break
            time.sleep(0.2 * 2**attempt)
        return exchange

    def command(self, method: str, target: str) -> str:
        """A line that sends a request again, signed anew.

        Args:
            method: The method.
            target: Path below the base URL, and query.
        """
        setting = f"EDITION={self.edition}" if self.ours else f"BASE_URL={shlex.quote(self.base_url)}"
        return f"{setting} python -m gate request {method} {shlex.quote(target)}"

    def reproduce(self, exchange: Exchange) -> str:
        """A line that sends a request of this run again, signed anew."""
        return self.command(exchange.method, exchange.target.removeprefix(urlsplit(self.base_url).path))
