"""The headers of every kind of answer: page, file, refusal, error, redirect.

It must not depend on any story."""

from importlib import import_module

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
EVERYWHERE = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Server": "explainer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FILE = "/static/admin/css/base.css"
ANSWERS = {
    FILE: 200,
    "/admin/login/": 200,
    "/admin/": 302,
    "/static/none.css": 404,
    "/%00": 400,
    "/boom": 500,
}


def boom(request):
    raise RuntimeError("boom")


def own(request):
    """An answer with an entity tag, and with a header of its own."""
    return HttpResponse("own", headers={"ETag": '"own"', "Cross-Origin-Resource-Policy": "cross-origin"})


site = import_module(settings.ROOT_URLCONF)
urlpatterns = [path("boom", boom), path("own", own), path("preview/own", own), *site.urlpatterns]
handler404 = getattr(site, "handler404", "django.views.defaults.page_not_found")
handler500 = getattr(site, "handler500", "django.views.defaults.server_error")


@pytest.fixture(autouse=True)
def with_a_broken_page(settings):
    settings.ROOT_URLCONF = __name__


def fetch(kind, address, **extra):
    if kind == "asgi":
        return async_to_sync(AsyncClient(raise_request_exception=False).get)(address, **extra)
    return Client(raise_request_exception=False).get(address, **extra)


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_every_answer_has_the_headers(kind, address, status):
    response = fetch(kind, address)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert ("camera=()" in response.get("Permissions-Policy", "")) == (address != FILE)  # a style is no document
    assert int(response["Content-Length"]) == len(response.content)


def test_the_desk_is_neither_stored_nor_indexed():
    response = fetch("wsgi", "/admin/login/")
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response
    assert fetch("wsgi", "/preview/no-such-story/")["Cache-Control"] == "no-store"
    assert "X-Robots-Tag" not in fetch("wsgi", FILE)


def test_a_header_that_a_view_has_set_stays():
    response = fetch("wsgi", "/own")
    assert (response["Cross-Origin-Resource-Policy"], response["ETag"]) == ("cross-origin", '"own"')
    assert response["X-Frame-Options"] == "DENY"


def test_a_preview_has_no_tag_to_be_kept_by_whatever_made_it():
    response = fetch("wsgi", "/preview/own")
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_a_static_file_is_whole_and_grants_no_other_site(kind):
    response = fetch(kind, FILE)
    assert not response.streaming
    assert response["Content-Type"].startswith("text/css")
    assert "Access-Control-Allow-Origin" not in response
    assert fetch(kind, FILE, headers={"Range": "bytes=0-4"}).content == response.content


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_a_static_file_that_is_known_is_not_sent_again(kind):
    etag = fetch(kind, FILE)["ETag"]
    response = fetch(kind, FILE, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.get("Content-Length") != "0", "it would be that of the file (RFC 9110, section 8.6)"
    assert response["Content-Security-Policy"] == CSP


def test_a_static_file_answers_head_and_refuses_post(client):
    length = client.get(FILE)["Content-Length"]
    assert client.head(FILE)["Content-Length"] == length
    assert client.post(FILE).status_code == 405


@pytest.mark.parametrize("address", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static//etc/passwd"])
def test_nothing_outside_the_static_files_is_served(address):
    assert fetch("wsgi", address).status_code == 404


def test_https_redirects_and_tells_browsers_to_stay(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, "testserver"
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    redirect = fetch("wsgi", "/admin/login/")
    assert (redirect.status_code, redirect["Location"]) == (301, "https://testserver/admin/login/")
    assert redirect["Content-Security-Policy"] == CSP
    hsts = fetch("wsgi", "/admin/login/", secure=True)["Strict-Transport-Security"]
    assert hsts == "max-age=31536000; includeSubDomains; preload"


def test_a_foreign_host_is_refused_and_not_repeated(client):
    response = client.get("/admin/login/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content
    assert response["Content-Security-Policy"] == CSP


@pytest.mark.parametrize("kind", ["wsgi", "asgi"])
def test_other_sites_may_read_what_is_for_them_and_nothing_else(kind, published):
    open_to_all = (
        "/truce/story.json", "/truce/statements.csv", "/truce/statements/statement-0.json",
        "/truce/editions/1/data.zip", "/truce/feed.atom", "/truce/feed.json", "/truce/events.ics", "/feed.atom",
        "/schema/story-1.json",
        "/static/icon-192.png", "/static/icon.svg", "/favicon.ico", "/truce/card.png", "/none/story.json",
    )  # fmt: skip
    closed = (
        "/", "/truce/", "/data/", "/truce/editions/1/", "/robots.txt", "/sitemap.xml", "/manifest.webmanifest",
        "/static/style.css", "/static/fonts/newsreader.woff2", "/admin/none.json", "/preview/truce/none.json", FILE,
        "/none/", "/healthz/live", "/static/admin/img/icon-yes.svg",
    )  # fmt: skip
    for address in (*open_to_all, *closed):
        response = fetch(kind, address)
        told = response.get("Access-Control-Allow-Origin"), response["Cross-Origin-Resource-Policy"]
        assert told == (("*", "cross-origin") if address in open_to_all else (None, "same-origin")), address
