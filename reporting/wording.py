"""Quantities and rates of invoice lines, as they are read."""

from decimal import Decimal
from typing import Protocol

from engagements.kernel.presentation import money, percent
from reporting.enums import LineKind


class Line(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def rate(self) -> Decimal: ...


OF_MONEY = frozenset({LineKind.COLLECTIONS, LineKind.SLA_CREDIT})


def number_plain(value: Decimal) -> str:
    """Without the zeros that say nothing: 12.5000 is 12.5."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text or "0"


def quantity_text(line: Line) -> str:
    return money(line.quantity) if line.kind in OF_MONEY else number_plain(line.quantity)


def rate_text(line: Line) -> str:
    """Per unit in dollars; a share where the line is a share of an amount."""
    if line.kind == LineKind.COLLECTIONS:
        return f"{number_plain(line.rate)} %"
    if line.kind == LineKind.SLA_CREDIT:
        return percent(line.rate, 1)
    cents = line.rate == line.rate.quantize(Decimal("0.01"))
    if cents:
        return money(line.rate)
    return f"${line.rate:,.4f}".rstrip("0")
