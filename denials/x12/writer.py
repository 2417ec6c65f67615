"""Records back into an 835: for demo data, exchange tests and the round-trip proof."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from denials.x12.records import Adjustment, Claim, Procedure, ServiceLine, Transaction

_TRIPLETS_PER_CAS = 6
_MOA_REMARKS = 5
_PAIRS_PER_PLB = 6
_ISA = (
    "ISA*00*          *00*          *ZZ*{sender:<15.15}*ZZ*{receiver:<15.15}*{day:%y%m%d}*{time}*^*"
    "00501*{control:09d}*0*{usage}*:"
)


def write_remittance(
    transactions: Iterable[Transaction], *, control: int, sender: str, receiver: str, day: date
) -> bytes:
    """One interchange with one group; segments end with `~` and a line feed."""
    transactions = list(transactions)
    usage = "T" if any(transaction.header.is_test for transaction in transactions) else "P"
    isa = _ISA.format(
        sender=sender, receiver=receiver, day=day, time="1200", control=control, usage=usage
    )
    segments = [isa, f"GS*HP*{sender}*{receiver}*{day:%Y%m%d}*1200*{control}*X*005010X221A1"]
    for transaction in transactions:
        segments.extend(_transaction(transaction))
    segments += [f"GE*{len(transactions)}*{control}", f"IEA*1*{control:09d}"]
    return "".join(f"{segment}~\n" for segment in segments).encode()


def _transaction(transaction: Transaction) -> list[str]:
    header = transaction.header
    segments = [
        f"ST*835*{header.control_number}",
        _join(
            "BPR", "I", header.amount, "D" if header.is_debit else "C", header.payment_method,
            *[""] * 11, header.payment_date,
        ),
        _join("TRN", "1", header.trace_number, header.originator_id),
    ]  # fmt: skip
    if header.production_date:
        segments.append(_join("DTM", "405", header.production_date))
    segments.append(_join("N1", "PR", header.payer_name, "XV", header.payer_id))
    segments.append(_join("N1", "PE", header.payee_name, "XX", header.payee_id))
    for claim in transaction.claims:
        segments.extend(_claim(claim))
    segments.extend(_provider_adjustments(transaction))
    segments.append(f"SE*{len(segments) + 1}*{header.control_number}")
    return segments


def _claim(claim: Claim) -> Iterator[str]:
    if claim.assigned_number:
        yield _join("LX", claim.assigned_number)
    yield _join(
        "CLP", claim.reference, claim.status, claim.charge, claim.paid,
        claim.patient_responsibility, claim.filing_indicator, claim.payer_control_number,
        claim.facility_code, claim.frequency_code, "", claim.drg,
    )  # fmt: skip
    yield from _adjustments(claim.adjustments)
    if claim.rendering_npi:
        yield _join("NM1", "82", "1", "", "", "", "", "", "XX", claim.rendering_npi)
    for start in range(0, len(claim.remarks), _MOA_REMARKS):
        yield _join("MOA", "", "", *claim.remarks[start : start + _MOA_REMARKS])
    dates = (("232", claim.statement_from), ("233", claim.statement_to), ("050", claim.received_on))
    for qualifier, value in dates:
        if value:
            yield _join("DTM", qualifier, value)
    for line in claim.lines:
        yield from _line(line)


def _line(line: ServiceLine) -> Iterator[str]:
    original = _composite(line.original_procedure) if line.original_procedure else ""
    yield _join(
        "SVC", _composite(line.procedure), line.charge, line.paid, line.revenue_code, line.units,
        original, line.original_units,
    )  # fmt: skip
    if line.service_from and line.service_from == line.service_to:
        yield _join("DTM", "472", line.service_from)
    else:
        for qualifier, value in (("150", line.service_from), ("151", line.service_to)):
            if value:
                yield _join("DTM", qualifier, value)
    yield from _adjustments(line.adjustments)
    if line.control_number:
        yield _join("REF", "6R", line.control_number)
    if line.allowed is not None:
        yield _join("AMT", "B6", line.allowed)
    for remark in line.remarks:
        yield _join("LQ", "HE", remark)


def _adjustments(adjustments: list[Adjustment]) -> Iterator[str]:
    """Neighbours of one group share a CAS, six at most."""
    pending: list[Adjustment] = []
    for adjustment in adjustments:
        full = len(pending) == _TRIPLETS_PER_CAS
        if pending and (full or pending[0].group != adjustment.group):
            yield _cas(pending)
            pending = []
        pending.append(adjustment)
    if pending:
        yield _cas(pending)


def _cas(adjustments: list[Adjustment]) -> str:
    triplets = [part for a in adjustments for part in (a.reason, a.amount, a.quantity)]
    return _join("CAS", adjustments[0].group, *triplets)


def _provider_adjustments(transaction: Transaction) -> Iterator[str]:
    found = transaction.provider_adjustments
    for start in range(0, len(found), _PAIRS_PER_PLB):
        pairs = found[start : start + _PAIRS_PER_PLB]
        parts = [part for pair in pairs for part in (pair.reason, pair.amount)]
        yield _join("PLB", pairs[0].provider_id, pairs[0].fiscal_year_end, *parts)


def _composite(procedure: Procedure) -> str:
    return ":".join((procedure.qualifier, procedure.code, *procedure.modifiers))


def _join(*parts: str | Decimal | date | None) -> str:
    return "*".join(_text(part) for part in parts).rstrip("*")


def _text(part: str | Decimal | date | None) -> str:
    if part is None:
        return ""
    if isinstance(part, date):
        return f"{part:%Y%m%d}"
    return f"{part:f}" if isinstance(part, Decimal) else part
