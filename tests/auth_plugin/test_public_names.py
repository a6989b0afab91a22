"""The package's surface and its place in the house."""

import ast
import subprocess
import sys
from pathlib import Path

import kalshi_auth

FOLDER = Path(kalshi_auth.__file__).parent


def test_public_names_are_exactly_those_listed() -> None:
    """``__all__`` names all that does not begin with an underscore, and nothing else."""
    names = {name for name in vars(kalshi_auth) if not name.startswith("_")}
    assert set(kalshi_auth.__all__) == names
    assert len(kalshi_auth.__all__) == len(set(kalshi_auth.__all__))


def test_errors_all_descend_from_one_root() -> None:
    """One ``except KalshiError`` catches every error of ours."""
    errors = [getattr(kalshi_auth, name) for name in kalshi_auth.__all__ if name.endswith("Error")]
    assert len(errors) == 8
    assert [error for error in errors if not issubclass(error, kalshi_auth.KalshiError)] == []


def test_imports_are_of_two_packages_only() -> None:
    """Signing needs httpx and cryptography, nothing of the client and nothing besides."""
    imported = set()
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported.add(node.module.partition(".")[0])
    assert imported - sys.stdlib_module_names == {"httpx", "cryptography"}


def test_import_in_new_process_loads_no_more_than_signing_needs() -> None:
    """No certificates, no key formats before a key is read, no other room: the import stays cheap."""
    program = "import sys, kalshi_auth; print(*sorted(sys.modules))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules = set(finished.stdout.split())
    heavy = {"cryptography.x509", "cryptography.hazmat.primitives.serialization"}
    rooms = {"kalshi_runtime", "kalshi_portfolio", "kalshi_mock", "attrs", "msgspec"}
    assert modules & (heavy | rooms) == set()
