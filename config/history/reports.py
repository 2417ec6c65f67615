"""The reports of the demo's older months and quarters, as they went out then.

The last closed month is left to the worker, which mails it for real.
"""

import datetime as dt

from config.history import clock
from config.history.days import moment
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor
from reporting.enums import ReportSpan, ReportState
from reporting.models import MonthlyReport
from reporting.services import report_publish
from reporting.services.reports import (
    deliveries_prepare,
    delivery_claim,
    delivery_settle,
    report_close,
)
from reporting.spans import span_end, span_next, span_start


def month_published(engagement: Engagement, day: dt.date) -> None:
    """The month of the day, and the quarter that ends with it, on the morning after."""
    month, quarter = (span_start(span, day) for span in (ReportSpan.MONTH, ReportSpan.QUARTER))
    spans = [(ReportSpan.MONTH, month)]
    if span_end(ReportSpan.QUARTER, quarter) == span_end(ReportSpan.MONTH, month):
        spans.append((ReportSpan.QUARTER, quarter))
    actor = system_actor(engagement)
    with clock.at(moment(span_next(ReportSpan.MONTH, month), 6)):
        for span, start in spans:
            report = report_publish(
                actor=actor, month=start, trigger="demo", send=False, span=span.value
            )
            with engagement_transaction(engagement.pk):
                _received(engagement, report)


def _received(engagement: Engagement, report: MonthlyReport) -> None:
    """What the mail server of then said; nothing leaves now."""
    actor = system_actor(engagement)
    if report.state != ReportState.RENDERED:
        return
    for delivery_id in deliveries_prepare(actor=actor, report=report):
        delivery = delivery_claim(actor=actor, delivery_id=delivery_id)
        if delivery is not None:
            delivery_settle(actor=actor, delivery=delivery)
    report_close(actor=actor, report=report)
