"""Rollups, published months and report runs."""

from reporting.models.dnfc import DnfcDay, DnfcSnapshot
from reporting.models.invoices import Invoice, InvoiceLine, InvoiceUnit, LineDispute, UsageEntry
from reporting.models.reported import VendorFigure
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
from reporting.models.service_levels import (
    CorrectiveActionPlan,
    SlaResult,
    SystemicError,
    SystemicErrorChart,
)

__all__ = [
    "AuditDaily",
    "ClaimsDaily",
    "CorrectiveActionPlan",
    "DirtyDay",
    "DnfcDay",
    "DnfcSnapshot",
    "Invoice",
    "InvoiceLine",
    "InvoiceUnit",
    "LineDispute",
    "MonthlyReport",
    "ProductionDaily",
    "QueryDaily",
    "ReportDelivery",
    "ReportRun",
    "Rollup",
    "RollupState",
    "SlaResult",
    "SystemicError",
    "SystemicErrorChart",
    "UsageEntry",
    "VendorFigure",
]
