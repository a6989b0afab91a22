"""The asynchronous client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

import httpx

from kalshi_auth import PrivateKeySource

from ._client import BaseClient, BaseRawClient, ClientOptions
from ._configuration import Configuration
from ._declarations import Operation
from ._drift import OnDrift
from ._options import CallOptions
from ._raw import RawResponse

if TYPE_CHECKING:
    from ._async_channels import AsyncChannel

T = TypeVar("T")


class AsyncClientOptions(ClientOptions, total=False):
    """The keywords of `AsyncClient.from_env`."""

    http_client: httpx.AsyncClient | None
    transport: httpx.AsyncBaseTransport | None


class AsyncClient(BaseClient):
    """Base of generated clients. Tasks of one event loop may share one.

    Args:
        configuration: What the client is made from; the keywords go before it.
        api_key_id: The id that the exchange shows beside the key.
        private_key: The key as PEM text, path (``pathlib.Path``) or parsed key.
        host: The base URL.
        timeout: Seconds for each of connecting, sending, waiting for the next piece of the answer, and
            waiting for a free connection; an ``httpx.Timeout`` tells them apart. Without it 5, 10, 30 and 10
            seconds, or what your ``http_client`` says.
        max_retries: How many attempts may follow the first, by default 3. Reads, and other methods that may
            be repeated, are attempted again when the connection fails or the server cannot answer at the
            moment; 0 turns it off.
        deadline: Seconds for a whole call, all attempts and the waiting between them included, by default 60;
            ``math.inf`` for no end.
        requests_per_second: How many requests may go out in a second, all threads and tasks together; by
            default any number. They are spaced evenly, and each waits for its turn.
        max_response_bytes: The largest answer that is taken, decompressed, by default 32 MiB.
        on_drift: What to do about answers that are not what the contract says: ``"raise"``, as without it,
            raises `ContractDriftError` where something could not be read; ``"warn"`` returns what could be
            read with a `ContractDriftWarning`; ``"ignore"`` returns it without one.
        limits: How many connections are held; without it 100, of which 20 are kept for 30 idle seconds.
        http_client: An HTTP client of yours, with its headers, proxies and event hooks. Requests are signed
            and redirects refused all the same; its own ``auth`` is not used, and closing it is up to you.
        transport: A transport for the HTTP client that is made otherwise; closed along with it.
        trust_env: Whether ``HTTPS_PROXY``, ``SSL_CERT_FILE`` and the like count, as they do for httpx.

    Raises:
        ConfigurationError: If something is missing or does not fit.
        CredentialsError: If key id or key cannot be used; its text says why.
    """

    if TYPE_CHECKING:
        _channel: AsyncChannel

    def __init__(
        self,
        configuration: Configuration | None = None,
        /,
        *,
        api_key_id: str | None = None,
        private_key: PrivateKeySource | None = None,
        host: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        deadline: float | None = None,
        requests_per_second: float | None = None,
        max_response_bytes: int | None = None,
        on_drift: OnDrift | None = None,
        limits: httpx.Limits | None = None,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        trust_env: bool = True,
    ) -> None:
        from ._async_channels import AsyncChannel  # and with it asyncio, which others need not load

        overrides = Configuration(
            api_key_id=api_key_id,
            private_key=private_key,
            timeout=timeout,
            max_retries=max_retries,
            deadline=deadline,
            requests_per_second=requests_per_second,
            max_response_bytes=max_response_bytes,
            on_drift=on_drift,
            limits=limits,
        )
        del private_key, api_key_id  # lest a traceback show them
        configuration = self._configure(configuration, host, overrides)
        self._channel = AsyncChannel.open(configuration, http_client, transport, trust_env=trust_env)

    @classmethod
    def from_env(
        cls, environ: Mapping[str, str] | None = None, **options: Unpack[AsyncClientOptions]
    ) -> Self:
        """Make a client from environment variables.

        ``KALSHI_API_KEY_ID``, and either ``KALSHI_PRIVATE_KEY_PATH`` or ``KALSHI_PRIVATE_KEY_PEM``;
        ``KALSHI_PRIVATE_KEY_PASSWORD`` if the key is encrypted, and ``KALSHI_HOST`` for another base URL.

        Args:
            environ: The variables, by default ``os.environ``.
            options: Keywords of the class, which go before the environment.

        Raises:
            ConfigurationError: If something does not fit.
            CredentialsError: If id or key is missing or cannot be used. The error names the variable.
        """
        try:
            return cls(cls._configuration_class.from_env(environ), **options)
        finally:
            del environ

    async def aclose(self) -> None:
        """Close the connections, and the client; an ``http_client`` of yours stays open."""
        await self._channel.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _call(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> Coroutine[Any, Any, T]:
        return self._channel.call(operation, arguments, options)

    def _pages(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> AsyncIterator[T]:
        return self._channel.walk(operation, arguments, options, self._call)

    def _items(
        self,
        operation: Operation[Any],
        list_name: str,
        arguments: Mapping[str, Any],
        options: CallOptions,
        concurrency: int = 1,
    ) -> AsyncIterator[Any]:
        return self._channel.walk_items(operation, list_name, arguments, options, self._call, concurrency)


class RawAsyncClient(BaseRawClient):
    """Base of what ``with_raw_response`` of a generated client returns: the same calls, not decoded."""

    if TYPE_CHECKING:
        _channel: AsyncChannel

    def _call(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> Coroutine[Any, Any, RawResponse[T]]:
        return self._channel.call_raw(operation, arguments, options)

    def _pages(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> AsyncIterator[RawResponse[T]]:
        return self._channel.walk_raw(operation, arguments, options, self._call)
