"""The real files: exact counts and sums, names that must not survive, and non-remittances."""

import csv
import dataclasses
from decimal import Decimal

import pytest

from denials.x12 import X12Error, read_remittance
from denials.x12.tokenizer import SegmentReader

COUNTS = {
    "claims": "claims",
    "svc": "service_lines",
    "claims_balanced": "claims_balanced",
    "service_balanced": "services_balanced",
    "denied_status4": "denied",
    "zero_paid": "zero_paid",
    "reversal22": "reversals",
    "plb": "plb",
}
# The totals list one file that was not shipped, and one was shipped that they do not list.
NOT_SHIPPED = "X221/case/1.edi"
NOT_LISTED = "004010/case/1.edi"


def _key(name):
    """`X221A1/pass/era-sample.edi`, from a flattened name or from a path."""
    parts = name.replace("__", "/").split("/")
    version = next(p for p in parts if p[:1].isdigit() or p.startswith(("X221_", "X221A1")))
    return f"{version.split('_')[0]}/{parts[-2]}/{parts[-1]}"


def _read(path):
    with path.open("rb") as stream:
        return read_remittance(stream, path.name)


def _files(shared_data):
    return {_key(path.name): path for path in (shared_data / "x12" / "835").iterdir()}


def _expected(shared_data):
    with (shared_data / "x12" / "835_expected_totals.csv").open() as stream:
        return {_key(row["file"]): row for row in csv.DictReader(stream)}


@pytest.mark.covers("R98")
def test_every_listed_file_has_exactly_its_counts_and_sums(shared_data):
    files, expected = _files(shared_data), _expected(shared_data)
    assert set(expected) - set(files) == {NOT_SHIPPED}
    assert set(files) - set(expected) == {NOT_LISTED}
    for key in sorted(set(expected) & set(files)):
        row = expected[key]
        (transaction,) = _read(files[key])
        verdict = transaction.verdict
        found = {column: getattr(verdict, name) for column, name in COUNTS.items()}
        assert found == {column: int(row[column]) for column in COUNTS}, key
        assert verdict.bpr02 == Decimal(row["bpr02"]), key
        assert verdict.sum_clp04_minus_plb == Decimal(row["sum_clp04_minus_plb"]), key
        assert verdict.balanced == (row["tx_balanced"] == "True"), key


def test_the_4010_file_with_a_stretched_isa_is_read(shared_data):
    (transaction,) = _read(_files(shared_data)[NOT_LISTED])
    verdict = transaction.verdict
    assert (verdict.claims, verdict.service_lines, verdict.plb) == (1, 0, 1)
    assert verdict.bpr02 == verdict.sum_clp04_minus_plb == Decimal("20.61")
    assert verdict.is_consistent
    assert transaction.header.version == "004010X091A1"
    assert "fixed width" in verdict.notices[0]


def test_the_unbalanced_file_says_by_how_much(shared_data):
    (transaction,) = _read(_files(shared_data)["X221/case/3a.edi"])
    assert transaction.verdict.difference == Decimal("-2.54")
    assert transaction.verdict.explanation == (
        "Out of balance: the payment (BPR02) is 1222 but claims less provider adjustments come "
        "to 1224.54, a difference of -2.54. Ask the payer for a corrected 835."
    )


def test_nine_claims_may_share_one_reference(shared_data):
    (transaction,) = _read(_files(shared_data)["X221A1/pass/multiple-claims-single-check.edi"])
    assert [claim.reference for claim in transaction.claims] == ["7722337"] * 9
    assert len({claim.position for claim in transaction.claims}) == 9


def _patients(path):
    """Names and member numbers of every NM1 that is a person, by the tokenizer alone."""
    with path.open("rb") as stream:
        for segment in SegmentReader(stream, path.name):
            if segment.id == "NM1" and segment.get(1) in {"QC", "IL", "74"}:
                yield from filter(None, (segment.get(3), segment.get(4), segment.get(9)))


def _texts(value):
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def test_no_patient_name_or_member_number_survives_reading(shared_data):
    checked = 0
    for path in _files(shared_data).values():
        words = {word for text in _texts(_read(path)) for word in text.upper().split()}
        for secret in _patients(path):
            checked += 1
            assert secret.upper() not in words, path.name
    assert checked == 72


@pytest.mark.parametrize(
    ("name", "kind", "what"),
    [
        ("imsweb__x12_277CA_accepted.txt", "277", "a claim acknowledgement or status response"),
        ("imsweb__x12_277CA_rejected.txt", "277", "a claim acknowledgement or status response"),
        ("imsweb__x12_277_x212.txt", "277", "a claim acknowledgement or status response"),
        ("imsweb__x12_999_accepted.txt", "999", "an implementation acknowledgement"),
        ("imsweb__x12_999_rejected.txt", "999", "an implementation acknowledgement"),
    ],
)
def test_other_transactions_are_named_and_refused(shared_data, name, kind, what):
    with pytest.raises(X12Error) as caught:
        _read(shared_data / "x12" / "other" / name)
    error = caught.value
    assert (error.kind, error.file, error.position) == ("not-835", name, 3)
    assert (error.segment, error.element, error.value) == ("ST", 1, kind)
    assert str(error) == (
        f"{name}: segment 3: ST01 announces {what} ({kind}), not a remittance advice (835) "
        f"(found {kind!r}). Import the 835 (ERA) files only."
    )
