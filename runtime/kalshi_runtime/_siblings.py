"""Whether an answer fits another package for the same API better than the one that was asked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ._declarations import Sibling
from ._decoders import FAILURES
from ._shapes import is_array, is_object

_NAMED = 3


def suggest_sibling(siblings: Sequence[Sibling], content: bytes) -> str | None:
    """Say which other package an answer was made for.

    Names of fields are told, which the contracts declare, and no values, which are the account's data.

    Args:
        siblings: The other packages that declare the operation.
        content: The body of the answer.

    Returns:
        A sentence that names the package to import, or ``None`` where the answer fits none of them better.
    """
    try:
        body: object = msgspec.json.decode(content)
    except FAILURES:
        return None
    best: tuple[int, Sibling, list[str]] | None = None
    for sibling in siblings:
        theirs = [path for path in sibling.theirs if _holds(body, path)]
        gain = len(theirs) - sum(_holds(body, path) for path in sibling.ours)
        if gain > (best[0] if best else 0):
            best = gain, sibling, theirs
    if best is None:
        return None
    _, sibling, found = best
    named = ", ".join(found[:_NAMED]) + (", ..." if len(found) > _NAMED else "")
    return (
        f"It has fields of edition {sibling.edition} ({named}), which `import {sibling.package}` reads; "
        "its clients take the same credentials"
    )


def _holds(value: object, path: str) -> bool:
    """Whether there is a field at a path such as ``fills[].count``."""
    name, _, rest = path.partition(".")
    field = name.removesuffix("[]")
    if not is_object(value) or field not in value:
        return False
    if not rest:
        return True
    inner = value[field]
    items = inner if is_array(inner) else [inner]
    return any(_holds(item, rest) for item in items)
