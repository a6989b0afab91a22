"""Items read by what they tell, however an edition writes it: amounts in cents, counts in contracts.

An edition may tell an amount in whole cents, in dollars or in both, and a count as a number or as a text.
Names and `x-unit` of the contract's fields say which. What is read goes by the name without its ending:
`yes_price`, `yes_price_fixed` and `yes_price_dollars` are all `yes_price`, in cents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gate.contract import Contract, Document
from gate.findings import Skip

ENDINGS = ("_dollars", "_fixed", "_fp", "_number")
SCALES: Mapping[str, int] = {"cents": 1, "contracts": 1, "dollars": 100, "index": 1}
MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Field:
    """A field that tells a number: its name, and what one of it is in cents or contracts."""

    name: str
    scale: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the items of a schema are written.

    Attributes:
        fields: All fields by their names.
        numbers: The fields that tell a number by what it is called here, the most exact first.
    """

    fields: frozenset[str]
    numbers: Mapping[str, Sequence[Field]]

    @classmethod
    def of(cls, contract: Contract, schema: Document) -> Vocabulary:
        """Learns it from a schema of the contract."""
        numbers: dict[str, list[Field]] = {}
        fields = {name: contract.resolve(field) for name, field in schema.get("properties", {}).items()}
        for name, field in fields.items():
            scale = SCALES.get(str(field.get("x-unit")))
            if scale is not None:
                numbers.setdefault(shorten(name), []).append(Field(name, scale))
        for written in numbers.values():
            written.sort(key=lambda field: -field.scale)
        return cls(frozenset(fields), numbers)

    def knows(self, name: str) -> bool:
        """Whether items can tell something at all."""
        return name in self.fields or name in self.numbers

    def field(self, name: str) -> str:
        """What the contract calls something, by its shortest name."""
        return min((field.name for field in self.numbers.get(name, ())), key=len, default=name)

    def read(self, row: Mapping[str, Any]) -> Item:
        """Reads an item; what is written so that it cannot be read stays as it is."""
        item = Item(row, self)
        for name, written in self.numbers.items():
            told = next((field for field in written if row.get(field.name) is not None), None)
            if told is not None:
                item[name] = exact(row[told.name], told.scale)
        return item


class Item(dict[str, Any]):
    """An item with its amounts in cents and its counts in contracts, under their names without endings.

    What the contract has no field for ends a check with `Skip`; what the server left out is a `KeyError`.
    """

    def __init__(self, row: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        super().__init__(row)
        self.vocabulary = vocabulary

    def __missing__(self, name: str) -> Any:
        if not self.vocabulary.knows(name):
            raise Skip(f"the contract has no field that tells {name}")
        raise KeyError(self.vocabulary.field(name))

    def knows(self, *names: str) -> bool:
        """Whether the contract has fields for all of these."""
        return all(map(self.vocabulary.knows, names))


def vocabularies(contract: Contract, operation: str) -> Iterator[tuple[str | None, Vocabulary]]:
    """How the items of each paged list of an answer are written, or the answer itself, if it has none."""
    schema = contract.response_schema(operation, 200)
    if schema is None:
        return
    page = contract.resolve(schema)
    lists = contract.operations[operation].lists
    for each in lists:
        yield each.name, Vocabulary.of(contract, contract.resolve(page["properties"][each.name]["items"]))
    if not lists:
        yield None, Vocabulary.of(contract, page)


def shorten(name: str) -> str:
    """The name of a number without what it says of its notation."""
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    return name


def exact(value: Any, scale: int) -> Any:
    """A number times a scale, whole if it is; a value that is no number stays as it is."""
    if isinstance(value, bool | float) or not isinstance(value, int | str | Decimal):
        return value
    try:
        number = Decimal(value) * scale
    except ArithmeticError:
        return value
    if not number.is_finite() or number.adjusted() > MOST_DIGITS:
        return value
    return int(number) if number == number.to_integral_value() else number
