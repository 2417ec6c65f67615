"""All writes to remittances, claims and denials."""

from denials.services.imports import remittance_import
from denials.services.results import ImportResult, TransactionResult

__all__ = ["ImportResult", "TransactionResult", "remittance_import"]
