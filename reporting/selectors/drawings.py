"""The charts of the health page, each with its data as text."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from engagements.kernel.metrics import Unit, number_text
from reporting import charts
from reporting.selectors.health import Health

HOUR = 3600


@dataclasses.dataclass(frozen=True)
class Trend:
    """A drawn trend, with its data as text."""

    id: str
    title: str
    drawing: charts.Drawing
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @property
    def spec(self) -> dict[str, Any]:
        return self.drawing.spec()


TRENDS = ("turnaround_attainment", "average_turnaround", "coding_denial_rate")


def trends(health: Health) -> list[Trend]:
    """Numbers over time: per day, or per week past a quarter."""
    board = health.board
    step = 7 if health.period.length > 92 else 1  # noqa: PLR2004 -- past a quarter, by week
    found = [_flow(health)] if "production" in board.families else []
    for key in TRENDS:
        if key not in board.readings:
            continue
        kpi = board.readings[key].kpi
        points = board.trend(kpi, step=step)
        drawn = points
        if kpi.unit is Unit.DURATION:
            drawn = [(day, None if value is None else value / HOUR) for day, value in points]
        drawing = charts.trend(
            drawn,
            label=f"{kpi.label}, hours" if kpi.unit is Unit.DURATION else kpi.label,
            percent=kpi.unit is Unit.PERCENT,
            target=board.targets.get(key),
        )
        rows = [(day.isoformat(), number_text(value, kpi.unit)) for day, value in points]
        every = "per week" if step > 1 else "per day"
        title = f"{kpi.label}, {every}"
        found.append(Trend(f"trend-{key}", title, drawing, ("Day", kpi.label), rows))
    return found


def _flow(health: Health) -> Trend:
    daily = health.board.daily["production"]
    nothing = {"received": 0, "coded": 0}
    rows = [
        (day, int(sums["received"]), int(sums["coded"]))
        for day, sums in ((day, daily.get(day, nothing)) for day in health.period.days())
    ]
    drawing = charts.flow(rows, into="Received", out="Coded")
    text = [(day.isoformat(), str(into), str(out)) for day, into, out in rows]
    title = "Charts received and coded, per day"
    return Trend("trend-flow", title, drawing, ("Day", "Received", "Coded"), text)


def drawings(health: Health) -> dict[str, charts.Drawing]:
    """The other charts of the page, by name; those without data are left out."""
    found: dict[str, charts.Drawing] = {}
    if any(reading.value for reading in health.ageing):
        ages = [(one.band, int(one.value)) for one in health.ageing]
        found["ageing"] = charts.bands(ages, title="Uncoded charts")
    shown = [
        (row.name, row.figure.value, row.interval.lower, row.interval.upper, row.floor)
        for row in health.accuracy
        if row.interval is not None and row.figure.value is not None
    ]
    if shown:
        found["accuracy"] = charts.intervals(shown, title="Accuracy (%)")
    if health.pareto:
        bars = [(row.code, row.count) for row in health.pareto]
        found["pareto"] = charts.pareto(bars, title="Denials")
    return found
