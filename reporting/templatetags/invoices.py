"""Quantities and rates of invoice lines in templates."""

from typing import Any

from django import template

from reporting.enums import LineKind
from reporting.wording import quantity_text, rate_text

register = template.Library()


@register.filter
def line_quantity(line: Any) -> str:
    return quantity_text(line)


@register.filter
def line_rate(line: Any) -> str:
    return rate_text(line)


@register.filter
def line_kind(line: Any) -> str:
    return str(LineKind(line.kind).label)
