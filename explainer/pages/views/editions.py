"""The list of a story's editions, each with its lasting address.

It must not tell what each changed: the page of changes does.
"""

from __future__ import annotations

from django.http import HttpResponse

from explainer.reading.edition_list import edition_list
from explainer.reading.readings import Reading

from .answers import Address, page


def editions(address: Address, reading: Reading) -> HttpResponse:
    found = edition_list(reading, address.query.get("before", ""))
    query = {"before": str(found.before)} if found.before else {}
    return address.canonical(reading.address("editions"), query) or page("editions.html", reading, found=found)
