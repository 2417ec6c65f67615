"""The escalation matrix: each level of a matter once, in order, whenever the scheduler runs."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.registry import (
    EscalationTrigger,
    Standing,
    SuggestedLevel,
    escalation_triggers,
)
from engagements.kernel.scope import engagement_transaction
from engagements.models import Alert, EscalationEvent, EscalationRule
from engagements.selectors import engagement_today, system_actor
from engagements.services.alerts import alerts_sweep
from engagements.services.escalation_rules import (
    escalation_rule_end,
    escalation_rule_save,
    escalation_suggested_adopt,
)
from engagements.services.escalations import escalations_run

START = dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC)  # Monday 09:00 in New York
HOUR = dt.timedelta(hours=1)
LEVELS = (4, 24, 72)


@pytest.fixture
def matters(monkeypatch):
    """The only trigger; what the list holds is what stands."""
    standing: list[Standing] = []
    monkeypatch.setattr(escalation_triggers, "_entries", {})
    escalation_triggers.register(
        EscalationTrigger(
            "test",
            "Test matter",
            lambda _e, _n: list(standing),
            (SuggestedLevel(1, 8, ("provider",)),),
        )
    )
    return standing


def matter(subject="query:1", since=START):
    return Standing(subject, since, f"Matter {subject}", "/e/own/")


def matrix(engagement, hours=LEVELS, basis="elapsed"):
    for level, after in enumerate(hours, start=1):
        EscalationRule.objects.create(
            engagement=engagement,
            trigger="test",
            level=level,
            roles=["practice_manager"],
            after_hours=after,
            basis=basis,
            effective_from=dt.date(2026, 1, 1),
        )


def raised():
    rows = EscalationEvent.objects.order_by("pk")
    return list(rows.values_list("subject", "level", "due_at"))


@pytest.mark.covers("R30")
def test_each_level_is_raised_once_at_its_time_until_the_matter_is_settled(matters, system):
    matrix(system.engagement)
    matters.append(matter())
    for hours in (0, 3, 4, 4, 23, 24, 50):
        escalations_run(actor=system, now=START + hours * HOUR)
    assert raised() == [("query:1", 1, START + 4 * HOUR), ("query:1", 2, START + 24 * HOUR)]
    matters.clear()
    assert escalations_run(actor=system, now=START + 60 * HOUR).settled == 2
    assert escalations_run(actor=system, now=START + 400 * HOUR).raised == 0
    assert set(EscalationEvent.objects.values_list("settled_at", flat=True)) == {START + 60 * HOUR}


@pytest.mark.covers("R30")
def test_downtime_of_days_raises_what_fell_due_with_the_times_it_did(matters, system):
    matrix(system.engagement)
    matters += [matter(), matter("query:2", START + 30 * HOUR)]
    late = START + 100 * HOUR
    assert escalations_run(actor=system, now=late).raised == 5
    assert raised() == [
        ("query:1", 1, START + 4 * HOUR),
        ("query:1", 2, START + 24 * HOUR),
        ("query:2", 1, START + 34 * HOUR),
        ("query:2", 2, START + 54 * HOUR),
        ("query:1", 3, START + 72 * HOUR),
    ]
    assert set(EscalationEvent.objects.values_list("raised_at", flat=True)) == {late}


def test_business_hours_follow_the_calendar_of_the_terms(matters, system):
    matrix(system.engagement, hours=(8,), basis="business")
    friday = START + 4 * 24 * HOUR + 7 * HOUR  # 16:00 in New York
    matters.append(matter(since=friday))
    monday = friday + 3 * 24 * HOUR
    escalations_run(actor=system, now=monday - 2 * HOUR)
    assert raised() == []
    escalations_run(actor=system, now=monday + 24 * HOUR)
    # Monday 16:00 is daylight saving time by then: one hour earlier in UTC.
    assert raised() == [("query:1", 1, monday - HOUR)]


def test_matter_with_another_since_is_a_new_one_and_the_same_since_goes_on(matters, system):
    matrix(system.engagement, hours=(4,))
    matters[:] = [matter()]
    escalations_run(actor=system, now=START + 5 * HOUR)
    matters.clear()
    escalations_run(actor=system, now=START + 6 * HOUR)
    matters[:] = [matter()]
    escalations_run(actor=system, now=START + 7 * HOUR)
    assert list(EscalationEvent.objects.values_list("since", "settled_at")) == [(START, None)]
    matters[:] = [matter(since=START + 8 * HOUR)]
    escalations_run(actor=system, now=START + 13 * HOUR)
    assert set(EscalationEvent.objects.values_list("since", "settled_at")) == {
        (START, START + 13 * HOUR),
        (START + 8 * HOUR, None),
    }


def test_what_fell_due_together_reaches_people_in_one_alert(matters, system):
    matrix(system.engagement, hours=(4,))
    matters += [matter(f"query:{n}") for n in range(5)]
    now = START + 5 * HOUR
    escalations_run(actor=system, now=now)
    alerts_sweep(actor=system, now=now)
    alert = Alert.objects.get(source="engagements.escalations")
    assert (alert.title, alert.roles, alert.urgent) == (
        "Level 1: Test matter (5)",
        ["practice_manager"],
        True,
    )
    assert alert.detail == "Matter query:0, Matter query:1, Matter query:2 and 2 more"
    del matters[1:]
    escalations_run(actor=system, now=now + HOUR)
    alerts_sweep(actor=system, now=now + HOUR)
    alert.refresh_from_db()
    assert (alert.settled_at, alert.title, alert.url) == (None, "Level 1: Test matter", "/e/own/")
    matters.clear()
    escalations_run(actor=system, now=now + 2 * HOUR)
    alerts_sweep(actor=system, now=now + 2 * HOUR)
    alert.refresh_from_db()
    assert alert.settled_at == now + 2 * HOUR


def test_broken_trigger_keeps_its_events_and_is_named(matters, system):
    matrix(system.engagement)
    matters.append(matter())
    escalations_run(actor=system, now=START + 5 * HOUR)

    def broken(_engagement, _now):
        raise RuntimeError("no such table")

    escalation_triggers._entries["test"] = EscalationTrigger("test", "Test", broken)
    result = escalations_run(actor=system, now=START + 30 * HOUR)
    assert result.errors == {"escalation test": "RuntimeError: no such table"}
    assert EscalationEvent.objects.get().settled_at is None


@settings(max_examples=40)
@given(
    since=st.lists(st.integers(0, 96), min_size=1, max_size=4),
    lasts=st.lists(st.integers(1, 120), min_size=4, max_size=4),
    runs=st.lists(st.integers(0, 240), min_size=1, max_size=6),
)
def test_any_times_of_running_raise_what_was_due_and_stood_exactly_once(since, lasts, runs):
    """Against the plain definition: due by a run at which the matter stood."""
    from engagements.services.escalations import _fallen_due, _Pass

    rules = tuple(
        EscalationRule(trigger="test", level=n, after_hours=Decimal(h), basis="elapsed")
        for n, h in enumerate(LEVELS, start=1)
    )
    known: set[tuple[str, dt.datetime, int]] = set()
    made = []
    for hour in sorted(runs):
        now = START + hour * HOUR
        standing = [
            matter(f"m:{n}", START + begin * HOUR)
            for n, begin in enumerate(since)
            if begin <= hour < begin + lasts[n]
        ]
        step = _Pass(system_stub(), None, rules, now, None)
        for event in _fallen_due(step, standing, known):
            known.add((event.subject, event.since, event.level))
            made.append((event.subject, event.level, event.due_at))
    expected = {
        (f"m:{n}", level, START + (begin + after) * HOUR)
        for n, begin in enumerate(since)
        for level, after in enumerate(LEVELS, start=1)
        if any(begin + after <= run and begin <= run < begin + lasts[n] for run in runs)
    }
    assert len(made) == len(set(made))
    assert set(made) == expected


def system_stub():
    from engagements.models import Engagement

    return system_actor(Engagement(pk=1, name="Own", slug="own"))


def killed_midway(actor, now):
    """The worker is killed before its transaction commits."""
    with engagement_transaction(actor.engagement.pk):
        escalations_run(actor=actor, now=now)
        raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("R30")
def test_two_schedulers_at_once_and_one_killed_midway_raise_each_level_once(matters, world):
    actor = system_actor(world.own)
    matters += [matter(f"query:{n}") for n in range(3)]
    now = START + 100 * HOUR
    with engagement_transaction(world.own.pk):
        matrix(world.own)
    with pytest.raises(KeyboardInterrupt):
        killed_midway(actor, now)
    barrier = threading.Barrier(4)

    def schedule():
        try:
            barrier.wait()
            with engagement_transaction(world.own.pk):
                escalations_run(actor=actor, now=now)
                alerts_sweep(actor=actor, now=now)
        finally:
            connection.close()

    threads = [threading.Thread(target=schedule) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engagement_transaction(world.own.pk):
        assert sorted((s, level) for s, level, _ in raised()) == [
            (f"query:{n}", level) for n in range(3) for level in (1, 2, 3)
        ]
        alerts = Alert.objects.filter(source="engagements.escalations")
        assert list(alerts.values_list("raised_count", flat=True)) == [1, 1, 1]


def save(actor, **fields):
    defaults = {"trigger": "test", "level": 1, "after_hours": Decimal(8), "basis": "elapsed"}
    return escalation_rule_save(
        actor=actor, **(defaults | {"roles": ["practice_manager"]} | fields)
    )


def test_rule_is_changed_from_a_day_on_and_its_past_kept(matters, actor_of):
    manager = actor_of("practice_manager")
    rule = save(manager)
    assert save(manager) == rule
    assert save(manager, after_hours=Decimal(9)).pk == rule.pk  # began today: corrected in place
    today = engagement_today(manager.engagement)
    EscalationRule.objects.filter(pk=rule.pk).update(effective_from=today - dt.timedelta(days=9))
    newer = save(manager, after_hours=Decimal(12))
    rows = EscalationRule.objects.order_by("pk").values_list("after_hours", "effective_to")
    assert list(rows) == [(Decimal(9), today - dt.timedelta(days=1)), (Decimal(12), None)]
    escalation_rule_end(actor=manager, rule=newer)
    assert not EscalationRule.objects.filter(effective_to__isnull=True).exists()


def test_rule_is_refused_with_the_field_and_the_remedy(matters, actor_of, world):
    manager = actor_of("practice_manager")
    save(manager, level=2, after_hours=Decimal(24))
    with pytest.raises(DomainError, match="Level 2 would come before level 1") as refused:
        save(manager, after_hours=Decimal(48))
    assert refused.value.field == "after_hours"
    with pytest.raises(DomainError, match="roles or to one person"):
        save(manager, roles=[])
    with pytest.raises(DomainError, match="roles or to one person"):
        save(manager, user=world.user("provider"))
    with pytest.raises(DomainError, match="has no role here"):
        save(manager, roles=[], user=world.foreign_user("provider"))
    with pytest.raises(DomainError, match="no trigger"):
        save(manager, trigger="nonsense")
    with pytest.raises(NotAllowed):
        save(actor_of("vendor_lead"))


def test_suggested_levels_are_adopted_once_and_never_over_ones_own(matters, actor_of):
    manager = actor_of("practice_manager")
    assert escalation_suggested_adopt(actor=manager) == 1
    rule = EscalationRule.objects.get()
    assert (rule.level, rule.roles, rule.after_hours) == (1, ["provider"], Decimal(8))
    assert escalation_suggested_adopt(actor=manager) == 0
