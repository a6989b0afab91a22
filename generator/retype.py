"""Gives a parsed property the type that it really has, out of what the parser threw away.

The parser tells the kind of a thing: model, enum, list, text, number. The normalised document beside it tells
what the parser lost: that a text is a decimal, that a reference may be null, what a list's items count.
"""

from typing import Final

from generator.document import Json, mapping
from generator.problems import Problem, Refusal
from generator.types import ListOf, MapOf, Named, Scalar, ScalarName, Type, Union, nullable

__all__ = ["Names", "unwrap"]

_REFERENCE: Final = "#/components/schemas/"
_TEXT_FORMATS: Final[dict[str, ScalarName]] = {"decimal": "decimal", "date-time": "date-time", "date": "date"}


class Names:
    """The Python names of a document's schemas, and through them the types of everything that refers to them.

    Args:
        names: Python name and kind by the schema's name.
    """

    def __init__(self, names: dict[str, Named]) -> None:
        self._names = names

    def __getitem__(self, schema_name: str) -> Named:
        return self._names[schema_name]

    def type_of(self, schema: Json, pointer: str) -> Type:
        """Finds the type of a schema.

        Args:
            schema: The schema in normal form.
            pointer: Where it stands.

        Raises:
            Refusal: It has a form that has no type here.
        """
        inner, may_be_null = self._bare_type(schema, pointer), bool(schema.get("nullable"))
        return nullable(inner) if may_be_null else inner

    def _bare_type(self, schema: Json, pointer: str) -> Type:
        schema = unwrap(schema)
        if "$ref" in schema:
            return self._names[schema["$ref"].removeprefix(_REFERENCE)]
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                members = enumerate(schema[keyword])
                return Union(
                    tuple(self.type_of(member, f"{pointer}/{keyword}/{index}") for index, member in members)
                )
        match schema.get("type"):
            case "string":
                return Scalar(_TEXT_FORMATS.get(schema.get("format", ""), "string"))
            case "integer":
                return Scalar("integer")
            case "number":
                # An amount is exact whatever its format says: a float would not be.
                exact = schema.get("format") == "decimal" or "x-unit" in schema
                return Scalar("decimal", as_number=True) if exact else Scalar("number")
            case "boolean":
                return Scalar("boolean")
            case "array":
                return ListOf(self.type_of(mapping(schema.get("items")), f"{pointer}/items"))
            case "object" if not schema.get("properties"):
                extra = schema.get("additionalProperties")
                value = self.type_of(extra, f"{pointer}/additionalProperties") if extra else Scalar("any")
                return MapOf(value)
            case None if not schema.get("properties"):
                return Scalar("any")
            case _:
                remedy = "give it a name under components/schemas and refer to it"
                raise Refusal(Problem(pointer, "an object inside another has no name", remedy))


def unwrap(schema: Json) -> Json:
    """Looks through an `allOf` of one reference, which only adds words to it."""
    parts = schema.get("allOf")
    if isinstance(parts, list) and len(parts) == 1:
        only: Json = parts[0]
        return only
    return schema
