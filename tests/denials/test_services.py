"""The analyst's work as services: rights, guards, races, attribution."""

import threading
from decimal import Decimal

import pytest
from django.db import connections

from denials.enums import DenialState, RootCause
from denials.models import Claim, Denial
from denials.selectors import denial_pareto, denials_visible, worklist
from denials.services import (
    claims_rematch,
    deadline_rule_delete,
    deadline_rule_save,
    denial_assign,
    denial_move,
    denial_set_root_cause,
)
from denials.states import DENIAL
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import StateEvent
from engagements.selectors import actor_for
from tests.factories import denials as make
from tests.factories.charts import coded_chart
from tests.factories.world import build_world

EVIDENCE = "The note supports modifier 25."
STEPS = {step.name: step for step in DENIAL.transitions.values() if step.action}


@pytest.fixture
def analyst(actor_of):
    return actor_of("denial_analyst")


@pytest.fixture
def denial(scoped):
    return make.denial(make.claim(scoped.own))


def test_every_step_from_every_state(analyst, scoped):
    """Exactly the declared sources move; the rest are refused in words, and nothing changes."""
    claim = make.claim(scoped.own)
    for name, transition in STEPS.items():
        for state in DenialState.values:
            denial = make.denial(claim, state=state, root_cause="coding")
            may = state in transition.source
            try:
                denial_move(actor=analyst, denial=denial, step=name, reason="because")
            except DomainError:
                assert not may, (name, state)
            denial.refresh_from_db()
            assert denial.state == (transition.target if may else state), (name, state)
            closed = may and transition.target in DenialState.final()
            assert (denial.closed_at is not None) == closed, (name, state)
            assert StateEvent.objects.filter(object_id=denial.pk).count() == may, (name, state)


@pytest.mark.covers("R98", "R134")
def test_nothing_leaves_without_a_root_cause(analyst, denial):
    for step in ("rework", "appeal", "new_claim", "write_off"):
        with pytest.raises(DomainError, match="Set the root cause first"):
            denial_move(actor=analyst, denial=denial, step=step, reason="because")


@pytest.mark.covers("R134")
def test_giving_up_and_reopening_need_a_reason(analyst, scoped):
    for step, state in (("write_off", "open"), ("reopen", "upheld")):
        denial = make.denial(make.claim(scoped.own), root_cause="payer", state=state)
        with pytest.raises(DomainError, match="needs a reason"):
            denial_move(actor=analyst, denial=denial, step=step, reason="  ")


def test_only_the_system_reverses(analyst, denial):
    with pytest.raises(DomainError, match="is not a step"):
        denial_move(actor=analyst, denial=denial, step="reverse")


@pytest.mark.covers("R3")
def test_others_may_not_work_denials(actor_of, denial):
    for role in ("vendor_lead", "compliance_officer", "vendor_coder", "provider"):
        who = actor_of(role)
        with pytest.raises(NotAllowed):
            denial_move(actor=who, denial=denial, step="review")
        with pytest.raises(NotAllowed):
            denial_set_root_cause(actor=who, denial=denial, root_cause="payer", evidence=EVIDENCE)
        with pytest.raises(NotAllowed):
            denial_assign(actor=who, denial=denial, assignee=None)
        with pytest.raises(NotAllowed):
            deadline_rule_save(actor=who, payer=None, appeal_days=90)


@pytest.mark.covers("R4", "R101")
def test_attribution_follows_the_analyst_over_the_suggestion(analyst, scoped):
    claim = make.claim(scoped.own)
    coding = make.denial(claim, amount=30, suggested_class="coding")
    other = make.denial(claim, amount=70, suggested_class="front_end")
    claim.refresh_from_db()
    assert (claim.is_coding_denial, claim.coding_denied_amount) == (True, 30)
    for cause, expected in (("payer", (False, 0)), ("coding", (True, 30))):
        denial_set_root_cause(actor=analyst, denial=coding, root_cause=cause, evidence=EVIDENCE)
        claim.refresh_from_db()
        assert (claim.is_coding_denial, claim.coding_denied_amount) == expected
    denial_set_root_cause(actor=analyst, denial=other, root_cause="coding", evidence=EVIDENCE)
    claim.refresh_from_db()
    assert claim.coding_denied_amount == 100


@pytest.mark.covers("R4")
def test_every_root_cause_can_be_set(analyst, denial):
    for cause in RootCause.values:
        denial_set_root_cause(actor=analyst, denial=denial, root_cause=cause, evidence=EVIDENCE)
        denial.refresh_from_db()
        assert (denial.root_cause, denial.root_cause_set_by_id) == (cause, analyst.user_id)


