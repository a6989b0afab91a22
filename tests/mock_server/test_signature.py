"""Only a request that is signed exactly as the scheme says gets through; each other gets its own 401."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kalshi_mock import MockExchange
from kalshi_mock._answer import Request

PATH = "/trade-api/v2/portfolio/fills"
KEY, SIGNATURE, TIMESTAMP = "KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE", "KALSHI-ACCESS-TIMESTAMP"
PSS = padding.PSS(padding.MGF1(SHA256()), 32)
WRONG_SIGNATURE = {
    "error": {
        "code": "authentication_error",
        "message": "authentication_error",
        "details": "INCORRECT_API_KEY_SIGNATURE",
    }
}
UNKNOWN_KEY = {
    "error": {"code": "authentication_error", "message": "authentication_error", "details": "NOT_FOUND"}
}
NO_SIGNATURE = {
    "error": {
        "code": "signature_is_missing_from_headers",
        "message": "signature is missing from headers",
    }
}
EXPIRED = {"error": {"code": "header_timestamp_expired", "message": "header timestamp expired"}}


def now() -> int:
    """The time in milliseconds."""
    return time.time_ns() // 1_000_000


def headers(trader: Any, message: str | None = None, **options: Any) -> dict[str, str]:
    """The three headers, signed in a way that the options change."""
    timestamp = str(options.get("timestamp", now()))
    key = options.get("key", trader.key)
    text = (timestamp + "GET" + PATH if message is None else message.replace("TIME", timestamp)).encode()
    signature = key.sign(text, options.get("padding", PSS), options.get("hash", SHA256()))
    return {
        KEY: trader.exchange.api_key_id,
        SIGNATURE: base64.b64encode(signature).decode(),
        TIMESTAMP: timestamp,
    }


@pytest.mark.parametrize("query", ["", "?limit=3", "?limit=3&ticker=A%20B"])
def test_request_signed_as_the_scheme_says_is_answered(trader: Any, query: str) -> None:
    """The query is not signed."""
    assert 200 == trader.send("GET", PATH + query, headers(trader)).status


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("TIMEGET/portfolio/fills", ""),
        ("TIMEGET/trade-api/v2/portfolio/fills?limit=3", "?limit=3"),
        ("TIMEGET/trade-api/v2/portfolio/fills/", ""),
        ("TIMEGET/trade-api/v2/portfolio/balance", ""),
        ("TIMEGEThttps://api.elections.kalshi.com/trade-api/v2/portfolio/fills", ""),
        ("TIMEget/trade-api/v2/portfolio/fills", ""),
        ("TIMEPOST/trade-api/v2/portfolio/fills", ""),
        ("TIME GET /trade-api/v2/portfolio/fills", ""),
        ("GET/trade-api/v2/portfolio/fills", ""),
        ("0TIMEGET/trade-api/v2/portfolio/fills", ""),
        ("", ""),
    ],
)
def test_signature_over_another_text_is_refused(trader: Any, message: str, query: str) -> None:
    """Without the prefix, with the query, of another method or path, with separators, without the time."""
    reply = trader.send("GET", PATH + query, headers(trader, message))
    assert (401, WRONG_SIGNATURE) == (reply.status, reply.body)


@pytest.mark.parametrize(
    "options",
    [
        {"padding": padding.PKCS1v15()},
        {"padding": padding.PSS(padding.MGF1(SHA256()), 0)},
        {"padding": padding.PSS(padding.MGF1(SHA256()), 20)},
        {"padding": padding.PSS(padding.MGF1(SHA256()), padding.PSS.MAX_LENGTH)},
        {"padding": padding.PSS(padding.MGF1(SHA1()), 32)},
        {"hash": SHA512()},
        {"padding": padding.PSS(padding.MGF1(SHA512()), 32)},
    ],
    ids=["PKCS#1 v1.5", "no salt", "salt of 20", "longest salt", "MGF1-SHA-1", "SHA-512", "MGF1-SHA-512"],
)
def test_signature_by_another_scheme_is_refused(trader: Any, options: dict[str, Any]) -> None:
    """Salt, hash, mask and padding are exactly those of the scheme."""
    reply = trader.send("GET", PATH, headers(trader, **options))
    assert (401, WRONG_SIGNATURE) == (reply.status, reply.body)


def test_signature_by_another_key_is_refused(trader: Any) -> None:
    """A good signature by someone else is a wrong one."""
    reply = trader.send("GET", PATH, headers(trader, key=generate_private_key(65537, 2048)))
    assert (401, WRONG_SIGNATURE) == (reply.status, reply.body)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.rstrip("="),
        lambda text: text + "=",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text[:20] + " " + text[20:],
        lambda text: text.replace("+", "-").replace("/", "_") + "-_",
        lambda text: text[:-4],
        lambda text: "!" + text[1:],
        lambda text: base64.b64decode(text).hex(),
        lambda text: "é" * 40,
        lambda text: "AAAA",
        lambda text: "A",
    ],
)
def test_signature_in_another_notation_is_refused(trader: Any, spoil: Callable[[str], str]) -> None:
    """Standard base64 with its padding, nothing around it and nothing left out."""
    signed = headers(trader)
    signed[SIGNATURE] = spoil(signed[SIGNATURE])
    reply = trader.send("GET", PATH, signed)
    assert (401, WRONG_SIGNATURE) == (reply.status, reply.body)


def test_signature_whose_last_character_has_stray_bits_is_refused(trader: Any) -> None:
    """Of the notations that decode to the same bytes only one is the standard's."""
    signed = headers(trader)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = signed[SIGNATURE]
    assert text.endswith("==")
    signed[SIGNATURE] = text[:-3] + alphabet[alphabet.index(text[-3]) + 1] + "=="
    assert base64.b64decode(text) == base64.b64decode(signed[SIGNATURE])
    assert WRONG_SIGNATURE == trader.send("GET", PATH, signed).body


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (KEY, "key_is_missing_from_headers"),
        (SIGNATURE, "signature_is_missing_from_headers"),
        (TIMESTAMP, "timestamp_is_missing_from_headers"),
    ],
)
@pytest.mark.parametrize("empty", [True, False])
def test_header_that_is_missing_or_empty_is_named(trader: Any, name: str, code: str, empty: bool) -> None:
    """Each of the three is needed."""
    signed = headers(trader)
    if empty:
        signed[name] = ""
    else:
        del signed[name]
    reply = trader.send("GET", PATH, signed)
    assert (401, code) == (reply.status, reply.body["error"]["code"])


