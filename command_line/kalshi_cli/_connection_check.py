"""The part of a checkup that reaches the exchange without a key: host and clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from kalshi_cli._findings import Finding, broken, doubtful, fine, left_out

SECONDS_ACCEPTED: Final = 10
"""How far clocks may be apart: ten seconds either way have been seen accepted, thirty in the past refused."""

_SECONDS_GOOD = 2
_PROBE = "/portfolio/balance"
_TIMEOUT = httpx.Timeout(10, connect=5)


def check_connection(base_url: str) -> Iterator[Finding]:
    """Ask the host something unsigned, which any exchange refuses and tells its time by.

    Args:
        base_url: Where the paths of operations begin.

    Yields:
        Host and clock; the last word on the host is the first finding.
    """
    sent = time.time()
    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as http:
            answer = http.get(base_url + _PROBE)
    except httpx.TimeoutException:
        yield broken("host", f"{base_url} did not answer in time", "check KALSHI_HOST, network and proxies")
    except httpx.ConnectError as error:
        yield broken("host", f"{base_url} cannot be reached: {error}", _advise(str(error)))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield broken(
            "host",
            f"{base_url} does not answer as an exchange does: {error}",
            "check KALSHI_HOST: scheme, name and port",
        )
    else:
        yield check_answer(base_url, answer)
        yield check_clock(answer.headers.get("date"), sent, time.time())
        return
    yield left_out("clock", "the host tells no time")


def check_answer(base_url: str, answer: httpx.Response) -> Finding:
    """Look whether what answered is the API."""
    step = "host"
    if answer.is_redirect:
        return broken(
            step,
            f"{base_url} points elsewhere, to {answer.headers.get('location', 'an unknown place')[:100]}",
            "set KALSHI_HOST to the address that answers itself; signed requests follow no redirect",
        )
    if answer.status_code == httpx.codes.NOT_FOUND:
        return broken(
            step,
            f"{base_url} answers, and knows no path {_PROBE}",
            "let KALSHI_HOST end in /trade-api/v2, as in https://external-api.kalshi.com/trade-api/v2",
        )
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return doubtful(
            step, f"{base_url} answers with {answer.status_code}", "try again later: the exchange has trouble"
        )
    return fine(step, f"{base_url} answers")


def check_clock(date: str | None, sent: float, received: float) -> Finding:
    """Compare this machine's clock with the server's, which is told in whole seconds.

    Args:
        date: The header ``Date`` of an answer.
        sent: When it was asked for, in seconds since 1970.
        received: When it came.
    """
    step = "clock"
    try:
        told = parsedate_to_datetime(date or "").timestamp() + 0.5
    except ValueError:
        return left_out(step, "the server tells no time")
    ahead = (sent + received) / 2 - told
    unsure = 0.5 + (received - sent) / 2
    where = "ahead of" if ahead > 0 else "behind"
    text = f"this machine is {abs(ahead):.1f} s {where} the server (give or take {unsure:.1f} s)"
    remedy = "synchronise this machine's clock, for example with: sudo timedatectl set-ntp true"
    if abs(ahead) - unsure > SECONDS_ACCEPTED:
        return broken(step, f"{text}; signatures are good for some {SECONDS_ACCEPTED} s", remedy)
    if abs(ahead) - unsure > _SECONDS_GOOD:
        return doubtful(step, text, remedy)
    return fine(step, text)


def _advise(text: str) -> str:
    lower = text.lower()
    if "certificate" in lower or "ssl" in lower:
        return "TLS is intercepted, or certificates are missing: look at proxies, SSL_CERT_FILE, the clock"
    if "name" in lower or "getaddrinfo" in lower:
        return "check the name in KALSHI_HOST, and that this machine resolves names"
    return "check KALSHI_HOST, the network, firewalls and proxies"
