"""What becomes of our contract when a new one is merged into it."""

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.changes import compare, view_package
from generator.document import load, parse_text
from generator.pipeline import represent
from generator.problems import Refusal
from generator.update import merge
from generator.update.gaps import find_gaps

Document = dict[str, Any]


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that are gone, with `-`, and those that came, with `+`."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def gaps_of(text: str) -> list[str]:
    """What is missing in a contract."""
    return [str(gap) for gap in find_gaps(parse_text(text))]


def field(document: Document, name: str) -> Document:
    """A field of the order."""
    found: Document = document["components"]["schemas"]["Order"]["properties"][name]
    return found


@pytest.mark.parametrize("contract", ["openapi.yaml", "editions/2026-10.yaml"])
def test_contract_merged_with_itself_keeps_every_byte(root: Path, contract: str) -> None:
    """Comments, quotes, order and blank lines stay."""
    text = (root / contract).read_text(encoding="utf-8")
    assert text == merge(text, load(root / contract)[0], []).text


@pytest.mark.parametrize("contract", ["openapi.yaml", "editions/2026-10.yaml"])
def test_contract_merged_with_its_bare_self_keeps_every_byte(
    root: Path, contract: str, stripped: Callable[[Document], Document]
) -> None:
    """All our words and extensions stay where theirs has none and the thing is the same."""
    text = (root / contract).read_text(encoding="utf-8")
    assert text == merge(text, stripped(load(root / contract)[0]), []).text


def test_contract_merged_with_a_later_edition_becomes_that_edition(root: Path) -> None:
    """Eleven months at once: callers see nothing else than in the later edition, and no word is missing."""
    later = load(root / "editions/2026-10.yaml")[0]
    merged = parse_text(merge((root / "openapi.yaml").read_text(encoding="utf-8"), later, []).text)
    views = [view_package(represent(document, "p", strict=True)[0], "") for document in (merged, later)]
    assert () == compare(*views).changes
    assert [] == find_gaps(merged)


def test_contract_of_another_merged_as_it_is_changes_nothing(ours: str, theirs: Document) -> None:
    """Other names, other words and looser forms of the same things are no change."""
    merged = merge(ours, theirs, [])
    assert ours == merged.text
    assert {
        "ListOrders(tags): kept as a list, which theirs calls a text",
        "ListOrders.response: ListOrdersResponse is still called OrderPage here",
        "ListOrders: 429 is kept, which theirs does not declare",
    } <= set(merged.notes)


def test_new_field_of_another_comes_without_words(ours: str, theirs: Document) -> None:
    """Its form is taken, and what is missing is told."""
    schema = theirs["components"]["schemas"]["Order"]
    schema["properties"]["note"] = {"type": "integer", "description": "THEIR WORDS", "example": 7}
    schema["required"].append("note")
    text = merge(ours, theirs, []).text
    assert ["-      required: [order_id, price]", "+      required: [order_id, price, note]"] == [
        line for line in changed_lines(ours, text) if "required" in line
    ]
    assert ["+        note:", "+          type: integer"] == changed_lines(ours, text)[-2:]
    assert [
        "/components/schemas/Order/example: lacks note, which is required",
        "/components/schemas/Order/properties/note: lacks a description",
        "/components/schemas/Order/properties/note: lacks an x-unit, which says what it counts",
        "/components/schemas/Order/properties/note: lacks a format, int32 or int64",
    ] == gaps_of(text)


def test_new_field_of_this_house_comes_with_its_words(ours: str, house: Document) -> None:
    """A contract that names its edition is written by our rules, so that nothing is missing."""
    house["components"]["schemas"]["Order"]["properties"]["note"] = {
        "type": "string",
        "description": "A note.",
    }
    text = merge(ours, house, []).text
    assert ["+        note:", "+          type: string", "+          description: A note."] == changed_lines(
        ours, text
    )
    assert [] == gaps_of(text)


def test_field_that_is_gone_leaves_examples_as_well(ours: str, theirs: Document) -> None:
    """Nothing of it stays, and nothing else goes."""
    del theirs["components"]["schemas"]["Order"]["properties"]["fee"]
    text = merge(ours, theirs, []).text
    assert [
        "-            fee: '0.10'",
        "-        fee:",
        "-          type: string",
        "-          format: decimal",
        "-          x-unit: dollars",
        "-          description: The fee, in our words.",
        "-        fee: '0.10'",
    ] == changed_lines(ours, text)


