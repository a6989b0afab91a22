"""Python names for what a document names freely.

Schemas, operations and arguments are named as openapi-python-client names them. Fields keep their name on the
wire, so that what people read in the API's documentation is what they type. What cannot be kept - keywords,
other signs, names that generated code is made with - gets an underscore for each sign that is none, `field_`
before a digit, and `_` behind it as long as it is taken.
"""

import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from openapi_python_client.strings import ClassName, PythonIdentifier, snake_case

__all__ = [
    "OF_ANNOTATIONS",
    "OF_CLIENTS",
    "OF_MODELS",
    "class_name",
    "identifier",
    "name_attributes",
    "name_members",
    "untaken",
]

_PREFIX: Final = "field_"

OF_MODELS: Final = frozenset(
    {
        *("Annotated", "Any", "AwareDatetime", "Decimal", "DecimalNumber", "Int64", "Literal", "Model"),
        *("OneOf", "OpenEnum", "OpenIntEnum", "Tag", "TypeAlias", "UNSET", "UnsetType"),
        *("datetime", "frozen", "renamed"),
    }
)
"""What the module of models is made with."""

OF_CLIENTS: Final = frozenset(
    {"aclose", "close", "datetime", "from_env", "models", "operations", "with_raw_response"}
)
"""What a facade has beside the methods of its operations, or is made with."""

_OF_EVERY_MODEL: Final = frozenset({"extra", "self", "to_dict"})
OF_ANNOTATIONS: Final = frozenset({"bool", "bytes", "dict", "list", "str"})
"""What is Python's own and stands in annotations."""


def class_name(name: str) -> str:
    """Names the class of a schema as the parser does, but none like what the module is made with."""
    found = _normalise(str(ClassName(_normalise(name), _PREFIX)))
    return f"{found}_" if found in OF_MODELS else found


def identifier(name: str) -> str:
    """Names a method or an argument as the parser does: snake case, keywords and builtins with `_`."""
    found = _normalise(str(PythonIdentifier(_normalise(name), _PREFIX)))
    return f"{found}_" if found in OF_CLIENTS else found


def untaken(name: str, taken: Collection[str]) -> str:
    """Puts underscores behind a name as long as it is taken."""
    while name in taken:
        name += "_"
    return name


def name_attributes(wire_names: Iterable[str], classes: Collection[str]) -> dict[str, str]:
    """Names the attributes of a model.

    Args:
        wire_names: Its fields.
        classes: The classes of the package, which an attribute must not hide from annotations.

    Returns:
        Attribute by field; most are the same.
    """
    wire_names = list(wire_names)
    reserved = {*_OF_EVERY_MODEL, *OF_ANNOTATIONS, *OF_MODELS, *classes}
    named = {name: name for name in wire_names if _is_attribute(name) and name not in reserved}
    for name in wire_names:
        if name not in named:
            named[name] = untaken(_make_attribute(name), {*named.values(), *wire_names, *reserved})
    return {name: named[name] for name in wire_names}


def name_members(values: Iterable[str | int], stated: Iterable[str] = ()) -> list[str]:
    """Names the members of an enum as the parser does, two of one name apart.

    Args:
        values: The values on the wire.
        stated: Names that the document gives them, if there is one for each.
    """
    values, stated = list(values), list(stated)
    taken: list[str] = []
    for index, value in enumerate(values):
        if len(stated) == len(values):
            name = snake_case(stated[index]).upper()
        elif isinstance(value, int):
            name = f"VALUE_{value}" if value >= 0 else f"VALUE_NEGATIVE_{-value}"
        else:
            name = snake_case(value.upper()).upper() if value[:1].isalpha() else ""
        name = _normalise(name)
        taken.append(untaken(name if _is_attribute(name) else f"VALUE_{index}", taken))
    return taken


def _normalise(name: str) -> str:
    """Writes a name as Python reads it, since two names that it reads as one are one."""
    return unicodedata.normalize("NFKC", name)


def _is_attribute(name: str) -> bool:
    """Tells whether Python takes a name as it is, and means just that by it."""
    is_kept = name.isidentifier() and _normalise(name) == name
    return is_kept and not keyword.iskeyword(name) and not name.startswith("_") and name != "mro"


def _make_attribute(name: str) -> str:
    made = re.sub(r"\W", "_", _normalise(name)).strip("_")
    if not made.isidentifier():
        made = f"{_PREFIX}{made}" if f"{_PREFIX}{made}".isidentifier() else _PREFIX.rstrip("_")
    return f"{made}_" if keyword.iskeyword(made) else made
