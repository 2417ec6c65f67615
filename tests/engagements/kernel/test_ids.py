"""Keys from a browser."""

import pytest

from engagements.kernel.ids import id_of


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("", None),
        ("-1", None),
        (" 1", None),
        ("1.0", None),
        ("\u00b2", None),
        ("\u0663", None),
    ],
    ids=ascii,
)
def test_a_key_is_a_plain_number_that_a_column_can_hold(text, key):
    assert id_of(text) == key