@pytest.mark.parametrize(
    "form",
    [
        {"type": "string"},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "integer", "description": "THEIR WORDS, in dollars"},
        {"type": "integer", "x-unit": "dollars"},
    ],
)
def test_field_that_is_another_thing_loses_our_words(ours: str, theirs: Document, form: Document) -> None:
    """What was said of the old thing may be wrong of the new one."""
    theirs["components"]["schemas"]["Order"]["properties"]["price"] = form
    merged = merge(ours, theirs, [])
    assert "in our words" not in str(field(parse_text(merged.text), "price"))
    assert "/components/schemas/Order/properties/price: lacks a description" in gaps_of(merged.text)
    assert [note for note in merged.notes if note.startswith("Order.price: was integer int64 cents, is ")]


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ({"type": "integer", "nullable": True}, "+          nullable: true"),
        ({"type": ["integer", "null"]}, "+          nullable: true"),
        ({"type": "integer", "deprecated": True}, "+          deprecated: true"),
        ({"type": "integer", "maximum": 5}, "+          maximum: 5"),
        ({"type": "integer", "default": 5}, "+          default: 5"),
    ],
)
def test_field_that_is_the_same_thing_keeps_our_words(
    ours: str, theirs: Document, form: Document, line: str
) -> None:
    """Only the fact that changed is written, below our words."""
    theirs["openapi"] = "3.1.0" if isinstance(form["type"], list) else "3.0.0"
    theirs["components"]["schemas"]["Order"]["properties"]["price"] = form
    assert [line] == changed_lines(ours, merge(ours, theirs, []).text)


def test_reference_that_may_be_null_is_wrapped(ours: str, theirs: Document) -> None:
    """Nothing stands beside a `$ref` in OpenAPI 3.0."""
    field(theirs, "status")["nullable"] = True
    merged = parse_text(merge(ours, theirs, []).text)
    assert {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Status"}]} == field(merged, "status")


def test_new_field_of_a_later_openapi_comes_in_our_version(ours: str, theirs: Document) -> None:
    """Our contract is OpenAPI 3.0, whatever the other one is."""
    theirs["openapi"] = "3.1.0"
    theirs["components"]["schemas"]["Order"]["properties"]["note"] = {"type": ["string", "null"]}
    merged = parse_text(merge(ours, theirs, []).text)
    assert {"type": "string", "nullable": True} == field(merged, "note")


def test_enum_takes_over_members_and_stays_quoted(ours: str, theirs: Document) -> None:
    """A member that some reader takes for a truth value is quoted."""
    field(theirs, "status")["enum"] = ["open", "yes", "no"]
    assert ["-      enum: [open, closed, 'yes']", "+      enum: [open, 'yes', 'no']"] == changed_lines(
        ours, merge(ours, theirs, []).text
    )


def test_required_name_without_property_is_left_out(ours: str, theirs: Document) -> None:
    """A client that waited for it would refuse every answer."""
    theirs["components"]["schemas"]["Order"]["required"].append("phantom")
    merged = merge(ours, theirs, [])
    assert ours == merged.text
    assert any("requires phantom" in note or "phantom, which" in note for note in merged.notes)


def test_shared_parameter_that_one_operation_changes_is_split(ours: str, theirs: Document) -> None:
    """The other operation keeps what it had."""
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}}
    theirs["paths"]["/sales"]["get"]["parameters"] = [limit]
    merged = parse_text(merge(ours, theirs, []).text)
    parameters = merged["components"]["parameters"]
    assert [{"$ref": "#/components/parameters/ListSalesLimit"}] == merged["paths"]["/sales"]["get"][
        "parameters"
    ]
    assert (200, 1000) == (
        parameters["Limit"]["schema"]["maximum"],
        parameters["ListSalesLimit"]["schema"]["maximum"],
    )
    assert "How many at most." == parameters["ListSalesLimit"]["description"]


def test_shared_parameter_that_all_operations_change_is_changed_in_place(ours: str, theirs: Document) -> None:
    """One line tells it."""
    theirs["components"]["parameters"]["LimitQuery"]["schema"]["maximum"] = 1000
    assert ["-        maximum: 200", "+        maximum: 1000"] == changed_lines(
        ours, merge(ours, theirs, []).text
    )


def test_parameter_that_is_gone_leaves_with_its_component(ours: str, theirs: Document) -> None:
    """What no operation refers to any longer is left out, and the report says so."""
    del theirs["paths"]["/orders"]["get"]["parameters"][2]
    merged = merge(ours, theirs, [])
    assert "Tags" not in parse_text(merged.text)["components"]["parameters"]
    assert "components/parameters/Tags is used no longer and was left out" in merged.notes
    assert "      example: ''\n\n  responses:\n" in merged.text


