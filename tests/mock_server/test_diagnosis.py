"""A wrong signature is told in what way it is wrong, and nobody learns the signature from it."""

import base64
import contextlib
import hashlib
import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_mock._diagnosis import Diagnosis
from kalshi_mock._texts import Signed

from ..stopwatch import measure

PATH = "/trade-api/v2/portfolio/fills"
KEY, SIGNATURE, TIMESTAMP = "KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE", "KALSHI-ACCESS-TIMESTAMP"
PSS = padding.PSS(padding.MGF1(SHA256()), 32)


def now() -> int:
    """The time in milliseconds."""
    return time.time_ns() // 1_000_000


def headers(trader: Any, text: str | bytes = f"TIMEGET{PATH}", **options: Any) -> dict[str, str]:
    """The headers of a request, signed in a way that the options change."""
    timestamp = str(options.get("timestamp", now()))
    message = text if isinstance(text, bytes) else text.replace("TIME", timestamp).encode()
    if "digest" in options:
        message = options["digest"](message)
    signature = options.get("key", trader.key).sign(
        message, options.get("padding", PSS), options.get("hash", SHA256())
    )
    return {
        "Host": "127.0.0.1:8000",
        KEY: trader.exchange.api_key_id,
        SIGNATURE: base64.b64encode(signature).decode(),
        TIMESTAMP: timestamp,
    }


def explain(trader: Any, signed: Any, target: str = PATH) -> str:
    """What is told of a request that is refused."""
    assert 401 == trader.send("GET", target, signed).status
    explanation: str = trader.exchange.requests[-1].explanation
    return explanation


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        (f"TIMEGET{PATH}?limit=3", "?limit=3", "the query is left out of the signed text"),
        ("TIMEGET/portfolio/fills", "", "the signed path begins with /trade-api/v2"),
        (
            "TIMEGET/portfolio/fills?limit=3",
            "?limit=3",
            "the signed path begins with /trade-api/v2 and the query is left out",
        ),
        ("TIMEGET", "", "the path is part of the signed text"),
        (f"TIMEGET{PATH}/", "", "the signed path ends like that of the request, slash or none"),
        (
            f"TIMEGEThttp://127.0.0.1:8000{PATH}",
            "",
            "the signed path begins at the host's root, without the host",
        ),
        (
            "TIMEGET/trade-api/v2/portfolio/balance",
            "",
            "the path of the request is signed, not /trade-api/v2/portfolio/balance",
        ),
        (f"TIMEget{PATH}", "", "the method is signed as GET, in upper case"),
        (f"TIMEPOST{PATH}", "", "the method GET is signed, not POST"),
        (f"TIME{PATH}", "", "the method GET is part of the signed text"),
        (f"GET{PATH}", "", "the timestamp is part of the signed text"),
        (f"TIME GET {PATH}", "", "timestamp, method and path are joined without spaces"),
        (f"GETTIME{PATH}", "", "the order is timestamp, method, path"),
        (f"TIMEGET{PATH}{{}}", "", "no body is part of the signed text"),
        (
            "TIMEget/portfolio/fills",
            "",
            "the signed path begins with /trade-api/v2, and the method is signed as GET, in upper case",
        ),
    ],
)
def test_text_that_was_signed_by_mistake_is_recognised(
    trader: Any, text: str, query: str, expected: str
) -> None:
    """One mistake or two; the words say what to change."""
    assert f"valid if {expected}" == explain(trader, headers(trader, text), PATH + query)


def test_path_signed_without_its_escapes_is_recognised(trader: Any) -> None:
    """What came on the wire counts."""
    expected = "valid if the path is signed as it is sent, with its escapes"
    assert expected == explain(trader, headers(trader), PATH.replace("fills", "%66ills"))


