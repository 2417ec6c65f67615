"""A whole run: what beat starts, what the command starts, what a person starts."""

import datetime as dt

from django.utils import timezone

from charts.models import Chart
from engagements.enums import Phase
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import engagement_today
from engagements.services.mail import MAIL_ERRORS, mail_is_due
from reporting.enums import DeliveryState, ReportSpan, ReportState, RunState
from reporting.models import MonthlyReport, ReportDelivery, ReportRun
from reporting.selectors.deliverables import deliverables
from reporting.selectors.reports import recipients_active
from reporting.services import reports
from reporting.spans import sentence_start, span_before, span_start

CATCH_UP = dt.timedelta(days=35)
SCHEDULE = "schedule"
LONGEST_RUN = dt.timedelta(hours=1)


class DeliveryIncomplete(RuntimeError):  # noqa: N818 -- what is the case, not what went wrong
    """Some recipients were refused; the run may be tried again."""


def month_before(day: dt.date) -> dt.date:
    """The first day of the month before the day's."""
    return span_before(ReportSpan.MONTH, day)


def report_publish(
    *,
    actor: Actor,
    month: dt.date,
    trigger: str,
    send: bool = True,
    span: str = ReportSpan.MONTH.value,
) -> MonthlyReport:
    """Freezes, renders and (with `send`) mails the month (or the span of the day), recording the
    run.

    Opens its own transactions, one a step: call it outside any. What an earlier run finished is
    not done again. Raises `DeliveryIncomplete` where recipients are still waiting.
    """
    first = span_start(span, month)
    run_id = _run_start(actor, span, first, trigger)
    try:
        report = _steps(actor, span, first, run_id, send=send, patient=trigger == SCHEDULE)
    except Exception as error:
        _run_end(actor, run_id, RunState.FAILED, message=str(error) or type(error).__name__)
        raise
    _run_end(actor, run_id, RunState.DONE, message=_summary(report, send=send))
    return report


def _steps(
    actor: Actor, span: str, first: dt.date, run_id: int, *, send: bool, patient: bool
) -> MonthlyReport:
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        _run_step(run_id, "freeze")
        report = reports.report_freeze(actor=actor, month=first, span=span)
    if report.state == ReportState.EMPTY:
        return report
    with engagement_transaction(engagement_id):
        _run_step(run_id, "render")
        report = reports.report_render(actor=actor, report=report)
    if send:
        _deliver(actor, report, run_id, patient=patient)
    with engagement_transaction(engagement_id):
        report.refresh_from_db()
    return report


def _deliver(actor: Actor, report: MonthlyReport, run_id: int, *, patient: bool) -> None:
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        _run_step(run_id, "deliver")
        waiting = reports.deliveries_prepare(actor=actor, report=report, patient=patient)
    for delivery_id in waiting:
        with engagement_transaction(engagement_id):
            delivery = reports.delivery_claim(actor=actor, delivery_id=delivery_id)
        if delivery is None:
            continue
        failure: Exception | None = None
        try:
            with engagement_transaction(engagement_id):
                reports.delivery_send(actor=actor, delivery=delivery)
        except MAIL_ERRORS as error:
            failure = error
        with engagement_transaction(engagement_id):
            reports.delivery_settle(actor=actor, delivery=delivery, error=failure)
    with engagement_transaction(engagement_id):
        if not reports.report_close(actor=actor, report=report):
            if not report.deliveries.exists():
                raise DeliveryIncomplete("Nobody is named to receive it: add a recipient.")
            raise DeliveryIncomplete("Not every recipient has the report yet; see its deliveries.")


