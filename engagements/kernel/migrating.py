"""One migration operation for many: the tables of an app, made from one rendering of its models.

Django renders the related models anew for every operation, and here all models are related (they
hang on the engagement). A first migration of forty models then takes a minute; this takes seconds.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

INCLUDED = (AddField, AddIndex, AddConstraint)


class CreateTogether(Operation):
    """Makes new models at once, with every field, index and constraint the list adds to them.

    `operations` is what `makemigrations` wrote. The additions must be to models of the same list:
    their tables are created complete, so the additions only move the state.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        created = {op.name_lower for op in self.operations if isinstance(op, CreateModel)}
        stray = [
            op.model_name
            for op in self.operations
            if isinstance(op, INCLUDED) and op.model_name.lower() not in created
        ]
        if stray:
            raise ValueError(f"CreateTogether adds to models it does not create: {stray}")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Unrendered, the state takes each step as data; it is rendered once, when asked for.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            if not isinstance(operation, INCLUDED):
                operation.database_forwards(app_label, schema_editor, to_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            if isinstance(operation, CreateModel):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {sum(isinstance(op, CreateModel) for op in self.operations)} models"
