"""The ten terms of the BAA and the ten elements of the contract."""

import datetime as dt
from decimal import Decimal

import pytest

from engagements.enums.agreement import BaaTerm
from engagements.kernel.errors import DomainError
from engagements.models import BusinessAssociateAgreement, Terms
from engagements.models.alerts import EscalationRule
from engagements.selectors import terms_of
from engagements.selectors.completeness import baa_terms_missing, completeness_of
from engagements.services import (
    FloorRow,
    TermsDraft,
    TurnaroundRow,
    baa_create,
    baa_sign,
    baa_update,
    terms_propose,
)
from tests.factories.agreement import baa_drafted, baa_text

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
COMPLETE = {
    "rework_policy": "vendor_no_cost",
    "independent_audit_right": True,
    "minimum_credential": "CPC or CCS",
    "report_cadence": "monthly",
    "notice_days": 60,
    "transition_assistance_days": 90,
    "data_return_days": 30,
}


def draft(today, **changes):
    values = {
        "effective_from": today + 30 * DAY,
        "floors": [FloorRow(Decimal("0.95")), FloorRow(Decimal("0.93"), specialty="orthopedics")],
        "turnaround": [
            TurnaroundRow(Decimal(48), "elapsed"),
            TurnaroundRow(Decimal(72), "elapsed", encounter_class="inpatient"),
        ],
        "query_window_hours": 48,
        "query_window_basis": "elapsed",
    }
    return TermsDraft(**(values | changes))


@pytest.mark.covers("R13")
def test_nobody_signs_before_all_ten_terms_are_ticked(scoped, actor_of, today):
    manager = actor_of("practice_manager")
    nine = [term for term in BaaTerm.values if term != "return"]
    baa = baa_drafted(manager, effective_on=today, required_terms=nine)
    assert baa_terms_missing(baa) == [BaaTerm.RETURN]
    for role in ("practice_manager", "vendor_lead"):
        with pytest.raises(DomainError, match="lacks 1 of the ten required terms: Return"):
            baa_sign(actor=actor_of(role), baa=baa, name="Ann Lee", title="CEO")
    baa_update(
        actor=manager,
        baa=baa,
        effective_on=today,
        expires_on=None,
        breach_notice_hours=48,
        required_terms=BaaTerm.values[::-1],
    )
    assert baa.required_terms == BaaTerm.values
    assert baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO").practice_signed_at


@pytest.mark.covers("R13")
def test_nobody_signs_before_the_text_is_on_file(scoped, actor_of, today):
    manager = actor_of("practice_manager")
    baa = baa_drafted(manager, effective_on=today, document=None)
    with pytest.raises(DomainError, match="not on file"):
        baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO")
    draft = {"effective_on": today, "expires_on": None, "breach_notice_hours": 48}
    baa_update(actor=manager, baa=baa, document=baa_text(manager), **draft)
    assert baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO").practice_signed_at


def test_an_unknown_term_is_refused(actor_of, today):
    with pytest.raises(DomainError) as refused:
        baa_create(
            actor=actor_of("practice_manager"), effective_on=today, required_terms=["warranty"]
        )
    assert refused.value.field == "required_terms"


@pytest.mark.covers("R16", "R17", "R29", "R32")
def test_meter_counts_ten_elements_and_names_the_missing(scoped, actor_of, today):
    found = completeness_of(scoped.own, terms_of(scoped.own).first())
    assert (found.done, found.total) == (2, 10)
    assert {e.key for e in found.missing} == {
        "accuracy",
        "rework",
        "audit",
        "coders",
        "escalation",
        "reporting",
        "transition",
        "notice",
    }
    manager = actor_of("practice_manager")
    terms = terms_propose(actor=manager, draft=draft(today, provisions=COMPLETE))
    found = completeness_of(scoped.own, terms)
    assert [e.key for e in found.missing] == ["escalation"]
    EscalationRule.objects.create(
        engagement=scoped.own,
        trigger="chart_overdue",
        level=1,
        roles=["vendor_lead"],
        after_hours=4,
        effective_from=today,
    )
    found = completeness_of(scoped.own, terms)
    assert (found.done, found.missing) == (10, [])
    BusinessAssociateAgreement.objects.update(terminated_on=today - DAY)
    assert [e.key for e in completeness_of(scoped.own, terms).missing] == ["security"]


@pytest.mark.covers("R16")
@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_each_unsettled_provision_leaves_its_element_open(name, scoped, actor_of, today):
    provisions = {key: value for key, value in COMPLETE.items() if key != name}
    manager = actor_of("practice_manager")
    terms = terms_propose(actor=manager, draft=draft(today, provisions=provisions))
    expected = {
        "rework_policy": "rework",
        "independent_audit_right": "audit",
        "minimum_credential": "coders",
        "report_cadence": "reporting",
        "notice_days": "notice",
        "transition_assistance_days": "transition",
        "data_return_days": "transition",
    }
    missing = {e.key for e in completeness_of(scoped.own, terms).missing}
    assert missing == {"escalation", expected[name]}


def test_no_terms_at_all_leave_nine_open(scoped):
    missing = {e.key for e in completeness_of(scoped.own, None).missing}
    assert len(missing) == 9
    assert "security" not in missing


@pytest.mark.parametrize(
    ("provisions", "field"),
    [
        ({"lease_hours": 0}, "lease_hours"),
        ({"parallel_agreement_floor": Decimal("1.2")}, "parallel_agreement_floor"),
        ({"pricing_model": "barter"}, "pricing_model"),
        ({"contract_ends_on": dt.date(2020, 1, 1)}, "contract_ends_on"),
    ],
    ids=["no-lease", "above-all", "unknown-price", "ends-before"],
)
def test_bad_provision_is_refused_by_its_field(provisions, field, actor_of, today):
    before = Terms.objects.count()
    with pytest.raises(DomainError) as refused:
        terms_propose(actor=actor_of("practice_manager"), draft=draft(today, provisions=provisions))
    assert refused.value.field == field
    assert Terms.objects.count() == before


def test_unknown_provision_is_a_mistake_of_the_caller(actor_of, today):
    with pytest.raises(TypeError, match="no provision of the terms: colour"):
        terms_propose(
            actor=actor_of("practice_manager"), draft=draft(today, provisions={"colour": "red"})
        )
