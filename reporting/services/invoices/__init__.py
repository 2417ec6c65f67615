"""Invoices: issued and cancelled by the vendor, disputed and approved by the practice."""

from reporting.services.invoices.approving import invoice_approve
from reporting.services.invoices.disputes import (
    dispute_concede,
    dispute_raise,
    dispute_uphold,
    dispute_withdraw,
)
from reporting.services.invoices.issuing import invoice_cancel, invoice_issue
from reporting.services.invoices.usage import usage_enter

__all__ = [
    "dispute_concede",
    "dispute_raise",
    "dispute_uphold",
    "dispute_withdraw",
    "invoice_approve",
    "invoice_cancel",
    "invoice_issue",
    "usage_enter",
]
