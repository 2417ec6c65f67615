"""Triggers that mark (family, engagement, day) dirty in the transaction that changed a fact.

They are statement triggers with transition tables, so a bulk update, a COPY or a hand-written
statement cannot be missed, and they only insert: two writers never wait for each other. Which
tables and columns matter is read from the declared families (`reporting.paths`).
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

from engagements.kernel.metrics import METRICS, Family
from engagements.kernel.metrics.expressions import is_instant, meta, model_of
from reporting.paths import Reached, day_fields, reached

MARKS = "reporting_dirtyday"
PREFIX = "dirty_"
TRANSITIONS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
}


class Joins:
    """FROM clause from the touched rows to their facts and the rows the facts take days from."""

    def __init__(self, family: Family, touched: Reached) -> None:
        self.touched = touched
        self.base = model_of(family.facts)
        self.clauses: list[str] = []
        self.aliases: dict[tuple[str, ...], str] = {}
        if touched.via is None:
            self._fact_leads()
        else:
            self._has_leads(touched.via)

    def _fact_leads(self) -> None:
        direct = not self.touched.steps
        self.clauses.append("touched f" if direct else f"{_table(self.base)} f")
        self.aliases[()] = "f"
        self._follow(self.base, "f", self.touched.steps, keep=True)

    def _has_leads(self, via: Any) -> None:
        root, model = "h", model_of(via.model)
        source = "touched" if not self.touched.steps else _table(model)
        self.clauses.append(
            f"{_table(self.base)} f JOIN {source} h ON {_fk(model, via.fk, 'h')}"
            f" = f.{_pk(self.base)} AND h.engagement_id = f.engagement_id"
        )
        self.aliases[()] = "f"
        self._follow(model, root, self.touched.steps, keep=False)

    def _follow(
        self, model: type[Model], alias: str, steps: tuple[str, ...], *, keep: bool
    ) -> None:
        """Joins along foreign keys to the touched table, which stands at the end."""
        for depth, step in enumerate(steps, start=1):
            target = _related(model, step)
            name = "touched" if depth == len(steps) else _table(target)
            alias, before = f"{'t' if keep else 'u'}{depth}", alias
            self.clauses.append(f"JOIN {name} {alias} ON {_on(model, step, before, alias)}")
            if keep:
                self.aliases[steps[:depth]] = alias
            model = target

    def day(self, path: str) -> str:
        """The SQL of one day field, joining what it needs."""
        *steps, name = path.split("__")
        model, alias = self.base, "f"
        for depth, step in enumerate(steps, start=1):
            key, target = tuple(steps[:depth]), _related(model, step)
            if key not in self.aliases:
                self.aliases[key] = f"d{len(self.aliases)}"
                on = _on(model, step, alias, self.aliases[key])
                self.clauses.append(f"LEFT JOIN {_table(target)} {self.aliases[key]} ON {on}")
            model, alias = target, self.aliases[key]
        column = f"{alias}.{_quote(meta(model).get_field(name).column)}"
        instant = is_instant(self.base, path)
        return f"({column} AT TIME ZONE e.time_zone)::date" if instant else f"{column}::date"


def mark_statement(family: Family, touched: Reached) -> str:
    """Inserts one mark per engagement and day that the touched rows take part in."""
    joins = Joins(family, touched)
    days = ", ".join(f"({joins.day(path)})" for path in day_fields(family))
    return (
        f"INSERT INTO {MARKS} (engagement_id, family, day)"  # noqa: S608 -- built from model metadata alone
        f" SELECT DISTINCT f.engagement_id, '{family.key}', m.day"
        f" FROM {' '.join(joins.clauses)}"
        f" JOIN engagements_engagement e ON e.id = f.engagement_id"
        f" CROSS JOIN LATERAL (VALUES {days}) m(day) WHERE m.day IS NOT NULL"
    )


def touched_rows(reach: Reached, operation: str) -> str:
    """Rows whose change matters; an update that changes no column that counts touches none."""
    if operation != "update":
        return "SELECT * FROM new_rows" if operation == "insert" else "SELECT * FROM old_rows"
    columns = [_quote(column) for column in sorted(reach.columns)]
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("o", "n"))
    key = _pk(reach.model)
    changed = (
        f"FROM old_rows o JOIN new_rows n ON n.{key} = o.{key}"
        f" WHERE ROW({old}) IS DISTINCT FROM ROW({new})"
    )
    return f"SELECT o.* {changed} UNION ALL SELECT n.* {changed}"


def operations_of(reach: Reached) -> tuple[str, ...]:
    """Rows that facts point to cannot come or go while they count; they can change."""
    return ("insert", "update", "delete") if not reach.steps else ("update",)


def by_table(family: Family) -> dict[str, list[Reached]]:
    tables: dict[str, list[Reached]] = {}
    for reach in reached(family):
        tables.setdefault(meta(reach.model).db_table, []).append(reach)
    return tables


def function_body(family: Family, reaches: list[Reached]) -> str:
    branches = []
    for operation in TRANSITIONS:
        statements = [
            f"WITH touched AS ({touched_rows(reach, operation)}) {mark_statement(family, reach)};"
            for reach in reaches
            if operation in operations_of(reach)
        ]
        if statements:
            branches.append(f"IF TG_OP = '{operation.upper()}' THEN {' '.join(statements)} END IF;")
    return f"BEGIN {' '.join(branches)} RETURN NULL; END"


def create_statements(family: Family) -> Iterator[tuple[str, str]]:
    """(table, SQL) for each function and trigger of a family."""
    for table, reaches in by_table(family).items():
        name = f"{PREFIX}{family.key}_{table}"
        body = function_body(family, reaches)
        head = f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql'
        yield table, f"{head} AS $body${body}$body$"
        wanted = {operation for reach in reaches for operation in operations_of(reach)}
        for operation in sorted(wanted):
            event = f'"{PREFIX}{family.key}_{operation}" AFTER {operation.upper()} ON "{table}"'
            each = f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
            yield table, f"CREATE TRIGGER {event} {TRANSITIONS[operation]} {each}"


class ApplyDirtyMarks(Operation):
    """Installs the triggers the declared families need; idempotent.

    Put it last in a reporting migration that depends on the migration which added the columns a
    family newly counts by. A family some of whose columns do not exist yet is left for that later
    migration; a test compares what is installed with what is declared.
    """

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The schema state Django knows does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in drop_statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)
        for family in METRICS.families.values():
            if columns_exist(schema_editor.connection, family):
                for _, statement in create_statements(family):
                    schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in drop_statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Mark days dirty when the facts of a declared family change"


def drop_statements(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND starts_with(tgname, %s)",
            [PREFIX],
        )
        triggers = [f'DROP TRIGGER "{name}" ON {table}' for name, table in cursor.fetchall()]
        cursor.execute("SELECT proname FROM pg_proc WHERE starts_with(proname, %s)", [PREFIX])
        return triggers + [f'DROP FUNCTION "{name}"()' for (name,) in cursor.fetchall()]


def columns_exist(connection: Any, family: Family) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = ANY (current_schemas(false))"
        )
        present = set(cursor.fetchall())
    return all(
        (meta(reach.model).db_table, column) in present
        for reach in reached(family)
        for column in reach.columns
    )


def _related(model: type[Model], step: str) -> type[Model]:
    return meta(model).get_field(step).related_model


def _on(model: type[Model], step: str, before: str, alias: str) -> str:
    target = _related(model, step)
    joined = f"{alias}.{_pk(target)} = {_fk(model, step, before)}"
    owned = all(hasattr(side, "engagement_id") for side in (model, target))
    return f"{joined} AND {alias}.engagement_id = {before}.engagement_id" if owned else joined


def _fk(model: type[Model], step: str, alias: str) -> str:
    return f"{alias}.{_quote(meta(model).get_field(step).column)}"


def _pk(model: type[Model]) -> str:
    return _quote(meta(model).pk.column)


def _table(model: type[Model]) -> str:
    return _quote(meta(model).db_table)


def _quote(name: str) -> str:
    return f'"{name}"'
