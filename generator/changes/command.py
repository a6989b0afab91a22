"""The command `changes`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from generator.changes.comparison import Comparison, compare
from generator.changes.json_report import write_json
from generator.changes.markdown_report import write_markdown
from generator.changes.reading import read_view
from generator.changes.record import record, record_path, unannounced
from generator.changes.text_report import write_text
from generator.changes.verdicts import Verdict
from generator.packages import PACKAGES
from generator.problems import Notice, Refusal

__all__ = ["FORMATS", "add_changes", "add_release_commands", "exit_status"]

FORMATS: Final[dict[str, Callable[[Comparison, str], str]]] = {
    "text": write_text,
    "json": write_json,
    "markdown": write_markdown,
}
_NOTHING_BREAKS: Final = 0
_BREAKS: Final = 1
_CANNOT_TELL: Final = 2


def add_changes(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command to a command line."""
    default = PACKAGES[0]
    command = commands.add_parser(
        "changes",
        help="what a new contract changes for callers, breaking first",
        description="Exits with 1 if anything breaks, loudly or silently, with 0 if not, "
        "and with 2 if it could not tell.",
    )
    command.add_argument("--spec", type=Path, required=True, help="the new contract")
    command.add_argument("--base", type=Path, default=default.spec, help="the old contract (%(default)s)")
    command.add_argument("--format", choices=FORMATS, default="text", help="of the report (%(default)s)")
    command.add_argument(
        "--package", default=default.package, help="import name of the package, for symbols (%(default)s)"
    )
    command.set_defaults(run=run)


def add_release_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands that hold a contract against its last release to a command line."""
    for name, action, words in (
        ("announced", check_announced, "fail unless the changelog and the versions tell what changed"),
        ("record", record_release, "write down what callers see, as that of a release"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--root", type=Path, default=Path(), help="the repository's root (%(default)s)")
        command.set_defaults(run=action)


def check_announced(options: argparse.Namespace) -> int:
    """Fails unless everything that changed since the last release is announced."""
    failed = False
    for contract in PACKAGES:
        for problem in unannounced(options.root, contract):
            failed = True
            print(problem, file=sys.stderr)
        if failed:
            compared = f"--base {record_path(contract)} --spec {contract.spec} --package {contract.package}"
            print(f"The entry is printed by `python -m generator changes {compared}`.", file=sys.stderr)
            return _BREAKS
    print("every change since the last release is announced")
    return _NOTHING_BREAKS


def record_release(options: argparse.Namespace) -> int:
    """Writes down what callers see, for each contract of the repository."""
    for contract in PACKAGES:
        print(f"{record(options.root, contract)}: written")
    return _NOTHING_BREAKS


def run(options: argparse.Namespace) -> int:
    """Compares two contracts and prints the report.

    Returns:
        1 if anything breaks, 0 if not, 2 if it could not tell.
    """
    views = []
    for path in (options.base, options.spec):
        try:
            view, notices = read_view(path, options.package)
        except Refusal as refusal:
            print(f"could not tell what changes, since {path} is refused:\n{refusal}", file=sys.stderr)
            return _CANNOT_TELL
        for line in _in_short(notices):
            print(f"{path.name}: {line}", file=sys.stderr)
        views.append(view)
    comparison = compare(*views)
    print(FORMATS[options.format](comparison, options.package), end="")
    return exit_status(comparison)


def _in_short(notices: Iterable[Notice]) -> Iterator[str]:
    """Tells the first notice of each rule and counts the others, since here they only lead to the report."""
    by_rule: dict[str, list[Notice]] = {}
    for notice in notices:
        by_rule.setdefault(notice.rule, []).append(notice)
    for rule, (first, *others) in by_rule.items():
        yield f"{first}" + (f" ({len(others)} more by the rule {rule})" if others else "")


def exit_status(comparison: Comparison) -> int:
    """Tells how the command ends."""
    match comparison.verdict:
        case Verdict.BREAKS | Verdict.SILENT:
            return _BREAKS
        case Verdict.UNKNOWN:
            return _CANNOT_TELL
        case Verdict.ADDS:
            return _NOTHING_BREAKS
