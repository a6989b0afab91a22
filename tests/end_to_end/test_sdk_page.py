"""Programs after the API's own SDK page run with imports, host, key and placeholders changed only."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

OPERATIONS = [
    "get_balance",
    "get_fills",
    "get_positions",
    "get_settlements",
    "get_portfolio_resting_order_total_value",
]
# What a reader of the page fills in; everything else of its programs stays as it is.
PLACEHOLDERS = {
    r"'ticker_example'": "None",
    r"'order_id_example'": "None",
    r"'event_ticker_example'": "None",
    r"'cursor_example'": "''",
    r"'count_filter_example'": "'position,total_traded'",
    r"= unsettled #": "= 'unsettled' #",
    r"max_ts = 56": "max_ts = 4102444800",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_sdk_page_program_prints_a_model(
    reference: Callable[[str], Path],
    environment: dict[str, str],
    tmp_path: Path,
    operation: str,
) -> None:
    """The page's program for the operation prints the operation's model."""
    page = reference("seeds/python-sdk-portfolio.md").read_text(encoding="utf-8")
    section = page.split(f"# **{operation.replace('_', chr(92) + '_')}**")[-1]
    block = re.search(r"```python[^\n]*\n(.*?)```", section, re.DOTALL)
    assert block
    program = block[1]
    program = re.sub(r"^from kalshi_python.*\n", "", program, flags=re.MULTILINE)
    program = program.replace("import kalshi_python\n", "import kalshi_portfolio as kalshi_python\n")
    for placeholder, value in PLACEHOLDERS.items():
        program = program.replace(placeholder, value)
    key = tmp_path / "key.pem"
    key.write_text(environment["KALSHI_PRIVATE_KEY_PEM"], encoding="utf-8")
    program = program.replace("path/to/private_key.pem", str(key))
    program = program.replace("your-api-key-id", environment["KALSHI_API_KEY_ID"])
    program = program.replace("https://api.elections.kalshi.com/trade-api/v2", environment["KALSHI_HOST"])
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert (0, "") == (run.returncode, run.stderr)
    assert "Exception when calling" not in run.stdout
    model = "".join(word.capitalize() for word in operation.split("_")) + "Response"
    assert f"{model}(" in run.stdout
