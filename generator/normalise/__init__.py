"""Rewrites a contract into an equal form that is simple and that the parser keeps whole.

Each rule is one function that changes the document in place. A rule that only changes the form is silent. One
that mends a fault yields a `Repair` for each place, which the run reports or, when it is strict, refuses. One
that finds what the document leaves out yields an `Inference`.

In normal form every object with fields and every enum has a name under `components/schemas`; `$ref` refers to
nothing else; `allOf` only adds words to one reference; null is told by `nullable` alone.
"""

from collections.abc import Callable, Iterator
from typing import Final

from generator.document import Json, copy_of
from generator.normalise.faults import (
    drop_dangling_examples,
    drop_types_beside_references,
    give_arrays_items,
    keep_null_beside_references,
    list_enums_once,
    quote_enum_values,
    quote_words,
    require_path_parameters,
    require_what_is_there,
)
from generator.normalise.forms import tell_null_by_nullable, tell_types, turn_tuples_into_lists
from generator.normalise.inline import name_inline_types, name_types_of_operations
from generator.normalise.knowledge import make_fixed_point_decimal, page_by_cursor
from generator.normalise.merge import merge_parts
from generator.normalise.paths import (
    copy_path_items,
    copy_shared_parts,
    drop_headers_of_the_protocol,
    inherit_security,
    leave_webhooks_out,
    share_path_parameters,
)
from generator.normalise.references import name_targets, wrap_references
from generator.problems import Notice, Problem, Refusal, Repair

__all__ = ["RULES", "normalise"]

Rule = Callable[[Json], Iterator[Notice]]

RULES: Final[tuple[Rule, ...]] = (
    quote_words,
    drop_dangling_examples,
    copy_path_items,
    name_targets,
    tell_types,
    quote_enum_values,
    list_enums_once,
    give_arrays_items,
    require_path_parameters,
    keep_null_beside_references,
    drop_types_beside_references,
    turn_tuples_into_lists,
    tell_null_by_nullable,
    make_fixed_point_decimal,
    name_inline_types,
    wrap_references,
    merge_parts,
    require_what_is_there,
    name_inline_types,
    copy_shared_parts,
    share_path_parameters,
    inherit_security,
    leave_webhooks_out,
    drop_headers_of_the_protocol,
    name_types_of_operations,
    wrap_references,
    page_by_cursor,
)
"""All rules in the order in which they are applied."""


def normalise(document: Json, *, strict: bool = False) -> tuple[Json, list[Notice]]:
    """Applies every rule to a copy of the document.

    Args:
        document: The contract as it was loaded and linted.
        strict: Refuse what would be repaired.

    Returns:
        The normalised document, and what was repaired and inferred.

    Raises:
        Refusal: Two parts of a schema contradict each other, a schema is made of itself, or the run is strict
            and something had to be repaired.
    """
    normalised = copy_of(document)
    try:
        notices = [notice for rule in RULES for notice in rule(normalised)]
    except RecursionError:
        what, remedy = "a schema is made of itself without end", "put an object or a list in between"
        raise Refusal(Problem("/components/schemas", what, remedy)) from None
    repairs = [notice for notice in notices if isinstance(notice, Repair)]
    if strict and repairs:
        raise Refusal(repair.as_problem() for repair in repairs)
    return normalised, notices