def test_answer_that_came_stands_above_the_blank_line(ours: str, theirs: Document) -> None:
    """Blank lines part operations and schemas, and nothing else."""
    theirs["paths"]["/orders"]["get"]["responses"]["500"] = {"description": "THEIR WORDS"}
    text = merge(ours, theirs, []).text
    assert (
        "          $ref: '#/components/responses/TooMany'\n"
        "        '500':\n          $ref: '#/components/responses/Status500'\n\n  /sales:\n"
    ) in text
    assert "            $ref: '#/components/schemas/Failure'\n    Status500:\n      description: ''\n" in text


def test_operation_that_is_gone_leaves_with_what_only_it_used(ours: str, theirs: Document) -> None:
    """Schemas that others use stay."""
    del theirs["paths"]["/orders"]
    merged = parse_text(merge(ours, theirs, []).text)
    assert ["/sales"] == list(merged["paths"])
    assert ["Order", "Status", "Failure"] == list(merged["components"]["schemas"])


def test_operation_that_is_named_comes_with_all_it_refers_to(ours: str, theirs: Document) -> None:
    """Enums and objects get names, errors refer to ours, and no word of theirs comes along."""
    text = merge(ours, theirs, ["GetRefund"]).text
    merged = parse_text(text)
    assert "THEIR" not in text
    schemas = merged["components"]["schemas"]
    assert {"type": "string", "enum": ["damaged", "no"]} == schemas["RefundReason"]
    assert {"type": "string", "format": "decimal"} == schemas["Refund"]["properties"]["amount"]
    assert {"$ref": "#/components/schemas/Order"} == schemas["Refund"]["properties"]["order"]
    assert {"$ref": "#/components/schemas/RefundPartsItem"} == schemas["Refund"]["properties"]["parts"][
        "items"
    ]
    operation = merged["paths"]["/refunds/{refund_id}"]["get"]
    assert {"$ref": "#/components/responses/TooMany"} == operation["responses"]["429"]
    assert [{"key": []}] == operation["security"]
    assert {
        "/paths/~1refunds~1{refund_id}/get: lacks a summary",
        "/components/responses/Status404: lacks a description",
        "/components/parameters/RefundId: lacks an example",
        "/components/schemas/Refund/properties/amount: lacks an x-unit, which says what it counts",
    } <= set(gaps_of(text))


def test_operation_that_is_named_wrong_is_refused_with_the_near_one(ours: str, theirs: Document) -> None:
    """A slip of the pen is told with what was meant."""
    with pytest.raises(Refusal, match="no operation GetRefunds; write GetRefund"):
        merge(ours, theirs, ["GetRefunds"])


def test_contract_of_another_api_is_refused(ours: str, theirs: Document) -> None:
    """Nothing would be left of ours."""
    theirs["paths"] = {"/broken": theirs["paths"]["/broken"]}
    with pytest.raises(Refusal, match="none of the operations of our contract"):
        merge(ours, theirs, [])


def test_operation_under_another_id_is_followed(ours: str, theirs: Document) -> None:
    """The address tells that it is the same one."""
    theirs["paths"]["/sales"]["get"]["operationId"] = "GetSales"
    merged = merge(ours, theirs, [])
    assert ["-      operationId: ListSales", "+      operationId: GetSales"] == changed_lines(
        ours, merged.text
    )
    assert "ListSales is called GetSales now" in merged.notes


def test_operation_at_another_address_is_followed(ours: str, theirs: Document) -> None:
    """The operationId tells that it is the same one."""
    theirs["paths"]["/v2/sales"] = theirs["paths"].pop("/sales")
    assert ["-  /sales:", "+  /v2/sales:"] == changed_lines(ours, merge(ours, theirs, []).text)


def test_security_that_came_is_offered_beside_ours(ours: str, theirs: Document) -> None:
    """A scheme is known by what it is, not by its name."""
    theirs["components"]["securitySchemes"]["oauth"] = {"type": "http", "scheme": "bearer"}
    theirs["paths"]["/sales"]["get"]["security"].append({"oauth": []})
    merged = parse_text(merge(ours, theirs, []).text)
    assert [{"key": []}, {"oauth": []}] == merged["paths"]["/sales"]["get"]["security"]
    assert {"type": "http", "scheme": "bearer"} == merged["components"]["securitySchemes"]["oauth"]


def test_real_contracts_merge_without_a_word_of_theirs(root: Path, reference: Callable[[str], Path]) -> None:
    """December 2025 needs no word of ours; of April 2026 everything is told that does."""
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    december = merge(text, load(reference("upstream/specs/kalshi-3.3.0.yaml"))[0], [])
    assert [] == gaps_of(december.text)
    april = merge(text, load(reference("upstream/specs/kalshi-3.13.0.yaml"))[0], [])
    assert "/components/schemas/Fill/properties/count_fp: lacks a description" in gaps_of(april.text)
    assert "x-go-type" not in december.text + april.text
