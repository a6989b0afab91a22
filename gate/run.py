"""A run of the gate: layer after layer, finding after finding."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

from gate import document, fuzzing_layer, generated, probe
from gate.client import calls, errors, reading, sending
from gate.client.facade import Facade
from gate.contract import Contract
from gate.edition import Edition
from gate.findings import Check, Finding, Outcome, Problem, Skip, Violation
from gate.fuzzing import fuzz
from gate.meaning import answers, books, filters, money, pages, rows, walks
from gate.meaning.subject import Subject
from gate.signatures import checks as signatures
from gate.snapshot import Snapshot
from gate.target import Target
from kalshi_auth import SigningKey
from kalshi_runtime import ContractDriftWarning

SubjectT = TypeVar("SubjectT")
LAYERS = ("document", "schemathesis", "meaning", "signatures", "requests", "client")

MEANING: tuple[Check[Subject], ...] = (
    pages.pages_list_each_item_once,
    pages.items_are_ordered,
    pages.limit_defaults_to_what_the_contract_says,
    pages.limits_outside_the_bounds_are_refused,
    pages.lists_of_too_many_are_refused,
    pages.a_cursor_can_be_used_again,
    pages.empty_cursor_means_the_first_page,
    pages.foreign_cursors_do_no_harm,
    walks.walks_do_not_disturb_each_other,
    filters.single_filters_select_what_they_say,
    filters.pairs_of_filters_select_what_they_say,
    filters.combined_filters_select_what_they_say,
    filters.filters_hold_on_every_page,
    rows.amounts_agree_in_both_notations,
    rows.times_are_in_the_units_of_the_contract,
    rows.fills_agree_with_themselves,
    rows.sides_of_fills_agree,
    rows.positions_agree_with_themselves,
    rows.settlements_agree_with_themselves,
    books.statuses_part_positions,
    books.positions_follow_from_fills,
    books.profits_and_costs_follow_from_fills,
    books.times_follow_from_fills,
    books.fees_follow_from_fills,
    books.settlements_follow_from_fills,
    books.events_sum_up_their_markets,
    money.worth_lies_within_bounds,
    money.parts_add_up,
    money.cash_follows_from_deposits,
    money.known_amounts_are_told,
)

CLIENT: tuple[Check[calls.Calls], ...] = (
    calls.calls_agree_with_the_server,
    calls.iterators_give_every_item,
    errors.errors_raise_their_classes,
    errors.undocumented_errors_raise,
    reading.answers_are_read_whole,
)
REQUEST_EXAMPLES = 60


@dataclass(slots=True)
class Gate:
    """What a run is made of.

    Attributes:
        edition: The contract, and the client that belongs to it.
        target: The server.
        key: The private key that belongs to the target's key id.
        seed: The same seed asks for the same things.
        examples: How many examples the fuzzer makes for each operation.
        properties: How many examples the properties of the third layer get; told by the server if None.
        layers: The layers to run.
        brief: Whether a layer ends with the first check that fails, and with the first example.
        tell: Called with each finding as soon as it is there.
        unasked: Whether the server gave no answer of its own, so that nothing is known of it.
    """

    edition: Edition
    target: Target
    key: SigningKey
    seed: int = 0
    examples: int = 100
    properties: int | None = None
    layers: Sequence[str] = LAYERS
    brief: bool = False
    tell: Callable[[Finding], None] = field(default=lambda _: None)
    unasked: bool = field(default=False, init=False)

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.edition.contract

    def run(self) -> list[Finding]:
        """Runs the layers.

        Returns:
            The findings of all checks, in the order in which they were made.
        """
        found: list[Finding] = []
        for finding in self._findings():
            found.append(finding)
            self.tell(finding)
        return found

    def _findings(self) -> Iterator[Finding]:
        if "document" in self.layers:
            yield from self._judge("document", document.CHECKS, self.contract)
            check = generated.generated_code_is_what_the_document_gives
            yield from self._judge("document", (check,), self.edition)
        if not set(self.layers) - {"document"}:
            return
        if not self.target.ours:
            yield (hindrance := self._probe())
            if hindrance.outcome is not Outcome.PASSED:
                reason = "the server cannot be asked"
                for layer in (each for each in LAYERS if each in self.layers and each != "document"):
                    yield Finding(layer, f"the checks of {layer}", Outcome.SKIPPED, (), reason)
                return
        snapshot, finding = self._read_account()
        yield finding
        steps = {
            "schemathesis": lambda: self._fuzz(snapshot),
            "meaning": lambda: self._look_for_meaning(snapshot),
            "signatures": self._try_signatures,
            "requests": lambda: self._judge(
                "requests", sending.CHECKS, sending.Sending(self.edition, self.seed, REQUEST_EXAMPLES)
            ),
            "client": lambda: self._drive_client(snapshot),
            "answers": self._judge_answers,
        }
        for layer, step in steps.items():
            if layer in (*self.layers, "answers"):
                yield from _guarded(layer, step)

    def _probe(self) -> Finding:
        """Looks whether the server can be asked at all, which every check would say otherwise."""
        start = time.monotonic()
        try:
            hindrance = probe.find_hindrance(self.contract, self.target)
        except Skip as skip:
            return Finding(probe.LAYER, probe.TITLE, Outcome.SKIPPED, (), str(skip))
        seconds = time.monotonic() - start
        if hindrance is None:
            return Finding(probe.LAYER, probe.TITLE, Outcome.PASSED, seconds=seconds)
        self.unasked = not hindrance.asked
        return Finding(probe.LAYER, probe.TITLE, Outcome.FAILED, (hindrance.problem,), seconds=seconds)

    def _fuzz(self, snapshot: Snapshot | None) -> Iterator[Finding]:
        start = time.monotonic()
        values = {} if snapshot is None else snapshot.values(self.contract)
        run = fuzz(
            self.contract,
            self.target,
            values=values,
            seed=self.seed,
            examples=self.examples,
            most_failures=1 if self.brief else None,
        )
        yield from fuzzing_layer.findings(run, time.monotonic() - start)

    def _look_for_meaning(self, snapshot: Snapshot | None) -> Iterator[Finding]:
        if snapshot is None:
            title = "answers can be compared with the whole account"
            yield Finding("meaning", title, Outcome.SKIPPED, (), "the account could not be read")
            return
        examples = self.properties or (60 if self.target.ours else 10)
        shrink = self.target.ours and not self.brief
        subject = Subject(self.contract, self.target, snapshot, self.seed, examples, shrink)
        yield from self._judge("meaning", MEANING, subject)

    def _drive_client(self, snapshot: Snapshot | None) -> Iterator[Finding]:
        values = {} if snapshot is None else snapshot.values(self.contract)
        facade = Facade(self.edition, self.target.base_url, self.target.auth, self.target.pace)
        called = calls.Calls(self.contract, self.target, facade, snapshot, values)
        with warnings.catch_warnings():
            # What the contract does not know is told of by the checks of the answers, once for all.
            warnings.simplefilter("ignore", ContractDriftWarning)
            yield from self._judge("client", CLIENT, called)

    def _read_account(self) -> tuple[Snapshot | None, Finding]:
        """Reads the whole account, which all else is compared with."""
        start = time.monotonic()
        title = "the account can be read from end to end"
        try:
            snapshot = Snapshot.take(self.contract, self.target)
        except Violation as violation:
            return None, Finding("account", title, Outcome.FAILED, (violation.problem,))
        except Skip as skip:
            return None, Finding("account", title, Outcome.SKIPPED, (), str(skip))
        except httpx.HTTPError as error:
            problem = Problem(self.target.base_url, f"cannot be asked: {type(error).__name__}: {error}")
            return None, Finding("account", title, Outcome.FAILED, (problem,))
        sizes = ", ".join(f"{len(items)} {name}" for (_, name), items in snapshot.lists.items())
        seconds = time.monotonic() - start
        return snapshot, Finding("account", title, Outcome.PASSED, (), sizes, seconds)

    def _try_signatures(self) -> Iterator[Finding]:
        battery = signatures.Battery(self.contract, self.target, self.key)
        yield from self._judge("signatures", signatures.HARMLESS, battery)
        if self.target.ours or self.target.battery:
            yield from self._judge("signatures", signatures.CHECKS, battery)
        else:
            reason = "wrong signatures are sent only when asked for: BATTERY=1"
            for each in signatures.CHECKS:
                yield Finding("signatures", each.title, Outcome.SKIPPED, (), reason)

    def _judge_answers(self) -> Iterator[Finding]:
        # Nothing but the fuzzer provokes every status on purpose.
        last = (answers.every_documented_status_was_seen,) if "schemathesis" in self.layers else ()
        subject = answers.Answers(self.contract, self.target)
        yield from self._judge("answers", (*answers.CHECKS, *last), subject)

    def _judge(self, layer: str, checks: Iterable[Check[SubjectT]], subject: SubjectT) -> Iterator[Finding]:
        for each in checks:
            start = time.monotonic()
            outcome, problems, reason = judge(each, subject, ours=self.target.ours)
            yield Finding(layer, each.title, outcome, problems, reason, time.monotonic() - start)
            if self.brief and outcome is Outcome.FAILED:
                return


def _guarded(layer: str, step: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Tells of a layer that could not be run to its end, as on a contract that contradicts itself."""
    title = "the layer can be run to its end"
    try:
        yield from step()
    except Skip as skip:
        yield Finding(layer, title, Outcome.SKIPPED, (), str(skip))
    except Exception as error:  # a report with one failure more says more than a traceback
        text = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        yield Finding(layer, title, Outcome.FAILED, (Problem(layer, text),))


def judge(
    each: Check[SubjectT], subject: SubjectT, *, ours: bool
) -> tuple[Outcome, tuple[Problem, ...], str]:
    """Makes one check.

    Args:
        each: The check.
        subject: What it looks at.
        ours: Whether problems count that come from decisions which the contract leaves open.

    Returns:
        How it ended, the problems, and the reason if it was skipped.
    """
    problems: list[Problem] = []
    reason = ""
    try:
        problems.extend(each.run(subject))
    except Skip as skip:
        reason = str(skip)
    except Violation as violation:
        problems.append(violation.problem)
    except httpx.HTTPError as error:
        problems.append(Problem("server", f"did not answer: {type(error).__name__}: {error}"))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        text = f"an answer cannot be understood: {type(error).__name__}: {error}"
        problems.append(Problem("server", text))
    problems.sort(key=lambda problem: problem.unverified)
    if any(ours or not problem.unverified for problem in problems):
        return Outcome.FAILED, tuple(problems), reason
    if problems:
        return Outcome.NOTED, tuple(problems), reason
    return (Outcome.SKIPPED if reason else Outcome.PASSED), (), reason
