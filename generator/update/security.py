"""Brings what our operations ask for as credentials to the state of theirs."""

from typing import Any, Final

from generator.document import Json, mapping
from generator.update.sources import Update
from generator.update.text import section, to_nodes, to_plain

__all__ = ["translate_security"]

_IDENTITY: Final = ("type", "in", "name", "scheme")


def translate_security(update: Update, operation_id: str, ours: Json, theirs: Json) -> None:
    """Gives an operation of ours the alternatives of theirs, under our names of the schemes.

    Args:
        update: The update under way.
        operation_id: The operation.
        ours: The operation of ours.
        theirs: The operation of theirs.
    """
    stated = theirs.get("security", update.theirs.get("security"))
    if stated is None and not update.exact and "security" in ours:
        update.note(f"{operation_id}: its security is kept, since theirs says nothing of security")
        return
    wanted: list[Json] = [
        {_our_scheme(update, name): [] for name in alternative} for alternative in stated or []
    ]
    if to_plain(ours.get("security", update.ours.get("security")) or []) == wanted:
        return
    if "security" in ours and wanted:
        before: Any = ours["security"]
        plain = to_plain(before)
        for index in reversed(range(len(before))):
            if plain[index] not in wanted:
                del before[index]
        for alternative in wanted:
            if alternative not in plain:
                before.append(_flow(alternative))
    else:
        nodes: Any = ours
        alternatives = to_nodes([])
        alternatives.extend(_flow(alternative) for alternative in wanted)
        alternatives.fa.set_block_style()
        ours.pop("security", None)
        nodes.insert(list(ours).index("responses"), "security", alternatives)


def _our_scheme(update: Update, name: str) -> str:
    theirs = update.resolve_theirs(
        mapping(mapping(update.theirs.get("components")).get("securitySchemes"))[name]
    )
    schemes: Any = section(update.ours, "securitySchemes")
    for our_name, scheme in schemes.items():
        if _identity(scheme) == _identity(theirs):
            return str(our_name)
    schemes[name] = to_nodes(to_plain(update.taken(theirs)))
    return name


def _identity(scheme: Json) -> Json:
    return {key: str(scheme[key]).lower() for key in _IDENTITY if key in scheme}


def _flow(alternative: Json) -> Any:
    node = to_nodes({})
    for name in alternative:
        node[name] = to_nodes([])
    node.fa.set_flow_style()
    return node
