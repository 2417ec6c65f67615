"""A tolerant, streaming reader (and a writer) of X12 835 remittance advice.

Model-free: bytes in, dataclasses and verdicts out. Patient names and member numbers are
passed over while reading and exist in none of the records.
"""

from denials.x12.errors import X12Error
from denials.x12.records import (
    Adjustment,
    Claim,
    Event,
    Header,
    Procedure,
    ProviderAdjustment,
    ServiceLine,
    Transaction,
)
from denials.x12.remittance import iter_events, read_remittance
from denials.x12.verdict import Imbalance, Verdict
from denials.x12.writer import write_remittance

__all__ = [
    "Adjustment",
    "Claim",
    "Event",
    "Header",
    "Imbalance",
    "Procedure",
    "ProviderAdjustment",
    "ServiceLine",
    "Transaction",
    "Verdict",
    "X12Error",
    "iter_events",
    "read_remittance",
    "write_remittance",
]
