"""The whole round: a tree that is ready to commit, or the tree as it was and a list of what is to be done."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.changes.record import record, unannounced
from generator.cli import main
from generator.output import swap_in
from generator.packages import Contract
from generator.pipeline import generate
from generator.problems import Refusal
from generator.update import Candidate
from generator.update.adoption import adopt
from generator.update.command import update
from generator.update.trial import Check

Document = dict[str, Any]
Digest = Callable[[Path], dict[str, bytes]]

OURS = Contract(spec=Path("openapi.yaml"), out=Path("generated"), package="shop_client")
TABLE = (OURS,)
PASSES = Check("passes", ("-c", "import pathlib; assert pathlib.Path('generated/shop_client').is_dir()"))
ALREADY = "(it fails with our present contract too: mend the work tree first, then run again)"
FAILS = Check("fails", ("-c", "raise SystemExit('examples/one.py:3: no attribute price')"))
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- The shop.\n\n## [0.1.0] - 2025-11-03\n\n- First.\n"
)


@pytest.fixture
def tree(tmp_path: Path, ours: str) -> Path:
    """A repository with our contract, what is generated from it, and a release."""
    root = tmp_path / "tree"
    root.mkdir()
    (root / "openapi.yaml").write_text(ours, encoding="utf-8")
    (root / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    swap_in(
        generate(root / "openapi.yaml", "shop_client", strict=True, table=TABLE, root=root),
        root / "generated",
    )
    record(root, OURS)
    return root


@pytest.fixture
def spec(tmp_path: Path) -> Callable[[Document], Path]:
    """Writes a new contract."""

    def write(document: Document) -> Path:
        path = tmp_path / "new.yaml"
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump(document, file)
        return path

    return write


def run(tree: Path, path: Path, named: Sequence[str] = (), checks: Sequence[Check] = (PASSES,)) -> int:
    """Makes a round."""
    return update(tree, TABLE, path, named, Candidate(tree / "update"), checks)


def add_note(document: Document, **words: str) -> Document:
    """Gives the order one field more."""
    note = {"type": "string", **words}
    document["components"]["schemas"]["Order"]["properties"]["note"] = note
    return document


def test_update_without_a_change_says_so(
    tree: Path,
    theirs: Document,
    spec: Callable[[Document], Path],
    digest_of_tree: Digest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is to be done, and nothing was done."""
    before = digest_of_tree(tree)
    assert 0 == run(tree, spec(theirs))
    assert "nothing to do" in capsys.readouterr().out
    assert before == digest_of_tree(tree)


