"""Nothing that callers see changes without a word in the changelog and a step of the version."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.changes import Bump, next_version
from generator.changes.changelog import add_entry, write_entry
from generator.changes.record import compare_with_release, record, record_path, unannounced
from generator.changes.versions import bump_between
from generator.cli import main
from generator.packages import PACKAGES, Contract
from generator.problems import Refusal

OURS = Contract(spec=Path("openapi.yaml"), out=Path("generated"), package="shop")
Edit = Callable[[str, str], None]


@pytest.mark.parametrize("contract", PACKAGES, ids=lambda contract: contract.package)
def test_every_change_since_the_last_release_is_announced(root: Path, contract: Contract) -> None:
    """The check that a change of a contract has to pass, as `python -m generator announced` makes it."""
    assert [] == unannounced(root, contract)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a contract that was released."""
    text = (Path(__file__).parent / "shop.yaml").read_text(encoding="utf-8")
    (tmp_path / "openapi.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n", encoding="utf-8")
    record(tmp_path, OURS)
    return tmp_path


@pytest.fixture
def edit(tree: Path) -> Edit:
    """Changes the contract at one place."""

    def apply(old: str, new: str) -> None:
        path = tree / "openapi.yaml"
        text = path.read_text(encoding="utf-8")
        assert 1 == text.count(old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    return apply


def announce(tree: Path) -> None:
    """Writes the ready entry into the changelog."""
    path = tree / "CHANGELOG.md"
    entry = write_entry(compare_with_release(tree, OURS), OURS.package)
    path.write_text(add_entry(path.read_text(encoding="utf-8"), entry), encoding="utf-8")


def test_change_that_is_not_announced_is_told_by_word_and_number(tree: Path, edit: Edit) -> None:
    """Both are missing, and each line says where and what."""
    edit("        reference: {type: string, description: The reference.}\n", "")
    place = "CHANGELOG.md: nothing under [Unreleased], Removed,"
    assert [
        f"{place} names `shop.models.Order.reference` and that it breaks (field-removed)",
        "openapi.yaml: info.version is 1.2.3; what changed since 1.2.3 asks for 2.0.0",
    ] == unannounced(tree, OURS)


def test_change_that_is_announced_by_words_alone_lacks_the_number(tree: Path, edit: Edit) -> None:
    """The version is the other half."""
    edit("        reference: {type: string, description: The reference.}\n", "")
    announce(tree)
    assert ["openapi.yaml: info.version is 1.2.3; what changed since 1.2.3 asks for 2.0.0"] == unannounced(
        tree, OURS
    )
    edit("version: 1.2.3", "version: 1.3.0")
    assert ["openapi.yaml: info.version is 1.3.0; what changed since 1.2.3 asks for 2.0.0"] == unannounced(
        tree, OURS
    )
    edit("version: 1.3.0", "version: 2.0.0")
    assert [] == unannounced(tree, OURS)


def test_change_that_only_adds_asks_for_a_minor_step(tree: Path, edit: Edit) -> None:
    """A larger step is fine as well."""
    edit("Shade: {type: string, description: A shade.,", "Extra: {type: string}\n    Shade: {type: string,")
    announce(tree)
    assert ["openapi.yaml: info.version is 1.2.3; what changed since 1.2.3 asks for 1.3.0"] == unannounced(
        tree, OURS
    )
    edit("version: 1.2.3", "version: 1.3.0")
    assert [] == unannounced(tree, OURS)


def test_change_that_callers_do_not_see_asks_for_nothing(tree: Path, edit: Edit) -> None:
    """A better description is no release."""
    edit("description: The reference.", "description: What it refers to.")
    assert [] == unannounced(tree, OURS)


def test_changed_contract_of_this_repository_is_told_by_the_command(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command fails, and says how to get the entry."""
    for contract in PACKAGES:
        for path in (contract.spec, record_path(contract)):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text((root / path).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    assert 0 == main(["announced", "--root", str(tmp_path)])
    path = tmp_path / PACKAGES[0].spec
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"maximum: \d+", "maximum: 150", text, count=1)
    assert text != changed
    path.write_text(changed, encoding="utf-8")
    assert 1 == main(["announced", "--root", str(tmp_path)])
    told = capsys.readouterr().err
    assert "request-limit-narrowed" in told
    assert "python -m generator changes --base releases/kalshi_portfolio.txt --spec openapi.yaml" in told


def test_release_is_recorded_only_when_it_is_announced(tree: Path, edit: Edit) -> None:
    """The record never gets ahead of the changelog."""
    edit("        reference: {type: string, description: The reference.}\n", "")
    before = (tree / record_path(OURS)).read_bytes()
    with pytest.raises(Refusal, match="announce it before it is released"):
        record(tree, OURS)
    assert before == (tree / record_path(OURS)).read_bytes()
    announce(tree)
    edit("version: 1.2.3", "version: 2.0.0")
    record(tree, OURS)
    (tree / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n", encoding="utf-8")
    assert [] == unannounced(tree, OURS)


def test_missing_record_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """A check that has nothing to compare with does not pass."""
    with pytest.raises(Refusal, match=r"releases/shop.txt is missing.*generator record"):
        unannounced(tmp_path, OURS)


@pytest.mark.parametrize(
    ("version", "bump", "expected"),
    [
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.2.3", Bump.MINOR, "0.2.4"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
        ("2025-11", Bump.MAJOR, None),
        ("", Bump.MAJOR, None),
    ],
)
def test_version_is_raised_by_the_rules_of_semantic_versioning(
    version: str, bump: Bump, expected: str | None
) -> None:
    """While the first number is 0, the second one tells what breaks."""
    assert expected == next_version(version, bump)
    if expected is not None:
        raised = bump_between(version, expected)
        assert raised is not None
        assert raised >= bump


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.2.3", "1.2.3", Bump.NONE),
        ("1.2.3", "1.2.2", Bump.NONE),
        ("1.2.3", "3.0.0", Bump.MAJOR),
        ("0.1.0", "0.2.0", Bump.MAJOR),
        ("0.1.0", "1.0.0", Bump.MAJOR),
        ("1.0.0", "next", None),
    ],
)
def test_step_between_versions_is_found(old: str, new: str, expected: Bump | None) -> None:
    """A version that is not higher is no step."""
    assert expected is bump_between(old, new)
