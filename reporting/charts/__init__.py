"""One function returns one chart. The browser draws its spec, the PDF embeds its SVG.

Altair writes each form once per process, with its data named and not filled in; a page only adds
the rows. Colours are mid tones that keep 3:1 contrast on white and on the dark theme, and nothing
is told by colour alone: series differ in shape or place too. Text and axis colours are the page's.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from reporting.charts import forms

# Print measures its text with the font it prints, so that no label is cut off.
PRINT = {
    "font": "DejaVu Sans",
    "padding": 6,
    "axis": {"titleFontWeight": "normal", "titleFontSize": 10, "labelFontSize": 9},
}
Rows = list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Drawing:
    """A chart: its form, as Altair wrote it, and the rows it shows."""

    form: dict[str, Any]
    data: dict[str, Rows]

    def spec(self, width: int | str = "container") -> dict[str, Any]:
        """The Vega-Lite spec; the page's chart is as wide as its place."""
        return {**self.form, "datasets": self.data, "width": width}

    def svg(self, width: int = 520, *, says: str = "") -> str:
        """The same chart for print; its text stays text, so it can be read aloud and searched.

        `says` is read aloud in its place.
        """
        import vl_convert  # starts a JavaScript engine: only where print needs it

        drawn = str(vl_convert.vegalite_to_svg({**self.spec(width), "config": PRINT}))
        if not says:
            return drawn
        start = drawn.index(">", drawn.index("<svg")) + 1
        return f"{drawn[:start]}<title>{escape(says)}</title>{drawn[start:]}"

    @property
    def empty(self) -> bool:
        return not any(self.data.values())


def trend(
    points: Iterable[tuple[dt.date, Decimal | int | None]],
    *,
    label: str,
    percent: bool = False,
    target: Decimal | None = None,
    baseline: Decimal | None = None,
    events: Sequence[tuple[dt.date, str]] = (),
) -> Drawing:
    """Over time: target dashed, baseline dotted, `events` (days with a word); a gap is no data."""
    scale = 100 if percent else 1
    rows = [{"day": day.isoformat(), "value": _number(value, scale)} for day, value in points]
    data = {"rows": rows}
    if target is not None:
        data["target"] = [{"target": _number(target, scale)}]
    if baseline is not None:
        data["baseline"] = [{"baseline": _number(baseline, scale)}]
    if events:
        data["events"] = [{"day": day.isoformat(), "label": word} for day, word in events]
    title = f"{label} (%)" if percent else label
    marks = {"target": target is not None, "baseline": baseline is not None, "events": bool(events)}
    return Drawing(forms.trend_form(title, zero=not percent, **marks), data)


def flow(rows: Iterable[tuple[dt.date, int, int]], *, into: str, out: str) -> Drawing:
    """Two daily volumes: what comes in dashed, what goes out solid."""
    values = [
        {"day": day.isoformat(), "series": series, "count": count}
        for day, first, second in rows
        for series, count in ((into, first), (out, second))
    ]
    return Drawing(forms.flow_form(into, out), {"rows": values})


def stack(
    rows: Iterable[tuple[dt.date, str, Decimal]], *, order: Sequence[str], title: str
) -> Drawing:
    """Amounts per day, one on the other by kind; each kind keeps its colour and place."""
    values = [
        {"day": day.isoformat(), "kind": kind, "place": order.index(kind), "amount": float(amount)}
        for day, kind, amount in rows
    ]
    return Drawing(forms.stack_form(title, tuple(order)), {"rows": values})


def bands(rows: Sequence[tuple[str, int]], *, title: str) -> Drawing:
    """Counts of ordered bands, such as the age of a backlog."""
    return Drawing(
        forms.bands_form(title), {"rows": [{"band": band, "count": count} for band, count in rows]}
    )


def pareto(rows: Sequence[tuple[str, int]], *, title: str, whole: int = 0) -> Drawing:
    """Counts from most to least, and the share of `whole` (of what is shown) they add up to."""
    whole = whole or sum(count for _, count in rows) or 1
    values: Rows = []
    running = 0
    for name, count in rows:
        running += count
        values.append({"name": name, "count": count, "share": round(100 * running / whole, 2)})
    return Drawing(forms.pareto_form(title), {"rows": values})


def intervals(
    rows: Sequence[tuple[str, float, float, float, Decimal | None]], *, title: str
) -> Drawing:
    """Point, exact interval and floor per row, in percent: the eye sees what the verdict says."""
    values: Rows = [
        {
            "name": name,
            "point": round(point * 100, 2),
            "low": round(low * 100, 2),
            "high": round(high * 100, 2),
            "floor": _number(floor, 100),
        }
        for name, point, low, high, floor in rows
    ]
    return Drawing(forms.intervals_form(title), {"rows": values})


def spread(rows: Sequence[tuple[str, float, float, float, float, float]], *, title: str) -> Drawing:
    """Per row least to most, median (dot), mean (diamond) and 90th percentile (tick)."""
    names = ("name", "least", "median", "mean", "p90", "most")
    values: Rows = [dict(zip(names, row, strict=True)) for row in rows]
    return Drawing(forms.spread_form(title), {"rows": values})


def _number(value: Decimal | int | None, scale: int = 1) -> float | None:
    return None if value is None else round(float(value * scale), 4)
