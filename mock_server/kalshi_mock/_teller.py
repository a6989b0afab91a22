"""Tells things of the account in the fields of one contract."""

from __future__ import annotations

from kalshi_mock._contract import Contract, ContractError, Property
from kalshi_mock._drift import NO_DRIFT
from kalshi_mock._fields import ABSENT, FIELDS, Field
from kalshi_mock._notation import Decimals, Rows, Tell, Word

Row = dict[str, object]


class Teller:
    """Tells things of the account in the fields of one edition.

    Attributes:
        drift: How rows differ from that edition.
    """

    def __init__(self, contract: Contract) -> None:
        """Chooses the fields that the contract has, and how it writes them.

        Args:
            contract: The edition.

        Raises:
            ContractError: It requires a field that nobody here can tell.
        """
        self.drift = NO_DRIFT
        self._fields: dict[str, list[tuple[str, Tell]]] = {}
        for schema, known in FIELDS.items():
            declared = contract.schemas.get(schema, {})
            unknown = [name for name, field in declared.items() if field.required and name not in known]
            if unknown:
                raise ContractError(
                    f"the contract requires {schema}.{unknown[0]}, which the mock exchange cannot tell; "
                    f"teach it in kalshi_mock/_fields.py"
                )
            self._fields[schema] = [
                (name, self._bind(known[name], field)) for name, field in declared.items() if name in known
            ]

    def tell(self, schema: str, thing: object) -> Row:
        """Tells one thing.

        Args:
            schema: The schema to tell it in.
            thing: The thing.

        Returns:
            Its fields, in the contract's order.
        """
        row = {name: value for name, tell in self._fields[schema] if (value := tell(thing)) is not ABSENT}
        return self.drift.apply(schema, row)

    def _bind(self, field: Field, declared: Property) -> Tell:
        match field:
            case Decimals():
                return field.bind(declared.decimals)
            case Word():
                return field.bind(declared.choices)
            case Rows(schema, read):
                return lambda thing: [self.tell(schema, each) for each in read(thing)]
            case _:
                return field
