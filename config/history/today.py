"""The present of the demo: something on every desk, so that each persona has a day's work."""

import datetime as dt
from zoneinfo import ZoneInfo

from charts.models import Chart
from charts.services import workitem_next
from charts.services.codings import coding_start
from config.history import clock
from config.history.cast import ZONE
from config.history.days import Diary, Entry, provider_asked, worklist_import
from engagements.enums import Side
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from qa.enums import SampleType
from qa.selectors import frame_units
from qa.services import DrawPlan, sample_draw

# Hours since the documentation of each chart that waits now; the contract's clock runs 48.
HOURS_WAITED = (49.5, 45, 40, 33, 26, 20, 15, 11, 8, 6, 4.5, 3, 2, 1.25, 0.5)
NOTES_MISSING = 2
# The same for the charts about which a coder has asked the provider.
HOURS_ASKED = (21, 14, 7, 3.5)
ASKER = "coder2"
SERVICE_BEFORE = dt.timedelta(hours=6)
INDEPENDENT_SIZE = 5
TARGETED_SIZE = 6


def desks_filled(diary: Diary, now: dt.datetime, *, last_month: dt.date) -> None:
    """Charts to code, queries to answer and audits to do, as of now."""
    with clock.at(now):
        _charts_wait(diary, now, HOURS_ASKED, first=201)
        with engagement_transaction(diary.scope):
            _queries_wait(diary, now)
        _charts_wait(diary, now, (*HOURS_WAITED, *([None] * NOTES_MISSING)), first=101)
        with engagement_transaction(diary.scope):
            _audits_wait(diary, now, last_month)


def _charts_wait(
    diary: Diary, now: dt.datetime, waited: tuple[float | None, ...], *, first: int
) -> None:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    entries = []
    for number, hours in enumerate(waited, start=first):
        complete = None if hours is None else now - dt.timedelta(hours=hours)
        served = ((complete or now) - SERVICE_BEFORE).astimezone(ZoneInfo(ZONE)).date()
        entries.append(Entry(f"DEMO-{today:%Y%m%d}-{number}", served, complete))
    worklist_import(diary, entries, f"worklist-{today:%Y%m%d}-{first}.csv")


def _queries_wait(diary: Diary, now: dt.datetime) -> None:
    actor = diary.cast[ASKER]
    for _ in HOURS_ASKED:
        item = workitem_next(actor=actor, at=now)
        if item is None:
            return
        chart = Chart.objects.select_related("provider").get(pk=item.chart_id)
        coding_start(actor=actor, chart=chart, at=now)
        provider_asked(diary, actor, chart, now)


def _audits_wait(diary: Diary, now: dt.datetime, last_month: dt.date) -> None:
    """The independent auditor's sample of the closed month; the vendor's focused one of this."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    first = today.replace(day=1)
    last = first - dt.timedelta(days=1)
    _drawn(
        diary,
        "independent",
        DrawPlan(
            name=f"Independent audit {last_month:%Y-%m}",
            period_start=last_month,
            period_end=last,
            size=INDEPENDENT_SIZE,
            spares=2,
            drawn_for=Side.AUDITOR,
        ),
    )
    _drawn(
        diary,
        "qalead",
        DrawPlan(
            name=f"Focused review {first:%Y-%m}",
            period_start=first,
            period_end=today,
            size=TARGETED_SIZE,
            sample_type=SampleType.TARGETED,
            purpose="Demo: a second look at this month's charts",
        ),
    )


def _drawn(diary: Diary, key: str, plan: DrawPlan) -> None:
    """Draws what there is to draw from; a month that began today has too few charts."""
    engagement: Engagement = diary.engagement
    if len(frame_units(engagement=engagement, **plan.conditions)) >= plan.size + plan.spares:
        sample_draw(actor=diary.cast[key], plan=plan)
