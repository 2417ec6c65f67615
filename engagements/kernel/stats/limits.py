"""Whether a number stays between two limits, as far as its observations can say."""

from decimal import Decimal
from enum import StrEnum

from engagements.kernel.stats.intervals import Interval


class Within(StrEnum):
    IN = "in_bounds"
    OUT = "breach"
    INCONCLUSIVE = "inconclusive"
    NO_DATA = "no_data"


def within(
    *,
    figure: float | None,
    n: int | None,
    lower: Decimal | None,
    upper: Decimal | None,
    minimum_n: int,
    interval: Interval | None = None,
) -> Within:
    """In where the whole interval is inside, out where all of it is beyond one limit.

    Without an interval the figure alone decides. Fewer observations than `minimum_n` never
    prove a breach.
    """
    if figure is None or not n:
        return Within.NO_DATA
    if n < minimum_n:
        return Within.INCONCLUSIVE
    least, most = (interval.lower, interval.upper) if interval else (figure, figure)
    low = float("-inf") if lower is None else float(lower)
    high = float("inf") if upper is None else float(upper)
    if most < low or least > high:
        return Within.OUT
    return Within.IN if low <= least and most <= high else Within.INCONCLUSIVE
