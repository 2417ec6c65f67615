"""What an import did, per transaction: for the command line, the page and the API."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from denials.models import RemittanceFile
from denials.x12 import Header, Verdict


@dataclass(frozen=True, slots=True)
class TransactionResult:
    header: Header
    verdict: Verdict
    already_imported: bool = False

    def as_row(self, file: str) -> dict[str, Any]:
        verdict = self.verdict
        return {
            "file": file,
            "transaction": self.header.number,
            "claims": verdict.claims,
            "service_lines": verdict.service_lines,
            "bpr02": _number(verdict.bpr02),
            "sum_clp04_minus_plb": _number(verdict.sum_clp04_minus_plb),
            "balanced": verdict.balanced,
            "claims_balanced": verdict.claims_balanced,
            "services_balanced": verdict.services_balanced,
            "denied": verdict.denied,
            "zero_paid": verdict.zero_paid,
            "reversals": verdict.reversals,
            "plb": verdict.plb,
            "already_imported": self.already_imported,
            "verdict": verdict.explanation,
            "notices": [*map(str, verdict.imbalances), *verdict.notices],
        }


@dataclass(slots=True)
class ImportResult:
    """`already_imported`: this very file was imported before; nothing was changed."""

    name: str
    file: RemittanceFile
    already_imported: bool = False
    transactions: list[TransactionResult] = field(default_factory=list)
    denials: int = 0
    matched: int = 0

    def as_rows(self) -> list[dict[str, Any]]:
        return [transaction.as_row(self.name) for transaction in self.transactions]

    @property
    def claims(self) -> int:
        return sum(item.verdict.claims for item in self.transactions if not item.already_imported)

    @property
    def message(self) -> str:
        if self.already_imported:
            return (
                f"{self.name} was imported before, on "
                f"{self.file.imported_at:%Y-%m-%d %H:%M} UTC. Nothing was changed."
            )
        fresh = [item for item in self.transactions if not item.already_imported]
        off = sum(not item.verdict.is_consistent for item in fresh)
        done = f"{len(fresh)} remittance{'s' * (len(fresh) != 1)} imported from {self.name}"
        counts = f"{self.claims} claims, {self.denials} denials, {self.matched} matched to charts"
        parts = [f"{done}: {counts}"]
        if off:
            parts.append(f"{off} out of balance")
        if len(fresh) < len(self.transactions):
            known = len(self.transactions) - len(fresh)
            parts.append(f"{known} already known from another file and skipped")
        return "; ".join(parts) + "."


def _number(value: Decimal) -> int | float:
    """Exact for dollars and cents; whole amounts without a point."""
    return int(value) if value == value.to_integral_value() else float(value)
