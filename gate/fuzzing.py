"""The second layer: schemathesis over the contract, every phase, each request signed by the auth plugin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import schemathesis
from schemathesis import HookContext, hooks
from schemathesis.cli.commands.run.context import ExecutionContext
from schemathesis.config import SchemathesisConfig, SchemathesisWarning
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import Interaction
from schemathesis.engine.run import probes
from schemathesis.generation.case import Case
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.schemas import BaseSchema

from gate.contract import Contract, Document, Operation
from gate.findings import Problem
from gate.leniency import ends_before_it_begins, is_leniently_valid
from gate.schema import close
from gate.snapshot import Values
from gate.target import Target
from gate.traffic import Exchange

LAYER = "schemathesis"
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(slots=True)
class FuzzRun:
    """What a run of schemathesis saw.

    Attributes:
        problems: The failures with the check that found them, each kind at each operation once.
        warnings: What schemathesis warns of; an operation that only ever got refused was not tested.
        cases: How many cases each phase sent.
        checks: How many answers each check looked at.
        errors: What kept cases from being run.
        stopped: Why the run ended early, if it did.
    """

    problems: list[tuple[str, Problem]] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    cases: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    errors: list[Problem] = field(default_factory=list)
    stopped: str = ""


def fuzz(
    contract: Contract,
    target: Target,
    *,
    values: Values,
    seed: int,
    examples: int,
    phases: Sequence[str] = PHASES,
    most_failures: int | None = None,
) -> FuzzRun:
    """Runs schemathesis.

    Args:
        contract: The contract.
        target: The server.
        values: Values that exist, so that answers are not always empty.
        seed: The same seed gives the same requests.
        examples: How many examples the fuzzing phase makes for each operation.
        phases: The phases to run.
        most_failures: After how many failures it ends; never if None.

    Returns:
        What it saw; every answer is in the target's traffic.
    """
    settings = _settings(contract, target, values, seed, examples, phases)
    if most_failures is not None:
        settings["max-failures"] = most_failures
    config = SchemathesisConfig.from_dict(settings)
    schema = schemathesis.openapi.from_dict(_with_examples(close(contract.document), values), config=config)
    _sign(schema, target)
    run = FuzzRun()
    _forgive(schema, contract, target, values)
    context = ExecutionContext(config=schema.config, find_operation_by_label=schema.find_operation_by_label)
    with _listening(schema, contract, target), _unprobed(schema, target):
        stream = from_schema(schema).execute()
        for event in stream:
            _take(run, context, event, target)
            if target.pace.left == 0 and not run.stopped:
                run.stopped = f"the budget of {target.pace.budget} requests was spent"
                stream.stop()
    run.warnings += _warnings(contract, context)
    return run


def _settings(
    contract: Contract,
    target: Target,
    values: Values,
    seed: int,
    examples: int,
    phases: Sequence[str],
) -> dict[str, Any]:
    patience = [] if target.ours else ["429"]
    unsigned = target.ours or target.battery
    unfelt = [] if target.ours else [SchemathesisWarning.RATE_LIMITED]
    generation: dict[str, Any] = {
        "mode": "all",
        "deterministic": False,
        "database": "none",
        "max-examples": examples,
        "no-shrink": True,
        "with-security-parameters": unsigned,
    }
    settings: dict[str, Any] = {
        "seed": seed,
        "base-url": target.base_url,
        "workers": 1,
        "request-timeout": 30,
        "continue-on-failure": True,
        "generation": generation,
        "output": {"sanitization": {"enabled": True}},
        "warnings": {"display": [each.value for each in SchemathesisWarning if each not in unfelt]},
        "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
        "checks": {
            # The defaults are so wide that a server which refuses everything passes.
            "positive_data_acceptance": {"expected-statuses": ["200", *patience]},
            "negative_data_rejection": {"expected-statuses": ["400", "401", "405", *patience]},
            "missing_required_header": {"enabled": unsigned, "expected-statuses": ["401", *patience]},
            # What this check sends on its own knows no pace; the signatures' layer asks the same and does.
            "ignored_auth": {"enabled": target.ours},
            "unsupported_method": {"enabled": target.other_methods},
        },
    }
    # A foreign server is only ever asked with GET.
    if not target.other_methods:
        settings["phases"]["coverage"]["unexpected-methods"] = []
    settings["dictionaries"] = {
        f"{operation}_{name}": {"values": list(known)}
        for operation, parameters in values.items()
        for name, known in parameters.items()
        if known
    }
    settings["operations"] = [
        _operation_settings(operation, settings["dictionaries"], patience)
        for operation in contract.operations.values()
    ]
    return settings


def _operation_settings(
    operation: Operation, dictionaries: Mapping[str, Any], patience: list[str]
) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "include-operation-id": operation.id,
        "parameters": {
            f"query.{name}": {"dictionary": f"{operation.id}_{name}", "probability": 0.6}
            for name, parameter in operation.parameters.items()
            if f"{operation.id}_{name}" in dictionaries and parameter.kind != "array"
        },
    }
    # Whether the account may call the operation at all is not a matter of the data.
    if 403 in operation.statuses:
        settings["checks"] = {"positive_data_acceptance": {"expected-statuses": ["200", "403", *patience]}}
    return settings


def _with_examples(document: Document, values: Values) -> Document:
    """Gives lists among the parameters an example that exists, since dictionaries know no lists."""
    for item in document["paths"].values():
        for node in item.values():
            parameters = node.get("parameters", [])
            for index, parameter in enumerate(parameters):
                resolved = Contract(document).resolve(parameter)
                known = values.get(node["operationId"], {}).get(resolved["name"])
                if known and resolved["schema"].get("type") == "array":
                    example = list(known[: resolved["schema"].get("maxItems")])
                    parameters[index] = {**resolved, "example": example}
    return document


def _sign(schema: BaseSchema, target: Target) -> None:
    """Signs cases, not what leaves the HTTP session: a case that is to go without a header has to."""
    prefix = urlsplit(target.base_url).path

    class Signature:
        def get(self, case: Case[Any], _: schemathesis.AuthContext) -> Mapping[str, str]:
            path = prefix + case.formatted_path
            return target.auth.signer.sign_request(target.auth.now_ms(), case.method, path)

        def set(self, case: Case[Any], data: Mapping[str, str], _: schemathesis.AuthContext) -> None:
            case.headers.update(data)

    # The default keeps a signature for five minutes, which is longer than it is good for.
    schema.auth(refresh_interval=None)(Signature)


@contextmanager
def _unprobed(schema: BaseSchema, target: Target) -> Iterator[None]:
    """Keeps a server that is not ours from requests with which schemathesis tries out what servers can take.

    They are no requests of the contract, and keep to no pace.
    """
    kept = probes.PROBES
    if not target.ours:
        schema.adapt_to_null_byte_in_header_failure()
        probes.PROBES = ()  # type: ignore[assignment]
    try:
        yield
    finally:
        probes.PROBES = kept


@contextmanager
def _listening(schema: BaseSchema, contract: Contract, target: Target) -> Iterator[None]:
    """Paces and records the calls of one schema; these hooks exist for all schemas together only."""
    by_label = {f"{each.method} {each.path}": each.id for each in contract.operations.values()}

    def before_call(_: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
        if case.operation.schema is schema:
            target.pace.take()

    def after_call(_: HookContext, case: Case[Any], response: Response) -> None:
        if case.operation.schema is not schema:
            return
        request = response.request
        target.traffic.add(
            Exchange(
                operation=by_label[case.operation.label],
                method=str(request.method),
                target=str(request.path_url),
                status=response.status_code,
                headers=tuple(
                    (name.lower(), value) for name, values in response.headers.items() for value in values
                ),
                body=response.content,
                layer=LAYER,
            )
        )

    for hook in (before_call, after_call):
        schemathesis.hook(hook)
    try:
        yield
    finally:
        for hook in (before_call, after_call):
            hooks.unregister(hook)


def _forgive(schema: BaseSchema, contract: Contract, target: Target, values: Values) -> None:
    """Drops failures that come from decisions which the contract leaves to the server.

    A list whose items hold commas or nothing is another list on the wire, so nobody can tell what it should
    get. A server that is not ours may refuse a cursor that no server gave and a window that ends before it
    begins, and may read what it is given as leniently as `gate.leniency` tells.
    """
    by_label = {f"{each.method} {each.path}": each for each in contract.operations.values()}

    def filter_failure(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        if not isinstance(failure, RejectedPositiveData | AcceptedNegativeData):
            return True
        operation = by_label[case.operation.label]
        query = urlsplit(str(response.request.url)).query
        sent = dict(pair.partition("=")[::2] for pair in query.split("&"))
        lists = [each.name for each in operation.parameters.values() if each.kind == "array"]
        if any(name in sent and _is_ambiguous(sent[name]) for name in lists):
            return False
        if target.ours:
            return True
        if isinstance(failure, AcceptedNegativeData):
            return not is_leniently_valid(operation, query)
        if response.status_code != 400:
            return True
        if operation.paging is None:
            return True
        cursor = operation.paging.cursor
        given = {"", *map(str, values.get(operation.id, {}).get(cursor, ()))}
        return unquote_plus(sent.get(cursor, "")) in given and not ends_before_it_begins(sent)

    schema.hooks.hook("filter_failure")(filter_failure)


def _is_ambiguous(text: str) -> bool:
    return "%2C" in text.upper() or "" in text.split(",")


def _warnings(contract: Contract, context: ExecutionContext) -> Iterator[Problem]:
    # Whether the account may call an operation at all is not a matter of authentication here.
    barred = {f"{each.method} {each.path}" for each in contract.operations.values() if 403 in each.statuses}
    for kind, labels in context.warnings.as_labels().items():
        for label in labels:
            if not (kind == SchemathesisWarning.MISSING_AUTH and label in barred):
                yield Problem(label, f"schemathesis warns: {kind}")


def _take(run: FuzzRun, context: ExecutionContext, event: events.EngineEvent, target: Target) -> None:
    if isinstance(event, events.ScenarioFinished):
        context.warning_collector.on_scenario_finished(context, event)
        run.cases[event.phase.value] += len(event.recorder.interactions)
        for case_id, checks in event.recorder.checks.items():
            for each in checks:
                run.checks[each.name] += 1
                if each.status == Status.FAILURE and each.failure_info is not None:
                    failure = each.failure_info.failure
                    interaction = event.recorder.interactions[failure.case_id or case_id]
                    _add(run, failure, each.name, interaction, target)
    elif isinstance(event, events.SchemaAnalysisWarnings):
        context.warning_collector.on_schema_warnings(event)
    elif isinstance(event, events.NonFatalError):
        run.errors.append(Problem(event.label, f"{event.info.title}: {event.info.message}"))
    elif isinstance(event, events.FatalError):
        raise event.exception


def _add(run: FuzzRun, failure: Failure, check: str, interaction: Interaction, target: Target) -> None:
    split = urlsplit(interaction.request.uri)
    text = " ".join(f"{failure.title}: {failure.message}".split())
    place = failure.operation or split.path
    if any(name == check and (each.place, each.text) == (place, text) for name, each in run.problems):
        return
    shown = split.path.removeprefix(urlsplit(target.base_url).path)
    shown += f"?{split.query}" if split.query else ""
    reproduce = target.command(interaction.request.method, shown)
    run.problems.append((check, Problem(place, text, reproduce=reproduce)))
