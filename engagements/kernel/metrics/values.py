"""Values of declared numbers: live from the facts, from the rollup, and the rows behind them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DateField,
    ExpressionWrapper,
    Max,
    Min,
    Model,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from engagements.kernel.metrics.declare import Distribution, Family, Measure, Standing
from engagements.kernel.metrics.expressions import (
    NUMBER,
    amount,
    between,
    by_day_field,
    chosen,
    condition,
    day_of,
    dimension,
    model_of,
    total,
)
from engagements.kernel.metrics.groups import Group, Sums, kept, measures_of, zero
from engagements.kernel.metrics.period import Period
from engagements.kernel.metrics.rolled import rolled


def facts(family: Family, engagement_id: int) -> QuerySet[Model]:
    return model_of(family.facts)._default_manager.filter(engagement_id=engagement_id)  # noqa: SLF001 -- _default_manager is public API


def rows_of(
    family: Family, measure: Measure, period: Period, filters: Mapping[str, str] | None = None
) -> Q:
    """The facts behind a measure in a period: what its list shows, what its value counts."""
    return counted(family, measure, period) & condition(measure) & chosen(family, filters or {})


def counted(family: Family, measure: Measure, period: Period) -> Q:
    last = period.last_day(settled=measure.settled)
    return between(model_of(family.facts), measure.day, (period.start, last), period.zone)


def live(
    family: Family,
    engagement_id: int,
    period: Period,
    *,
    measures: Iterable[str] | None = None,
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    bucket: str | None = None,
    only: Q | None = None,
) -> dict[Group, Sums]:
    """Sums per group of dimension values, from the facts. Without ``by`` the one group is ().

    With ``bucket`` (day, week, month) the bucket's first day leads each group. ``only`` keeps to
    the facts an actor may see.
    """
    wanted = measures_of(family, measures)
    found: dict[Group, Sums] = {}
    for group in by_day_field(wanted).values():
        day = group[0].day
        scope = between(model_of(family.facts), day, (period.start, period.end), period.zone)
        scoped = facts(family, engagement_id).filter(
            scope & chosen(family, filters or {}) & (only or Q())
        )
        keys = _keys(family, by) | (
            {"bucket": _bucket(day_of(model_of(family.facts), day, period.zone), bucket)}
            if bucket
            else {}
        )
        names = (["bucket"] if bucket else []) + [f"by_{name}" for name in by]
        sums = {f"m_{m.key}": _total(family, m, period) for m in group}
        for row in _grouped(scoped, keys, names, sums):
            into = found.setdefault(tuple(row[name] for name in names), zero(wanted))
            into.update({m.key: row[f"m_{m.key}"] for m in group})
    return kept(found, wanted, grouped=bool(by or bucket))


def _keys(family: Family, by: Sequence[str]) -> dict[str, Any]:
    model = model_of(family.facts)
    return {f"by_{name}": dimension(model, family.dimensions[name]) for name in by}


def _grouped(
    rows: QuerySet[Any], keys: Mapping[str, Any], names: Sequence[str], sums: Mapping[str, Any]
) -> Iterable[dict[str, Any]]:
    if not names:
        return [rows.aggregate(**sums)]
    found: Iterable[dict[str, Any]] = (
        rows.annotate(**keys).order_by().values(*names).annotate(**sums)
    )
    return found


def _total(family: Family, measure: Measure, period: Period) -> Any:
    return total(
        family, measure, period.zone, counted(family, measure, period) if measure.settled else None
    )


def _bucket(day: Any, bucket: str) -> Any:
    if bucket == "day":
        return ExpressionWrapper(day, output_field=DateField())
    return {"week": TruncWeek, "month": TruncMonth}[bucket](day, output_field=DateField())


def sums_of(
    family: Family,
    engagement_id: int,
    period: Period,
    *,
    measures: Iterable[str] | None = None,
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    bucket: str | None = None,
    only: Q | None = None,
) -> dict[Group, Sums]:
    """From the rollup where it holds what is asked for, otherwise from the facts."""
    if only or family.grain([*(filters or {}), *by]) is None:
        return live(
            family,
            engagement_id,
            period,
            measures=measures,
            filters=filters,
            by=by,
            bucket=bucket,
            only=only,
        )
    return rolled(
        family, engagement_id, period, measures=measures, filters=filters, by=by, bucket=bucket
    )


def standings(
    family: Family,
    items: Sequence[Standing],
    engagement_id: int,
    now: dt.datetime,
    *,
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    only: Q | None = None,
) -> dict[Group, Sums]:
    """What stands now, several numbers of one family in one statement on the facts.

    Numbers of the same facts share one condition. When it is the only one it selects the rows by
    itself, and PostgreSQL may begin at the few rows that it needs instead of at all facts.
    """
    found = {(item.where, item.has): condition(item, now=now) for item in items}
    scoped = facts(family, engagement_id).filter(
        reduce(or_, found.values()) & chosen(family, filters or {}) & (only or Q())
    )
    alone = len(found) == 1
    names = [f"by_{name}" for name in by]
    sums = {
        f"s_{item.key}": _stands(family, item, Q() if alone else found[item.where, item.has])
        for item in items
    }
    return {
        tuple(row[name] for name in names): {item.key: row[f"s_{item.key}"] for item in items}
        for row in _grouped(scoped, _keys(family, by), names, sums)
    }


def _stands(family: Family, item: Standing, only: Q) -> Any:
    if item.sum is None:
        return Count("pk", filter=only or None)
    value = amount(model_of(family.facts), item.sum, "UTC")
    return Coalesce(Sum(value, filter=only or None, output_field=NUMBER), Value(0, NUMBER))


class Percentile(Aggregate):
    """``percentile_cont``: interpolates between the two middle values, as a median does."""

    function = "percentile_cont"
    template = "(%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s))::numeric"
    output_field = NUMBER


def distribution(
    item: Distribution,
    family: Family,
    engagement_id: int,
    period: Period,
    *,
    filters: Mapping[str, str] | None = None,
    by: Sequence[str] = (),
    only: Q | None = None,
) -> dict[Group, dict[str, Any]]:
    """n, mean, median, p90, least, most per group, from the facts of the period."""
    model = model_of(family.facts)
    scope = between(model, item.day, (period.start, period.end), period.zone)
    scoped = facts(family, engagement_id).filter(
        scope & condition(item) & chosen(family, filters or {}) & (only or Q())
    )
    names = [f"by_{name}" for name in by]
    valued = scoped.annotate(amount=amount(model, item.value, period.zone))
    spread = {
        "n": Count("amount"),
        "mean": Avg("amount"),
        "median": Percentile("amount", share="0.5"),
        "p90": Percentile("amount", share="0.9"),
        "least": Min("amount"),
        "most": Max("amount"),
    }
    rows = _grouped(valued, _keys(family, by), names, spread)
    return {tuple(row[name] for name in names): {key: row[key] for key in spread} for row in rows}
