"""Gives each schema its type.

The parser tells that a thing is there and whether it is required. The normalised document beside it tells
what the parser loses: that a text is a decimal, that a reference may be null, what a list's items count.
"""

from collections.abc import Mapping
from typing import Any, Final

from generator.document import Json, component_of, mapping
from generator.normalise.merge import is_wrapper
from generator.problems import Problem, Refusal
from generator.types import (
    NULL,
    Constant,
    ListOf,
    MapOf,
    Named,
    Nullable,
    Scalar,
    ScalarName,
    Type,
    Union,
    nullable,
)

__all__ = ["Names", "unwrap"]

_TEXT_FORMATS: Final[dict[str, ScalarName]] = {"decimal": "decimal", "date-time": "date-time", "date": "date"}
_SCALARS: Final[dict[type, ScalarName]] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_ANY: Final = Scalar("any")


class Names:
    """The Python names of a document's schemas, and through them the types of everything that refers to them.

    Args:
        names: Python name and kind by the schema's name.
        schemas: The schemas.
    """

    def __init__(self, names: dict[str, Named], schemas: Mapping[str, Json]) -> None:
        self._names = names
        self._schemas = schemas
        self._by_python_name = {named.name: name for name, named in names.items()}

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

    def look_through(self, type_: Type) -> Type:
        """Puts what an alias stands for into its place, as long as it is one."""
        seen = set()
        while isinstance(type_, Named) and type_.kind == "alias" and type_.name not in seen:
            seen.add(type_.name)
            schema_name = self._by_python_name[type_.name]
            type_ = self.type_of(self._schemas[schema_name], f"/components/schemas/{schema_name}")
        return type_

    def admits_null(self, type_: Type) -> bool:
        """Tells whether null is a value of a type."""
        type_ = self.look_through(type_)
        if isinstance(type_, Union):
            return any(self.admits_null(member) for member in type_.members)
        return isinstance(type_, Nullable) or type_ in (_ANY, NULL)

    def _bare_type(self, schema: Json, pointer: str) -> Type:
        schema = unwrap(schema)
        if "$ref" in schema:
            return self._named(schema["$ref"])
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                return self._union(schema, keyword, pointer)
        if "const" in schema:
            return _constant(schema["const"])
        match schema.get("type"):
            case "string":
                return Scalar(_TEXT_FORMATS.get(schema.get("format", ""), "string"))
            case "integer":
                return Scalar("integer")
            case "number":
                # A number is exact whatever its format says; one that counts something is an amount.
                is_amount = schema.get("format") == "decimal" or "x-unit" in schema
                return Scalar("decimal", as_number=True) if is_amount else Scalar("number")
            case "boolean":
                return Scalar("boolean")
            case "null":
                return NULL
            case "array":
                return ListOf(self.type_of(mapping(schema.get("items")), f"{pointer}/items"))
            case "object" if not schema.get("properties"):
                extra = schema.get("additionalProperties")
                values = extra if isinstance(extra, dict) else {}
                return MapOf(self.type_of(values, f"{pointer}/additionalProperties"))
            case None if not schema.get("properties"):
                return _enumerated(schema["enum"]) if schema.get("enum") else _ANY
            case _:
                remedy = "give it a name under components/schemas and refer to it"
                raise Refusal(Problem(pointer, "an object inside another has no name", remedy))

    def _named(self, reference: str) -> Type:
        name = component_of(reference) or ""
        named = self._names[name]
        if self._is_null(self._schemas[name]):
            return NULL  # since Python has no `A | None` where A is None
        # An alias of a nullable type tells so itself; a class cannot.
        is_nullable = named.kind != "alias" and self._schemas[name].get("nullable") is True
        return nullable(named) if is_nullable else named

    def _is_null(self, schema: Json) -> bool:
        """Tells whether a schema allows null and nothing else, by whatever name."""
        schema = unwrap(schema)
        name = component_of(schema.get("$ref"))
        return schema.get("type") == "null" if name is None else self._is_null(self._schemas[name])

    def _union(self, schema: Json, keyword: str, pointer: str) -> Type:
        members: dict[Type, tuple[str, ...]] = {}
        may_be_null = False
        discriminator = mapping(schema.get("discriminator"))
        for index, member in enumerate(schema[keyword]):
            type_ = self.type_of(mapping(member), f"{pointer}/{keyword}/{index}")
            may_be_null = may_be_null or isinstance(type_, Nullable)
            type_ = type_.inner if isinstance(type_, Nullable) else type_
            if type_ == _ANY:
                return _ANY
            if isinstance(type_, Union):
                members |= dict.fromkeys(type_.members, ())
            else:
                members[type_] = members.get(type_, ()) + _tags(discriminator, mapping(member))
        types = tuple(members)
        inner: Type = types[0]
        if len(types) > 1:
            field = discriminator.get("propertyName")
            inner = Union(types, field, tuple(members.values())) if field else Union(types)
        return nullable(inner) if may_be_null else inner


def unwrap(schema: Json) -> Json:
    """Looks through an `allOf` of one reference, which only adds words to it."""
    return mapping(schema["allOf"][0]) if is_wrapper(schema) else schema


def _tags(discriminator: Json, member: Json) -> tuple[str, ...]:
    """Lists the values by which a discriminator knows the objects of a member."""
    name = component_of(unwrap(member).get("$ref"))
    if not discriminator or name is None:
        return ()
    mapped = mapping(discriminator.get("mapping"))
    values = tuple(value for value, target in mapped.items() if name in (target, component_of(target)))
    return values or (name,)


def _constant(value: Any) -> Type:
    if value is None:
        return NULL
    if isinstance(value, str | int) and not isinstance(value, bool):
        return Constant(value)
    return Scalar(_SCALARS.get(type(value), "any"))


def _enumerated(values: list[Any]) -> Type:
    """Finds the type of an enum whose values are of several kinds."""
    kinds: dict[Type, None] = {Scalar(_SCALARS.get(type(value), "any")): None for value in values}
    if Scalar("number") in kinds:
        kinds.pop(Scalar("integer"), None)
    return _ANY if _ANY in kinds else Union(tuple(kinds)) if len(kinds) > 1 else next(iter(kinds))
