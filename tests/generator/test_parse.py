"""Driving the parser."""

from typing import Any

import pytest

from generator import parse as parse_module
from generator.parse import parse
from generator.problems import Refusal

Json = dict[str, Any]


def test_parse_with_another_version_of_the_parser_is_refused(
    tiny: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its inside is no public interface, so another version may mean something else."""
    monkeypatch.setattr(parse_module, "version", lambda _: "0.30.0")
    with pytest.raises(Refusal) as caught:
        parse(tiny)
    assert str(caught.value) == (
        "refused: openapi-python-client is 0.30.0, and this generator drives the parser of 0.29.1; "
        "set the environment up again with `make setup`"
    )


def test_parse_with_a_warning_is_refused(tiny: Json, schemas: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """Upstream goes on after a warning, without the schema that it warned of."""
    schemas["Thing"]["properties"]["list"] = {"type": "array"}
    monkeypatch.setattr(parse_module, "draw_outline", lambda document: document)
    with pytest.raises(Refusal, match=r"the parser says: .*items"):
        parse(tiny)


def test_parse_with_an_exception_of_the_parser_is_refused(
    tiny: Json, schemas: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does not foresee is a refusal too, and no traceback."""
    schemas["Kind"]["enum"] = ["a", "A"]
    monkeypatch.setattr(parse_module, "draw_outline", lambda document: document)
    with pytest.raises(Refusal, match="the parser says: ValueError Duplicate key A in enum"):
        parse(tiny)


def test_parse_that_loses_an_operation_is_refused(tiny: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes in comes out, or nothing is written."""
    monkeypatch.setattr(parse_module, "_endpoints", lambda *_: {})
    with pytest.raises(
        Refusal, match="refused: #/paths/~1things/get: the parser lost the operation GetThings"
    ):
        parse(tiny)


def test_parse_that_loses_a_schema_is_refused(tiny: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is with schemas."""
    monkeypatch.setattr(parse_module, "_schema_name", lambda name: name.get_untrusted_value() + "?")
    with pytest.raises(
        Refusal, match="refused: #/components/schemas/Things: the parser lost the schema Things"
    ):
        parse(tiny)


def test_parse_of_a_sound_contract_gives_everything_by_its_own_name(tiny: Json) -> None:
    """Operations by operationId, schemas by the name that the contract gives them."""
    parsed = parse(tiny)
    assert list(parsed.endpoints) == ["GetThings"]
    assert set(parsed.models) == {"Things", "Thing"}
    assert set(parsed.enums) == {"Kind"}
