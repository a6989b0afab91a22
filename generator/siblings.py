"""What tells the answers of a package from those of the packages beside it, for the errors of both.

The packages of one table declare one API at several times. None imports another, so each says itself which
fields of an answer are its own and which are another's.
"""

from collections.abc import Iterable

import attrs

from generator.ir import Alias, Model, Operation, Package, Sibling
from generator.types import ListOf, Named, Nullable, Type

__all__ = ["declare_siblings"]


def declare_siblings(package: Package, others: Iterable[Package]) -> Package:
    """Adds to each operation what tells its answers from those of the same operation elsewhere.

    Args:
        package: The package.
        others: The packages beside it.

    Returns:
        The package with the siblings of its operations.
    """
    others = list(others)
    operations = (
        attrs.evolve(operation, siblings=tuple(_siblings_of(package, operation, others)))
        for operation in package.operations
    )
    return attrs.evolve(package, operations=tuple(operations))


def _siblings_of(package: Package, operation: Operation, others: list[Package]) -> Iterable[Sibling]:
    ours = _fields_of(package, operation)
    for other in others:
        for same in (same for same in other.operations if same.id == operation.id):
            theirs = _fields_of(other, same)
            if theirs - ours:
                yield Sibling(
                    package=other.name,
                    edition=other.edition or other.version,
                    ours=_outermost(ours - theirs),
                    theirs=_outermost(theirs - ours),
                )


def _fields_of(package: Package, operation: Operation) -> frozenset[str]:
    """Lists the fields of an operation's answer as paths, such as `fills[].count`."""
    declared = {declaration.name: declaration for declaration in package.declarations}
    found: set[str] = set()

    def walk(type_: Type | None, path: str, within: frozenset[str]) -> None:
        match type_:
            case ListOf(item):
                walk(item, f"{path}[]", within)
            case Nullable(inner):
                walk(inner, path, within)
            case Named(name) if name not in within:
                declaration = declared[name]
                if isinstance(declaration, Alias):
                    walk(declaration.type, path, within | {name})
                elif isinstance(declaration, Model):
                    for field in declaration.fields:
                        inside = f"{path}.{field.name}" if path else field.name
                        found.add(inside)
                        walk(field.type, inside, within | {name})

    walk(operation.result, "", frozenset())
    return frozenset(found)


def _outermost(paths: frozenset[str]) -> tuple[str, ...]:
    """Leaves out what lies inside another of the paths."""
    return tuple(
        sorted(path for path in paths if not any(path.startswith((f"{one}.", f"{one}[")) for one in paths))
    )
