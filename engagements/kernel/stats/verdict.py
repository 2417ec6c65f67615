"""Met, not met, or inconclusive: what a sample can say about a floor."""

from decimal import Decimal
from enum import StrEnum

from engagements.kernel.stats.intervals import Interval


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    INCONCLUSIVE = "inconclusive"


class LegalTest(StrEnum):
    """What the contract compares with the floor."""

    INTERVAL = "interval"
    POINT = "point"


def verdict(
    *,
    floor: Decimal,
    point: float | None,
    interval: Interval | None,
    test: LegalTest = LegalTest.INTERVAL,
) -> Verdict:
    """Met if the lower limit reaches the floor, not met if the upper limit is below it.

    With the point estimate as the legal test there is no third answer, except without data.
    """
    limit = float(floor)
    if point is None:
        return Verdict.INCONCLUSIVE
    if test is LegalTest.POINT:
        return Verdict.MET if point >= limit else Verdict.NOT_MET
    if interval is None:
        return Verdict.INCONCLUSIVE
    if interval.lower >= limit:
        return Verdict.MET
    return Verdict.NOT_MET if interval.upper < limit else Verdict.INCONCLUSIVE
