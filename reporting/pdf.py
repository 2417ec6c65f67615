"""The PDF of a frozen month: tagged (PDF/UA-1), from its stored numbers alone.

The same numbers give the same pages whenever it is rendered.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from engagements.kernel.pdf import pdf_of
from engagements.kernel.registry import report_sections
from engagements.models import Engagement
from reporting import charts
from reporting.models import MonthlyReport

CHART_WIDTH = 560
SAYS = {
    "accuracy": "Accuracy by specialty with exact interval and floor; the tables have the numbers.",
    "pareto": "Denials by reason, most first; the table has the numbers.",
    "spread": "Turnaround in hours by encounter class: least, median, mean, 90th percentile and"
    " most; the table has the numbers.",
}


def report_html(*, engagement: Engagement, report: MonthlyReport) -> str:
    sections = [
        {
            "key": section.key,
            "title": section.title,
            "template": section.template,
            "values": report.numbers["sections"].get(section.key, {}),
        }
        for section in report_sections
    ]
    context = {
        "engagement": engagement,
        "report": report,
        "sections": sections,
        "charts": report_charts(report.numbers["sections"]),
        "site_url": settings.SITE_URL.rstrip("/"),
    }
    return render_to_string("reports/monthly.html", context)


def report_pdf(*, engagement: Engagement, report: MonthlyReport) -> bytes:
    return pdf_of(report_html(engagement=engagement, report=report))


def report_charts(sections: dict[str, Any]) -> dict[str, SafeString]:
    """The charts of the report as SVG; one without data is left out."""
    drawn = {
        "accuracy": _accuracy(sections.get("accuracy", {})),
        "pareto": _pareto(sections.get("denials", {})),
        "spread": _spread(sections.get("turnaround", {})),
    }
    return {
        key: mark_safe(drawing.svg(CHART_WIDTH, says=SAYS[key]))
        for key, drawing in drawn.items()
        if drawing is not None and not drawing.empty
    }


def _accuracy(values: dict[str, Any]) -> charts.Drawing | None:
    rows = []
    for group in values.get("groups", []):
        if group["key"] != "specialty":
            continue
        for row in group["rows"]:
            cell = next((c for c in row["methods"] if c["contracted"]), None)
            if cell and cell["value"] is not None and cell["lower"] is not None:
                floor = None if row["floor"] is None else Decimal(row["floor"])
                rows.append((row["name"], cell["value"], cell["lower"], cell["upper"], floor))
    return charts.intervals(rows, title="Accuracy by specialty (%)") if rows else None


def _pareto(values: dict[str, Any]) -> charts.Drawing | None:
    rows = [(row["code"], row["n"]) for row in values.get("pareto", [])]
    whole = sum(row["n"] for row in values.get("root_causes", []))
    return charts.pareto(rows, title="Denials by reason", whole=whole) if rows else None


def _spread(values: dict[str, Any]) -> charts.Drawing | None:
    keys = ("least", "median", "mean", "p90", "most")
    rows = [
        (row["name"], *(row["seconds"][key] / 3600 for key in keys))
        for row in values.get("range", [])
    ]
    return charts.spread(rows, title="Turnaround (hours)") if rows else None
