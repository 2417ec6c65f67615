"""Publishing a month: right to the digit, frozen, mailed once."""

import datetime as dt
import hashlib
import io
import itertools
import threading
from decimal import Decimal

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from pypdf import PdfReader

from charts.models import Chart
from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.models import Provider, ReportRecipient
from engagements.selectors import system_actor
from reporting.enums import DeliveryState, ReportState, RunState
from reporting.models import MonthlyReport, ReportDelivery, ReportRun
from reporting.pdf import report_html
from reporting.selectors.reports import restatements
from reporting.services import month_to_publish, report_publish, reports_to_publish
from reporting.services.publishing import DeliveryIncomplete, month_before
from reporting.services.reports import (
    deliveries_prepare,
    delivery_claim,
    delivery_release,
    month_period,
    numbers_build,
    report_freeze,
    report_render,
)
from tests.factories import days
from tests.factories.charts import coded_chart
from tests.factories.mail import smtp_server
from tests.factories.world import build_world

MONTH = dt.date(2026, 3, 1)
RECIPIENTS = ("cfo@own.example", "manager@own.example")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailbox(settings):
    with smtp_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


@pytest.fixture
def month():
    """March 2026 with three charts coded on time and one late, and two recipients."""
    with transaction.atomic():
        world = build_world()
    with engagement_transaction(world.own.pk):
        coder = world.user("vendor_coder")
        for day, due_after in ((3, 47), (10, 47), (17, 47), (24, -3)):
            coded = dt.datetime(2026, 3, day, 15, 0, tzinfo=dt.UTC)
            coded_chart(
                world.own,
                coder,
                coded_at=coded,
                received_at=coded - dt.timedelta(hours=20),
                documentation_complete_at=coded - dt.timedelta(hours=20),
                due_at=coded + dt.timedelta(hours=due_after),
                date_of_service=coded.date() - dt.timedelta(days=2),
                turnaround_seconds=20 * 3600,
                documentation_lag_seconds=30 * 3600,
                billed_amount=Decimal("100.00"),
            )
        for email in RECIPIENTS:
            ReportRecipient.objects.create(engagement=world.own, email=email)
    return world


@pytest.fixture
def actor(month):
    return system_actor(month.own)


def test_month_before_is_the_whole_month_before():
    assert month_before(dt.date(2026, 1, 1)) == dt.date(2025, 12, 1)
    assert month_before(dt.date(2026, 3, 31)) == dt.date(2026, 2, 1)


def test_a_month_that_is_not_over_is_refused(actor, month):
    today = days.today()
    with engagement_transaction(month.own.pk), pytest.raises(DomainError) as refusal:
        report_freeze(actor=actor, month=today)
    assert refusal.value.field == "month"
    assert "is not over in America/New_York" in str(refusal.value)


@pytest.mark.covers("R107", "R114")
def test_numbers_are_right_to_the_digit(actor, month):
    with engagement_transaction(month.own.pk):
        report = report_freeze(actor=actor, month=MONTH)
    turnaround = report.numbers["sections"]["turnaround"]["figures"]
    assert {
        key: (turnaround[key]["text"], turnaround[key]["numerator"], turnaround[key]["n"])
        for key in ("turnaround_attainment", "charts_late", "charts_received", "charts_coded")
    } == {
        "turnaround_attainment": ("75.0%", 3, 4),
        "charts_late": ("1", 1, None),
        "charts_received": ("4", 4, None),
        "charts_coded": ("4", 4, None),
    }
    assert turnaround["average_turnaround"]["n"] == 4
    (spread,) = report.numbers["sections"]["turnaround"]["range_all"]
    assert spread["seconds"] == {
        "mean": 72000.0,
        "median": 72000.0,
        "p90": 72000.0,
        "least": 72000.0,
        "most": 72000.0,
    }


