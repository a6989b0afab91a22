"""The two contracts of an update: ours, which is written on, and theirs, from which shapes are taken."""

from typing import Any, Final

import attrs

from generator.document import Json, dereference, mapping, operations
from generator.update.text import section

__all__ = ["WORDS", "Update", "is_ours"]

WORDS: Final = frozenset({"summary", "description", "title", "example", "examples", "externalDocs"})
"""What a document says in words and examples, which a document of someone else never gives to ours."""

_OUR_EXTENSIONS: Final = frozenset({"x-unit", "x-pagination"})


def is_ours(document: Json) -> bool:
    """Tells whether a document is written by the rules of this house, which name the edition."""
    return "x-edition" in mapping(document.get("info"))


@attrs.define
class Update:
    """An update under way.

    Attributes:
        ours: Our contract as nodes, which is changed in place.
        theirs: The new contract as plain data.
        exact: Whether theirs is of this house, so that its words and every detail of its forms count.
        notes: What was done that a person should know of, in order.
        names: Our name of each named schema of theirs that was met.
    """

    ours: Json
    theirs: Json
    exact: bool
    notes: list[str] = attrs.field(factory=list)
    names: dict[str, str] = attrs.field(factory=dict)

    def note(self, text: str) -> None:
        """Remembers something for the report, once."""
        if text not in self.notes:
            self.notes.append(text)

    def taken(self, value: Json) -> Json:
        """Picks what of a mapping of theirs goes into ours: all if it is of this house, else no words."""
        if self.exact:
            return dict(value)
        return {
            key: item
            for key, item in value.items()
            if key not in WORDS and (not key.startswith("x-") or key in _OUR_EXTENSIONS)
        }

    def our_schemas(self) -> Json:
        """The named schemas of ours."""
        return section(self.ours, "schemas")

    def resolve_ours(self, value: Any) -> Json:
        """Follows a `$ref` of ours."""
        return dereference(self.ours, mapping(value))

    def resolve_theirs(self, value: Any) -> Json:
        """Follows a `$ref` of theirs."""
        return dereference(self.theirs, mapping(value))

    def our_operation(self, operation_id: str) -> tuple[str, str, Json] | None:
        """Finds path, method and operation of ours."""
        for _, path, method, operation in operations(self.ours):
            if operation.get("operationId") == operation_id:
                return path, method, operation
        return None
