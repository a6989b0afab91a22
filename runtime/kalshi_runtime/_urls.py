"""Where requests go."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from ._errors import ConfigurationError


def check_base_url(host: object, known: Mapping[str, str]) -> str:
    """Return a base URL without a slash at its end, so that an operation's path can follow.

    Args:
        host: What the user gave: scheme, host, and the path that all operations share.
        known: The base URLs that the contract names, for the error.

    Raises:
        ConfigurationError: If it is no such URL.
    """
    examples = ", ".join(f"{url} ({name})" for name, url in known.items())
    advice = f"give a whole base URL, such as {examples or 'https://example.com/trade-api/v2'}"
    if not isinstance(host, str):
        raise ConfigurationError(f"host is of type {type(host).__name__}; {advice}")
    text = host.strip()
    if not text:
        raise ConfigurationError(f"host is empty; {advice}")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ConfigurationError(f"host has white space or control characters within: {text!r}; {advice}")
    if "@" in text.partition("://")[2].partition("/")[0]:
        raise ConfigurationError(
            "host has a user name or password before an @, which the API does not take; leave it out"
        )
    try:
        url = httpx.URL(text)
        # The codec that resolving the name will use; it refuses empty and overlong labels.
        url.host.encode("idna")
    except (httpx.InvalidURL, UnicodeError) as error:
        reason = str(error)
    else:
        reason = _find_fault(text, url)
    if reason:
        raise ConfigurationError(f"host is {text!r}: {reason}; {advice}")
    return text.rstrip("/")


def _find_fault(text: str, url: httpx.URL) -> str:
    if "://" not in text:
        return "the scheme (https://) is missing"
    if url.scheme not in ("http", "https"):
        return f"the scheme is {url.scheme}, not https"
    if not url.host:
        return "there is no host in it"
    if "?" in text or "#" in text:
        return "a base URL has neither a query nor a fragment"
    return ""
