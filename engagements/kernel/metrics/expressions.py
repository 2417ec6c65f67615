"""From a declaration to the ORM expressions that both the live value and the rollup use."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields import DecimalField
from django.db.models.functions import Cast, Coalesce, TruncDate

from engagements.kernel.metrics.declare import Distribution, Elapsed, Family, Has, Measure, Standing
from engagements.kernel.metrics.period import day_start

NUMBER = DecimalField(max_digits=24, decimal_places=6)
TEXT_TYPES = {"CharField", "TextField", "SlugField"}
Conditional = Measure | Standing | Distribution


def model_of(label: str) -> type[Model]:
    return apps.get_model(label)


def meta(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001 -- Django's documented Meta API


def field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    """The field at the end of ``path``; a to-many step is refused: it would count facts twice."""
    field: Any = None
    for step in path.split("__"):
        try:
            field = meta(model).pk if step == "pk" else meta(model).get_field(step)
        except FieldDoesNotExist as error:
            raise ValueError(f"{model.__name__} has no {step} (in {path}).") from error
        if field.one_to_many or field.many_to_many:
            raise ValueError(f"{path} goes through {step}, which is to-many: use Has instead.")
        model = field.related_model or model
    found: Field[Any, Any] = field
    return found


def is_instant(model: type[Model], path: str) -> bool:
    return isinstance(field_of(model, path), DateTimeField)


def day_of(model: type[Model], path: str, zone: str) -> Combinable:
    """The local day of a datetime field; a date field as it is."""
    if is_instant(model, path):
        return TruncDate(path, tzinfo=zoneinfo.ZoneInfo(zone))
    return F(path)


def between(
    model: type[Model], path: str, span: tuple[dt.date | None, dt.date | None], zone: str
) -> Q:
    """``path`` falls on the local days of the span (both included; None: open), index-friendly."""
    first, last = span
    instant = is_instant(model, path)
    found = Q()
    if first is not None:
        found &= Q(**{f"{path}__gte": day_start(first, zone) if instant else first})
    if last is not None:
        after = last + dt.timedelta(days=1)
        found &= Q(**{f"{path}__lt": day_start(after, zone) if instant else after})
    return found & Q(**{f"{path}__isnull": False})


def dimension(model: type[Model], path: str) -> Combinable:
    """A dimension's value as text; "" stands for "none"."""
    field = field_of(model, path)
    column = f"{path}_id" if field.many_to_one or field.one_to_one else path
    return Coalesce(Cast(column, TextField()), Value(""), output_field=TextField())


def dimension_value(family: Family, name: str, value: str) -> Any:
    """A dimension's value as its field holds it. Raises ValidationError."""
    field = field_of(model_of(family.facts), family.dimensions[name])
    return getattr(field, "target_field", field).to_python(value)


def chosen(family: Family, filters: Mapping[str, str]) -> Q:
    """Facts with these dimension values; "" chooses those that have none."""
    model = model_of(family.facts)
    found = Q()
    for name, value in filters.items():
        path = family.dimensions[name]
        field = field_of(model, path)
        if value:
            found &= Q(**{path: dimension_value(family, name, value)})
        elif field.get_internal_type() in TEXT_TYPES:
            found &= Q(**{path: ""}) | Q(**{f"{path}__isnull": True})
        else:
            found &= Q(**{f"{path}__isnull": True})
    return found


def condition(item: Conditional, *, now: dt.datetime | None = None) -> Q:
    """Which facts the declaration counts, whatever the day."""
    found = item.where(_given(now)) if isinstance(item, Standing) else item.where
    for has in item.has:
        found = found & has_rows(has)
    return found


def _given(now: dt.datetime | None) -> dt.datetime:
    if now is None:
        raise ValueError("What stands now needs the present instant.")
    return now


def has_rows(has: Has) -> Q:
    rows = model_of(has.model)._default_manager.filter(has.where, **{has.fk: OuterRef("pk")})  # noqa: SLF001 -- _default_manager is public API
    return ~Q(Exists(rows)) if has.negated else Q(Exists(rows))


def amount(model: type[Model], value: str | Elapsed, zone: str) -> Combinable:
    """The number to add up: a numeric field, or seconds for durations and elapsed time."""
    if isinstance(value, Elapsed):
        span = ExpressionWrapper(
            _instant(model, value.end, zone) - _instant(model, value.start, zone),
            output_field=DurationField(),
        )
        return _seconds(span)
    if isinstance(field_of(model, value), DurationField):
        return _seconds(F(value))
    return Cast(value, NUMBER)


def _instant(model: type[Model], path: str, zone: str) -> Combinable:
    if is_instant(model, path):
        return F(path)
    return Func(
        F(path),
        Value(zone),
        template="(%(expressions)s)",
        arg_joiner="::timestamp AT TIME ZONE ",
        output_field=DateTimeField(),
    )


def _seconds(span: Combinable) -> Combinable:
    epoch = Func(span, template="EXTRACT(EPOCH FROM %(expressions)s)", output_field=NUMBER)
    return Cast(epoch, NUMBER)


def total(family: Family, measure: Measure, zone: str, only: Q | None = None) -> Combinable:
    """The aggregate of one measure: a count, or a sum that is 0 where nothing fits."""
    found = condition(measure)
    if only is not None:
        found = found & only
    keep = found or None
    if measure.sum is None:
        return Count("pk", filter=keep)
    value = amount(model_of(family.facts), measure.sum, zone)
    return Coalesce(Sum(value, filter=keep, output_field=NUMBER), Value(0, NUMBER))


def share(family: Family, measure: Measure, zone: str) -> Combinable:
    """What one fact adds to a measure: 1 or its amount, NULL where it does not fit."""
    kind = IntegerField() if measure.sum is None else NUMBER
    value = Value(1) if measure.sum is None else amount(model_of(family.facts), measure.sum, zone)
    return Case(When(condition(measure), then=value), output_field=kind)


def by_day_field(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures that share a day field share a scan."""
    groups: dict[str, list[Measure]] = {}
    for measure in measures:
        groups.setdefault(measure.day, []).append(measure)
    return groups
