"""Invoices and plans in the navigation, in My work and in the alerts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import money
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    NavItem,
    WorkCard,
    WorkSource,
    alert_sources,
    my_work,
    nav,
)
from engagements.models import Engagement
from engagements.roles import Role
from engagements.selectors import engagement_today
from reporting.enums import PlanState
from reporting.models import CorrectiveActionPlan, Invoice
from reporting.selectors.invoices import disputes_waiting, invoices_waiting, month_uninvoiced
from reporting.selectors.plans import plans_open

SOURCE = "reporting.invoices"
MANAGER = (Role.PRACTICE_MANAGER.value,)
LEAD = (Role.VENDOR_LEAD.value,)


def _url(engagement: Engagement, name: str, **kwargs: Any) -> str:
    return reverse(f"invoices:{name}", kwargs={"engagement": engagement.slug} | kwargs)


def cards(actor: Actor) -> list[WorkCard]:
    """What waits for this reader."""
    if actor.is_system or not actor.can("invoice.view"):
        return []
    found = [*_approve(actor), *_answer(actor), *_issue(actor), *_plans(actor)]
    return [card for card in found if card.count]


def _approve(actor: Actor) -> Iterator[WorkCard]:
    if actor.can("invoice.approve"):
        rows = list(invoices_waiting(actor.engagement))
        url = _url(actor.engagement, "invoices") + "?state=waiting"
        first = f"{rows[0].number}, {money(rows[0].total)}" if rows else ""
        yield WorkCard("Invoices to approve", len(rows), url, "file-invoice", detail=first)


def _answer(actor: Actor) -> Iterator[WorkCard]:
    if actor.can("invoice.answer"):
        rows = list(disputes_waiting(actor.engagement))
        one = rows[0].line if rows else None
        url = _url(actor.engagement, "invoice", invoice_id=one.invoice_id) if one else ""
        detail = f"{one.invoice.number}, line {one.position}" if one else ""
        yield WorkCard("Disputed invoice lines", len(rows), url, "hand-stop", detail=detail)


def _issue(actor: Actor) -> Iterator[WorkCard]:
    if actor.can("invoice.issue"):
        month = month_uninvoiced(actor.engagement, engagement_today(actor.engagement))
        if month is not None:
            url = _url(actor.engagement, "draft") + f"?month={month:%Y-%m}"
            yield WorkCard("Month to invoice", 1, url, "file-invoice", detail=f"{month:%B %Y}")


def _plans(actor: Actor) -> Iterator[WorkCard]:
    states = {"actionplan.submit": PlanState.OPEN, "actionplan.decide": PlanState.SUBMITTED}
    for action, state in states.items():
        if actor.can(action):
            count = plans_open(actor.engagement).filter(state=state).count()
            url = _url(actor.engagement, "plans") + f"?state={state.value}"
            title = (
                "Action plans to submit" if state == PlanState.OPEN else "Action plans to decide"
            )
            yield WorkCard(title, count, url, "clipboard-check")


def drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    for invoice in invoices_waiting(engagement):
        yield _to_approve(engagement, invoice)
    for dispute in disputes_waiting(engagement):
        invoice = dispute.line.invoice
        yield AlertDraft(
            key=f"dispute:{dispute.pk}",
            title=f"Line {dispute.line.position} of {invoice.number} is disputed",
            detail=f"{money(dispute.amount)} of {money(dispute.line.amount)}.",
            url=_url(engagement, "invoice", invoice_id=invoice.pk),
            roles=LEAD,
        )
    today = local_day(now, engagement.time_zone)
    for plan in plans_open(engagement):
        yield from _of_plan(engagement, plan, today)


def _to_approve(engagement: Engagement, invoice: Invoice) -> AlertDraft:
    credit = f", of it {money(invoice.credits)} credits" if invoice.credits else ""
    return AlertDraft(
        key=f"invoice:{invoice.pk}:issued",
        title=f"{invoice.number} waits for approval",
        detail=f"{invoice.month:%B %Y}: {money(invoice.total)}{credit}.",
        url=_url(engagement, "invoice", invoice_id=invoice.pk),
        roles=MANAGER,
    )


def _of_plan(
    engagement: Engagement, plan: CorrectiveActionPlan, today: dt.date
) -> Iterator[AlertDraft]:
    """The plan asked for, the right it gives, its lateness, and its decision."""
    url = _url(engagement, "plan", actionplan_id=plan.pk)
    level = f"{plan.get_measure_display()}, {plan.subject}"
    times = len(plan.months)
    missed = f"Missed {times} time{'' if times == 1 else 's'} in {plan.terms.miss_months} months."
    if plan.terms.miss_ends_contract:
        yield AlertDraft(
            key=f"plan:{plan.pk}:termination",
            title=f"Right of termination: {level}",
            detail=f"{missed} The terms let the practice terminate without penalty.",
            url=url,
            roles=MANAGER + LEAD,
            urgent=True,
        )
    if plan.state == PlanState.OPEN:
        yield _asked(plan, f"{missed} To be submitted by {plan.submit_by}.", url, today)
    if plan.state == PlanState.SUBMITTED and plan.submitted_at is not None:
        yield AlertDraft(
            key=f"plan:{plan.pk}:submitted:{plan.submitted_at.timestamp():.0f}",
            title=f"Corrective action plan to decide: {level}",
            url=url,
            roles=MANAGER,
        )
    if plan.state == PlanState.ACCEPTED and plan.due_on is not None and plan.due_on < today:
        yield AlertDraft(
            key=f"plan:{plan.pk}:due",
            title=f"Corrective action plan is past its date: {level}",
            detail=f"The measures were to work by {plan.due_on}. Close it or ask for more.",
            url=url,
            roles=MANAGER,
        )


def _asked(plan: CorrectiveActionPlan, detail: str, url: str, today: dt.date) -> AlertDraft:
    late = plan.submit_by < today
    what = "is overdue" if late else "asked for"
    return AlertDraft(
        key=f"plan:{plan.pk}:{'overdue' if late else 'asked'}",
        title=f"Corrective action plan {what}: {plan.get_measure_display()}, {plan.subject}",
        detail=detail,
        url=url,
        roles=MANAGER + LEAD if late else LEAD,
        urgent=late,
    )


def register() -> None:
    nav.register(
        NavItem(
            key="invoices",
            label="Invoices",
            url_name="invoices:invoices",
            icon="file-invoice",
            action="invoice.view",
            section="Contract and people",
            order=45,
        )
    )
    my_work.register(WorkSource(SOURCE, cards, order=60))
    alert_sources.register(AlertSource(SOURCE, drafts, order=60))
