"""How a story is cited: the page that says it, and what programs for references take; of a statement and an event, too.

It must not write a citation.
"""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.urls import URLPattern, path

from explainer.data.citation_files import FORMS
from explainer.pages.cited import cited
from explainer.reading.readings import Reading

from .answers import Address, Finder, page, reader
from .data import sent, taken_along


def citations(find: Finder) -> list[URLPattern]:
    """Below a story's own address or an edition's: the page, and a file for each form."""
    found = [path("cite/", reader(story, find), name="cite")]
    for name, form in FORMS.items():
        last = f"cite.{form.ending}"
        found.append(path(last, taken_along(partial(file, form=name), find), name=f"{name}-cited"))
        for kind in ("statement", "event"):
            view = taken_along(partial(file, form=name, kind=kind), find)
            found.append(path(f"{kind}s/<slug:slug>/{last}", view, name=f"{kind}-{name}-cited"))
    return found


def story(address: Address, reading: Reading) -> HttpResponse:
    return page("cite.html", reading)


def file(reading: Reading, form: str, kind: str = "", slug: str = "") -> HttpResponse:
    row = reading.find(kind, slug) if kind else None
    found, asked = cited(reading, row), FORMS[form]
    name = f"{kind}-{form}-cited" if kind else f"{form}-cited"
    body = asked.write(found).text.encode()
    response = sent(body, f"{asked.type}; charset=utf-8", reading, name, *filter(None, [slug]))
    if form in ("bibtex", "ris"):  # the others can be read, and copied, where they are
        response["Content-Disposition"] = f'attachment; filename="{found.key}.{asked.ending}"'
    return response
