"""A month's money from the terms to the approved invoice, by each side over HTTP."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from engagements.models import Calendar, Terms
from engagements.selectors import engagement_today
from reporting.models import CorrectiveActionPlan, Invoice, LineDispute, SystemicError
from tests.engagements.test_views_setup import NEW_TERMS, done, text
from tests.factories import denials
from tests.factories.money import last_month, planned, priced, tier, worked

D = Decimal
DAY = dt.timedelta(days=1)


def url(name, **kwargs):
    return reverse(f"invoices:{name}", kwargs={"engagement": "own"} | kwargs)


@pytest.mark.covers("R36", "R38", "N1")
def test_rates_are_proposed_and_read_with_the_terms(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    day = engagement_today(scoped.own) + 40 * DAY
    sent = NEW_TERMS | {
        "effective_from": day,
        "calendar": Calendar.objects.get().pk,
        "pricing_model": "fte",
        "credit_cap": "12.5",
        "rates-TOTAL_FORMS": "4",
        "credits-TOTAL_FORMS": "1",
        "credits-0-measure": "turnaround",
        "credits-0-base": "specialty",
        "credits-0-shortfall_from": "1",
        "credits-0-share": "5",
    }
    steps = (("week", "399", "1", ""), ("week", "299", "20", ""), ("hour", "28.5", "1", "US coder"))
    for number, (unit, amount, start, label) in enumerate(steps):
        sent |= {
            f"rates-{number}-unit": unit,
            f"rates-{number}-amount": amount,
            f"rates-{number}-from_fte": start,
            f"rates-{number}-label": label,
        }
    sent |= {"rates-3-unit": "chart", "rates-3-from_fte": "1"}
    proposed = reverse("engagements:terms-propose", kwargs={"engagement": "own"})
    refused = lead.post(proposed, sent | {"rates-0-from_fte": "2"})
    assert refused.status_code == 400
    assert "The first coder would have no price" in text(refused)
    done(lead, proposed, sent)
    terms = Terms.objects.get(version=2)
    assert [(r.unit, r.from_fte, r.amount) for r in terms.rates.all()] == [
        ("hour", 1, D("28.5")),
        ("week", 1, D(399)),
        ("week", 20, D(299)),
    ]
    assert terms.credit_cap == D("0.125")
    detail = {"engagement": "own", "terms_id": terms.pk}
    page = text(manager.get(reverse("engagements:terms-detail", kwargs=detail)))
    assert "FTE week from 20 FTE" in page
    assert "$399.00" in page
    assert "Coder hour: US coder" in page
    assert "5.0%" in page
    again = text(lead.get(proposed))
    assert "Rates" in again
    assert 'value="299"' in lead.get(proposed).content.decode()


@pytest.mark.covers("R36", "R26")
def test_month_goes_from_draft_to_approval(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    month = last_month(scoped.own)
    terms = priced(scoped.own, {"amount": "3.50"}, credit_cap=D("0.5"))
    tier(terms, "turnaround", "0.10")
    coder = scoped.user("vendor_coder")
    charts = [worked(scoped.own, coder, month + DAY) for _ in range(3)]
    type(charts[0]).objects.filter(pk=charts[0].pk).update(due_at=charts[0].coded_at - DAY / 24)

    draft = f"{url('draft')}?month={month:%Y-%m}"
    page = text(manager.get(draft))
    assert "$10.50" in page
    assert "$9.45" in page
    assert "Issue the invoice" not in page
    rows = text(manager.get(f"{url('draft-rows')}?month={month:%Y-%m}&line=1"))
    assert charts[0].encounter_ref in rows
    assert manager.post(url("issue"), {"month": f"{month:%Y-%m}"}).status_code == 403
    assert "Issue the invoice" in text(lead.get(draft))
    home = reverse("engagements:home", kwargs={"engagement": "own"})
    assert "Month to invoice" in text(lead.get(home))
    done(lead, url("issue"), {"month": f"{month:%Y-%m}", "note": "Thank you"})
    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.note) == (D("9.45"), "Thank you")
    assert "Nothing to invoice" in text(lead.get(draft))

    assert "Invoices to approve" in text(manager.get(home))
    assert "INV-0001" in text(manager.get(url("invoices")))
    shown = text(manager.get(url("invoice", invoice_id=invoice.pk)))
    assert "Approve $9.45" in shown
    assert "66.7% of 95.0% agreed" in shown
    assert "66.7%" in text(manager.get(url("levels")))
    line = invoice.lines.get(kind="chart")
    assert charts[1].encounter_ref in text(manager.get(url("line", invoice_line_id=line.pk)))

    dispute = {"amount": "3.50", "reason": "One was coded by us"}
    done(manager, url("dispute", invoice_line_id=line.pk), dispute)
    assert lead.get(url("dispute", invoice_line_id=line.pk)).status_code == 403
    refused = manager.post(url("approve", invoice_id=invoice.pk))
    assert refused.status_code == 400
    assert "1 disputed line" in text(refused)
    raised = LineDispute.objects.get()
    assert "One was coded by us" in text(lead.get(url("answer", line_dispute_id=raised.pk)))
    answer = {"outcome": "concede", "answer": "Right, sorry"}
    done(lead, url("answer", line_dispute_id=raised.pk), answer)
    note = Invoice.objects.get(kind="credit_note")
    assert note.total == D("-3.50")
    page = text(manager.get(url("invoice", invoice_id=invoice.pk)))
    assert "Corrected by CN-0002" in page
    done(manager, url("approve", invoice_id=invoice.pk), {})
    invoice.refresh_from_db()
    assert invoice.state == "approved"
    checked = manager.get(f"{url('invoice', invoice_id=invoice.pk)}?check")
    assert "nothing has changed since" in text(checked)


@pytest.mark.covers("R36")
def test_invoice_leaves_as_pdf_csv_and_workbook(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    month = last_month(scoped.own)
    priced(scoped.own, {"amount": "1234.5"}, turnaround_attainment_floor=D(0))
    chart = worked(scoped.own, scoped.user("vendor_coder"), month)
    done(lead, url("issue"), {"month": f"{month:%Y-%m}"})
    invoice = Invoice.objects.get()
    answer = manager.get(url("pdf", invoice_id=invoice.pk))
    assert answer["Content-Type"] == "application/pdf"
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "$1,234.50" in printed
    assert invoice.sha256 in printed.replace("\n", "").replace(" ", "")
    csv = b"".join(manager.get(url("lines", invoice_id=invoice.pk) + "?export=csv")).decode()
    assert csv.splitlines()[1].split(",")[-2:] == ["1234.50", "1"]
    line = url("line", invoice_line_id=invoice.lines.get().pk)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(manager.get(line + "?export=xlsx"))))
    assert list(book.active.values)[1][:2] == ("Chart", chart.encounter_ref)


@pytest.mark.covers("R36")
def test_vendor_cancels_and_issues_anew(scoped, client_of):
    lead = client_of("vendor_lead")
    month = last_month(scoped.own)
    priced(scoped.own, {"amount": "2"}, turnaround_attainment_floor=D(0))
    worked(scoped.own, scoped.user("vendor_coder"), month)
    done(lead, url("issue"), {"month": f"{month:%Y-%m}"})
    first = Invoice.objects.get()
    done(lead, url("cancel", invoice_id=first.pk), {"reason": "Wrong note"})
    done(lead, url("issue"), {"month": f"{month:%Y-%m}"})
    page = text(lead.get(url("invoice", invoice_id=first.pk)))
    assert "Cancelled by a credit note" in page
    assert "Corrected by CN-0002" in page
    assert "Replaced by INV-0003" in page


@pytest.mark.covers("R37")
def test_collections_are_entered_before_the_month_is_issued(scoped, client_of):
    lead = client_of("vendor_lead")
    month = last_month(scoped.own)
    terms = priced(
        scoped.own, {"amount": "4", "unit": "collections"}, pricing_model="percent_of_collections"
    )
    worked(scoped.own, scoped.user("vendor_coder"), month)
    page = text(lead.get(url("draft")))
    assert f"The collections of {month:%B %Y} are not entered." in page
    assert lead.post(url("issue"), {"month": f"{month:%Y-%m}"}).status_code == 400
    entry = {
        "month": f"{month:%Y-%m}",
        "rate": terms.rates.get().pk,
        "quantity": "5000",
        "evidence": "Statement 12",
    }
    done(lead, url("usage-new") + f"?month={month:%Y-%m}", entry)
    assert "$200.00" in text(lead.get(url("draft")))


@pytest.mark.covers("R27", "N6")
def test_practice_records_a_systemic_error_that_the_next_invoice_credits(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    analyst = client_of("denial_analyst")
    month = last_month(scoped.own)
    priced(scoped.own, {"amount": "3"}, turnaround_attainment_floor=D(0))
    chart = worked(scoped.own, scoped.user("vendor_coder"), month)
    denials.denial(
        denials.claim(scoped.own, chart=chart), chart=chart, root_cause="coding", denied_on=month
    )
    sent = {
        "title": "Bundled imaging",
        "cause": "Guidance was billed beside the procedure",
        "source": "denials",
        "first": month,
        "last": month,
        "carc": "97",
    }
    counted = analyst.post(url("error-new"), sent | {"count": "1"})
    assert "1 chart matches" in text(counted)
    assert not SystemicError.objects.exists()
    done(analyst, url("error-new"), sent)
    error = SystemicError.objects.get()
    assert "Bundled imaging" in text(lead.get(url("errors")))
    assert lead.get(url("error-new")).status_code == 403
    done(lead, url("issue"), {"month": f"{month:%Y-%m}"})
    page = text(manager.get(url("error", systemic_error_id=error.pk)))
    assert "$3.00 $3.00" in page
    refused = manager.post(url("error-withdraw", systemic_error_id=error.pk), {"reason": "No"})
    assert refused.status_code == 409


@pytest.mark.covers("R26")
def test_plan_is_submitted_returned_accepted_and_closed(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    plan = planned(scoped)
    Terms.objects.filter(pk=plan.terms_id).update(miss_ends_contract=True)
    where = url("plan", actionplan_id=plan.pk)
    decide = url("plan-decide", actionplan_id=plan.pk)
    page = text(manager.get(where))
    assert "the practice may terminate without penalty" in page
    assert manager.post(where, {}).status_code == 403
    sent = {
        "cause": "Two coders left",
        "measures": "Two are hired",
        "owner": scoped.user("vendor_lead").pk,
        "due_on": engagement_today(scoped.own) + 20 * DAY,
    }
    done(lead, where, sent)
    assert manager.post(decide, {"step": "return", "reason": ""}).status_code == 400
    done(manager, decide, {"step": "return", "reason": "Who is hired?"})
    assert "Who is hired?" in text(lead.get(where))
    done(lead, where, sent | {"measures": "Ann and Ben are hired"})
    assert lead.post(decide, {"step": "accept"}).status_code == 403
    done(manager, decide, {"step": "accept"})
    done(manager, decide, {"step": "close", "reason": "Two good months"})
    assert CorrectiveActionPlan.objects.get().state == "closed"
    assert "Plan" in text(manager.get(url("plans")))


@pytest.mark.parametrize(("count", "queries"), [(1, 11), (3, 11)], ids=["one", "three"])
def test_invoice_list_asks_as_often_for_three_as_for_one(
    scoped, client_of, django_assert_num_queries, count, queries
):
    lead, manager = client_of("vendor_lead"), client_of("practice_manager")
    month = last_month(scoped.own)
    priced(scoped.own, {"amount": "2"}, turnaround_attainment_floor=D(0))
    for _ in range(count):
        worked(scoped.own, scoped.user("vendor_coder"), month)
        done(lead, url("issue"), {"month": f"{month:%Y-%m}"})
    manager.get(url("invoices"))
    with django_assert_num_queries(queries):
        manager.get(url("invoices"))
