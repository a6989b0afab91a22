"""How a signature is written in its header, and what clients write instead of standard base64."""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import suppress
from urllib.parse import unquote_to_bytes

_WRAPPED = re.compile(rb"""b?(["'])(.*)\1""", re.DOTALL)
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2}){64,}")


def read_signature(header: bytes) -> tuple[bytes | None, tuple[str, ...]]:
    """Reads a signature in whatever notation it has.

    Args:
        header: The header's value.

    Returns:
        The signature, None if it cannot be read, and what is to be changed of the notation.
    """
    remedies: list[str] = []
    text = header
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[2]
        remedies.append("the signature is written without quotes around it")
    if b"".join(text.split()) != text:
        text = b"".join(text.split())
        remedies.append("the signature is written without white space and line ends")
    if b"%" in text:
        text = unquote_to_bytes(text)
        remedies.append("the signature is not percent-encoded")
    if _HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text.decode()), (
            *remedies,
            "the signature is written in base64, not hexadecimal",
        )
    if b"-" in text or b"_" in text:
        text = text.replace(b"-", b"+").replace(b"_", b"/")
        remedies.append("the signature is written in standard base64, not in that for URLs")
    unpadded = text.rstrip(b"=")
    padded = unpadded + b"=" * (-len(unpadded) % 4)
    if padded != text:
        remedies.append("the signature is written with exactly the padding of base64")
    try:
        raw = base64.b64decode(padded, validate=True)
    except binascii.Error:
        return None, ()
    if base64.b64encode(raw) != padded:
        remedies.append("the last character of the signature's base64 has no stray bits")
    # A signature's own bytes look like base64 with a chance of nothing.
    if re.fullmatch(rb"[A-Za-z0-9+/]{80,}={0,2}", raw):
        with suppress(binascii.Error):
            raw = base64.b64decode(raw, validate=True)
            remedies.append("the signature is encoded in base64 once, not twice")
    return raw, tuple(remedies)
