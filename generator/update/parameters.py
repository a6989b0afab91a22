"""Brings the parameters of our operations to the state of theirs."""

from typing import Any, Final

import attrs

from generator.document import Json, mapping
from generator.names import class_name
from generator.update.forms import is_same
from generator.update.schemas import adopt_schema, merge_schema
from generator.update.sources import Update
from generator.update.text import section, to_nodes, to_plain

__all__ = ["Shared", "merge_parameters", "write_shared"]

_REFERENCE: Final = "#/components/parameters/"


@attrs.define
class Shared:
    """What became of our named parameters, which several operations may share.

    Attributes:
        wanted: By name: the operation, its list of parameters, the place in it, and what it wants there.
    """

    wanted: dict[str, list[tuple[str, Any, int, Json]]] = attrs.field(factory=dict)


def merge_parameters(
    update: Update, operation_id: str, ours: Json, their_parameters: list[Json], shared: Shared
) -> None:
    """Brings the parameters of an operation of ours to the state of theirs.

    A named parameter is written later, when it is known what each operation wants of it.

    Args:
        update: The update under way.
        operation_id: The operation.
        ours: The operation of ours.
        their_parameters: All parameters of theirs, resolved, those of the path included.
        shared: Collects what is wanted of named parameters.
    """
    theirs = {(parameter["in"], parameter["name"]): parameter for parameter in their_parameters}
    entries: Any = ours.get("parameters")
    if entries is None:
        if not theirs:
            return
        nodes: Any = ours
        entries = to_nodes([])
        nodes.insert(list(ours).index("responses"), "parameters", entries)
    known = set()
    for index in reversed(range(len(entries))):
        parameter = update.resolve_ours(entries[index])
        key = (parameter["in"], parameter["name"])
        known.add(key)
        if key not in theirs:
            del entries[index]
    for index, entry in enumerate(entries):
        parameter = update.resolve_ours(entry)
        other = theirs[parameter["in"], parameter["name"]]
        merged = _merge(update, to_nodes_again(parameter), other, f"{operation_id}({parameter['name']})")
        reference = entry.get("$ref")
        if reference is None:
            entries[index] = merged
        else:
            name = reference.removeprefix(_REFERENCE)
            shared.wanted.setdefault(name, []).append((operation_id, entries, index, merged))
    for key, parameter in theirs.items():
        if key not in known:
            entries.append(_adopt(update, operation_id, parameter))
    if not entries:
        del ours["parameters"]


def to_nodes_again(value: Json) -> Json:
    """Copies nodes, comments and all, so that one user of a shared part may want another."""
    from copy import deepcopy

    return deepcopy(value)


def _merge(update: Update, ours: Json, theirs: Json, place: str) -> Json:
    """Changes a copy of a parameter of ours."""
    our_schema, their_schema = ours["schema"], mapping(theirs.get("schema"))
    if not is_same(update, our_schema, their_schema):
        for key in ("description", "example", "style", "explode"):
            ours.pop(key, None)
        if update.exact:
            ours.update(to_nodes({key: theirs[key] for key in ("description", "example") if key in theirs}))
    ours["schema"] = merge_schema(update, our_schema, their_schema, place)
    if bool(ours.get("required")) != bool(theirs.get("required")):
        ours.pop("required", None)
        if theirs.get("required"):
            nodes: Any = ours
            nodes.insert(2, "required", True)
    for key in ("style", "explode"):
        if key in theirs and (update.exact or our_schema.get("type") == mapping(their_schema).get("type")):
            ours[key] = theirs[key]
    if bool(ours.get("deprecated")) != bool(theirs.get("deprecated")):
        ours.pop("deprecated", None)
        if theirs.get("deprecated"):
            ours["deprecated"] = True
    return ours


def _adopt(update: Update, operation_id: str, theirs: Json) -> Json:
    """Makes a named parameter of one of theirs, or refers to the one that is there already."""
    node: Any = to_nodes(to_plain(update.taken({k: v for k, v in theirs.items() if k != "schema"})))
    schema = adopt_schema(update, mapping(theirs.get("schema")), f"{operation_id}.{theirs['name']}")
    node["schema"] = schema
    if "example" in node:
        node.move_to_end("example")
    named: Any = section(update.ours, "parameters")
    for name, parameter in named.items():
        if _form(parameter) == _form(node):
            return to_nodes({"$ref": _REFERENCE + name})  # type: ignore[no-any-return]
    name = class_name(theirs["name"])
    if name in named:
        name = class_name(operation_id) + name
    named[name] = node
    return to_nodes({"$ref": _REFERENCE + name})  # type: ignore[no-any-return]


def _form(parameter: Json) -> Any:
    plain = to_plain({k: v for k, v in parameter.items() if k not in ("description", "example", "schema")})
    schema = {
        k: v for k, v in to_plain(parameter["schema"]).items() if k not in ("x-unit", "format", "description")
    }
    return {k: v for k, v in plain.items() if not k.startswith("x-")}, schema


def write_shared(update: Update, shared: Shared) -> None:
    """Writes the named parameters: in place where all operations want the same, else apart."""
    named: Any = section(update.ours, "parameters")
    for name, wanted in shared.wanted.items():
        before = to_plain(named[name])
        forms: list[tuple[Json, list[tuple[str, Any, int]]]] = []
        for operation_id, entries, index, node in wanted:
            users = next((users for other, users in forms if to_plain(other) == to_plain(node)), None)
            if users is None:
                forms.append((node, [(operation_id, entries, index)]))
            else:
                users.append((operation_id, entries, index))
        keep = next((node for node, _ in forms if to_plain(node) == before), forms[0][0])
        if to_plain(keep) != before:
            named[name] = keep
        for node, users in forms:
            if node is keep:
                continue
            apart = f"{class_name(users[0][0])}{name}"
            position = list(named).index(name) + 1
            named.insert(position, apart, node)
            for _, entries, index in users:
                entries[index]["$ref"] = _REFERENCE + apart
