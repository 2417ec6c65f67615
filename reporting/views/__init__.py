"""Pages of reporting."""

from reporting.views.health import HealthView, NumbersCsvView, PortfolioView, TurnaroundView
from reporting.views.monthly import (
    DeliveryRelease,
    ReportDetail,
    ReportList,
    ReportPdf,
    ReportPublish,
)

__all__ = [
    "DeliveryRelease",
    "HealthView",
    "NumbersCsvView",
    "PortfolioView",
    "ReportDetail",
    "ReportList",
    "ReportPdf",
    "ReportPublish",
    "TurnaroundView",
]
