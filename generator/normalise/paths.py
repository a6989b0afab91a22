"""Rules that put everything that an operation shares with others into the operation itself."""

from collections.abc import Iterator
from typing import Final

from generator.document import Json, copy_of, dereference, mapping, operations
from generator.problems import Inference, Notice

__all__ = [
    "copy_path_items",
    "copy_shared_parts",
    "drop_headers_of_the_protocol",
    "inherit_security",
    "leave_webhooks_out",
    "share_path_parameters",
]

_OF_HTTP: Final = frozenset({"accept", "content-type", "authorization"})


def copy_path_items(document: Json) -> Iterator[Notice]:
    """Puts what a path refers to into its place."""
    paths = mapping(document.get("paths"))
    for path, item in list(paths.items()):
        if "$ref" in mapping(item):
            paths[path] = copy_of(dereference(document, item))
    yield from ()


def copy_shared_parts(document: Json) -> Iterator[Notice]:
    """Puts the parameters, bodies and answers that an operation refers to into their places."""
    holders = [operation for _, _, _, operation in operations(document)]
    holders += [mapping(item) for item in mapping(document.get("paths")).values()]
    for holder in holders:
        parameters = holder.get("parameters")
        if parameters:
            holder["parameters"] = [copy_of(dereference(document, entry)) for entry in parameters]
        if "requestBody" in holder:
            holder["requestBody"] = copy_of(dereference(document, mapping(holder["requestBody"])))
        for status, entry in mapping(holder.get("responses")).items():
            if isinstance(entry, dict):
                holder["responses"][status] = copy_of(dereference(document, entry))
    yield from ()


def leave_webhooks_out(document: Json) -> Iterator[Notice]:
    """Leaves out what the server asks of others, since a client has no methods for that."""
    places = [("", document, "webhooks")]
    places += [(pointer, operation, "callbacks") for pointer, _, _, operation in operations(document)]
    for pointer, holder, key in places:
        names = mapping(holder.pop(key, None))
        if names:
            what = (
                f"{', '.join(names)}: the server makes these requests, so the client has no methods for them"
            )
            yield Inference(f"{pointer}/{key}", "leave_webhooks_out", what)


def share_path_parameters(document: Json) -> Iterator[Notice]:
    """Gives the parameters of a path to each of its operations, behind the operation's own."""
    shared = {
        path: mapping(item).pop("parameters", None) or []
        for path, item in mapping(document.get("paths")).items()
    }
    for _, path, _, operation in operations(document):
        own = operation.get("parameters") or []
        known = {(parameter.get("in"), parameter.get("name")) for parameter in own}
        more = [entry for entry in shared[path] if (entry.get("in"), entry.get("name")) not in known]
        if own or more:
            operation["parameters"] = [*own, *copy_of(more)]
    yield from ()


def inherit_security(document: Json) -> Iterator[Notice]:
    """Gives the document's security to each operation that names none of its own."""
    inherited = document.get("security")
    heirs = [operation for _, _, _, operation in operations(document) if "security" not in operation]
    if not inherited or not heirs:
        return
    for operation in heirs:
        operation["security"] = copy_of(inherited)
    what = f"the document's security applies to {len(heirs)} of its operations, which name none of their own"
    yield Inference("/security", "inherit_security", what)


def drop_headers_of_the_protocol(document: Json) -> Iterator[Notice]:
    """Drops header parameters that are not the caller's to give.

    OpenAPI passes over those that HTTP itself defines, and those of a security scheme are made when signing.
    """
    schemes = mapping(mapping(document.get("components")).get("securitySchemes"))
    schemes = {name: dereference(document, mapping(scheme)) for name, scheme in schemes.items()}
    of_schemes = {
        str(scheme.get("name")).lower(): name
        for name, scheme in schemes.items()
        if scheme.get("in") == "header"
    }
    for pointer, _, _, operation in operations(document):
        taken = {name for alternative in operation.get("security") or [] for name in alternative}
        kept = []
        for parameter in operation.get("parameters") or []:
            header = str(parameter.get("name")).lower() if parameter.get("in") == "header" else ""
            if of_schemes.get(header) in taken:
                what = f"the header {parameter['name']} is that of the security scheme {of_schemes[header]}"
                yield Inference(pointer, "drop_headers_of_the_protocol", f"{what}; signing makes it")
            elif header not in _OF_HTTP:
                kept.append(parameter)
        if operation.get("parameters"):
            operation["parameters"] = kept
