"""Rules fill queues: at release, when they are put in force, and never by a blank condition."""

import threading

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.enums import ClassField
from charts.models import Chart, QueueRule, RuleSet, WorkItem
from charts.models.queues import CONDITIONS
from charts.selectors.routing import rules_in_force
from charts.services import charts_release
from charts.services.classing import chart_class_set
from charts.services.queues import member_set, queue_close, queue_create, queue_update
from charts.services.recompute import charts_clock_recompute
from charts.services.rulesets import (
    rule_delete,
    rule_move,
    rule_save,
    ruleset_apply,
    ruleset_discard,
    ruleset_draft,
    ruleset_preview,
    ruleset_rest,
)
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Payer, StateEvent
from engagements.selectors import actor_for
from tests.charts.test_leases import Party
from tests.charts.test_rerouting import wait_until_blocked
from tests.factories import charts as make


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


def rules_of(actor, rest, *rules, keeps_rest=False):
    """A draft: `rules` are (queue, conditions), `rest` the queue for everything else."""
    draft = ruleset_draft(actor=actor)
    for queue, conditions in rules:
        rule_save(actor=actor, rule_set=draft, queue=queue, conditions=conditions)
    return ruleset_rest(actor=actor, rule_set=draft, queue=rest, keeps_rest=keeps_rest)


def in_force(actor, rest, *rules, **kwargs):
    draft = rules_of(actor, rest, *rules, **kwargs)
    return ruleset_apply(actor=actor, rule_set=draft, reason="Agreed")


def released(system, **fields):
    """(kind, side, queue) of the work of a chart released now."""
    chart = make.chart(system.engagement, state="waiting", **fields)
    charts_release(actor=system, chart_ids=[chart.pk])
    return set(chart.work_items.values_list("kind", "side", "queue"))


@pytest.mark.covers("R22")
def test_a_new_chart_goes_to_the_queue_of_the_first_rule_that_fits(scoped, lead, system):
    complex_, hearts, rest = (
        queue_create(actor=lead, name=name) for name in ("Complex", "Hearts", "Everything else")
    )
    in_force(
        lead,
        rest,
        (complex_, {"complexities": ["complex"], "encounter_classes": ["inpatient", "surgery"]}),
        (hearts, {"specialties": ["Cardiology", "electro physiology"]}),
    )
    assert released(system, specialty="cardiology") == {("code", "vendor", "Hearts")}
    assert released(system, specialty="electro_physiology") == {("code", "vendor", "Hearts")}
    both = {"complexity": "complex", "encounter_class": "surgery", "specialty": "cardiology"}
    assert released(system, **both) == {("code", "vendor", "Complex")}
    assert released(system, complexity="complex") == {("code", "vendor", "Everything else")}


def test_without_rules_the_queue_is_the_specialty(scoped, lead, system):
    queue_create(actor=lead, name="Unused")
    assert released(system, specialty="cardiology") == {("code", "vendor", "cardiology")}
    assert WorkItem.objects.get().work_queue is None


@pytest.mark.covers("R5")
def test_the_practice_keeps_some_charts_and_gives_the_rest_to_the_vendor(scoped, manager, system):
    house = queue_create(actor=manager, name="In-house HCC")
    in_force(manager, house, (house, {"encounter_classes": ["inpatient"]}))
    assert released(system, encounter_class="inpatient") == {("code", "practice", "In-house HCC")}
    assert released(system) == {("code", "vendor", "family_medicine")}


@pytest.mark.covers("R5")
def test_only_complex_work_goes_to_the_vendor_when_the_practice_keeps_the_rest(
    scoped, manager, system
):
    house = queue_create(actor=manager, name="In-house")
    in_force(manager, house, (None, {"complexities": ["complex"]}), keeps_rest=True)
    assert released(system, complexity="complex") == {("code", "vendor", "family_medicine")}
    assert released(system) == {("code", "practice", "In-house")}


@pytest.mark.parametrize(
    ("phase", "items"),
    [
        (
            "shadow",
            [{("code", "vendor", "V"), ("parallel", "practice", "P")}, {("code", "practice", "P")}],
        ),
        ("rolled_back", [{("code", "practice", "P")}, {("code", "practice", "P")}]),
        ("exit", [{("code", "practice", "P")}, {("code", "practice", "P")}]),
        ("steady", [{("code", "vendor", "V")}, {("code", "practice", "P")}]),
    ],
    ids=["shadow", "rolled_back", "exit", "steady"],
)
def test_the_phase_says_who_codes_and_the_rules_in_which_queue(lead, manager, system, phase, items):
    house, rest = queue_create(actor=manager, name="P"), queue_create(actor=lead, name="V")
    in_force(manager, house, (house, {"encounter_classes": ["inpatient"]}))
    in_force(lead, rest)
    system.engagement.phase = phase
    Engagement.objects.filter(pk=system.engagement.pk).update(phase=phase)
    assert [released(system), released(system, encounter_class="inpatient")] == items


