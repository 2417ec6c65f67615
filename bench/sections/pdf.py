"""The monthly report: its numbers, and its PDF against WeasyPrint alone on the saved HTML."""

import datetime as dt

from bench import measure
from engagements.kernel.pdf import pdf_of
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import engagement_today, system_actor
from reporting.models import MonthlyReport
from reporting.pdf import report_html, report_pdf
from reporting.services.reports import month_period, numbers_build, numbers_hash

TIMES = 3


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    actor = system_actor(engagement)
    with engagement_transaction(engagement.pk):
        month = (engagement_today(engagement).replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        period = month_period(actor, month)
        built = measure.best_of(lambda: numbers_build(actor=actor, period=period), TIMES)
        numbers = numbers_build(actor=actor, period=period)
        report = MonthlyReport(
            engagement=engagement,
            month=month,
            numbers=numbers,
            numbers_sha256=numbers_hash(numbers),
        )
        html = report_html(engagement=engagement, report=report)
        value = measure.best_of(lambda: report_pdf(engagement=engagement, report=report), TIMES)
    measure.emit(
        section="pdf",
        charts=charts,
        measure="the closed month's numbers, from facts and rollups",
        value=built,
        unit="s",
    )
    measure.emit(
        section="pdf",
        charts=charts,
        measure="the PDF of frozen numbers, charts drawn",
        value=value,
        unit="s",
        limit="WeasyPrint on the saved HTML",
        limit_value=measure.best_of(lambda: pdf_of(html), TIMES),
        html_bytes=len(html),
    )
