"""Pages that lie all over the repository become one folder whose links fit."""

from pathlib import Path

import pytest

from handbook._pages import ELSEWHERE, PagesError, gather_pages


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the pages that are expected, all empty."""
    root = tmp_path / "repository"
    for name in (*ELSEWHERE, "docs/guide/first.md", "docs/second.md", "openapi.yaml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    return root


def gather(repository: Path, name: str, text: str) -> str:
    """What becomes of a page."""
    (repository / name).write_text(text)
    target = repository.parent / "pages"
    gather_pages(repository, target)
    return (target / ELSEWHERE.get(name, name.removeprefix("docs/"))).read_text()


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("README.md", "docs/second.md#end", "second.md#end"),
        ("README.md", "mock_server/README.md", "mock-exchange.md"),
        ("mock_server/README.md", "../docs/guide/first.md", "guide/first.md"),
        ("docs/guide/first.md", "../../README.md", "../index.md"),
        ("docs/second.md", "../examples/testing_a_bot", "testing.md"),
        ("docs/guide/first.md", "../../openapi.yaml", "../source/openapi.yaml"),
        ("docs/second.md", "https://example.com/a.md", "https://example.com/a.md"),
        ("docs/second.md", "#here", "#here"),
    ],
)
def test_link_leads_to_the_same_thing_on_the_site(
    repository: Path, page: str, link: str, expected: str
) -> None:
    """Whichever folders the two lie in."""
    assert f"See [it]({expected})." == gather(repository, page, f"See [it]({link}).")


def test_link_within_code_is_left_alone(repository: Path) -> None:
    """It is no link, but an example of one."""
    text = "```md\n[it](nowhere.md)\n```\n"
    assert text == gather(repository, "docs/second.md", text)


def test_link_to_nothing_is_refused_with_its_place(repository: Path) -> None:
    """The message names page and target."""
    with pytest.raises(PagesError, match=r"docs/second\.md links to docs/nowhere\.md"):
        gather(repository, "docs/second.md", "[it](nowhere.md)")


def test_file_that_is_linked_comes_along(repository: Path) -> None:
    """As it is, so that the site is whole by itself."""
    (repository / "openapi.yaml").write_text("openapi: 3.0.3")
    gather(repository, "README.md", "[contract](openapi.yaml)")
    assert "openapi: 3.0.3" == (repository.parent / "pages" / "source" / "openapi.yaml").read_text()