def test_timestamp_that_was_taken_twice_is_recognised(trader: Any) -> None:
    """One was signed, a later one was sent."""
    signed = headers(trader)
    signed[TIMESTAMP] = str(int(signed[TIMESTAMP]) + 7)
    expected = "valid if the timestamp of the header is signed, not one that is 7 ms earlier"
    assert expected == explain(trader, signed)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"padding": padding.PKCS1v15()}, "the padding is PSS, not PKCS#1 v1.5"),
        (
            {"padding": padding.PKCS1v15(), "hash": SHA1()},
            "the padding is PSS, not PKCS#1 v1.5, and the hash is SHA-256, not SHA-1",
        ),
        ({"padding": padding.PSS(padding.MGF1(SHA256()), 0)}, "the salt is 32 bytes long, not 0"),
        ({"padding": padding.PSS(padding.MGF1(SHA256()), 20)}, "the salt is 32 bytes long, not 20"),
        (
            {"padding": padding.PSS(padding.MGF1(SHA256()), padding.PSS.MAX_LENGTH)},
            "the salt is 32 bytes long, not 222",
        ),
        ({"padding": padding.PSS(padding.MGF1(SHA1()), 32)}, "the mask is made with SHA-256, not SHA-1"),
        ({"hash": SHA384()}, "the hash is SHA-256, not SHA-384"),
        (
            {"padding": padding.PSS(padding.MGF1(SHA512()), 64), "hash": SHA512()},
            (
                "the hash is SHA-256, not SHA-512, and the mask is made with SHA-256, not SHA-512, "
                "and the salt is 32 bytes long, not 64"
            ),
        ),
        (
            {"digest": lambda text: hashlib.sha256(text).digest()},
            "the text is signed, not its hash, which the signature makes by itself",
        ),
    ],
)
def test_scheme_that_is_another_one_is_recognised(
    trader: Any, options: dict[str, Any], expected: str
) -> None:
    """The signature itself says how it was made."""
    assert f"valid if {expected}" == explain(trader, headers(trader, **options))


def test_mistakes_of_text_and_scheme_are_told_together(trader: Any) -> None:
    """Each that has to go."""
    signed = headers(trader, f"TIMEGET{PATH}?limit=3", padding=padding.PKCS1v15())
    expected = "valid if the query is left out of the signed text, and the padding is PSS, not PKCS#1 v1.5"
    assert expected == explain(trader, signed, PATH + "?limit=3")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda text: text.rstrip("="), "the signature is written with exactly the padding of base64"),
        (lambda text: f"'{text}'", "the signature is written without quotes around it"),
        (lambda text: f"b'{text}'", "the signature is written without quotes around it"),
        (
            lambda text: text[:64] + " " + text[64:],
            "the signature is written without white space and line ends",
        ),
        (lambda text: quote(text, safe=""), "the signature is not percent-encoded"),
        (
            lambda text: base64.b64decode(text).hex(),
            "the signature is written in base64, not hexadecimal",
        ),
        (
            lambda text: base64.b64encode(text.encode()).decode(),
            "the signature is encoded in base64 once, not twice",
        ),
    ],
)
def test_notation_that_is_another_one_is_recognised(
    trader: Any, spoil: Callable[[str], str], expected: str
) -> None:
    """The signature is right, its spelling is not."""
    signed = headers(trader)
    signed[SIGNATURE] = spoil(signed[SIGNATURE])
    assert f"valid if {expected}" == explain(trader, signed)


def test_base64_for_urls_is_recognised(trader: Any) -> None:
    """As soon as it differs from the standard's."""
    signed = headers(trader)
    while not set(signed[SIGNATURE]) & set("+/"):
        signed = headers(trader)
    signed[SIGNATURE] = signed[SIGNATURE].translate(str.maketrans("+/", "-_"))
    expected = "valid if the signature is written in standard base64, not in that for URLs"
    assert expected == explain(trader, signed)


def test_signature_that_is_no_base64_is_called_so(trader: Any) -> None:
    """Nothing can be said of it."""
    signed = headers(trader)
    signed[SIGNATURE] = "!" + signed[SIGNATURE][1:]
    assert "the signature is not base64" == explain(trader, signed)


def test_signature_by_another_key_is_recognised_by_its_size_or_contents(trader: Any) -> None:
    """Another RSA key of the same size, a longer one, Ed25519, an elliptic curve."""
    other = explain(trader, headers(trader, key=generate_private_key(65537, 2048)))
    assert other.startswith("the signature was made with another key")
    longer = explain(trader, headers(trader, key=generate_private_key(65537, 2056)))
    assert "the signature is 257 bytes long; those of the key, which is RSA, are 256" == longer
    signed = headers(trader)
    message = f"{signed[TIMESTAMP]}GET{PATH}".encode()
    signed[SIGNATURE] = base64.b64encode(Ed25519PrivateKey.generate().sign(message)).decode()
    assert "64 bytes long, as Ed25519 keys make it; those of the key" in explain(trader, signed)
    curve = ec.generate_private_key(ec.SECP256R1()).sign(message, ec.ECDSA(SHA256()))
    signed[SIGNATURE] = base64.b64encode(curve).decode()
    assert "in DER as elliptic-curve keys write it" in explain(trader, signed)


