"""What a page has to cite: its story, or the statement or event that it is about, in the edition that is read.

It must not be asked of a preview, which is no edition.
"""

from __future__ import annotations

from explainer.data.citations import Cited, of_event, of_statement, of_story
from explainer.data.columns import Place
from explainer.reading.readings import Reading
from explainer.story.resolved import Event, Statement


def cited(reading: Reading, row: Statement | Event | None = None) -> Cited:
    place, published_at = Place(reading.lasting("overview"), reading.edition.number), reading.edition.published_at
    if isinstance(row, Statement):
        return of_statement(reading.index, place, published_at, row)
    if isinstance(row, Event):
        return of_event(reading.index, place, published_at, row)
    return of_story(reading.index, place, published_at)