def test_update_that_passes_leaves_a_tree_to_commit(
    tree: Path,
    house: Document,
    spec: Callable[[Document], Path],
    ours: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Contract, version, package and changelog fit each other, and no candidate is left."""
    path = spec(add_note(house, description="A note."))
    assert 0 == run(tree, path)
    told = capsys.readouterr().out
    assert "ready to commit: openapi.yaml, generated/, docs/editions.md and CHANGELOG.md" in told
    text = (tree / "openapi.yaml").read_text(encoding="utf-8")
    assert "  version: 1.1.0\n" in text
    assert len(ours.splitlines()) + 3 == len(text.splitlines())
    assert "note: str | None = None" in (tree / "generated/shop_client/models.py").read_text(encoding="utf-8")
    changelog = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (
        "### Added\n\n- The shop.\n- `shop_client.models.Order.note`: a new attribute.\n\n## [0.1.0]"
        in changelog
    )
    assert [] == unannounced(tree, OURS)
    assert "`shop_client`" in (tree / "docs/editions.md").read_text(encoding="utf-8")
    assert not (tree / "update").exists()
    assert 0 == run(tree, path)
    assert "nothing to do" in capsys.readouterr().out


def test_update_that_lacks_words_leaves_the_tree_and_goes_on_from_the_candidate(
    tree: Path,
    theirs: Document,
    spec: Callable[[Document], Path],
    digest_of_tree: Digest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first run tells what to write, and the second one, once it is written, finishes."""
    before = digest_of_tree(tree)
    path = spec(add_note(theirs, description="THEIR WORDS."))
    assert 1 == run(tree, path)
    told = capsys.readouterr()
    assert "/components/schemas/Order/properties/note: lacks a description" in told.out
    assert "(theirs says: THEIR WORDS.)" in told.out
    assert f"`make update SPEC={path}` again" in told.err
    after = digest_of_tree(tree)
    waiting = {"update/openapi.yaml", "update/changes.txt", "update/hand-work.txt", "update/made-from.json"}
    assert waiting == after.keys() - before.keys()
    assert before == {name: content for name, content in after.items() if name not in waiting}

    candidate = tree / "update/openapi.yaml"
    text = candidate.read_text(encoding="utf-8")
    assert "THEIR" not in text
    written = text.replace("        note:\n", "        note:\n          description: A note, in our words.\n")
    candidate.write_text(written, encoding="utf-8")
    assert 0 == run(tree, path)
    assert "A note, in our words." in (tree / "openapi.yaml").read_text(encoding="utf-8")
    assert [] == unannounced(tree, OURS)


def test_update_that_fails_a_check_leaves_the_tree(
    tree: Path,
    house: Document,
    spec: Callable[[Document], Path],
    digest_of_tree: Digest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the check said is what is left to do."""
    before = digest_of_tree(tree)
    path = spec(add_note(house, description="A note."))
    assert 1 == run(tree, path, checks=[PASSES, FAILS])
    told = capsys.readouterr().out
    assert "passes: passed\nfails: failed\n" in told
    assert "examples/one.py:3: no attribute price" in told
    after = digest_of_tree(tree)
    assert before == {name: content for name, content in after.items() if not name.startswith("update/")}
    assert 0 == run(tree, path)


def test_update_sets_apart_what_failed_before(
    tree: Path, house: Document, spec: Callable[[Document], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A check that fails without the new contract as well is no work that comes of it."""
    of_new = Check("new", ("-c", "raise SystemExit(' note:' in open('openapi.yaml').read())"))
    assert 1 == run(tree, spec(add_note(house, description="A note.")), checks=[FAILS, of_new])
    told = capsys.readouterr().out
    assert "fails failed:\n    (it fails with our present contract too: mend the work tree first" in told
    assert 1 == told.count("our present contract too")


def test_update_tells_only_the_lines_of_a_check_that_tell_of_the_failure(
    tree: Path, house: Document, spec: Callable[[Document], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """What passed has no place among the things to do; a check that has no such line is told whole."""
    say = "print('  ok      one'); print('  FAILED  two'); raise SystemExit(1)"
    checks = [Check("some", ("-c", say), "  FAILED"), Check("none", ("-c", say), "else")]
    assert 1 == run(tree, spec(add_note(house, description="A note.")), checks=checks)
    told = capsys.readouterr().out
    assert "  some failed:\n      FAILED  two\n" in told.replace(f"    {ALREADY}\n", "")
    assert "  none failed:\n    ok      one\n      FAILED  two\n" in told.replace(f"    {ALREADY}\n", "")


def test_update_checks_the_candidate_whatever_the_environment_names(
    tree: Path, house: Document, spec: Callable[[Document], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make` passes SPEC= on to the checks, which would take it for the contract to hold."""
    path = spec(add_note(house, description="A note."))
    monkeypatch.setenv("SPEC", str(path))
    monkeypatch.setenv("BASE_URL", "https://api.example.com")
    script = "import os; raise SystemExit(bool(os.environ.keys() & {'SPEC', 'BASE_URL'}))"
    assert 0 == run(tree, path, checks=[Check("alone", ("-c", script))])


def test_update_refuses_a_candidate_of_another_state(
    tree: Path, theirs: Document, spec: Callable[[Document], Path]
) -> None:
    """Going on from it would undo what changed since."""
    path = spec(add_note(theirs))
    assert 1 == run(tree, path)
    contract = tree / "openapi.yaml"
    contract.write_text(contract.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"another state of our contract.*move .*update away"):
        run(tree, path)


def test_update_takes_an_operation_that_is_named(
    tree: Path, theirs: Document, spec: Callable[[Document], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is in the report as what it adds, and its words are asked for."""
    assert 1 == run(tree, spec(theirs), ["GetRefund"])
    told = capsys.readouterr().out
    assert "+ operation GetRefund method=get_refund http=GET" in told
    assert "/paths/~1refunds~1{refund_id}/get: lacks a summary" in told


def test_update_raises_the_version_once_for_one_release(
    tree: Path, house: Document, spec: Callable[[Document], Path]
) -> None:
    """The version is counted from the last release, however many rounds are made."""
    assert 0 == run(tree, spec(add_note(house, description="A note.")))
    house["components"]["schemas"]["Order"]["properties"]["mark"] = {
        "type": "string",
        "description": "A mark.",
    }
    assert 0 == run(tree, spec(house))
    assert "  version: 1.1.0\n" in (tree / "openapi.yaml").read_text(encoding="utf-8")
    del house["components"]["schemas"]["Order"]["properties"]["fee"]
    assert 0 == run(tree, spec(house))
    assert "  version: 2.0.0\n" in (tree / "openapi.yaml").read_text(encoding="utf-8")
    assert [] == unannounced(tree, OURS)


def test_update_that_cannot_write_leaves_the_tree(
    tree: Path, house: Document, spec: Callable[[Document], Path], digest_of_tree: Digest
) -> None:
    """All of it, or nothing: a file that is not ours stands where the package goes."""
    (tree / "generated/shop_client/mine.py").write_text("mine\n", encoding="utf-8")
    before = digest_of_tree(tree)
    with pytest.raises(Refusal, match="was not written by this generator"):
        run(tree, spec(add_note(house, description="A note.")), checks=[])
    after = digest_of_tree(tree)
    assert before == {name: content for name, content in after.items() if not name.startswith("update/")}


def test_adoption_that_fails_on_the_way_puts_everything_back(tree: Path, digest_of_tree: Digest) -> None:
    """Texts that were written already, and a package that was swapped already, are as they were."""
    generated = generate(tree / "openapi.yaml", "shop_client", table=TABLE, root=tree)
    other = generate(tree / "openapi.yaml", "other_client", table=(), root=tree)
    (tree / "generated/other_client").mkdir()
    (tree / "generated/other_client/mine.py").write_text("mine\n", encoding="utf-8")
    (tree / "generated/shop_client/models.py").write_text("changed\n", encoding="utf-8")
    before = digest_of_tree(tree)
    texts = {Path("openapi.yaml"): "new\n", Path("CHANGELOG.md"): "new\n", Path("more.md"): "new\n"}
    with pytest.raises(Refusal, match=r"mine\.py was not written by this generator"):
        adopt(tree, [(OURS, generated), (OURS, other)], texts)
    assert before == digest_of_tree(tree)


def test_update_of_a_tree_without_a_changelog_begins_one(
    tree: Path, house: Document, spec: Callable[[Document], Path]
) -> None:
    """The entry is never lost."""
    (tree / "CHANGELOG.md").unlink()
    assert 0 == run(tree, spec(add_note(house, description="A note.")))
    assert "## [Unreleased]\n\n### Added\n\n- `shop_client.models.Order.note`" in (
        tree / "CHANGELOG.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "[]", "openapi: 2", "paths: [", "openapi: 3.0.0\npaths: {}\n"])
def test_update_command_refuses_what_is_no_contract(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    """A message with what to do, and no traceback."""
    path = tmp_path / "new.yaml"
    path.write_text(content, encoding="utf-8")
    copy = tmp_path / "tree"
    copy.mkdir()
    shutil.copy(root / "openapi.yaml", copy)
    assert 1 == main(["update", "--spec", str(path), "--root", str(copy)])
    assert capsys.readouterr().err.startswith("refused: ")


def test_update_command_refuses_a_file_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The path is told."""
    assert 1 == main(["update", "--spec", str(tmp_path / "none.yaml"), "--root", str(tmp_path)])
    assert "none.yaml cannot be read" in capsys.readouterr().err
