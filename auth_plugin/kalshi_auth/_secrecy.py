"""Keeps secrets out of what programs print, log, pickle and trace."""

from __future__ import annotations

from typing import Any, NoReturn, Self

_MASK = "[secure]"


class MaskedText(str):
    """Text whose ``repr`` is a mask."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(_MASK)

    def __reduce_ex__(self, protocol: object) -> tuple[type[str], tuple[str]]:
        return str, (_MASK,)


class MaskedBytes(bytes):
    """A header value that goes onto the wire as it is, and is a mask in a ``repr`` or a pickle.

    httpx keeps header values given as bytes, so the mask also shows in ``repr(request.headers)`` and among
    the locals of a traceback, where httpx itself masks only ``Authorization``.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(_MASK.encode())

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> MaskedText:
        """Return the text of the value, masked as well."""
        return MaskedText(super().decode(encoding, errors))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> tuple[type[bytes], tuple[bytes]]:
        return bytes, (_MASK.encode(),)


class KeyHolder:
    """An object that holds a private key: copies share it, pickling is refused."""

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"{name} holds a private key and cannot be pickled; make a new {name} in the other process, "
            "for example with KalshiAuth.from_env()"
        )


def mask_key_id(api_key_id: str) -> str:
    """Return enough of a key id to tell two keys apart and too little to use it."""
    return f"{api_key_id[:4]}…" if len(api_key_id) >= 16 else "…"
