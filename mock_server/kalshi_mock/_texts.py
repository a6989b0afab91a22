"""The texts that clients sign by mistake, each with what is to be changed of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from kalshi_mock._parameters import decode_percent

_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
_NEARBY_MS = 100
_MOST_FAULTS = 2

Remedies = tuple[str, ...]


def _join(separator: str) -> Callable[[str, str, str], str]:
    return lambda timestamp, method, path: separator.join((timestamp, method, path))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text that may have been signed, by its parts and what was done with them."""

    timestamp: str
    method: str
    path: str
    arrange: Callable[[str, str, str], str]
    digest: Callable[[bytes], bytes] = bytes

    def write(self) -> bytes:
        text = self.arrange(self.timestamp, self.method, self.path)
        return self.digest(text.encode("latin-1", "replace"))


Mistake = tuple[str, Mapping[str, Any]]
"""What is to be changed, and how the draft differs."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request has to sign, and what it could be taken for.

    Attributes:
        timestamp: The timestamp's header.
        method: The method, in upper case.
        path: The path as it came.
        query: The query as it came.
        host: The header `Host`.
        prefix: What every path starts with.
        paths: The paths of all operations.
    """

    timestamp: str
    method: str
    path: str
    query: str
    host: str
    prefix: str
    paths: Sequence[str]

    @property
    def message(self) -> bytes:
        """The right text."""
        return self._draft.write()

    def mistakes(self) -> Iterator[tuple[Remedies, bytes]]:
        """Goes through texts with up to two mistakes, the likelier ones first.

        Yields:
            What is to be changed, and the text.
        """
        kinds: tuple[Sequence[Mistake], ...] = (
            [(remedy, {"path": path}) for remedy, path in self._paths()],
            [(remedy, {"method": method}) for remedy, method in self._methods()],
            [(remedy, {"timestamp": timestamp}) for remedy, timestamp in self._timestamps()],
            _ARRANGEMENTS,
            _DIGESTS,
        )
        for count in range(1, _MOST_FAULTS + 1):
            for chosen in combinations(kinds, count):
                for mistakes in product(*chosen):
                    changes: dict[str, Any] = {}
                    for _, change in mistakes:
                        changes.update(change)
                    yield tuple(remedy for remedy, _ in mistakes), replace(self._draft, **changes).write()
            if count == 1:
                yield from self._nearby()

    @property
    def _draft(self) -> _Draft:
        return _Draft(self.timestamp, self.method, self.path, _join(""))

    def _nearby(self) -> Iterator[tuple[Remedies, bytes]]:
        """Clients that ask for the time twice sign one and send the other."""
        if not self.timestamp.isdecimal() or len(self.timestamp) > 20:
            return
        for offset in (each for ms in range(1, _NEARBY_MS + 1) for each in (-ms, ms)):
            text = f"{int(self.timestamp) + offset}{self.method}{self.path}"
            word = "later" if offset > 0 else "earlier"
            remedy = f"the timestamp of the header is signed, not one that is {abs(offset)} ms {word}"
            yield (remedy,), text.encode("latin-1")

    def _paths(self) -> list[tuple[str, str]]:
        query = f"?{self.query}" if self.query else ""
        short = self.path.removeprefix(self.prefix)
        other_end = self.path[:-1] if self.path.endswith("/") else f"{self.path}/"
        found = [
            ("the path is part of the signed text", ""),
            ("the signed path ends like that of the request, slash or none", other_end),
        ]
        if query:
            found.append(("the query is left out of the signed text", self.path + query))
        if short != self.path:
            prefix = f"the signed path begins with {self.prefix}"
            found.append((prefix, short))
            found.append((f"{prefix}, without a slash missing", short.lstrip("/")))
            if query:
                found.append((f"{prefix} and the query is left out", short + query))
        for scheme in ("https://", "http://", ""):
            remedy = "the signed path begins at the host's root, without the host"
            found.append((remedy, f"{scheme}{self.host}{self.path}"))
            if query:
                found.append(
                    (f"{remedy}, and the query is left out", f"{scheme}{self.host}{self.path}{query}")
                )
        try:
            plain = decode_percent(self.path.encode("latin-1"))
        except ValueError:
            plain = self.path
        if plain != self.path:
            found.append(("the path is signed as it is sent, with its escapes", plain))
        found += [
            (f"the path of the request is signed, not {path}", path)
            for path in self.paths
            if path not in (self.path, plain)
        ]
        return found

    def _methods(self) -> list[tuple[str, str]]:
        return [
            (f"the method is signed as {self.method}, in upper case", self.method.lower()),
            (f"the method {self.method} is part of the signed text", ""),
            *(
                (f"the method {self.method} is signed, not {each}", each)
                for each in _METHODS
                if each != self.method
            ),
        ]

    def _timestamps(self) -> list[tuple[str, str]]:
        found = [("the timestamp is part of the signed text", "")]
        if len(self.timestamp) > 3:
            remedy = "the timestamp is signed as in the header, not in seconds"
            found.append((remedy, self.timestamp[:-3]))
        return found


_SEPARATORS = {"spaces": " ", "line ends": "\n", "colons": ":", "bars": "|", "commas": ","}
_ORDER = "the order is timestamp, method, path"
_ARRANGEMENTS: list[Mistake] = [
    *(
        (f"timestamp, method and path are joined without {shown}", {"arrange": _join(separator)})
        for shown, separator in _SEPARATORS.items()
    ),
    (_ORDER, {"arrange": lambda timestamp, method, path: method + timestamp + path}),
    (_ORDER, {"arrange": lambda timestamp, method, path: method + path + timestamp}),
    ("no body is part of the signed text", {"arrange": lambda *parts: "".join(parts) + "{}"}),
    ("no line end follows the signed text", {"arrange": lambda *parts: "".join(parts) + "\n"}),
]
_DIGESTS: list[Mistake] = [
    (
        "the text is signed, not its hash, which the signature makes by itself",
        {"digest": lambda text: hashlib.sha256(text).digest()},
    ),
    (
        "the text is signed, not the hexadecimal of its hash",
        {"digest": lambda text: hashlib.sha256(text).hexdigest().encode()},
    ),
    ("the text is signed, not its base64", {"digest": base64.b64encode}),
]
