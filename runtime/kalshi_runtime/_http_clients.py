"""The HTTP clients that are made where the user gives none: httpx's, without cookies.

The API sets no cookie that matters. One that something before it sets is not kept, so it is never sent back,
and no call pays for looking through every answer for cookies.
"""

from __future__ import annotations

import httpx


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class HttpClient(httpx.Client):
    """An HTTP client of ours."""

    cookies = _NoCookies()  # type: ignore[override]  # its setter takes more


class AsyncHttpClient(httpx.AsyncClient):
    """An asynchronous HTTP client of ours."""

    cookies = _NoCookies()  # type: ignore[override]  # its setter takes more
