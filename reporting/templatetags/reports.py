"""Filters of the printed report: frozen values are JSON, so numbers arrive as text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from engagements.kernel import presentation

register = template.Library()


@register.filter
def share(value: str | float | None) -> str:
    """0.9634 as 96.3 %."""
    return "" if value is None else f"{Decimal(str(value)) * 100:.1f}%"


@register.filter
def dollars_cents(value: str | None) -> str:
    return "" if value is None else presentation.money(Decimal(value))


@register.filter(name="get")
def get_item(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)
