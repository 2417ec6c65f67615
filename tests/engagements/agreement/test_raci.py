"""Whose step is it, and what that refuses."""

import datetime as dt

import pytest

from denials.policies import DenialPolicy
from denials.selectors import denial_assignees
from denials.services import deadline_rule_save
from engagements.enums.agreement import Step
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.policies.raci import STEP_ACTIONS
from engagements.roles import GRANTS, SIDES, Role
from engagements.selectors.raci import raci_of
from engagements.services.raci import step_assign
from tests.factories.charts import chart
from tests.factories.denials import claim, denial

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Steps that no role of the side could do alone.
NOBODY = {("vendor", Step.DOCUMENTATION), ("vendor", Step.CLAIM), ("practice", Step.QA)}


def assign(actor, today, **changes):
    values = {
        "step": "coding",
        "side": "practice",
        "is_shared": False,
        "effective_from": today,
        "reason": "Brought back in house",
    }
    return step_assign(actor=actor, **(values | changes))


@pytest.mark.covers("R2")
def test_vendor_owns_the_first_four_steps_until_somebody_decides(scoped, today):
    found = {o.step.value: (o.side, o.is_shared) for o in raci_of(scoped.own, today)}
    assert found == {
        "documentation": ("vendor", True),
        "coding": ("vendor", True),
        "qa": ("vendor", True),
        "query": ("vendor", True),
        "claim": ("practice", False),
        "denial": ("practice", False),
    }


@pytest.mark.covers("R2")
@pytest.mark.parametrize("role", list(Role))
def test_defaults_refuse_only_claims_and_denials_to_the_vendor(role, actor_of):
    refused = set(actor_of(role.value).refusals)
    vendor = {"remittance.import", "denial.work"}
    assert refused == (vendor if SIDES[role] == "vendor" else set())
    assert refused & {a for a in GRANTS[role] if SIDES[role] != "vendor"} == set()


@pytest.mark.covers("R2")
@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("side", ["practice", "vendor"])
def test_exclusive_step_refuses_its_actions_to_the_other_side(side, step, actor_of, today):
    manager = actor_of("practice_manager")
    other = {"practice": "vendor_lead", "vendor": "practice_manager"}[side]
    if (side, step) in {("practice", Step.CLAIM), ("practice", Step.DENIAL)}:
        with pytest.raises(DomainError, match="already"):
            assign(manager, today, step=step.value, side=side)
    elif (side, step) in NOBODY:
        with pytest.raises(DomainError, match=f"No role of the {side} can do"):
            assign(manager, today, step=step.value, side=side)
        return
    else:
        assign(manager, today, step=step.value, side=side)
    refusals = actor_of(other).refusals
    assert set(STEP_ACTIONS[step]) <= set(refusals)
    for action in STEP_ACTIONS[step]:
        assert step.label in refusals[action]
        assert f"belongs to the {side}" in refusals[action]
    owners = actor_of({"practice": "practice_manager", "vendor": "vendor_lead"}[side])
    assert set(STEP_ACTIONS[step]) & set(owners.refusals) == set()
    assert set(STEP_ACTIONS[step]) & set(actor_of("independent_auditor").refusals) == set()


@pytest.mark.covers("R2")
def test_refused_coder_reads_step_and_owner(scoped, actor_of, client_of, today):
    chart(scoped.own)
    url = f"/e/{scoped.own.slug}/charts/worklist/next/"
    assign(actor_of("practice_manager"), today)
    page = client_of("vendor_coder").post(url)
    assert page.status_code == 403
    assert "Coding belongs to the practice in this engagement since" in page.content.decode()
    coder = actor_of("vendor_coder")
    assert coder.grant("coding.write") is None
    with pytest.raises(NotAllowed, match="Coding belongs to the practice"):
        coder.require("worklist.next")


def test_decision_begins_on_its_day_and_the_newest_counts(actor_of, today, scoped):
    manager = actor_of("practice_manager")
    assign(manager, today, effective_from=today + 3 * DAY)
    assert actor_of("vendor_coder").can("coding.write")
    by_day = [
        next(o.side for o in raci_of(scoped.own, today + n * DAY) if o.step == Step.CODING)
        for n in (0, 2, 3, 4)
    ]
    assert by_day == ["vendor", "vendor", "practice", "practice"]
    assign(manager, today, side="vendor", effective_from=today + 3 * DAY, reason="Kept after all")
    owner = next(o for o in raci_of(scoped.own, today + 3 * DAY) if o.step == Step.CODING)
    assert (owner.side, owner.is_shared, owner.since) == ("vendor", False, today + 3 * DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"side": "auditor"}, "side"),
        ({"step": "billing"}, "step"),
        ({"side": "vendor", "is_shared": True}, "side"),
    ],
    ids=["no-reason", "auditor", "unknown-step", "no-change"],
)
def test_bad_decision_is_refused(changes, field, actor_of, today):
    with pytest.raises(DomainError) as refused:
        assign(actor_of("practice_manager"), today, **changes)
    assert refused.value.field == field
    with pytest.raises(DomainError, match="is past"):
        assign(actor_of("practice_manager"), today, effective_from=today - DAY)


@pytest.mark.parametrize("role", ["vendor_lead", "compliance_officer", "independent_auditor"])
def test_only_the_practice_manager_decides(role, actor_of, today):
    with pytest.raises(NotAllowed):
        assign(actor_of(role), today)


@pytest.mark.covers("R2")
def test_denial_follow_up_may_be_given_to_the_vendor(scoped, actor_of, today):
    """The sixth step, which the vendor does sometimes."""
    row = denial(claim(scoped.own))
    manager = actor_of("practice_manager")
    before = set(denial_assignees(manager).values_list("email", flat=True))
    assert "vendor_lead@own.example" not in before
    with pytest.raises(NotAllowed, match="Denial follow-up belongs to the practice"):
        DenialPolicy.check(actor_of("vendor_lead"), "denial.work", row)
    assign(manager, today, step="denial", side="vendor", reason="Agreed in the renewal")
    lead = actor_of("vendor_lead")
    DenialPolicy.check(lead, "denial.work", row)
    with pytest.raises(NotAllowed, match="Denial follow-up belongs to the vendor"):
        DenialPolicy.check(actor_of("denial_analyst"), "denial.work", row)
    with pytest.raises(NotAllowed, match="payers' deadlines"):
        deadline_rule_save(actor=lead, payer=None, appeal_days=90)
    assert list(denial_assignees(lead)) == [lead.user]
