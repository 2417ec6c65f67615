"""Rollups, published months and report runs."""

from reporting.models.dnfc import DnfcDay, DnfcSnapshot
from reporting.models.reports import MonthlyReport, ReportDelivery, ReportRun
from reporting.models.rollups import (
    AuditDaily,
    ClaimsDaily,
    DirtyDay,
    ProductionDaily,
    QueryDaily,
    Rollup,
    RollupState,
)

__all__ = [
    "AuditDaily",
    "ClaimsDaily",
    "DirtyDay",
    "DnfcDay",
    "DnfcSnapshot",
    "MonthlyReport",
    "ProductionDaily",
    "QueryDaily",
    "ReportDelivery",
    "ReportRun",
    "Rollup",
    "RollupState",
]
