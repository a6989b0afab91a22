"""In what way a request is not signed as it should be.

Only for people who look for their mistake: whether a request is let in is decided elsewhere, by other code.
Nothing that is said here holds a signature, a key or an id of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from kalshi_mock._answer import Request
from kalshi_mock._contract import Contract
from kalshi_mock._opening import Opened, open_signature
from kalshi_mock._signature import KEY, SIGNATURE, TIMESTAMP, PublicKey
from kalshi_mock._spelling import read_signature
from kalshi_mock._texts import Signed

_UNITS = ((1_000, "seconds"), (0.001, "microseconds"), (0.000_001, "nanoseconds"))
_NAMES = {
    name: f"KALSHI-ACCESS-{name.rpartition(b'-')[2].decode().upper()}" for name in (KEY, SIGNATURE, TIMESTAMP)
}


class Diagnosis:
    """Finds out what is wrong with the signatures of requests that were refused."""

    def __init__(self, contract: Contract, keys: Mapping[str, PublicKey], clock: Callable[[], float]) -> None:
        """Takes what a verifier knows.

        Args:
            contract: What can be asked.
            keys: The public keys by key id.
            clock: Tells the time as `time.time` does, in seconds.
        """
        self._keys = keys
        self._clock = clock
        self._tolerance_ms = contract.clock_tolerance_ms
        self._prefix = contract.prefix
        self._paths = [operation.path for operation in contract.operations]

    def explain(self, request: Request) -> str:
        """Explains a refusal.

        Args:
            request: The request that was refused for its signature.

        Returns:
            What is wrong, or what it would take to be right.
        """
        found: dict[bytes, list[bytes]] = {KEY: [], SIGNATURE: [], TIMESTAMP: [], b"host": []}
        for name, value in request.headers:
            if name in found:
                found[name].append(value)
        for name, shown in _NAMES.items():
            if len(found[name]) > 1:
                return f"the header {shown} came {len(found[name])} times"
            if not found[name] or not found[name][0]:
                more = any(name == b"authorization" for name, _ in request.headers)
                return f"the header {shown} is {'empty' if found[name] else 'missing'}" + (
                    "; a bearer token is not taken here" if more else ""
                )
        key_id = found[KEY][0].decode("latin-1")
        key = self._keys.get(key_id)
        if key is None:
            return _explain_key_id(key_id, self._keys)
        path, _, query = request.target.decode("latin-1").partition("?")
        signed = Signed(
            found[TIMESTAMP][0].decode("latin-1"),
            request.method.upper(),
            path,
            query,
            b"".join(found[b"host"]).decode("latin-1"),
            self._prefix,
            self._paths,
        )
        parts = [
            *self._explain_timestamp(signed.timestamp),
            *_explain_signature(key, found[SIGNATURE][0], signed),
        ]
        return "; ".join(parts) or "nothing is wrong with it any more"

    def _explain_timestamp(self, text: str) -> Iterator[str]:
        if not (text.isascii() and text.isdecimal()):
            yield "valid if the timestamp is a whole number of milliseconds since 1970, in digits alone"
            return
        if len(text) > 20:
            yield f"the timestamp has {len(text)} digits; milliseconds since 1970 have 13"
            return
        now, value = int(self._clock() * 1000), int(text)
        if abs(value - now) <= self._tolerance_ms:
            return
        for factor, unit in _UNITS:
            if abs(value * factor - now) <= self._tolerance_ms + 1000:
                yield f"valid if the timestamp is in milliseconds, not in {unit}"
                return
        word = "behind" if value < now else "ahead of"
        yield (
            f"the timestamp is {abs(value - now) / 1000:.1f} s {word} the exchange's clock, "
            f"{self._tolerance_ms / 1000:g} s are allowed; set the clock, or sign right before sending"
        )


def _explain_key_id(key_id: str, known: Collection[str]) -> str:
    bare = key_id.strip("\"' \t").casefold()
    if any(each.casefold() == bare for each in known):
        return "valid if the key id is written exactly as it was given, without quotes and in the same case"
    return "no key has this id; a key belongs to one environment, demo or production"


def _explain_signature(key: PublicKey, header: bytes, signed: Signed) -> Iterator[str]:
    raw, remedies = read_signature(header)
    if raw is None:
        yield "the signature is not base64"
        return
    if isinstance(key, RSAPublicKey):
        ways = open_signature(key, raw)
        for way in ways:
            if way.fits(signed.message):
                yield from _advise((*remedies, *way.remedies))
                return
        for mistake, text in signed.mistakes() if ways else ():
            for way in ways:
                if way.fits(text):
                    yield from _advise((*remedies, *mistake, *way.remedies))
                    return
        yield _give_up(raw, ways, key)
        return
    if _is_signed(key, raw, signed.message):
        yield from _advise(remedies)
        return
    for mistake, text in signed.mistakes():
        if len(raw) == 64 and _is_signed(key, raw, text):
            yield from _advise((*remedies, *mistake))
            return
    if len(raw) == 64:
        yield "the signature was made with another key, or over a text that is not like the right one"
    else:
        yield f"the signature is {len(raw)} bytes long, those of the key, which is Ed25519, are 64"


def _advise(remedies: tuple[str, ...]) -> Iterator[str]:
    if remedies:
        yield "valid if " + ", and ".join(remedies)


def _is_signed(key: PublicKey, raw: bytes, message: bytes) -> bool:
    if isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(raw, message)
    except InvalidSignature:
        return False
    return True


def _give_up(raw: bytes, ways: list[Opened], key: RSAPublicKey) -> str:
    size = (key.key_size + 7) // 8
    if any(way.certain for way in ways):
        remedies = next(_advise(next(way for way in ways if way.certain).remedies), "")
        return (
            "the signature was made with the right key, over another text than timestamp, method and path"
            + (f"; {remedies}" if remedies else "")
        )
    if ways:
        return "the signature was made with another key, or over a text that is not like the right one"
    if len(raw) == size:
        return (
            "the signature was made with another key, not with the private half of the one that its id names"
        )
    if raw[:1] == b"0" and 64 < len(raw) < 150:
        kind = ", in DER as elliptic-curve keys write it"
    elif len(raw) == 64:
        kind = ", as Ed25519 keys make it"
    else:
        kind = ""
    return f"the signature is {len(raw)} bytes long{kind}; those of the key, which is RSA, are {size}"
