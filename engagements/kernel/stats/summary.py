"""Median, percentiles and range of a list of numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Summary:
    n: int
    mean: float
    median: float
    p90: float
    least: float
    most: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """Linear interpolation between closest ranks, as PostgreSQL's percentile_cont."""
    if not ordered or not 0 <= share <= 1:
        raise ValueError("needs values and a share between 0 and 1")
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def summarize(values: Iterable[float]) -> Summary | None:
    """None where there is nothing to summarize."""
    ordered = sorted(map(float, values))
    if not ordered:
        return None
    return Summary(
        n=len(ordered),
        mean=fmean(ordered),
        median=percentile(ordered, 0.5),
        p90=percentile(ordered, 0.9),
        least=ordered[0],
        most=ordered[-1],
    )
