"""Specialty by specialty: volume, complexity, denials, people and risks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from charts.enums import ChartState
from charts.models import Chart
from engagements.enums import Complexity
from engagements.kernel.metrics.period import Period, day_start
from engagements.kernel.policy import Actor
from engagements.models import Engagement, SpecialtyRisk
from engagements.selectors.risk import risks_on
from engagements.selectors.workforce.roster import SpecialtyDesk, desks
from reporting.selectors.board import Board
from reporting.selectors.readings import Reading

VOLUME_DAYS = 28
DENIAL_DAYS = 90
DENIALS = "coding_denial_rate"


@dataclass(frozen=True)
class SpecialtyRow:
    """One specialty. `denials` is None where the reader may not see claims, or none was decided."""

    specialty: str
    volume: int
    complex_charts: int
    denials: Reading | None
    desk: SpecialtyDesk
    risks: Sequence[SpecialtyRisk]

    @property
    def complex_share(self) -> Decimal | None:
        return Decimal(self.complex_charts) / self.volume if self.volume else None


def specialty_rows(actor: Actor, now: dt.datetime, day: dt.date) -> list[SpecialtyRow]:
    """Every specialty that receives charts, is covered, has claims or risks, by name."""
    engagement = actor.engagement
    volumes, denials = _volumes(engagement, day), _denials(actor, now)
    risks: dict[str, list[SpecialtyRisk]] = {}
    for risk in risks_on(engagement, day):
        risks.setdefault(risk.specialty, []).append(risk)
    names = frozenset({*volumes, *denials, *risks} - {""})
    return [
        SpecialtyRow(
            desk.specialty,
            volumes.get(desk.specialty, {}).get("volume", 0),
            volumes.get(desk.specialty, {}).get("complex_charts", 0),
            denials.get(desk.specialty),
            desk,
            risks.get(desk.specialty, ()),
        )
        for desk in desks(engagement, day, names)
    ]


def _volumes(engagement: Engagement, day: dt.date) -> dict[str, dict[str, int]]:
    """Received in the last 28 full days, and how many of them are complex."""
    end = day_start(day, engagement.time_zone)
    start = day_start(day - dt.timedelta(days=VOLUME_DAYS), engagement.time_zone)
    kept = Chart.objects.filter(
        engagement=engagement, received_at__gte=start, received_at__lt=end
    ).exclude(state=ChartState.CANCELLED)
    counted: Any = kept.order_by().values("specialty")
    rows = counted.annotate(
        volume=Count("pk"), complex_charts=Count("pk", filter=Q(complexity=Complexity.COMPLEX))
    )
    return {row.pop("specialty"): row for row in rows}


def _denials(actor: Actor, now: dt.datetime) -> dict[str, Reading]:
    """The KPI as the health page defines it, over the last 90 days."""
    period = Period.last_days(DENIAL_DAYS, zone=actor.engagement.time_zone, now=now)
    board = Board(actor=actor, period=period, now=now)
    found = board.breakdown("specialty", {DENIALS}).rows
    readings = [cell for _name, cells in found for cell in cells if cell is not None]
    return {reading.filters["specialty"]: reading for reading in readings}
