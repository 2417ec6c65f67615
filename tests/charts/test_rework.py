"""Rework: asked for, due by the terms, given out, returned, withdrawn, overtaken, told."""

import datetime as dt

import pytest
from django.urls import reverse

from charts.enums import ChartState
from charts.models import Chart, WorkItem
from charts.rework_pages import rework_alerts
from charts.selectors.board import span_of
from charts.selectors.board_people import at_risk
from charts.services import (
    charts_clock_recompute,
    coding_start,
    rework_ask,
    rework_withdraw,
    workitem_next,
)
from charts.services.clocks import chart_restart
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.scope import engagement_scope
from engagements.models import Calendar, CalendarException, Terms
from tests.charts.test_codings import attested, begin, coder, codes, cpt, draft, dx  # noqa: F401 -- fixtures
from tests.factories.charts import coded_chart

ASKED = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)  # a Thursday, 10:00 in New York
DUE = dt.datetime(2026, 3, 12, 21, tzinfo=dt.UTC)  # five business days on, 17:00 there
WHY = "Modifier 25 is not supported"


@pytest.fixture
def coded(scoped):
    return coded_chart(scoped.own, scoped.user("vendor_coder"))


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.mark.covers("R27")
def test_rework_is_due_in_the_contracts_business_days(coded, manager, scoped):
    calendar = Calendar.objects.get(engagement=scoped.own)
    item = rework_ask(actor=manager, chart=coded, reason=f" {WHY} ", at=ASKED)
    assert (item.kind, item.side, item.state, item.due_at) == ("rework", "vendor", "open", DUE)
    assert (item.asked_at, item.asked_by, item.asked_for) == (ASKED, manager.user, WHY)
    CalendarException.objects.create(
        engagement=scoped.own, calendar=calendar, day=dt.date(2026, 3, 9), name="Closed"
    )
    charts_clock_recompute(actor=manager, chart_ids=[coded.pk])
    item.refresh_from_db()
    assert item.due_at == DUE + dt.timedelta(days=1)


@pytest.mark.covers("R27", "R24")
def test_its_due_time_comes_back_from_the_moment_it_was_asked(coded, manager, scoped):
    item = rework_ask(actor=manager, chart=coded, reason=WHY, at=ASKED)
    old = Terms.objects.get(engagement=scoped.own)
    Terms.objects.filter(pk=old.pk).update(effective_to=dt.date(2026, 3, 31))
    new = Terms.objects.get(pk=old.pk)
    new.pk, new.version, new.rework_days = None, old.version + 1, 1
    new.effective_from, new.effective_to = dt.date(2026, 4, 1), None
    new.save()
    WorkItem.objects.update(due_at=None)
    for _ in range(2):
        charts_clock_recompute(actor=manager, chart_ids=[coded.pk])
        item.refresh_from_db()
        assert item.due_at == DUE


@pytest.mark.covers("R27")
def test_returned_rework_is_a_new_revision_and_leaves_the_turnaround(coder, draft, manager):  # noqa: F811 -- fixtures
    first = attested(coder, draft)
    chart = Chart.objects.get(pk=first.chart_id)
    before = (chart.state, chart.coded_at, chart.due_at, chart.turnaround_seconds)
    rework_ask(actor=manager, chart=chart, reason=WHY)
    item = workitem_next(actor=coder)
    assert (item.chart_id, item.kind) == (chart.pk, "rework")
    again = coding_start(actor=coder, chart=item.chart)
    assert (again.revision, again.reason, again.supersedes) == (2, WHY, first)
    attested(coder, again, dx("I10"), cpt())
    chart.refresh_from_db()
    item.refresh_from_db()
    assert item.state == "done"
    assert (chart.state, chart.coded_at, chart.due_at, chart.turnaround_seconds) == before
    assert workitem_next(actor=coder) is None


def test_asking_again_changes_nothing_and_only_coded_charts_are_reworked(coded, manager, scoped):
    item = rework_ask(actor=manager, chart=coded, reason=WHY)
    assert rework_ask(actor=manager, chart=coded, reason="Something else").pk == item.pk
    assert WorkItem.objects.get().asked_for == WHY
    Chart.objects.filter(pk=coded.pk).update(state=ChartState.IN_CODING)
    with pytest.raises(DomainError, match="Only a coded chart"):
        rework_ask(actor=manager, chart=coded, reason=WHY)
    with pytest.raises(DomainError, match="what is to be put right"):
        rework_ask(actor=manager, chart=coded, reason=" ")


