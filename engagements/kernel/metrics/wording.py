"""How a number is written, the same on every screen, in the CSV's labels and in the PDF."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from engagements.kernel import presentation
from engagements.kernel.metrics.declare import Unit

NO_DATA = "no data"


def number_text(value: Decimal | float | None, unit: Unit) -> str:
    """The value in words and digits: ``96.4%``, ``1,204``, ``$1,204.50``, ``1 d 4 h``."""
    return NO_DATA if value is None else WRITERS[unit](Decimal(str(value)))


def _rounded(value: Decimal, step: str) -> str:
    shown = value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
    return f"{presentation.MINUS if shown < 0 else ''}{abs(shown):,}"


WRITERS: dict[Unit, Callable[[Decimal], str]] = {
    Unit.PERCENT: presentation.percent,
    Unit.COUNT: lambda value: _rounded(value, "1"),
    Unit.MONEY: presentation.money,
    Unit.DURATION: lambda value: presentation.duration(float(value)),
    Unit.DAYS: lambda value: f"{_rounded(value, '0.1')} days",
    Unit.RATE: lambda value: _rounded(value, "0.01"),
}
