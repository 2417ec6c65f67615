"""The numbers of a board as plain data: for the JSON API and the CSV."""

from collections.abc import Iterator
from typing import Any

from engagements.kernel.metrics import number_text
from reporting.selectors.board import Board
from reporting.selectors.readings import Reading, StandingReading

__all__ = ["csv_table", "reading_data", "standing_data"]
HEADER = (
    "key",
    "label",
    "dimension",
    "group",
    "value",
    "unit",
    "numerator",
    "n",
    "previous",
    "target",
    "baseline",
    "baseline n",
    "baseline from",
    "baseline to",
    "baseline method",
    "difference to baseline",
    "from",
    "to",
    "time zone",
    "method",
    "definition",
    "source",
)


def baseline_data(reading: Reading) -> dict[str, Any] | None:
    """The figure from before the vendor, as the page prints it; None where none was recorded.

    `difference` is in the number's own unit: of a share 0.02 is two points.
    """
    found = reading.baseline
    if found is None:
        return None
    return {
        "value": found.value,
        "text": number_text(found.value, reading.kpi.unit),
        "n": found.n,
        "specialty": found.specialty,
        "from": found.period_start,
        "to": found.period_end,
        "method": found.method,
        "difference": reading.since,
        "difference_text": reading.since_text,
    }


def reading_data(reading: Reading) -> dict[str, Any]:
    kpi, period = reading.kpi, reading.period
    return {
        "key": kpi.key,
        "label": kpi.label,
        "family": kpi.family,
        "value": reading.value,
        "text": reading.text,
        "unit": kpi.unit.value,
        "numerator": reading.sums[kpi.numerator],
        "n": reading.n,
        "previous": reading.previous,
        "target": reading.target,
        "baseline": baseline_data(reading),
        "from": period.start,
        "to": period.end,
        "time_zone": period.zone,
        "filters": dict(reading.filters),
        "method": kpi.method,
        "definition": kpi.definition,
        "source": kpi.source,
        "rows": reading.url,
    }


def standing_data(reading: StandingReading) -> dict[str, Any]:
    item = reading.item
    return {
        "key": item.key,
        "label": item.label,
        "family": item.family,
        "value": reading.value,
        "text": reading.text,
        "unit": item.unit.value,
        "definition": item.definition,
        "source": item.source,
        "rows": reading.url,
    }


def csv_table(board: Board, *, by: str) -> Iterator[tuple[Any, ...]]:
    """A header, every number of the engagement, and its breakdown by one dimension."""
    yield HEADER
    for reading in board.readings.values():
        yield _row(reading, "", "")
    for name, cells in board.breakdown(by).rows:
        for cell in cells:
            if cell is not None:
                yield _row(cell, by, name)


def _row(reading: Reading, dimension: str, group: str) -> tuple[Any, ...]:
    data = reading_data(reading)
    since = data["baseline"] or {}
    keys = ("value", "unit", "numerator", "n", "previous", "target")
    values = [_plain(data[key]) for key in keys]
    values += [
        _plain(since.get(key)) for key in ("value", "n", "from", "to", "method", "difference")
    ]
    values += [_plain(data[key]) for key in ("from", "to", "time_zone")]
    words = (data["method"], data["definition"], data["source"])
    return (data["key"], data["label"], dimension, group, *values, *words)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