def test_missing_signature_has_the_recorded_body(trader: Any) -> None:
    """Byte for byte what the exchange was seen to answer."""
    signed = headers(trader)
    del signed[SIGNATURE]
    assert NO_SIGNATURE == trader.send("GET", PATH, signed).body


@pytest.mark.parametrize("name", [KEY, SIGNATURE, TIMESTAMP])
@pytest.mark.parametrize("other", ["", "other", None])
def test_header_that_comes_twice_is_refused(trader: Any, name: str, other: str | None) -> None:
    """Whoever reads only one of two could be made to read the wrong one."""
    signed = headers(trader)
    pairs = [*signed.items(), (name.lower(), signed[name] if other is None else other)]
    reply = trader.send("GET", PATH, pairs)
    assert (401, "DUPLICATE_HEADER") == (reply.status, reply.body["error"]["details"])


@pytest.mark.parametrize(
    "change", [str.upper, lambda text: text + " ", lambda text: "é", lambda text: text[:-1]]
)
def test_key_id_that_is_unknown_has_the_recorded_body(trader: Any, change: Callable[[str], str]) -> None:
    """The id is compared exactly."""
    signed = headers(trader)
    signed[KEY] = change("a" + signed[KEY])
    reply = trader.send("GET", PATH, signed)
    assert (401, UNKNOWN_KEY) == (reply.status, reply.body)