@pytest.mark.covers("R107")
def test_the_six_sections_and_their_methods_are_printed(actor, month, mailbox):
    report_publish(actor=actor, month=MONTH, trigger="test")
    with engagement_transaction(month.own.pk):
        report = MonthlyReport.objects.select_related("pdf").get()
        content = report.pdf.file.open("rb").read()
        references = set(Chart.objects.values_list("encounter_ref", flat=True))
    assert hashlib.sha256(content).hexdigest() == report.pdf_sha256
    reader = PdfReader(io.BytesIO(content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for title in (
        "E/M distribution per physician",
        "Turnaround: average and range",
        "Provider queries: volume and resolution",
        "Coding denials: root cause",
        "Accuracy audit results",
        "New and deleted codes",
    ):
        assert title in text
    assert "3 of 4 charts due were returned on time (75.0%)" in " ".join(text.split())
    assert text.count("Source:") >= 10
    assert not {reference for reference in references if reference in text}
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in catalog["/Metadata"].get_data().decode()


@pytest.mark.covers("R107")
def test_each_recipient_gets_it_once(actor, month, mailbox):
    for _ in range(3):
        report = report_publish(actor=actor, month=MONTH, trigger="test")
    assert report.state == ReportState.SENT
    assert sorted(message["To"] for message in mailbox.messages) == sorted(RECIPIENTS)
    (message,) = mailbox.to(RECIPIENTS[0])
    attachment = next(part for part in message.walk() if part.get_filename())
    assert attachment.get_filename() == "own-2026-03.pdf"
    body = message.get_payload()[0].get_payload()
    assert f"/e/own/reports/monthly/{report.pk}/" in body
    assert hashlib.sha256(attachment.get_payload(decode=True)).hexdigest() == report.pdf_sha256


def test_a_crash_between_render_and_send_sends_once(actor, month, mailbox):
    with engagement_transaction(month.own.pk):
        frozen = report_freeze(actor=actor, month=MONTH)
    with engagement_transaction(month.own.pk):
        rendered = report_render(actor=actor, report=frozen)
    again = report_publish(actor=actor, month=MONTH, trigger="test")
    assert again.pdf_sha256 == rendered.pdf_sha256
    assert len(mailbox.messages) == 2


def test_a_crash_after_the_claim_never_sends_twice(actor, month, mailbox):
    with engagement_transaction(month.own.pk):
        report = report_render(actor=actor, report=report_freeze(actor=actor, month=MONTH))
        first, _ = deliveries_prepare(actor=actor, report=report)
    with engagement_transaction(month.own.pk):
        claimed = delivery_claim(actor=actor, delivery_id=first)
    with pytest.raises(DeliveryIncomplete):
        report_publish(actor=actor, month=MONTH, trigger="test")
    assert mailbox.to(claimed.email) == []
    assert len(mailbox.messages) == 1
    with engagement_transaction(month.own.pk):
        delivery_release(actor=actor, delivery=claimed)
    assert report_publish(actor=actor, month=MONTH, trigger="test").state == ReportState.SENT
    assert len(mailbox.to(claimed.email)) == 1


@pytest.mark.covers("R31")
def test_a_refused_recipient_is_tried_again_and_shown(actor, month, mailbox):
    mailbox.refuse.add(RECIPIENTS[0])
    with pytest.raises(DeliveryIncomplete):
        report_publish(actor=actor, month=MONTH, trigger="test")
    with engagement_transaction(month.own.pk):
        refused = ReportDelivery.objects.get(email=RECIPIENTS[0])
        run = ReportRun.objects.get()
    assert (refused.state, refused.attempts) == (DeliveryState.REFUSED, 1)
    assert "550" in refused.error
    assert (run.state, run.step) == (RunState.FAILED, "deliver")
    mailbox.refuse.clear()
    report_publish(actor=actor, month=MONTH, trigger="test")
    assert [len(mailbox.to(email)) for email in RECIPIENTS] == [1, 1]


def due(month):
    """What beat would start now."""
    with engagement_transaction(month.own.pk):
        return [start for _, start in reports_to_publish(system_actor(month.own))]


@pytest.mark.covers("R31")
def test_a_refused_recipient_is_tried_later_and_later_and_not_for_ever(
    actor, month, mailbox, time_machine
):
    mailbox.refuse.add(RECIPIENTS[0])
    start = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
    tried = []
    for quarter in range(4 * 72):
        time_machine.move_to(start + dt.timedelta(minutes=15 * quarter), tick=False)
        if due(month):
            tried.append(quarter)
            with pytest.raises(DeliveryIncomplete):
                report_publish(actor=actor, month=MONTH, trigger="schedule")
    waits = [later - sooner for sooner, later in itertools.pairwise(tried)]
    assert (len(tried), waits) == (8, [1, 2, 3, 6, 11, 22, 24])
    with engagement_transaction(month.own.pk):
        assert ReportRun.objects.count() == 8
        delivery_release(actor=actor, delivery=ReportDelivery.objects.get(email=RECIPIENTS[0]))
    mailbox.refuse.clear()
    assert due(month) == [MONTH]
    report_publish(actor=actor, month=MONTH, trigger="schedule")
    assert [len(mailbox.to(email)) for email in RECIPIENTS] == [1, 1]
    assert due(month) == []


@pytest.mark.covers("R31")
def test_who_is_no_recipient_any_more_is_neither_sent_to_nor_waited_for(
    actor, month, mailbox, time_machine
):
    time_machine.move_to(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC), tick=False)
    mailbox.refuse.add(RECIPIENTS[0])
    with pytest.raises(DeliveryIncomplete):
        report_publish(actor=actor, month=MONTH, trigger="schedule")
    with engagement_transaction(month.own.pk):
        ReportRecipient.objects.filter(email=RECIPIENTS[0]).update(is_active=False)
    mailbox.refuse.clear()
    assert due(month) == [MONTH]
    assert report_publish(actor=actor, month=MONTH, trigger="schedule").state == ReportState.SENT
    assert mailbox.to(RECIPIENTS[0]) == []
    assert due(month) == []


@pytest.mark.covers("R31")
def test_a_report_that_nobody_is_named_to_receive_is_not_sent(actor, month, mailbox, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC), tick=False)
    with engagement_transaction(month.own.pk):
        ReportRecipient.objects.update(is_active=False)
    with pytest.raises(DeliveryIncomplete, match="Nobody is named to receive it"):
        report_publish(actor=actor, month=MONTH, trigger="schedule")
    with engagement_transaction(month.own.pk):
        assert MonthlyReport.objects.get().state == ReportState.RENDERED
        assert ReportRun.objects.get().state == RunState.FAILED
    assert due(month) == []
    with engagement_transaction(month.own.pk):
        ReportRecipient.objects.filter(email=RECIPIENTS[0]).update(is_active=True)
    assert due(month) == [MONTH]
    assert report_publish(actor=actor, month=MONTH, trigger="schedule").state == ReportState.SENT
    assert [message["To"] for message in mailbox.messages] == [RECIPIENTS[0]]


