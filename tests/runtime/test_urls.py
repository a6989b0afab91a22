"""Where requests go: base URLs of every form that people write."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import ConfigurationError, SyncClient
from kalshi_runtime._urls import check_base_url

from .shop import GET_SHELF, Driver, Recorder

Drive = Callable[..., Driver]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("https://shop.example", "https://shop.example/shelf"),
        ("https://shop.example/", "https://shop.example/shelf"),
        ("https://shop.example/api/v2", "https://shop.example/api/v2/shelf"),
        ("https://shop.example/api/v2/", "https://shop.example/api/v2/shelf"),
        ("https://shop.example/api/v2//", "https://shop.example/api/v2/shelf"),
        (" https://shop.example/api\n", "https://shop.example/api/shelf"),
        ("HTTPS://SHOP.example/API", "https://shop.example/API/shelf"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x/shelf"),
        ("http://[::1]:8080", "http://[::1]:8080/shelf"),
        ("https://shop.example:443", "https://shop.example/shelf"),
        ("https://shop.example/a%2Fb/ü", "https://shop.example/a%2Fb/%C3%BC/shelf"),
        ("https://bücher.example", "https://xn--bcher-kva.example/shelf"),
    ],
)
def test_base_url_and_path_are_joined(drive: Drive, host: str, expected: str) -> None:
    """Any prefix is kept, and there is one slash between."""
    server = Recorder()
    drive(server, host=host).call(GET_SHELF)
    assert server.urls == [expected]


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("", "host is empty; give a whole base URL, such as https://"),
        ("  ", "host is empty"),
        ("shop.example/api", "the scheme .https://. is missing"),
        ("localhost:8080", "the scheme .https://. is missing"),
        ("demo", "the scheme .https://. is missing"),
        ("//shop.example", "the scheme .https://. is missing"),
        ("ftp://shop.example", "the scheme is ftp, not https"),
        ("https://", "there is no host in it"),
        ("https:///api", "there is no host in it"),
        ("https://shop.example?x=1", "neither a query nor a fragment"),
        ("https://shop.example/api#top", "neither a query nor a fragment"),
        ("https://shop.example/api?", "neither a query nor a fragment"),
        ("https://shop.example:port", "Invalid port"),
        ("https://shop example", "white space"),
        ("https://shop.example/\x00", "white space or control characters"),
        ("https://" + "a" * 70 + ".example", "label"),
        ("https://shop..example", "label"),
        (None, "host is of type NoneType"),
        (b"https://shop.example", "host is of type bytes"),
    ],
)
def test_base_url_that_is_none_is_refused_with_what_to_write(host: object, text: str) -> None:
    """When the client is made, not when it is first used."""
    with pytest.raises(ConfigurationError, match=text) as caught:
        check_base_url(host, {"demo": "https://demo.example/v2"})
    assert str(caught.value).endswith("https://demo.example/v2 (demo)")


def test_base_url_with_a_password_is_refused_without_showing_it() -> None:
    """The API takes none, and httpx would send it."""
    for host in ("https://user:hunter2@shop.example/api", "https://hunter2@shop.example"):
        with pytest.raises(ConfigurationError, match="a user name or password") as caught:
            SyncClient(host=host)
        assert "hunter2" not in str(caught.value)


@given(st.text(max_size=30) | st.text(max_size=20).map("https://".__add__))
def test_any_base_url_is_taken_or_refused_with_our_error(host: str) -> None:
    """Whatever people write, one error comes, and what is taken has a host and no slash at its end."""
    try:
        url = check_base_url(host, {})
    except ConfigurationError:
        return
    assert not url.endswith("/")
    assert url.lower().startswith(("https://", "http://"))
