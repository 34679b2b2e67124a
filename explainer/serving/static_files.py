"""Serves the static files, as whole bytes, so that an ASGI server gets nothing to stream.

It must not serve anything outside STATIC_ROOT (WhiteNoise keeps that) nor files that editors made."""

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class WholeFiles(WhiteNoiseMiddleware):
    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """A range is answered with the whole file, which RFC 9110 section 14.2 allows."""
        asked = {name: value for name, value in request.META.items() if name != "HTTP_RANGE"}
        answer = static_file.get_response(request.method, asked)
        body = b""
        if answer.file is not None:
            with answer.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(answer.status))
        del response["Content-Type"]
        for name, value in answer.headers:
            response[name] = value
        return response