def test_timestamp_is_accepted_exactly_within_the_contract_tolerance(
    make_trader: Callable[..., Any], contract: dict[str, Any]
) -> None:
    """The last millisecond that is accepted and the first that is not, on both sides."""
    scheme = contract["components"]["securitySchemes"]["kalshiAccessTimestamp"]
    tolerance = scheme["x-clock-tolerance-ms"]
    trader = make_trader(clock=lambda: 1_763_000_000.5)
    for offset, status in (
        (-1, 401),
        (0, 200),
        (tolerance, 200),
        (2 * tolerance, 200),
        (2 * tolerance + 1, 401),
    ):
        timestamp = 1_763_000_000_500 - tolerance + offset
        reply = trader.send("GET", PATH, headers(trader, timestamp=timestamp))
        assert status == reply.status, offset
        assert status == 200 or EXPIRED == reply.body


@pytest.mark.parametrize("factor", [1_000, 1_000_000])
def test_timestamp_in_another_unit_has_expired(trader: Any, factor: int) -> None:
    """Seconds lie in 1970, microseconds far ahead; recorded as an expired timestamp."""
    timestamp = now() // 1_000 if factor == 1_000 else now() * 1_000
    reply = trader.send("GET", PATH, headers(trader, timestamp=timestamp))
    assert (401, EXPIRED) == (reply.status, reply.body)


@pytest.mark.parametrize("text", ["now", "-1", "+1", "1e12", "1.5", "0x10", " 1", "1_0", "²", "9" * 5_000])
def test_timestamp_that_is_no_number_has_an_error_of_its_own(trader: Any, text: str) -> None:
    """Signed or not, it tells no time."""
    signed = headers(trader, timestamp=text)
    reply = trader.send("GET", PATH, signed)
    assert (401, "header_timestamp_malformed") == (reply.status, reply.body["error"]["code"])


def test_timestamp_changed_after_signing_is_refused(trader: Any) -> None:
    """The header's text is what was signed, to the character."""
    signed = headers(trader)
    for changed in (str(int(signed[TIMESTAMP]) + 1), "0" + signed[TIMESTAMP]):
        reply = trader.send("GET", PATH, {**signed, TIMESTAMP: changed})
        assert (401, WRONG_SIGNATURE) == (reply.status, reply.body)


def test_path_is_verified_as_it_came_on_the_wire(trader: Any) -> None:
    """An escaped path is signed with its escapes, though it leads to the same operation."""
    escaped = PATH.replace("fills", "%66ills")
    plain = trader.send("GET", escaped, headers(trader))
    exact = trader.send("GET", escaped, headers(trader, f"TIMEGET{escaped}"))
    assert (401, 200) == (plain.status, exact.status)


@pytest.mark.parametrize("query", ["limit=201", "limit=x", "unknown=1", "limit=1&limit=2", "ticker=%ff"])
def test_authentication_comes_before_validation(trader: Any, query: str) -> None:
    """Who is not let in does not learn what is wrong with the question."""
    assert 401 == trader.send("GET", f"{PATH}?{query}", {}).status
    assert 400 == trader.send("GET", f"{PATH}?{query}", headers(trader)).status


def test_verdicts_are_recorded_without_signatures(trader: Any) -> None:
    """A test can ask how each request was signed; what was signed is not kept."""
    signed = headers(trader)
    trader.send("GET", PATH, signed)
    trader.send("GET", PATH, {**signed, KEY: "other"})
    trader.send("GET", PATH, {})
    requests = trader.exchange.requests
    assert ["valid", "NOT_FOUND", "key_is_missing_from_headers"] == [each.verdict for each in requests]
    shown = repr(requests) + repr(trader.exchange) + repr(trader.exchange.application)
    request = Request("GET", PATH.encode(), [(b"kalshi-access-signature", signed[SIGNATURE].encode())])
    assert signed[SIGNATURE] not in shown + repr(request)
    assert "PRIVATE" not in shown


