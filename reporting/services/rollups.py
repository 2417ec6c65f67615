"""Keeps the daily rollups equal to the facts."""

import dataclasses
import datetime as dt
import hashlib
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from engagements.kernel.metrics import METRICS, Family, Measure
from engagements.kernel.metrics.expressions import (
    between,
    by_day_field,
    day_of,
    dimension,
    meta,
    model_of,
    share,
)
from engagements.kernel.metrics.period import runs
from engagements.kernel.metrics.values import facts
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from reporting.models import DirtyDay, RollupState

BATCH_DAYS = 62


@dataclasses.dataclass(frozen=True)
class Target:
    """Whose rows, in which zone, of which days (None: of every day)."""

    engagement_id: int
    zone: str
    days: list[dt.date] | None = None


@dataclasses.dataclass(frozen=True)
class Refreshed:
    """What one refresh of one family did."""

    family: str
    days: int
    rebuilt: bool
    more: bool


@transaction.atomic
def rollup_refresh(*, actor: Actor, family: Family, rebuild: bool = False) -> Refreshed:
    """Makes the rollup of a family equal to its facts for every day marked dirty.

    One worker at a time per engagement and family (a transaction-level lock). The marks are taken
    first and the facts read afterwards: a change that commits in between is in the facts, and its
    mark, which this refresh did not see, stays. All of it is one transaction, so a worker that
    dies leaves both marks and rows as they were, and doing it twice gives the same rows.
    """
    engagement = actor.engagement
    _lock(family, engagement.pk)
    print_ = fingerprint(family, engagement.time_zone)
    state = RollupState.objects.filter(engagement=engagement, family=family.key).first()
    if rebuild or state is None or state.fingerprint != print_:
        DirtyDay.objects.filter(engagement=engagement, family=family.key).delete()
        _replace(family, Target(engagement.pk, engagement.time_zone))
        _note(state, engagement, family, print_, rebuilt=True)
        return Refreshed(family.key, 0, rebuilt=True, more=False)
    days, more = _take_marks(family, engagement.pk)
    if days:
        _replace(family, Target(engagement.pk, engagement.time_zone, days))
    _note(state, engagement, family, print_, rebuilt=False)
    return Refreshed(family.key, len(days), rebuilt=False, more=more)


def rollup_refresh_all(*, actor: Actor, rebuild: bool = False) -> list[Refreshed]:
    """Every family of an engagement until no mark is left; each step is a transaction."""
    done: list[Refreshed] = []
    for family in METRICS.families.values():
        again, anew = True, rebuild
        while again:
            with engagement_transaction(actor.engagement.pk):
                done.append(rollup_refresh(actor=actor, family=family, rebuild=anew))
            again, anew = done[-1].more, False
    return done


@cache
def fingerprint(family: Family, zone: str) -> str:
    """Changes when the declaration or the zone does: then every day has to be made anew."""
    statement, params = statement_for(family, Target(0, zone))
    return hashlib.sha256(f"{statement}{params}".encode()).hexdigest()


def _lock(family: Family, engagement_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"rollup {family.key} {engagement_id}"],
        )


def _take_marks(family: Family, engagement_id: int) -> tuple[list[dt.date], bool]:
    """Removes the marks of up to BATCH_DAYS days and returns those days; True: more are left."""
    table = meta(DirtyDay).db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH next AS (SELECT DISTINCT day FROM {table}"  # noqa: S608 -- the table name is the model's
            " WHERE engagement_id = %s AND family = %s ORDER BY day DESC LIMIT %s),"
            f" taken AS (DELETE FROM {table} WHERE engagement_id = %s AND family = %s"
            " AND day IN (SELECT day FROM next) RETURNING day)"
            " SELECT DISTINCT day FROM taken ORDER BY day",
            [engagement_id, family.key, BATCH_DAYS, engagement_id, family.key],
        )
        days = [day for (day,) in cursor.fetchall()]
    return days, len(days) == BATCH_DAYS


def _replace(family: Family, target: Target) -> None:
    statement, params = statement_for(family, target)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _note(
    state: RollupState | None, engagement: Any, family: Family, print_: str, *, rebuilt: bool
) -> None:
    now = timezone.now()
    state = state or RollupState(engagement=engagement, family=family.key)
    state.fingerprint, state.refreshed_at = print_, now
    if rebuilt:
        state.rebuilt_at = now
    state.save()


