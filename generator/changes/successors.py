"""What says the same as a field that is gone, in another notation."""

from generator.changes.likeness import words_of
from generator.changes.renames import Renames
from generator.changes.view import View
from generator.surface import Line

__all__ = ["find_successor"]


def find_successor(new: View, renames: Renames, line: Line) -> Line | None:
    """Finds the field that callers may read instead of one that is gone.

    It stands in the same schema, and its name has every word of the old one and more, such as `size_text`
    after `size`. Where two are equally near, nothing tells which one is meant.

    Args:
        new: The contract after.
        renames: What was renamed between them.
        line: The line that is gone.
    """
    if line.kind != "field":
        return None
    words = words_of(line.names[1])
    candidates: dict[int, list[Line]] = {}
    for name, candidate in new.owned("field", renames.owner(line.names[0])).items():
        if words < words_of(name):
            candidates.setdefault(len(words_of(name) - words), []).append(candidate)
    nearest = candidates[min(candidates)] if candidates else []
    return nearest[0] if len(nearest) == 1 else None