def test_a_closed_denial_is_not_assigned(analyst, scoped):
    denial = make.denial(make.claim(scoped.own), state="written_off")
    with pytest.raises(DomainError, match="only open ones"):
        denial_assign(actor=analyst, denial=denial, assignee=scoped.user("denial_analyst"))


@pytest.mark.covers("R100")
def test_the_worklist_is_mine_and_unassigned_and_open(analyst, scoped):
    claim = make.claim(scoped.own)
    me, other = scoped.user("denial_analyst"), scoped.user("practice_manager")
    wanted = [
        make.denial(claim, amount=10, assignee=me).pk,
        make.denial(claim, amount=20).pk,
        make.denial(claim, amount=30, state="in_review", assignee=me).pk,
    ]
    make.denial(claim, assignee=other)
    make.denial(claim, state="appeal", assignee=me)
    found = denials_visible(analyst).filter(worklist(analyst)).values_list("pk", flat=True)
    assert list(found) == wanted[::-1]


@pytest.mark.covers("R98")
def test_claims_that_came_before_their_chart_are_tied_later(analyst, scoped):
    denial = make.denial(make.claim(scoped.own, patient_control_number="enc 77"))
    assert claims_rematch(actor=analyst) == 0
    chart = coded_chart(
        scoped.own, scoped.user("vendor_coder"), encounter_ref="ENC77", specialty="cardiology"
    )
    assert claims_rematch(actor=analyst) == 1
    assert claims_rematch(actor=analyst) == 0
    denial.refresh_from_db()
    claim = Claim.objects.get(pk=denial.claim_id)
    coder = scoped.user("vendor_coder").pk
    assert (denial.chart_id, denial.coder_id) == (chart.pk, coder)
    assert (claim.chart_id, claim.coder_id, claim.specialty) == (chart.pk, coder, "cardiology")


def test_deadline_rules_of_a_payer_win_over_the_default(analyst, scoped):
    medicare = make.denial(make.claim(scoped.own))
    other = make.denial(make.claim(scoped.own, payer=None, payer_name="Else"))
    payer = medicare.claim.payer
    deadline_rule_save(actor=analyst, payer=None, appeal_days=90)
    rule = deadline_rule_save(actor=analyst, payer=payer, appeal_days=120)
    assert [str(d.deadline_on) for d in _fresh(medicare, other)] == ["2026-06-30", "2026-05-31"]
    deadline_rule_delete(actor=analyst, rule=rule)
    assert [str(d.deadline_on) for d in _fresh(medicare, other)] == ["2026-05-31", "2026-05-31"]


def _fresh(*denials):
    return [Denial.objects.get(pk=denial.pk) for denial in denials]


@pytest.mark.covers("R65")
def test_a_new_claim_is_due_by_the_payers_filing_limit(analyst, scoped):
    claim = make.claim(scoped.own, service_from="2026-01-10")
    claim.payer.timely_filing_days = 365
    claim.payer.save()
    denial = make.denial(claim, rarcs=["MA130"], appeal_allowed=False)
    deadline_rule_save(actor=analyst, payer=None, appeal_days=90)
    assert str(_fresh(denial)[0].deadline_on) == "2027-01-10"


@pytest.mark.covers("R104")
def test_the_pareto_shares_sum_to_the_whole(analyst, scoped):
    claim = make.claim(scoped.own)
    make.denial(claim, amount=60, suggested_class="coding")
    make.denial(claim, amount=30, suggested_class="coding", root_cause="payer")
    make.denial(claim, amount=10, suggested_class="review")
    bars = denial_pareto(denials_visible(analyst), by=["class"])
    assert [(bar.labels, bar.amount, bar.share) for bar in bars] == [
        (("Coding",), 60, Decimal("0.6")),
        (("Payer",), 30, Decimal("0.3")),
        (("Needs review",), 10, Decimal("0.1")),
    ]
    assert [bar.claims for bar in bars] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_analysts_moving_one_denial_at_once_move_it_once():
    world = build_world()
    with engagement_transaction(world.own.pk):
        pk = make.denial(make.claim(world.own), root_cause="coding").pk
    barrier = threading.Barrier(2)
    outcomes = []

    def move(role, step):
        try:
            with engagement_transaction(world.own.pk):
                actor = actor_for(user=world.user(role), engagement=world.own)
                denial = Denial.objects.get(pk=pk)
                barrier.wait(20)
                denial_move(actor=actor, denial=denial, step=step, reason="because")
            outcomes.append(step)
        except StaleState:
            outcomes.append("stale")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=move, args=pair)
        for pair in (("denial_analyst", "appeal"), ("practice_manager", "write_off"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == 2
    assert outcomes.count("stale") == 1
    with engagement_transaction(world.own.pk):
        assert StateEvent.objects.filter(model="denials.Denial", object_id=pk).count() == 1
