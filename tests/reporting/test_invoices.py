"""Invoices through their services: frozen, numbered, disputed, corrected, approved."""

import datetime as dt
import threading
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import Rate
from engagements.selectors import actor_for
from reporting.models import Invoice, InvoiceLine, InvoiceUnit, LineDispute, UsageEntry
from reporting.services.invoices import (
    dispute_concede,
    dispute_raise,
    dispute_uphold,
    dispute_withdraw,
    invoice_approve,
    invoice_cancel,
    invoice_issue,
    usage_enter,
)
from reporting.services.invoices.writing import stored_hash
from tests.factories.charts import coded_chart
from tests.factories.money import (
    at,
    last_month,
    on_roster,
    priced,
    reworked,
    terms_of,
    worked,
)
from tests.factories.world import build_world

D = Decimal


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.fixture
def month(scoped):
    return last_month(scoped.own)


@pytest.fixture
def two_charts(scoped, month):
    priced(scoped.own, {"amount": "3.125"}, turnaround_attainment_floor=D(0))
    return [worked(scoped.own, scoped.user("vendor_coder"), month) for _ in range(2)]


@pytest.mark.covers("R36")
def test_invoice_is_numbered_and_its_hash_is_of_what_is_stored(lead, month, two_charts):
    invoice = invoice_issue(actor=lead, month=month, note="March work")
    assert (invoice.number, invoice.total, invoice.state) == ("INV-0001", D("6.25"), "waiting")
    line = invoice.lines.get()
    assert (line.quantity, line.rate, line.amount, line.units) == (2, D("3.125"), D("6.25"), 2)
    assert {unit.chart_id for unit in line.behind.all()} == {c.pk for c in two_charts}
    assert stored_hash(Invoice.objects.get(pk=invoice.pk)) == invoice.sha256
    assert (invoice.due_on - invoice.issued_at.date()).days in {29, 30, 31}


def test_invoice_holds_only_what_is_not_invoiced_yet(lead, month, two_charts, scoped):
    invoice_issue(actor=lead, month=month)
    with pytest.raises(DomainError, match="Nothing of"):
        invoice_issue(actor=lead, month=month)
    late = worked(scoped.own, scoped.user("vendor_coder"), month)
    second = invoice_issue(actor=lead, month=month)
    assert [unit.chart_id for unit in second.lines.get().behind.all()] == [late.pk]


def test_invoice_of_a_running_month_is_refused(lead, two_charts, month):
    running = (month + dt.timedelta(days=32)).replace(day=1)
    with pytest.raises(DomainError, match="is not over"):
        invoice_issue(actor=lead, month=running)


@pytest.mark.parametrize("role", ["practice_manager", "vendor_coder"])
def test_invoice_is_issued_by_the_vendors_lead_only(actor_of, month, two_charts, role):
    with pytest.raises(NotAllowed):
        invoice_issue(actor=actor_of(role), month=month)


def refused_by_database(match):
    return pytest.raises((InternalError, IntegrityError), match=match)


