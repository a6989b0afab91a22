"""What tells a package's answers from those of the packages beside it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.ir import Sibling
from generator.packages import Contract
from generator.pipeline import Generated, generate
from generator.problems import Refusal

Json = dict[str, Any]
Pair = Callable[[Json, Json], tuple[Generated, Generated]]


@pytest.fixture
def generate_pair(tmp_path: Path) -> Pair:
    """Generates two contracts as packages of one table."""

    def make(one: Json, other: Json) -> tuple[Generated, Generated]:
        table = []
        for name, document in (("one", one), ("other", other)):
            (tmp_path / f"{name}.yaml").write_text(json.dumps(document), encoding="utf-8")
            table.append(Contract(spec=Path(f"{name}.yaml"), out=Path("out"), package=name))
        return _generate(tmp_path, table, 0), _generate(tmp_path, table, 1)

    return make


def _generate(root: Path, table: Sequence[Contract], index: int) -> Generated:
    contract = table[index]
    return generate(root / contract.spec, contract.package, strict=True, table=table, root=root)


def _siblings(generated: Generated) -> tuple[Sibling, ...]:
    (operation,) = generated.package.operations
    return operation.siblings


def _later(tiny: Json) -> Json:
    """The tiny contract of a later month: a field went, one came, and one came at the top."""
    document: Json = json.loads(json.dumps(tiny))
    document["info"] |= {"x-edition": "2031-02"}
    things = document["components"]["schemas"]
    del things["Thing"]["properties"]["kind"], things["Kind"]
    things["Thing"]["properties"]["weight"] = {"type": "string"}
    things["Things"]["properties"]["first"] = {"$ref": "#/components/schemas/Thing"}
    return document


def test_siblings_are_told_apart_by_the_outermost_fields(tiny: Json, generate_pair: Pair) -> None:
    """Each side knows its own fields and the other's, and names the other's edition or version."""
    one, other = generate_pair(tiny, _later(tiny))
    assert _siblings(one) == (
        Sibling(
            package="other",
            edition="2031-02",
            ours=("things[].kind",),
            theirs=("first", "things[].weight"),
        ),
    )
    assert _siblings(other) == (
        Sibling(package="one", edition="1.0.0", ours=("first", "things[].weight"), theirs=("things[].kind",)),
    )
    assert 'package="other"' in one.files["editions.py"].decode()
    assert "siblings=editions.GET_THINGS" in one.files["operations.py"].decode()


def test_siblings_with_the_same_answer_are_not_declared(tiny: Json, generate_pair: Pair) -> None:
    """There is nothing to tell them apart by, and no file for it."""
    later = json.loads(json.dumps(tiny))
    later["info"]["version"] = "1.1.0"
    for generated in generate_pair(tiny, later):
        assert _siblings(generated) == ()
        assert "editions.py" not in generated.files


def test_siblings_without_the_operation_are_not_declared(tiny: Json, generate_pair: Pair) -> None:
    """Another operation's answer is no other edition of this one's."""
    later = _later(tiny)
    later["paths"]["/things"]["get"]["operationId"] = "GetOthers"
    assert [(), ()] == [_siblings(generated) for generated in generate_pair(tiny, later)]


def test_siblings_of_a_schema_that_holds_itself_are_found(tiny: Json, generate_pair: Pair) -> None:
    """The walk through the fields ends."""
    tiny["components"]["schemas"]["Thing"]["properties"]["inner"] = {"$ref": "#/components/schemas/Thing"}
    one, _ = generate_pair(tiny, _later(tiny))
    assert ("things[].kind",) == _siblings(one)[0].ours


def test_generate_of_a_package_that_is_not_in_the_table_has_no_siblings(
    tiny: Json, write: Callable[[Json], Path]
) -> None:
    """A client of some other API knows nothing of ours."""
    assert _siblings(generate(write(tiny), "tiny")) == ()


def test_generate_beside_a_contract_that_is_refused_names_that_contract(
    tiny: Json, generate_pair: Pair
) -> None:
    """Otherwise the fault would be looked for in the wrong file."""
    later = _later(tiny)
    del later["paths"]["/things"]["get"]["operationId"]
    with pytest.raises(Refusal, match=r"other\.yaml, whose package lies beside one, is refused"):
        generate_pair(tiny, later)
