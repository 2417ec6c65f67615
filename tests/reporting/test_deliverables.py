"""The reports that the terms promise: owed, due, delivered, late, missed, told, made."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from engagements.kernel.scope import engagement_scope
from engagements.models import Terms
from engagements.selectors.completeness import completeness_of
from reporting.alerts import missed_drafts
from reporting.enums import ReportSpan
from reporting.models import MonthlyReport, ProductionDaily, ReportDelivery
from reporting.selectors.deliverables import deliverables
from reporting.services import reports_to_publish
from reporting.services.reports import report_file_name, report_freeze
from reporting.spans import span_before, span_end, span_label, span_next, span_slug, span_start

NOW = dt.datetime(2026, 3, 12, 16, tzinfo=dt.UTC)
FROM = dt.date(2026, 1, 15)
JANUARY, FEBRUARY, MARCH = (dt.date(2026, month, 1) for month in (1, 2, 3))


def agreed(engagement, cadence="monthly", **fields):
    """Terms since the middle of January; the first chart came on the 20th."""
    Terms.objects.filter(engagement=engagement).update(
        effective_from=FROM, report_cadence=cadence, **fields
    )
    if not ProductionDaily.objects.exists():
        ProductionDaily.objects.create(engagement=engagement, day=dt.date(2026, 1, 20))


def published(engagement, start, *, span="month", sent=None, made=None, state=None, to=1):
    """Made at `made`, sent to everybody at `sent`."""
    report = MonthlyReport.objects.create(
        engagement=engagement,
        span=span,
        month=start,
        state=state or "frozen",
        numbers={"sections": {}},
        numbers_sha256="0" * 64,
        frozen_at=made or sent or NOW,
        sent_at=sent,
    )
    for number in range(to):
        ReportDelivery.objects.create(
            engagement=engagement,
            report=report,
            email=f"{number}@own.example",
            message_id=f"<{number}>",
            state="sent" if sent else "pending",
            sent_at=sent,
        )
    return report


def standing(engagement, now=NOW):
    return [
        (one.span, one.start, str(one.due_on), one.word.value)
        for one in deliverables(engagement, now)
    ]


@given(st.sampled_from(ReportSpan.values), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_spans_cover_every_day_once(span, day):
    start = span_start(span, day)
    assert start <= day <= span_end(span, start)
    assert span_start(span, span_end(span, start)) == start
    assert span_start(span, span_next(span, start)) == span_next(span, start)
    assert span_next(span, span_before(span, day)) == start


def test_spans_are_named_as_people_say_them():
    days = (("month", MARCH), ("quarter", JANUARY), ("week", dt.date(2026, 3, 2)))
    assert [(span_label(*one), span_slug(*one)) for one in days] == [
        ("March 2026", "2026-03"),
        ("Q1 2026", "2026-Q1"),
        ("week of 2026-03-02", "2026-W10"),
    ]


@pytest.mark.covers("R31")
def test_months_are_owed_from_the_terms_on_and_due_on_a_business_day(scoped):
    agreed(scoped.own)
    assert standing(scoped.own) == [
        ("month", MARCH, "2026-04-07", "due"),
        ("month", FEBRUARY, "2026-03-06", "missed"),
        ("month", JANUARY, "2026-02-06", "missed"),
    ]
    agreed(scoped.own, report_due_days=10)
    assert standing(scoped.own)[1] == ("month", FEBRUARY, "2026-03-13", "due")


@pytest.mark.covers("R31")
def test_delivered_late_or_nothing_to_report(scoped):
    agreed(scoped.own)
    last_hour = dt.datetime(2026, 3, 7, 4, tzinfo=dt.UTC)  # 23:00 of the due day
    published(scoped.own, FEBRUARY, sent=last_hour)
    january = published(scoped.own, JANUARY, sent=dt.datetime(2026, 2, 7, 6, tzinfo=dt.UTC))
    assert [row[3] for row in standing(scoped.own)] == ["due", "delivered", "late"]
    MonthlyReport.objects.filter(pk=january.pk).update(state="empty")
    assert [row[3] for row in standing(scoped.own)] == ["due", "delivered", "no_data"]


@pytest.mark.covers("R31")
def test_a_report_that_reached_nobody_is_not_delivered(scoped):
    agreed(scoped.own)
    published(scoped.own, FEBRUARY, sent=NOW, to=0)
    published(scoped.own, JANUARY, to=2)
    found = [(one.word.value, one.detail) for one in deliverables(scoped.own, NOW)]
    assert found == [
        ("due", ""),
        ("missed", "Frozen, its PDF is not made yet"),
        ("missed", "Frozen, its PDF is not made yet"),
    ]


@pytest.mark.covers("R31")
def test_weeks_and_quarters_are_owed_where_the_cadence_says_so(scoped):
    agreed(scoped.own, "monthly_quarterly")
    quarter = ("quarter", JANUARY, "2026-04-07", "due")
    assert [row for row in standing(scoped.own) if row[0] != "month"] == [quarter]
    agreed(scoped.own, "weekly_monthly")
    weeks = [row for row in standing(scoped.own) if row[0] == "week"]
    assert weeks[:2] == [
        ("week", dt.date(2026, 3, 9), "2026-03-17", "due"),
        ("week", dt.date(2026, 3, 2), "2026-03-10", "missed"),
    ]
    assert weeks[-1][1:3] == (dt.date(2026, 1, 19), "2026-01-27")
    agreed(scoped.own, "")
    assert standing(scoped.own) == []


@pytest.mark.covers("R31")
def test_nothing_is_owed_before_work_or_after_the_contract(scoped):
    agreed(scoped.own, effective_to=dt.date(2026, 2, 10))
    assert [row[1] for row in standing(scoped.own)] == [FEBRUARY, JANUARY]
    agreed(scoped.own, effective_to=None, contract_ends_on=dt.date(2026, 2, 20))
    assert [row[1] for row in standing(scoped.own)] == [FEBRUARY, JANUARY]
    ProductionDaily.objects.update(day=dt.date(2026, 2, 3))
    agreed(scoped.own, contract_ends_on=None)
    assert [row[1] for row in standing(scoped.own)] == [MARCH, FEBRUARY]
    ProductionDaily.objects.all().delete()
    assert standing(scoped.own) == []


@pytest.mark.covers("R31")
def test_what_was_missed_is_told_until_it_is_delivered(scoped):
    agreed(scoped.own)
    published(scoped.own, JANUARY, sent=dt.datetime(2026, 2, 3, tzinfo=dt.UTC))
    (draft,) = missed_drafts(scoped.own, NOW)
    assert (draft.key, draft.title, draft.detail) == (
        "report:month:2026-02-01:missed",
        "Monthly report, February 2026: due on 2026-03-06, not delivered",
        "Not made yet.",
    )
    assert draft.roles == ("practice_manager", "compliance_officer", "vendor_lead")
    published(scoped.own, FEBRUARY, sent=NOW)
    assert list(missed_drafts(scoped.own, NOW)) == []


@pytest.mark.covers("R31")
def test_the_scheduler_makes_what_the_cadence_promises(scoped, system, time_machine):
    time_machine.move_to(NOW, tick=False)
    agreed(scoped.own, "weekly_monthly")
    made = reports_to_publish(system)
    assert {span for span, _ in made} == {"week", "month"}
    assert [start for span, start in made if span == "month"] == [FEBRUARY]
    weeks = [dt.date(2026, 2, day) for day in (2, 9, 16, 23)] + [dt.date(2026, 3, 2)]
    assert [start for span, start in made if span == "week"] == weeks
    published(scoped.own, FEBRUARY, sent=NOW, state="empty")
    published(scoped.own, weeks[0], span="week", sent=NOW, state="empty")
    assert [start for _, start in reports_to_publish(system)] == weeks[1:]
    agreed(scoped.own, "")
    assert reports_to_publish(system) == []


@pytest.mark.covers("R31")
def test_a_week_and_a_month_that_begin_together_are_two_reports(scoped, system, time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 2, tzinfo=dt.UTC))
    june = dt.date(2026, 6, 1)
    reports = [report_freeze(actor=system, month=june, span=span) for span in ("month", "week")]
    again = report_freeze(actor=system, month=dt.date(2026, 6, 7), span="week")
    assert again.pk == reports[1].pk != reports[0].pk
    assert [one.numbers["period"]["end"] for one in reports] == ["2026-06-30", "2026-06-07"]
    names = [report_file_name(scoped.own, one) for one in reports]
    assert names == ["own-2026-06.pdf", "own-2026-W23.pdf"]


@pytest.mark.covers("R31")
def test_the_page_shows_each_and_lets_the_manager_publish(client_of, world, time_machine):
    with engagement_scope(world.own.pk):
        agreed(world.own, "monthly_quarterly")
    time_machine.move_to(NOW)
    url = reverse("reporting:report_list", args=["own"])
    page = client_of("practice_manager").get(url)
    text = page.content.decode()
    assert "Promised by the contract" in text
    assert "The quarterly review is the report over the calendar quarter." in text
    assert page.context["next_month"] is None
    assert text.count("Publish it<") == 2
    assert "Publish it<" not in client_of("vendor_lead").get(url).content.decode()
    publish = reverse("reporting:report_publish", args=["own"])
    early = client_of("practice_manager").post(publish, {"span": "quarter", "month": "2026-03"})
    assert "Q1 2026 is not over" in early.content.decode()
    nonsense = client_of("practice_manager").post(publish, {"span": "year", "month": "2026-03"})
    assert nonsense.status_code == 400


def test_the_terms_say_when_a_report_is_due(scoped):
    agreed(scoped.own, report_due_days=7)
    elements = completeness_of(scoped.own, Terms.objects.get(engagement=scoped.own)).elements
    (element,) = [one for one in elements if one.key == "reporting"]
    assert element.detail == "Monthly, due on business day 7"
