"""The declarations, and the registry that holds them."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Q


class Unit(enum.StrEnum):
    PERCENT = "percent"  # a ratio of 0 to 1, printed as 0 to 100 %
    COUNT = "count"
    MONEY = "money"
    DURATION = "duration"  # seconds
    DAYS = "days"
    RATE = "rate"  # a plain ratio, printed with two decimals


class Direction(enum.StrEnum):
    UP = "up"  # more is better
    DOWN = "down"  # less is better
    BAND = "band"  # too little and too much are both bad
    NONE = "none"  # neither: a volume


@dataclasses.dataclass(frozen=True)
class Elapsed:
    """Seconds from one field to another; a date counts from the start of its local day."""

    start: str
    end: str


@dataclasses.dataclass(frozen=True)
class Has:
    """The fact has at least one row of ``model`` whose ``fk`` names it and that fits ``where``.

    A condition through a to-many relation would count a fact twice; this cannot.
    """

    model: str
    fk: str
    where: Q = dataclasses.field(default_factory=Q)
    negated: bool = False


@dataclasses.dataclass(frozen=True)
class Measure:
    """An additive count (or sum of ``sum``) of the facts that fit ``where``, by local ``day``.

    ``day`` is a date field (taken as it is) or a datetime field (its day in the engagement's
    zone) of the fact, or of a row it points to; facts without it are not counted. ``label`` says
    in words what is counted. ``settled``: a day counts only once it has ended (deadlines).
    """

    key: str
    day: str
    label: str
    where: Q = dataclasses.field(default_factory=Q)
    has: tuple[Has, ...] = ()
    sum: str | Elapsed | None = None
    settled: bool = False


@dataclasses.dataclass(frozen=True, eq=False)
class Family:
    """Facts of one kind, what may be counted of them, and by what they may be broken down.

    ``list_url`` names the list that opens behind its numbers, ``action`` the right (to all rows)
    that seeing them needs. ``dimensions`` maps a name to the ORM path of its value (a foreign
    key, a choice, a text). Paths may follow foreign keys, not to-many relations. The rollup keeps
    the total and each dimension by itself, plus the combinations named in ``grains``: its size
    does not depend on how many combinations occur. What no grain covers is computed from the
    facts, and so is everything for an actor whom ``visible`` shows only some of the facts.
    """

    key: str
    facts: str
    rollup: str
    list_url: str
    action: str
    dimensions: Mapping[str, str]
    measures: tuple[Measure, ...]
    grains: tuple[tuple[str, ...], ...] = ()
    visible: Callable[[Any], Q] | None = None

    def __post_init__(self) -> None:
        keys = [measure.key for measure in self.measures]
        if len(set(keys)) != len(keys):
            raise ValueError(f"Family {self.key} declares a measure twice: {sorted(keys)}.")
        taken = {"engagement", "day", "grain", "id"}
        clash = [key for key in (*keys, *self.dimensions) if key in taken]
        clash += sorted(set(keys) & set(self.dimensions))
        if clash:
            raise ValueError(f"Family {self.key} may not use the column names {clash}.")
        unknown = set(chain.from_iterable(self.grains)) - set(self.dimensions)
        if unknown:
            raise ValueError(f"Family {self.key} has no dimensions {sorted(unknown)}.")

    def measure(self, key: str) -> Measure:
        for measure in self.measures:
            if measure.key == key:
                return measure
        known = ", ".join(measure.key for measure in self.measures)
        raise KeyError(f"Family {self.key} has no measure {key}; it has {known}.")

    def seen_by(self, actor: Any) -> Q:
        """The facts an actor's numbers may rest on; an empty Q is all of them."""
        return self.visible(actor) if self.visible else Q()

    @property
    def all_grains(self) -> tuple[tuple[str, ...], ...]:
        """Every kept grain: the total, each dimension, the declared combinations."""
        singles = tuple((name,) for name in self.dimensions)
        return ((), *singles, *(tuple(sorted(grain)) for grain in self.grains))

    def grain(self, dimensions: Iterable[str]) -> str | None:
        """The name of the smallest grain that holds these dimensions; None: only the facts do."""
        wanted = set(dimensions)
        fits = [grain for grain in self.all_grains if wanted <= set(grain)]
        fits.sort(key=len)
        return "+".join(fits[0]) if fits else None