def test_a_condition_matches_what_it_names_and_nothing_blank(scoped, lead, system):
    payer = Payer.objects.get()
    queues = {name: queue_create(actor=lead, name=name) for name in ("P", "S", "L", "U", "Rest")}
    in_force(
        lead,
        queues["Rest"],
        (queues["L"], {"locations": ["Main Street  Clinic"]}),
        (queues["S"], {"payer_states": ["pa"]}),
        (queues["U"], {"urgencies": ["urgent"]}),
        (queues["P"], {"payers": [payer.pk]}),
    )
    where = {"payer": None}
    assert released(system, location="MAIN street clinic", **where) == {("code", "vendor", "L")}
    assert released(system, payer_state="PA", **where) == {("code", "vendor", "S")}
    assert released(system, urgency="urgent", **where) == {("code", "vendor", "U")}
    assert released(system) == {("code", "vendor", "P")}
    assert released(system, **where) == {("code", "vendor", "Rest")}


@pytest.mark.parametrize(
    "conditions",
    [{}, {"specialties": []}, {"specialties": [""], "locations": ["  "]}],
    ids=["none", "empty", "blank"],
)
def test_a_rule_without_a_condition_is_refused(scoped, lead, conditions):
    queue = queue_create(actor=lead, name="All")
    draft = ruleset_draft(actor=lead)
    with pytest.raises(DomainError, match="without a condition"):
        rule_save(actor=lead, rule_set=draft, queue=queue, conditions=conditions)
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueRule.objects.create(engagement=scoped.own, rule_set=draft, queue=queue, position=1)


def test_rules_are_put_in_force_only_with_a_place_for_everything_else(scoped, lead):
    queue = queue_create(actor=lead, name="Hearts")
    draft = rules_of(lead, None, (queue, {"specialties": ["cardiology"]}))
    with pytest.raises(DomainError, match="everything else"):
        ruleset_apply(actor=lead, rule_set=draft, reason="Agreed")
    with pytest.raises(DomainError, match="Say why"):
        ruleset_apply(actor=lead, rule_set=draft, reason=" ")
    assert not rules_in_force(scoped.own).exist


def test_the_preview_says_what_would_move_and_applying_moves_exactly_that(scoped, lead, system):
    hearts, rest = (queue_create(actor=lead, name=name) for name in ("Hearts", "Rest"))
    coder = scoped.user("vendor_coder")
    free = [make.work_item(make.chart(scoped.own, specialty="cardiology")) for _ in range(3)]
    for item in free:
        WorkItem.objects.filter(pk=item.pk).update(queue="cardiology")
    other = make.work_item(make.chart(scoped.own), queue="family_medicine", state="pending")
    held = make.work_item(
        make.chart(scoped.own, specialty="cardiology"), state="leased", assignee=coder
    )
    house = make.work_item(make.chart(scoped.own), side="practice")
    draft = rules_of(lead, rest, (hearts, {"specialties": ["cardiology"]}))
    preview = ruleset_preview(actor=lead, rule_set=draft)
    assert {(m.from_queue, m.to_queue, m.number) for m in preview.moves} == {
        ("cardiology", "Hearts", 3),
        ("family_medicine", "Rest", 1),
    }
    assert [(m.to_queue, m.why, m.number) for m in preview.stays] == [("Hearts", "In work now", 1)]
    assert len(preview.samples) == 5
    assert ruleset_apply(actor=lead, rule_set=draft, reason="Agreed") == preview.moved == 4
    queues = dict(WorkItem.objects.values_list("pk", "queue"))
    assert {queues[item.pk] for item in free} == {"Hearts"}
    assert (queues[other.pk], queues[held.pk], queues[house.pk]) == ("Rest", "", "")
    events = StateEvent.objects.filter(transition="reroute")
    assert set(events.values_list("source", "target", "reason")) == {
        ("vendor", "vendor", "cardiology → Hearts: Agreed"),
        ("vendor", "vendor", "family_medicine → Rest: Agreed"),
    }
    assert ruleset_preview(actor=lead, rule_set=RuleSet.objects.get()).moves == []


