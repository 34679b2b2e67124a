"""Each request has an id, by which the log and whoever asked tell of the same: the one that was sent, or one of ours.

It must not stand on an answer that is kept for others.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..setup.logs import id_of, request_id

HEADER = "X-Request-ID"


class RequestIds:
    """Middleware. The id is told where one was sent, and where an answer failed, so that it can be looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get(HEADER, "")
        known = id_of(sent)
        token = request_id.set(known)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if sent or response.status_code >= 500:
            response[HEADER] = known
        return response
