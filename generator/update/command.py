"""The command `update`: the whole round with a new contract."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from generator.changes.changelog import UNRELEASED, add_entry, bullets_of, missing_from, write_entry
from generator.changes.comparison import Comparison, compare
from generator.changes.reading import read_view
from generator.changes.record import CHANGELOG, compare_with_release
from generator.changes.text_report import write_text
from generator.changes.versions import Bump, bump_between
from generator.document import Json, load, parse_text
from generator.guide import GUIDE, write_guide
from generator.packages import PACKAGES, Contract
from generator.pipeline import Generated
from generator.update.adoption import adopt
from generator.update.candidate import Candidate
from generator.update.gaps import Gap, find_gaps, quote
from generator.update.merging import merge
from generator.update.trial import CHECKS, Check, try_out
from generator.update.versioning import state_version

__all__ = ["add_update", "update"]

_DONE: Final = 0
_HAND_WORK: Final = 1


def add_update(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command to a command line."""
    command = commands.add_parser(
        "update",
        help="take a new contract over: ready to commit, or a list of what a person has to do",
        description="Exits with 0 if the work tree is ready to commit, and with 1 if hand work remains; the "
        "tree is as before then, and running again goes on from the candidate.",
    )
    command.add_argument("--spec", type=Path, required=True, help="the new contract")
    command.add_argument(
        "--operations", default="", help="operationIds to take besides those of ours, separated by commas"
    )
    command.add_argument("--root", type=Path, default=Path(), help="the repository's root (%(default)s)")
    command.add_argument(
        "--candidate", type=Path, default=None, help="where a candidate waits for hand work (ROOT/update)"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    named = [name for name in options.operations.replace(",", " ").split() if name]
    folder = options.candidate or options.root / "update"
    return update(options.root, PACKAGES, options.spec, named, Candidate(folder))


def update(
    root: Path,
    table: Sequence[Contract],
    spec: Path,
    named: Sequence[str],
    candidate: Candidate,
    checks: Sequence[Check] = CHECKS,
) -> int:
    """Takes a new contract over.

    Args:
        root: The repository's root.
        table: The contracts of the repository, of which the first is ours.
        spec: The new contract.
        named: operationIds to take besides those that ours has.
        candidate: Where a candidate waits for hand work.
        checks: What has to pass.

    Returns:
        0 if the work tree is ready to commit, 1 if hand work remains.

    Raises:
        Refusal: A contract cannot be read or generated; nothing was changed.
    """
    contract = table[0]
    theirs, _ = load(spec)
    our_text = _read(root / contract.spec)
    merged = merge(candidate.begin(our_text), theirs, named)
    for note in merged.notes:
        print(f"note: {note}")
    if merged.text == our_text:
        candidate.remove()
        print(f"{contract.spec} says already what {spec} says; nothing to do.")
        return _DONE
    candidate.write(our_text, merged.text)
    since_release = compare_with_release(root, contract, candidate.contract)
    text = _raise_version(merged.text, since_release)
    candidate.write(our_text, text)
    old, _ = read_view(root / contract.spec, contract.package)
    new, _ = read_view(candidate.contract, contract.package)
    report = write_text(
        compare(attrs.evolve(old, title="our contract"), attrs.evolve(new, title=f"that with {spec.name}")),
        contract.package,
    )
    print(f"\n{report}")
    work = [_tell_gap(theirs, gap) for gap in find_gaps(parse_text(text))]
    packages: tuple[tuple[Contract, Generated], ...] = ()
    if not work:
        outcome = try_out(root, table, candidate.contract, checks)
        work = [f"{name} failed:\n{failure}" for name, failure in outcome.failures.items()]
        packages = outcome.packages
    candidate.report(report, "\n".join([*work, ""]))
    if work:
        _tell_work(work, candidate, spec, named)
        return _HAND_WORK
    changelog = _announce(root, since_release, contract)
    guide = write_guide([(other, generated.package) for other, generated in packages])
    adopt(root, packages, {contract.spec: text, CHANGELOG: changelog, GUIDE: guide})
    candidate.remove()
    print(f"ready to commit: {contract.spec}, {contract.out}/, {GUIDE} and {CHANGELOG}")
    return _DONE


def _read(path: Path) -> str:
    load(path)  # refuses what cannot be read, with what to do
    return path.read_text(encoding="utf-8")


def _raise_version(text: str, comparison: Comparison) -> str:
    """States the version that follows from all that changed since the last release, if it is not stated."""
    raised = bump_between(comparison.old.version, comparison.new.version)
    if comparison.bump is Bump.NONE or comparison.raised_version is None:
        return text
    if raised is not None and raised >= comparison.bump:
        return text
    return state_version(text, comparison.raised_version)


def _announce(root: Path, comparison: Comparison, contract: Contract) -> str:
    """Writes into the changelog what it does not announce yet."""
    path = root / CHANGELOG
    changelog = path.read_text(encoding="utf-8") if path.exists() else "# Changelog\n"
    missing = missing_from(bullets_of(changelog, UNRELEASED), comparison, contract.package)
    if not missing:
        return changelog
    rest = Comparison(old=comparison.old, new=comparison.new, changes=tuple(missing))
    return add_entry(changelog, write_entry(rest, contract.package))


def _tell_gap(theirs: Json, gap: Gap) -> str:
    words = quote(theirs, gap)
    return f"{gap}\n(theirs says: {words})" if words else str(gap)


def _tell_work(work: list[str], candidate: Candidate, spec: Path, named: Sequence[str]) -> None:
    operations = f" OPERATIONS={','.join(named)}" if named else ""
    count = "1 thing is" if len(work) == 1 else f"{len(work)} things are"
    print(f"{count} left to do by hand, in {candidate.contract} unless they say otherwise:")
    for item in work:
        print(f"  {item}".replace("\n", "\n    "))
    print(
        f"The work tree is as it was. Do them, then run `make update SPEC={spec}{operations}` again, "
        f"which goes on from {candidate.contract}.",
        file=sys.stderr,
    )
