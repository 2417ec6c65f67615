"""Effective dating of releases that carry no dates themselves.

A release is the truth from its effective day until the next later release that is loaded. Inside
that segment a row that says the same stays as it is, one that says otherwise is cut, and what is
new begins. Releases may be loaded in any order, and again.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

STAGED = "codeset_staged"
FOREVER = dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Dated:
    """An effective-dated table: what names a row, what it says, and where it is narrowed.

    All fields are constants of this package; nothing of them comes from a file.
    """

    table: str
    key: tuple[str, ...]
    content: tuple[str, ...]
    where: str
    blank_keeps: str = ""
    """A content column in which an empty text means "not given" rather than "none"."""
    derived: str = ""
    """A further column and the expression over `s` that fills it: "search: to_tsvector(...)"."""

    @property
    def same_key(self) -> str:
        return " AND ".join(f"s.{name} = c.{name}" for name in self.key)

    @property
    def same_content(self) -> str:
        return " AND ".join(
            f"s.{name} IN ('', c.{name})"
            if name == self.blank_keeps
            else f"s.{name} IS NOT DISTINCT FROM c.{name}"
            for name in self.content
        )


def segment_load(table: Dated, *, release_id: int, starts: dt.date, ends: dt.date | None) -> None:
    """Makes the staged rows the truth from `starts` to `ends` inclusive (None: until further)."""
    values = {
        "starts": starts,
        "ends": ends,
        "until": ends or FOREVER,
        "before": starts - dt.timedelta(days=1),
        "after": ends + dt.timedelta(days=1) if ends else FOREVER,
        "release": release_id,
        "forever": FOREVER,
    }
    with _whole_sets(), connection.cursor() as cursor:
        for statement in _statements(table):
            cursor.execute(statement, values)
        for boundary in filter(None, (starts, ends and ends + dt.timedelta(days=1))):
            cursor.execute(_join_halves(table), {"boundary": boundary})


def _statements(t: Dated) -> tuple[str, ...]:
    columns = ", ".join((*t.key, *t.content))
    staged = ", ".join(f"s.{name}" for name in (*t.key, *t.content))
    derived, _, expression = t.derived.partition(": ")
    more, made = (f", {derived}", f", {expression}") if derived else ("", "")
    kept_more = f", c.{derived}" if derived else ""
    old = ", ".join(f"c.{name}" for name in (*t.key, *t.content))
    return (  # names are constants of this package
        "DROP TABLE IF EXISTS codeset_cut, codeset_kept",
        f"""CREATE TEMP TABLE codeset_kept ON COMMIT DROP AS
            SELECT c.id, {", ".join(f"c.{name}" for name in t.key)}
            FROM {t.table} c JOIN {STAGED} s ON {t.same_key}
            WHERE {t.where} AND {t.same_content} AND c.valid_from <= %(starts)s
              AND COALESCE(c.valid_to, %(forever)s) >= %(until)s""",  # noqa: S608 -- constants
        f"""CREATE TEMP TABLE codeset_cut ON COMMIT DROP AS
            SELECT c.id FROM {t.table} c
            WHERE {t.where} AND c.valid_from <= %(until)s
              AND COALESCE(c.valid_to, %(forever)s) >= %(starts)s
              AND NOT EXISTS (SELECT 1 FROM codeset_kept k WHERE k.id = c.id)""",  # noqa: S608 -- constants
        f"""INSERT INTO {t.table} ({columns}{more}, valid_from, valid_to, release_id)
            SELECT {old}{kept_more}, %(after)s, c.valid_to, c.release_id
            FROM {t.table} c JOIN codeset_cut USING (id)
            WHERE %(ends)s IS NOT NULL AND COALESCE(c.valid_to, %(forever)s) > %(until)s""",  # noqa: S608 -- constants
        f"""DELETE FROM {t.table} c USING codeset_cut x
            WHERE x.id = c.id AND c.valid_from >= %(starts)s""",  # noqa: S608 -- constants
        f"""UPDATE {t.table} c SET valid_to = %(before)s FROM codeset_cut x
            WHERE x.id = c.id""",  # noqa: S608 -- constants
        f"""INSERT INTO {t.table} ({columns}{more}, valid_from, valid_to, release_id)
            SELECT {staged}{made}, %(starts)s, %(ends)s, %(release)s FROM {STAGED} s
            WHERE NOT EXISTS (SELECT 1 FROM codeset_kept c WHERE {t.same_key})""",  # noqa: S608 -- constants
        "DROP TABLE codeset_cut, codeset_kept",
    )


def _join_halves(t: Dated) -> str:
    """Two rows that meet at the boundary and say the same become one."""
    same = " AND ".join(
        [t.same_key, *(f"s.{name} IS NOT DISTINCT FROM c.{name}" for name in t.content)]
    )
    return f"""
        WITH halves AS (
            SELECT s.id AS first, c.id AS second, c.valid_to
            FROM {t.table} c JOIN {t.table} s ON {same} AND s.valid_to = c.valid_from - 1
            WHERE {t.where} AND c.valid_from = %(boundary)s
              AND s.valid_to = %(boundary)s::date - 1
        ), gone AS (
            DELETE FROM {t.table} WHERE id IN (SELECT second FROM halves)
        )
        UPDATE {t.table} SET valid_to = halves.valid_to FROM halves
        WHERE {t.table}.id = halves.first"""  # noqa: S608 -- constants


@contextmanager
def _whole_sets() -> Iterator[None]:
    """These joins are of whole tables; without fresh statistics the planner would go row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def changes_count(t: Dated, *, starts: dt.date, ends: dt.date | None) -> dict[str, int]:
    """What the staged release changes against what is in force in its segment now."""
    counted = "billable" if "billable" in t.content else "TRUE"
    new = "s.billable" if counted == "billable" else "s.held"
    old = "c.billable" if counted == "billable" else "c.held"
    keys = ", ".join(t.key)
    with _whole_sets(), connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FILTER (WHERE {new}),
                       count(*) FILTER (WHERE {new} AND {old} IS NOT TRUE),
                       count(*) FILTER (WHERE {old} AND {new} IS NOT TRUE),
                       count(*) FILTER (WHERE {new} AND {old} AND NOT ({t.same_content}))
                FROM (SELECT *, TRUE AS held FROM {STAGED}) s
                FULL JOIN (
                    SELECT DISTINCT ON ({keys}) c.*, TRUE AS held FROM {t.table} c
                    WHERE {t.where} AND c.valid_from <= %s AND COALESCE(c.valid_to, %s) >= %s
                    ORDER BY {keys}, c.valid_from DESC
                ) c ON {t.same_key}""",  # noqa: S608 -- constants
            [ends or FOREVER, FOREVER, starts],
        )
        total, new_rows, deleted, revised = cursor.fetchone()
    return {"total": total, "new": new_rows, "deleted": deleted, "revised": revised}
