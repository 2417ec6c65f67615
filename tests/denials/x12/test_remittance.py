"""Loops, balance and the round trip of generated remittances."""

import contextlib
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from denials.x12 import (
    Adjustment,
    Claim,
    Header,
    Procedure,
    ProviderAdjustment,
    ServiceLine,
    Transaction,
    Verdict,
    X12Error,
    iter_events,
    read_remittance,
    write_remittance,
)
from tests.denials.x12.builders import BODY, interchange


def _read(data):
    return read_remittance(io.BytesIO(data), "era.835")


def _one(body):
    (transaction,) = _read(interchange(body))
    return transaction


def _replaced(old, new):
    assert old in BODY
    return tuple(new if segment == old else segment for segment in BODY)


def _refused(body):
    with pytest.raises(X12Error) as caught:
        _one(body)
    return caught.value


def test_the_loops_land_in_the_records():
    transaction = _one(BODY)
    header, (claim,) = transaction.header, transaction.claims
    assert (header.payer_name, header.payer_id) == ("DEMO HEALTH PLAN", "PLAN1")
    assert (header.payee_name, header.payee_id) == ("DEMO PRACTICE", "1234567893")
    assert (header.trace_number, header.originator_id) == ("TRACE-1", "1999999999")
    assert (header.amount, header.payment_date) == (Decimal(80), date(2026, 3, 2))
    assert (claim.reference, claim.status, claim.assigned_number) == ("E-1", "1", "1")
    assert (claim.charge, claim.paid, claim.patient_responsibility) == (150, 80, 20)
    first, second = claim.lines
    assert first.procedure == Procedure("HC", "99214", ("25",))
    assert first.adjustments == [Adjustment("PR", "2", Decimal(20))]
    assert second.adjustments == [Adjustment("CO", "97", Decimal(50))]
    assert (first.remarks, second.remarks) == ([], ["N19"])
    assert first.service_from == first.service_to == date(2026, 2, 1)


def test_all_six_triplets_of_a_cas_are_read():
    six = "CAS*CO*97*10**96*10*2*16*10**18*5**50*5**151*10"
    (claim,) = _one(_replaced("CAS*CO*97*50", six)).claims
    assert [(a.reason, a.amount, a.quantity) for a in claim.lines[1].adjustments] == [
        ("97", 10, None),
        ("96", 10, 2),
        ("16", 10, None),
        ("18", 5, None),
        ("50", 5, None),
        ("151", 10, None),
    ]


def test_every_cas_of_claim_and_line_counts():
    body = (*BODY[:6], "CAS*CO*45*5", "CAS*OA*23*5", *BODY[6:8], "CAS*PR*1*5**3*5", *BODY[8:])
    (claim,) = _one(body).claims
    assert [(a.group, a.reason) for a in claim.adjustments] == [("CO", "45"), ("OA", "23")]
    assert [a.reason for a in claim.lines[0].adjustments] == ["1", "3", "2"]
    assert claim.difference == -20


def test_claim_remarks_come_from_mia_and_moa():
    body = (*BODY[:6], "MOA***MA01*N115", "MIA*0***80*MA18***************M80*N35", *BODY[6:])
    (claim,) = _one(body).claims
    assert claim.remarks == ["MA01", "N115", "MA18", "M80", "N35"]


def test_a_plb_holds_several_pairs_and_its_references_are_not_read():
    body = (*BODY, "PLB*1234567893*20261231*WO:SMITH JOHN*-30*L6*10.5*72:X*0")
    transaction = _one(body)
    assert [(p.reason, p.amount) for p in transaction.provider_adjustments] == [
        ("WO", Decimal(-30)),
        ("L6", Decimal("10.5")),
        ("72", Decimal(0)),
    ]
    assert transaction.verdict.plb == 3
    assert transaction.verdict.sum_plb == Decimal("-19.5")
    assert transaction.verdict.difference == Decimal(80) - (Decimal(80) + Decimal("19.5"))
    assert "SMITH" not in repr(transaction)


