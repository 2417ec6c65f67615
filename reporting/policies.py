"""Which reports each actor may have."""

from engagements.kernel.policy import Policy
from reporting.models import (
    CorrectiveActionPlan,
    Invoice,
    InvoiceLine,
    LineDispute,
    MonthlyReport,
    ReportDelivery,
    SlaResult,
    SystemicError,
)


class MonthlyReportPolicy(Policy):
    model = MonthlyReport


class ReportDeliveryPolicy(Policy):
    model = ReportDelivery


class InvoicePolicy(Policy):
    model = Invoice


class InvoiceLinePolicy(Policy):
    model = InvoiceLine


class LineDisputePolicy(Policy):
    model = LineDispute


class SlaResultPolicy(Policy):
    model = SlaResult


class CorrectiveActionPlanPolicy(Policy):
    model = CorrectiveActionPlan


class SystemicErrorPolicy(Policy):
    model = SystemicError
