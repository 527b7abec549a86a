"""Database triggers that refuse to rewrite what was written, as migration operations.

A model method or `clean()` is walked past by `.update()` and by plain SQL; a trigger is not. SQLite
drops a table's triggers when a later migration rebuilds the table, so a test tries to rewrite every
model that is `AppendOnly`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

REFUSAL = "rows of this table are never changed"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION zeren_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$
"""


class AppendOnly(models.Model):
    """A row written once; `written_later` names fields that may be filled while empty."""

    written_later: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Trigger:
    """One refusing trigger: what it listens to on which table, and under which condition."""

    def __init__(self, table: str, purpose: str, event: str, when: str = "") -> None:
        self.table, self.event, self.when = table, event, when
        self.name = f"{table}_{purpose}"

    def create_sql(self, vendor: str) -> str:
        head = f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW'
        when = f" WHEN ({self.when})" if self.when else ""
        if vendor == "postgresql":
            return f"{head}{when} EXECUTE FUNCTION zeren_refuse()"
        return f"{head}{when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {self.table}'); END"

    def drop_sql(self, vendor: str) -> str:
        table = f' ON "{self.table}"' if vendor == "postgresql" else ""
        return f'DROP TRIGGER IF EXISTS "{self.name}"{table}'


def append_only_triggers(model: type[models.Model], written_later: Sequence[str]) -> list[Trigger]:
    """Return what keeps rows as written: no deletion, no change but of late fields still empty."""
    table = model._meta.db_table
    late = set(_columns(model, written_later))
    fixed = [column for column in _columns(model) if column not in late]
    once = [
        Trigger(table, f"{name}_once", _update_of([name]), f'OLD."{name}" IS NOT NULL')
        for name in sorted(late)
    ]
    never = Trigger(table, "fixed", _update_of(fixed))
    return [*kept_triggers(model, ()), never, *once]


def kept_triggers(model: type[models.Model], fixed: Sequence[str]) -> list[Trigger]:
    """Return what keeps rows from deletion and the columns `fixed` from change."""
    table = model._meta.db_table
    kept = Trigger(table, "kept", "DELETE")
    # A whole row saved again names every column; only a changed value is refused.
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in fixed)
    return [kept, Trigger(table, "fixed", _update_of(fixed), changed)] if fixed else [kept]


def _columns(model: type[models.Model], names: Sequence[str] | None = None) -> list[str]:
    """Return the columns of the named fields, or of all."""
    fields = model._meta.concrete_fields
    return [str(field.column) for field in fields if names is None or field.name in names]


def _update_of(columns: Sequence[str]) -> str:
    return "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)


class _Guard(Operation, ABC):
    """A migration operation that lays triggers on a model's table."""

    reversible = True

    def __init__(self, model_name: str, fields: Sequence[str] = ()) -> None:
        self.model_name, self.fields = model_name, tuple(fields)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.model_name, self.fields], {})

    @abstractmethod
    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        """Return the triggers this guard lays on the model's table."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave Django's picture of the models as it is: triggers are not part of it."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            # No parameters, so that psycopg leaves the percent sign of the function's body alone.
            schema_editor.execute(POSTGRES_FUNCTION, params=None)
        for trigger in self.triggers(to_state.apps.get_model(app_label, self.model_name)):
            # Laid again after a column was added: PostgreSQL still has the trigger from before.
            schema_editor.execute(trigger.drop_sql(vendor), params=None)
            schema_editor.execute(trigger.create_sql(vendor), params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for trigger in self.triggers(from_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute(trigger.drop_sql(schema_editor.connection.vendor), params=None)

    def describe(self) -> str:
        return f"Refuse to rewrite rows of {self.model_name}"


class GuardAppendOnly(_Guard):
    """From here on rows of the model are appended; `fields` may be filled once while empty."""

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        return append_only_triggers(model, self.fields)


class LiftAppendOnly(GuardAppendOnly):
    """Takes the triggers off before a migration changes the table; it ends with the guard again."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Let the table of {self.model_name} be changed"


class GuardKept(_Guard):
    """From here on rows of the model are never deleted and `fields` never change."""

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        return kept_triggers(model, _columns(model, self.fields))


class GuardIssued(_Guard):
    """From here on rows are never deleted; once the first of `fields` is set, none changes."""

    def triggers(self, model: type[models.Model]) -> list[Trigger]:
        table = model._meta.db_table
        mark, *others = _columns_in_order(model, self.fields)
        changed = " OR ".join(
            f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in (mark, *others)
        )
        when = f'OLD."{mark}" IS NOT NULL AND ({changed})'
        return [
            *kept_triggers(model, ()),
            Trigger(table, "issued", _update_of([mark, *others]), when),
        ]


def _columns_in_order(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """Return the columns of the named fields in the order of the names."""
    return [str(model._meta.get_field(name).column) for name in names]  # type: ignore[union-attr]