def statement_for(family: Family, target: Target) -> tuple[str, list[Any]]:
    """One statement that replaces the rows of the target.

    The old rows are deleted before the new ones are inserted because the insert reads the count
    of deleted rows, which completes the deletion first.
    """
    table = meta(model_of(family.rollup)).db_table
    parts, params = _parts(family, target)
    which, which_params = ("", []) if target.days is None else (" AND day = ANY(%s)", [target.days])
    dimensions = ", ".join(family.dimensions)
    columns = ", ".join(measure.key for measure in family.measures)
    sums = ", ".join(f"SUM({measure.key})" for measure in family.measures)
    kept = " OR ".join(f"SUM({measure.key}) <> 0" for measure in family.measures)
    statement = (
        f"WITH part AS ({parts}),"  # noqa: S608 -- names come from declarations, values are params
        f" gone AS (DELETE FROM {table} WHERE engagement_id = %s{which} RETURNING 1)"
        f" INSERT INTO {table} (engagement_id, grain, day, {dimensions}, {columns})"
        f" SELECT %s, grain, day, {dimensions}, {sums} FROM part"
        f" WHERE (SELECT count(*) FROM gone) >= 0"
        f" GROUP BY grain, day, {dimensions} HAVING {kept}"
    )
    return statement, [*params, target.engagement_id, *which_params, target.engagement_id]


def _parts(family: Family, target: Target) -> tuple[str, list[Any]]:
    """The sums of these days by grain, one part per day field: each fact is read once for each
    of its days and straight away added up in every grain.
    """
    statements: list[str] = []
    params: list[Any] = []
    for day, measures in by_day_field(family.measures).items():
        rows, rows_params = _rows(family, target, day, measures)
        keys = {measure.key for measure in measures}
        dimensions = ", ".join(f"COALESCE(by_{name}, '') AS {name}" for name in family.dimensions)
        columns = ", ".join(
            f"COALESCE(SUM(m_{measure.key}), 0) AS {measure.key}"
            if measure.key in keys
            else f"0 AS {measure.key}"
            for measure in family.measures
        )
        statements.append(
            f"SELECT {_grain_name(family)} AS grain, rollup_day AS day, {dimensions}, {columns}"  # noqa: S608 -- names come from declarations
            f" FROM ({rows}) q GROUP BY GROUPING SETS ({_grouping_sets(family)})"
        )
        params += rows_params
    return " UNION ALL ".join(statements), params


def _rows(
    family: Family, target: Target, day: str, measures: list[Measure]
) -> tuple[str, tuple[Any, ...]]:
    """The facts that have such a day in the target: day, dimensions, and what each counts for."""
    model = model_of(family.facts)
    spans = [(None, None)] if target.days is None else runs(target.days)
    scope = reduce(or_, (between(model, day, span, target.zone) for span in spans), Q())
    keys = {f"by_{name}": dimension(model, path) for name, path in family.dimensions.items()}
    shares = {f"m_{measure.key}": share(family, measure, target.zone) for measure in measures}
    query = (
        facts(family, target.engagement_id)
        .filter(scope)
        .order_by()
        .values(rollup_day=day_of(model, day, target.zone), **keys, **shares)
    )
    statement: tuple[str, tuple[Any, ...]] = query.query.sql_with_params()
    return statement


def _grain_name(family: Family) -> str:
    """The name of the grain a row was grouped by, from the bits of GROUPING()."""
    names = list(family.dimensions)
    cases = []
    for grain in family.all_grains:
        mask = sum(1 << (len(names) - 1 - at) for at, name in enumerate(names) if name not in grain)
        cases.append(f"WHEN {mask} THEN '{'+'.join(grain)}'")
    grouping = ", ".join(f"by_{name}" for name in names)
    return f"CASE GROUPING({grouping}) {' '.join(cases)} END"


def _grouping_sets(family: Family) -> str:
    return ", ".join(
        f"({', '.join(('rollup_day', *(f'by_{name}' for name in grain)))})"
        for grain in family.all_grains
    )
