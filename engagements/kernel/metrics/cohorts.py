"""Facts picked out by more than a family's dimensions: the charts of an arm, of a pilot.

A cohort is declared once; the number over it and the list behind the number use the same
condition.
"""

import dataclasses
from collections.abc import Callable

from django.db.models import Q

from engagements.kernel.metrics.declare import Family
from engagements.kernel.registry import Registry


@dataclasses.dataclass(frozen=True)
class Cohort:
    """`rows(value, family)` picks facts of the family; `words(value)` says which they are.

    Both raise `ValueError` for a value that names nothing.
    """

    key: str
    rows: Callable[[str, Family], Q]
    words: Callable[[str], str]
    order: int = 100


cohorts: Registry[Cohort] = Registry()


def cohort_of(named: str) -> tuple[Cohort, str]:
    """Of `arm:17` the cohort and its value. Raises `KeyError` where none is known."""
    key, _, value = named.partition(":")
    return cohorts[key], value
