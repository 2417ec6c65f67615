"""One function returns one chart. The browser draws its spec, the PDF embeds its SVG.

Altair writes each form once per process, with its data named and not filled in; a page only adds
the rows. Colours are mid tones that keep 3:1 contrast on white and on the dark theme, and nothing
is told by colour alone: series differ in shape or place too. Text and axis colours are the page's.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from reporting.chart_marks import GREY, baseline_marks, event_marks

BLUE, ORANGE, GREEN = "#2f7fd6", "#c8650a", "#2b8f54"
KINDS = (ORANGE, BLUE, GREEN, GREY, "#8a63c9", "#b5476b")
HEIGHT = 180
# Print measures its text with the font it prints, so that no label is cut off.
PRINT = {
    "font": "DejaVu Sans",
    "padding": 6,
    "axis": {"titleFontWeight": "normal", "titleFontSize": 10, "labelFontSize": 9},
}
WHOLE_LABELS = "datum.value % 1 ? '' : datum.label"
STEP = 28
Rows = list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Drawing:
    """A chart: its form, as Altair wrote it, and the rows it shows."""

    form: dict[str, Any]
    data: dict[str, Rows]

    def spec(self, width: int | str = "container") -> dict[str, Any]:
        """The Vega-Lite spec; the page's chart is as wide as its place."""
        return {**self.form, "datasets": self.data, "width": width}

    def svg(self, width: int = 520) -> str:
        """The same chart for print; its text stays text, so it can be read aloud and searched."""
        import vl_convert  # starts a JavaScript engine: only where print needs it

        return str(vl_convert.vegalite_to_svg({**self.spec(width), "config": PRINT}))

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
    return Drawing(_trend_form(title, zero=not percent, **marks), data)


def flow(rows: Iterable[tuple[dt.date, int, int]], *, into: str, out: str) -> Drawing:
    """Two daily volumes: what comes in dashed, what goes out solid."""
    values = [
        {"day": day.isoformat(), "series": series, "count": count}
        for day, first, second in rows
        for series, count in ((into, first), (out, second))
    ]
    return Drawing(_flow_form(into, out), {"rows": values})


def stack(
    rows: Iterable[tuple[dt.date, str, Decimal]], *, order: Sequence[str], title: str
) -> Drawing:
    """Amounts per day, one on the other by kind; each kind keeps its colour and place."""
    values = [
        {"day": day.isoformat(), "kind": kind, "place": order.index(kind), "amount": float(amount)}
        for day, kind, amount in rows
    ]
    return Drawing(_stack_form(title, tuple(order)), {"rows": values})


def bands(rows: Sequence[tuple[str, int]], *, title: str) -> Drawing:
    """Counts of ordered bands, such as the age of a backlog."""
    return Drawing(
        _bands_form(title), {"rows": [{"band": band, "count": count} for band, count in rows]}
    )


def pareto(rows: Sequence[tuple[str, int]], *, title: str) -> Drawing:
    """Counts from most to least, and the share they add up to."""
    whole = sum(count for _, count in rows) or 1
    values: Rows = []
    running = 0
    for name, count in rows:
        running += count
        values.append({"name": name, "count": count, "share": round(100 * running / whole, 2)})
    return Drawing(_pareto_form(title), {"rows": values})


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
    return Drawing(_intervals_form(title), {"rows": values})


def spread(rows: Sequence[tuple[str, float, float, float, float, float]], *, title: str) -> Drawing:
    """Per row least to most, median (dot), mean (diamond) and 90th percentile (tick)."""
    names = ("name", "least", "median", "mean", "p90", "most")
    values: Rows = [dict(zip(names, row, strict=True)) for row in rows]
    return Drawing(_spread_form(title), {"rows": values})


def _number(value: Decimal | int | None, scale: int = 1) -> float | None:
    return None if value is None else round(float(value * scale), 4)


def _altair() -> Any:
    import altair as alt  # takes over a second: only where a chart is drawn

    return alt


def _named(name: str) -> Any:
    return _altair().Chart(_altair().NamedData(name=name))


def _form(chart: Any) -> dict[str, Any]:
    found: dict[str, Any] = chart.to_dict()
    for key in ("config", "datasets"):
        found.pop(key, None)
    return found


def _dates() -> Any:
    alt = _altair()
    return alt.X("day:T", title=None, axis=alt.Axis(format="%b %-d", labelOverlap=True))


def _whole(title: str, field: str = "count:Q") -> Any:
    alt = _altair()
    axis = alt.Axis(tickMinStep=1, format="d", labelExpr=WHOLE_LABELS)
    return {"shorthand": field, "title": title, "axis": axis}


