"""Agreement of two coders, and the distance between two code distributions."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Observed agreement, what chance alone would give, and Cohen's kappa between the two."""

    n: int
    observed: float
    expected: float
    kappa: float | None


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement | None:
    """Cohen's kappa of paired ratings; None without pairs.

    Kappa itself is None where chance agreement is complete (one rating throughout): then nothing
    can be said beyond it.
    """
    table = Counter(pairs)
    n = table.total()
    if not n:
        return None
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in table.items():
        first[one] += count
        second[other] += count
    agreed = sum(count for (one, other), count in table.items() if one == other)
    by_chance = sum(first[rating] * second[rating] for rating in first)
    value = (agreed * n - by_chance) / (n * n - by_chance) if by_chance < n * n else None
    return Agreement(n, agreed / n, by_chance / (n * n), value)


def jaccard(one: Collection[Hashable], other: Collection[Hashable]) -> float:
    """Shared over all; two empty sets agree."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def distribution_shares(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {key: count / total for key, count in counts.items()} if total else {}


def total_variation(one: Mapping[str, int], other: Mapping[str, int]) -> float | None:
    """Half the summed difference of shares: 0 the same distribution, 1 nothing in common.

    A place to look, never a verdict. None where either side has no counts.
    """
    p, q = distribution_shares(one), distribution_shares(other)
    if not p or not q:
        return None
    return sum(abs(p.get(key, 0.0) - q.get(key, 0.0)) for key in p.keys() | q.keys()) / 2
