"""What is made before the first reader asks."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.template import Template
from django.template.autoreload import reset_loaders

from explainer.serving.rendering import make_ready

PAGES = (
    "/",
    "/truce/",
    "/truce/timeline/",
    "/truce/statements/",
    "/ar/truce/positions/",
    "/truce/feed.atom",
    "/nowhere/",
)


@pytest.mark.django_db
def test_no_reader_waits_for_a_template_to_be_read(published, client):
    reset_loaders()
    make_ready()
    with patch.object(Template, "compile_nodelist", autospec=True, side_effect=Template.compile_nodelist) as read:
        for page in PAGES:
            client.get(page)
    assert read.call_count == 0
