import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.validators import (
    cpt_syntax_ok,
    hcpcs_syntax_ok,
    icd10cm_normalize,
    icd10cm_syntax_ok,
)
from engagements.validators import npi_is_valid


@pytest.mark.parametrize("npi", ["1234567893", "9999974592", "1245319599"])
def test_npi_with_right_check_digit_is_valid(npi):
    assert npi_is_valid(npi)


@pytest.mark.parametrize(
    "npi", ["1234567890", "123456789", "12345678930", "", "123456789X", "١٢٣٤٥٦٧٨٩٣", "1234567893 "]
)
def test_npi_with_wrong_digit_or_length_is_refused(npi):
    assert not npi_is_valid(npi)


def valid_npis(nine: str) -> list[str]:
    return [f"{nine}{digit}" for digit in range(10) if npi_is_valid(f"{nine}{digit}")]


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_exactly_one_check_digit_makes_nine_digits_an_npi(nine):
    assert len(valid_npis(nine)) == 1


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(nine, place, shift):
    (npi,) = valid_npis(nine)
    wrong = npi[:place] + str((int(npi[place]) + shift) % 10) + npi[place + 1 :]
    assert not npi_is_valid(wrong)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("e119", "E11.9"), (" E11.9 ", "E11.9"), ("i10", "I10"), ("s301xxa", "S30.1XXA")],
)
def test_icd10cm_is_kept_with_its_dot(typed, kept):
    assert icd10cm_normalize(typed) == kept
    assert icd10cm_syntax_ok(kept)


def test_syntax_tells_the_systems_apart():
    assert cpt_syntax_ok("99213")
    assert cpt_syntax_ok("0591T")
    assert not cpt_syntax_ok("J1100")
    assert hcpcs_syntax_ok("J1100")
    assert not hcpcs_syntax_ok("99213")
    assert not icd10cm_syntax_ok("99213")
    assert icd10cm_syntax_ok("QA0.0101")