@dataclasses.dataclass(frozen=True)
class Kpi:
    """A measure, or the ratio of two measures of one family, over a period.

    ``definition`` says in a sentence what is divided by what and what is left out, ``source``
    where the definition comes from, ``method`` how it is measured: all three are printed beside
    the number. ``sampled``: the denominator is a sample of a population, so the number is printed
    with its exact interval and never without n.
    """

    key: str
    label: str
    family: str
    numerator: str
    definition: str
    source: str
    denominator: str | None = None
    unit: Unit = Unit.PERCENT
    direction: Direction = Direction.UP
    method: str = ""
    sampled: bool = False
    by: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def value(self, sums: Mapping[str, Decimal | int]) -> Decimal | None:
        """The ratio of sums; None ("no data") where the denominator is 0, never 0 %."""
        numerator = Decimal(sums[self.numerator])
        if self.denominator is None:
            return numerator
        denominator = Decimal(sums[self.denominator])
        return numerator / denominator if denominator else None


@dataclasses.dataclass(frozen=True)
class Standing:
    """How many facts (or how much of ``sum``) stand like this now: backlog, open, overdue.

    ``where`` gets the present instant. Counted on the facts through an index; no daily value.
    ``alarm`` is the status word shown while a number that should be 0 is not.
    """

    key: str
    label: str
    family: str
    where: Callable[[dt.datetime], Q]
    definition: str
    source: str
    has: tuple[Has, ...] = ()
    sum: str | None = None
    unit: Unit = Unit.COUNT
    direction: Direction = Direction.DOWN
    by: tuple[str, ...] = ()
    alarm: str = ""

    def __post_init__(self) -> None:
        if self.alarm and self.sum is not None:
            raise ValueError(f"{self.key} is a sum: an alarm is for a count that should be 0.")


@dataclasses.dataclass(frozen=True)
class Distribution:
    """n, mean, median, P90, least and most of ``value`` over the facts of a period.

    Computed from the facts, never from daily values.
    """

    key: str
    label: str
    family: str
    value: str | Elapsed
    day: str
    definition: str
    source: str
    where: Q = dataclasses.field(default_factory=Q)
    has: tuple[Has, ...] = ()
    unit: Unit = Unit.DURATION
    direction: Direction = Direction.DOWN
    by: tuple[str, ...] = ()


Declared = Kpi | Standing | Distribution


class Metrics:
    """Every family and every number declared on it, by key."""

    def __init__(self) -> None:
        self.families: dict[str, Family] = {}
        self.kpis: dict[str, Kpi] = {}
        self.standings: dict[str, Standing] = {}
        self.distributions: dict[str, Distribution] = {}

    def register(self, family: Family, *declared: Declared) -> None:
        """Add a family and the numbers declared on it; repeating a declaration changes nothing."""
        if self.families.setdefault(family.key, family) is not family:
            raise ValueError(f"Family {family.key} is declared twice.")
        for item in declared:
            self._add(family, item)

    def _add(self, family: Family, item: Declared) -> None:
        if item.family != family.key:
            raise ValueError(f"{item.key} belongs to family {item.family}, not to {family.key}.")
        unknown = set(item.by) - set(family.dimensions)
        if unknown:
            raise ValueError(f"{item.key} is broken down by unknown dimensions {sorted(unknown)}.")
        if isinstance(item, Kpi):
            for key in item.measures:
                family.measure(key)
        if self.get(item.key, item) is not item:
            raise ValueError(f"The number {item.key} is declared twice.")
        if isinstance(item, Kpi):
            self.kpis[item.key] = item
        elif isinstance(item, Standing):
            self.standings[item.key] = item
        else:
            self.distributions[item.key] = item

    def get(self, key: str, default: Declared | None = None) -> Declared | None:
        found = self.kpis.get(key) or self.standings.get(key) or self.distributions.get(key)
        return found or default

    def all(self) -> list[Declared]:
        """Every number, in the order of declaration within its kind."""
        return [*self.kpis.values(), *self.standings.values(), *self.distributions.values()]

    def family_of(self, item: Declared) -> Family:
        return self.families[item.family]


METRICS = Metrics()
