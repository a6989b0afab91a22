"""The command line: `python -m proof [PART OF A NAME]...` tries mutants and prints who caught what."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from generator.packages import ROOT
from proof.table import print_table, write_table
from proof.trial import MUTANTS, Trial, try_mutant, workers

TIMEOUT = 400


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries mutants.

    Args:
        arguments: Parts of names; all mutants if there are none.

    Returns:
        0 if all but the equivalent ones were caught, 1 if not.
    """
    wanted = list(sys.argv[1:] if arguments is None else arguments)
    numbers = [
        number
        for number, mutant in enumerate(MUTANTS)
        if not wanted or any(part in f"{mutant.kind} {mutant.name}" for part in wanted)
    ]
    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 150)
    start = time.monotonic()
    trials = try_all([-1, *numbers], console)
    print_table(trials, console)
    write_table(trials, ROOT / "build" / "contract" / "proof.md")
    failed = [trial for trial in trials if not trial.in_order]
    seconds = time.monotonic() - start
    console.print(f"\n{len(trials) - 1} mutants in {seconds:.0f} s, {len(failed)} not as they should be")
    return 1 if failed else 0


def try_all(numbers: Sequence[int], console: Console) -> list[Trial]:
    """Tries mutants, each in a process of its own, and tells of each as soon as it is done."""
    from kalshi_mock import MockExchange

    private_key_pem = MockExchange().private_key_pem
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["proof.trial"])
    with context.Pool(workers(), maxtasksperchild=1) as pool:
        waiting = [pool.apply_async(try_mutant, (number, private_key_pem)) for number in numbers]
        trials = []
        for number, result in zip(numbers, waiting, strict=True):
            try:
                trial = result.get(TIMEOUT)
            except multiprocessing.TimeoutError:
                mutant = MUTANTS[number]
                text = f"no end after {TIMEOUT} s"
                trial = Trial(mutant.name, mutant.kind, (), text, mutant.equivalent, TIMEOUT)
            trials.append(trial)
            mark = "[green]ok[/green]" if trial.in_order else "[red]NO[/red]"
            found = ", ".join(trial.layers) or trial.equivalent or "nobody noticed"
            text = f"{trial.kind}: {trial.name}: {found}"
            console.print(f"{mark} {escape(text)} [dim]{trial.seconds:.0f} s[/dim]")
        return trials


if __name__ == "__main__":
    sys.exit(main())
