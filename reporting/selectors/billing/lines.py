"""An invoice before it is one: lines, the rows behind each, and what keeps it from being issued."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from engagements.kernel.metrics import Period
from engagements.models import Rate, Terms
from reporting.enums import LineKind, UnitKind
from reporting.models import InvoiceLine, SlaResult, SystemicError

CENT = Decimal("0.01")
FINE = Decimal("0.0001")
CREDITS = frozenset({LineKind.SLA_CREDIT, LineKind.SYSTEMIC_CREDIT, LineKind.CORRECTION})


def cents(amount: Decimal) -> Decimal:
    """Half up to the cent, as every line is rounded."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def cents_down(amount: Decimal) -> Decimal:
    """What a cap leaves, never more than the cap."""
    return amount.quantize(CENT, ROUND_DOWN)


def fine(amount: Decimal) -> Decimal:
    return amount.quantize(FINE, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """One row behind a line, and what of the month's charges falls on it."""

    kind: UnitKind
    fee: Decimal
    chart_id: int | None = None
    coding_id: int | None = None
    roster_id: int | None = None
    week: dt.date | None = None
    usage_id: int | None = None
    specialty: str = ""


@dataclass(frozen=True)
class LineDraft:
    """One line to be. `quantity` x `rate`, rounded, is `amount` unless a cap cut it."""

    kind: LineKind
    description: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    units: Sequence[UnitDraft] = ()
    specialty: str = ""
    week: dt.date | None = None
    agreed: Rate | None = None
    terms: Terms | None = None
    sla_result: SlaResult | None = None
    systemic_error: SystemicError | None = None
    corrects: InvoiceLine | None = None

    @property
    def is_credit(self) -> bool:
        return self.kind in CREDITS


def amount_of(lines: Iterable[LineDraft]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


@dataclass(frozen=True)
class Problem:
    """What is not as it should be, and what to do about it; `blocks`: no invoice until then."""

    message: str
    remedy: str
    blocks: bool = True


@dataclass(frozen=True)
class Draft:
    """What the invoice of a month would say if it were issued now."""

    period: Period
    terms: Terms | None
    lines: Sequence[LineDraft] = ()
    problems: Sequence[Problem] = ()

    @property
    def charges(self) -> Decimal:
        return amount_of(line for line in self.lines if not line.is_credit)

    @property
    def credits(self) -> Decimal:
        return amount_of(line for line in self.lines if line.is_credit)

    @property
    def total(self) -> Decimal:
        return self.charges + self.credits

    @property
    def blocking(self) -> Problem | None:
        return next((problem for problem in self.problems if problem.blocks), None)
