"""Remittances, claims, adjustments, and the work on denials."""

from denials.models.attribution import AttributionEntry
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
    "AttributionEntry",
    "Claim",
    "DeadlineRule",
    "Denial",
    "ProviderAdjustment",
    "Remittance",
    "RemittanceFile",
    "ServiceLine",
]