def test_ed25519_key_signs_the_text_itself(make_trader: Callable[..., Any]) -> None:
    """The same headers and text, another kind of key."""
    trader = make_trader(private_key_pem=None, key_type="ed25519")
    key: Any = load_pem_private_key(trader.exchange.private_key_pem.encode(), None)
    timestamp = str(now())
    for path, status in ((PATH, 200), (PATH + "?limit=1", 401)):
        signature = base64.b64encode(key.sign(f"{timestamp}GET{path}".encode())).decode()
        signed = {KEY: trader.exchange.api_key_id, SIGNATURE: signature, TIMESTAMP: timestamp}
        assert status == trader.send("GET", PATH, signed).status
    assert 401 == trader.send("GET", PATH, headers(trader)).status


def test_signature_made_by_openssl_is_accepted(trader: Any, private_key_pem: str, tmp_path: Path) -> None:
    """An implementation that shares nothing with this one signs what this one accepts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command on this machine")
    key_file = tmp_path / "key.pem"
    key_file.touch(0o600)
    key_file.write_text(private_key_pem)
    timestamp = str(now())
    command: list[str | Path] = [
        openssl,
        "dgst",
        "-sha256",
        "-sign",
        key_file,
        "-sigopt",
        "rsa_padding_mode:pss",
    ]
    command += ["-sigopt", "rsa_pss_saltlen:32", "-sigopt", "rsa_mgf1_md:sha256"]
    message = f"{timestamp}GET{PATH}".encode()
    signature = subprocess.run(command, input=message, capture_output=True, check=True).stdout
    signed = {
        KEY: trader.exchange.api_key_id,
        SIGNATURE: base64.b64encode(signature).decode(),
        TIMESTAMP: timestamp,
    }
    assert 200 == trader.send("GET", PATH, signed).status


def test_exchange_with_a_public_key_knows_no_private_one(
    make_trader: Callable[..., Any], private_key_pem: str
) -> None:
    """The owner of a key need not show it."""
    key = load_pem_private_key(private_key_pem.encode(), None)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    trader = make_trader(private_key_pem=None, public_key_pem=public, api_key_id="mine")
    assert 200 == trader.send("GET", PATH, headers(trader)).status
    assert "mine" == trader.exchange.api_key_id
    with pytest.raises(RuntimeError, match="a public key only"):
        _ = trader.exchange.private_key_pem


def test_keys_that_cannot_be_used_are_refused_with_what_to_do(private_key_pem: str) -> None:
    """No half of a key and no other kind of key is taken, and none is shown."""
    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="RSA and Ed25519 keys, not EC"):
        _ = MockExchange(private_key_pem=pem).application
    with pytest.raises(ValueError, match="no unencrypted private key"):
        _ = MockExchange(private_key_pem="nothing").application
    with pytest.raises(ValueError, match="no public key"):
        _ = MockExchange(public_key_pem=private_key_pem).application
    with pytest.raises(ValueError, match="not both"):
        MockExchange(private_key_pem=private_key_pem, public_key_pem=private_key_pem)
    with pytest.raises(ValueError, match="'rsa' or 'ed25519', not 'dsa'"):
        _ = MockExchange(key_type="dsa").private_key_pem  # type: ignore[arg-type]


def test_keys_are_new_for_each_exchange() -> None:
    """The account is the same for the same seed, the key is not: it would be no secret."""
    first, second = MockExchange(key_type="ed25519"), MockExchange(key_type="ed25519")
    assert first.private_key_pem != second.private_key_pem
    assert first.api_key_id != second.api_key_id
    assert json.dumps(first.private_key_pem) == json.dumps(first.private_key_pem)
