"""Which file of the repository is which page of the site, and where links from one to another lead."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["PagesError", "gather_pages"]

ELSEWHERE: Final = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
    "mock_server/README.md": "mock-exchange.md",
}
"""Pages that lie beside what they tell of rather than in `docs/`."""

FOLDERS: Final = {
    "benchmarks/results": "benchmarks.md",
    "examples": "recipes.md",
    "examples/testing_a_bot": "testing.md",
}
"""Folders that pages link to, and the page that shows what lies there."""

FENCE: Final = re.compile(r"^[ ]*(```|~~~).*?^[ ]*\1[ ]*$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^()\s]+)\)")


class PagesError(Exception):
    """A page cannot be made; the message says which one and why."""


def gather_pages(root: Path, target: Path) -> None:
    """Copy every page into one folder, with the links that fit there.

    A link to a file that is no page leads to a copy of it, below `source/`. Pages that are written by a
    program must lie in the folder already, and are linked to as if they lay in `docs/`.

    Args:
        root: The repository's root.
        target: The folder, which is made where it is not there.

    Raises:
        PagesError: A link leads nowhere.
    """
    pages = dict(_find_pages(root))
    for source, page in pages.items():
        path = target / page
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            text = (root / source).read_text("utf-8")
            path.write_text(_relink(text, source, pages, root, target), "utf-8")
        else:
            path.write_bytes((root / source).read_bytes())


def _find_pages(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "docs").rglob("*")):
        if path.is_file():
            yield path.relative_to(root).as_posix(), path.relative_to(root / "docs").as_posix()
    yield from ELSEWHERE.items()


def _relink(text: str, source: str, pages: dict[str, str], root: Path, target: Path) -> str:
    """Changes the links of a page; what stands in blocks of code is no link."""

    def lead(found: re.Match[str]) -> str:
        path, mark, fragment = found[1].partition("#")
        linked = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        page = pages.get(linked) or FOLDERS.get(linked) or find_made(linked) or copy(linked)
        relative = posixpath.relpath(page, posixpath.dirname(pages[source]) or ".")
        return f"]({relative}{mark}{fragment})"

    def find_made(linked: str) -> str | None:
        page = linked.removeprefix("docs/")
        return page if (target / page).is_file() else None

    def copy(linked: str) -> str:
        if not (root / linked).is_file():
            raise PagesError(f"{source} links to {linked}, which is neither a page nor a file")
        copied = target / "source" / linked
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes((root / linked).read_bytes())
        return f"source/{linked}"

    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [LINK.sub(lead, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, LINK.sub(lead, text[end:])])
