"""Which adjustments of a claim are denials: every one of them, each with its suggestion. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from denials.carc import AdjustmentKind, Suggestion, is_denial, reason_of, suggest
from denials.x12 import Adjustment, Claim, ServiceLine

# Not our claim, predetermination: no decision about this provider's payment.
_NO_DECISION = frozenset({"23", "25"})
_NEVER = frozenset({AdjustmentKind.PATIENT, AdjustmentKind.COORDINATION})


@dataclass(frozen=True, slots=True)
class DenialFact:
    """One denied amount of a claim, at claim level (`line` is None) or at a service line."""

    reason: str
    group: str
    amount: Decimal
    remarks: tuple[str, ...]
    line: ServiceLine | None
    suggestion: Suggestion
    adjustment: Adjustment


def denials_of(claim: Claim) -> list[DenialFact]:
    """Every adjustment whose reason denies. A claim the payer calls denied (CLP02 4) yields at
    least one where it has any: if no reason denies by itself, what was taken off does.
    """
    if claim.is_reversal or claim.status in _NO_DECISION:
        return []
    adjustments = list(_adjustments(claim))
    denied = [
        (adjustment, line)
        for adjustment, line in adjustments
        if adjustment.amount > 0 and is_denial(adjustment.reason)
    ]
    if not denied and claim.is_denied:
        denied = [pair for pair in adjustments if _may_stand_in(pair[0])] or adjustments[:1]
    return [_fact(claim, adjustment, line) for adjustment, line in denied]


def _adjustments(claim: Claim) -> Iterator[tuple[Adjustment, ServiceLine | None]]:
    for adjustment in claim.adjustments:
        yield adjustment, None
    for line in claim.lines:
        for adjustment in line.adjustments:
            yield adjustment, line


def _may_stand_in(adjustment: Adjustment) -> bool:
    return adjustment.amount > 0 and reason_of(adjustment.reason).kind not in _NEVER


def _fact(claim: Claim, adjustment: Adjustment, line: ServiceLine | None) -> DenialFact:
    """Remarks of the line first; claim-level ones (MIA, MOA) speak about all of it."""
    remarks = tuple(dict.fromkeys([*(line.remarks if line else []), *claim.remarks]))
    return DenialFact(
        reason=adjustment.reason,
        group=adjustment.group,
        amount=adjustment.amount,
        remarks=remarks,
        line=line,
        suggestion=suggest(adjustment.reason, remarks),
        adjustment=adjustment,
    )
