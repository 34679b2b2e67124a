"""The preview of Markdown at the desk: for staff only, safe whatever is sent, and nothing can be uploaded."""

from __future__ import annotations

import pytest
from django.urls import reverse

from explainer.language.text import LONGEST

ADDRESS = "/admin/markdown/preview/"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "![x](https://tracker.example/a.png)",
    "<javascript:alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x202e;",
]


def test_the_widget_asks_where_the_preview_answers(client, editor, settings):
    client.force_login(editor)
    assert reverse("markdown_preview") == ADDRESS == settings.MARKDOWNX_URLS_PATH
    page = client.get(reverse("admin:explainer_term_add")).content.decode()
    assert f'data-markdownx-urls-path="{ADDRESS}"' in page
    assert "admin/desk.js" in page


@pytest.mark.parametrize("who", ["nobody", "a reader with an account", "an account that was closed"])
def test_nobody_but_staff_may_preview(client, django_user_model, who):
    if who != "nobody":
        user = django_user_model.objects.create_user("somebody", password="x", is_staff="closed" in who)
        client.force_login(user)
        django_user_model.objects.filter(pk=user.pk).update(is_active="closed" not in who)
    response = client.post(ADDRESS, {"content": "*words*"})
    assert response.status_code == 403
    assert b"<em>" not in response.content


def test_staff_see_their_words_rendered(client, reporter):
    client.force_login(reporter)
    response = client.post(ADDRESS, {"content": "Some *words*."})
    assert response.content.decode() == "<p>Some <em>words</em>.</p>"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_preview_is_clean(client, reporter, text):
    client.force_login(reporter)
    html = client.post(ADDRESS, {"content": text}).content.decode()
    assert not any(bad in html for bad in ("<script", "<img", "<svg", 'javascript:alert(1)"', 'href="data:', "\u202e"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 400), ({"content": ""}, 200), ({"content": "x" * LONGEST}, 200), ({"content": "x" * (LONGEST + 1)}, 413)],
)
def test_what_cannot_be_rendered_is_refused_with_a_sentence(client, reporter, fields, status):
    client.force_login(reporter)
    assert client.post(ADDRESS, fields).status_code == status


def test_a_preview_is_asked_for_with_post(client, reporter):
    client.force_login(reporter)
    assert client.get(ADDRESS).status_code == 405


def test_a_preview_needs_the_token_of_the_form(reporter):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    assert strict.post(ADDRESS, {"content": "x"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["/admin/markdown/upload/", "/markdownx/upload/", "/markdownx/markdownify/", "/admin/markdownx/upload/"]
)
def test_nothing_can_be_uploaded(client, editor, address):
    client.force_login(editor)
    assert client.post(address, {"image": b"GIF89a"}).status_code == 404
