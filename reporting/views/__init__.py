"""Pages of reporting."""

from reporting.views.clocks import AttainmentView, DnfcView
from reporting.views.health import (
    HealthView,
    NowView,
    NumbersCsvView,
    NumbersView,
    PortfolioView,
    TurnaroundView,
)
from reporting.views.monthly import (
    DeliveryRelease,
    ReportDetail,
    ReportList,
    ReportPdf,
    ReportPublish,
)
from reporting.views.threeway import ThreeWayView, VendorFigureNew

__all__ = [
    "AttainmentView",
    "DeliveryRelease",
    "DnfcView",
    "HealthView",
    "NowView",
    "NumbersCsvView",
    "NumbersView",
    "PortfolioView",
    "ReportDetail",
    "ReportList",
    "ReportPdf",
    "ReportPublish",
    "ThreeWayView",
    "TurnaroundView",
    "VendorFigureNew",
]
