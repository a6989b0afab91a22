"""The built site hangs together and needs nothing from elsewhere."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from ruamel.yaml import YAML

from generator.packages import PACKAGES

# What makes a browser load something, by element.
LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "link": "href"}


@dataclass
class Page(HTMLParser):
    """The ids, links and loaded resources of a page."""

    path: Path
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the element is called, leads to, or loads."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif LOADS.get(tag) in given:
            self.loads.append(given[LOADS[tag]])


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Page]:
    """Every page but the one for what is not found, whose links begin at the root of a server."""
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}


def test_site_has_every_page_of_the_guide_and_the_reference(root: Path, pages: dict[Path, Page]) -> None:
    """Nothing that was written is left out, and nothing is left out of the navigation."""
    navigation = str(YAML(typ="safe", pure=True).load((root / "mkdocs.yml").read_text("utf-8"))["nav"])
    sources = {
        path.relative_to(root / "build" / "pages") for path in (root / "build" / "pages").rglob("*.md")
    }
    told = {path for path in sources if path.parts[0] != "source"}
    assert {path.relative_to(root / "docs") for path in (root / "docs").rglob("*.md")} <= told
    homeless = sorted(path.as_posix() for path in told if f"'{path.as_posix()}'" not in navigation)
    assert [] == homeless, "give these pages a place under `nav` in mkdocs.yml"
    assert {path.with_suffix(".html").as_posix() for path in told} <= {
        path.relative_to(root / "build" / "site").as_posix() for path in pages
    }


def test_every_internal_link_of_the_site_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    """To a file that is there, and to a place in it that is there."""
    lost = []
    for path, page in pages.items():
        for link in (*page.links, *page.loads):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            there = target.is_file() and (
                not parts.fragment or target not in pages or unquote(parts.fragment) in pages[target].ids
            )
            if not there:
                lost.append(f"{path.relative_to(site)}: {link}")
    assert [] == lost


def test_site_loads_nothing_from_other_hosts(site: Path, pages: dict[Path, Page]) -> None:
    """Neither fonts nor scripts, styles or pictures: it reads the same without a network."""
    asked = [load for page in pages.values() for load in page.loads if urlsplit(load).netloc]
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    texts = {path: path.read_text("utf-8") for path in pages}
    fetched_when_used = r'class="[^"]*\b(?:mermaid|pyodide|glightbox|ace)\b'  # by the theme's script
    assert [] == asked
    assert [] == [path.name for path, text in texts.items() if re.search(fetched_when_used, text)]
    assert [] == re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)'\"\s]+", styles)


def test_site_names_no_place_of_the_machine_that_built_it(root: Path, site: Path) -> None:
    """A page that shows where it was made is a page for one reader."""
    found = [path.name for path in site.rglob("*.html") if str(root) in path.read_text("utf-8")]
    assert [] == found


@pytest.mark.parametrize("package", [contract.package for contract in PACKAGES])
def test_reference_shows_the_unit_of_every_number(root: Path, site: Path, package: str) -> None:
    """Each unit that a contract names stands in the table of the model, in a column of its own."""
    (spec,) = (contract.spec for contract in PACKAGES if contract.package == package)
    schemas = YAML(typ="safe", pure=True).load(root / spec)["components"]["schemas"]
    expected = {
        (name, key, value["x-unit"])
        for name, schema in schemas.items()
        for key, value in schema.get("properties", {}).items()
        if "x-unit" in value
    }
    text = (site / "reference" / f"models-{package.replace('_', '-')}.html").read_text("utf-8")
    told = set()
    for section in re.split(r'<h2 id="', text)[1:]:
        name = section.partition('"')[0].rpartition(".")[2]
        for row in re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL):
            cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
            if len(cells) == 4 and cells[2]:
                told.add((name, cells[0], cells[2]))
    assert expected == told