def test_text_that_cannot_be_guessed_is_told_from_another_key(trader: Any) -> None:
    """The key is the right one."""
    expected = "the signature was made with the right key, over another text than timestamp, method and path"
    assert expected == explain(trader, headers(trader, "something else"))
    signed = headers(trader, "something else", padding=padding.PKCS1v15())
    assert f"{expected}; valid if the padding is PSS, not PKCS#1 v1.5" == explain(trader, signed)
    longest = padding.PSS(padding.MGF1(SHA256()), padding.PSS.MAX_LENGTH)
    unclear = "the signature was made with another key, or over a text that is not like the right one"
    # A salt that leaves no room for zeros looks like one by chance.
    assert unclear == explain(trader, headers(trader, "something else", padding=longest))


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (lambda: now() // 1_000, "valid if the timestamp is in milliseconds, not in seconds"),
        (lambda: now() * 1_000, "valid if the timestamp is in milliseconds, not in microseconds"),
        (time.time_ns, "valid if the timestamp is in milliseconds, not in nanoseconds"),
        (
            lambda: "2025-11-20T14:30:00Z",
            "valid if the timestamp is a whole number of milliseconds since 1970, in digits alone",
        ),
        (
            lambda: time.time(),
            "valid if the timestamp is a whole number of milliseconds since 1970, in digits alone",
        ),
        (lambda: "1" * 30, "the timestamp has 30 digits; milliseconds since 1970 have 13"),
    ],
)
def test_timestamp_in_another_unit_is_recognised(
    trader: Any, timestamp: Callable[[], object], expected: str
) -> None:
    """The rest of the signature is right."""
    assert expected == explain(trader, headers(trader, timestamp=timestamp()))


@pytest.mark.parametrize(("offset", "word"), [(-90_000, "behind"), (90_000, "ahead of")])
def test_clock_that_is_off_is_told_by_how_much(
    make_trader: Callable[..., Any], offset: int, word: str
) -> None:
    """Together with what is wrong with the signature besides."""
    trader = make_trader(clock=lambda: 1_763_000_000.0)
    signed = headers(trader, "TIMEGET/portfolio/fills", timestamp=1_763_000_000_000 + offset)
    explanation = explain(trader, signed)
    assert explanation.startswith(f"the timestamp is 90.0 s {word} the exchange's clock, ")
    assert explanation.endswith("; valid if the signed path begins with /trade-api/v2")


def test_headers_that_are_missing_empty_or_doubled_are_named(trader: Any) -> None:
    """Also where a bearer token came in their place."""
    signed = headers(trader)
    without = {name: value for name, value in signed.items() if name != SIGNATURE}
    assert "the header KALSHI-ACCESS-SIGNATURE is missing" == explain(trader, without)
    assert "the header KALSHI-ACCESS-KEY is empty" == explain(trader, {**signed, KEY: ""})
    bearer = explain(trader, {"Authorization": "Bearer x"})
    assert "the header KALSHI-ACCESS-KEY is missing; a bearer token is not taken here" == bearer
    doubled = [*signed.items(), (TIMESTAMP, signed[TIMESTAMP])]
    assert "the header KALSHI-ACCESS-TIMESTAMP came 2 times" == explain(trader, doubled)


def test_key_id_in_another_spelling_is_told_from_an_unknown_one(trader: Any) -> None:
    """No id is shown."""
    signed = headers(trader)
    spelt = explain(trader, {**signed, KEY: f'"{signed[KEY].upper()}"'})
    assert spelt.startswith("valid if the key id is written exactly as it was given")
    unknown = explain(trader, {**signed, KEY: "11111111-2222-3333-4444-555555555555"})
    assert "no key has this id; a key belongs to one environment, demo or production" == unknown


def test_bearer_token_that_is_wrong_is_called_so(make_trader: Callable[..., Any]) -> None:
    """Where the edition takes one at all."""
    trader = make_trader(edition="2026-10")
    assert "the bearer token is not that of the account" == explain(trader, {"Authorization": "Bearer x"})


