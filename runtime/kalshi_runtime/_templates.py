"""Requests, of which all that is the same for every call of an operation is prepared once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlencode

import httpx

from ._bodies import ACCEPT_ENCODING
from ._declarations import Operation
from ._requests import RequestParts

Http: TypeAlias = httpx.Client | httpx.AsyncClient


class Templates:
    """Builds requests: the same bytes as httpx would send for them, with less work for each.

    Args:
        base_url: Where the paths of operations begin.
        own_http_client: Whether the HTTP client is not the user's. What a user's adds, it adds to each
            request by itself, since that may change at any time.
    """

    def __init__(self, base_url: str, *, own_http_client: bool) -> None:
        self._base_url = base_url
        self._own_http_client = own_http_client
        self._prepared: dict[Operation[Any], httpx.Request] = {}
        # A URL never changes, and programs ask for the same ones again and again.
        self._parse_url = lru_cache(maxsize=256)(httpx.URL)

    def build(
        self, http: Http, operation: Operation[Any], parts: RequestParts, extensions: Mapping[str, Any]
    ) -> httpx.Request:
        """Build the request of a call.

        Args:
            http: What will send it.
            operation: What is called.
            parts: What depends on the arguments.
            extensions: The request's extensions.

        Raises:
            httpx.InvalidURL: The arguments make the URL longer than httpx takes.
        """
        if not self._own_http_client or parts.headers or parts.content is not None:
            return self._have_built(http, operation, parts, extensions)
        prepared = self._prepared.get(operation)
        if prepared is None:
            prepared = self._have_built(http, operation, RequestParts(operation.path), {})
            self._prepared[operation] = prepared
        url = prepared.url if parts.path is operation.path and not parts.query else self._make_url(parts)
        # Given a stream, httpx adds nothing to headers that are whole already.
        request = httpx.Request(
            operation.method,
            url,
            headers=prepared.headers,
            stream=httpx.ByteStream(b""),
            extensions=extensions,
        )
        request.read()  # as httpx does, for transports that look at the content
        return request

    def _have_built(
        self, http: Http, operation: Operation[Any], parts: RequestParts, extensions: Mapping[str, Any]
    ) -> httpx.Request:
        """Have httpx build a request, which merges what the HTTP client holds for all of its requests."""
        return http.build_request(
            operation.method,
            self._make_url(parts),
            # In place of the query that is there, where the HTTP client has parameters to merge.
            params=parts.query if http.params else None,
            headers={
                **parts.headers,
                "accept": "application/json" if operation.media == "json" else "*/*",
                "accept-encoding": ACCEPT_ENCODING,
            },
            content=parts.content,
            extensions=extensions,
        )

    def _make_url(self, parts: RequestParts) -> httpx.URL:
        query = f"?{urlencode(parts.query)}" if parts.query else ""
        return self._parse_url(f"{self._base_url}{parts.path}{query}")
