"""The claim loop (2100) and service line loop (2110): segments into records."""

import re
from collections.abc import Callable
from datetime import date

from denials.x12.errors import X12Error
from denials.x12.records import Adjustment, Claim, Procedure, ServiceLine
from denials.x12.segments import Segment

# TR3 allows 999 lines per claim; ten times that is a runaway file, not a claim.
MOST_LINES = 9_999
MOST_REFERENCE = 64
MOST_PROCEDURE = 30
MOST_MODIFIER = 2
MOST_REASON = 5
MOST_REMARK = 8
_TRIPLETS = range(2, 20, 3)
_GROUPS = frozenset({"CO", "CR", "OA", "PI", "PR"})
_MIA_REMARKS = (5, 20, 21, 22, 23)
_MOA_REMARKS = (3, 4, 5, 6, 7)
_QUALIFIER = re.compile(r"[A-Z0-9]{2}")
_MODIFIERS = slice(2, 6)
_RESEND = "Ask the payer for a corrected file."

Notice = Callable[[str], None]


def claim_of(segment: Segment, assigned_number: str) -> Claim:
    """CLP. Statuses are a code list of X12; any value is kept as it came."""
    return Claim(
        position=segment.position,
        reference=segment.limited(1, MOST_REFERENCE),
        status=segment.limited(2, 3).lstrip("0") or "0",
        charge=segment.money(3),
        paid=segment.money(4),
        patient_responsibility=segment.optional_money(5),
        filing_indicator=segment.code(6),
        payer_control_number=segment.get(7),
        facility_code=segment.get(8),
        frequency_code=segment.code(9),
        drg=segment.code(11),
        assigned_number=assigned_number,
    )


def line_of(segment: Segment) -> ServiceLine:
    """SVC. The description (7th component) is free text and is not read."""
    return ServiceLine(
        position=segment.position,
        procedure=procedure_of(segment, 1),
        charge=segment.money(2),
        paid=segment.money(3) if segment.get(3) else segment.money(2) * 0,
        revenue_code=segment.code(4),
        units=segment.optional_quantity(5),
        original_procedure=procedure_of(segment, 6) if segment.get(6) else None,
        original_units=segment.optional_quantity(7),
    )


def procedure_of(segment: Segment, number: int) -> Procedure:
    segment.required(number)
    # the description, a free text that may name a patient, is not repeated in a complaint either
    parts = [part.upper() for part in segment.components(number)]
    if len(parts) == 1 or not parts[1] or not _QUALIFIER.fullmatch(parts[0]):
        raise segment.error(
            "delimiter",
            number,
            "must hold a qualifier and a code around the component separator "
            f"{segment.delimiters.component!r} declared in the ISA",
            "The file may have been re-saved with other delimiters; download it again.",
            segment.get(number),
        )
    modifiers = tuple(part for part in parts[_MODIFIERS] if part)
    if len(parts[1]) > MOST_PROCEDURE or any(len(part) > MOST_MODIFIER for part in modifiers):
        message = "holds a procedure or modifier that is too long"
        read = segment.delimiters.component.join(parts[: _MODIFIERS.stop])
        raise segment.error("too-long", number, message, _RESEND, read)
    return Procedure(qualifier=parts[0], code=parts[1], modifiers=modifiers)


def adjustments_of(segment: Segment) -> list[Adjustment]:
    """CAS: a group, then up to six (reason, amount, quantity). Empty triplets are skipped."""
    group = segment.code(1)
    if group not in _GROUPS:
        raise segment.error("bad-code", 1, "is not an adjustment group", _RESEND, segment.get(1))
    found = []
    for start in _TRIPLETS:
        reason = segment.code(start)
        if not (reason or segment.get(start + 1)):
            continue
        segment.limited(start, MOST_REASON)
        amount, quantity = segment.money(start + 1), segment.optional_quantity(start + 2)
        found.append(Adjustment(group, reason, amount, quantity))
    if not found:
        raise segment.error("missing", 2, "holds no adjustment reason", _RESEND)
    return found


def apply_claim_segment(claim: Claim, segment: Segment, notice: Notice) -> None:
    """Segments that describe the claim wherever they stand in its loop."""
    if segment.id == "NM1":
        _rendering_provider(claim, segment)
    elif segment.id == "MIA":
        claim.remarks += _remarks(segment, _MIA_REMARKS)
    elif segment.id == "MOA":
        claim.remarks += _remarks(segment, _MOA_REMARKS)
    elif segment.id == "DTM":
        _claim_date(claim, segment, notice)


def apply_line_segment(line: ServiceLine, segment: Segment, notice: Notice) -> None:
    if segment.id == "DTM":
        _line_date(line, segment, notice)
    elif segment.id == "REF" and segment.code(1) == "6R":
        line.control_number = segment.get(2)
    elif segment.id == "AMT" and segment.code(1) == "B6":
        line.allowed = segment.optional_money(2)


def remark_of(segment: Segment) -> str:
    """LQ: only HE (remark codes); RX is a pharmacy reject list."""
    return segment.code(2)[:MOST_REMARK] if segment.code(1) == "HE" else ""


def lenient_date(segment: Segment, number: int, notice: Notice) -> date | None:
    """A date that explains but decides nothing: a bad one is reported, the file still counts."""
    if not segment.get(number):
        return None
    try:
        return segment.date(number)
    except X12Error as error:
        notice(f"{error.place}: {error.message}; the date was left empty.")
        return None


def _rendering_provider(claim: Claim, segment: Segment) -> None:
    """NM1*82 with an NPI. Every other NM1 is a person or a payer: nothing is taken from it."""
    if segment.code(1) == "82" and segment.code(8) == "XX":
        claim.rendering_npi = segment.get(9)


def _remarks(segment: Segment, numbers: tuple[int, ...]) -> list[str]:
    return [code for number in numbers if (code := segment.code(number)[:MOST_REMARK])]


def _claim_date(claim: Claim, segment: Segment, notice: Notice) -> None:
    value = lenient_date(segment, 2, notice)
    match segment.get(1):
        case "232":
            claim.statement_from = value
        case "233":
            claim.statement_to = value
        case "050" | "50":
            claim.received_on = value


def _line_date(line: ServiceLine, segment: Segment, notice: Notice) -> None:
    value = lenient_date(segment, 2, notice)
    match segment.get(1):
        case "472":
            line.service_from = line.service_to = value
        case "150":
            line.service_from = value
        case "151":
            line.service_to = value
