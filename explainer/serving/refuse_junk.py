"""Refuses requests that no browser sends and no page of ours needs, before they cost a query.

It must not judge what is asked for, only whether its address is whole, well-formed text of a sane length."""

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

QUERY_LIMIT = 2_000  # characters, as sent
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_junk(address: bytes) -> bool:
    """Whether percent-decoded ``address`` holds a control character or is not UTF-8 (RFC 3629)."""
    try:
        return bool(CONTROL.search(unquote_to_bytes(address).decode("utf-8")))
    except UnicodeDecodeError:
        return True


def sent(request: HttpRequest) -> tuple[bytes, bytes]:
    """The path and the query of ``request`` as bytes, as near to what was sent as the server lets us see.

    Under WSGI Django has replaced bad bytes in the path by ``%FF``, so the path is decoded once more; no
    address of ours holds a literal per cent sign."""
    scope = getattr(request, "scope", None)
    query = request.META.get("QUERY_STRING", "")
    path = request.path.encode("utf-8", "surrogatepass")
    if scope is None:
        return path, query.encode("latin-1", "replace")
    return scope.get("raw_path") or path, query.encode("utf-8", "surrogatepass")


def lacks_host(request: HttpRequest) -> bool:
    """Whether it is of HTTP/1.1 and says not whom it asks (RFC 9112, section 3.2), which gunicorn takes."""
    scope = getattr(request, "scope", None)
    return scope is not None and scope.get("http_version") == "1.1" and "HTTP_HOST" not in request.META


def refusal(request: HttpRequest) -> HttpResponse | None:
    if lacks_host(request):
        return HttpResponse("400 The request does not say which host it asks.\n", status=400, content_type="text/plain")
    path, query = sent(request)
    if len(query) > QUERY_LIMIT:
        return HttpResponse("414 The address is too long.\n", status=414, content_type="text/plain")
    if is_junk(path) or is_junk(query):
        return HttpResponse("400 The address is not well-formed.\n", status=400, content_type="text/plain")
    return None


class RefuseJunk:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return refusal(request) or self.get_response(request)