@pytest.mark.covers("R5")
def test_only_work_nobody_began_changes_its_side_and_the_rest_says_why(scoped, manager):
    house = queue_create(actor=manager, name="In-house")
    coder = scoped.user("vendor_coder")
    inpatient = {"encounter_class": "inpatient"}
    free = make.work_item(make.chart(scoped.own, **inpatient))
    begun = make.work_item(make.chart(scoped.own, **inpatient))
    WorkItem.objects.filter(pk=begun.pk).update(started_at=begun.opened_at)
    assigned = make.work_item(make.chart(scoped.own, **inpatient), assignee=coder)
    both = make.chart(scoped.own, **inpatient)
    blind = [make.work_item(both), make.work_item(both, side="practice", kind="parallel")]
    draft = rules_of(manager, house, (house, inpatient_rule()))
    preview = ruleset_preview(actor=manager, rule_set=draft)
    assert {(m.from_side, m.to_side, m.number) for m in preview.moves} == {
        ("vendor", "practice", 1),
        ("practice", "practice", 1),
    }
    assert {(m.why, m.number) for m in preview.stays} == {
        ("Begun", 1),
        ("Assigned to somebody", 1),
        ("The other side works on it too", 1),
    }
    assert ruleset_apply(actor=manager, rule_set=draft, reason="Keep inpatient") == 2
    sides = dict(WorkItem.objects.values_list("pk", "side"))
    assert sides[free.pk] == "practice"
    assert {sides[begun.pk], sides[assigned.pk], sides[blind[0].pk]} == {"vendor"}
    event = StateEvent.objects.get(transition="reroute", object_id=free.pk)
    assert (event.source, event.target, event.side) == ("vendor", "practice", "practice")


def inpatient_rule():
    return {"encounter_classes": ["inpatient"]}


def test_a_set_in_force_is_kept_as_it_was_and_changed_by_a_new_draft(scoped, lead):
    hearts, rest = (queue_create(actor=lead, name=name) for name in ("Hearts", "Rest"))
    in_force(lead, rest, (hearts, {"specialties": ["cardiology"]}))
    first = RuleSet.objects.get()
    rule = first.rules.get()
    with pytest.raises(StaleState):
        rule_save(
            actor=lead, rule_set=first, rule=rule, queue=rest, conditions={"locations": ["x"]}
        )
    draft = ruleset_draft(actor=lead)
    assert ruleset_draft(actor=lead) == draft
    assert (draft.version, draft.default_queue) == (2, rest)
    copied = draft.rules.get()
    assert copied.pk != rule.pk
    rule_delete(actor=lead, rule=copied)
    assert first.rules.count() == 1
    ruleset_discard(actor=lead, rule_set=draft)
    in_force(lead, rest)
    assert list(RuleSet.objects.order_by("version").values_list("version", "state")) == [
        (1, "retired"),
        (2, "in_force"),
    ]


def test_rules_change_places(scoped, lead):
    queue = queue_create(actor=lead, name="Q")
    draft = rules_of(lead, queue, *[(queue, {"locations": [name]}) for name in "abc"])
    last = draft.rules.order_by("position").last()
    rule_move(actor=lead, rule=last, up=True)
    rule_move(actor=lead, rule=draft.rules.get(locations=["a"]), up=True)
    order = draft.rules.order_by("position").values_list("locations", flat=True)
    assert [places[0] for places in order] == ["a", "c", "b"]


def test_each_side_keeps_its_own_queues(scoped, lead, manager, actor_of):
    theirs = queue_create(actor=lead, name="Hearts")
    for change in (
        lambda: queue_update(actor=manager, queue=theirs, name="Ours"),
        lambda: queue_create(actor=actor_of("vendor_coder"), name="Mine"),
        lambda: ruleset_draft(actor=actor_of("compliance_officer")),
    ):
        with pytest.raises(NotAllowed):
            change()
    draft = ruleset_draft(actor=manager)
    with pytest.raises(DomainError, match="your own side"):
        rule_save(actor=manager, rule_set=draft, queue=theirs, conditions=inpatient_rule())
    with pytest.raises(DomainError, match="does not code"):
        member_set(actor=lead, queue=theirs, user=scoped.user("in_house_coder"), mode="only")
    with pytest.raises(DomainError, match="already"):
        queue_create(actor=lead, name=" hearts ")


def test_a_queue_closes_when_nothing_needs_it(scoped, lead):
    queue, rest = (queue_create(actor=lead, name=name) for name in ("Hearts", "Rest"))
    in_force(lead, rest, (queue, {"specialties": ["cardiology"]}))
    with pytest.raises(DomainError, match="Rules still send"):
        queue_close(actor=lead, queue=queue)
    draft = ruleset_draft(actor=lead)
    rule_delete(actor=lead, rule=draft.rules.get())
    ruleset_apply(actor=lead, rule_set=draft, reason="No longer")
    item = make.work_item(make.chart(scoped.own), work_queue=queue, queue=queue.name)
    with pytest.raises(DomainError, match="1 charts stand"):
        queue_close(actor=lead, queue=queue)
    WorkItem.objects.filter(pk=item.pk).update(state="cancelled")
    queue_close(actor=lead, queue=queue)
    queue.refresh_from_db()
    assert not queue.is_active


