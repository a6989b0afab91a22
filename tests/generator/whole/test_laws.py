"""Whatever a specification says, it becomes a client or is refused with a place."""

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from generator.formatting import format_folder
from generator.ir import Package
from generator.pipeline import represent
from generator.problems import Refusal
from generator.render import render
from kalshi_runtime._decoders import make_decoder
from kalshi_runtime._encoding import encode_body

from .plain import make_plain
from .random_specs import HOLDER, allows, draw_value, specifications

_unhurried = settings(
    deadline=None, derandomize=True, max_examples=250, suppress_health_check=list(HealthCheck)
)


def _represent(document: Any) -> Package | None:
    """Represents a specification; None if it is refused, which it has to be with a place."""
    try:
        return represent(document, "random_package")[0]
    except Refusal as refusal:
        places = [problem.pointer for problem in refusal.problems]
    assert all(places), places
    return None


@contextmanager
def _import_models(text: str) -> Iterator[ModuleType]:
    """Runs the text of a module of models as if it had been imported."""
    module = ModuleType("random_models")
    sys.modules[module.__name__] = module
    try:
        exec(compile(text, "models.py", "exec"), vars(module))
        yield module
    finally:
        del sys.modules[module.__name__]


@_unhurried
@given(specifications(), st.data())
def test_specification_is_refused_with_a_place_or_keeps_every_value(
    document: Any, data: st.DataObject
) -> None:
    """A value of a schema is decoded, and encoded again to one that says the same."""
    note(json.dumps(document))
    package = _represent(document)
    if package is None:
        return
    with _import_models(render(package)["models.py"]) as models:
        value = data.draw(_values(document, {"$ref": f"#/components/schemas/{HOLDER}"}))
        decoded = make_decoder(models.Holder)(json.dumps(value).encode())
        encoded = json.loads(encode_body(models.Holder, decoded))
        assert make_plain(value) == make_plain(encoded)


@st.composite
def _values(draw: st.DrawFn, document: Any, schema: Any) -> Any:
    value = draw_value(draw, document, schema)
    assume(allows(document, schema, value))
    return value


@settings(_unhurried, max_examples=8)
@given(specifications())
def test_specification_that_is_not_refused_gives_a_package_that_imports(
    tmp_path_factory: pytest.TempPathFactory, document: Any
) -> None:
    """Every file of it, formatted as ever."""
    package = _represent(document)
    if package is None:
        return
    out = tmp_path_factory.mktemp("random")
    folder = out / package.name
    folder.mkdir()
    for name, text in render(package).items():
        (folder / name).write_text(text, encoding="utf-8")
    format_folder(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(out)
        try:
            for path in folder.glob("*.py"):
                importlib.import_module(f"{package.name}.{path.stem}")
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
                del sys.modules[name]
