"""Does a remittance add up? At the service line, at the claim, and at the payment."""

from dataclasses import dataclass, field
from decimal import Decimal

# Enough to act on; a file with more is wrong as a whole.
LISTED_IMBALANCES = 50


@dataclass(slots=True)
class Imbalance:
    """One line or claim whose amounts do not add up."""

    position: int
    claim_reference: str
    procedure: str
    difference: Decimal

    def __str__(self) -> str:
        level = f"line {self.procedure} of claim" if self.procedure else "claim"
        return (
            f"segment {self.position}: {level} {self.claim_reference} is off by {self.difference}"
        )


@dataclass(slots=True)
class Verdict:
    """Counts and sums of one transaction. Closes it in the event stream."""

    control_number: str
    bpr02: Decimal
    claims: int = 0
    service_lines: int = 0
    sum_clp04: Decimal = Decimal(0)
    sum_plb: Decimal = Decimal(0)
    claims_balanced: int = 0
    services_balanced: int = 0
    denied: int = 0
    zero_paid: int = 0
    reversals: int = 0
    plb: int = 0
    content_hash: str = ""
    imbalances: list[Imbalance] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def sum_clp04_minus_plb(self) -> Decimal:
        return self.sum_clp04 - self.sum_plb

    @property
    def difference(self) -> Decimal:
        """BPR02 - (sum of CLP04 - sum of PLB)."""
        return self.bpr02 - self.sum_clp04_minus_plb

    @property
    def balanced(self) -> bool:
        """The payment equals the claims less the provider-level adjustments."""
        return self.difference == 0

    @property
    def is_consistent(self) -> bool:
        """Balanced at all three levels."""
        return self.balanced and self.claims == self.claims_balanced == self.services_balanced

    @property
    def explanation(self) -> str:
        """What a person needs to know, in one sentence, with the remedy."""
        if self.is_consistent:
            return "Balanced at service line, claim and payment level."
        parts = []
        if not self.balanced:
            parts.append(
                f"the payment (BPR02) is {self.bpr02} but claims less provider adjustments come "
                f"to {self.sum_clp04_minus_plb}, a difference of {self.difference}"
            )
        if self.claims_balanced < self.claims:
            parts.append(f"{self.claims - self.claims_balanced} claims do not add up")
        if self.services_balanced < self.claims:
            off = self.claims - self.services_balanced
            parts.append(f"{off} claims have service lines that do not add up")
        return f"Out of balance: {'; '.join(parts)}. Ask the payer for a corrected 835."