def test_a_reversal_balances_with_negative_amounts():
    body = (
        *_replaced("BPR*I*80*C*ACH*CCP***********20260302", "BPR*I*0*C*NON************20260302"),
        "CLP*E-1*22*-150*-80*-20*12*ICN1*11*1",
        "CAS*CR*2*-20**97*-50",
    )
    verdict = _one(body).verdict
    assert (verdict.claims, verdict.reversals, verdict.denied) == (2, 1, 0)
    assert verdict.is_consistent


def test_a_debit_is_money_that_goes_back():
    body = (
        "BPR*I*80*D*ACH*CCP***********20260302",
        "CLP*E-1*22*-150*-80*-20*12*ICN1",
        "CAS*CO*97*-70",
    )
    verdict = _one(body).verdict
    assert (verdict.bpr02, verdict.difference) == (-80, 0)


PAYMENT_IS_OFF_BY_ONE = (
    "the payment (BPR02) is 81 but claims less provider adjustments come to 80, a difference of 1"
)


@pytest.mark.parametrize(
    ("old", "new", "says", "listed"),
    [
        (
            "BPR*I*80*C*ACH*CCP***********20260302",
            "BPR*I*81*C*ACH*CCP***********20260302",
            PAYMENT_IS_OFF_BY_ONE,
            [],
        ),
        (
            "CLP*E-1*1*150*80*20*12*ICN1*11*1",
            "CLP*E-1*1*151*80*20*12*ICN1*11*1",
            "1 claims do not add up",
            ["segment 9: claim E-1 is off by 1"],
        ),
        (
            "CAS*CO*97*50",
            "CAS*CO*97*49.99",
            "1 claims do not add up; 1 claims have service lines that do not add up",
            [
                "segment 9: claim E-1 is off by 0.01",
                "segment 14: line 20610 of claim E-1 is off by 0.01",
            ],
        ),
    ],
)
def test_each_level_of_imbalance_is_named(old, new, says, listed):
    verdict = _one(_replaced(old, new)).verdict
    assert not verdict.is_consistent
    assert verdict.explanation == f"Out of balance: {says}. Ask the payer for a corrected 835."
    assert [str(imbalance) for imbalance in verdict.imbalances] == listed


@pytest.mark.parametrize(
    ("old", "new", "place", "value", "kind"),
    [
        ("CAS*PR*2*20", "CAS*PR*2*twenty", "segment 13, CAS03", "twenty", "bad-number"),
        ("CAS*PR*2*20", "CAS*PR*2*1e9", "segment 13, CAS03", "1e9", "bad-number"),
        (
            "CAS*PR*2*20",
            "CAS*PR*2*20*9999999.9999",
            "segment 13, CAS04",
            "9999999.9999",
            "bad-number",
        ),
        ("CAS*PR*2*20", "CAS*PR*2*NaN", "segment 13, CAS03", "NaN", "bad-number"),
        ("CAS*PR*2*20", "CAS*PR*2", "segment 13, CAS03", "", "missing"),
        ("CAS*PR*2*20", "CAS*PR**20", "segment 13, CAS02", "", "missing"),
        ("CAS*PR*2*20", "CAS*XX*2*20", "segment 13, CAS01", "XX", "bad-code"),
        ("CAS*PR*2*20", "CAS*PR", "segment 13, CAS02", "", "missing"),
        ("SVC*HC:20610*50*0**1", "SVC**50*0**1", "segment 14, SVC01", "", "missing"),
        (
            "SVC*HC:20610*50*0**1",
            "SVC*HC:20610:RIGHT:::KNEE:SURNAME*50*0**1",
            "segment 14, SVC01",
            "HC:20610:RIGHT:::KNEE",
            "too-long",
        ),
        (
            "CLP*E-1*1*150*80*20*12*ICN1*11*1",
            "CLP**1*150*80*20",
            "segment 9, CLP01",
            "",
            "missing",
        ),
        (
            "BPR*I*80*C*ACH*CCP***********20260302",
            "BPR*I*80*C*ACH*CCP***********20260231",
            "segment 4, BPR16",
            "20260231",
            "bad-date",
        ),
        (
            "BPR*I*80*C*ACH*CCP***********20260302",
            "BPR*I*80*C*ACH*CCP***********99991231",
            "segment 4, BPR16",
            "99991231",
            "bad-date",
        ),
    ],
)
def test_errors_name_the_place_and_the_value(old, new, place, value, kind):
    error = _refused(_replaced(old, new))
    assert (error.place, error.value, error.kind) == (place, value, kind)
    assert error.remedy.startswith("Ask the payer")


