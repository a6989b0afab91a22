"""How long is waited between attempts."""

from __future__ import annotations

from email.utils import formatdate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import StatusError
from kalshi_runtime._retries import LONGEST_RETRY_AFTER, choose_wait
from kalshi_runtime._retry_after import read_retry_after

DATES = st.integers(0, 4_000_000_000).map(lambda seconds: formatdate(seconds, usegmt=True))


def refuse(**headers: str) -> StatusError:
    """Return the error of an answer with some headers."""
    return StatusError(429, headers={name.replace("_", "-"): text for name, text in headers.items()})


@given(st.integers(0, 10**12))
def test_retry_after_in_seconds_is_read(seconds: int) -> None:
    """Any number that is not negative."""
    assert read_retry_after(httpx.Headers({"retry-after": f" {seconds} "})) == seconds


@given(st.integers(0, 4_000_000_000), st.integers(-1000, 100_000))
def test_retry_after_as_a_date_is_held_against_the_date_of_the_answer(now: int, seconds: int) -> None:
    """This machine's clock does not matter; a date that is over means no wait."""
    headers = httpx.Headers(
        {"date": formatdate(now, usegmt=True), "retry-after": formatdate(max(now + seconds, 0), usegmt=True)}
    )
    assert read_retry_after(headers) == max(0, max(now + seconds, 0) - now)


@pytest.mark.parametrize(
    "text", ["Sunday, 01-Mar-26 12:00:05 GMT", "Sun Mar  1 12:00:05 2026", "Sun, 01 Mar 2026 13:00:05 +0100"]
)
def test_retry_after_as_a_date_of_another_form_is_read(text: str) -> None:
    """The two obsolete forms of RFC 9110, and a zone."""
    headers = httpx.Headers({"date": "Sun, 01 Mar 2026 12:00:00 GMT", "retry-after": text})
    assert read_retry_after(headers) == 5.0


@given(st.text(st.characters(codec="latin-1")))
def test_retry_after_of_any_text_is_read_or_ignored(text: str) -> None:
    """Servers may send anything; a number never comes out negative or endless."""
    found = read_retry_after(httpx.Headers({b"retry-after": text.encode("latin-1")}))
    assert found is None or 0 <= found < float("inf")


@pytest.mark.parametrize("text", ["-1", "1e3", "nan", "inf", "9" * 400, "soon", "", "1, 2", "٣", "0x10"])
def test_retry_after_that_makes_no_sense_is_ignored(text: str) -> None:
    """It is as if it had not been sent."""
    assert read_retry_after(httpx.Headers({b"retry-after": text.encode()})) is None


@given(st.integers(0, 10**6))
def test_wait_has_full_jitter_below_a_doubling_limit(retries: int) -> None:
    """Anything from nothing to the limit, which stops at eight seconds; never quite nothing."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("kalshi_runtime._retries.FIRST_WAIT", 0.5)
        waits = [choose_wait(refuse(), retries) for _ in range(50)]
    limit = min(8.0, 0.5 * 2 ** min(retries, 10))
    assert min(waits) > 0
    assert max(waits) <= limit
    assert max(waits) - min(waits) > limit / 3


@given(st.integers(0, 100))
def test_wait_that_the_server_asks_for_comes_on_top(seconds: int) -> None:
    """Up to thirty seconds; whoever asks for more is not waited for."""
    wait = choose_wait(refuse(retry_after=str(seconds)), 0)
    least = seconds if seconds <= LONGEST_RETRY_AFTER else 0
    assert least < wait <= least + 0.5


@given(DATES)
def test_error_keeps_what_the_server_asked_for(date: str) -> None:
    """As seconds from the answer on."""
    assert refuse(retry_after=date, date=date).retry_after == 0.0
