"""The first layer: the document is valid, complete by the rules of this house, and its examples keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openapi_spec_validator

from gate.contract import METHODS, Contract, Document
from gate.findings import Problem, check
from gate.schema import example_faults

UNITS = frozenset({"cents", "dollars", "contracts", "unix-seconds", "unix-milliseconds", "items", "index"})
OPERATIONS = {
    "GetBalance": "/portfolio/balance",
    "GetFills": "/portfolio/fills",
    "GetPositions": "/portfolio/positions",
    "GetSettlements": "/portfolio/settlements",
    "GetPortfolioRestingOrderTotalValue": "/portfolio/summary/total_resting_order_value",
}
PAGED = frozenset({"GetFills", "GetPositions", "GetSettlements"})
BARRED = "GetPortfolioRestingOrderTotalValue"
TOGETHER: Document = {"kalshiAccessKey": [], "kalshiAccessSignature": [], "kalshiAccessTimestamp": []}
BEARER: Document = {"kalshiOauthAccessToken": []}
HEADERS = frozenset({"KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE", "KALSHI-ACCESS-TIMESTAMP"})
# The placeholders with which the API's documentation pages fill an example of each type.
PLACEHOLDERS: Document = {"string": "<string>", "integer": 123, "number": 123, "boolean": True}


@check
def document_is_valid(contract: Contract) -> Iterator[Problem]:
    """The document keeps the meta-schema of OpenAPI 3.0, references and defaults included."""
    validator = openapi_spec_validator.OpenAPIV30SpecValidator(contract.document)
    for error in validator.iter_errors():
        yield Problem("/".join(map(str, error.absolute_path)) or "document", error.message[:200])


@check
def operations_are_the_five(contract: Contract) -> Iterator[Problem]:
    """Nothing was lost and nothing came in by the way; all operations only read."""
    found = {node["operationId"]: (method, path) for path, method, node in operations(contract)}
    expected = {name: ("get", path) for name, path in OPERATIONS.items()}
    for name in found.keys() | expected.keys():
        if found.get(name) != expected.get(name):
            yield Problem(name, f"is {found.get(name)}, not {expected.get(name)}")


@check
def operations_take_three_headers_together(contract: Contract) -> Iterator[Problem]:
    """All three headers stand in one requirement, so that none is an alternative to another."""
    for _, _, node in operations(contract):
        if node.get("security") not in ([TOGETHER], [TOGETHER, BEARER]):
            yield Problem(node["operationId"], f"requires {node.get('security')}")
    schemes = contract.document["components"]["securitySchemes"].values()
    names = {scheme["name"] for scheme in schemes if scheme["type"] == "apiKey" and scheme["in"] == "header"}
    if names != HEADERS:
        yield Problem("securitySchemes", f"the headers are {sorted(names)}, not {sorted(HEADERS)}")


@check
def servers_end_in_the_signed_prefix(contract: Contract) -> Iterator[Problem]:
    """Production and demo are named, over TLS, with the prefix that is part of what is signed."""
    servers = {each.get("x-environment"): each["url"] for each in contract.document["servers"]}
    for name in ("production", "demo"):
        if not re.fullmatch(r"https://[\w.-]+/trade-api/v2", servers.get(name, "")):
            yield Problem(f"servers {name}", f"is {servers.get(name)!r}")


@check
def errors_are_declared(contract: Contract) -> Iterator[Problem]:
    """401, 429 and 500 are declared everywhere, 400 where there are parameters, 403 on the resting value."""
    for _, _, node in operations(contract):
        expected = {"200", "401", "429", "500"}
        expected |= {"400"} if node.get("parameters") else set()
        expected |= {"403"} if node["operationId"] == BARRED else set()
        if expected != set(node["responses"]):
            yield Problem(
                node["operationId"], f"declares {sorted(node['responses'])}, not {sorted(expected)}"
            )


@check
def bodies_are_named_schemas(contract: Contract) -> Iterator[Problem]:
    """Every body is a reference, and no schema hides an object or an enumeration inside another."""
    for pointer, node in walk(contract.document["paths"] | contract.document["components"]["responses"]):
        if pointer.endswith("/application/json") and list(node["schema"]) != ["$ref"]:
            yield Problem(pointer, "is no reference to a named schema")
    for pointer, node in schemas(contract):
        hidden = "properties" in node or "enum" in node
        if hidden and not re.fullmatch(r"#/components/schemas/\w+", pointer):
            yield Problem(pointer, "has no name of its own")


@check
def amounts_have_units(contract: Contract) -> Iterator[Problem]:
    """Each number and each decimal string, and nothing else, says what it counts."""
    for pointer, node in schemas(contract):
        counts = node["type"] in {"integer", "number"} or node.get("format") == "decimal"
        if counts != ("x-unit" in node):
            yield Problem(pointer, "counts and has no x-unit, or the other way round")
        elif counts and node["x-unit"] not in UNITS:
            yield Problem(pointer, f"has the unknown unit {node['x-unit']!r}")


@check
def numbers_have_formats(contract: Contract) -> Iterator[Problem]:
    """Integers say how wide they are, and a JSON number that it is a decimal: nothing becomes a float."""
    for pointer, node in schemas(contract):
        if node["type"] == "integer" and node.get("format") not in {"int32", "int64"}:
            yield Problem(pointer, f"is an integer of format {node.get('format')!r}")
        if node["type"] == "number" and node.get("format") != "decimal":
            yield Problem(pointer, f"is a number of format {node.get('format')!r}")


@check
def amounts_in_dollars_are_marked(contract: Contract) -> Iterator[Problem]:
    """A field whose name ends in `_dollars` or `_fixed` is in dollars, and only decimals are."""
    for pointer, node in schemas(contract):
        if pointer.endswith(("_dollars", "_fixed")) and node.get("x-unit") != "dollars":
            yield Problem(pointer, f"is in {node.get('x-unit')}")
        if node.get("x-unit") == "dollars" and node.get("format") != "decimal":
            yield Problem(pointer, f"is in dollars, in the format {node.get('format')}")
        if pointer.endswith("_fp") and (node.get("x-unit"), node.get("format")) != ("contracts", "decimal"):
            yield Problem(pointer, "is no decimal number of contracts")


@check
def everything_is_described(contract: Contract) -> Iterator[Problem]:
    """Operations, parameters, schemas, fields and responses have a description that ends in a full stop."""
    components = contract.document["components"]
    described: dict[str, Document] = {
        pointer: node for pointer, node in walk(components["parameters"]) if "in" in node
    }
    for name, schema in components["schemas"].items():
        described[name] = schema
        for key, field in schema.get("properties", {}).items():
            described[f"{name}.{key}"] = contract.resolve(field)
    described |= {node["operationId"]: node for _, _, node in operations(contract)}
    described |= components["responses"] | components["securitySchemes"]
    for place, node in described.items():
        if not str(node.get("description", "")).strip().endswith("."):
            yield Problem(place, "has no description that ends in a full stop")


@check
def paging_names_what_is_there(contract: Contract) -> Iterator[Problem]:
    """The three paged operations name parameters, fields, ids and times that exist."""
    paged = {node["operationId"]: node for _, _, node in operations(contract) if "x-pagination" in node}
    if set(paged) != PAGED:
        yield Problem("x-pagination", f"stands at {sorted(paged)}, not at {sorted(PAGED)}")
    for name, node in paged.items():
        paging = node["x-pagination"]
        parameters = {contract.resolve(each)["name"] for each in node.get("parameters", ())}
        schema = contract.response_schema(name, 200) or {}
        fields = contract.resolve(schema).get("properties", {})
        lists = [key for key, field in fields.items() if field.get("type") == "array"]
        for wanted, known in (
            (paging["cursorParameter"], parameters),
            (paging["limitParameter"], parameters),
            (paging["nextCursor"], fields),
        ):
            if wanted not in known:
                yield Problem(f"{name} x-pagination", f"names {wanted}, which is not there")
        if lists != [each["name"] for each in paging["lists"]]:
            yield Problem(f"{name} x-pagination", f"does not name the lists {lists}")
            continue
        for each in paging["lists"]:
            item = contract.resolve(fields[each["name"]]["items"])["properties"]
            for field in {each["id"], each.get("time", each["id"])} - item.keys():
                yield Problem(f"{name} x-pagination", f"names {field}, which an item has not")


@check
def links_follow_the_paging(contract: Contract) -> Iterator[Problem]:
    """Each paged operation links to itself with the next cursor."""
    for _, _, node in operations(contract):
        paging = node.get("x-pagination")
        if paging is None:
            continue
        expected = {paging["cursorParameter"]: f"$response.body#/{paging['nextCursor']}"}
        links = contract.resolve(node["responses"]["200"]).get("links", {}).values()
        if not any(
            (each["operationId"], each["parameters"]) == (node["operationId"], expected) for each in links
        ):
            yield Problem(node["operationId"], f"has no link to its next page with {expected}")


@check
def decisions_are_told(contract: Contract) -> Iterator[Problem]:
    """What was decided here says in words what was decided, so that nobody takes it for knowledge."""
    marks = [
        (pointer, node["x-unverified"]) for pointer, node in walk(contract.document) if "x-unverified" in node
    ]
    if len(marks) < 10:
        yield Problem("x-unverified", f"stands in {len(marks)} places only")
    for pointer, text in marks:
        if not isinstance(text, str) or not text.strip().endswith("."):
            yield Problem(pointer, "has an x-unverified that is no sentence")


@check
def examples_keep_the_document(contract: Contract) -> Iterator[Problem]:
    """Each schema and each parameter shows an example that is valid, formats included."""
    components = contract.document["components"]
    for name, schema in components["schemas"].items():
        if "example" not in schema:
            yield Problem(name, "has no example")
        else:
            yield from (Problem(name, text) for text in example_faults(contract, schema, schema["example"]))
    for name, parameter in components["parameters"].items():
        if "example" not in parameter:
            yield Problem(name, "has no example")
        else:
            faults = example_faults(contract, parameter["schema"], parameter["example"])
            yield from (Problem(name, text) for text in faults)


@check
def examples_add_up(contract: Contract) -> Iterator[Problem]:
    """Examples are read as documentation, so whole cents and dollars in them say the same."""
    for name, schema in contract.document["components"]["schemas"].items():
        example = schema.get("example")
        for key, field in schema.get("properties", {}).items() if isinstance(example, dict) else ():
            cents = key.removesuffix("_dollars").removesuffix("_fixed")
            if field.get("x-unit") != "dollars" or not {key, cents} <= example.keys() or cents == key:
                continue
            if int(Decimal(example[key]) * 100) != example[cents]:
                yield Problem(f"{name}.{key}", f"{example[key]} dollars, {example[cents]} cents")


@check
def placeholders_are_allowed(contract: Contract) -> Iterator[Problem]:
    """Types alone decide: no pattern or bound refuses what documentation pages show."""
    for name, schema in contract.document["components"]["schemas"].items():
        if schema.get("type") == "object":
            faults = example_faults(contract, schema, placeholder(contract, schema), formats=False)
            yield from (Problem(name, text) for text in faults)


CHECKS = (
    document_is_valid,
    operations_are_the_five,
    operations_take_three_headers_together,
    servers_end_in_the_signed_prefix,
    errors_are_declared,
    bodies_are_named_schemas,
    amounts_have_units,
    numbers_have_formats,
    amounts_in_dollars_are_marked,
    everything_is_described,
    paging_names_what_is_there,
    links_follow_the_paging,
    decisions_are_told,
    examples_keep_the_document,
    examples_add_up,
    placeholders_are_allowed,
)


def operations(contract: Contract) -> Iterator[tuple[str, str, Document]]:
    """Path, method and body of each operation."""
    for path, item in contract.document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def walk(node: object, pointer: str = "#") -> Iterator[tuple[str, Document]]:
    """Every mapping of the document with its JSON pointer, examples left out."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            if key not in {"example", "examples"} or pointer.endswith("/properties"):
                yield from walk(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{pointer}/{index}")


def schemas(contract: Contract) -> Iterator[tuple[str, Document]]:
    """Every schema, named or inline, with its JSON pointer."""
    for pointer, node in walk(contract.document):
        if "type" in node and not pointer.startswith("#/components/securitySchemes"):
            yield pointer, node


def placeholder(contract: Contract, node: Document) -> Any:
    """An example as documentation pages render it: the type's placeholder everywhere."""
    node = contract.resolve(node)
    if "enum" in node:
        return node["enum"][0]
    if node.get("format") == "date-time":
        return "2023-11-07T05:31:56Z"
    if node["type"] == "array":
        return [placeholder(contract, node["items"])]
    if node["type"] == "object":
        return {key: placeholder(contract, field) for key, field in node["properties"].items()}
    return PLACEHOLDERS[node["type"]]
