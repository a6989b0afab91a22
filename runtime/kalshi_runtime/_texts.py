"""Text out of what servers send and people write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import httpx

BOM: Final = b"\xef\xbb\xbf"
"""What some servers put before UTF-8."""

_TAGS = r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)|</?[a-z!][^>]*(>|\Z)"


def decode_text(content: bytes, headers: httpx.Headers | None) -> str:
    """Decode a body by the charset its headers name, else as UTF-8; bytes that are no text are replaced."""
    kind = "" if headers is None else headers.get("content-type", "")
    charset = re.search(r"(?i)\bcharset\s*=\s*\"?([\w.:-]+)", kind)
    try:
        return content.decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, ValueError):  # no such charset, or one that is no text encoding
        return content.decode("utf-8", "replace")


def make_excerpt(text: str, length: int = 200) -> str | None:
    """Return the beginning of a text on one line; of an HTML page, what a person would see of it."""
    head = text[: 20 * length]
    if "<" in head:
        import html  # its table of names is large, and few calls are answered with a page

        head = html.unescape(re.sub(_TAGS, " ", head))
    line = " ".join("".join(character if character.isprintable() else " " for character in head).split())
    return (line if len(line) <= length else line[: length - 1].rstrip() + "…") or None


def find_near_name(name: str, known: Iterable[str]) -> str | None:
    """Return the one of some names that was probably meant."""
    from difflib import get_close_matches  # only for those who misspell, not for every import

    return next(iter(get_close_matches(name, known, n=1)), None)
