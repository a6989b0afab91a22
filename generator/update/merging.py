"""Makes the text of our next contract out of ours and of a new one."""

from collections.abc import Iterable

import attrs

from generator.document import Json, mapping, parse_text
from generator.lint import lint
from generator.normalise import normalise
from generator.update.operations import merge_operations
from generator.update.pruning import mend_examples, prune, used_components
from generator.update.selection import cut_out, select_operations
from generator.update.sources import Update, is_ours
from generator.update.text import read_text, space_out, to_nodes, to_plain, write_text

__all__ = ["Merged", "merge"]


@attrs.frozen
class Merged:
    """Our next contract.

    Attributes:
        text: The contract, with the comments and the order of the one before.
        notes: What a person should know of how it came about.
    """

    text: str
    notes: tuple[str, ...]


def merge(our_text: str, theirs: Json, named: Iterable[str]) -> Merged:
    """Brings our contract to the state of a new one.

    Args:
        our_text: Our contract.
        theirs: The new contract.
        named: operationIds to take besides those that ours has.

    Raises:
        Refusal: The new contract cannot be generated from, or lacks an operation that is named.
    """
    selected = select_operations(parse_text(our_text, name="our contract"), theirs, named)
    theirs = cut_out(theirs, selected)
    lint(theirs)
    exact = is_ours(theirs)
    # Faults of theirs are mended as they are when a package is generated; forms stay as they were written.
    _, repairs = normalise(theirs)
    ours = read_text(our_text)
    update = Update(ours=ours, theirs=theirs, exact=exact)
    for repair in repairs:
        update.note(str(repair))
    before = used_components(ours)
    merge_operations(update, selected)
    for reference in prune(ours, before):
        update.note(f"{reference.removeprefix('#/')} is used no longer and was left out")
    mend_examples(ours, theirs if exact else {})
    _merge_document(update)
    return Merged(space_out(our_text, write_text(ours)), tuple(update.notes))


def _merge_document(update: Update) -> None:
    """Takes over what stands at the top: the edition and the servers, from a contract of this house only."""
    ours, theirs = update.ours, update.theirs
    our_urls = [str(server.get("url")) for server in ours.get("servers") or []]
    their_urls = [str(server.get("url")) for server in theirs.get("servers") or []]
    if update.exact:
        if str(ours["info"].get("x-edition")) != theirs["info"]["x-edition"]:
            ours["info"]["x-edition"] = to_nodes(theirs["info"]["x-edition"])
        if to_plain(ours.get("servers")) != theirs.get("servers") and our_urls != their_urls:
            ours["servers"] = to_nodes(theirs.get("servers") or [])
    else:
        for url in their_urls:
            if url not in our_urls:
                update.note(f"servers: theirs lists {url} as well; add it by hand if it matters")
        edition = mapping(ours.get("info")).get("x-edition")
        if edition is not None:
            update.note(f"info/x-edition is still {edition}; raise it by hand if this is another month's API")
