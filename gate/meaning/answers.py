"""Every answer that any layer got keeps the contract: status, headers, and the body with nothing unknown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gate.contract import Contract
from gate.findings import Problem, Skip, check
from gate.schema import Shapes
from gate.target import Target
from gate.traffic import Exchange

# Headers that say one thing about an answer, so that two of them contradict each other.
SINGLE = frozenset({"content-type", "content-length", "date", "transfer-encoding", "location", "retry-after"})
# What stands between a client and a server may answer as well, and has never read the contract.
GATEWAY = frozenset({502, 503, 504})
MOST = 5


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered during a run."""

    contract: Contract
    target: Target


@check
def answers_keep_the_contract(answers: Answers) -> Iterator[Problem]:
    """Every answer has a documented status and a body of its schema, with nothing that is not named there."""
    shapes = Shapes(answers.contract)
    told: Counter[str] = Counter()
    for exchange in _once(answers.target):
        for text in shapes.faults(exchange.operation, exchange.status, exchange.body):
            place = f"{exchange.operation} {exchange.status}"
            # The same fault in every row is one fault.
            kind = f"{place} {''.join(each for each in text if not each.isdigit())}"
            told[kind] += 1
            if told[kind] == 1 and sum(key.startswith(place) for key in told) <= MOST:
                yield Problem(place, text, reproduce=answers.target.reproduce(exchange))


@check
def answers_have_plain_headers(answers: Answers) -> Iterator[Problem]:
    """Every answer says once that it is JSON, and no header contradicts another."""
    told: set[tuple[str, str]] = set()
    for exchange in _once(answers.target):
        for text in _header_faults(exchange):
            if (exchange.operation, text) not in told:
                told.add((exchange.operation, text))
                place = f"{exchange.operation} {exchange.status}"
                yield Problem(place, text, reproduce=answers.target.reproduce(exchange))


@check
def answers_name_each_field_once(answers: Answers) -> Iterator[Problem]:
    """No object in an answer has a field twice, of which readers would see one or the other."""
    for exchange in _once(answers.target):
        twice: list[str] = []

        def note(pairs: list[tuple[str, Any]], twice: list[str] = twice) -> None:
            twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)

        try:
            json.loads(exchange.body, object_pairs_hook=note)
        except ValueError:
            continue
        if twice:
            place = f"{exchange.operation} {twice[0]}"
            yield Problem(place, "stands twice in an object", reproduce=answers.target.reproduce(exchange))
            return


@check
def every_operation_was_called(answers: Answers) -> Iterator[Problem]:
    """Every operation was called and answered with a success, or the refusal that its owner may get."""
    if answers.target.pace.left == 0:
        raise Skip(f"the budget of {answers.target.pace.budget} requests was spent before")
    seen = answers.target.traffic.seen()
    for operation in answers.contract.operations.values():
        if not any(seen[operation.id, status] for status in (200, 403) if status in operation.statuses):
            yield Problem(operation.id, "was never answered with success")


@check
def every_documented_status_was_seen(answers: Answers) -> Iterator[Problem]:
    """Every documented status that requests can provoke was seen, since else nothing is known of it.

    An account either may call an operation or gets 403; nobody can make a healthy server answer 429 or 500.
    """
    target = answers.target
    if target.pace.left == 0:
        raise Skip(f"the budget of {target.pace.budget} requests was spent before")
    seen = target.traffic.seen()
    for operation in answers.contract.operations.values():
        for status in operation.statuses:
            if status in (429, 403) or status >= 500:
                continue
            alternatives = {status, 403} if status == 200 and 403 in operation.statuses else {status}
            if not any(seen[operation.id, each] for each in alternatives):
                yield Problem(f"{operation.id} {status}", "is documented and was never seen")


CHECKS = (
    every_operation_was_called,
    answers_keep_the_contract,
    answers_have_plain_headers,
    answers_name_each_field_once,
)


def _once(target: Target) -> Iterator[Exchange]:
    seen: set[object] = set()
    for exchange in target.traffic.exchanges:
        headers = tuple(pair for pair in exchange.headers if pair[0] not in ("date", "content-length"))
        key = (exchange.operation, exchange.status, exchange.body, headers, len(exchange.headers))
        # Other methods than the contract's are told of by schemathesis.
        if key not in seen and exchange.method == "GET" and exchange.status not in GATEWAY:
            seen.add(key)
            yield exchange


def _header_faults(exchange: Exchange) -> Iterator[str]:
    names = Counter(name for name, _ in exchange.headers)
    for name in SINGLE & names.keys():
        if names[name] > 1:
            yield f"the header {name} is sent {names[name]} times"
    kinds = [value for name, value in exchange.headers if name == "content-type"]
    if [kind.partition(";")[0].strip().lower() for kind in kinds[:1]] != ["application/json"]:
        yield f"the content type is {kinds[0] if kinds else 'not told'}, not application/json"
