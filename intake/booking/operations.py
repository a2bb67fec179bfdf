"""The migration operation that puts the guard against overlaps into the database."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from intake.booking import guard


class InstallGuard(Operation):
    """Let the database refuse overlapping appointments; does nothing where it cannot."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are: the guard is not part of them."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Install the guard."""
        if self._concerns(app_label, schema_editor, to_state):
            guard.install(schema_editor.connection)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Remove the guard."""
        if self._concerns(app_label, schema_editor, from_state):
            guard.remove(schema_editor.connection)

    def describe(self) -> str:
        """Say what the operation does, for `migrate --plan`."""
        return "Let the database refuse overlapping appointments"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how to write this operation in a migration."""
        return (self.__class__.__name__, [], {})

    def _concerns(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> bool:
        """Tell whether this database keeps appointments, and with all the columns compared."""
        model = state.apps.get_model(app_label, "appointment")
        columns = {field.column for field in model._meta.local_fields}
        compares = {rule.column for rule in guard.RULES}
        alias = schema_editor.connection.alias
        return compares <= columns and self.allow_migrate_model(alias, model)
