"""Our quick writer of canonical JSON against rfc8785's."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.ledger.canonical import canonical
from tests.quick import examples

SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(allow_nan=False, allow_infinity=False)
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None)
@given(VALUES)
def test_canonical_form_equals_the_reference_implementation(value):
    try:
        expected = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical(value)
    else:
        assert canonical(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        '"\\/\b\f\n\r\t\x00\x1f\x7f\u2028é😀',
        {"\ufb33": 1, "😀": 2, "a": 3},
        [1.0, 1e21, -0.0],
        {"b": [], "a": {}},
    ],
    ids=range(4),
)
def test_letters_and_orders_that_writers_differ_in(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800", {1: 2}, {"a": "\ud800"}], ids=range(5))
def test_value_without_a_canonical_form_is_refused_as_by_the_reference(value):
    with pytest.raises(Exception) as reference_error:
        rfc8785.dumps(value)
    with pytest.raises(Exception) as ours:
        canonical(value)
    assert isinstance(ours.value, (type(reference_error.value), UnicodeEncodeError))
