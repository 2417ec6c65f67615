"""Every table of an engagement, from PostgreSQL's catalog: what goes back at the exit."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from engagements.models import Engagement

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class OwnedColumn:
    name: str
    type: str


@dataclass(frozen=True)
class OwnedTable:
    """A table with an engagement in each row; `key` orders it the same way every time."""

    name: str
    columns: tuple[OwnedColumn, ...]
    key: tuple[str, ...]


def owned_tables() -> list[OwnedTable]:
    """By name. Reference data (code sets) carries no engagement and is nobody's to return."""
    sql = (
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),"
        " COALESCE(array_position(i.indkey::int[], a.attnum::int), -1)"
        " FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
        " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace = 'public'::regnamespace"
        " AND EXISTS (SELECT 1 FROM pg_attribute e WHERE e.attrelid = c.oid"
        "  AND e.attname = 'engagement_id' AND NOT e.attisdropped)"
        " ORDER BY c.relname, a.attnum"
    )
    found: dict[str, list[tuple[str, str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for table, column, kind, place in cursor.fetchall():
            found.setdefault(table, []).append((column, kind, place))
    return [
        OwnedTable(
            name=table,
            columns=tuple(OwnedColumn(name, kind) for name, kind, _ in columns),
            key=tuple(name for name, _, place in sorted(columns, key=_place) if place >= 0),
        )
        for table, columns in found.items()
    ]


def _place(column: tuple[str, str, int]) -> int:
    return column[2]


def owned_rows(table: OwnedTable, engagement: Engagement) -> Iterator[tuple[object, ...]]:
    """The engagement's rows, streamed: a server-side cursor holds a few at a time."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    order = ", ".join(quote(name) for name in table.key) or "1"
    sql = (
        f"SELECT {columns} FROM {quote(table.name)}"  # noqa: S608 -- names from the catalog, quoted
        f" WHERE engagement_id = %s ORDER BY {order}"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [engagement.pk])
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows
