"""Whether a difference over- or under-states the service, where that can be known.

Without relative values only levels of one visit family, units and modifiers with a plain effect
on payment can be told apart; everything else is honestly unclear.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

VISIT_FAMILIES = (
    ("99202", "99203", "99204", "99205"),
    ("99211", "99212", "99213", "99214", "99215"),
    ("99221", "99222", "99223"),
    ("99231", "99232", "99233"),
    ("99234", "99235", "99236"),
    ("99238", "99239"),
    ("99242", "99243", "99244", "99245"),
    ("99252", "99253", "99254", "99255"),
    ("99281", "99282", "99283", "99284", "99285"),
    ("99304", "99305", "99306"),
    ("99307", "99308", "99309", "99310"),
    ("99341", "99342", "99344", "99345"),
    ("99347", "99348", "99349", "99350"),
)
LEVELS = {
    code: (family, level)
    for family, codes in enumerate(VISIT_FAMILIES)
    for level, code in enumerate(codes)
}
# modifiers that let a service be paid, or paid more
RAISING = frozenset({"22", "24", "25", "50", "57", "58", "59", "78", "79", "XE", "XP", "XS", "XU"})
# modifiers that say only part of the service was given
REDUCING = frozenset({"26", "52", "53", "54", "55", "56", "73", "74", "TC", "80", "81", "82", "AS"})


class Direction(StrEnum):
    OVER = "over"
    UNDER = "under"
    UNCLEAR = "unclear"


def _by_size(reviewer: Decimal | int, coder: Decimal | int) -> Direction:
    if coder == reviewer:
        return Direction.UNCLEAR
    return Direction.OVER if coder > reviewer else Direction.UNDER


def of_wrong_code(reviewer: str, coder: str, values: Mapping[str, Decimal]) -> Direction:
    one, other = LEVELS.get(reviewer), LEVELS.get(coder)
    if one and other and one[0] == other[0]:
        return _by_size(one[1], other[1])
    if reviewer in values and coder in values:
        return _by_size(values[reviewer], values[coder])
    return Direction.UNCLEAR


def of_units(reviewer: Decimal, coder: Decimal) -> Direction:
    return _by_size(reviewer, coder)


def of_modifiers(reviewer: frozenset[str], coder: frozenset[str]) -> Direction:
    added, left_out = coder - reviewer, reviewer - coder
    over = bool(added & RAISING or left_out & REDUCING)
    under = bool(left_out & RAISING or added & REDUCING)
    if over == under:
        return Direction.UNCLEAR
    return Direction.OVER if over else Direction.UNDER
