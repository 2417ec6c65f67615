"""Filters of the printed report, where frozen values are JSON and numbers arrive as text, and tags
for the tables of the health page, whose hundreds of cells are quicker joined than rendered.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from engagements.kernel import presentation
from reporting.selectors.readings import Reading

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


@register.filter
def json_text(value: Any) -> str:
    """JSON as the text of an element."""
    return json.dumps(value)


@register.simple_tag
def number_cells(readings: Iterable[Reading | None]) -> SafeString:
    """One table cell per reading: the number, linked to its rows, and its n."""
    return SafeString(
        "".join(f'<td class="text-end text-nowrap">{_number(one)}</td>' for one in readings)
    )


def _number(reading: Reading | None) -> str:
    if reading is None:
        return '<span class="text-secondary">none</span>'
    rows = "" if reading.rows is None else reading.rows
    link = f'<a href="{escape(reading.url)}" data-rows="{rows}">{escape(reading.text)}</a>'
    if reading.kpi.denominator is None or reading.n is None:
        return link
    return f'{link}<div class="text-secondary">n {reading.n}</div>'


@register.simple_tag
def table_rows(rows: Iterable[Iterable[Any]]) -> SafeString:
    """Body rows of plain cells."""
    cells = ("</td><td>".join(escape(str(cell)) for cell in row) for row in rows)
    return SafeString("".join(f"<tr><td>{row}</td></tr>\n" for row in cells))
