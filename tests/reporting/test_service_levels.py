"""Levels of a month, what a miss costs, and what many misses lead to."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.services.pricing import CreditRow, RateRow, pricing_check
from reporting.models import CorrectiveActionPlan, InvoiceUnit, SlaResult
from reporting.selectors.billing import draft_of
from reporting.selectors.impacted import Choice
from reporting.selectors.plans import months_before
from reporting.selectors.service_levels import levels_judge, month_of, result_url
from reporting.services.invoices import invoice_cancel, invoice_issue
from reporting.services.service_levels import (
    levels_record,
    plan_accept,
    plan_close,
    plan_return,
    plan_submit,
)
from reporting.services.systemic import systemic_record, systemic_withdraw
from tests.factories import days, denials
from tests.factories.money import at, last_month, priced, tier, worked
from tests.qa.factories import coded_charts, one_finding

D = Decimal
DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.fixture
def month(scoped):
    return last_month(scoped.own)


def late(engagement, coder, day, **fields):
    chart = worked(engagement, coder, day, **fields)
    type(chart).objects.filter(pk=chart.pk).update(due_at=chart.coded_at - DAY / 24)
    return chart


def judged(engagement):
    return levels_judge(engagement, month_of(engagement, last_month(engagement)))


@pytest.mark.covers("R26", "R17")
def test_levels_are_the_metrics_figures_by_specialty(scoped, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"})
    low, high = tier(terms, "turnaround", "0.02"), tier(terms, "turnaround", "0.10", "10")
    for number in range(4):
        (late if number else worked)(own, coder, month + DAY, specialty="cardiology")
    for number in range(20):
        (worked if number else late)(own, coder, month + DAY, specialty="oncology")
    found = {r.specialty: r for r in judged(own) if r.measure == "turnaround"}
    cardiology, oncology = found["cardiology"], found["oncology"]
    assert (cardiology.numerator, cardiology.n, cardiology.verdict) == (1, 4, "not_met")
    assert (cardiology.value, cardiology.shortfall, cardiology.tier) == (D("0.25"), D(70), high)
    assert (oncology.value, oncology.verdict, oncology.tier) == (D("0.95"), "met", None)
    assert low.share == D("0.02")
    assert "of=specialty%3Acardiology" in result_url(own, cardiology)


@pytest.mark.covers("R26", "N1")
def test_missed_level_is_credited_once_and_names_its_result(scoped, lead, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"}, credit_cap=D(1))
    tier(terms, "turnaround", "0.05")
    charts = [late(own, coder, month + DAY, specialty="cardiology") for _ in range(3)]
    worked(own, coder, month + DAY, specialty="oncology")
    invoice = invoice_issue(actor=lead, month=month)
    credit = invoice.lines.get(kind="sla_credit")
    assert (invoice.charges, invoice.credits, invoice.total) == (D(40), D("-1.50"), D("38.50"))
    assert (credit.quantity, credit.rate, credit.amount) == (D(30), D("-0.05"), D("-1.50"))
    assert credit.sla_result.specialty == "cardiology"
    assert set(credit.behind.values_list("chart", flat=True)) == {c.pk for c in charts}
    assert "0.0% of 95.0% agreed; 5.0% of the fees" in credit.description


@pytest.mark.covers("R26")
def test_credits_stop_at_the_cap(scoped, lead, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"})
    tier(terms, "turnaround", "0.50")
    late(own, coder, month + DAY, specialty="cardiology")
    late(own, coder, month + DAY, specialty="oncology")
    invoice = invoice_issue(actor=lead, month=month)
    assert invoice.credits == D("-3.00")  # 15 % of 20
    assert [line.amount for line in invoice.lines.filter(kind="sla_credit")] == [D("-1.50")] * 2


@pytest.mark.covers("R26")
@pytest.mark.parametrize(
    ("test", "expected"),
    [("interval", ("inconclusive", D(0))), ("point_estimate", ("not_met", D("-1.00")))],
    ids=["interval", "point"],
)
def test_inconclusive_accuracy_costs_nothing(scoped, actor_of, month, test, expected):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"}, verdict_test=test, turnaround_attainment_floor=D(0))
    tier(terms, "accuracy", "0.10")
    coded_charts(own, coder, 39)  # one of forty: it says little about the others
    finding = one_finding(own, coder, actor_of("vendor_qa_lead"), actor_of("vendor_auditor"))
    audits = type(finding.audit).objects.filter(pk=finding.audit_id)
    audits.update(completed_at=at(own, month + 3 * DAY))
    worked(own, coder, month, specialty=finding.audit.specialty)
    [accuracy] = [r for r in judged(own) if r.measure == "accuracy"]
    draft = draft_of(own, month_of(own, month), judged(own))
    assert (accuracy.verdict, draft.credits) == expected
    assert (accuracy.n, accuracy.value) == (1, D(0))


def recorded(terms, month, verdict="not_met", **fields):
    values = {
        "engagement": terms.engagement,
        "month": month,
        "measure": "turnaround",
        "base": "specialty",
        "specialty": "cardiology",
        "terms": terms,
        "kpi": "turnaround_attainment",
        "numerator": 1,
        "n": 2,
        "value": D("0.5"),
        "floor": D("0.95"),
        "verdict": verdict,
        "recorded_at": timezone.now(),
    }
    return SlaResult.objects.create(**values | fields)


@pytest.mark.covers("R26")
def test_misses_too_long_ago_or_inconclusive_open_no_plan(scoped, lead, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, miss_limit=3, miss_months=6)
    recorded(terms, months_before(month, 6))
    recorded(terms, months_before(month, 5))
    recorded(terms, months_before(month, 3), verdict="inconclusive")
    late(own, coder, month + DAY, specialty="cardiology")
    levels_record(actor=lead, month=month)
    assert not CorrectiveActionPlan.objects.exists()


@pytest.mark.covers("R26")
def test_plan_goes_from_the_miss_to_its_closing(scoped, lead, manager, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, miss_limit=3, miss_months=6, plan_days=7)
    months = [months_before(month, back) for back in (5, 2)]
    for each in months:
        recorded(terms, each)
    late(own, coder, month + DAY, specialty="cardiology")
    levels_record(actor=lead, month=month)
    levels_record(actor=lead, month=month)
    plan = CorrectiveActionPlan.objects.get()
    assert (plan.state, plan.months) == ("open", [*months, month])
    today = days.today()
    assert plan.submit_by in {today + 6 * DAY, today + 7 * DAY}
    given = {
        "actor": lead,
        "plan": plan,
        "cause": "Two coders left",
        "measures": "Two more are trained",
        "due_on": today + 30 * DAY,
    }
    with pytest.raises(DomainError, match="not of the vendor"):
        plan_submit(**given, owner=scoped.user("practice_manager"))
    with pytest.raises(NotAllowed):
        plan_submit(**given | {"actor": manager}, owner=coder)
    plan_submit(**given, owner=coder)
    plan_return(actor=manager, plan=plan, reason="By when are they trained?")
    plan_submit(**given | {"measures": "Trained by May"}, owner=coder)
    plan_accept(actor=manager, plan=plan)
    with pytest.raises(StaleState):
        plan_accept(actor=manager, plan=CorrectiveActionPlan(pk=plan.pk, engagement=own))
    plan_close(actor=manager, plan=plan, reason="On time for two months")
    plan.refresh_from_db()
    assert (plan.state, plan.remark, plan.owner) == ("closed", "On time for two months", coder)


@pytest.mark.covers("R27", "N6")
def test_systemic_error_is_credited_once_for_all_its_charts(scoped, lead, manager, month):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"}, credit_cap=D(1))
    tier(terms, "turnaround", "0.50")
    charts = [late(own, coder, month + DAY, specialty="cardiology") for _ in range(4)]
    invoice_issue(actor=lead, month=month)  # 40 less 20 for lateness
    for chart in charts[:2]:
        for _ in range(2):
            denials.denial(
                denials.claim(own, chart=chart),
                chart=chart,
                root_cause="coding",
                denied_on=month + 9 * DAY,
            )
    choice = Choice("denials", month, month + 20 * DAY, carc="97")
    error = systemic_record(actor=manager, title="Modifier 25", cause="Never set", choice=choice)
    again = systemic_record(actor=manager, title="Modifier 25", cause="Never set", choice=choice)
    assert again == error
    assert sorted(error.charts.values_list("chart", flat=True)) == sorted(c.pk for c in charts[:2])
    worked(own, coder, month + DAY, specialty="oncology")
    second = invoice_issue(actor=lead, month=month)
    credit = second.lines.get(kind="systemic_credit")
    # 10 each, of which the service credit gave back 5 before
    assert (credit.amount, credit.units, second.total) == (D("-10.00"), 2, D("0.00"))
    error.refresh_from_db()
    assert error.state == "credited"
    with pytest.raises(StaleState):
        systemic_withdraw(actor=manager, error=error, reason="Not so")
    worked(own, coder, month + DAY, specialty="oncology")
    third = invoice_issue(actor=lead, month=month)
    assert not third.lines.filter(kind="systemic_credit").exists()
    invoice_cancel(actor=lead, invoice=second, reason="Redo")
    error.refresh_from_db()
    assert error.state == "open"
    redone = invoice_issue(actor=lead, month=month)
    assert redone.lines.get(kind="systemic_credit").amount == D("-10.00")
    assert InvoiceUnit.objects.filter(kind="credited", released_by__isnull=True).count() == 6


def test_systemic_credit_and_service_credit_of_one_invoice_never_pass_the_fee(
    scoped, lead, manager, month
):
    own, coder = scoped.own, scoped.user("vendor_coder")
    terms = priced(own, {"amount": "10"}, credit_cap=D(1), systemic_credit_share=D("0.6"))
    tier(terms, "turnaround", "0.50")
    chart = late(own, coder, month + DAY)
    denials.denial(
        denials.claim(own, chart=chart), chart=chart, root_cause="coding", denied_on=month
    )
    choice = Choice("denials", month, month)
    systemic_record(actor=manager, title="One", cause="Why", choice=choice)
    invoice = invoice_issue(actor=lead, month=month)
    amounts = {line.kind: line.amount for line in invoice.lines.all()}
    assert amounts == {
        "chart": D("10.00"),
        "systemic_credit": D("-6.00"),
        "sla_credit": D("-2.00"),
    }


def test_systemic_error_needs_charts_and_the_practice(scoped, lead, manager, month):
    choice = Choice("findings", month, month)
    with pytest.raises(DomainError, match="No chart matches"):
        systemic_record(actor=manager, title="X", cause="Y", choice=choice)
    with pytest.raises(NotAllowed):
        systemic_record(actor=lead, title="X", cause="Y", choice=choice)


@pytest.mark.covers("R36")
@pytest.mark.parametrize(
    ("model", "rates", "message"),
    [
        ("fte", [RateRow(D(3))], "needs a rate per fte and week"),
        ("per_chart", [RateRow(D(3), specialty="oncology")], "would have no price"),
        ("fte", [RateRow(D(399), unit="week", from_fte=2)], "first coder"),
        ("per_chart", [RateRow(D(3)), RateRow(D(4))], "price the same"),
        ("per_chart", [RateRow(D(0))], "prices nothing"),
        ("per_chart", [RateRow(D(3), from_fte=2)], "Only a weekly rate"),
        ("blended", [RateRow(D(3)), RateRow(D(399), unit="week")], "covers no chart"),
        ("percent_of_collections", [RateRow(D(101), unit="collections")], "more than all"),
        ("fte", [RateRow(D(399), unit="week", specialty="oncology")], "Only a rate per chart"),
    ],
    ids=range(9),
)
def test_rates_that_price_nothing_are_refused(model, rates, message):
    with pytest.raises(DomainError, match=message):
        pricing_check(model, 0, rates, [])


def test_rates_may_be_left_out_and_credits_are_checked():
    pricing_check("per_chart", 0, [], [])
    with pytest.raises(DomainError, match="same shortfall"):
        pricing_check("fte", 0, [], [CreditRow("accuracy", D("0.1")), CreditRow("accuracy", D(1))])
    with pytest.raises(DomainError, match="makes no sense"):
        pricing_check("fte", 0, [], [CreditRow("accuracy", D(2))])
