"""Look-ups that every request makes: the ORM words their SQL once for all."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """The first row of a query that differs in its parameters alone, with what it selects along.

    `query` makes the queryset. The sample has a value of its own for every parameter, by which
    it is found again in the SQL.
    """

    def __init__(self, query: Callable[..., QuerySet[M]], **sample: object) -> None:
        self.query = query
        self.sample = sample

    @cached_property
    def _worded(self) -> tuple[str, list[str], Any]:
        compiler = self.query(**self.sample).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        names = {value: name for name, value in self.sample.items()}
        return sql, [names[value] for value in values], compiler

    def first(self, **parameters: Any) -> M | None:
        sql, order, compiler = self._worded
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, [parameters[name] for name in order])
            found = cursor.fetchmany(1)
        kind = compiler.klass_info
        start, end = kind["select_fields"][0], kind["select_fields"][-1] + 1
        related: Any = (kind, compiler.select, DEFAULT_DB_ALIAS)
        names = [column.target.attname for column, *_ in compiler.select[start:end]]
        for row in compiler.results_iter([found]):
            made: M = kind["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for along in get_related_populators(*related):
                along.populate(row, made)
            return made
        return None
