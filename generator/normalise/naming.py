"""Names for schemas that have none."""

from itertools import chain, count
from typing import Final

from generator.document import Json
from generator.names import class_name

__all__ = ["INLINE", "Namer"]

INLINE: Final = "x-inline-at"
"""Where a schema stood that was given a name; marks those that the document does not name."""


class Namer:
    """Puts schemas under `components/schemas`, each under a name whose class no other has.

    Args:
        document: The document, which is changed.
    """

    def __init__(self, document: Json) -> None:
        components = document.setdefault("components", {})
        self.schemas: Json = components.setdefault("schemas", {})
        self._taken = {class_name(name) for name in self.schemas}

    def add(self, words: str, schema: Json, pointer: str) -> str:
        """Adds a schema.

        Args:
            words: What it should be called.
            schema: The schema.
            pointer: Where it stood.

        Returns:
            The name that it got, which is that of its class.
        """
        wanted = class_name(words)
        candidates = chain((wanted, f"{wanted}Type"), (f"{wanted}{number}" for number in count(2)))
        name = next(candidate for candidate in candidates if class_name(candidate) not in self._taken)
        self._taken.add(class_name(name))
        self.schemas[name] = schema
        schema[INLINE] = pointer
        return name
