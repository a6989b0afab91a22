"""What the README shows runs as it stands."""

import re
from pathlib import Path

import pytest


def test_programs_of_the_readme_run(root: Path) -> None:
    """Each block of Python is a program of its own."""
    pytest.importorskip("kalshi_portfolio.client", reason="the client is not generated yet")
    text = (root / "mock_server" / "README.md").read_text("utf-8")
    programs = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert 2 == len(programs)
    for program in programs:
        exec(compile(program, "README.md", "exec"), {})
