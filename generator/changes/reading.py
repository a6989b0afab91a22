"""Reads a contract to be compared: an OpenAPI document, or a surface that was written before."""

import re
from pathlib import Path
from typing import Final

from generator.changes.view import View, view_package
from generator.document import load
from generator.pipeline import represent
from generator.problems import Notice, Problem, Refusal
from generator.render import MARKER
from generator.surface import read_surface

__all__ = ["HEADER", "read_view"]

HEADER: Final = "# What callers of {package} see, as released with version {version} of its contract."
_HEADER: Final = re.compile(
    re.escape(HEADER).replace(r"\{package\}", r"(\w+)").replace(r"\{version\}", r"(\S+)")
)
_SURFACE: Final = ".txt"


def read_view(path: Path, package: str) -> tuple[View, list[Notice]]:
    """Reads a contract as callers see it.

    Args:
        path: An OpenAPI document, or a surface in a file that ends in `.txt`.
        package: Import name of the package that the document becomes.

    Returns:
        The contract, and what was repaired in it.

    Raises:
        Refusal: It cannot be read, or not be generated.
    """
    if path.suffix == _SURFACE:
        return _read_surface(path), []
    document, _ = load(path)
    represented, repairs = represent(document, package)
    return view_package(represented, f"{represented.title} in {path.name}"), repairs


def _read_surface(path: Path) -> View:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal(
            Problem("", f"{path} cannot be read: {error.strerror}", "name a file that can be")
        ) from error
    except UnicodeDecodeError as error:
        raise Refusal(Problem("", f"{path} is not UTF-8 text: {error}", "name a surface")) from error
    header = _HEADER.match(text)
    if header is None and not text.startswith(MARKER.split(".")[0]):
        what = f"{path} is no surface: its first line is not that of one"
        raise Refusal(Problem("", what, "name an OpenAPI document, or a surface.txt"))
    try:
        return View.of(read_surface(text), path.name, header[2] if header else "")
    except (ValueError, KeyError, IndexError) as error:
        what = f"{path} is no surface: {type(error).__name__} {error}"
        raise Refusal(Problem("", what, "restore the file, or write it again")) from error
