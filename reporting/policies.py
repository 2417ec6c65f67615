"""Which reports each actor may have."""

from engagements.kernel.policy import Policy
from reporting.models import MonthlyReport, ReportDelivery


class MonthlyReportPolicy(Policy):
    model = MonthlyReport


class ReportDeliveryPolicy(Policy):
    model = ReportDelivery
