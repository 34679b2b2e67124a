"""Each address of the desk × each kind of account, in one table: a view that is added fails until it has a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, get_resolver

from .crawl import text_of
from .stories import link_events
from .test_taking_back import take
from .translate import translate

pytestmark = pytest.mark.django_db
STRANGER, NOBODY, REPORTER, EDITOR, ADMINISTRATOR = range(5)
ANY = (NOBODY, REPORTER, EDITOR, ADMINISTRATOR)  # what is of the account itself, and holds nothing of a story
WRITERS = (REPORTER, EDITOR, ADMINISTRATOR)
PUBLISHERS = (EDITOR, ADMINISTRATOR)
KEEPERS = (ADMINISTRATOR,)
# The names of addresses → who may open them. The first that fits counts.
TABLE: list[tuple[str, tuple[int, ...]]] = [
    (r"index|desk-front|desk_here|password_change(_done)?|jsi18n|own_account|view_on_site", ANY),
    (r"login|logout|choose_password", (STRANGER, *ANY)),
    (r"auth_user_\w+|admin_logentry_\w+", KEEPERS),
    (r"explainer_(story_(publish|schedule|again|withdraw|cancel|undo)|takedown_(act|ask))", PUBLISHERS),
    (r"explainer_(translation_(cancel|withdraw)|comparison_approve)|held_edition|publish_several", PUBLISHERS),
    (r"explainer_[a-z]+_\w+", WRITERS),
    (r"desk-[-\w]+|story-work|autocomplete|markdown_preview|app_list", WRITERS),
    (r"editor_note\w*|notices|publish_request\w*", WRITERS),
]
NAMELESS = r"admin/\(\?P<url>|<path:object_id>/$|/work/at/"  # lead elsewhere, or are Django's own for what is not there
WORDS = {"app_label": "explainer", "form": "csv", "kind": "statement", "name": "editing", "act": "confirm"}


def routes() -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address below ``admin/``."""

    def below(patterns: Any, above: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            if isinstance(each, URLPattern):
                yield each.name or "", above + str(each.pattern)
            else:
                yield from below(each.url_patterns, above + str(each.pattern))

    return (row for row in below(get_resolver().url_patterns, "") if row[1].startswith("admin/"))


def allowed(name: str) -> tuple[int, ...] | None:
    return next((who for names, who in TABLE if re.fullmatch(names, name)), None)


def address_of(name: str, pattern: str) -> str:
    """With the key of the first row of its model, where it has one."""
    found = re.match(r"admin/explainer/([a-z]+)/|admin/(auth/user|admin/logentry)/", pattern)
    model = {"auth/user": User, "admin/logentry": LogEntry}.get(found[2]) if found and found[2] else None
    model = model or (apps.get_model("explainer", found[1]) if found and found[1] else None)
    row = model.objects.order_by("pk").first() if model else None
    key = str(row.pk if row else 1)

    def fill(match: re.Match[str]) -> str:
        kind, field = match[1], match[2]
        return WORDS.get(field) or ("1" if kind == "slug" else key)

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)", fill, pattern).replace("^", "").replace("$", "")


@pytest.fixture
def accounts(published, reporter, editor, second_editor, administrator, django_user_model) -> list[Client]:
    """In the order of the numbers above; and a row of every kind, with a marker in the story's title."""
    link_events(published)
    translate(published)
    take("statement", "statement-1", editor, second_editor)
    published.title = "Quetzalcoatl talks"
    published.save()
    people = [None, django_user_model.objects.create_user("nobody", password="x", is_staff=True)]
    clients = []
    for person in (*people, reporter, editor, administrator):
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        clients.append(client)
    return clients


def test_every_address_of_the_desk_has_a_place_in_the_table():
    lacking = [(name, route) for name, route in routes() if not re.search(NAMELESS, route) and allowed(name) is None]
    assert lacking == []
    assert len(list(routes())) > 100


def test_every_row_of_the_table_is_of_an_address():
    names = {name for name, _route in routes()}
    assert [row for row, _who in TABLE if not any(re.fullmatch(row, name) for name in names)] == []


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_opens_what_is_not_theirs_and_nothing_fails(accounts, method):
    """Opened: an answer that is neither a refusal nor leads elsewhere. Nothing fails for anybody."""
    wrong = []
    for name, route in routes():
        if re.search(NAMELESS, route):
            continue
        address, who = address_of(name, route), allowed(name) or ()
        for kind, client in enumerate(accounts):
            if method == "post" and (kind in who or name in ("logout", "login")):
                continue  # what they may do, other tests try
            answer = getattr(client, method)(address)
            shut = answer.status_code in (302, 400, 403, 404, 405)
            if answer.status_code >= 500 or not (kind in who or shut):
                wrong.append((name, address, kind, answer.status_code))
    assert wrong == []


def test_an_account_without_a_role_reads_no_word_of_a_story(accounts):
    nobody = accounts[NOBODY]
    for name, route in routes():
        if not re.search(NAMELESS, route):
            body = text_of(nobody.get(address_of(name, route)).content)
            assert "Quetzalcoatl" not in body, name
    for place in ("", "timeline/", "statements/statement-0/"):
        assert nobody.get(f"/preview/truce/{place}").status_code == 403
