"""Phases: gates from data, overrides on record, what a change does, plan and checklist."""

import datetime as dt

import pytest
from django.utils import timezone

from engagements.enums import Phase
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.phases import phase_gates
from engagements.models import (
    BusinessAssociateAgreement,
    Engagement,
    Membership,
    PhaseChange,
    PhaseChecklistItem,
    PhasePlan,
    SignOff,
    StateEvent,
)
from engagements.selectors.phases import (
    business_days,
    gates_of,
    hypercare_ends_on,
    moves_of,
    phase_rows,
    stays,
)
from engagements.services.phase_checklist import (
    checklist_item_done,
    checklist_item_reopen,
    checklist_item_save,
)
from engagements.services.phases import Acknowledgement, phase_change, phase_plan_set

pytestmark = pytest.mark.django_db
ACKNOWLEDGED = Acknowledgement("Morgan Hale", "Chief operating officer")


def put_in(engagement, phase):
    Engagement.objects.filter(pk=engagement.pk).update(phase=phase)
    engagement.refresh_from_db()


@pytest.fixture
def manager(actor_of, scoped):
    put_in(scoped.own, Phase.DRAFT)
    return actor_of("practice_manager")


def outcomes(engagement, target):
    return {
        row.gate.key: row.result.outcome.value
        for row in gates_of(engagement, target, timezone.now())
    }


@pytest.mark.covers("R115")
def test_baseline_closes_only_with_the_four_baselines_and_its_checklist(manager):
    phase_change(actor=manager, move="begin", reason="Kick-off held")
    assert outcomes(manager.engagement, "documentation") == {
        "baa": "passed",
        "baselines": "failed",
        "checklist": "failed",
    }
    with pytest.raises(DomainError, match="2 gates do not pass: Four baselines recorded"):
        phase_change(actor=manager, move="document", reason="Go on")
    manager.engagement.refresh_from_db()
    assert manager.engagement.phase == Phase.BASELINE


@pytest.mark.covers("R118")
def test_override_needs_right_and_reason_and_stays_on_record(manager, actor_of):
    phase_change(actor=manager, move="begin", reason="Kick-off held")
    with pytest.raises(NotAllowed):
        phase_change(
            actor=actor_of("compliance_officer"), move="document", reason="x", override_reason="y"
        )
    change = phase_change(
        actor=manager,
        move="document",
        reason="Go on",
        override_reason="The audit firm delivers next week.",
    )
    assert change.overridden
    assert [(g["key"], g["outcome"], g["overridden"]) for g in change.gates] == [
        ("baa", "passed", False),
        ("baselines", "failed", True),
        ("checklist", "failed", True),
    ]
    assert manager.engagement.phase == Phase.DOCUMENTATION
    event = StateEvent.objects.get(model="engagements.Engagement", transition="document")
    assert (event.source, event.target, event.reason) == ("baseline", "documentation", "Go on")


def test_nobody_overrides_the_baa(manager):
    phase_change(actor=manager, move="begin", reason="Kick-off held")
    BusinessAssociateAgreement.objects.update(terminated_on=dt.date(2020, 1, 1))
    with pytest.raises(DomainError, match="Nobody may override this gate: BAA in force"):
        phase_change(actor=manager, move="document", reason="x", override_reason="y")


@pytest.mark.covers("R39", "R74", "R117", "R118", "N5")
def test_going_live_is_gated_acknowledged_and_dated(manager):
    put_in(manager.engagement, Phase.SHADOW)
    assert outcomes(manager.engagement, "live") == {
        "baa": "passed",
        "terms": "passed",
        "shadow_days": "failed",
        "shadow_volume": "failed",
        "shadow_agreement": "no_data",
        "shadow_settled": "passed",
        "oversight": "passed",
        "providers": "passed",
        "query_templates": "failed",
        "escalation": "failed",
        "bounds": "failed",
        "checklist": "passed",
    }
    with pytest.raises(DomainError, match="acknowledgement of its liability"):
        phase_change(actor=manager, move="activate", reason="Go", override_reason="Agreed.")
    change = phase_change(
        actor=manager,
        move="activate",
        reason="Go",
        override_reason="Agreed with the board.",
        acknowledgement=ACKNOWLEDGED,
    )
    assert change.acknowledged_name == "Morgan Hale"
    assert "False Claims Act" in change.acknowledgement
    signed = SignOff.objects.get(subject="liability")
    assert (signed.duty_role, signed.signed_by) == ("compliance_officer", manager.user)
    manager.engagement.refresh_from_db()
    assert manager.engagement.phase == Phase.LIVE
    assert manager.engagement.live_on is not None
    assert hypercare_ends_on(manager.engagement) == manager.engagement.live_on + dt.timedelta(60)


