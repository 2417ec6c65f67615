"""Remittances, claims, adjustments, and the work on denials."""

from denials.models.denial import DeadlineRule, Denial
from denials.models.remittance import (
    Adjustment,
    Claim,
    ProviderAdjustment,
    Remittance,
    RemittanceFile,
    ServiceLine,
)

__all__ = [
    "Adjustment",
    "Claim",
    "DeadlineRule",
    "Denial",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceFile",
    "ServiceLine",
]
