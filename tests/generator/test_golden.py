"""One small contract that holds one of everything, and what it gives, to the byte.

After a change of the templates that is meant, rewrite what is expected and read the difference:

    python -m generator generate --spec tests/generator/golden/contract.yaml \
        --out tests/generator/golden/generated --package golden
"""

from pathlib import Path

import pytest

from generator.output import lay_out
from generator.pipeline import generate

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def given() -> dict[str, bytes]:
    """What the generator gives now."""
    return lay_out(generate(GOLDEN / "contract.yaml", "golden"), GOLDEN / "generated")


def _expected() -> list[str]:
    folder = GOLDEN / "generated"
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return sorted(path.relative_to(folder).as_posix() for path in paths)


@pytest.mark.parametrize("name", _expected())
def test_golden_file_is_as_expected(given: dict[str, bytes], name: str) -> None:
    """The text is compared line by line, so that a failure shows what changed."""
    expected = (GOLDEN / "generated" / name).read_text()
    assert given[name].decode().splitlines() == expected.splitlines()
    assert given[name] == expected.encode()


def test_golden_files_are_all_there(given: dict[str, bytes]) -> None:
    """None too few, none too many."""
    assert sorted(given) == _expected()
