"""Unusual choices, liability, and activation without oversight."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from engagements.enums.agreement import SignOffSubject
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.models import Membership, SignOff
from engagements.selectors.oversight import (
    activation_refusals,
    oversight_missing,
    oversight_override,
    unsigned_choices,
)
from engagements.selectors.phases import gates_of
from engagements.services import FloorRow, TermsDraft, TurnaroundRow, terms_accept, terms_propose
from engagements.services.signoffs import (
    choice_sign_off,
    liability_acknowledge,
    oversight_override_sign,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def propose(actor, today, **provisions):
    return terms_propose(
        actor=actor,
        draft=TermsDraft(
            effective_from=today + 30 * DAY,
            floors=[FloorRow(Decimal("0.95"))],
            turnaround=[TurnaroundRow(Decimal(48), "elapsed")],
            query_window_hours=48,
            query_window_basis="elapsed",
            provisions=provisions,
        ),
    )


@pytest.mark.covers("R37")
@pytest.mark.parametrize(
    ("provisions", "subject"),
    [
        ({"pricing_model": "percent_of_collections"}, "percent_of_collections"),
        ({"skip_parallel": True}, "skip_parallel"),
    ],
    ids=["percentage", "no-parallel-coding"],
)
def test_unusual_choice_waits_for_a_sign_off(provisions, subject, actor_of, today):
    lead, manager = actor_of("vendor_lead"), actor_of("practice_manager")
    terms = propose(lead, today, **provisions)
    with pytest.raises(DomainError, match="nobody has answered for"):
        terms_accept(actor=manager, terms=terms)
    signed = choice_sign_off(
        actor=actor_of("compliance_officer"),
        terms=terms,
        subject=subject,
        reason="Reviewed by counsel",
    )
    assert (signed.subject, signed.signed_role) == (subject, "compliance_officer")
    assert unsigned_choices(terms) == []
    assert terms_accept(actor=manager, terms=terms).state == "accepted"


@pytest.mark.covers("R37")
def test_two_unusual_choices_need_two_answers(actor_of, today):
    lead, manager = actor_of("vendor_lead"), actor_of("practice_manager")
    terms = propose(lead, today, pricing_model="percent_of_collections", skip_parallel=True)
    choice_sign_off(actor=manager, terms=terms, subject=SignOffSubject.PERCENT, reason="Counsel")
    assert unsigned_choices(terms) == [SignOffSubject.SKIP_PARALLEL]
    with pytest.raises(DomainError, match="no parallel coding"):
        terms_accept(actor=manager, terms=terms)


def test_usual_terms_have_nothing_to_sign_off(actor_of, today):
    manager = actor_of("practice_manager")
    terms = propose(actor_of("vendor_lead"), today)
    with pytest.raises(DomainError, match="do not make that choice"):
        choice_sign_off(actor=manager, terms=terms, subject=SignOffSubject.PERCENT, reason="?")
    assert terms_accept(actor=manager, terms=terms).state == "accepted"


@pytest.mark.parametrize("role", ["vendor_lead", "independent_auditor", "denial_analyst"])
def test_only_the_practice_answers(role, actor_of, today):
    terms = propose(actor_of("practice_manager"), today, skip_parallel=True)
    with pytest.raises(NotAllowed):
        choice_sign_off(
            actor=actor_of(role), terms=terms, subject=SignOffSubject.SKIP_PARALLEL, reason="We can"
        )


def test_a_sign_off_needs_its_reason_and_is_given_once(actor_of, today):
    manager = actor_of("practice_manager")
    terms = propose(manager, today, skip_parallel=True)
    with pytest.raises(DomainError) as refused:
        choice_sign_off(
            actor=manager, terms=terms, subject=SignOffSubject.SKIP_PARALLEL, reason=" "
        )
    assert refused.value.field == "reason"
    for _ in range(2):
        choice_sign_off(
            actor=manager, terms=terms, subject=SignOffSubject.SKIP_PARALLEL, reason="Small volume"
        )
    assert SignOff.objects.filter(terms=terms).count() == 1


@pytest.mark.covers("R39")
def test_liability_is_acknowledged_with_the_role_that_owns_overpayments(scoped, actor_of):
    assert activation_refusals(scoped.own) == [
        "The practice has not acknowledged that liability for claims stays with it."
    ]
    manager = actor_of("practice_manager")
    with pytest.raises(DomainError) as refused:
        liability_acknowledge(actor=manager, duty_role="vendor_lead", reason="Read and understood")
    assert refused.value.field == "duty_role"
    signed = liability_acknowledge(
        actor=manager, duty_role="compliance_officer", reason="Read and understood"
    )
    assert (signed.duty_role, signed.signed_by) == ("compliance_officer", manager.user)
    assert activation_refusals(scoped.own) == []


@pytest.mark.covers("R123", "R132")
def test_unfilled_oversight_blocks_until_it_is_answered_for(scoped, actor_of):
    manager = actor_of("practice_manager")
    liability_acknowledge(actor=manager, duty_role="compliance_officer", reason="Understood")
    with pytest.raises(DomainError, match="All oversight roles are filled"):
        oversight_override_sign(actor=manager, reason="Nothing")
    Membership.objects.filter(engagement=scoped.own, role="cdi_coordinator").delete()
    assert oversight_missing(scoped.own) == ["cdi_coordinator"]
    assert "CDI coordinator" in activation_refusals(scoped.own)[0]
    oversight_override_sign(actor=manager, reason="Hired, begins next month")
    assert oversight_override(scoped.own).covers == ["cdi_coordinator"]
    gates = {row.gate.key: row.result for row in gates_of(scoped.own, "live", timezone.now())}
    assert "Answered for by" in gates["oversight"].words
    assert activation_refusals(scoped.own) == []
    Membership.objects.filter(engagement=scoped.own, role="denial_analyst").delete()
    assert oversight_override(scoped.own) is None
    assert len(activation_refusals(scoped.own)) == 1
