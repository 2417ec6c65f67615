"""The table of daily readings."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from engagements.kernel.lists import StatusColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.metrics import METRICS
from engagements.kernel.presentation import DASH
from engagements.models import BoundReading
from engagements.selectors.bounds import figure_text, limits_text


class ReadingTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    day = tables.DateColumn(verbose_name="Day", format="Y-m-d")
    kpi = tables.Column(
        verbose_name="Number", accessor="bound__kpi", attrs={"td": {"class": "wrap"}}
    )
    specialty = tables.Column(verbose_name="Specialty", accessor="bound__specialty")
    phase = tables.Column(verbose_name="Phase", accessor="bound__phase")
    figure = tables.Column(verbose_name="Figure", attrs=NUMERIC)
    n = tables.Column(verbose_name="n", attrs=NUMERIC)
    interval = tables.Column(
        verbose_name="Exact interval", accessor="interval_lower", orderable=False, attrs=NUMERIC
    )
    limits = tables.Column(verbose_name="Agreed", accessor="bound", orderable=False)
    verdict = StatusColumn(verbose_name="Verdict")

    class Meta:
        model = BoundReading
        fields = (
            "day",
            "kpi",
            "specialty",
            "phase",
            "figure",
            "n",
            "interval",
            "limits",
            "verdict",
        )
        order_by = "-day"
        caption = "Daily readings"

    def render_kpi(self, value: str) -> str:
        kpi = METRICS.kpis.get(value)
        return kpi.label if kpi else value

    def value_kpi(self, value: str) -> str:
        return value

    def render_phase(self, record: BoundReading) -> str:
        return str(record.bound.get_phase_display())

    def render_figure(self, record: BoundReading, value: Decimal) -> str:
        return figure_text(value, METRICS.kpis.get(record.bound.kpi))

    def value_figure(self, value: Any) -> Any:
        return value

    def render_interval(self, record: BoundReading) -> str:
        kpi = METRICS.kpis.get(record.bound.kpi)
        if record.interval_lower is None:
            return DASH
        ends = (record.interval_lower, record.interval_upper)
        return " to ".join(figure_text(end, kpi) for end in ends)

    def render_limits(self, record: BoundReading) -> str:
        return limits_text(record.bound, METRICS.kpis.get(record.bound.kpi))
