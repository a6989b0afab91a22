"""The ways in which a signature can be wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512

from gate.signatures.draft import Draft, Pairs, encode, pkcs1, pss
from kalshi_auth import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, SigningKey

DAY_MS = 86_400_000
LONGEST = padding.PSS.MAX_LENGTH
HEADERS = (KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One way to be wrong.

    Attributes:
        name: The way, in words.
        headers: Makes the headers of a draft that is right but for this.
        loose: Whether 400 is as good an answer as 401, since it need not get as far as the signature.
        unverified: Whether a server may take it for right, since the contract does not say that it is wrong.
    """

    name: str
    headers: Callable[[Draft], Pairs]
    loose: bool = False
    unverified: bool = False


def wrongs(right: Draft, *, prefix: str, other_path: str, other_key: SigningKey) -> Iterator[Wrong]:
    """All ways to be wrong that apply to a request.

    Args:
        right: The request as it should be.
        prefix: What the base URL puts before the operation's path.
        other_path: The path of another operation.
        other_key: A key of the same kind that the server does not know.
    """
    yield from _wrong_texts(right, prefix, other_path)
    yield from _wrong_times()
    yield _changed("another key", key=other_key)
    yield _changed("an unknown key id", key_id=str(uuid.UUID(int=0)))
    if isinstance(right.key, rsa.RSAPrivateKey):
        yield from _wrong_schemes()
    yield from _wrong_encodings()
    yield from _wrong_headers()


def make_other_key(key: SigningKey) -> SigningKey:
    """Makes a key of the same kind."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _changed(name: str, *, unverified: bool = False, **values: Any) -> Wrong:
    return Wrong(name, lambda draft: replace(draft, **values).headers(), unverified=unverified)


def _wrong_texts(right: Draft, prefix: str, other_path: str) -> Iterator[Wrong]:
    yield _changed("another operation's path signed", path=prefix + other_path)
    if prefix:
        yield _changed("the path signed without its prefix", path=right.path.removeprefix(prefix))
    yield _changed("a slash signed after the path", path=f"{right.path}/")
    if right.query:
        yield _changed("the query signed", path=f"{right.path}?{right.query}")
    yield _changed("another method signed", method="POST")
    yield _changed("the method signed in lower case", method=right.method.lower())
    yield _changed("no method signed", method="")


def _wrong_times() -> Iterator[Wrong]:
    def told(name: str, tell: Callable[[int], str], *, loose: bool = False) -> Wrong:
        return Wrong(
            name, lambda draft: replace(draft, timestamp=tell(int(draft.timestamp))).headers(), loose=loose
        )

    yield told("seconds for milliseconds", lambda ms: str(ms // 1000))
    yield told("microseconds for milliseconds", lambda ms: str(ms * 1000))
    yield told("a timestamp of yesterday", lambda ms: str(ms - DAY_MS))
    yield told("a timestamp of tomorrow", lambda ms: str(ms + DAY_MS))
    yield told("a timestamp with a fraction", lambda ms: f"{ms}.0", loose=True)
    yield told("a timestamp that is no number", lambda _: "now", loose=True)
    yield Wrong(
        "another timestamp signed than sent",
        lambda draft: replace(draft, signed_timestamp=str(int(draft.timestamp) + 1)).headers(),
    )


def _wrong_schemes() -> Iterator[Wrong]:
    yield _changed("padding of PKCS #1 v1.5", scheme=pkcs1)
    yield _changed("no salt", scheme=pss(SHA256(), 0))
    yield _changed("a salt of 20 bytes", scheme=pss(SHA256(), 20))
    yield _changed("the longest salt", scheme=pss(SHA256(), LONGEST))
    yield _changed("SHA-512 for SHA-256", scheme=pss(SHA512(), 32))
    yield _changed("SHA-1 in the mask", scheme=pss(SHA256(), 32, SHA1()))  # noqa: S303 - to be refused


def _wrong_encodings() -> Iterator[Wrong]:
    yield _changed(
        "a bit of the signature flipped", encode=lambda raw: encode(raw[:-1] + bytes([raw[-1] ^ 1]))
    )
    yield _changed("half a signature", encode=lambda raw: encode(raw[: len(raw) // 2]))
    yield _changed("a signature in hexadecimal", encode=bytes.hex)
    yield _changed(
        "a signature without its last equals signs",
        encode=lambda raw: encode(raw).rstrip("="),
        unverified=True,
    )
    yield _changed(
        "a stray character in the signature",
        encode=lambda raw: f"{encode(raw)[:8]}!{encode(raw)[8:]}",
        unverified=True,
    )


def _wrong_headers() -> Iterator[Wrong]:
    yield Wrong("a bearer token that nobody gave", lambda _: [("Authorization", "Bearer nobody")])
    for name in HEADERS:
        yield Wrong(f"{name} missing", _spoiled(name, lambda _, __: []))
        yield Wrong(f"{name} empty", _spoiled(name, lambda name, _: [(name, "")]))
        yield Wrong(f"{name} not ASCII", _spoiled(name, lambda name, _: [(name, "é".encode())]), loose=True)
        yield Wrong(
            f"{name} twice, wrong the second time",
            _spoiled(name, lambda name, value: [(name, value), (name, "0")]),
            loose=True,
            unverified=True,
        )
        yield Wrong(
            f"{name} twice, wrong the first time",
            _spoiled(name, lambda name, value: [(name, "0"), (name, value)]),
            loose=True,
            unverified=True,
        )


def _spoiled(name: str, spoil: Callable[[str, str | bytes], Pairs]) -> Callable[[Draft], Pairs]:
    def make(draft: Draft) -> Pairs:
        return [
            pair
            for key, value in draft.headers()
            for pair in (spoil(key, value) if key == name else [(key, value)])
        ]

    return make
