"""The key id: what is tidied up, what is refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from kalshi_auth import ApiKeyIdError, Signer
from kalshi_auth._api_key_id import check_api_key_id


@pytest.mark.parametrize("template", ["{}", " {}", "{}\n", "\t{}\r\n", '"{}"', "'{}'\n"])
def test_key_id_with_wrapping_is_sent_without(
    template: str, api_key_id: str, rsa_key: rsa.RSAPrivateKey
) -> None:
    """White space, line breaks and quotation marks around the id come from files and shells."""
    signer = Signer(template.format(api_key_id), rsa_key)
    assert signer.sign_request(1, "GET", "/")["KALSHI-ACCESS-KEY"] == api_key_id


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ('""', "is empty"),
        ("abc def", "white space at position 4 of 7"),
        ("abc\ndef", "a line break at position 4"),
        ("abc\u00a0def", "white space at position 4"),
        ("abcdéf", r"the non-ASCII character U\+00E9 at position 5"),
        ("a952\u2011bcbe", r"U\+2011 at position 5"),
        ("abc\x00", r"the control character U\+0000"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "swapped"),
        (None, "of type NoneType"),
        (b"abc", "of type bytes"),
    ],
)
def test_key_id_wrong_raises_naming_the_place(wrong: object, reason: str) -> None:
    """The error says what is wrong and where, with the variable's name, and never shows the id."""
    with pytest.raises(ApiKeyIdError, match=reason) as caught:
        check_api_key_id(wrong, "KALSHI_API_KEY_ID")
    assert str(caught.value).startswith("KALSHI_API_KEY_ID ")
    if isinstance(wrong, str) and wrong.strip(' \n"'):
        assert wrong not in str(caught.value)


@given(st.text())
def test_key_id_accepted_fits_a_header(text: str) -> None:
    """Whatever is accepted is visible ASCII, so no request can break or be split by it."""
    try:
        accepted = check_api_key_id(text)
    except ApiKeyIdError:
        return
    assert accepted
    assert all("!" <= character <= "~" for character in accepted)