def _run_start(actor: Actor, span: str, first: dt.date, trigger: str) -> int:
    """What was cut off before it could say so is said to have failed, once it surely is over."""
    now = timezone.now()
    with engagement_transaction(actor.engagement.pk):
        ReportRun.objects.filter(
            engagement=actor.engagement, state=RunState.RUNNING, started_at__lt=now - LONGEST_RUN
        ).update(
            state=RunState.FAILED, message="The process ended before the run did.", finished_at=now
        )
        run = ReportRun.objects.create(
            engagement=actor.engagement,
            span=span,
            month=first,
            trigger=trigger,
            started_by=actor.user,
            started_at=now,
        )
        return int(run.pk)


def _run_step(run_id: int, step: str) -> None:
    ReportRun.objects.filter(pk=run_id).update(step=step)


def _run_end(actor: Actor, run_id: int, state: RunState, *, message: str) -> None:
    with engagement_transaction(actor.engagement.pk):
        ReportRun.objects.filter(pk=run_id).update(
            state=state, message=message[:300], finished_at=timezone.now()
        )


def _summary(report: MonthlyReport, *, send: bool) -> str:
    name = sentence_start(report.label)
    if report.state == ReportState.EMPTY:
        return f"{name} holds no data: nothing was rendered or sent."
    return f"{name} was published." if send else f"{name} was rendered, not sent."


def month_to_publish(actor: Actor) -> dt.date | None:
    """The closed month that still has to be published, or None. Needs the scope.

    An engagement that is only being set up, with no chart yet, publishes nothing.
    """
    if actor.engagement.phase == Phase.DRAFT and not _has_charts(actor):
        return None
    today = engagement_today(actor.engagement)
    month = month_before(today)
    done = MonthlyReport.objects.filter(
        engagement=actor.engagement,
        span=ReportSpan.MONTH,
        month=month,
        state__in=[ReportState.SENT, ReportState.EMPTY],
    )
    return None if done.exists() else month


def reports_to_publish(actor: Actor) -> list[tuple[str, dt.date]]:
    """What the scheduler makes now: the closed month, whatever the terms promise, and each week
    and quarter that they do. Needs the scope.

    What has been over for longer than the scheduler is ever down waits for a person. What is made
    waits for its messages: one that was refused is tried again, each time later.
    """
    now = timezone.now()
    idle, begun = _made(actor, now)
    today = engagement_today(actor.engagement)
    found = [
        (item.span, item.start)
        for item in deliverables(actor.engagement, now, since=today - CATCH_UP)
        if item.is_over and not item.is_made and today - item.end <= CATCH_UP
    ]
    month = month_to_publish(actor)
    if month is not None and (ReportSpan.MONTH.value, month) not in found:
        found.append((ReportSpan.MONTH.value, month))
    return sorted({*found, *begun} - idle, key=lambda one: (one[1], one[0]))


def _made(actor: Actor, now: dt.datetime) -> tuple[set[tuple[str, dt.date]], ...]:
    """Reports with a PDF that are not sent: those that only time or a person can move on, and
    those whose sending has begun and can go on now.
    """
    emails = set(recipients_active(actor.engagement).values_list("email", flat=True))
    idle, begun = set(), set()
    rows = MonthlyReport.objects.filter(engagement=actor.engagement, state=ReportState.RENDERED)
    for report in rows.defer("numbers").prefetch_related("deliveries"):
        deliveries = list(report.deliveries.all())
        if not _goes_on(deliveries, emails, now):
            idle.add((report.span, report.month))
        elif deliveries:
            begun.add((report.span, report.month))
    return idle, begun


def _goes_on(deliveries: list[ReportDelivery], emails: set[str], now: dt.datetime) -> bool:
    """Somebody is new, a message may be tried, or all is done but the closing."""
    mine = [one for one in deliveries if one.email in emails]
    if emails - {one.email for one in mine} or any(mail_is_due(one, now) for one in mine):
        return True
    states = {one.state for one in deliveries}
    waiting = any(one.state != DeliveryState.SENT for one in mine)
    return DeliveryState.SENT in states and DeliveryState.SENDING not in states and not waiting


def _has_charts(actor: Actor) -> bool:
    return Chart.objects.filter(engagement=actor.engagement).exists()
