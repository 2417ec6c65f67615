"""The clocks of the demo: both sides' hours, cutoffs, payers' limits, documents, uncoded days."""

import csv
import datetime as dt
import io
from collections.abc import Mapping

from charts.enums import ChartState, DocumentSource
from charts.importers import Named
from charts.importers.run import files_import
from charts.models import Chart
from charts.services import DocumentInput, document_record
from config.history import clock
from config.history.cast import PAYERS, PROVIDERS, npi_of
from engagements.enums import CutoffKind, Side
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor
from engagements.services import calendar_save
from engagements.services.clocks import complexity_add, cutoff_add, payer_save, requirement_add
from reporting.services import dnfc_count

Cast = Mapping[str, Actor]
LIMITS = ((365, 60), (180, 45), (90, 30))  # days to file, days of warning
LATE_ADDENDA = 4
SURGERIES = 3
DOCUMENTS = ("history_physical", "operative_note")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def clocks_agreed(engagement: Engagement, cast: Cast, begins: dt.date) -> None:
    """What the clocks go by, before the first chart comes."""
    manager = cast["manager"]
    with engagement_transaction(engagement.pk):
        calendar_save(
            actor=cast["lead"],
            calendar=None,
            name="Vendor hours",
            time_zone="Asia/Kolkata",
            week={day: [("18:30", "22:30"), ("23:00", "03:30")] for day in range(5)},
            country="IN",
            side=Side.VENDOR.value,
            is_default=True,
        )
        cutoff_add(
            actor=manager,
            effective_from=begins - 60 * DAY,
            wall_time=dt.time(17),
            kind=CutoffKind.BUSINESS_DAY,
            business_day=3,
        )
        complexity_add(
            actor=manager, effective_from=begins, specialty="orthopedics",
            encounter_class="emergency",
        )  # fmt: skip
        for name in DOCUMENTS:
            requirement_add(
                actor=manager,
                encounter_class="surgery",
                document_type=name,
                effective_from=begins,
            )
        for name, (days, warning) in zip(PAYERS, LIMITS, strict=True):
            payer_save(
                actor=manager,
                payer=None,
                name=name,
                timely_filing_days=days,
                filing_alert_days=warning,
            )


def clocks_lived(engagement: Engagement, cast: Cast, begins: dt.date, now: dt.datetime) -> None:
    """Surgeries whose notes are on their way, a few late addenda, and each day counted."""
    _surgeries(engagement, cast, now)
    with engagement_transaction(engagement.pk):
        _late_addenda(engagement, cast, now)
    _days_counted(engagement, begins, now)


def _surgeries(engagement: Engagement, cast: Cast, now: dt.datetime) -> None:
    """One complete record, one with an unsigned note, one with nothing yet."""
    served = (now - 2 * DAY).date()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["encounter_ref", "encounter_class", "specialty", "provider_npi", "date_of_service",
         "payer", "billed_amount"]
    )  # fmt: skip
    _, base, specialty = PROVIDERS[2]
    for number in range(1, SURGERIES + 1):
        ref = f"DEMO-{served:%Y%m%d}-S{number}"
        row = [ref, "surgery", specialty, npi_of(base), served.isoformat(), PAYERS[1], "2140.00"]
        writer.writerow(row)
    with clock.at(now - DAY):
        content = io.BytesIO(out.getvalue().encode())
        files_import(actor=cast["manager"], files=[Named(content, f"surgery-{served}.csv")])
        with engagement_transaction(engagement.pk):
            charts = list(
                Chart.objects.filter(engagement=engagement, encounter_class="surgery").order_by(
                    "pk"
                )
            )
            at = now - DAY - 3 * HOUR
            for chart, signed in zip(charts, ((True, True), (True, False)), strict=False):
                for name, is_signed in zip(DOCUMENTS, signed, strict=True):
                    _told(cast, chart, name, at, signed_at=at + HOUR if is_signed else None)


def _late_addenda(engagement: Engagement, cast: Cast, now: dt.datetime) -> None:
    """Notes added to after the chart was coded; of the oldest, after it was billed."""
    charts = Chart.objects.filter(engagement=engagement, state=ChartState.CODED)
    older = charts.filter(billed_at__isnull=False).order_by("-coded_at")[:1]
    newer = charts.filter(billed_at__isnull=True, coded_at__lt=now - DAY).order_by("-coded_at")
    for chart in (*older, *newer[: LATE_ADDENDA - 1]):
        at = min(now, max(chart.coded_at, chart.billed_at or chart.coded_at) + 20 * HOUR)
        with clock.at(at):
            _told(cast, chart, "addendum", at, signed_at=at)


def _told(
    cast: Cast, chart: Chart, name: str, at: dt.datetime, *, signed_at: dt.datetime | None
) -> None:
    document_record(
        actor=cast["cdi"],
        chart=chart,
        document=DocumentInput(name, received_at=signed_at or at, dated_at=at, signed_at=signed_at),
        source=DocumentSource.PAGE,
    )


def _days_counted(engagement: Engagement, begins: dt.date, now: dt.datetime) -> None:
    """As the scheduler did it, half an hour after each midnight."""
    actor = system_actor(engagement)
    day, today = begins, now.date()
    while day < today:
        at = dt.datetime.combine(day + DAY, dt.time(6), tzinfo=dt.UTC)
        with engagement_transaction(engagement.pk):
            if at <= now:
                dnfc_count(actor=actor, day=day, now=at)
        day += DAY
