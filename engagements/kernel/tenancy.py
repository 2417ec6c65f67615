"""Row-level security, composite foreign keys and grants, applied by migrations.

`ApplyTenancy()` is the last operation of every migration that creates or alters a data-plane
table (one with an `engagement` foreign key, history tables included). It is idempotent: it reads
the catalog and brings every table of the app to the rule.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

POLICY = "engagement_boundary"
CONTROL_PLANE = "control plane"  # the comment by which later migrations know such a table
IN_SCOPE = "engagement_id = ANY (current_setting('concord.engagements')::bigint[])"


def is_tenant_model(model: type[Model]) -> bool:
    return any(f.attname == "engagement_id" for f in model._meta.concrete_fields)  # noqa: SLF001 -- the documented Meta API


def is_history_model(model: type[Model]) -> bool:
    return any(f.name == "pgh_id" for f in model._meta.concrete_fields)  # noqa: SLF001 -- the documented Meta API


class ApplyTenancy(Operation):
    """Brings every data-plane table of the migrating app under the engagement boundary.

    `append_only` names the models (lower case) the application role may only read and insert;
    history tables always are. `control_plane` names models that carry an engagement but are read
    before a scope can be open.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self, append_only: tuple[str, ...] = (), control_plane: tuple[str, ...] = ()
    ) -> None:
        self.append_only = tuple(append_only)
        self.control_plane = tuple(control_plane)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        arguments = {"append_only": self.append_only, "control_plane": self.control_plane}
        return self.__class__.__qualname__, [], {k: v for k, v in arguments.items() if v}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The schema state Django knows does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Works from PostgreSQL's catalog: building the migration's models would take longer
        than the rest of the migration.
        """
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
        self._run_deferred_constraints(schema_editor)
        for name in self.control_plane:
            schema_editor.execute(f"COMMENT ON TABLE \"{app_label}_{name}\" IS '{CONTROL_PLANE}'")
        for table in _tables(schema_editor, app_label, column="engagement_id"):
            _secure(schema_editor, table)
        history = _tables(schema_editor, app_label, column="pgh_id")
        for table in [*history, *(f"{app_label}_{name}" for name in self.append_only)]:
            _make_append_only(schema_editor, table)
        for key in _keys_within_an_engagement(schema_editor, app_label):
            _tie_to_parent(schema_editor, key)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Tables are dropped, or stay protected: protection is never taken away."""

    def describe(self) -> str:
        return "Apply the engagement boundary (row security, composite keys, grants)"

    @staticmethod
    def _run_deferred_constraints(schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Django adds foreign keys at a migration's end; ours replace them, so run them now."""
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, params=None)
        schema_editor.deferred_sql.clear()


@dataclass(frozen=True)
class _ForeignKey:
    name: str
    table: str
    column: str
    parent: str


def _rows(
    schema_editor: BaseDatabaseSchemaEditor, sql: str, parameters: list[str]
) -> list[tuple[str, ...]]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _tables(schema_editor: BaseDatabaseSchemaEditor, app_label: str, *, column: str) -> list[str]:
    """The app's tables that have the column, those of the control plane left out."""
    sql = (
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        " AND c.relname LIKE %s AND a.attname = %s AND NOT a.attisdropped"
        " AND (obj_description(c.oid, 'pg_class') = %s) IS NOT TRUE ORDER BY 1"
    )
    parameters = [f"{app_label}\\_%", column, "" if column == "pgh_id" else CONTROL_PLANE]
    return [row[0] for row in _rows(schema_editor, sql, parameters)]


def _keys_within_an_engagement(
    schema_editor: BaseDatabaseSchemaEditor, app_label: str
) -> list[_ForeignKey]:
    """Single-column foreign keys between two tables that both stand under row security."""
    sql = (
        "SELECT k.conname, c.relname, a.attname, p.relname FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND k.conkey = ARRAY[a.attnum]"
        " WHERE k.contype = 'f' AND c.relname LIKE %s"
        " AND c.relrowsecurity AND p.relrowsecurity ORDER BY 2, 3"
    )
    return [_ForeignKey(*row) for row in _rows(schema_editor, sql, [f"{app_label}\\_%"])]


def _secure(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    schema_editor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
    schema_editor.execute(
        f'CREATE POLICY {POLICY} ON "{table}" USING ({IN_SCOPE}) WITH CHECK ({IN_SCOPE})',
        params=None,
    )


def _make_append_only(schema_editor: BaseDatabaseSchemaEditor, table: str) -> None:
    role = schema_editor.quote_name(settings.APP_DB_ROLE)
    schema_editor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {role}')


def _tie_to_parent(schema_editor: BaseDatabaseSchemaEditor, key: _ForeignKey) -> None:
    """Replaces the key by one that also compares the engagement: it says all the single one
    said, and checking both would cost twice.
    """
    unique = f"{key.parent}_of_engagement"
    if not _constraint_exists(schema_editor, key.parent, unique):
        schema_editor.execute(
            f'ALTER TABLE "{key.parent}" ADD CONSTRAINT "{unique}" UNIQUE (engagement_id, id)'
        )
    name = f"{key.table}_{key.column}_same_engagement"[:63]
    if not _constraint_exists(schema_editor, key.table, name):
        schema_editor.execute(
            f'ALTER TABLE "{key.table}" ADD CONSTRAINT "{name}" '
            f'FOREIGN KEY (engagement_id, "{key.column}") REFERENCES "{key.parent}" '
            f"(engagement_id, id) DEFERRABLE INITIALLY DEFERRED"
        )
    schema_editor.execute(f'ALTER TABLE "{key.table}" DROP CONSTRAINT "{key.name}"')


def _constraint_exists(schema_editor: BaseDatabaseSchemaEditor, table: str, name: str) -> bool:
    sql = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s"
    return bool(_rows(schema_editor, sql, [f'"{table}"', name]))
