"""Docstrings are safe Python, whatever a document says."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.prose import WIDTH, docstring, sentence, split_paragraphs


@given(
    st.text(alphabet=st.one_of(st.sampled_from("\"\\'\n -{}\x00\u2028"), st.characters())),
    st.sampled_from([0, 4, 8]),
)
def test_docstring_of_any_text_is_one_python_string(text: str, indent: int) -> None:
    """Quotes, backslashes, control characters and line separators end no docstring early."""
    paragraphs = list(split_paragraphs(text))
    source = f"class A:\n    {docstring(paragraphs, indent)}\n" if indent else docstring(paragraphs, indent)
    tree = ast.parse(source)
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else tree.body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


@given(st.lists(st.text(alphabet="abc .", min_size=1, max_size=90), max_size=40), st.sampled_from([0, 4, 8]))
def test_docstring_of_words_fits_the_width(words: list[str], indent: int) -> None:
    """Lines are wrapped, the quotes counted."""
    written = docstring(split_paragraphs(" ".join(words)), indent)
    longest_word = max((len(word) for text in words for word in text.split()), default=0)
    assert all(
        len(line) <= max(WIDTH, longest_word + indent + 6) for line in (" " * indent + written).split("\n")
    )


def test_split_paragraphs_keeps_the_entries_of_a_list_apart() -> None:
    """Lines of a paragraph are joined, entries of a list are not."""
    text = "One\nline.\n\n- first\n  goes on\n- second\n\n\nLast."
    assert list(split_paragraphs(text)) == ["One line.", "- first goes on\n- second", "Last."]


@pytest.mark.parametrize(
    ("text", "expected"), [("a", "a."), ("a.", "a."), (" a\n b? ", "a b?"), ("", ""), ("  ", "")]
)
def test_sentence_ends_like_one(text: str, expected: str) -> None:
    """A full stop is added where none is."""
    assert sentence(text) == expected
