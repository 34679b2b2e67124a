"""Which answers say that they last: those that are the same for whoever asks, at addresses whose number has an end."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse

from explainer.desk import publishing
from explainer.models import Edition
from explainer.serving.rendering import Answer, Renderer

HOUSE = Path(settings.BASE_DIR) / "explainer"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "lasts"),
    [
        ("/", True),
        ("/about/", True),
        ("/corrections/", True),
        ("/search/", True),
        ("/search/?q=words", False),
        ("/truce/", True),
        ("/truce/?depth=whole", True),
        ("/truce/timeline/?order=newest", True),
        ("/truce/statements/?known_by=2024-08-22", True),
        ("/truce/search/?q=words", False),
        ("/truce/feed.atom", True),
        ("/truce/events.ics", True),
        ("/truce/editions/1/statements/", True),
    ],
)
def test_a_page_lasts_at_its_one_address(published, client, address, lasts):
    response = client.get(address)
    assert response.status_code == 200
    assert isinstance(response, Answer)
    assert response.lasting is lasts


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "lasts"), [("", True), ("?depth=whole", False), ("?x=1", False)])
def test_what_is_gone_lasts_where_nobody_can_ask_for_more_and_more_of_it(published, client, query, lasts):
    publishing.withdraw(Edition.objects.get(), because="It named a child.")
    response = client.get(f"/truce/{query}")
    assert response.status_code == 410
    assert response.lasting is lasts


@pytest.mark.django_db
def test_a_preview_does_not_last(published, client, editor):
    client.force_login(editor)
    response = client.get("/preview/truce/")
    assert (response.status_code, response.lasting) == (200, False)


def test_a_redirect_and_a_plain_word_do_not_last(client):
    for address in ("/about/?x=1", "/robots.txt", "/favicon.ico", "/healthz/live"):
        assert not isinstance(client.get(address), Answer)


PUBLIC, FOREVER = {"Cache-Control": "public, max-age=1"}, {"Cache-Control": "max-age=9, public, immutable"}


def told(response: HttpResponse, headers: dict[str, str], *, cookie: bool = False) -> HttpResponse:
    for name, value in headers.items():
        response[name] = value
    if cookie:
        response.set_cookie("a", "b")
    return response


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """Of a site that answers with whatever it is given next."""

    class Site:
        next: HttpResponse

        def create_request(self, scope, body):
            return object(), None

        def get_response(self, request):
            return self.next

    return Renderer(Site())


@pytest.mark.parametrize(
    ("response", "query", "kept"),
    [
        (told(Answer("a", lasting=True), PUBLIC), b"", True),
        (told(Answer("a", lasting=True), PUBLIC), b"depth=whole", True),
        (told(Answer("a", lasting=True, status=410), PUBLIC), b"", True),
        (told(Answer("a", lasting=False), PUBLIC), b"", False),
        (told(Answer("a", lasting=True, status=404), PUBLIC), b"", False),
        (told(Answer("a", lasting=True), {"Cache-Control": "no-store"}), b"", False),
        (told(Answer("a", lasting=True), PUBLIC, cookie=True), b"", False),
        (told(HttpResponse("a"), PUBLIC), b"", False),
        (told(HttpResponse("a"), FOREVER), b"", True),
        (told(HttpResponse("a"), FOREVER), b"x=1", False),
    ],
)
def test_what_is_kept_says_so_itself(renderer, response, query, kept):
    renderer._handler.next = response
    assert renderer._answer({"headers": [], "query_string": query}).lasting is kept


def test_nothing_is_hung_on_a_request_or_an_answer():
    """What a type does not have cannot be checked: it goes into a type of its own."""
    found = []
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [
                    f"{path.name}:{node.lineno}"
                    for each in targets
                    if isinstance(each, ast.Attribute)
                    and isinstance(each.value, ast.Name)
                    and each.value.id in ("request", "response", "answer")
                    and each.attr not in ("lasting", "POST", "_messages")  # ``Answer`` has the one, Django the others
                ]
    assert found == []
