"""What the rows of the workforce share: dates in force, and never two at once."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from engagements.models.base import EngagementOwned


class EffectiveDated(EngagementOwned):
    """In force from one day to another, both inclusive; no last day means until further notice."""

    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")

    class Meta:
        abstract = True


def ends_after_start(
    name: str, start: str = "effective_from", end: str = "effective_to"
) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)})
    )


def one_at_a_time(name: str, start: str, end: str, *, of: str = "user") -> ExclusionConstraint:
    """No two rows of one engagement and one `of` overlap. Ranges throughout: no extension."""

    def single(field: str) -> Any:
        return Func(F(field), F(field), Value("[]"), function="int8range")

    days = Func(F(start), F(end), Value("[]"), function="daterange")
    return ExclusionConstraint(
        name=name,
        expressions=[
            (single("engagement"), RangeOperators.OVERLAPS),
            (single(of), RangeOperators.OVERLAPS),
            (days, RangeOperators.OVERLAPS),
        ],
    )
