"""Which columns of which tables a family's numbers depend on, read from its declaration."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model, Q

from engagements.kernel.metrics import Elapsed, Family, Has
from engagements.kernel.metrics.expressions import meta, model_of


@dataclasses.dataclass
class Reached:
    """A table reached from the facts by ``steps`` of foreign keys, and the columns that matter.

    ``via``: the Has that leads to it; then the first step is backwards, from its row to the fact.
    """

    model: type[Model]
    steps: tuple[str, ...]
    via: Has | None
    columns: set[str] = dataclasses.field(default_factory=set)


def reached(family: Family) -> list[Reached]:
    """The fact table first, then every table whose rows can change what is counted."""
    base = model_of(family.facts)
    found: dict[tuple[Any, ...], Reached] = {(None, ()): Reached(base, (), None)}
    for path in sorted(_fact_paths(family)):
        _walk(found, base, path, None)
    for number, has in enumerate(_all_has(family)):
        model = model_of(has.model)
        found[(number, ())] = Reached(model, (), has)
        for path in (has.fk, *paths_in(has.where)):
            _walk(found, model, path, has, number)
    return list(found.values())


def _walk(
    found: dict[tuple[Any, ...], Reached],
    model: type[Model],
    path: str,
    via: Has | None,
    number: int | None = None,
) -> None:
    steps: tuple[str, ...] = ()
    for name in path.split("__"):
        if name != "pk" and name not in {field.name for field in meta(model).get_fields()} | {
            field.attname for field in meta(model).concrete_fields
        }:
            return  # a lookup or transform: the columns before it have been noted
        field: Any = meta(model).pk if name == "pk" else meta(model).get_field(name)
        key = (number, steps)
        found.setdefault(key, Reached(model, steps, via)).columns.add(field.column)
        if field.related_model is None:
            return
        model, steps = field.related_model, (*steps, field.name)


def _fact_paths(family: Family) -> set[str]:
    found = set(family.dimensions.values())
    for measure in family.measures:
        found.add(measure.day)
        found.update(paths_in(measure.where))
        if isinstance(measure.sum, Elapsed):
            found.update((measure.sum.start, measure.sum.end))
        elif measure.sum is not None:
            found.add(measure.sum)
    return found


def _all_has(family: Family) -> list[Has]:
    found: list[Has] = []
    for measure in family.measures:
        found += [has for has in measure.has if has not in found]
    return found


def day_fields(family: Family) -> list[str]:
    """Every field of the family that a measure counts by, once, in order."""
    return list(dict.fromkeys(measure.day for measure in family.measures))


def paths_in(expression: Any) -> set[str]:
    """Every path a condition reads, its lookups included."""
    if isinstance(expression, F):
        return {expression.name}
    if isinstance(expression, Q):
        return set().union(*(_child_paths(child) for child in expression.children))
    if hasattr(expression, "get_source_expressions"):
        return _all_paths(expression.get_source_expressions())
    return set()


def _child_paths(child: Any) -> set[str]:
    if isinstance(child, tuple):
        path, value = child
        return {path} | paths_in(value)
    return paths_in(child)


def _all_paths(expressions: Iterable[Any]) -> set[str]:
    return set().union(*(paths_in(each) for each in expressions if each is not None))
