"""What an 835 says, without the people: no names, addresses or member numbers of patients."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from denials.x12.verdict import Verdict

ZERO = Decimal(0)
DENIED = "4"
REVERSAL = "22"


@dataclass(slots=True)
class Adjustment:
    """One (group, reason, amount) of a CAS segment; a CAS holds up to six."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None


@dataclass(slots=True)
class Procedure:
    """A composite procedure: qualifier (HC, AD, NU ...), code and up to four modifiers."""

    qualifier: str
    code: str
    modifiers: tuple[str, ...] = ()


@dataclass(slots=True)
class ServiceLine:
    position: int
    procedure: Procedure
    charge: Decimal
    paid: Decimal
    revenue_code: str = ""
    units: Decimal | None = None
    original_procedure: Procedure | None = None
    original_units: Decimal | None = None
    service_from: date | None = None
    service_to: date | None = None
    control_number: str = ""
    allowed: Decimal | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def difference(self) -> Decimal:
        """SVC02 - sum(CAS) - SVC03: zero when the line balances."""
        return self.charge - sum((a.amount for a in self.adjustments), ZERO) - self.paid


@dataclass(slots=True)
class Claim:
    """One CLP loop. `reference` is CLP01, the provider's own claim or encounter number."""

    position: int
    reference: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal | None = None
    filing_indicator: str = ""
    payer_control_number: str = ""
    facility_code: str = ""
    frequency_code: str = ""
    drg: str = ""
    assigned_number: str = ""
    rendering_npi: str = ""
    statement_from: date | None = None
    statement_to: date | None = None
    received_on: date | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lines: list[ServiceLine] = field(default_factory=list)

    @property
    def difference(self) -> Decimal:
        """CLP03 - every CAS of the claim and its lines - CLP04: zero when it balances."""
        adjusted = sum((a.amount for a in self.adjustments), ZERO)
        adjusted += sum((a.amount for line in self.lines for a in line.adjustments), ZERO)
        return self.charge - adjusted - self.paid

    @property
    def is_denied(self) -> bool:
        return self.status == DENIED

    @property
    def is_reversal(self) -> bool:
        return self.status == REVERSAL


@dataclass(slots=True)
class ProviderAdjustment:
    """One reason and amount of a PLB segment: provider level, never a denial."""

    position: int
    provider_id: str
    fiscal_year_end: date | None
    reason: str
    amount: Decimal


@dataclass(slots=True)
class Header:
    """One transaction set (ST): who paid whom, how much, when, under which trace number."""

    number: int
    control_number: str
    version: str
    is_test: bool
    amount: Decimal
    is_debit: bool
    payment_method: str
    payment_date: date | None
    trace_number: str = ""
    originator_id: str = ""
    production_date: date | None = None
    payer_name: str = ""
    payer_id: str = ""
    payee_name: str = ""
    payee_id: str = ""

    @property
    def signed_amount(self) -> Decimal:
        return -self.amount if self.is_debit else self.amount


@dataclass(slots=True)
class Transaction:
    header: Header
    claims: list[Claim]
    provider_adjustments: list[ProviderAdjustment]
    verdict: Verdict


Event: TypeAlias = Header | Claim | ProviderAdjustment | Verdict