def test_a_queues_priority_is_added_and_survives_the_clock(scoped, lead, system):
    queue = queue_create(actor=lead, name="First", priority=20)
    in_force(lead, queue)
    chart = make.chart(scoped.own, state="waiting", urgency="urgent")
    charts_release(actor=system, chart_ids=[chart.pk])
    assert chart.work_items.get().priority == 120
    charts_clock_recompute(actor=system, chart_ids=[chart.pk])
    assert chart.work_items.get().priority == 120
    queue_update(actor=lead, queue=queue, priority=-5, name="Second")
    item = chart.work_items.get()
    assert (item.priority, item.queue) == (95, "Second")
    WorkItem.objects.filter(pk=item.pk).update(priority=7, priority_set=7)
    charts_clock_recompute(actor=system, chart_ids=[chart.pk])
    assert chart.work_items.get().priority == 7
    with pytest.raises(DomainError, match="between -50 and 50"):
        queue_update(actor=lead, queue=queue, priority=51)


@pytest.mark.covers("R22")
def test_open_work_follows_when_a_chart_is_classed_otherwise(scoped, lead, manager, system):
    fast, rest = queue_create(actor=lead, name="Fast"), queue_create(actor=lead, name="Rest")
    in_force(lead, rest, (fast, {"urgencies": ["urgent"]}))
    chart = make.chart(scoped.own, state="waiting")
    charts_release(actor=system, chart_ids=[chart.pk])
    values = {ClassField.URGENCY: "urgent"}
    chart_class_set(actor=manager, chart=chart, values=values, reason="Surgeon asks")
    item = chart.work_items.get()
    assert (item.queue, item.priority) == ("Fast", 100)
    assert StateEvent.objects.get(transition="reroute").reason == "Rest → Fast: Surgeon asks"


VALUES = {
    "specialties": ["cardiology", "oncology"],
    "payer_states": ["PA", "GA"],
    "encounter_classes": ["inpatient", "outpatient"],
    "locations": ["main", "annex"],
    "complexities": ["standard", "complex"],
    "urgencies": ["routine", "urgent"],
}
FIELD = dict(zip(VALUES, ("specialty", "payer_state", "encounter_class", "location"), strict=False))
FIELD |= {"complexities": "complexity", "urgencies": "urgency"}
conditions = st.dictionaries(
    st.sampled_from(sorted(VALUES)), st.integers(1, 3), min_size=1, max_size=3
)
charts = st.fixed_dictionaries({name: st.integers(0, 1) for name in VALUES})


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rules=st.lists(conditions, max_size=4), chart=charts)
def test_the_statement_finds_the_rule_that_reading_them_one_by_one_finds(
    scoped, lead, system, rules, chart
):
    """`1` and `2` name the first or second value of a condition, `3` both."""
    with transaction.atomic():
        queues = [queue_create(actor=lead, name=f"Q{n}") for n in range(len(rules) + 1)]
        wanted = [
            {name: [v for bit, v in enumerate(VALUES[name]) if mask >> bit & 1] for name, mask in
             rule.items()}
            for rule in rules
        ]  # fmt: skip
        in_force(lead, queues[-1], *zip(queues, wanted, strict=False))
        facts = {FIELD[name]: VALUES[name][which] for name, which in chart.items()}
        expected = next(
            (
                queues[place].name
                for place, rule in enumerate(wanted)
                if all(facts[FIELD[name]] in values for name, values in rule.items())
            ),
            queues[-1].name,
        )
        assert released(system, **facts) == {("code", "vendor", expected)}
        transaction.set_rollback(True)


def test_every_condition_has_a_column_of_the_chart():
    assert set(CONDITIONS) == set(VALUES) | {"payers"}
    assert all(hasattr(Chart, name) for name in FIELD.values())


def ask(world, act):
    """The act of another lead while this one's transaction is not over, and how it ended."""
    other = Party(world.own, threading.Barrier(1), act)
    other.start()
    wait_until_blocked()
    return other


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_begin_at_once_share_one_draft_and_one_queue(world):
    with engagement_transaction(world.own.pk):
        lead = actor_for(user=world.user("vendor_lead"), engagement=world.own)
    with engagement_transaction(world.own.pk):
        draft = ruleset_draft(actor=lead)
        other = ask(world, lambda: ruleset_draft(actor=lead))
    other.join(timeout=60)
    assert (other.error, other.result) == (None, draft)
    with engagement_transaction(world.own.pk):
        queue_create(actor=lead, name="Hearts")
        other = ask(world, lambda: queue_create(actor=lead, name="Hearts"))
    other.join(timeout=60)
    assert isinstance(other.error, DomainError)
    assert other.error.field == "name"
