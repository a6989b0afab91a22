"""Loading contracts."""

from pathlib import Path

import pytest

from generator.document import dereference, load, operations, parse_text, resolve
from generator.problems import Refusal


def test_parse_text_by_the_rules_of_yaml_1_2_keeps_words_and_times_as_text() -> None:
    """What YAML 1.1 takes for booleans, dates and base sixty stays what was written."""
    found = parse_text(
        "{yes: no, on: off, at: 2025-11-15T16:11:11Z, day: 2025-11-15, time: 12:30, really: true}"
    )
    expected = {
        "yes": "no",
        "on": "off",
        "at": "2025-11-15T16:11:11Z",
        "day": "2025-11-15",
        "time": "12:30",
        "really": True,
    }
    assert found == expected


def test_parse_text_with_a_number_as_key_makes_it_text() -> None:
    """A status without quotes is the same status."""
    assert parse_text("{200: a, 1.10: b, null: c}") == {"200": "a", "1.10": "b", "null": "c"}


def test_parse_text_with_an_anchor_used_twice_shares_nothing() -> None:
    """A rule may change one of the two places without changing the other."""
    found = parse_text("{a: &x {b: 1}, c: *x}")
    found["a"]["b"] = 2
    assert found["c"] == {"b": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: 1\nb: 2\na: 3\n",
            (
                "refused: the contract is not YAML 1.2: line 3, column 1: the key 'a' stands twice; "
                "mend the document's syntax"
            ),
        ),
        (
            "a: [1\n",
            (
                "refused: the contract is not YAML 1.2: line 2, column 1: expected ',' or ']', but got "
                "'<stream end>'; mend the document's syntax"
            ),
        ),
        ("[1, 2]", "refused: the contract is not a mapping; name an OpenAPI 3.0 or 3.1 document"),
        ("", "refused: the contract is not a mapping; name an OpenAPI 3.0 or 3.1 document"),
        (
            "a: &x [*x]",
            (
                "refused: the contract grows without end when its anchors are followed; "
                "write the parts out instead of referring to them by anchors"
            ),
        ),
        (
            "a: !!binary aGk=",
            "refused: the contract holds a bytes, which JSON does not have; write it as text",
        ),
        (
            "? [a]\n: b\n",
            (
                "refused: the contract is not YAML 1.2: line 1, column 3: a key is not a scalar; mend the "
                "document's syntax"
            ),
        ),
    ],
)
def test_parse_text_of_no_contract_is_refused(text: str, expected: str) -> None:
    """What cannot be read is refused with place and remedy."""
    with pytest.raises(Refusal) as caught:
        parse_text(text)
    assert str(caught.value) == expected


def test_parse_text_with_anchors_that_explode_is_refused() -> None:
    """A few lines that stand for thousands of millions of values do not fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    with pytest.raises(Refusal, match="grows without end"):
        parse_text("\n".join(lines))


def test_load_of_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The refusal names the file."""
    with pytest.raises(Refusal) as caught:
        load(tmp_path / "none.yaml")
    assert str(caught.value) == (
        f"refused: {tmp_path}/none.yaml cannot be read: No such file or directory; name a file that can be"
    )


def test_load_of_bytes_that_are_no_text_is_refused(tmp_path: Path) -> None:
    """A picture is no contract."""
    path = tmp_path / "picture"
    path.write_bytes(b"\x89PNG\xff")
    with pytest.raises(Refusal, match="is not UTF-8 text"):
        load(path)


def test_load_with_a_byte_order_mark_reads_what_follows(tmp_path: Path) -> None:
    """An editor's mark at the beginning is no part of the document."""
    path = tmp_path / "marked.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load(path)[0] == {"a": 1}


def test_resolve_with_escaped_steps_finds_the_place() -> None:
    """A pointer's `~1` is a slash and its `~0` a tilde."""
    document = {"paths": {"/a~b": [{"x": 1}]}}
    assert resolve(document, "#/paths/~1a~0b/0") == {"x": 1}


@pytest.mark.parametrize("reference", ["#/b", "#/a/2", "#/a/-1", "other.yaml#/a", "#a"])
def test_resolve_of_nothing_fails(reference: str) -> None:
    """What is not there is not found."""
    with pytest.raises(KeyError):
        resolve({"a": [1, 2]}, reference)


def test_dereference_in_a_circle_fails() -> None:
    """Two references to each other end the search."""
    document = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}
    with pytest.raises(KeyError):
        dereference(document, document["a"])


def test_operations_come_in_the_order_of_the_document() -> None:
    """Anything in a path that is no method is passed over."""
    document = {"paths": {"/b": {"post": {"x": 1}, "parameters": [], "get": {}}, "/a/{c}": {"delete": {}}}}
    expected = [
        ("/paths/~1b/post", "/b", "post", {"x": 1}),
        ("/paths/~1b/get", "/b", "get", {}),
        ("/paths/~1a~1{c}/delete", "/a/{c}", "delete", {}),
    ]
    assert list(operations(document)) == expected
