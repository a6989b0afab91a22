"""Makes the intermediate representation of a whole package."""

from generator.annotations import notes_of
from generator.declarations import declare, name_schemas
from generator.document import Json, mapping
from generator.ir import Host, Package
from generator.methods import declare_operations, next_cursors
from generator.parse import Parsed

__all__ = ["build"]


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
    names = name_schemas(document, parsed)
    return Package(
        name=name,
        title=str(info.get("title", name)),
        version=str(info.get("version", "")),
        edition=str(info["x-edition"]) if "x-edition" in info else None,
        notes=notes_of(info),
        hosts=_hosts(document),
        operations=tuple(declare_operations(document, parsed, names)),
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
