"""The report's last mile with real processes: a refusal, a killed worker, nobody mailed twice."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from engagements.kernel.scope import engagement_transaction
from engagements.models import ReportRecipient
from reporting.models import MonthlyReport, ReportDelivery, ReportRun
from tests.factories.charts import coded_chart
from tests.factories.world import build_world

PATIENT, IMPATIENT = "cfo@own.example", "manager@own.example"


@pytest.fixture
def closed_month(installation):
    """One chart coded in the month that closed last, and two recipients."""
    with transaction.atomic():
        world = build_world()
    coded = (timezone.now().replace(day=1) - dt.timedelta(days=15)).replace(hour=15)
    with engagement_transaction(world.own.pk):
        coded_chart(
            world.own,
            world.user("vendor_coder"),
            coded_at=coded,
            received_at=coded - dt.timedelta(hours=20),
            documentation_complete_at=coded - dt.timedelta(hours=20),
            due_at=coded + dt.timedelta(hours=28),
        )
        for address in (PATIENT, IMPATIENT):
            ReportRecipient.objects.create(engagement=world.own, email=address)
    return world


@pytest.mark.covers("R107")
def test_a_refusal_and_a_killed_worker_leave_one_mail_for_everybody(installation, closed_month):
    def runs():
        with engagement_transaction(closed_month.own.pk):
            rows = ReportRun.objects.order_by("pk").values_list("state", "step")
            return list(rows)

    def receivers():
        return sorted(str(message["To"]) for message in installation.mailbox.messages)

    installation.mailbox.refuse.add(PATIENT)
    installation.send("months")
    installation.wait(lambda: runs() == [("failed", "deliver")], "the failed run")
    assert receivers() == [IMPATIENT]
    installation.kill_the_worker()
    installation.mailbox.refuse.clear()
    with engagement_transaction(closed_month.own.pk):  # a quarter of an hour later
        earlier = timezone.now() - dt.timedelta(minutes=15)
        ReportDelivery.objects.filter(state="refused").update(claimed_at=earlier)
    installation.send("months")
    installation.wait(lambda: len(runs()) == 2 and runs()[1][0] == "done", "the second run")
    assert receivers() == sorted([PATIENT, IMPATIENT])
    with engagement_transaction(closed_month.own.pk):
        report = MonthlyReport.objects.get()
        assert (report.state, report.deliveries.filter(state="sent").count()) == ("sent", 2)
