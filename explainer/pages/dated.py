"""When an answer last changed, for programs that ask by a day and not by a tag.

It must not work the moments out: whoever made the answer knows them.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import http_date


def dated(response: HttpResponse, moved: Set[datetime]) -> HttpResponse:
    """The answer with its Last-Modified (RFC 9110, section 8.8.2).

    ``moved``: all moments at which it changed; empty where they are not known. Where two are of the last second, it has
    none: a copy from between them, which may have what was taken back, would be confirmed (section 8.8.2.2)."""
    moments = sorted(moved)[-2:]
    if moments and len({moment.replace(microsecond=0) for moment in moments}) == len(moments):
        response["Last-Modified"] = http_date(moments[-1].timestamp())
    return response
