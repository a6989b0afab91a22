"""The list of what the generator wrote, by which it knows its own files again."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from generator.problems import Problem, Refusal

__all__ = ["Manifest", "digest", "find_manifest", "read_manifest"]

_GENERATOR: Final = "kalshi-portfolio generator"
_COMMAND: Final = "make generate"


@attrs.frozen(kw_only=True)
class Manifest:
    """What one run wrote.

    Attributes:
        package: Import name of the package.
        contract: Title and version of the contract, for people.
        contract_digest: SHA-256 of the contract's file, so that no change of it goes unseen, not even of an
            example.
        files: SHA-256 of each file by its path below the output folder, the manifest itself left out.
    """

    package: str
    contract: str
    contract_digest: str
    files: Mapping[str, str]

    def to_text(self) -> str:
        """Writes the manifest as JSON."""
        content = {
            "generator": _GENERATOR,
            "command": _COMMAND,
            "package": self.package,
            "contract": self.contract,
            "contract_digest": self.contract_digest,
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def digest(content: bytes) -> str:
    """Returns the SHA-256 of a file's content in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def find_manifest(out: Path, package: str) -> Path:
    """Finds where the manifest of a package lies, or would lie.

    The first package of an output folder has `manifest.json` and `surface.txt`; those of a further one carry
    its name.
    """
    own = out / f"{package}.manifest.json"
    shared = out / "manifest.json"
    if own.exists():
        return own
    taken = read_manifest(shared)
    return own if taken is not None and taken.package != package else shared


def read_manifest(path: Path) -> Manifest | None:
    """Reads a manifest.

    Returns:
        The manifest, or None if there is no such file.

    Raises:
        Refusal: There is a file, and this generator did not write it.
    """
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _not_ours(path) from error
    try:
        files = {str(name): str(found) for name, found in content["files"].items()}
        manifest = Manifest(
            package=str(content["package"]),
            contract=str(content["contract"]),
            contract_digest=str(content["contract_digest"]),
            files=files,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _not_ours(path) from error
    if content.get("generator") != _GENERATOR:
        raise _not_ours(path)
    return manifest


def _not_ours(path: Path) -> Refusal:
    what = f"{path} is no manifest of this generator"
    return Refusal(Problem("", what, "move it away, or choose another output folder with OUT="))
