"""Tags of the list kit."""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context

register = template.Library()


@register.simple_tag
def sort_state(column: Any) -> str:
    """The value of aria-sort: empty unless the list is ordered by this column."""
    if not column.orderable or not column.is_ordered:
        return ""
    return "descending" if column.order_by_alias.is_descending else "ascending"


@register.simple_tag(takes_context=True)
def sort_url(context: Context, table: Any, column: Any) -> str:
    """This page's address, ordered by the column (or the other way), from page one."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return ""
    query.pop(table.prefixed_page_field, None)
    query[table.prefixed_order_by_field] = column.order_by_alias.next
    return f"?{query.urlencode()}"


@register.filter
def plain_day(cell: Any) -> Any:
    """A bare date as everywhere else: 2026-03-08."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.isoformat()
    return cell
