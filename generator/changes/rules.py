"""The rules: what each difference between two surfaces means to callers.

A rule holds for some kinds of lines, for one difference, and for one side if the sides differ: what is asked
of callers may only become less, what is given to them may only become more. A schema that travels both ways
is judged by the worse.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from generator.changes.verdicts import Side, Verdict, worst

__all__ = ["RULES", "UNDECIDED", "Rule", "find_rule"]

REQUEST, RESPONSE = Side.REQUEST, Side.RESPONSE
BREAKS, SILENT, ADDS = Verdict.BREAKS, Verdict.SILENT, Verdict.ADDS

_DECLARED: Final = ("model", "enum", "alias")
_VALUES: Final = ("parameter", "body", "field", "alias", "result")
_DEPRECABLE: Final = ("operation", "parameter", "body", "field", *_DECLARED)


@attrs.frozen
class Rule:
    """What a difference means.

    Attributes:
        name: What a report calls it.
        kinds: Kinds of lines that it is for.
        difference: The difference that it is for.
        verdict: What it means to callers.
        why: The reason, in a sentence.
        side: The side that it is for; None if both are alike.
    """

    name: str
    kinds: tuple[str, ...]
    difference: str
    verdict: Verdict
    why: str
    side: Side | None = None


def _on(side: Side, *rules: tuple[str, tuple[str, ...], str, Verdict, str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(f"{side}-{name}", kinds, difference, verdict, why, side)
        for name, kinds, difference, verdict, why in rules
    )


RULES: Final[tuple[Rule, ...]] = (
    # Operations.
    Rule("operation-removed", ("operation",), "removed", BREAKS, "its method is gone"),
    Rule("operation-added", ("operation",), "added", ADDS, "a new method"),
    Rule(
        "operation-renamed",
        ("operation",),
        "renamed",
        BREAKS,
        "its address is the same, its method has another name",
    ),
    Rule("operation-method", ("operation",), "method", BREAKS, "its method has another name"),
    Rule("operation-address", ("operation",), "address", BREAKS, "clients made before call an old address"),
    Rule("security-dropped", ("operation",), "security-dropped", BREAKS, "a way to sign is no longer taken"),
    Rule(
        "security-offered", ("operation",), "security-offered", ADDS, "another way to sign is taken as well"
    ),
    Rule("scheme-changed", ("scheme",), "scheme", BREAKS, "credentials travel in another way"),
    # Parameters and bodies of requests.
    Rule("parameter-removed", ("parameter", "body"), "removed", BREAKS, "the argument is gone"),
    Rule(
        "parameter-renamed",
        ("parameter",),
        "renamed",
        BREAKS,
        "read as a new name: type and unit are the same",
    ),
    Rule("parameter-argument", ("parameter",), "argument", BREAKS, "the argument has another name"),
    Rule("parameter-added", ("parameter", "body"), "added", ADDS, "a new argument that may be left out"),
    Rule("required-parameter-added", ("parameter", "body"), "added-required", BREAKS, "calls lack it"),
    Rule("parameter-location", ("parameter",), "location", BREAKS, "clients made before send it elsewhere"),
    Rule(
        "parameter-list-style",
        ("parameter",),
        "list-style",
        SILENT,
        "a text with several values joined is read as another list of values",
    ),
    Rule("body-media", ("body",), "media", BREAKS, "clients made before send another kind of content"),
    # Answers.
    Rule("success-status", ("result",), "status", SILENT, "code that looks at the status finds another"),
    Rule("error-added", ("error",), "added", ADDS, "one more status is documented"),
    Rule("error-removed", ("error",), "removed", SILENT, "code that waits for this error may wait in vain"),
    Rule("error-class", ("error",), "raises", BREAKS, "another exception is raised"),
    # Paging.
    Rule("paging-removed", ("paging",), "removed", BREAKS, "its iterators are gone"),
    Rule("paging-added", ("paging",), "added", ADDS, "iterators walk through its pages"),
    Rule("paging-changed", ("paging",), "paging", SILENT, "its iterators go by another parameter or field"),
    Rule("iterator-removed", ("iterator",), "removed", BREAKS, "its method is gone"),
    Rule("iterator-added", ("iterator",), "added", ADDS, "a new method"),
    Rule("iterator-renamed", ("iterator",), "renamed", BREAKS, "its method has another name"),
    Rule("iterator-list", ("iterator",), "list", SILENT, "it walks through another list"),
    Rule("windows-added", ("iterator",), "windows-added", ADDS, "it takes concurrency"),
    Rule("windows-removed", ("iterator",), "windows-removed", BREAKS, "it no longer takes concurrency"),
    # Named schemas.
    Rule("schema-removed", _DECLARED, "removed", BREAKS, "the name is gone from models"),
    Rule("schema-added", _DECLARED, "added", ADDS, "a new name in models"),
    Rule("schema-renamed", _DECLARED, "renamed", BREAKS, "read as a new name: it holds the same"),
    Rule("schema-form", _DECLARED, "form", BREAKS, "the name stands for another kind of type"),
    Rule("field-removed", ("field",), "removed", BREAKS, "the attribute is gone"),
    Rule(
        "field-renamed",
        ("field",),
        "renamed",
        BREAKS,
        "read as a new name: place, type and unit are the same",
    ),
    Rule("field-attribute", ("field",), "attribute", BREAKS, "the attribute has another name"),
    Rule("field-absence", ("field",), "absent", SILENT, "None and UNSET mean something else"),
    *_on(
        REQUEST,
        ("field-added", ("field",), "added", ADDS, "a new field that may be left out"),
        ("required-field-added", ("field",), "added-required", BREAKS, "requests lack it"),
        ("enum-member-added", ("member",), "added", ADDS, "one more value is taken"),
    ),
    *_on(
        RESPONSE,
        ("field-added", ("field",), "added", ADDS, "a new attribute"),
        ("required-field-added", ("field",), "added-required", ADDS, "a new attribute that is always there"),
        # The enum is open, so nothing fails; but a decision among all values that were known takes the new
        # one for one of them.
        ("enum-member-added", ("member",), "added", SILENT, "code that knows the others takes it for one"),
    ),
    Rule("enum-member-removed", ("member",), "removed", BREAKS, "the member is gone"),
    Rule("enum-member-renamed", ("member",), "renamed", BREAKS, "read as a new name, since it is alike"),
    # Values: presence, null, type.
    *_on(
        REQUEST,
        ("required", _VALUES, "required", BREAKS, "calls that leave it out are refused"),
        ("optional", _VALUES, "optional", ADDS, "it may be left out"),
        ("nullable", _VALUES, "nullable", ADDS, "null is taken as well"),
        ("not-null", _VALUES, "not-null", BREAKS, "null is no longer taken"),
        ("type-widened", _VALUES, "type-widened", ADDS, "more values are taken"),
        ("type-narrowed", _VALUES, "type-narrowed", BREAKS, "fewer values are taken"),
        ("variant-added", _VALUES, "variant-added", ADDS, "one more type is taken"),
        ("variant-removed", _VALUES, "variant-removed", BREAKS, "a type is no longer taken"),
        ("type-changed", _VALUES, "type-changed", BREAKS, "values of the type before are refused"),
        ("limit-narrowed", _VALUES, "limit-narrowed", BREAKS, "values that were taken are refused"),
        ("limit-widened", _VALUES, "limit-widened", ADDS, "more values are taken"),
        ("limit-replaced", _VALUES, "limit-replaced", BREAKS, "values that were taken may be refused"),
    ),
    *_on(
        RESPONSE,
        ("required", _VALUES, "required", ADDS, "it is always there"),
        ("optional", _VALUES, "optional", SILENT, "it may be None where it never was"),
        ("nullable", _VALUES, "nullable", SILENT, "it may be None where it never was"),
        ("not-null", _VALUES, "not-null", ADDS, "it is never None"),
        ("type-widened", _VALUES, "type-widened", BREAKS, "values of another type come"),
        ("type-narrowed", _VALUES, "type-narrowed", ADDS, "what comes has the type before and tells more"),
        ("variant-added", _VALUES, "variant-added", SILENT, "code that knows the others meets one more"),
        ("variant-removed", _VALUES, "variant-removed", ADDS, "one of the types no longer comes"),
        ("type-changed", _VALUES, "type-changed", BREAKS, "values of another type come"),
        ("limit-narrowed", _VALUES, "limit-narrowed", ADDS, "fewer values come"),
        ("limit-widened", _VALUES, "limit-widened", SILENT, "values come that never did"),
        ("limit-replaced", _VALUES, "limit-replaced", SILENT, "values may come that never did"),
    ),
    # Values: what they mean.
    Rule("unit-changed", _VALUES, "unit-changed", SILENT, "the same number means another amount"),
    Rule("unit-withdrawn", _VALUES, "unit-withdrawn", SILENT, "nothing tells any longer what it counts"),
    Rule("unit-stated", _VALUES, "unit-stated", ADDS, "what it counts is told"),
    Rule("default-changed", _VALUES, "default", SILENT, "leaving it out means something else"),
    Rule("deprecated", _DEPRECABLE, "deprecated", ADDS, "it works, and will go"),
    Rule("not-deprecated", _DEPRECABLE, "not-deprecated", ADDS, "it will stay"),
    # Servers.
    Rule("host-removed", ("host",), "removed", BREAKS, "its name is gone from HOSTS"),
    Rule("host-added", ("host",), "added", ADDS, "a new name in HOSTS"),
    Rule("host-renamed", ("host",), "renamed", BREAKS, "its URL has another name in HOSTS"),
    Rule("host-moved", ("host",), "url", SILENT, "calls go to another server"),
    Rule("default-host", ("host",), "default-host", SILENT, "clients without a host call another server"),
)
"""All rules. No two are for the same kind, difference and side."""

UNDECIDED: Final = Rule("undecided", (), "", Verdict.UNKNOWN, "no rule tells; look at it")

_BY_CASE: Final = {
    (kind, rule.difference, side): rule
    for rule in RULES
    for kind in rule.kinds
    for side in ((rule.side,) if rule.side else Side)
}


def find_rule(kind: str, difference: str, sides: Iterable[Side]) -> Rule:
    """Finds the rule for a difference, the gravest if it is on both sides.

    Args:
        kind: Kind of the line.
        difference: What differs.
        sides: Which way the value travels, at least one.
    """
    rules = [_BY_CASE.get((kind, difference, side), UNDECIDED) for side in sorted(sides)]
    gravest = worst(rule.verdict for rule in rules)
    return next(rule for rule in rules if rule.verdict is gravest)
