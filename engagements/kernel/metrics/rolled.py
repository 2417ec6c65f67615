"""Sums from the rollup, in plain SQL.

A page reads a dozen sums of a dozen columns several times over; the ORM takes longer to write such
a statement down than PostgreSQL to answer it. All names in it come from the declaration.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from engagements.kernel.metrics.declare import Family, Measure
from engagements.kernel.metrics.expressions import meta, model_of
from engagements.kernel.metrics.groups import Group, Sums, kept, measures_of
from engagements.kernel.metrics.period import Period

BUCKETS = {
    "day": "day",
    "week": "date_trunc('week', day)::date",
    "month": "date_trunc('month', day)::date",
}


def rolled(
    family: Family,
    engagement_id: int,
    period: Period,
    *,
    measures: Iterable[str] | None = None,
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    bucket: str | None = None,
) -> dict[Group, Sums]:
    """What `live` gives; with ``bucket`` (day, week, month) its first day leads each group.

    Raises ValueError where no grain holds the dimensions asked for.
    """
    wanted = measures_of(family, measures)
    values = dict(filters or {})
    grain = family.grain([*values, *by])
    if grain is None:
        raise ValueError(f"{family.key} keeps no grain for {sorted({*values, *by})}.")
    keys = [*([BUCKETS[bucket]] if bucket else []), *(f'"{name}"' for name in by)]
    params: dict[str, Any] = {
        "engagement": engagement_id,
        "grain": grain,
        "start": period.start,
        "end": period.end,
        "settled": period.last_day(settled=True),
    } | {f"of_{name}": value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(_statement(family, wanted, keys, list(values)), params)
        rows = cursor.fetchall()
    names, width = [measure.key for measure in wanted], len(keys)
    found = {row[:width]: dict(zip(names, row[width:], strict=True)) for row in rows}
    return kept(found, wanted, grouped=bool(keys))


def _statement(
    family: Family, wanted: Sequence[Measure], keys: Sequence[str], filters: Sequence[str]
) -> str:
    table = meta(model_of(family.rollup)).db_table
    columns = ", ".join([*keys, *map(_sum, wanted)])
    where = "".join(f' AND "{name}" = %(of_{name})s' for name in filters)
    places = ", ".join(str(at) for at in range(1, len(keys) + 1))
    return (
        f'SELECT {columns} FROM "{table}"'  # noqa: S608 -- names come from declarations, values are params
        " WHERE engagement_id = %(engagement)s AND grain = %(grain)s"
        f" AND day BETWEEN %(start)s AND %(end)s{where}" + (f" GROUP BY {places}" if places else "")
    )


def _sum(measure: Measure) -> str:
    only = " FILTER (WHERE day <= %(settled)s)" if measure.settled else ""
    kind = "bigint" if measure.sum is None else "numeric"
    return f'COALESCE(SUM("{measure.key}"){only}, 0)::{kind}'
