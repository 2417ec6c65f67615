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
    return "" if value is None else presentation.percent(Decimal(str(value)))


@register.filter
def dollars_cents(value: str | None) -> str:
    return "" if value is None else presentation.money(Decimal(value))


@register.filter(name="get")
def get_item(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def opens(context: Mapping[str, Any], figure: Mapping[str, Any] | str, key: str = "text") -> str:
    """A figure of a frozen report, linked to its rows: its `text`, `numerator` or `n`.

    On paper the address is whole; on a screen the link is left out for who may not open the rows.
    Reports of before the rows were named have none.
    """
    if isinstance(figure, str):  # the report has no such figure
        return ""
    value = figure.get(key, "")
    shown = escape(str(value))
    url = figure.get("n_url" if key == "n" else "url")
    actor = context.get("actor")
    if not url or (actor is not None and actor.grant(figure["needs"]) != "any"):
        return SafeString(shown)
    href = f"{context.get('site_url', '')}{url}"
    counts_rows = key == "n" or figure.get("unit", "charts") == "charts"
    rows = value if isinstance(value, int) and counts_rows else ""
    return SafeString(f'<a href="{escape(href)}" data-rows="{rows}">{shown}</a>')


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
