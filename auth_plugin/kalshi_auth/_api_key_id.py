"""The API key id, checked before it can break a request."""

from __future__ import annotations

from ._errors import ApiKeyIdError


def check_api_key_id(api_key_id: object, name: str = "api_key_id") -> str:
    """Return the key id without surrounding white space and quotation marks.

    Args:
        api_key_id: What the user gave.
        name: The argument or environment variable it came from, for the error.

    Raises:
        ApiKeyIdError: If it is empty or could not be the value of a header. The id itself is not shown.
    """
    if not isinstance(api_key_id, str):
        raise ApiKeyIdError(f"{name} is of type {type(api_key_id).__name__}; give the key's id as text")
    text = api_key_id.strip().strip("\"'").strip()
    if not text:
        raise ApiKeyIdError(f"{name} is empty; give the id shown beside the key in the account's settings")
    if "-----BEGIN" in text:
        raise ApiKeyIdError(f"{name} is a key in PEM form, not a key's id; were the two arguments swapped?")
    for position, character in enumerate(text, start=1):
        if not "!" <= character <= "~":
            raise ApiKeyIdError(
                f"{name} has {_describe(character)} at position {position} of {len(text)}; "
                "an id is letters, digits and hyphens on one line: copy it again"
            )
    return text


def _describe(character: str) -> str:
    if character in "\r\n":
        return "a line break"
    if character.isspace():
        return "white space"
    kind = "the non-ASCII character" if character > "\x7f" else "the control character"
    return f"{kind} U+{ord(character):04X}"
