"""The export of the first story, in a file of its own: as long as the story stands, an export has it in it."""

from __future__ import annotations

import pytest

from explainer.desk.publishing import withdraw
from explainer.pages.exporting.walking import export

from .publish import publish
from .test_exporting import files, in_english, nowhere  # noqa: F401


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_every_link_of_the_first_story_leads_to_a_file(first_story, tmp_path):
    """Two editions of it, and one that was withdrawn."""
    for title in ("The talks", "The talks, again"):
        first_story.title = title
        first_story.save()
        publish(first_story, note=title)
    withdraw(first_story.editions.get(number=2), because="It was wrong.")
    export(tmp_path / "site")
    assert nowhere(files(tmp_path / "site")) == set()
