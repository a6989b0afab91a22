"""The version that a contract states."""

import re
from typing import Final

__all__ = ["state_version"]

_VERSION: Final = re.compile(
    r"^(info:\s*\n(?:[ \t]+.*\n|\s*\n)*?[ \t]+version:[ \t]*)(['\"]?)[^\s'\"#]+\2", re.MULTILINE
)


def state_version(text: str, version: str) -> str:
    """Writes another version into a contract's text.

    Args:
        text: The contract.
        version: The version that `info.version` states from now on.
    """
    return _VERSION.sub(lambda match: f"{match[1]}{match[2]}{version}{match[2]}", text, count=1)