def test_a_mail_server_that_has_no_address_was_not_reached(actor, month, settings, mailbox):
    settings.EMAIL_HOST = "mail.invalid"
    with pytest.raises(DeliveryIncomplete):
        report_publish(actor=actor, month=MONTH, trigger="test")
    with engagement_transaction(month.own.pk):
        assert set(ReportDelivery.objects.values_list("state", flat=True)) == {"refused"}


def test_a_run_that_was_killed_is_said_to_have_failed(actor, month, mailbox):
    with engagement_transaction(month.own.pk):
        long_ago = timezone.now() - dt.timedelta(hours=2)
        killed = ReportRun.objects.create(
            engagement=month.own, month=MONTH, trigger="schedule", started_at=long_ago
        )
    report_publish(actor=actor, month=MONTH, trigger="test")
    with engagement_transaction(month.own.pk):
        killed.refresh_from_db()
    assert (killed.state, killed.message) == ("failed", "The process ended before the run did.")


def test_an_unreachable_mail_server_loses_nothing(actor, month, settings, mailbox):
    settings.EMAIL_PORT = 1
    with pytest.raises(DeliveryIncomplete):
        report_publish(actor=actor, month=MONTH, trigger="test")
    settings.EMAIL_PORT = mailbox.port
    report_publish(actor=actor, month=MONTH, trigger="test")
    assert len(mailbox.messages) == 2


