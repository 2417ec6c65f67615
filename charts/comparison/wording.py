"""A difference in words that take neither side: what the one has, and what the other."""

from collections.abc import Mapping
from typing import NamedTuple

from charts.comparison.lines import Difference, Kind, Line

NOT_CODED = "not coded"


class Said(NamedTuple):
    """The two sides of one difference."""

    first: str
    second: str


def both_say(
    difference: Difference, *, first: Mapping[int, str], second: Mapping[int, str]
) -> Said:
    """The reviewer's line is the first answer's; diagnoses are known by their sequence number."""
    one, other = difference.reviewer, difference.coder
    if one is None or other is None:
        return Said(one.code if one else NOT_CODED, other.code if other else NOT_CODED)
    if difference.kind is Kind.MODIFIER:
        return Said(_modifiers(one), _modifiers(other))
    if difference.kind is Kind.UNITS:
        return Said(f"{one.code}, {one.units:f} units", f"{other.code}, {other.units:f} units")
    if difference.kind is Kind.LINKAGE:
        return Said(_points(one, first), _points(other, second))
    if difference.kind is Kind.SEQUENCE:
        return Said(f"{one.code} at {one.sequence}", f"{other.code} at {other.sequence}")
    return Said(one.code, other.code)


def _modifiers(line: Line) -> str:
    found = " ".join(sorted(line.modifier_set))
    return f"{line.code} with {found}" if found else f"{line.code} without a modifier"


def _points(line: Line, diagnoses: Mapping[int, str]) -> str:
    codes = [diagnoses[pointer] for pointer in line.pointers if pointer in diagnoses]
    return f"{line.code} for {', '.join(codes)}" if codes else f"{line.code} for no diagnosis"