@pytest.mark.covers("R123", "R132")
def test_unfilled_oversight_role_closes_the_gate(manager):
    Membership.objects.filter(engagement=manager.engagement, role="cdi_coordinator").delete()
    row = next(
        row
        for row in gates_of(manager.engagement, "live", timezone.now())
        if row.gate.key == "oversight"
    )
    assert (row.result.figure, row.result.words) == ("3 of 4", "Unfilled: CDI coordinator.")


def test_the_loser_of_two_changes_is_told(manager):
    phase_change(actor=manager, move="begin", reason="Kick-off held")
    with pytest.raises(StaleState, match="in the phase baseline now"):
        phase_change(actor=manager, move="begin", reason="Kick-off held")
    assert PhaseChange.objects.count() == 1


@pytest.mark.covers("R116")
def test_a_phase_begins_with_its_checklist_and_evidence_closes_items(manager):
    phase_change(actor=manager, move="begin", reason="Kick-off held")
    items = list(PhaseChecklistItem.objects.all())
    assert [item.key for item in items] == ["accuracy", "dnfb", "denials", "documentation"]
    with pytest.raises(DomainError, match="evidence"):
        checklist_item_done(actor=manager, item=items[0])
    done = checklist_item_done(actor=manager, item=items[0], note="Audited 120 charts")
    assert (done.is_done, done.done_by) == (True, manager.user)
    with pytest.raises(StaleState):
        checklist_item_done(actor=manager, item=items[0], note="again")
    checklist_item_reopen(actor=manager, item=items[0], reason="Wrong period")
    early = PhaseChecklistItem.objects.get(pk=items[0].pk)
    checklist_item_done(actor=manager, item=items[0], note="The right period")
    checklist_item_save(actor=manager, item=early, phase="baseline", title=early.title)
    assert PhaseChecklistItem.objects.get(pk=early.pk).is_done
    checklist_item_reopen(actor=manager, item=items[0], reason="Once more")
    own = checklist_item_save(actor=manager, item=None, phase="baseline", title="Name a sponsor")
    for item in [*items, own]:
        checklist_item_done(actor=manager, item=item, note="Done")
    assert outcomes(manager.engagement, "documentation")["checklist"] == "passed"


def test_plan_keeps_every_version_with_its_reason(manager):
    day = dt.date(2026, 3, 2)
    phase_plan_set(actor=manager, phase="shadow", starts_on=day, ends_on=None)
    with pytest.raises(DomainError, match="needs its reason"):
        phase_plan_set(actor=manager, phase="shadow", starts_on=day, ends_on=day)
    phase_plan_set(
        actor=manager,
        phase="shadow",
        starts_on=day + dt.timedelta(7),
        ends_on=day + dt.timedelta(28),
        reason="EHR access late",
    )
    versions = PhasePlan.objects.filter(phase="shadow").values_list("version", "reason")
    assert sorted(versions) == [(1, ""), (2, "EHR access late")]
    row = next(row for row in phase_rows(manager.engagement, []) if row.phase == Phase.SHADOW)
    assert (row.versions, row.plan.version, row.word) == (2, 2, "overdue")


def test_business_days_skip_weekends_and_holidays(scoped):
    # Thu 2026-07-02 to Tue 2026-07-07: Friday is the observed holiday.
    start = dt.datetime(2026, 7, 2, 4, tzinfo=dt.UTC)
    end = dt.datetime(2026, 7, 7, 23, tzinfo=dt.UTC)
    assert business_days(scoped.own, [(start, end), (start, end)]) == 3


def test_stays_add_up_over_two_visits(scoped):
    def change(day, target):
        return PhaseChange(target=target, at=dt.datetime(2026, 1, day, tzinfo=dt.UTC), pk=day)

    changes = [change(1, "shadow"), change(5, "documentation"), change(9, "shadow")]
    now = dt.datetime(2026, 1, 12, tzinfo=dt.UTC)
    lengths = [(end - start).days for start, end in stays(changes, "shadow", now)]
    assert lengths == [4, 3]


def test_moves_follow_the_declared_machine(scoped):
    found = {}
    for phase in Phase:
        put_in(scoped.own, phase)
        found[phase.value] = [move.name for move in moves_of(scoped.own)]
    assert found == {
        "draft": ["begin"],
        "baseline": ["document", "leave"],
        "documentation": ["shadow", "leave"],
        "shadow": ["activate", "step_back", "leave"],
        "live": ["settle", "leave"],
        "steady": ["leave"],
        "rolled_back": ["resume", "leave"],
        "exit": [],
    }


def test_every_gate_names_a_phase_and_a_known_key():
    assert {gate.key for gate in phase_gates} == {
        "baa",
        "terms",
        "baselines",
        "shadow_days",
        "shadow_volume",
        "shadow_agreement",
        "shadow_settled",
        "oversight",
        "providers",
        "query_templates",
        "escalation",
        "bounds",
        "hypercare",
        "within_bounds",
        "checklist",
    }
