"""What the synchronous and the asynchronous client have in common."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, TypedDict

import httpx

from ._configuration import Configuration
from ._drift import OnDrift
from ._errors import ConfigurationError


class ClientOptions(TypedDict, total=False):
    """What both clients take beside credentials; `SyncClient` says what it means."""

    host: str | None
    timeout: float | httpx.Timeout | None
    max_retries: int | None
    deadline: float | None
    requests_per_second: float | None
    max_response_bytes: int | None
    on_drift: OnDrift | None
    limits: httpx.Limits | None
    trust_env: bool


class BaseClient:
    """A client without its calls."""

    _configuration_class: ClassVar[type[Configuration]] = Configuration
    _channel: Any  # a Channel, of the client's own kind

    @classmethod
    def _configure(cls, configuration: object, host: str | None, overrides: Configuration) -> Configuration:
        if configuration is None:
            configuration = cls._configuration_class()
        if not isinstance(configuration, Configuration):
            raise ConfigurationError(
                f"{cls.__name__} takes a Configuration, or keywords such as host=…, "
                f"not {type(configuration).__name__}"
            )
        return configuration.override(host, overrides)

    def __repr__(self) -> str:
        if not hasattr(self, "_channel"):  # tracebacks print clients that were refused
            return f"<{type(self).__name__}, not made>"
        settings = self._channel.settings
        return f"{type(self).__name__}(host={settings.base_url!r}, auth={settings.auth!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"{name} holds a private key and open connections, and can be neither copied nor pickled; "
            f"make a new {name} where one is needed, for example with from_env()"
        )


class BaseRawClient:
    """The other face of a client, which shares its settings and connections.

    Args:
        client: The client.
    """

    _channel: Any  # a Channel, of the client's own kind

    def __init__(self, client: BaseClient) -> None:
        self._channel = client._channel  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the same client
