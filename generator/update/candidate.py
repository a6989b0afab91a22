"""The folder of a candidate: our next contract while a person still has to work on it."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

import attrs

from generator.problems import Problem, Refusal

__all__ = ["Candidate"]

_CONTRACT: Final = "openapi.yaml"
_REPORT: Final = "changes.txt"
_WORK: Final = "hand-work.txt"
_ORIGIN: Final = "made-from.json"


@attrs.frozen
class Candidate:
    """A folder that holds our next contract, the report on it, and what is left to do by hand.

    Attributes:
        folder: The folder.
    """

    folder: Path

    @property
    def contract(self) -> Path:
        """The contract, which a person goes on writing."""
        return self.folder / _CONTRACT

    @property
    def work(self) -> Path:
        """What is left to do."""
        return self.folder / _WORK

    def begin(self, our_text: str) -> str:
        """Finds the text to go on from: the candidate's if there is one, else ours.

        Args:
            our_text: Our contract.

        Raises:
            Refusal: Our contract changed since the candidate was made of it.
        """
        if not self.contract.exists():
            return our_text
        origin = self.folder / _ORIGIN
        if not origin.exists() or _read_origin(origin) != _digest(our_text):
            what = f"{self.contract} was made from another state of our contract than the present one"
            raise Refusal(Problem("", what, f"move {self.folder} away and run `make update` again"))
        return self.contract.read_text(encoding="utf-8")

    def write(self, our_text: str, candidate_text: str) -> None:
        """Writes the contract, and from what it was made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.contract.write_text(candidate_text, encoding="utf-8", newline="\n")
        (self.folder / _ORIGIN).write_text(
            json.dumps({"contract": _digest(our_text)}) + "\n", encoding="utf-8", newline="\n"
        )

    def report(self, report: str, work: str) -> None:
        """Writes what changes for callers and what is left to do."""
        (self.folder / _REPORT).write_text(report, encoding="utf-8", newline="\n")
        self.work.write_text(work, encoding="utf-8", newline="\n")

    def remove(self) -> None:
        """Takes the folder away, if it holds nothing but a candidate."""
        ours = {_CONTRACT, _REPORT, _WORK, _ORIGIN}
        if self.folder.is_dir() and {path.name for path in self.folder.iterdir()} <= ours:
            shutil.rmtree(self.folder)
        else:
            for name in ours:
                (self.folder / name).unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_origin(path: Path) -> str:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return ""
    return str(found.get("contract", "")) if isinstance(found, dict) else ""
