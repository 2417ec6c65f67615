"""By when the contract wants the root cause of a denial, and who is told of a late one."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from denials.alerts import cause_alerts
from denials.models import Denial
from denials.selectors.worklist import work_cards
from denials.services import denial_set_root_cause, denials_deadlines_recompute
from engagements.kernel.scope import engagement_scope
from engagements.models import Calendar, CalendarException, Terms
from tests.denials.test_imports import _body, _import
from tests.denials.x12.builders import interchange
from tests.factories import denials as make

THURSDAY = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
EVIDENCE = "The note supports modifier 25."


def close_on(engagement, day):
    calendar = Calendar.objects.get(engagement=engagement)
    CalendarException.objects.create(
        engagement=engagement, calendar=calendar, day=day, name="Closed"
    )


@pytest.fixture
def logged(scoped):
    """Logged on a Thursday under terms of 10 business days; a closed Monday lies between."""
    with time_machine.travel(THURSDAY, tick=False):
        denial = make.denial(make.claim(scoped.own))
    close_on(scoped.own, dt.date(2026, 3, 9))
    return denial


@pytest.mark.covers("R99")
def test_root_cause_is_due_in_business_days_of_the_contract(logged, system):
    assert denials_deadlines_recompute(actor=system) == 1
    logged.refresh_from_db()
    assert logged.root_cause_due_on == dt.date(2026, 3, 20)
    assert denials_deadlines_recompute(actor=system) == 0


@pytest.mark.covers("R99")
def test_denial_keeps_the_terms_of_the_day_it_was_logged(logged, system, scoped):
    old = Terms.objects.get(engagement=scoped.own)
    Terms.objects.filter(pk=old.pk).update(effective_to=dt.date(2026, 3, 31))
    new = Terms.objects.get(pk=old.pk)
    new.pk, new.version, new.rca_days = None, old.version + 1, 2
    new.effective_from, new.effective_to = dt.date(2026, 4, 1), None
    new.save()
    with time_machine.travel(dt.datetime(2026, 4, 1, 15, tzinfo=dt.UTC), tick=False):
        later = make.denial(make.claim(scoped.own))
    denials_deadlines_recompute(actor=system)
    due = dict(Denial.objects.values_list("pk", "root_cause_due_on"))
    assert due == {logged.pk: dt.date(2026, 3, 20), later.pk: dt.date(2026, 4, 3)}


@pytest.mark.covers("R99")
def test_import_says_at_once_by_when(actor_of):
    analyst = actor_of("denial_analyst")
    with time_machine.travel(THURSDAY, tick=False):
        _import(analyst, interchange(_body()))
    assert Denial.objects.get().root_cause_due_on == dt.date(2026, 3, 19)


def test_no_terms_no_day(logged, system, scoped):
    Terms.objects.filter(engagement=scoped.own).update(state="declined")
    denials_deadlines_recompute(actor=system)
    logged.refresh_from_db()
    assert logged.root_cause_due_on is None


@pytest.mark.covers("R99")
def test_overdue_causes_are_told_from_the_day_after_until_named(logged, system, actor_of):
    denials_deadlines_recompute(actor=system)
    page = reverse("denials:denial_list", args=[system.engagement.slug])
    last_hour = dt.datetime(2026, 3, 21, 3, tzinfo=dt.UTC)
    over = dt.datetime(2026, 3, 21, 5, tzinfo=dt.UTC)
    assert list(cause_alerts(system.engagement, last_hour)) == []
    (draft,) = cause_alerts(system.engagement, over)
    assert (draft.key, draft.roles, draft.url) == (
        "root-cause:overdue:2026-03-20",
        ("denial_analyst", "practice_manager", "vendor_lead"),
        f"{page}?show=all&cause=overdue",
    )
    assert draft.title == "1 denial without a root cause in time"
    analyst = actor_of("denial_analyst")
    cards = {card.title: (card.count, card.url) for card in work_cards(analyst)}
    assert cards["Root causes overdue"] == (1, f"{page}?cause=overdue")
    denial_set_root_cause(actor=analyst, denial=logged, root_cause="coding", evidence=EVIDENCE)
    assert list(cause_alerts(system.engagement, over)) == []
    assert [card.title for card in work_cards(analyst)] == ["Denials, mine and unassigned"]


@pytest.mark.covers("R99")
def test_list_and_page_show_what_is_overdue(world, client_of):
    with engagement_scope(world.own.pk):
        rows = [make.denial(make.claim(world.own)) for _ in range(3)]
        days = (dt.date(2026, 3, 20), dt.date(2090, 1, 2), None)
        for row, day in zip(rows, days, strict=True):
            Denial.objects.filter(pk=row.pk).update(root_cause_due_on=day)
    analyst = client_of("denial_analyst")
    page = analyst.get(reverse("denials:denial_list", args=["own"]), {"cause": "overdue"})
    assert [row.record.pk for row in page.context["table"].page.object_list] == [rows[0].pk]
    assert "d over" in page.text
    detail = reverse("denials:denial_detail", args=["own", rows[0].pk])
    assert "To be named by" in analyst.get(detail).text
    deadlines = analyst.get(reverse("denials:deadlines", args=["own"])).text
    assert "10 business days after the denial is logged" in deadlines
