"""The list kit: one declarative list view for every model.

A list is a policy's rows, a table and a filter set. Filters live in the URL; the export holds
exactly what is filtered; HTMX asks get the rows alone; bulk actions say what they skipped.
"""

from engagements.kernel.lists.bulk import BulkAction, BulkResult, Skipped, bulk_each
from engagements.kernel.lists.columns import (
    DueColumn,
    DurationColumn,
    MoneyColumn,
    PercentColumn,
    SelectColumn,
    StatusColumn,
    TimeColumn,
)
from engagements.kernel.lists.days import FromDayFilter, ToDayFilter
from engagements.kernel.lists.export import csv_rows, formula_guarded, xlsx_bytes
from engagements.kernel.lists.paging import CappedPaginator
from engagements.kernel.lists.store import ListStore, store_register
from engagements.kernel.lists.view import PAGE_SIZE, EngagementListView

__all__ = [
    "PAGE_SIZE",
    "BulkAction",
    "BulkResult",
    "CappedPaginator",
    "DueColumn",
    "DurationColumn",
    "EngagementListView",
    "FromDayFilter",
    "ListStore",
    "MoneyColumn",
    "PercentColumn",
    "SelectColumn",
    "Skipped",
    "StatusColumn",
    "TimeColumn",
    "ToDayFilter",
    "bulk_each",
    "csv_rows",
    "formula_guarded",
    "store_register",
    "xlsx_bytes",
]