def test_issued_rows_never_change(lead, month, two_charts, scoped):
    invoice = invoice_issue(actor=lead, month=month)
    line, unit = invoice.lines.get(), InvoiceUnit.objects.first()
    engagement = {"engagement": scoped.own}
    with refused_by_database("Cannot update"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(total=D(1), charges=D(1))
    with refused_by_database("Cannot delete"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).delete()
    with refused_by_database("Cannot update"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(sealed=False)
    with refused_by_database("never change"), transaction.atomic():
        InvoiceLine.objects.create(
            **engagement,
            invoice=invoice,
            position=9,
            kind="chart",
            description="more",
            quantity=1,
            rate=1,
            amount=1,
        )
    with refused_by_database("Cannot update"), transaction.atomic():
        InvoiceUnit.objects.filter(pk=unit.pk).update(fee=D(9))
    assert stored_hash(Invoice.objects.get(pk=invoice.pk)) == invoice.sha256
    with refused_by_database("chart_billed_once"), transaction.atomic():
        InvoiceUnit.objects.create(
            **engagement,
            line=line,
            kind="chart",
            chart_id=unit.chart_id,
            coding_id=unit.coding_id,
            fee=1,
        )


@pytest.mark.covers("R36")
def test_dispute_upheld_or_conceded_leaves_a_trail(lead, manager, month, two_charts):
    invoice = invoice_issue(actor=lead, month=month)
    line = invoice.lines.get()
    dispute = dispute_raise(actor=manager, line=line, reason="One is a duplicate", amount=D("3.13"))
    with pytest.raises(StaleState, match="disputed already"):
        dispute_raise(actor=manager, line=line, reason="Again")
    with pytest.raises(DomainError, match="1 disputed line of INV-0001 waits"):
        invoice_approve(actor=manager, invoice=invoice)
    dispute_uphold(actor=lead, dispute=dispute, answer="Two encounters on one day.")
    again = dispute_raise(actor=manager, line=line, reason="The same visit", amount=D("3.13"))
    note = dispute_concede(actor=lead, dispute=again, answer="Agreed.")
    assert (note.number, note.kind, note.total) == ("CN-0002", "credit_note", D("-3.13"))
    assert note.corrects == invoice
    assert note.lines.get().corrects == line
    assert LineDispute.objects.get(pk=again.pk).credit_note == note
    with pytest.raises(DomainError, match=r"at most 3\.12"):
        dispute_raise(actor=manager, line=line, reason="More", amount=D("3.13"))
    invoice_approve(actor=manager, invoice=invoice)
    assert Invoice.objects.get(pk=invoice.pk).approved_by == manager.user
    with pytest.raises(StaleState, match="no longer waits"):
        dispute_raise(actor=manager, line=line, reason="Too late")


def test_dispute_withdrawn_frees_the_approval(lead, manager, month, two_charts):
    invoice = invoice_issue(actor=lead, month=month)
    dispute = dispute_raise(actor=manager, line=invoice.lines.get(), reason="Unsure")
    assert dispute.amount == D("6.25")
    dispute_withdraw(actor=manager, dispute=dispute)
    invoice_approve(actor=manager, invoice=invoice)
    with pytest.raises(NotAllowed):
        invoice_approve(actor=lead, invoice=invoice)


@pytest.mark.covers("R36")
def test_cancelled_invoice_is_reversed_and_its_month_invoiced_anew(
    lead, manager, month, two_charts, scoped
):
    invoice = invoice_issue(actor=lead, month=month)
    part = dispute_raise(actor=manager, line=invoice.lines.get(), reason="A cent", amount=D("0.25"))
    dispute_concede(actor=lead, dispute=part)
    waiting = dispute_raise(actor=manager, line=invoice.lines.get(), reason="Wrong rate")
    note = invoice_cancel(actor=lead, invoice=invoice, reason="Wrong rate")
    assert note.total == D("-6.00")
    assert LineDispute.objects.get(pk=waiting.pk).state == "conceded"
    assert Invoice.objects.get(pk=invoice.pk).state == "cancelled"
    documents = Invoice.objects.filter(month=month)
    assert sum(each.total for each in documents) == 0
    Rate.objects.update(amount=D(2))
    anew = invoice_issue(actor=lead, month=month)
    assert (anew.corrects, anew.total) == (invoice, D("4.00"))
    live = InvoiceUnit.objects.filter(released_by__isnull=True, kind="chart")
    assert sorted(live.values_list("chart", flat=True)) == sorted(c.pk for c in two_charts)


@pytest.mark.covers("R37", "R38")
def test_entered_hours_are_replaced_until_they_are_invoiced(lead, month, scoped):
    priced(scoped.own, {"amount": "28.50", "unit": "hour", "label": "US coder"}, {"amount": "3"})
    rate = terms_of(scoped.own).rates.get(unit="hour")
    enter = {"actor": lead, "month": month, "rate": rate}
    usage_enter(**enter, quantity=D(10), evidence="time sheet 1")
    second = usage_enter(**enter, quantity=D("10.5"), evidence="time sheet 2")
    assert second.replaces.quantity == 10
    invoice = invoice_issue(actor=lead, month=month)
    assert [(line.kind, line.amount) for line in invoice.lines.all()] == [("hour", D("299.25"))]
    with pytest.raises(DomainError, match="are invoiced"):
        usage_enter(**enter, quantity=D(11), evidence="time sheet 3")
    with pytest.raises(DomainError, match="No such rate"):
        usage_enter(
            **enter | {"rate": terms_of(scoped.own).rates.get(unit="chart")},
            quantity=D(1),
            evidence="none",
        )
    assert UsageEntry.objects.count() == 2


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(work=st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=6))
def test_every_chart_is_billed_once_over_all_invoices(scoped, lead, work):
    """Charts of two months, some reworked, invoiced twice a month: once each, sums exact."""
    month = last_month(scoped.own)
    with transaction.atomic():
        if not Rate.objects.exists():
            priced(scoped.own, {"amount": "1.115"}, turnaround_attainment_floor=D(0))
        coder = scoped.user("vendor_coder")
        made = []
        for back, again in work:
            day = month + dt.timedelta(days=27 - back)
            chart = worked(scoped.own, coder, day)
            made.append(chart.pk)
            if again:
                reworked(chart, coder, day)
        months = {month, (month - dt.timedelta(days=1)).replace(day=1)}
        for _ in range(2):
            for each in sorted(months):
                with suppress(DomainError):  # nothing is left of that month
                    invoice_issue(actor=lead, month=each)
        billed = InvoiceUnit.objects.filter(kind="chart").values_list("chart", flat=True)
        assert sorted(billed) == sorted(made)
        again = InvoiceUnit.objects.filter(kind="rework").count()
        assert again == sum(flag for _, flag in work)
        for invoice in Invoice.objects.all():
            assert invoice.total == sum(line.amount for line in invoice.lines.all())
            for line in invoice.lines.filter(kind="chart"):
                assert line.amount == (line.quantity * line.rate).quantize(
                    D("0.01"), "ROUND_HALF_UP"
                )
        transaction.set_rollback(True)


@pytest.mark.covers("R36")
@pytest.mark.django_db(transaction=True)
def test_two_issue_the_same_month_at_once_and_each_chart_is_billed_once():
    world = build_world()
    with engagement_transaction(world.own.pk):
        month = last_month(world.own)
        priced(world.own, {"amount": "3"})
        coder = world.user("vendor_coder")
        for _ in range(3):
            coded_chart(world.own, coder, coded_at=at(world.own, month))
        on_roster(world.own, coder, month)
    barrier, outcomes = threading.Barrier(2), []

    def run():
        try:
            with engagement_transaction(world.own.pk):
                actor = actor_for(user=world.user("vendor_lead"), engagement=world.own)
                barrier.wait()
                invoice_issue(actor=actor, month=month)
            outcomes.append("issued")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["issued", "refused"]
    with engagement_transaction(world.own.pk):
        assert Invoice.objects.get().total == D("9.00")
        assert InvoiceUnit.objects.filter(kind="chart").count() == 3
