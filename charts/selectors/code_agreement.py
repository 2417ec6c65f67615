"""Agreement of parallel coding code by code (N5): shared codes, and Cohen's kappa on the visit.

Agreement "in every component" asks whether a whole chart was coded alike; these say how much of it
was, and how far the choice of the visit level is better than chance.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from charts.comparison import Component, Line
from charts.selectors.reconciling import Pair
from engagements.kernel.stats import Agreement, jaccard, kappa

NO_VISIT = "no visit code"
Levels = tuple[str, str]


@dataclass(frozen=True)
class SharedCodes:
    """Codes of one kind over all charts in which either side gave one; of a code given twice in a
    chart one counts. `mean` is the average of the charts' Jaccard indices, `share` the index of all
    their codes together; both are None where nobody gave such a code.
    """

    label: str
    charts: int
    both: int
    either: int
    mean: float | None

    @property
    def share(self) -> float | None:
        return self.both / self.either if self.either else None


@dataclass(frozen=True)
class VisitLevels:
    """The visit codes of charts in which either side gave one, the in-house answer first."""

    agreement: Agreement | None
    differing: Sequence[tuple[Levels, int]]


def shared_codes(pairs: Sequence[Pair]) -> list[SharedCodes]:
    """All codes, then procedures and diagnoses by themselves."""
    return [
        _shared("All codes", pairs, frozenset(Component)),
        _shared("Procedures", pairs, {Component.PROCEDURE}),
        _shared("Diagnoses", pairs, {Component.DIAGNOSIS}),
    ]


def _shared(label: str, pairs: Sequence[Pair], wanted: Collection[Component]) -> SharedCodes:
    codes = (
        [{line.key for line in side if line.component in wanted} for side in pair.lines]
        for pair in pairs
    )
    given = [(one, other) for one, other in codes if one | other]
    return SharedCodes(
        label=label,
        charts=len(given),
        both=sum(len(one & other) for one, other in given),
        either=sum(len(one | other) for one, other in given),
        mean=sum(jaccard(one, other) for one, other in given) / len(given) if given else None,
    )


def visit_levels(pairs: Sequence[Pair]) -> VisitLevels:
    """Kappa of the visit codes, and which levels were given for which, the most frequent first.

    A visit that one side alone coded is a disagreement and not left out.
    """
    rated = [(_visit(one), _visit(other)) for one, other in (pair.lines for pair in pairs)]
    rated = [levels for levels in rated if levels != (NO_VISIT, NO_VISIT)]
    differing = Counter(levels for levels in rated if levels[0] != levels[1])
    ranked = sorted(differing.items(), key=lambda counted: (-counted[1], counted[0]))
    return VisitLevels(kappa(rated), ranked)


def _visit(lines: Sequence[Line]) -> str:
    return " + ".join(sorted({line.bare for line in lines if line.is_visit})) or NO_VISIT
