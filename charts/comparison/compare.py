"""Compare a coder's lines with a reviewer's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from charts.comparison.direction import Direction, of_modifiers, of_units, of_wrong_code
from charts.comparison.lines import Component, Difference, Kind, Line
from charts.comparison.pairing import Pair, out_of_order, pair_off, related_code, same_code
from charts.comparison.tally import Counts, Outcome, tally


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines that agree in code (reviewer first), and every difference in a stable order."""

    matched: tuple[Pair, ...]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences

    @property
    def agreed(self) -> tuple[Pair, ...]:
        """Pairs in which nothing differs."""
        differing = {(difference.reviewer, difference.coder) for difference in self.differences}
        return tuple(pair for pair in self.matched if pair not in differing)

    def counts(self, *, overturned: Collection[int] = ()) -> Counts:
        """Counts with the differences at these positions decided in the coder's favour."""
        return tally(
            len(self.matched),
            (
                Outcome(each.kind, each.component, each.fails_component, at not in overturned)
                for at, each in enumerate(self.differences)
            ),
        )


def compare(
    reviewer: Sequence[Line],
    coder: Sequence[Line],
    *,
    values: Mapping[str, Decimal] | None = None,
) -> Comparison:
    """Differences from the reviewer's lines; values are relative values by bare code."""
    reviewer = sorted(reviewer, key=lambda line: line.place)
    coder = sorted(coder, key=lambda line: line.place)
    matched, unmatched, unanswered = pair_off(reviewer, coder, same_code)
    wrong, missed, extra = pair_off(unmatched, unanswered, related_code)
    links = _Links(reviewer, coder, [*matched, *wrong])
    differences = [
        *_wrong_codes(wrong, values or {}),
        *(Difference(Kind.MISSED, line.component, Direction.UNDER, line, None) for line in missed),
        *(Difference(Kind.EXTRA, line.component, Direction.OVER, None, line) for line in extra),
        *_details(matched, links),
        *_sequence([pair for pair in matched if pair[0].is_diagnosis]),
    ]
    differences.sort(key=lambda difference: difference.line.place)
    return Comparison(tuple(matched), tuple(differences))


def _wrong_codes(pairs: Sequence[Pair], values: Mapping[str, Decimal]) -> Iterator[Difference]:
    for ours, theirs in pairs:
        direction = (
            Direction.UNCLEAR
            if ours.is_diagnosis and not values
            else of_wrong_code(ours.bare, theirs.bare, values)
        )
        yield Difference(Kind.WRONG_CODE, ours.component, direction, ours, theirs)


def _details(matched: Sequence[Pair], links: "_Links") -> Iterator[Difference]:
    """What differs on lines whose code agrees."""
    for ours, theirs in matched:
        if ours.modifier_set != theirs.modifier_set:
            direction = of_modifiers(ours.modifier_set, theirs.modifier_set)
            yield Difference(Kind.MODIFIER, Component.MODIFIER, direction, ours, theirs)
        if ours.units != theirs.units:
            direction = of_units(ours.units, theirs.units)
            yield Difference(Kind.UNITS, ours.component, direction, ours, theirs)
        if links.differ(ours, theirs):
            yield Difference(Kind.LINKAGE, Component.LINKAGE, Direction.UNCLEAR, ours, theirs)


def _sequence(pairs: Sequence[Pair]) -> Iterator[Difference]:
    if not pairs:
        return
    firsts = (
        min(pairs, key=lambda pair: pair[0].place),
        min(pairs, key=lambda pair: pair[1].place),
    )
    for pair in out_of_order(pairs):
        yield Difference(
            Kind.SEQUENCE,
            Component.DIAGNOSIS,
            Direction.UNCLEAR,
            *pair,
            fails_component=firsts[0] != firsts[1] and pair in firsts,
        )


class _Links:
    """Pointers resolved to diagnoses that both sides know under one name."""

    def __init__(
        self, reviewer: Sequence[Line], coder: Sequence[Line], pairs: Sequence[Pair]
    ) -> None:
        named = [(at, pair) for at, pair in enumerate(pairs) if pair[0].is_diagnosis]
        self.ours = self._by_sequence(reviewer, {id(ours): at for at, (ours, _) in named})
        self.theirs = self._by_sequence(coder, {id(theirs): at for at, (_, theirs) in named})

    @staticmethod
    def _by_sequence(lines: Sequence[Line], names: Mapping[int, int]) -> dict[int, int]:
        return {line.sequence: names[id(line)] for line in lines if id(line) in names}

    def differ(self, ours: Line, theirs: Line) -> bool:
        one = [self.ours[pointer] for pointer in ours.pointers if pointer in self.ours]
        other = [self.theirs[pointer] for pointer in theirs.pointers if pointer in self.theirs]
        if (ours.pointers and not one) or (theirs.pointers and not other):
            return False  # it pointed only to codes that are counted already
        return one[:1] != other[:1] or set(one) != set(other)