def test_who_may_ask(coded, actor_of):
    for role in ("vendor_coder", "compliance_officer", "cdi_coordinator", "vendor_auditor"):
        with pytest.raises(NotAllowed):
            rework_ask(actor=actor_of(role), chart=coded, reason=WHY)
    for role in ("denial_analyst", "vendor_lead", "vendor_qa_lead"):
        rework_ask(actor=actor_of(role), chart=coded, reason=WHY)


@pytest.mark.covers("R27", "R34")
def test_rework_stands_in_the_worklist_the_board_and_the_alerts(world, client_of, actor_of):
    with engagement_scope(world.own.pk):
        manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
        late, later = (coded_chart(world.own, world.user("vendor_coder")) for _ in range(2))
        item = rework_ask(actor=manager, chart=late, reason=WHY, at=ASKED)
        rework_ask(actor=manager, chart=later, reason=WHY)
        span = span_of(world.own, ASKED)
        now = DUE + dt.timedelta(minutes=1)
        assert [row.pk for row in at_risk(lead, "vendor", span)] == []
        assert [row.pk for row in at_risk(lead, "vendor", span_of(world.own, now))] == [item.pk]
        assert list(rework_alerts(world.own, DUE)) == []
        (draft,) = rework_alerts(world.own, now)
    page = reverse("charts:worklist", args=["own"])
    assert (draft.key, draft.url) == (
        "rework:overdue:2026-03-12",
        f"{page}?kind=rework&due=overdue",
    )
    assert draft.title == "Rework of 1 chart is overdue"
    rows = client_of("vendor_lead").get(draft.url).context["table"].page.object_list
    assert [row.record.pk for row in rows] == [item.pk]
    with engagement_scope(world.own.pk):
        with pytest.raises(NotAllowed):
            rework_withdraw(actor=lead, item=item, reason="We see it otherwise")
        rework_withdraw(actor=manager, item=item, reason="The note supports it")
        assert list(rework_alerts(world.own, now)) == []
        with pytest.raises(DomainError, match="is over"):
            rework_withdraw(actor=manager, item=item, reason="Again")


@pytest.mark.covers("R27", "R97")
def test_a_restart_takes_rework_into_the_new_answer(coder, draft, manager, system):  # noqa: F811 -- fixtures
    chart = Chart.objects.get(pk=attested(coder, draft).chart_id)
    rework_ask(actor=manager, chart=chart, reason=WHY)
    workitem_next(actor=coder)
    chart_restart(actor=system, chart=chart, at=chart.coded_at, reason="Late addendum")
    found = chart.work_items.order_by("pk").values_list("kind", "state", "asked_for")
    assert list(found) == [
        ("code", "done", ""),
        ("rework", "cancelled", WHY),
        ("rework", "open", ""),
    ]
    restarted = chart.work_items.get(state="open")
    chart.refresh_from_db()
    assert restarted.due_at == chart.due_at


@pytest.mark.covers("R27")
def test_the_page_asks_and_the_coder_reads_why(world, client_of):
    with engagement_scope(world.own.pk):
        chart = coded_chart(world.own, world.user("vendor_coder"))
    address = reverse("charts:chart_detail", args=["own", chart.pk])
    analyst = client_of("denial_analyst")
    assert "Ask for rework" in analyst.get(address).text
    ask = reverse("charts:rework_ask", args=["own", chart.pk])
    page = analyst.post(ask, {"reason": WHY}, follow=True).text
    assert WHY in page
    assert "Ask for rework</button>" not in page
    assert client_of("vendor_coder").post(ask, {"reason": WHY}).status_code == 403
    coder_client = client_of("vendor_coder")
    coder_client.post(reverse("charts:chart_next", args=["own"]))
    text = coder_client.get(reverse("charts:chart_code", args=["own", chart.pk])).text
    assert f"Revision 2: {WHY}" in text
    with engagement_scope(world.own.pk):
        item = WorkItem.objects.get()
    withdraw = reverse("charts:rework_withdraw", args=["own", item.pk])
    done = analyst.post(withdraw, {"reason": "Not needed"}, follow=True).text
    assert "The rework is withdrawn." in done
