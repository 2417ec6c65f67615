"""Every denial of a claim, not the first; and what is none."""

from decimal import Decimal

import pytest

from denials.adjudication import denials_of
from denials.x12 import Adjustment, Claim, Procedure, ServiceLine

D = Decimal


def _line(code, *adjustments, remarks=()):
    return ServiceLine(
        position=1,
        procedure=Procedure("HC", code),
        charge=D(100),
        paid=D(0),
        adjustments=[Adjustment(g, r, D(a)) for g, r, a in adjustments],
        remarks=list(remarks),
    )


def _claim(status="1", *, adjustments=(), lines=(), remarks=()):
    return Claim(
        position=1,
        reference="E-1",
        status=status,
        charge=D(100),
        paid=D(0),
        adjustments=[Adjustment(g, r, D(a)) for g, r, a in adjustments],
        lines=list(lines),
        remarks=list(remarks),
    )


def _seen(claim):
    return [
        (f.reason, f.group, f.amount, f.line.procedure.code if f.line else None)
        for f in denials_of(claim)
    ]


@pytest.mark.covers("R98")
def test_every_denial_of_a_claim_is_found_with_its_line():
    claim = _claim(
        adjustments=[("CO", "29", "10"), ("CO", "45", "5")],
        lines=[
            _line("99214", ("PR", "2", "20"), ("CO", "4", "30")),
            _line("20610", ("CO", "97", "40"), ("OA", "18", "7"), remarks=["N19"]),
        ],
        remarks=["MA130"],
    )
    assert _seen(claim) == [
        ("29", "CO", 10, None),
        ("4", "CO", 30, "99214"),
        ("97", "CO", 40, "20610"),
        ("18", "OA", 7, "20610"),
    ]
    facts = denials_of(claim)
    assert facts[2].remarks == ("N19", "MA130")
    assert all(fact.suggestion.new_claim for fact in facts)


def test_patient_share_and_contract_terms_are_no_denials():
    lines = [_line("99214", ("PR", "1", "20"), ("CO", "45", "30"), ("CO", "253", "1"))]
    assert _seen(_claim(lines=lines)) == []


def test_a_patient_group_does_not_hide_a_denial():
    assert _seen(_claim(lines=[_line("99214", ("PR", "96", "100"))])) == [
        ("96", "PR", 100, "99214")
    ]


@pytest.mark.covers("R98")
def test_a_claim_called_denied_always_yields_a_row():
    claim = _claim("4", adjustments=[("PR", "1", "20"), ("CO", "45", "80")])
    assert _seen(claim) == [("45", "CO", 80, None)]
    assert _seen(_claim("4", adjustments=[("PR", "1", "100")])) == [("1", "PR", 100, None)]


@pytest.mark.parametrize("status", ["22", "23", "25"])
def test_reversals_and_undecided_claims_deny_nothing(status):
    assert _seen(_claim(status, adjustments=[("CO", "97", "100")])) == []


def test_money_given_back_is_no_denial():
    assert _seen(_claim(adjustments=[("CO", "97", "-50")])) == []


def test_the_remark_of_the_line_refines_before_the_claims():
    claim = _claim(lines=[_line("99214", ("CO", "16", "100"), remarks=["N822"])], remarks=["M76"])
    (fact,) = denials_of(claim)
    assert fact.suggestion.taxonomy == "modifier"
