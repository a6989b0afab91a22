"""The arrows of docs/architecture.md are the only imports, and importing the client stays cheap."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.packages import PACKAGES

GENERATED = [contract.package for contract in PACKAGES]
PLACES = {
    "kalshi_auth": "auth_plugin/kalshi_auth",
    "kalshi_runtime": "runtime/kalshi_runtime",
    **{package: f"generated/{package}" for package in GENERATED},
    "kalshi_mock": "mock_server/kalshi_mock",
    "kalshi_cli": "command_line/kalshi_cli",
    "generator": "generator",
}
ARROWS: dict[str, set[str]] = {
    "kalshi_auth": {"cryptography", "httpx"},
    "kalshi_runtime": {"kalshi_auth", "attrs", "httpx", "msgspec"},
    **{package: {"kalshi_runtime", "attrs", "msgspec", "httpx"} for package in GENERATED},
    "kalshi_mock": {"attrs", "cryptography", "h11", "pytest", "yaml"},
    "kalshi_cli": {
        "kalshi_auth",
        "kalshi_portfolio",
        "kalshi_runtime",
        "cryptography",
        "httpx",
        "pyarrow",
        "resvg_py",
        "rich",
        "typer",
    },
    "generator": {"attrs", "jinja2", "openapi_python_client", "pydantic", "ruamel"},
}


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Every absolute import of a file, as the parts of the module's name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield tuple(node.module.split("."))


def files(root: Path, room: str) -> list[Path]:
    """The Python files of a room."""
    found = sorted((root / PLACES[room]).rglob("*.py"))
    assert found, f"{PLACES[room]} holds no Python"
    return found


@pytest.mark.parametrize("room", PLACES)
def test_room_imports_along_the_arrows_only(root: Path, room: str) -> None:
    """A room imports itself, the standard library and what its arrows point at."""
    allowed = ARROWS[room] | {room} | sys.stdlib_module_names
    strays = {
        f"{path.relative_to(root)}: {'.'.join(module)}"
        for path in files(root, room)
        for module in imports(path)
        if module[0] not in allowed
    }
    assert set() == strays


@pytest.mark.parametrize("room", PLACES)
def test_room_uses_public_names_of_other_rooms_only(root: Path, room: str) -> None:
    """What begins with an underscore stays inside its room."""
    strays = {
        f"{path.relative_to(root)}: {'.'.join(module)}"
        for path in files(root, room)
        for module in imports(path)
        if module[0] in PLACES and module[0] != room and any(part.startswith("_") for part in module)
    }
    assert set() == strays


@pytest.mark.parametrize("room", ["kalshi_auth", "kalshi_runtime", "generator"])
def test_room_knows_no_operation_and_no_model_by_name(
    root: Path, contract: dict[str, object], room: str
) -> None:
    """Only the contract, what is generated from it and the mock, which answers them, name operations."""
    paths = contract["paths"]
    assert isinstance(paths, dict)
    names = {operation["operationId"] for item in paths.values() for operation in item.values()}
    names |= {name for name in contract["components"]["schemas"] if name != "ErrorResponse"}  # type: ignore[index]
    strays = {
        f"{path.relative_to(root)}: {name}"
        for path in files(root, room)
        for name in names
        if f'"{name}"' in path.read_text(encoding="utf-8")
    }
    assert set() == strays


@pytest.mark.parametrize("package", GENERATED)
def test_import_of_a_client_loads_neither_tools_nor_mock_nor_other_editions(package: str) -> None:
    """A user's process holds the client, its runtime and its signing, and no more."""
    unwanted = [
        *(other for other in GENERATED if other != package),
        "asyncio",  # which only those who await need
        "generator",
        "kalshi_mock",
        "jinja2",
        "openapi_python_client",
        "pydantic",
        "pytest",
        "yaml",
    ]
    script = f"import sys, {package}; print([n for n in {unwanted!r} if n in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "[]\n" == loaded.stdout
