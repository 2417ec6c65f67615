"""Attainment and range side by side, by class, specialty or coder."""

import dataclasses
from collections.abc import Sequence

from engagements.kernel.metrics import METRICS, number_text
from engagements.kernel.metrics.drill import distribution_url
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import distribution
from reporting.selectors.board import Board
from reporting.selectors.readings import Reading

BY = ("encounter_class", "specialty", "coder")
RANGE = ("mean", "median", "p90", "least", "most")
ATTAINED = ("turnaround_attainment", "cutoff_attainment")
PARTS = ("late_documentation", "late_query", "late_vendor")


@dataclasses.dataclass(frozen=True)
class AttainmentRow:
    """One group: attainment of due times and cutoffs, turnaround's range, late charts' parts."""

    name: str
    attained: Sequence[Reading | None]
    parts: Sequence[Reading | None]
    n: int
    cells: Sequence[str]
    url: str


def attainment(board: Board, by: str) -> list[AttainmentRow]:
    """All together first, then each group, by name."""
    item = METRICS.distributions["turnaround_time"]
    family = board.families.get("production")
    if family is None:
        return []
    engagement = board.actor.engagement
    spans = {
        by_: distribution(item, family, engagement.pk, board.period, filters=board.filters, by=by_)
        for by_ in ((), (by,))
    }
    whole = spans[()].get((), None)
    rows = [_row("All", board.readings, whole, _link(board, {}))]
    keys = {*ATTAINED, *PARTS}
    breakdown = board.breakdown(by, keys)
    readings = {
        name: {cell.kpi.key: cell for cell in cells if cell is not None}
        for name, cells in breakdown.rows
    }
    values = [value for (value,) in spans[(by,)]]
    names = value_names(family, by, values)
    found = {names[value]: (value, spans[(by,)][(value,)]) for value in values}
    for name in sorted({*readings, *found}):
        value, span = found.get(name, ("", None))
        url = _link(board, {by: value}) if span else ""
        rows.append(_row(name, readings.get(name, {}), span, url))
    return rows


def _row(name: str, readings: dict[str, Reading], span: dict | None, url: str) -> AttainmentRow:  # type: ignore[type-arg]  # what the engine returns
    unit = METRICS.distributions["turnaround_time"].unit
    return AttainmentRow(
        name=name,
        attained=[readings.get(key) for key in ATTAINED],
        parts=[readings.get(key) for key in PARTS],
        n=span["n"] if span else 0,
        cells=[number_text(span[key], unit) if span else "" for key in RANGE],
        url=url,
    )


def _link(board: Board, of: dict[str, str]) -> str:
    item = METRICS.distributions["turnaround_time"]
    return distribution_url(board.actor.engagement.slug, item, board.period, board.filters | of)
