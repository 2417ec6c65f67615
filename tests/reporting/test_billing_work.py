"""Who is told of invoices, disputes and plans; and how often the lists ask the database."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from engagements.models import Terms
from reporting.billing_work import cards, drafts
from reporting.services.invoices import dispute_uphold, invoice_approve, invoice_issue
from reporting.services.service_levels import levels_record_due, plan_accept, plan_submit
from reporting.tasks import levels_record
from tests.factories import days
from tests.factories.money import (
    disputed,
    issued,
    last_month,
    planned,
    priced,
    terms_of,
    tier,
    worked,
)
from tests.reporting.test_service_levels import recorded

D = Decimal
DAY = dt.timedelta(days=1)


def told(scoped):
    return {draft.key: draft.roles for draft in drafts(scoped.own, timezone.now())}


def titles(actor):
    return [card.title for card in cards(actor)]


def test_invoice_is_told_to_whoever_it_waits_for(scoped, actor_of):
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    priced(scoped.own, {"amount": "3"}, turnaround_attainment_floor=D(0))
    worked(scoped.own, scoped.user("vendor_coder"), last_month(scoped.own))
    assert titles(lead) == ["Month to invoice"]
    assert titles(manager) == []
    dispute = disputed(scoped)
    assert told(scoped) == {f"dispute:{dispute.pk}": ("vendor_lead",)}
    assert (titles(manager), titles(lead)) == ([], ["Disputed invoice lines"])
    dispute_uphold(actor=lead, dispute=dispute, answer="It is right.")
    invoice = dispute.line.invoice
    assert told(scoped) == {f"invoice:{invoice.pk}:issued": ("practice_manager",)}
    assert (titles(manager), titles(lead)) == (["Invoices to approve"], [])
    invoice_approve(actor=manager, invoice=invoice)
    assert told(scoped) == {}
    assert titles(actor_of("vendor_coder")) == []


@pytest.mark.covers("R26")
def test_plan_is_told_with_the_right_to_terminate(scoped, actor_of):
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    plan = planned(scoped)
    assert told(scoped) == {f"plan:{plan.pk}:asked": ("vendor_lead",)}
    assert titles(lead) == ["Action plans to submit"]
    Terms.objects.update(miss_ends_contract=True)
    both = ("practice_manager", "vendor_lead")
    assert told(scoped)[f"plan:{plan.pk}:termination"] == both
    type(plan).objects.update(submit_by=plan.submit_by - DAY)
    assert told(scoped)[f"plan:{plan.pk}:overdue"] == both
    plan.refresh_from_db()
    plan_submit(
        actor=lead,
        plan=plan,
        cause="Leave",
        measures="Cover",
        owner=lead.user,
        due_on=days.today() + DAY,
    )
    assert titles(manager) == ["Action plans to decide"]
    plan_accept(actor=manager, plan=plan)
    type(plan).objects.update(due_on=days.today() - 3 * DAY)
    assert told(scoped)[f"plan:{plan.pk}:due"] == ("practice_manager",)


def test_levels_are_recorded_by_the_scheduler_once(scoped, system):
    tier(priced(scoped.own), "turnaround", "0.05", base="all")
    worked(scoped.own, scoped.user("vendor_coder"), last_month(scoped.own))
    levels_record(engagement_id=scoped.own.pk)
    first = levels_record_due(actor=system)
    assert [(r.measure, r.base, r.verdict) for r in first] == [("turnaround", "all", "met")]
    assert levels_record_due(actor=system) == first
    type(scoped.own).objects.filter(pk=scoped.own.pk).update(phase="draft")
    scoped.own.refresh_from_db()
    assert levels_record_due(actor=system) == []


def page(name, **kwargs):
    return reverse(f"invoices:{name}", kwargs={"engagement": "own"} | kwargs)


@pytest.mark.parametrize("count", [1, 3], ids=["one", "three"])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    scoped, client_of, actor_of, django_assert_num_queries, count
):
    priced(scoped.own, {"amount": "3"}, turnaround_attainment_floor=D(0))
    for _ in range(count - 1):
        worked(scoped.own, scoped.user("vendor_coder"), last_month(scoped.own))
    invoice = issued(scoped)
    for number in range(count):
        recorded(terms_of(scoped.own), last_month(scoped.own) - (40 + number) * DAY)
    client = client_of("practice_manager")
    line = invoice.lines.get(kind="chart")
    for url, queries in (
        (page("line", invoice_line_id=line.pk), 12),
        (page("levels"), 11),
        (page("invoice", invoice_id=invoice.pk), 12),
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


@pytest.mark.parametrize("count", [1, 3], ids=["one", "three"])
def test_draft_asks_as_often_for_three_charts_as_for_one(
    scoped, actor_of, django_assert_num_queries, count
):
    priced(scoped.own, {"amount": "3"}, turnaround_attainment_floor=D(0))
    for _ in range(count):
        worked(scoped.own, scoped.user("vendor_coder"), last_month(scoped.own))
    lead = actor_of("vendor_lead")
    with django_assert_num_queries(39):
        invoice_issue(actor=lead, month=last_month(scoped.own))
