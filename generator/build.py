"""Makes the intermediate representation of a whole package."""

from typing import Final

from generator.annotations import notes_of
from generator.declarations import declare, name_schemas
from generator.document import Json, dereference, mapping, operations
from generator.ir import Host, Package, Scheme
from generator.methods import declare_operations, next_cursors
from generator.parse import Parsed

__all__ = ["build"]

_SCHEME_FACTS: Final = ("type", "in", "name", "scheme")


def build(document: Json, parsed: Parsed, name: str) -> Package:
    """Makes the intermediate representation.

    Args:
        document: The normalised contract.
        parsed: What the parser made of it.
        name: Import name of the package.

    Raises:
        Refusal: Something of the document has no form in Python.
    """
    info = mapping(document.get("info"))
    names = name_schemas(document)
    return Package(
        name=name,
        title=str(info.get("title", name)),
        version=str(info.get("version", "")),
        edition=str(info["x-edition"]) if "x-edition" in info else None,
        notes=notes_of(info),
        hosts=_hosts(document),
        schemes=_schemes(document),
        operations=tuple(declare_operations(document, names)),
        declarations=tuple(declare(document, parsed, names, next_cursors(document))),
    )


def _hosts(document: Json) -> tuple[Host, ...]:
    hosts = []
    for index, server in enumerate(document.get("servers") or []):
        fallback = "default" if index == 0 else f"server-{index + 1}"
        hosts.append(
            Host(
                name=str(server.get("x-environment", fallback)),
                url=str(server.get("url", "")).rstrip("/"),
                notes=notes_of(server),
            )
        )
    return tuple(hosts)


def _schemes(document: Json) -> tuple[Scheme, ...]:
    """Reads the security schemes that operations take; what no operation takes is nothing to a caller."""
    taken = {
        name
        for _, _, _, operation in operations(document)
        for alternative in operation.get("security") or []
        for name in alternative
    }
    schemes = mapping(mapping(document.get("components")).get("securitySchemes"))
    found = ((name, dereference(document, scheme)) for name, scheme in schemes.items() if name in taken)
    return tuple(
        Scheme(name=name, facts={key: str(scheme[key]) for key in _SCHEME_FACTS if key in scheme})
        for name, scheme in found
    )
