"""How each chart looks: its form as Altair writes it, once per process, with no data in it."""

from functools import cache
from typing import Any

from reporting.charts.marks import GREY, altair, baseline_marks, event_marks

BLUE, ORANGE, GREEN = "#2f7fd6", "#c8650a", "#2b8f54"
KINDS = (ORANGE, BLUE, GREEN, GREY, "#8a63c9", "#b5476b")
HEIGHT = 180
WHOLE_LABELS = "datum.value % 1 ? '' : datum.label"
STEP = 28


def _named(name: str) -> Any:
    return altair().Chart(altair().NamedData(name=name))


def _form(chart: Any) -> dict[str, Any]:
    found: dict[str, Any] = chart.to_dict()
    for key in ("config", "datasets"):
        found.pop(key, None)
    return found


def _dates() -> Any:
    alt = altair()
    return alt.X("day:T", title=None, axis=alt.Axis(format="%b %-d", labelOverlap=True))


def _whole(title: str, field: str = "count:Q") -> Any:
    alt = altair()
    axis = alt.Axis(tickMinStep=1, format="d", labelExpr=WHOLE_LABELS)
    return {"shorthand": field, "title": title, "axis": axis}


@cache
def trend_form(
    title: str, *, zero: bool, target: bool, baseline: bool, events: bool
) -> dict[str, Any]:
    alt = altair()
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
def flow_form(into: str, out: str) -> dict[str, Any]:
    alt = altair()
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
def stack_form(title: str, order: tuple[str, ...]) -> dict[str, Any]:
    alt = altair()
    scale = alt.Scale(domain=list(order), range=[*KINDS[: len(order)]])
    chart = (
        _named("rows")
        .mark_bar()
        .encode(
            _dates(),
            alt.Y("amount:Q", title=title),
            alt.Color(
                "kind:N", scale=scale, legend=alt.Legend(orient="top", title=None, columns=3)
            ),
            alt.Order("place:Q"),
            tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "kind:N", "amount:Q"],
        )
    )
    return _form(chart.properties(height=HEIGHT))


@cache
def bands_form(title: str) -> dict[str, Any]:
    alt = altair()
    base = _named("rows").encode(
        alt.Y("band:N", sort=None, title=None),
        alt.X(**_whole(title)),
        tooltip=["band:N", "count:Q"],
    )
    bars = base.mark_bar(color=BLUE, cornerRadiusEnd=2)
    numbers = base.mark_text(align="left", dx=4).encode(alt.Text("count:Q"))
    return _form(alt.layer(bars, numbers).properties(height=alt.Step(STEP)))


@cache
def pareto_form(title: str) -> dict[str, Any]:
    alt = altair()
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
def intervals_form(title: str) -> dict[str, Any]:
    alt = altair()
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
def spread_form(title: str) -> dict[str, Any]:
    alt = altair()
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
