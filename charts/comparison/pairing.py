"""Which line of one coding answers which line of the other.

Every choice is made by a rank that reads the same from both sides, so swapping reviewer and coder
swaps the result and nothing else.
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from charts.comparison.lines import Line

RELATED = 3  # characters two codes share at least, for one to be a wrong choice for the other

Pair = tuple[Line, Line]
Rank = Callable[[Line, Line], tuple[Any, ...] | None]


def _tie(a: Line, b: Line) -> tuple[Any, ...]:
    return abs(a.sequence - b.sequence), *sorted((line.sequence, line.bare) for line in (a, b))


def same_code(a: Line, b: Line) -> tuple[Any, ...] | None:
    """Of a code given twice (left and right, two sessions) the likest lines belong together."""
    if a.key != b.key:
        return None
    return a.modifier_set != b.modifier_set, a.units != b.units, *_tie(a, b)


def related_code(a: Line, b: Line) -> tuple[Any, ...] | None:
    """A wrong choice within a category or of a visit, which is one choice whatever the family;
    further apart is a miss and an extra.
    """
    if a.component is not b.component:
        return None
    shared = 0
    for x, y in zip(a.bare, b.bare, strict=False):
        if x != y:
            break
        shared += 1
    if shared < RELATED and not (a.is_visit and b.is_visit):
        return None
    return -shared, *_tie(a, b)


def pair_off(
    reviewer: Sequence[Line], coder: Sequence[Line], rank: Rank
) -> tuple[list[Pair], list[Line], list[Line]]:
    """Best pairs first, each line once; then what is left on each side."""
    ranked = sorted(
        (
            (key, one, other)
            for (one, a), (other, b) in product(enumerate(reviewer), enumerate(coder))
            if (key := rank(a, b)) is not None
        ),
        key=lambda candidate: candidate[0],
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, one, other in ranked:
        if one not in taken and other not in used:
            taken[one] = other
            used.add(other)
    pairs = [(reviewer[one], coder[other]) for one, other in sorted(taken.items())]
    return (
        pairs,
        [line for at, line in enumerate(reviewer) if at not in taken],
        [line for at, line in enumerate(coder) if at not in used],
    )


def out_of_order(pairs: Sequence[Pair]) -> list[Pair]:
    """The fewest diagnoses that would have to move for both orders to agree."""
    ordered = sorted(pairs, key=lambda pair: pair[0].place)
    places = [pair[1].place for pair in ordered]
    length = [1] * len(places)
    follows: list[int | None] = [None] * len(places)
    for at in reversed(range(len(places))):
        for later in range(at + 1, len(places)):
            if places[later] > places[at] and length[later] >= length[at]:
                length[at], follows[at] = length[later] + 1, later
    kept: set[int] = set()
    # of equally long runs the one that starts later: the finding then names the first-listed code
    at_start = max(range(len(places)), key=lambda at: (length[at], at), default=None)
    while at_start is not None:
        kept.add(at_start)
        at_start = follows[at_start]
    return [pair for at, pair in enumerate(ordered) if at not in kept]
