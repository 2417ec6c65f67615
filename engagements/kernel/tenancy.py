"""Row-level security, composite foreign keys and grants, applied by migrations.

`ApplyTenancy()` is the last operation of every migration that creates or alters a data-plane
table (one with an `engagement` foreign key, history tables included). It is idempotent: it reads
the migration state and brings every table of the app to the rule.
"""

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey, Model

POLICY = "engagement_boundary"
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
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
        self._run_deferred_constraints(schema_editor)
        models = to_state.apps.get_app_config(app_label).get_models()
        for model in models:
            name = model._meta.model_name  # noqa: SLF001 -- the documented Meta API
            if is_tenant_model(model) and name not in self.control_plane:
                self._secure(schema_editor, model)
                if not is_history_model(model):
                    self._tie_to_parents(schema_editor, model)
            if name in self.append_only or is_history_model(model):
                self._make_append_only(schema_editor, model)

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

    def _secure(self, schema_editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
        table = schema_editor.quote_name(model._meta.db_table)  # noqa: SLF001 -- the documented Meta API
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        schema_editor.execute(
            f"CREATE POLICY {POLICY} ON {table} USING ({IN_SCOPE}) WITH CHECK ({IN_SCOPE})",
            params=None,
        )

    def _make_append_only(
        self, schema_editor: BaseDatabaseSchemaEditor, model: type[Model]
    ) -> None:
        table = schema_editor.quote_name(model._meta.db_table)  # noqa: SLF001 -- the documented Meta API
        role = schema_editor.quote_name(settings.APP_DB_ROLE)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")

    def _tie_to_parents(self, schema_editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
        for field in model._meta.concrete_fields:  # noqa: SLF001 -- the documented Meta API
            if not isinstance(field, ForeignKey) or field.name == "engagement":
                continue
            parent = field.remote_field.model
            if is_tenant_model(parent):
                self._unique_for_children(schema_editor, parent)
                self._composite_key(schema_editor, model, field)

    @staticmethod
    def _unique_for_children(schema_editor: BaseDatabaseSchemaEditor, parent: type[Model]) -> None:
        table = parent._meta.db_table  # noqa: SLF001 -- the documented Meta API
        name = f"{table}_of_engagement"
        if not _constraint_exists(schema_editor, table, name):
            schema_editor.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (engagement_id, id)'
            )

    @staticmethod
    def _composite_key(
        schema_editor: BaseDatabaseSchemaEditor,
        model: type[Model],
        field: "ForeignKey[Any, Any]",
    ) -> None:
        table = model._meta.db_table  # noqa: SLF001 -- the documented Meta API
        parent = field.remote_field.model._meta.db_table  # noqa: SLF001 -- the documented Meta API
        name = f"{table}_{field.column}_same_engagement"[:63]
        if _constraint_exists(schema_editor, table, name):
            return
        schema_editor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" '
            f'FOREIGN KEY (engagement_id, "{field.column}") REFERENCES "{parent}" '
            f"(engagement_id, id) DEFERRABLE INITIALLY DEFERRED"
        )
        # The composite key says all the single-column one says: checking both costs twice.
        for single in _single_column_keys(schema_editor, table, field.column):
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{single}"')


def _constraint_exists(schema_editor: BaseDatabaseSchemaEditor, table: str, name: str) -> bool:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s",
            [f'"{table}"', name],
        )
        return cursor.fetchone() is not None


def _single_column_keys(
    schema_editor: BaseDatabaseSchemaEditor, table: str, column: str
) -> list[str]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]"
            " WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND a.attname = %s",
            [f'"{table}"', column],
        )
        return [row[0] for row in cursor.fetchall()]
