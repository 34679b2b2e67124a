"""The index of search, emptied: what it finds, and the ids of its rows, are others now.

``prepare`` writes it anew at the next start, and so does ``rebuild_search``, from the editions alone.
"""

from __future__ import annotations

from django.db import migrations


def empty(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO explainer_search_words (explainer_search_words) VALUES ('delete-all')")
    schema_editor.execute("DELETE FROM explainer_search")


class Migration(migrations.Migration):
    dependencies = [("explainer", "0018_translations_read")]

    operations = [migrations.RunPython(empty, empty)]
