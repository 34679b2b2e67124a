"""Makes all tables of a migration at once, from the models as they are in the end.

It must not be used where a table is there already, nor for anything but tables.
"""

from __future__ import annotations

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Its operations make one table each, in any order.

    By themselves each would have Django build the models anew that belong to its own, which is most of them: four
    fifths of the time that a fresh database took.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        if "apps" in vars(state):
            del state.apps  # built when it is next asked for, once all are there
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Make {len(self.operations)} tables at once"