def test_segments_out_of_order_are_refused():
    assert _refused(("BPR*I*0*C*NON", "CAS*CO*97*5")).kind == "order"
    assert _refused(("BPR*I*0*C*NON", "SVC*HC:99213*5*5")).kind == "order"
    assert _refused(("CLP*E-1*1*5*5",)).kind == "missing"
    assert _refused(("BPR*I*0*C*NON", "BPR*I*0*C*NON")).kind == "repeated"


def test_a_bad_service_date_is_noted_and_the_file_still_counts():
    transaction = _one(_replaced("DTM*472*20260201", "DTM*472*20260231"))
    assert transaction.claims[0].lines[0].service_from is None
    assert transaction.verdict.notices[0] == (
        "segment 12, DTM02: DTM02 is not a date written CCYYMMDD; the date was left empty."
    )


def test_the_fingerprint_ignores_wrapping_but_not_amounts():
    plain = _one(BODY).verdict.content_hash
    assert _read(interchange(BODY, terminator="\n", after=""))[0].verdict.content_hash == plain
    changed = _one(_replaced("CAS*PR*2*20", "CAS*PR*2*20.01"))
    assert changed.verdict.content_hash != plain


def test_control_numbers_must_match():
    data = interchange().replace(b"SE*16*0001", b"SE*16*0002")
    with pytest.raises(X12Error) as caught:
        _read(data)
    error = caught.value
    assert (error.kind, error.place, error.value) == ("control-number", "segment 18, SE02", "0002")


# -- generated remittances ---------------------------------------------------------------------

WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
NAME = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ &-./", min_size=1, max_size=30).map(str.strip)
MONEY = st.decimals(-99_999, 99_999, places=2)
DAY = st.dates(date(2000, 1, 1), date(2049, 12, 31))
CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=5)
MODIFIERS = st.lists(st.from_regex(r"[A-Z0-9]{2}", fullmatch=True), max_size=4).map(tuple)
REMARKS = st.lists(st.sampled_from(["N115", "M15", "MA130", "N519"]), max_size=7)
ADJUSTMENTS = st.lists(
    st.builds(
        Adjustment,
        group=st.sampled_from(["CO", "PR", "OA", "PI", "CR"]),
        reason=st.sampled_from(["1", "45", "97", "16", "B15", "A1"]),
        amount=MONEY,
        quantity=st.none() | st.decimals(1, 99, places=0),
    ),
    max_size=15,
)
PROCEDURE = st.builds(
    Procedure, qualifier=st.sampled_from(["HC", "AD", "NU", "N4"]), code=CODE, modifiers=MODIFIERS
)
LINE = st.builds(
    ServiceLine,
    position=st.just(0),
    procedure=PROCEDURE,
    charge=MONEY,
    paid=MONEY,
    revenue_code=st.just("") | st.from_regex(r"0[0-9]{3}", fullmatch=True),
    units=st.none() | st.decimals(0, 999, places=1),
    original_procedure=st.none() | PROCEDURE,
    original_units=st.none() | st.decimals(1, 99, places=0),
    service_from=st.none() | DAY,
    service_to=st.none() | DAY,
    control_number=st.just("") | WORD,
    allowed=st.none() | MONEY,
    adjustments=ADJUSTMENTS,
    remarks=REMARKS,
)
CLAIM = st.builds(
    Claim,
    position=st.just(0),
    reference=WORD,
    status=st.sampled_from(["1", "2", "3", "4", "19", "22", "23", "25"]),
    charge=MONEY,
    paid=MONEY,
    patient_responsibility=st.none() | MONEY,
    filing_indicator=st.sampled_from(["", "12", "MB", "MC"]),
    payer_control_number=st.just("") | WORD,
    facility_code=st.sampled_from(["", "11", "22"]),
    frequency_code=st.sampled_from(["", "1", "7"]),
    drg=st.just("") | st.from_regex(r"[0-9]{3}", fullmatch=True),
    assigned_number=st.just("1"),
    rendering_npi=st.just("") | st.from_regex(r"1[0-9]{9}", fullmatch=True),
    statement_from=st.none() | DAY,
    statement_to=st.none() | DAY,
    received_on=st.none() | DAY,
    adjustments=ADJUSTMENTS,
    remarks=REMARKS,
    lines=st.lists(LINE, max_size=3),
)
PLB = st.builds(
    ProviderAdjustment,
    position=st.just(0),
    provider_id=st.just("1234567893"),
    fiscal_year_end=st.just(date(2026, 12, 31)),
    reason=st.sampled_from(["WO", "L6", "72"]),
    amount=MONEY,
)
HEADER = st.builds(
    Header,
    number=st.just(1),
    control_number=st.just("0001"),
    version=st.just("005010X221A1"),
    is_test=st.booleans(),
    amount=st.decimals(0, 999_999, places=2),
    is_debit=st.booleans(),
    payment_method=st.sampled_from(["ACH", "CHK", "NON"]),
    payment_date=st.none() | DAY,
    trace_number=WORD,
    originator_id=WORD,
    production_date=st.none() | DAY,
    payer_name=NAME,
    payer_id=WORD,
    payee_name=NAME,
    payee_id=WORD,
)


