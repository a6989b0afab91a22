"""Typed decoders, and why they fail: in words without values, which are the account's data."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, Final

import msgspec

from ._finiteness import find_non_finite, make_check
from ._unions import decode_union

FAILURES: Final = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What decoding raises; UnicodeDecodeError is a ValueError."""

_PLACE = re.compile(r" - at `([^`]*)`$")
_VALUE = re.compile(r"(?s)^(Invalid enum value) .*")


@cache
def make_decoder(annotation: Any) -> Callable[[bytes | msgspec.Raw], Any]:
    """Return what decodes JSON into a type, exactly, and refuses decimals that are no numbers."""
    # The hook for floats is for free-form JSON alone; what has a type is decoded by that.
    decoder = msgspec.json.Decoder(annotation, dec_hook=decode_union, float_hook=Decimal)
    decode: Callable[[bytes | msgspec.Raw], Any] = decoder.decode
    check = make_check(annotation)
    if check is None:
        return decode

    def decode_finite(content: bytes | msgspec.Raw) -> Any:
        result = decode(content)
        if not check((result,)):
            raise ValueError(f"Expected a finite decimal - at `{find_non_finite(result)}`")
        return result

    return decode_finite


def explain(error: Exception, subject: str) -> tuple[str, str]:
    """Return why something cannot be decoded, and the JSON path of the place within it.

    Args:
        error: One of `FAILURES`.
        subject: What was decoded, in words.
    """
    if isinstance(error, RecursionError):
        return f"{subject} is nested too deeply", "$"
    if isinstance(error, UnicodeDecodeError):
        return f"{subject} is not UTF-8", "$"
    # This names places and types, but of an enum also the value.
    text = str(error)
    place = _PLACE.search(text)
    return _VALUE.sub(r"\1", _PLACE.sub("", text)), place[1] if place else "$"
