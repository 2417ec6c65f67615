"""A figure is the same wherever it stands: health page, accuracy page, frozen report, lists."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from engagements.kernel.metrics import Period, Unit, number_text
from engagements.kernel.presentation import percent
from engagements.kernel.scope import engagement_scope
from engagements.kernel.stats import accuracy_interval
from engagements.selectors import system_actor
from qa.enums import AuditState
from qa.models import Audit, FrameUnit, Sample
from qa.reports import accuracy_report
from reporting.selectors.health import Health
from reporting.services import report_freeze, rollup_refresh_all
from tests.factories.charts import coded_chart
from tests.factories.health import month_of_work

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31), "America/New_York", dt.date(2026, 11, 1))
NOON = dt.datetime(2026, 3, 10, 16, tzinfo=dt.UTC)


@pytest.fixture
def charts(scoped):
    """Forty charts of one specialty, coded in March."""
    coder = scoped.user("vendor_coder")
    return [coded_chart(scoped.own, coder, coded_at=NOON, specialty="oncology") for _ in range(40)]


def sampled(world, frame, *, right, wrong):
    """A random sample of the frame whose audits are done."""
    drawn = Sample.objects.create(
        engagement=world.own,
        name="March",
        period_start=MARCH.start,
        period_end=MARCH.end,
        drawn_for="vendor",
        frame_size=len(frame),
        frame_sha256=f"{len(frame):064}",
        seed="1",
        generator="test",
        size=right + wrong,
        drawn_at=NOON,
    )
    units = [(at, chart, chart.codings.get()) for at, chart in enumerate(frame, start=1)]
    FrameUnit.objects.bulk_create(
        FrameUnit(engagement=world.own, sample=drawn, position=at, chart=chart, coding=coding)
        for at, chart, coding in units
    )
    for at, chart, coding in units[: right + wrong]:
        Audit.objects.create(
            engagement=world.own,
            sample=drawn,
            chart=chart,
            coding=coding,
            coder=coding.coder,
            side="vendor",
            state=AuditState.COMPLETED,
            specialty=chart.specialty,
            encounter_class=chart.encounter_class,
            completed_at=NOON,
            encounter_correct=at <= right,
            components_correct=4 if at <= right else 3,
            components_total=4,
        )


def said(world, manager, **filters):
    """(population, interval, verdict) of the whole and of oncology, on both pages."""
    rollup_refresh_all(actor=system_actor(world.own))
    report = accuracy_report(manager, MARCH)
    by_specialty = next(one for one in report.sections if one.key == "specialty")
    reported = [
        (row.population, row.contracted.accuracy.interval, row.contracted.verdict)
        for row in (report.total, *by_specialty.rows)
    ]
    health = Health(actor=manager, period=MARCH, now=NOON, filters=filters)
    shown = [
        (row.population and row.population.charts, row.interval, row.verdict)
        for row in health.accuracy
    ]
    return reported, shown


@pytest.mark.covers("R87", "R91", "R110", "N3")
def test_the_dashboard_judges_accuracy_as_the_report_does(scoped, actor_of, charts):
    sampled(scoped, charts, right=24, wrong=4)
    reported, shown = said(scoped, actor_of("practice_manager"))
    exact = accuracy_interval(24, 28, 40, Decimal("0.90"))
    assert exact.method == "hypergeometric"
    assert shown == reported == [(40, exact, "not_met")] * 2
    assert accuracy_interval(24, 28, None, Decimal("0.90")).upper > 0.94  # binomial: wider


@pytest.mark.covers("R87")
def test_the_dashboard_keeps_to_the_frames_of_its_filters(scoped, actor_of, charts):
    sampled(scoped, charts, right=24, wrong=4)
    manager = actor_of("practice_manager")
    coder = str(scoped.user("vendor_coder").pk)
    reported, shown = said(scoped, manager, coder=coder, encounter_class="outpatient")
    assert shown == reported


@pytest.mark.covers("R87")
def test_a_chart_in_two_frames_is_one_of_the_population(scoped, actor_of, charts):
    sampled(scoped, charts, right=24, wrong=4)
    sampled(scoped, charts[:20], right=8, wrong=0)
    reported, shown = said(scoped, actor_of("practice_manager"))
    binomial = accuracy_interval(32, 36, None, Decimal("0.90"))
    assert shown == reported
    assert [(row[0], row[1]) for row in reported] == [(40, binomial)] * 2


@pytest.mark.parametrize("value", ["0.9625", "0.9635", "0.96249", "-0.0125", "1.23456", "0"])
def test_a_share_is_rounded_the_same_everywhere(value):
    assert number_text(Decimal(value), Unit.PERCENT) == percent(float(value))


@pytest.fixture
def frozen(world, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC), tick=False)
    with engagement_scope(world.own.pk):
        month_of_work(world)
        return report_freeze(actor=system_actor(world.own), month=MARCH.start)


def links(html):
    found = re.findall(r'<a href="([^"]+)" data-rows="(\d*)">', html)
    return [(url.replace("&amp;", "&"), rows) for url, rows in found]


@pytest.mark.covers("R114")
def test_every_number_of_a_report_opens_its_rows(frozen, client_of):
    client = client_of("practice_manager")
    keys = {"engagement": "own", "report_id": frozen.pk}
    found = links(client.get(reverse("reporting:report_detail", kwargs=keys)).content.decode())
    assert len(found) > 60
    for url, rows in sorted(set(found)):
        page = client.get(url)
        assert page.status_code == 200, url
        if rows:
            assert page.context["table"].paginator.count == int(rows), url


@pytest.mark.covers("R114")
def test_a_report_offers_no_rows_to_those_who_may_not_open_them(frozen, client_of):
    client = client_of("cdi_coordinator")
    keys = {"engagement": "own", "report_id": frozen.pk}
    page = client.get(reverse("reporting:report_detail", kwargs=keys)).content.decode()
    assert "/queries/" in "".join(url for url, _ in links(page))
    assert [url for url, _ in links(page) if client.get(url).status_code != 200] == []
