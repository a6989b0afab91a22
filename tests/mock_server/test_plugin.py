"""The fixture `kalshi_exchange` is there without configuration, and costs nothing where it is not used."""

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

TESTS = """
import httpx
import pytest
from kalshi_mock import MockExchange

KEYS = set()

def test_fixture_is_a_running_exchange(kalshi_exchange):
    KEYS.add(kalshi_exchange.private_key_pem)
    assert isinstance(kalshi_exchange, MockExchange)
    assert httpx.get(kalshi_exchange.url + "/portfolio/balance").status_code == 401
    assert kalshi_exchange.requests[0].operation == "GetBalance"

@pytest.mark.kalshi_exchange(fills=3, seed=1, error_shape="flat")
def test_marker_passes_options(kalshi_exchange):
    KEYS.add(kalshi_exchange.private_key_pem)
    assert len(kalshi_exchange.ledger.fills) == 3
    assert kalshi_exchange.requests == []
    assert "service" in httpx.get(kalshi_exchange.url + "/portfolio/balance").json()
    assert len(KEYS) == 1

@pytest.mark.kalshi_exchange(key_type="ed25519")
def test_marker_chooses_the_key(kalshi_exchange):
    assert kalshi_exchange.private_key_pem not in KEYS
"""


def plugin() -> list[str]:
    """The option that loads the plugin, where the installed metadata is older than the entry point."""
    found = any(entry.value == "kalshi_mock._pytest" for entry in entry_points(group="pytest11"))
    return [] if found else ["-p", "kalshi_mock._pytest"]


def test_fixture_is_found_in_an_empty_folder(tmp_path: Path) -> None:
    """Nothing but a test file, warnings and unknown markers being errors."""
    (tmp_path / "test_bot.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "--strict-markers", *plugin()]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert "3 passed" in ended.stdout, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("fils=5", "kalshi_exchange has no option fils; did you mean fills?"),
        ("zzz=5", "kalshi_exchange has no option zzz; there are seed, fills, upcoming,"),
        ("5", "kalshi_exchange takes options by name, such as fills=50, not 5"),
    ],
)
def test_option_that_is_none_is_told_in_a_sentence(tmp_path: Path, marker: str, told: str) -> None:
    """Rather than passed over, or shown as a traceback of the plugin."""
    test = f"import pytest\n@pytest.mark.kalshi_exchange({marker})\ndef test_it(kalshi_exchange): ...\n"
    (tmp_path / "test_bot.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", *plugin()]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert 1 == ended.returncode
    assert told in ended.stdout
    assert "Traceback" not in ended.stdout
    assert "_pytest.py" not in ended.stdout


def test_plugin_is_in_the_metadata(root: Path) -> None:
    """The line by which pytest finds it."""
    assert 'kalshi_mock = "kalshi_mock._pytest"' in (root / "pyproject.toml").read_text("utf-8")


def test_plugin_loads_nothing_until_the_fixture_is_used() -> None:
    """Whoever has the package installed pays for it in the tests that use it, and nowhere else."""
    script = (
        "import sys, kalshi_mock._pytest\n"
        "names = ('yaml', 'h11', 'asyncio', 'cryptography', 'kalshi_mock._exchange')\n"
        "print([name for name in names if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "[]\n" == ended.stdout


def test_missing_extra_is_named_with_the_command_that_installs_it() -> None:
    """The plain package has no server; who asks for one learns what to install."""
    script = (
        "import sys\nsys.modules['h11'] = None\n"
        "try:\n    from kalshi_mock import MockExchange\nexcept ImportError as error:\n    print(error)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    expected = "the mock exchange needs h11; install it with: pip install 'kalshi-portfolio[mock]'\n"
    assert expected == ended.stdout


def test_command_without_the_extra_says_what_to_install() -> None:
    """One line, no traceback, status 1."""
    script = (
        "import sys\nsys.modules['h11'] = None\n"
        "from kalshi_mock.__main__ import main\nsys.exit(main(['serve']))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    expected = (
        "kalshi_mock: the mock exchange needs h11; install it with: pip install 'kalshi-portfolio[mock]'\n"
    )
    assert (1, expected) == (ended.returncode, ended.stderr)


def test_public_names_are_exactly_those_declared() -> None:
    """Each is there, and no other is."""
    import kalshi_mock

    for name in kalshi_mock.__all__:
        assert getattr(kalshi_mock, name).__name__ == name
    assert sorted(kalshi_mock.__all__, key=str.lower) == sorted(kalshi_mock._HOMES, key=str.lower)
    with pytest.raises(AttributeError, match="no attribute 'MockExchanges'"):
        _ = kalshi_mock.MockExchanges
