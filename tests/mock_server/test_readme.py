"""What the README shows runs as it stands."""

import re
from pathlib import Path

import pytest

from kalshi_mock import MockExchange


def test_programs_of_the_readme_run(root: Path) -> None:
    """Each block of Python is a program of its own."""
    pytest.importorskip("kalshi_portfolio.client", reason="the client is not generated yet")
    text = (root / "mock_server" / "README.md").read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert 5 == len(programs)
    for program in programs:
        exec(compile(program, "README.md", "exec"), {})


def test_scenario_of_the_readme_plays(root: Path, tmp_path: Path) -> None:
    """The file as it stands, to its end."""
    text = (root / "mock_server" / "README.md").read_text("utf-8")
    (scenario,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "day.yaml"
    path.write_text(scenario)
    exchange = MockExchange(scenario=path, key_type="ed25519")
    assert 4 == len(exchange.ledger.fills) + exchange.advance(days=1)
    assert 1 == len(exchange.ledger.settlements)