@cache
def _trend_form(
    title: str, *, zero: bool, target: bool, baseline: bool, events: bool
) -> dict[str, Any]:
    alt = _altair()
    line = (
        _named("rows")
        .mark_line(
            color=BLUE,
            point=alt.OverlayMarkDef(color=BLUE, size=24),
            invalid="break-paths-show-domains",
        )
        .encode(
            _dates(),
            alt.Y("value:Q", title=title, scale=alt.Scale(zero=zero)),
            tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "value:Q"],
        )
    )
    layers = [line]
    if target:
        rule = _named("target").mark_rule(color=ORANGE, strokeDash=[5, 4], strokeWidth=1.5)
        layers.append(rule.encode(alt.Y("target:Q", title=title)))
    if baseline:
        layers += baseline_marks(_named("baseline"), title)
    if events:
        layers += event_marks(_named("events"), _dates())
    if len(layers) == 1:
        return _form(line.properties(height=HEIGHT))
    return _form(alt.layer(*layers).properties(height=HEIGHT))


@cache
def _flow_form(into: str, out: str) -> dict[str, Any]:
    alt = _altair()
    legend = alt.Legend(orient="top", title=None)
    chart = (
        _named("rows")
        .mark_line()
        .encode(
            _dates(),
            alt.Y(**_whole("Charts per day")),
            alt.Color(
                "series:N",
                scale=alt.Scale(domain=[into, out], range=[ORANGE, BLUE]),
                legend=legend,
            ),
            alt.StrokeDash(
                "series:N",
                scale=alt.Scale(domain=[into, out], range=[[5, 3], [1, 0]]),
                legend=legend,
            ),
            tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "series:N", "count:Q"],
        )
    )
    return _form(chart.properties(height=HEIGHT))


@cache
def _stack_form(title: str, order: tuple[str, ...]) -> dict[str, Any]:
    alt = _altair()
    scale = alt.Scale(domain=list(order), range=[*KINDS[: len(order)]])
    chart = (
        _named("rows")
        .mark_bar()
        .encode(
            _dates(),
            alt.Y("amount:Q", title=title),
            alt.Color("kind:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
            alt.Order("place:Q"),
            tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "kind:N", "amount:Q"],
        )
    )
    return _form(chart.properties(height=HEIGHT))


@cache
def _bands_form(title: str) -> dict[str, Any]:
    alt = _altair()
    base = _named("rows").encode(
        alt.Y("band:N", sort=None, title=None),
        alt.X(**_whole(title)),
        tooltip=["band:N", "count:Q"],
    )
    bars = base.mark_bar(color=BLUE, cornerRadiusEnd=2)
    numbers = base.mark_text(align="left", dx=4).encode(alt.Text("count:Q"))
    return _form(alt.layer(bars, numbers).properties(height=alt.Step(STEP)))


@cache
def _pareto_form(title: str) -> dict[str, Any]:
    alt = _altair()
    base = _named("rows").encode(
        alt.X("name:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
        tooltip=["name:N", "count:Q", alt.Tooltip("share:Q", title="cumulative %")],
    )
    bars = base.mark_bar(color=BLUE, cornerRadiusEnd=2, width=alt.RelativeBandSize(band=0.6))
    line = base.mark_line(color=ORANGE, point=alt.OverlayMarkDef(color=ORANGE, size=28))
    share = alt.Y("share:Q", title="Cumulative %", scale=alt.Scale(domain=[0, 100]))
    chart = alt.layer(bars.encode(alt.Y(**_whole(title))), line.encode(share))
    return _form(chart.resolve_scale(y="independent").properties(height=HEIGHT))


@cache
def _intervals_form(title: str) -> dict[str, Any]:
    alt = _altair()
    base = _named("rows").encode(
        alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        tooltip=["name:N", "point:Q", "low:Q", "high:Q", "floor:Q"],
    )
    scale = alt.Scale(zero=False, domainMax=100)
    low = alt.X("low:Q", title=title, scale=scale)
    return _form(
        alt.layer(
            base.mark_rule(color=BLUE, strokeWidth=2).encode(low, alt.X2("high:Q")),
            base.mark_point(color=BLUE, filled=True, opacity=1, size=70).encode(alt.X("point:Q")),
            base.mark_tick(color=ORANGE, thickness=3, size=18).encode(alt.X("floor:Q")),
        ).properties(height=alt.Step(STEP))
    )


@cache
def _spread_form(title: str) -> dict[str, Any]:
    alt = _altair()
    base = _named("rows").encode(
        alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        tooltip=["name:N", "least:Q", "median:Q", "mean:Q", "p90:Q", "most:Q"],
    )
    least = alt.X("least:Q", title=title)
    return _form(
        alt.layer(
            base.mark_rule(color=GREY, strokeWidth=2).encode(least, alt.X2("most:Q")),
            base.mark_point(color=BLUE, filled=True, opacity=1, size=70).encode(alt.X("median:Q")),
            base.mark_point(color=GREEN, shape="diamond", size=60).encode(alt.X("mean:Q")),
            base.mark_tick(color=ORANGE, thickness=3, size=18).encode(alt.X("p90:Q")),
        ).properties(height=alt.Step(STEP))
    )
