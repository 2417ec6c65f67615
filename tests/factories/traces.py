"""Looking for what must not be kept."""

from django.db import connection


def tables_holding(words: list[str]) -> list[tuple[str, str]]:
    """Every table whose rows, all columns as text, hold one of the words."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT w FROM "{table}" t, unnest(%s::text[]) w'  # noqa: S608 -- catalog names
                " WHERE strpos(t::text, w) > 0 LIMIT 1",
                [words],
            )
            found += [(table, word) for (word,) in cursor.fetchall()]
    return found