def _transaction(header, claims, provider_adjustments):
    return Transaction(header, claims, provider_adjustments, Verdict("0001", Decimal(0)))


TRANSACTION = st.builds(
    _transaction, HEADER, st.lists(CLAIM, max_size=3), st.lists(PLB, max_size=8)
)


def _without_positions(transaction):
    for claim in transaction.claims:
        claim.position = 0
        for line in claim.lines:
            line.position = 0
    for adjustment in transaction.provider_adjustments:
        adjustment.position = 0
    return transaction


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TRANSACTION)
def test_a_generated_remittance_survives_the_round_trip(transaction):
    data = write_remittance(
        [transaction], control=1, sender="PAYER", receiver="PRACTICE", day=date(2026, 3, 2)
    )
    (found,) = _read(data)
    _without_positions(found)
    assert found.header == transaction.header
    assert found.claims == transaction.claims
    assert found.provider_adjustments == transaction.provider_adjustments
    paid = sum((claim.paid for claim in transaction.claims), Decimal(0))
    plb = sum((p.amount for p in transaction.provider_adjustments), Decimal(0))
    assert found.verdict.difference == transaction.header.signed_amount - (paid - plb)
    assert found.verdict.claims == len(transaction.claims)
    off = [claim for claim in transaction.claims if claim.difference]
    assert found.verdict.claims_balanced == len(transaction.claims) - len(off)


def _consume(data):
    """Anything but X12Error is a defect."""
    with contextlib.suppress(X12Error):
        for _ in iter_events(io.BytesIO(data), "era.835"):
            pass


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
@example(b"ISA")
@example(b"ISA*" * 20)
def test_any_bytes_are_read_or_refused(data):
    _consume(data)


PLAIN = interchange()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLAIN)), st.integers(0, 60), st.binary(max_size=20))
def test_any_damage_is_read_or_refused(start, length, patch):
    _consume(PLAIN[:start] + patch + PLAIN[start + length :])


FRAGMENTS = st.sampled_from(
    [
        *BODY,
        "CAS",
        "CLP",
        "SVC*HC:",
        "N1*PR",
        "PLB*1*x",
        "SE*1*0001",
        "ST*835*0001",
        "XX*1",
        "LQ*HE",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=12))
def test_any_order_of_segments_is_read_or_refused(body):
    _consume(interchange(tuple(body)))
