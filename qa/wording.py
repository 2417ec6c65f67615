"""A difference in words, for people who did not make the comparison."""

from charts.comparison import Difference, Kind, Line


def _modifiers(line: Line) -> str:
    return " ".join(sorted(line.modifier_set)) or "none"


def _pointers(line: Line, diagnoses: dict[int, str]) -> str:
    codes = [diagnoses[pointer] for pointer in line.pointers if pointer in diagnoses]
    return ", ".join(codes) or "none"


def difference_detail(
    difference: Difference, *, reviewer: dict[int, str], coder: dict[int, str]
) -> str:
    """What the coder had, and what it should be; diagnoses are by sequence number."""
    ours, theirs = difference.reviewer, difference.coder
    if ours is None or theirs is None:
        return "not coded" if theirs is None else "not supported"
    if difference.kind is Kind.MODIFIER:
        return f"modifiers {_modifiers(theirs)}; should be {_modifiers(ours)}"
    if difference.kind is Kind.UNITS:
        return f"units {theirs.units:f}; should be {ours.units:f}"
    if difference.kind is Kind.LINKAGE:
        return f"points to {_pointers(theirs, coder)}; should be {_pointers(ours, reviewer)}"
    if difference.kind is Kind.SEQUENCE:
        return f"listed at {theirs.sequence}; should be at {ours.sequence}"
    return f"{theirs.code}; should be {ours.code}"
