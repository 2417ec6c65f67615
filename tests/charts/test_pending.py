"""Pending charts: a coded reason, a named authority, timed, and no submission meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from charts.models import Chart, ClockEvent, PendingSpell, WorkItem
from charts.selectors.pending import authorities, spells_for
from charts.services import (
    chart_cancel,
    chart_clock_pause,
    chart_clock_resume,
    charts_release,
    coding_attest,
    coding_save_draft,
    coding_start,
    workitem_next,
    workitem_take,
)
from charts.services.pending import pending_close, pending_open, pending_route
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import StateEvent
from tests.factories import charts as make

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def coder(actor_of):
    return actor_of("vendor_coder")


@pytest.fixture
def held(scoped, system, coder):
    """A chart in work with its draft; its clock began four hours ago."""
    started = timezone.now() - 4 * HOUR
    chart = make.chart(scoped.own, state="waiting", documentation_complete_at=started)
    charts_release(actor=system, chart_ids=[chart.pk])
    item = workitem_next(actor=coder)
    coding_start(actor=coder, chart=item.chart)
    return item


def state_of(item):
    found = WorkItem.objects.select_related("chart").get(pk=item.pk)
    return found.state, found.chart.state, found.pending_reason


@pytest.mark.covers("R61", "R134")
def test_a_pending_chart_is_routed_to_its_authority_and_comes_back_when_settled(
    held, coder, actor_of
):
    spell = pending_open(actor=coder, item=held, reason="payer_logic", note=" carve-out? ")
    assert (spell.authority_side, spell.authority_role, spell.stops_clock, spell.note) == (
        "practice", "denial_analyst", False, "carve-out?",
    )  # fmt: skip
    assert state_of(held) == ("pending", "in_coding", "Unusual payer logic")
    analyst = actor_of("denial_analyst")
    assert list(spells_for(analyst)) == [spell]
    assert list(spells_for(actor_of("cdi_coordinator"))) == []
    pending_close(actor=analyst, spell=spell, outcome="settled", resolution="Use modifier 25")
    assert state_of(held) == ("open", "in_coding", "")
    spell.refresh_from_db()
    assert (spell.closed_by, spell.resolution) == (analyst.user, "Use modifier 25")
    assert workitem_take(actor=coder, item=WorkItem.objects.get()).state == "leased"
    reasons = StateEvent.objects.filter(model="charts.WorkItem", transition__contains="hold")
    assert list(reasons.values_list("transition", "reason")) == [
        ("hold", "Unusual payer logic"),
        ("unhold", "Use modifier 25"),
    ]
    assert not ClockEvent.objects.filter(kind="pause").exists()


@pytest.mark.covers("R58", "R61")
def test_nothing_is_saved_or_attested_while_the_chart_is_pending(held, coder):
    draft = held.codings.get()
    pending_open(actor=coder, item=held, reason="system")
    with pytest.raises(StaleState, match="System or access problem"):
        coding_save_draft(actor=coder, coding=draft, lines=[], documentation_reviewed=True)
    draft.documentation_reviewed = True
    draft.save()
    with pytest.raises(DomainError, match="System or access problem"):
        coding_attest(actor=coder, coding=draft)
    with pytest.raises(DomainError, match="System or access problem"):
        workitem_take(actor=coder, item=held)
    assert workitem_next(actor=coder) is None


@pytest.mark.covers("R24", "R61")
def test_only_missing_documentation_stops_the_vendors_clock(held, coder, actor_of):
    begun = timezone.now() - 2 * HOUR
    due = Chart.objects.get().due_at
    spell = pending_open(actor=coder, item=held, reason="missing_document", at=begun)
    assert spell.stops_clock
    cdi = actor_of("cdi_coordinator")
    pending_close(actor=cdi, spell=spell, outcome="settled", resolution="Operative note signed")
    chart = Chart.objects.get()
    assert 2 * HOUR <= chart.due_at - due <= 2 * HOUR + dt.timedelta(minutes=1)
    assert set(ClockEvent.objects.values_list("kind", "reference")) == {
        ("documentation_complete", ""),
        ("pause", f"pending:{spell.pk}"),
        ("resume", f"pending:{spell.pk}"),
    }


@pytest.mark.covers("R24")
def test_a_pause_that_was_not_needed_gives_no_time(held, coder, actor_of):
    due = Chart.objects.get().due_at
    spell = pending_open(
        actor=coder, item=held, reason="incomplete_chart", at=timezone.now() - 2 * HOUR
    )
    pending_close(
        actor=actor_of("cdi_coordinator"),
        spell=spell,
        outcome="unfounded",
        resolution="It is there",
    )
    chart = Chart.objects.get()
    assert (chart.due_at, chart.paused_seconds) == (due, 0)


def test_a_query_and_another_reason_hold_the_work_until_both_are_over(
    scoped, held, coder, system, actor_of
):
    spell = pending_open(actor=coder, item=held, reason="missing_document")
    now = timezone.now()
    chart = Chart.objects.get()
    chart_clock_pause(actor=system, chart=chart, at=now, reference="query:1")
    assert state_of(held) == ("pending", "queried", "Missing document")
    cdi = actor_of("cdi_coordinator")
    pending_close(actor=cdi, spell=spell, outcome="settled", resolution="Found")
    assert state_of(held) == ("pending", "queried", "Query open")
    chart_clock_resume(actor=system, chart=chart, at=now, reference="query:1")
    assert state_of(held) == ("open", "in_coding", "")
    item = workitem_take(actor=coder, item=WorkItem.objects.get())
    again = pending_open(actor=coder, item=item, reason="system")
    chart_clock_pause(actor=system, chart=chart, at=now, reference="query:2")
    chart_clock_resume(actor=system, chart=chart, at=now, reference="query:2")
    assert state_of(held) == ("pending", "in_coding", "System or access problem")
    lead = actor_of("vendor_lead")
    pending_close(actor=lead, spell=again, outcome="settled", resolution="Access is back")
    assert state_of(held) == ("open", "in_coding", "")


def test_who_may_settle_what(scoped, held, coder, actor_of):
    spell = pending_open(actor=coder, item=held, reason="missing_document")
    for role in ("vendor_lead", "in_house_coder", "vendor_auditor", "provider"):
        with pytest.raises(NotAllowed):
            pending_close(actor=actor_of(role), spell=spell, outcome="settled", resolution="mine")
    with pytest.raises(DomainError, match="Say how"):
        pending_close(actor=coder, spell=spell, outcome="settled", resolution=" ")
    pending_close(actor=coder, spell=spell, outcome="unfounded", resolution="Found it myself")
    with pytest.raises(StaleState):
        pending_close(actor=coder, spell=spell, outcome="settled", resolution="twice")
    with pytest.raises(NotAllowed):
        pending_open(actor=actor_of("in_house_coder"), item=held, reason="system")


def test_the_engagement_says_who_settles_what(scoped, held, coder, actor_of):
    manager = actor_of("practice_manager")
    person = scoped.user("vendor_qa_lead")
    with pytest.raises(DomainError, match="does not hold"):
        pending_route(actor=manager, reason="system", role="vendor_lead", user=person)
    with pytest.raises(DomainError, match="settles no pending"):
        pending_route(actor=manager, reason="system", role="vendor_coder")
    with pytest.raises(NotAllowed):
        pending_route(actor=actor_of("vendor_lead"), reason="system", role="vendor_qa_lead")
    pending_route(actor=manager, reason="payer_logic", role="vendor_qa_lead", user=person)
    found = {a.reason.value: a.words for a in authorities(scoped.own)}
    assert found["payer_logic"] == "Vendor Qa Lead (Vendor QA lead)"
    spell = pending_open(actor=coder, item=held, reason="payer_logic")
    assert (spell.authority, spell.authority_side) == (person, "vendor")
    assert list(spells_for(actor_of("vendor_qa_lead"))) == [spell]


def test_cancelling_a_chart_ends_what_it_was_pending_for(scoped, held, coder, actor_of):
    pending_open(actor=coder, item=held, reason="missing_document")
    chart_cancel(actor=actor_of("practice_manager"), chart=held.chart, reason="Duplicate")
    assert PendingSpell.objects.get().resolution == "Chart cancelled: Duplicate"
