"""The rows behind a line that is not issued yet, as they are shown."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from charts.models import Chart, Coding
from engagements.models import Engagement, RosterEntry
from reporting.models import UsageEntry
from reporting.selectors.billing import LineDraft

SHOWN = 500


@dataclass(frozen=True)
class DraftRow:
    text: str
    detail: str
    fee: Decimal
    chart_id: int | None = None
    at: dt.datetime | None = None


def draft_rows(engagement: Engagement, line: LineDraft) -> list[DraftRow]:
    """The first five hundred; four queries, however many rows there are."""
    return list(_rows(engagement, line))


def _rows(engagement: Engagement, line: LineDraft) -> Iterator[DraftRow]:
    units = line.units[:SHOWN]
    charts = Chart.objects.filter(engagement=engagement).in_bulk(
        [unit.chart_id for unit in units if unit.chart_id]
    )
    codings = (
        Coding.objects.filter(engagement=engagement)
        .select_related("coder")
        .in_bulk([unit.coding_id for unit in units if unit.coding_id])
    )
    roster = (
        RosterEntry.objects.filter(engagement=engagement)
        .select_related("user")
        .in_bulk([unit.roster_id for unit in units if unit.roster_id])
    )
    usage = UsageEntry.objects.filter(engagement=engagement).in_bulk(
        [unit.usage_id for unit in units if unit.usage_id]
    )
    for unit in units:
        if unit.chart_id:
            chart = charts[unit.chart_id]
            coding = codings.get(unit.coding_id or 0)
            who = str(coding.coder) if coding else chart.specialty
            at = coding.attested_at if coding else None
            yield DraftRow(str(chart), who, unit.fee, chart_id=chart.pk, at=at)
        elif unit.roster_id:
            yield DraftRow(str(roster[unit.roster_id].user), f"week of {unit.week}", unit.fee)
        elif unit.usage_id:
            entry = usage[unit.usage_id]
            yield DraftRow(str(entry.quantity), entry.evidence, unit.fee)
