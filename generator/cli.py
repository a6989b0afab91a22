"""The command line: `python -m generator COMMAND`, one function for each command."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from keyword import iskeyword
from pathlib import Path
from typing import Final

from generator.changes.command import add_changes, add_release_commands
from generator.check import differences
from generator.guide import GUIDE, write_guide_of
from generator.ir import Package
from generator.output import swap_in
from generator.packages import PACKAGES
from generator.pipeline import Generated, generate
from generator.problems import Problem, Refusal
from generator.update.command import add_update

__all__ = ["main"]

_IMPORTED: Final = frozenset({"attr", "attrs", "httpx", "kalshi_auth", "kalshi_runtime", "msgspec"})
_DONE: Final = 0
_FAILED: Final = 1
_MISUSED: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: The command line without the program's name; that of this process if it is left out.

    Returns:
        0 when all is well, 1 when a contract is refused or a check fails, 2 when the command line is wrong.
    """
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
    except SystemExit as done:
        return int(done.code or 0)
    try:
        return int(options.run(options))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return _FAILED


def _parser() -> argparse.ArgumentParser:
    default = PACKAGES[0]
    parser = argparse.ArgumentParser(
        prog="python -m generator", description="Turns an OpenAPI document into a client."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "generate",
        help="write OUT/PACKAGE, its surface and its manifest; without options, every package there is",
    )
    command.add_argument(
        "--spec", type=_path, default=default.spec, help="the OpenAPI document (%(default)s)"
    )
    command.add_argument("--out", type=_path, default=default.out, help="the output folder (%(default)s)")
    command.add_argument(
        "--package", default=default.package, help="import name of the package (%(default)s)"
    )
    command.add_argument("--strict", action="store_true", help="refuse what would be repaired")
    command.set_defaults(run=_generate)
    command = commands.add_parser("check", help="fail unless everything generated is what its contract gives")
    command.add_argument("--root", type=Path, default=Path(), help="the repository's root (%(default)s)")
    command.set_defaults(run=_check)
    add_changes(commands)
    add_update(commands)
    add_release_commands(commands)
    return parser


def _path(text: str) -> Path:
    if not text:  # as make gives what it was told to leave empty; it would mean the folder one is in
        raise argparse.ArgumentTypeError("it is empty; name a path, or leave it out")
    return Path(text)


def _generate(options: argparse.Namespace) -> int:
    _refuse_name(options.package)
    for generated, out in list(_chosen(options)):  # all of them, before the first is written
        swap_in(generated, out)
        for notice in generated.notices:
            print(notice)
        print(_tell_counts(generated.package, out))
    if _means_everything(options):
        GUIDE.write_text(write_guide_of(), encoding="utf-8", newline="\n")
        print(f"{GUIDE}: from one edition to the next")
    return _DONE


def _refuse_name(package: str) -> None:
    """Refuses a name by which nobody could import the package, or that would hide what it imports itself."""
    if not package.isidentifier() or not package.isascii() or iskeyword(package):
        what, remedy = "is no name of a package", "give PACKAGE= an identifier of ASCII letters"
    elif package in sys.stdlib_module_names or package in _IMPORTED:
        what, remedy = "would hide what the package itself imports by that name", "give PACKAGE= another name"
    else:
        return
    raise Refusal(Problem("", f"{package!r} {what}", remedy))


def _tell_counts(package: Package, out: Path) -> str:
    """Tells what went in and what came out, which are the same, and what got a name on the way."""
    inline = sum(declaration.inline_at is not None for declaration in package.declarations)
    counts = f"{len(package.operations)} operations and {len(package.declarations) - inline} schemas"
    more = f", and {inline} types that had no name" if inline else ""
    read = f"{package.title} {package.version} has {counts}"
    return f"{read}; {out / package.name} has {counts}{more}"


def _means_everything(options: argparse.Namespace) -> bool:
    """Tells whether nothing in particular was asked for."""
    default = PACKAGES[0]
    return (options.spec, options.out, options.package) == (default.spec, default.out, default.package)


def _chosen(options: argparse.Namespace) -> Iterator[tuple[Generated, Path]]:
    """Generates what was asked for: one package, or all of the repository where nothing else is."""
    if _means_everything(options):
        for contract in PACKAGES:
            strict = options.strict or contract.strict
            yield generate(contract.spec, contract.package, strict=strict), contract.out
        return
    ours = any(contract.spec.resolve() == options.spec.resolve() and contract.strict for contract in PACKAGES)
    yield generate(options.spec, options.package, strict=options.strict or ours), options.out


def _check(options: argparse.Namespace) -> int:
    found = differences(options.root)
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("Run `make generate` and commit what it writes.", file=sys.stderr)
        return _FAILED
    print("everything generated is what its contract gives")
    return _DONE
