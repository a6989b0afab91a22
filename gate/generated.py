"""The first layer, the generated code: it is what the document gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gate.findings import Problem, check
from generator.output import lay_out
from generator.packages import PACKAGES
from generator.pipeline import generate
from generator.problems import Refusal

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Source:
    """The file that the client is generated from."""

    spec: Path


@check
def generated_code_is_what_the_document_gives(source: Source) -> Iterator[Problem]:
    """The generated client, made again from the document, is the one that is there, byte for byte."""
    package = PACKAGES[0]
    out = ROOT / package.out
    try:
        generated = generate(source.spec, package.package, strict=package.strict)
    except Refusal as refusal:
        yield Problem(
            str(source.spec.name), f"the generator refuses it: {' '.join(str(refusal).split())[:300]}"
        )
        return
    expected = {
        name: content for name, content in lay_out(generated, out).items() if not name.endswith(".json")
    }
    folder = out / package.package
    present = {
        path.relative_to(out).as_posix() for path in folder.rglob("*") if path.suffix in {".py", ".typed"}
    }
    for name in sorted(expected.keys() | present):
        path = out / name
        if name not in expected or not path.is_file() or path.read_bytes() != expected[name]:
            yield Problem(f"{package.out / name}", "is not what the document gives; run `make generate`")
