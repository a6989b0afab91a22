"""The version that follows from a change, by the rules of Semantic Versioning."""

import re
from enum import IntEnum

__all__ = ["Bump", "bump_between", "next_version"]

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


class Bump(IntEnum):
    """Which part of a version is raised."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def next_version(version: str, bump: Bump) -> str | None:
    """Raises a version.

    While the first number is 0, what would raise it raises the second one, and so on.

    Args:
        version: Three numbers with dots between them.
        bump: What is raised.

    Returns:
        The raised version, or None if the version is not three numbers.
    """
    numbers = _numbers(version)
    if numbers is None:
        return None
    major, minor, patch = numbers
    if major == 0 and bump > Bump.PATCH:
        bump = Bump(bump - 1)
    match bump:
        case Bump.NONE:
            return version
        case Bump.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Bump.MINOR:
            return f"{major}.{minor + 1}.0"
        case Bump.MAJOR:
            return f"{major + 1}.0.0"


def bump_between(old: str, new: str) -> Bump | None:
    """Tells what was raised between two versions.

    Returns:
        The first number that is higher, counted as `next_version` counts; NONE if the new version is not
        higher, None if one of them is not three numbers.
    """
    before, after = _numbers(old), _numbers(new)
    if before is None or after is None:
        return None
    if after <= before:
        return Bump.NONE
    place = next(index for index in range(3) if after[index] != before[index])
    raised = Bump(3 - place)
    return Bump(raised + 1) if before[0] == 0 and raised < Bump.MAJOR else raised


def _numbers(version: str) -> tuple[int, int, int] | None:
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
