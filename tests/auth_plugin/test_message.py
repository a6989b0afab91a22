"""The text that is signed: staged vectors, laws and refusals."""

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_auth import SigningError, build_message

VECTORS = sorted((Path(__file__).parent.parent / "vectors").glob("*/1-request.json"))
PATHS = st.text(alphabet=[chr(code) for code in range(0x21, 0x7F) if chr(code) != "?"]).map("/".__add__)


def read_vector(request_file: Path) -> tuple[dict[str, object], str, str]:
    """Return request, path and message of a vector."""
    folder = request_file.parent
    request: dict[str, object] = json.loads(request_file.read_text(encoding="utf-8"))
    path, message = (
        (folder / name).read_text(encoding="ascii").removesuffix("\n")
        for name in ("2-path.txt", "3-message.txt")
    )
    return request, path, message


def test_vectors_folder_read_holds_cases() -> None:
    """The vectors are found, so that the tests below are not empty."""
    assert len(VECTORS) >= 13


@pytest.mark.parametrize("request_file", VECTORS, ids=lambda file: file.parent.name)
def test_vector_path_stage_matches_the_clients_raw_path(request_file: Path) -> None:
    """Stage two: what httpx puts onto the request line, up to the query."""
    request, path, _ = read_vector(request_file)
    built = httpx.Request(str(request["method"]), str(request["url"]))
    assert built.url.raw_path.split(b"?")[0].decode("ascii") == path


@pytest.mark.parametrize("request_file", VECTORS, ids=lambda file: file.parent.name)
def test_vector_message_stage_matches_built_message(request_file: Path) -> None:
    """Stage three: timestamp, method and path in one text."""
    request, path, message = read_vector(request_file)
    timestamp_ms = request["timestamp_ms"]
    assert isinstance(timestamp_ms, int)
    assert build_message(timestamp_ms, str(request["method"]), path) == message.encode("ascii")


@given(st.integers(0, 2**63), st.sampled_from(["GET", "get", "Post", "DELETE"]), PATHS, st.text())
def test_message_any_query_is_left_out(timestamp_ms: int, method: str, path: str, query: str) -> None:
    """The message is the three parts in order, and no query changes it."""
    message = build_message(timestamp_ms, method, f"{path}?{query}")
    assert message == str(timestamp_ms).encode() + method.upper().encode() + path.encode()


@pytest.mark.parametrize(
    "path", ["", "trade-api/v2", "https://host/x", "/a b", "/a\n", "/ü", "/a\x00", "?a=1", "*"]
)
def test_message_path_not_from_a_request_line_raises(path: str) -> None:
    """A path that no request line holds is refused, with the path and a hint."""
    with pytest.raises(SigningError, match=r"must start with '/' and be percent-encoded ASCII"):
        build_message(1, "GET", path)


@pytest.mark.parametrize("method", ["", "GET ", "G\nT", "GËT"])
def test_message_method_not_a_token_raises(method: str) -> None:
    """A method that no request line holds is refused."""
    with pytest.raises(SigningError, match="name of an HTTP method"):
        build_message(1, method, "/")


@pytest.mark.parametrize("timestamp_ms", [-1, 1.5, "1703123456789", True, None])
def test_message_timestamp_not_whole_milliseconds_raises(timestamp_ms: object) -> None:
    """A float from ``time.time() * 1000`` would make a message that no server rebuilds."""
    with pytest.raises(SigningError, match="milliseconds since 1970"):
        build_message(timestamp_ms, "GET", "/")  # type: ignore[arg-type]
