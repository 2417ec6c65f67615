"""The daily figures after go-live: at each manager's morning, once, only with content."""

import datetime as dt

import pytest

from engagements.models import Engagement, ScheduledMail, Terms
from reporting.services.hypercare import hypercare_day, hypercare_mails_prepare
from tests.factories.charts import coded_chart

NOW = dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC)  # Tuesday 10:00 in New York
NIGHT = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)  # 04:00
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def watched(scoped, system):
    Engagement.objects.filter(pk=scoped.own.pk).update(live_on=dt.date(2026, 2, 1))
    Terms.objects.update(effective_from=dt.date(2026, 1, 1), hypercare_days=60)
    system.engagement.refresh_from_db()
    return system


def coded_yesterday(world):
    coded = NOW - 26 * HOUR
    times = {"documentation_complete_at": coded - 5 * HOUR, "received_at": coded - 6 * HOUR}
    times |= {"due_at": coded + HOUR, "turnaround_seconds": 5 * 3600}
    coded_chart(world.own, world.user("vendor_coder"), coded_at=coded, **times)


@pytest.mark.covers("R111")
def test_managers_get_yesterdays_figures_once_at_their_morning(watched, scoped):
    coded_yesterday(scoped)
    assert hypercare_mails_prepare(actor=watched, now=NIGHT) == 0
    assert hypercare_mails_prepare(actor=watched, now=NOW) == 1
    assert hypercare_mails_prepare(actor=watched, now=NOW + HOUR) == 0
    mail = ScheduledMail.objects.get()
    assert (mail.email, mail.kind, mail.slot) == (
        "practice_manager@own.example",
        "hypercare",
        "hypercare:2026-03-02",
    )
    assert mail.subject == "Own engagement: Mon 02 Mar, day 30 after go-live"
    assert "Charts coded: 1" in mail.body
    assert "(n 1)" in mail.body
    assert "http://localhost:8000/e/own/reports/" in mail.body


@pytest.mark.covers("R111")
def test_nothing_is_sent_without_content_or_outside_the_watch(watched, scoped):
    assert hypercare_mails_prepare(actor=watched, now=NOW) == 0
    coded_yesterday(scoped)
    days = (dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 4, 1), dt.date(2026, 4, 2))
    assert [hypercare_day(watched, day) for day in days] == [None, 1, 60, None]
    Terms.objects.update(hypercare_days=20)
    assert hypercare_mails_prepare(actor=watched, now=NOW) == 0
    assert not ScheduledMail.objects.exists()