def test_an_empty_month_sends_nothing_and_says_so(actor, month, mailbox):
    report = report_publish(actor=actor, month=dt.date(2026, 1, 1), trigger="test")
    assert (report.state, report.pdf, mailbox.messages) == (ReportState.EMPTY, None, [])
    with engagement_transaction(month.own.pk):
        run = ReportRun.objects.get()
    assert run.message == "January 2026 holds no data: nothing was rendered or sent."


def test_runs_at_the_same_time_send_once(actor, month, mailbox):
    errors = []

    def run():
        try:
            report_publish(actor=actor, month=MONTH, trigger="test")
        except DeliveryIncomplete:
            pass  # the other run holds a delivery at this moment
        except Exception as error:  # noqa: BLE001 -- reported below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(message["To"] for message in mailbox.messages) == sorted(RECIPIENTS)
    with engagement_transaction(month.own.pk):
        assert MonthlyReport.objects.count() == 1


@pytest.mark.covers("R107")
def test_frozen_numbers_never_change(actor, month):
    with engagement_transaction(month.own.pk):
        report = report_freeze(actor=actor, month=MONTH)
    with engagement_transaction(month.own.pk), pytest.raises(DatabaseError):
        MonthlyReport.objects.filter(pk=report.pk).update(numbers={})
    with (
        engagement_transaction(month.own.pk),
        pytest.raises(DatabaseError),
    ):
        MonthlyReport.objects.filter(pk=report.pk).delete()


@pytest.mark.covers("R114")
def test_a_later_change_shows_as_a_restatement(actor, month):
    with engagement_transaction(month.own.pk):
        report = report_freeze(actor=actor, month=MONTH)
        late = Chart.objects.order_by("coded_at").last()
        Chart.objects.filter(pk=late.pk).update(due_at=late.coded_at)
        period = month_period(actor, MONTH)
        changed = restatements(report.numbers, numbers_build(actor=actor, period=period))
        same = report_freeze(actor=actor, month=MONTH)
    assert same.numbers == report.numbers
    found = {(c.path, c.published, c.now) for c in changed if "/turnaround/figures/" in c.path}
    assert ("/turnaround/figures/turnaround_attainment/text", "75.0%", "100.0%") in found
    assert ("/turnaround/figures/charts_late/numerator", 1, 0) in found


@pytest.mark.covers("R31")
def test_the_closed_month_is_due_until_it_is_sent(actor, month, mailbox, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 1, 4, 30, tzinfo=dt.UTC))  # 00:30 in New York
    with engagement_transaction(month.own.pk):
        assert month_to_publish(actor) == MONTH
    report_publish(actor=actor, month=MONTH, trigger="test")
    with engagement_transaction(month.own.pk):
        assert month_to_publish(actor) is None


@pytest.mark.covers("R31")
def test_the_month_ends_in_the_engagements_zone(actor, month, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 1, 3, 30, tzinfo=dt.UTC))  # still March there
    with engagement_transaction(month.own.pk):
        assert month_to_publish(actor) == dt.date(2026, 2, 1)


def test_an_engagement_in_draft_publishes_once_it_has_charts(actor, month, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 2, tzinfo=dt.UTC))
    month.own.phase = "draft"
    with engagement_transaction(month.own.pk):
        assert month_to_publish(actor) == MONTH
    month.foreign.phase = "draft"
    with engagement_transaction(month.foreign.pk):
        assert month_to_publish(system_actor(month.foreign)) is None


def test_the_report_says_that_demo_data_is_demo(actor, month):
    month.own.is_demo = True
    with engagement_transaction(month.own.pk):
        report = report_freeze(actor=actor, month=MONTH)
        html = report_html(engagement=month.own, report=report)
    assert "Demo data." in html


def test_providers_of_other_engagements_are_not_in_it(actor, month):
    with engagement_transaction(month.foreign.pk):
        Provider.objects.update(name="Foreign Person")
    with engagement_transaction(month.own.pk):
        report = report_freeze(actor=actor, month=MONTH)
    assert "Foreign Person" not in str(report.numbers)


def test_scope_is_needed(actor, month):
    with pytest.raises(DatabaseError), transaction.atomic(), engagement_scope(month.foreign.pk):
        report_freeze(actor=actor, month=MONTH)