def test_ed25519_signature_over_another_text_is_recognised(make_trader: Callable[..., Any]) -> None:
    """The same mistakes, another kind of key."""
    trader = make_trader(private_key_pem=None, key_type="ed25519")
    key: Any = load_pem_private_key(trader.exchange.private_key_pem.encode(), None)
    timestamp = str(now())

    def told(text: str, key: Any = key) -> str:
        signature = base64.b64encode(key.sign(text.encode())).decode()
        signed = {KEY: trader.exchange.api_key_id, SIGNATURE: signature, TIMESTAMP: timestamp}
        return explain(trader, signed, f"{PATH}?limit=1")

    assert "valid if the query is left out of the signed text" == told(f"{timestamp}GET{PATH}?limit=1")
    other = told(f"{timestamp}GET{PATH}", Ed25519PrivateKey.generate())
    assert other.startswith("the signature was made with another key, or over a text")
    signed = {
        KEY: trader.exchange.api_key_id,
        SIGNATURE: base64.b64encode(bytes(256)).decode(),
        TIMESTAMP: timestamp,
    }
    assert "the signature is 256 bytes long, those of the key, which is Ed25519, are 64" == explain(
        trader, signed
    )


def test_valid_request_has_no_explanation(trader: Any) -> None:
    """And one that was not looked at neither."""
    assert 200 == trader.send("GET", PATH, headers(trader)).status
    assert 404 == trader.send("GET", "/nothing", {}).status
    assert [None, None] == [each.explanation for each in trader.exchange.requests]


def test_answer_tells_only_where_it_is_wanted(make_trader: Callable[..., Any]) -> None:
    """The recorded body is kept unless asked otherwise."""
    silent, open_handed = make_trader(), make_trader(explain_signatures=True)
    for trader, expected in (
        (silent, "INCORRECT_API_KEY_SIGNATURE"),
        (
            open_handed,
            "INCORRECT_API_KEY_SIGNATURE: valid if the signed path begins with /trade-api/v2",
        ),
    ):
        reply = trader.send("GET", PATH, headers(trader, "TIMEGET/portfolio/fills"))
        assert expected == reply.body["error"]["details"]
        assert "INCORRECT_API_KEY_SIGNATURE" == trader.exchange.requests[-1].verdict


def test_log_tells_it_without_the_signature(trader: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Under the name of the package, as a warning."""
    signed = headers(trader, "TIMEGET/portfolio/fills")
    trader.send("GET", PATH, signed)
    (record,) = caplog.records
    assert ("kalshi_mock", logging.WARNING) == (record.name, record.levelno)
    expected = f"GET {PATH}: INCORRECT_API_KEY_SIGNATURE: valid if the signed path begins with /trade-api/v2"
    assert expected == record.getMessage()
    shown = caplog.text + repr(trader.exchange.requests) + str(trader.exchange.requests[-1])
    assert signed[SIGNATURE] not in shown
    assert signed[KEY] not in shown


NAMES = st.sampled_from(
    ["KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE", "KALSHI-ACCESS-TIMESTAMP", "Host", "x"]
)


@settings(max_examples=200, deadline=None)
@given(
    pairs=st.lists(st.tuples(NAMES, st.one_of(st.just("ID"), st.text("0aZ=-_%'b ", max_size=20)))),
    target=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=12),
)
def test_nothing_that_comes_upsets_the_explanation(
    make_trader: Callable[..., Any], pairs: list[tuple[str, str]], target: str
) -> None:
    """Whatever the headers hold, the answer is a refusal and the explanation a sentence."""
    trader = make_trader(fills=0, api_key_id="ID")
    reply = trader.send("GET", f"{PATH}?{target}", pairs)
    assert 401 == reply.status
    assert trader.exchange.requests[-1].explanation


def test_right_text_is_never_among_the_mistakes() -> None:
    """What it would take is never nothing."""
    signed = Signed("1763000000000", "GET", PATH, "limit=1", "host", "/trade-api/v2", [PATH])
    texts = [text for _, text in signed.mistakes()]
    assert signed.message not in texts
    assert len(texts) > 500


def test_diagnosis_is_quick_where_nothing_helps(make_trader: Callable[..., Any]) -> None:
    """A refusal that cannot be explained takes little more than verifying each text that it could be."""
    trader = make_trader(private_key_pem=None, key_type="ed25519", fills=0)
    assert isinstance(trader.exchange.application._diagnosis, Diagnosis)
    signature = base64.b64encode(bytes(64)).decode()
    signed = {KEY: trader.exchange.api_key_id, SIGNATURE: signature, TIMESTAMP: str(now())}
    key = Ed25519PrivateKey.generate().public_key()
    mistakes = list(Signed(str(now()), "GET", PATH, "", "host", "/trade-api/v2", [PATH]).mistakes())

    def verify() -> None:
        for _, text in mistakes:
            with contextlib.suppress(InvalidSignature):
                key.verify(bytes(64), text)

    times = [(measure(lambda: explain(trader, signed)), measure(verify)) for _ in range(3)]
    assert min(ours / floor for ours, floor in times) < 4, times
