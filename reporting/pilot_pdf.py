"""The exit report of a pilot as a PDF: as it stood at the decision, else as it is now."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime

from engagements.enums.transition import PilotState
from engagements.kernel.metrics import METRICS
from engagements.kernel.pdf import pdf_of
from reporting.selectors.trials import PilotReport


def pilot_report_html(report: PilotReport) -> str:
    pilot = report.pilot
    decided = pilot.state == PilotState.DECIDED and bool(pilot.report)
    values: dict[str, Any] = pilot.report if decided else report.plain
    as_of = parse_datetime(values["as_of"]) or report.now
    context = {
        "engagement": report.engagement,
        "pilot": pilot,
        "values": values,
        "rows": [row | {"definition": _definition(row["key"])} for row in values["rows"]],
        "confidence": values["confidence"],
        "as_of": as_of.astimezone(dt.UTC),
        "days": (pilot.ends_on - pilot.starts_on).days + 1,
        "is_decided": decided,
        "is_running": pilot.state == PilotState.OPEN and report.today <= pilot.ends_on,
    }
    return render_to_string("reporting/trials/pilot_pdf.html", context)


def _definition(key: str) -> dict[str, str]:
    """As the number is declared; one that is no longer declared keeps its stored method alone."""
    kpi = METRICS.kpis.get(key)
    return {"definition": kpi.definition, "source": kpi.source} if kpi else {}


def pilot_report_pdf(report: PilotReport) -> bytes:
    return pdf_of(pilot_report_html(report))
