"""One migration operation for many: what they change is made from one rendering of the models.

Django renders the related models anew for every operation, and here all models are related (they
hang on the engagement). A migration of forty operations then takes a minute; this takes a second.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ADDITIONS = (AddField, AddIndex, AddConstraint)


class Together(Operation):
    """Does a list of operations as `makemigrations` wrote it, between two states instead of many.

    New models are created complete, so that additions to them only move the state. Not for
    operations that run code or SQL of their own: those need the state at their place.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        self._created = {op.name_lower for op in self.operations if isinstance(op, CreateModel)}

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
            if self._is_part_of_new_model(operation):
                continue
            # What is made here has no earlier state; what is changed is compared with the old.
            before = from_state if self._knows(operation, app_label, from_state) else to_state
            operation.database_forwards(app_label, schema_editor, before, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            if not self._is_part_of_new_model(operation):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} changes together"

    def _is_part_of_new_model(self, operation: Operation) -> bool:
        name = getattr(operation, "model_name", "").lower()
        return isinstance(operation, ADDITIONS) and name in self._created

    @staticmethod
    def _knows(operation: Operation, app_label: str, state: ProjectState) -> bool:
        name = getattr(operation, "model_name", None) or getattr(operation, "name", "")
        return (app_label, str(name).lower()) in state.models
