"""All writes of reporting."""

from reporting.services.dnfc import dnfc_count, dnfc_count_due
from reporting.services.publishing import (
    DeliveryIncomplete,
    month_to_publish,
    report_publish,
    reports_to_publish,
)
from reporting.services.reports import delivery_release, report_freeze, report_render
from reporting.services.rollups import Refreshed, rollup_refresh, rollup_refresh_all

__all__ = [
    "DeliveryIncomplete",
    "Refreshed",
    "delivery_release",
    "dnfc_count",
    "dnfc_count_due",
    "month_to_publish",
    "report_freeze",
    "report_publish",
    "report_render",
    "reports_to_publish",
    "rollup_refresh",
    "rollup_refresh_all",
]
