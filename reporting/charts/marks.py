"""What stands on a trend beside its own line: the baseline, and days worth knowing."""

from typing import Any

GREY = "#76849a"


def altair() -> Any:
    import altair as alt  # takes over a second: only where a chart is drawn

    return alt


def event_marks(data: Any, dates: Any) -> list[Any]:
    """A vertical line on each marked day, with its word beside it."""
    alt = altair()
    base = data.encode(dates, tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "label:N"])
    name = base.mark_text(color=GREY, align="left", baseline="top", dx=3, fontSize=9)
    return [
        base.mark_rule(color=GREY, strokeDash=[2, 3], strokeWidth=1.5),
        name.encode(alt.Text("label:N"), y=alt.value(2)),
    ]


def baseline_marks(data: Any, title: str) -> list[Any]:
    """A dotted line with its name, so that nobody takes it for the target."""
    alt = altair()
    base = data.encode(alt.Y("baseline:Q", title=title))
    name = base.mark_text(text="Baseline", align="left", baseline="bottom", dx=2, color=GREY)
    return [
        base.mark_rule(color=GREY, strokeDash=[1, 4], strokeWidth=2),
        name.encode(alt.XValue(0)),
    ]
