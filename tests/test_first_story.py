"""What the tests keep of the first story is what its files give: each row, and each word that is found."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from explainer.search.find import find, read_query

from . import first_story


@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database loads it each time")
def test_it_is_put_back_as_it_was_loaded(db, monkeypatch):
    monkeypatch.setattr(first_story, "_kept", {})
    found = []
    for _time in range(2):
        with transaction.atomic():
            first_story.first_story()
            groups = find(read_query("Philadelphi"), at=timezone.now()).groups
            found.append((first_story._rows(), [hit.entry.slug for group in groups for hit in group.hits]))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    rows, hits = found[1]
    assert hits
    assert len(rows["explainer_statement"]) > 20
    assert first_story._kept.keys() < rows.keys()
