"""The generator is for any contract: nothing of one of them is written into it."""

import re
from pathlib import Path

from generator.document import load, mapping, operations
from generator.packages import PACKAGES


def test_generator_names_nothing_of_a_contract(root: Path) -> None:
    """No operation, path or schema of the API stands in its code, its templates or its comments."""
    names: set[str] = set()
    for contract in PACKAGES:
        document, _ = load(root / contract.spec)
        names.update(mapping(document["components"]["schemas"]), document["paths"])
        names.update(operation["operationId"] for _, _, _, operation in operations(document))
    assert len(names) > 30
    named = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in sorted((root / "generator").rglob("*"))
        if path.suffix in (".py", ".jinja")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if named.search(line)
    ]
    assert [] == found
