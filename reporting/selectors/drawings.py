"""The charts of the health page, each with its data as text."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from engagements.kernel.metrics import Kpi, Unit, number_text
from reporting import charts
from reporting.enums import UncodedReason
from reporting.selectors.dnfc import Day, dnfc_days
from reporting.selectors.effects import Mark, marks_of
from reporting.selectors.health import Health
from reporting.selectors.readings import Reading

HOUR = 3600
WEEK, QUARTER = 7, 92


@dataclasses.dataclass(frozen=True)
class Trend:
    """A drawn trend, with its data as text."""

    id: str
    title: str
    drawing: charts.Drawing
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    note: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        return self.drawing.spec()


TRENDS = ("turnaround_attainment", "average_turnaround", "coding_denial_rate")


def trends(health: Health) -> list[Trend]:
    """Numbers over time: per day; samples, and spans past a quarter, per week."""
    board = health.board
    keys = (*TRENDS, f"accuracy_{health.contract.method.value}")
    found = [_trend(health, board.readings[key].kpi) for key in keys if key in board.readings]
    if "production" not in board.families:
        return found
    uncoded: list[Trend] = []
    if not set(health.board.filters) - {"specialty"}:
        period, specialty = health.period, health.board.filters.get("specialty", "")
        uncoded = dnfc_trends(
            dnfc_days(health.engagement, period.start, period.end, specialty=specialty)
        )
    return [_flow(health), *found, *uncoded]


def _trend(health: Health, kpi: Kpi) -> Trend:
    step = WEEK if kpi.sampled or health.period.length > QUARTER else 1
    points = health.board.trend(kpi, step=step)
    timed = kpi.unit is Unit.DURATION
    floor = health.contract.floor() if kpi.sampled else None
    reading = health.board.readings[kpi.key]
    before = reading.baseline.value if reading.baseline else None
    marks = marks_of(health.engagement, kpi.key, health.period)
    drawing = charts.trend(
        [(day, value / HOUR if timed and value is not None else value) for day, value in points],
        label=f"{kpi.label}, hours" if timed else kpi.label,
        percent=kpi.unit is Unit.PERCENT,
        target=floor.floor if floor else health.board.targets.get(kpi.key),
        baseline=before / HOUR if timed and before is not None else before,
        events=[(mark.day, mark.label) for mark in marks],
    )
    rows = [(day.isoformat(), number_text(value, kpi.unit)) for day, value in points]
    title = f"{kpi.label}, {'per week' if step > 1 else 'per day'}"
    columns = ("From", kpi.label)
    note = " ".join(filter(None, (baseline_note(reading), marks_note(marks))))
    return Trend(f"trend-{kpi.key}", title, drawing, columns, rows, note)


def marks_note(marks: Sequence[Mark]) -> str:
    """The marked days in words."""
    return "; ".join(f"{mark.label} {mark.day}" for mark in marks) + "." if marks else ""


def baseline_note(reading: Reading) -> str:
    """What the dotted line is, in words."""
    if reading.baseline is None:
        return ""
    since = f" The period differs from it by {reading.since_text}." if reading.since_text else ""
    return f"Dotted: the baseline, {reading.baseline_text}.{since}"


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


def ageing(health: Health) -> charts.Drawing | None:
    """The backlog by age, where there is one."""
    if not any(reading.value for reading in health.ageing):
        return None
    ages = [(one.band, int(one.value)) for one in health.ageing]
    return charts.bands(ages, title="Uncoded charts")


def drawings(health: Health) -> dict[str, charts.Drawing]:
    """The other charts of the page, by name; those without data are left out."""
    found: dict[str, charts.Drawing] = {}
    shown = [
        (row.name, row.figure.value, row.interval.lower, row.interval.upper, row.floor)
        for row in health.accuracy
        if row.interval is not None and row.figure.value is not None
    ]
    if shown:
        found["accuracy"] = charts.intervals(shown, title="Accuracy (%)")
    if health.pareto:
        bars = [(row.code, row.count) for row in health.pareto]
        found["pareto"] = charts.pareto(bars, title="Denials", whole=health.pareto[0].of)
    return found


def dnfc_trends(days: Sequence[Day]) -> list[Trend]:
    """Value by reason, and days, at the end of each local day."""
    if not days:
        return []
    shown = [reason for reason in UncodedReason if any(_amounts(days, reason))]
    stacked = charts.stack(
        [
            (each.day, cell.reason.label, cell.amount)
            for each in days
            for cell in each.cells
            if cell.reason in shown
        ],
        order=[reason.label for reason in shown],
        title="Dollars",
    )
    points = [(each.day, each.dnfc_days) for each in days]
    timed = charts.trend(points, label="Days")
    values = [(each.day.isoformat(), number_text(each.dnfc, Unit.MONEY)) for each in days]
    text = [(day.isoformat(), "no data" if value is None else str(value)) for day, value in points]
    by_reason = Trend("trend-dnfc", "Uncoded value by reason", stacked, ("Day", "DNFC"), values)
    return [by_reason, Trend("trend-dnfc-days", "DNFC days", timed, ("Day", "DNFC days"), text)]


def _amounts(days: Sequence[Day], reason: UncodedReason) -> list[bool]:
    return [bool(cell.amount) for each in days for cell in each.cells if cell.reason is reason]
