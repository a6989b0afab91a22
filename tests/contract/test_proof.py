"""The mutants are many, apply to what is there, and are unknown to the gate."""

import ast
import copy
from collections import Counter
from pathlib import Path

import pytest

from gate.edition import find_edition
from kalshi_mock import MockExchange
from proof.mutant import Mutant
from proof.trial import MUTANTS, try_mutant


def test_proof_has_many_mutants_of_each_family() -> None:
    """At least sixty, in three families, each with a name of its own and one patch."""
    assert len(MUTANTS) >= 60
    assert {"server", "contract", "client"} == {mutant.family for mutant in MUTANTS}
    names = Counter((mutant.kind, mutant.name) for mutant in MUTANTS)
    assert [] == [name for name, count in names.items() if count > 1]
    for mutant in MUTANTS:
        patches = [mutant.server, mutant.contract, mutant.client]
        assert 1 == sum(patch is not None for patch in patches), mutant.name


def test_gate_knows_no_mutant(root: Path) -> None:
    """No module of the gate imports the proof, nor the proof's patches the gate."""
    for folder, other in (("gate", "proof"), ("proof/server", "gate")):
        for path in (root / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
                assert not any(name.partition(".")[0] == other for name in names), path


@pytest.mark.parametrize(
    "mutant", [each for each in MUTANTS if each.contract], ids=lambda each: f"{each.kind}: {each.name}"
)
def test_contract_mutant_changes_the_contract(mutant: Mutant) -> None:
    """The patch finds its place and changes something."""
    contract = find_edition(mutant.edition).contract.document
    changed = copy.deepcopy(contract)
    assert mutant.contract is not None
    mutant.contract(changed)
    assert contract != changed


def inside(exchange: MockExchange) -> tuple[object, object]:
    """What a patch may replace."""
    return exchange.application.respond, exchange.application._verifier


def test_server_mutants_apply_to_the_mock_exchange() -> None:
    """Every patch finds what it reaches for inside the mock exchange."""
    pem = MockExchange().private_key_pem
    for mutant in MUTANTS:
        if mutant.server is not None:
            exchange = MockExchange(fills=1, private_key_pem=pem, edition=mutant.edition)
            before = inside(exchange)
            mutant.server(exchange)
            assert before != inside(exchange), mutant.name


def test_client_mutants_apply_and_go_again() -> None:
    """Every patch finds what it reaches for inside the client, and is taken back."""
    for mutant in MUTANTS:
        if mutant.client is not None:
            with mutant.client():
                pass


@pytest.mark.parametrize(
    "name", ["later pages skip an item", "the cursor is not passed on", "counts are in hundredths"]
)
def test_gate_catches_a_mutant(name: str) -> None:
    """A few of all; the others are tried by `make contract-proof`."""
    number = next(number for number, mutant in enumerate(MUTANTS) if mutant.name == name)
    trial = try_mutant(number, MockExchange().private_key_pem)
    assert trial.in_order, trial
