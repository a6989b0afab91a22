"""What the README promises to somebody with Python, the wheel and an empty folder is done as it stands."""

import re
import subprocess
from pathlib import Path

import pytest

from .installation import make_offline_environment

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def empty_folder(wheel: Path, tmp_path: Path) -> Path:
    """A folder with the wheel where the README has it, and nothing else."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / wheel.name).symlink_to(wheel)
    return tmp_path


def read_commands(root: Path, name: str) -> str:
    """The commands of a block of the README."""
    readme = (root / "README.md").read_text("utf-8")
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", readme, re.DOTALL)
    assert found, f"the README has no block {name}"
    return found[1]


def run(root: Path, programs: Path, folder: Path, commands: str) -> str:
    """Gives the commands to a shell; what they print."""
    done = subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=folder,
        env=make_offline_environment(root, programs),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_readme_leads_from_the_wheel_to_a_chart_in_three_commands(
    root: Path, programs: Path, empty_folder: Path
) -> None:
    """A page with charts, and a picture of them, of a mock account with a history."""
    commands = read_commands(root, "chart")
    assert 3 == len(commands.splitlines())
    run(root, programs, empty_folder, commands)
    page = (empty_folder / "report.html").read_text("utf-8")
    assert page.count("<svg") >= 2
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    picture = (empty_folder / "report.png").read_bytes()
    assert PNG == picture[: len(PNG)]
    assert len(picture) > 10_000


def test_readme_leads_from_an_empty_folder_to_a_passing_test_in_ten_lines(
    root: Path, programs: Path, empty_folder: Path
) -> None:
    """The fixture is found without configuration, and its client calls a real socket."""
    commands = read_commands(root, "test")
    assert 10 == len(commands.splitlines())
    assert "1 passed" in run(root, programs, empty_folder, commands)
