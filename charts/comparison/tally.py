"""Counts from differences: what every accuracy method is computed from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from charts.comparison.lines import Component, Kind


@dataclass(frozen=True, slots=True)
class Outcome:
    """A difference as it stands: upheld, or decided in the coder's favour."""

    kind: Kind
    component: Component
    fails_component: bool
    upheld: bool = True


@dataclass(frozen=True, slots=True)
class Counts:
    reviewer: int
    coder: int
    correct: int
    failed: frozenset[Component] = frozenset()

    @property
    def extra(self) -> int:
        return self.coder - self.correct

    @property
    def union(self) -> int:
        return self.reviewer + self.coder - self.correct

    @property
    def all_correct(self) -> bool:
        return not self.failed


def tally(matched: int, outcomes: Iterable[Outcome]) -> Counts:
    """Counts of one chart.

    The reviewer's coding counts as it stands after disputes: an overturned miss leaves it, an
    overturned extra joins it, an overturned wrong code is replaced by the coder's.
    """
    outcomes = list(outcomes)
    upheld = Counter(outcome.kind for outcome in outcomes if outcome.upheld)
    given = Counter(outcome.kind for outcome in outcomes if not outcome.upheld)
    correct = matched + given[Kind.EXTRA] + given[Kind.WRONG_CODE]
    return Counts(
        reviewer=correct + upheld[Kind.MISSED] + upheld[Kind.WRONG_CODE],
        coder=correct + upheld[Kind.EXTRA] + upheld[Kind.WRONG_CODE],
        correct=correct,
        failed=frozenset(
            outcome.component for outcome in outcomes if outcome.upheld and outcome.fails_component
        ),
    )
