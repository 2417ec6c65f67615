"""CMS's claim edits on the procedures of one coding: NCCI pairs, unit limits, add-on codes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from charts.edits import EditResult, LineDraft, Severity
from charts.enums import CodeSystem, EditKind, EditService
from charts.models import CodeEdit

PROCEDURES = frozenset({CodeSystem.CPT.value, CodeSystem.HCPCS.value})
UNBUNDLING = frozenset(
    {
        *("24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU"),
        *("LT", "RT", "LC", "LD", "LM", "RC", "RI", "E1", "E2", "E3", "E4", "FA", "TA"),
        *(f"F{digit}" for digit in range(1, 10)),
        *(f"T{digit}" for digit in range(1, 10)),
    }
)
"""The modifiers that lift a pair edit where CMS allows one (NCCI policy manual, chapter 1)."""

NEVER = "0"
NOT_APPLICABLE = "9"
PER_LINE = "1"


def edits_in_force(*, on_date: date, service: str = EditService.PRACTITIONER) -> QuerySet[CodeEdit]:
    return CodeEdit.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on_date),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on_date),
        service__in=("", service),
    )


def claim_edits(*, lines: Sequence[LineDraft], on_date: date) -> list[EditResult]:
    """The edits that the procedure lines break. One query; none where there are no procedures."""
    by_code: dict[str, list[LineDraft]] = defaultdict(list)
    for line in lines:
        if line.system in PROCEDURES:
            by_code[line.code].append(line)
    if not by_code:
        return []
    codes = list(by_code)
    rows = edits_in_force(on_date=on_date).filter(
        Q(kind=EditKind.PTP, column_1__in=codes, column_2__in=codes)
        | Q(kind__in=(EditKind.MUE, EditKind.ADD_ON), column_1__in=codes)
    )
    grouped: dict[str, list[CodeEdit]] = defaultdict(list)
    for row in rows.order_by("column_1", "column_2"):
        grouped[row.kind].append(row)
    return [
        *_pairs(grouped[EditKind.PTP], by_code),
        *_limits(grouped[EditKind.MUE], by_code),
        *_add_ons(grouped[EditKind.ADD_ON], by_code),
    ]


def _pairs(rows: Iterable[CodeEdit], by_code: dict[str, list[LineDraft]]) -> list[EditResult]:
    found = []
    for row in rows:
        if row.modifier_indicator == NOT_APPLICABLE or row.column_1 == row.column_2:
            continue
        both = [*by_code[row.column_1], *by_code[row.column_2]]
        lifted = any(UNBUNDLING.intersection(line.modifiers) for line in both)
        if lifted and row.modifier_indicator != NEVER:
            continue
        remedy = (
            "no modifier lifts this: remove one of the two."
            if row.modifier_indicator == NEVER
            else "if they were distinct services, say so with a modifier such as 59 or X{EPSU}."
        )
        message = f"NCCI bundles {row.column_2} into {row.column_1}: {remedy}"
        found.append(
            EditResult("ncci", message, Severity.WARNING, by_code[row.column_2][0], "modifiers")
        )
    return found


def _limits(rows: Iterable[CodeEdit], by_code: dict[str, list[LineDraft]]) -> list[EditResult]:
    found = []
    for row in rows:
        lines = by_code[row.column_1]
        counts = [line.units or 0 for line in lines]
        units = max(counts) if row.modifier_indicator == PER_LINE else sum(counts)
        if row.max_units is not None and units > row.max_units:
            scope = "per line" if row.modifier_indicator == PER_LINE else "per day"
            message = (
                f"{units} units of {row.column_1} are more than CMS's limit of {row.max_units}"
                f" {scope}: check the units."
            )
            found.append(EditResult("mue", message, Severity.WARNING, lines[0], "units"))
    return found


def _add_ons(rows: Iterable[CodeEdit], by_code: dict[str, list[LineDraft]]) -> list[EditResult]:
    primaries: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        primaries[row.column_1].add(row.column_2)
    found = []
    for add_on, allowed in primaries.items():
        if "" in allowed or allowed.intersection(by_code):
            continue
        some = ", ".join(sorted(allowed)[:4])
        message = f"{add_on} is an add-on code: it needs its primary procedure, such as {some}."
        found.append(EditResult("add_on", message, Severity.WARNING, by_code[add_on][0], "code"))
    return found
