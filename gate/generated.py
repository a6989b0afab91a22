"""The first layer, the generated code: it is what the document gives."""

from __future__ import annotations

from collections.abc import Iterator

from gate.edition import Edition
from gate.findings import Problem, check
from generator.output import lay_out
from generator.packages import ROOT
from generator.pipeline import generate
from generator.problems import Refusal


@check
def generated_code_is_what_the_document_gives(edition: Edition) -> Iterator[Problem]:
    """The generated client, made again from the document, is the one that is there, byte for byte."""
    package = edition.generated
    out = ROOT / package.out
    try:
        generated = generate(edition.spec, package.package, strict=package.strict)
    except Refusal as refusal:
        yield Problem(edition.spec.name, f"the generator refuses it: {' '.join(str(refusal).split())[:300]}")
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
