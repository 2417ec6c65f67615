"""How a number is written, the same on every screen and in the PDF."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from engagements.kernel.metrics.declare import Unit

NO_DATA = "no data"
MINUTE, HOUR, DAY = 60, 3600, 86400


def number_text(value: Decimal | float | None, unit: Unit) -> str:
    """The value in words and digits: ``96.4 %``, ``1,204``, ``$1,204.50``, ``1 d 4 h``."""
    return NO_DATA if value is None else WRITERS[unit](Decimal(str(value)))


def money_text(value: Decimal) -> str:
    rounded = _round(value, "0.01")
    return f"-${-rounded:,}" if rounded < 0 else f"${rounded:,}"


def duration_text(seconds: Decimal) -> str:
    """The two largest units that are needed, rounded to the smaller: ``3 d 4 h``, ``2 h 5 min``."""
    if seconds < 0:
        return f"-{duration_text(-seconds)}"
    minutes = int(_round(seconds / MINUTE, "1"))
    if minutes >= DAY // MINUTE:
        hours = int(_round(Decimal(minutes) / 60, "1"))
        return _pair(hours // 24, "d", hours % 24, "h")
    return _pair(minutes // 60, "h", minutes % 60, "min")


def _pair(large: int, large_unit: str, small: int, small_unit: str) -> str:
    if not large:
        return f"{small} {small_unit}"
    return f"{large} {large_unit} {small} {small_unit}" if small else f"{large} {large_unit}"


def _round(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)


WRITERS: dict[Unit, Callable[[Decimal], str]] = {
    Unit.PERCENT: lambda value: f"{_round(value * 100, '0.1')} %",
    Unit.COUNT: lambda value: f"{_round(value, '1'):,}",
    Unit.MONEY: money_text,
    Unit.DURATION: duration_text,
    Unit.DAYS: lambda value: f"{_round(value, '0.1')} days",
    Unit.RATE: lambda value: f"{_round(value, '0.01'):,}",
}
