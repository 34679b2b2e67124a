"""Previews lent to people without an account: one story as it was then, until a moment, for whoever has the address."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from explainer.desk import preview_copies
from explainer.desk.preview_copies import digest_of
from explainer.models import PreviewLink, Statement, Story, Takedown

from .desk_forms import at, said
from .test_page_cache import run


@pytest.fixture
def draft(published: Story) -> Story:
    """A published story of which the desk says something new by now."""
    Statement.objects.filter(slug="statement-0").update(topic="the secret lantern")
    return published


def page(story: Story) -> str:
    return at(Story, "links", story.pk)


def lent(desk: Client, story: Story, **given) -> str:
    """The path of a link that was made as an editor makes it."""
    body = desk.post(page(story), {"for_whom": "Maria Lindt", "days": "3"} | given).content.decode()
    address = re.search(r'id="lent-address" value="([^"]+)"', body)[1]
    assert address.startswith(f"{settings.SITE_URL}/preview/~lent/truce/")
    return address.removeprefix(settings.SITE_URL)


def read(address: str):
    """As somebody without an account reads it."""
    return Client().get(address)


def test_somebody_without_an_account_reads_the_story_as_it_was_then(desk, draft):
    address = lent(desk, draft)
    Statement.objects.filter(slug="statement-0").update(topic="what was written later")
    answer = read(f"{address}statements/statement-0/")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "the secret lantern" in body
    assert "what was written later" not in body
    assert "Draft, not public." in body
    assert "for you alone, and ends on" in body
    assert "Changed since version 1" in body
    assert "secret lantern" not in read("/truce/statements/statement-0/").content.decode()


def test_all_its_pages_are_within_reach_and_nothing_of_the_desk(desk, draft, make_story):
    make_story("bridge")
    address = lent(desk, draft)
    for below in ("", "timeline/", "actors/truce-side-0/", "sources/", "changes/", "statements/", "positions/"):
        answer = read(address + below)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert not re.findall(r'href="(?:http://testserver)?/(?:admin|preview/(?!~lent/truce))', body)
        assert "Maria Lindt" not in body
        assert "<script" not in body
    key = address.split("/")[4]
    for other in (f"/preview/~lent/bridge/{key}/", "/preview/bridge/", f"/preview/~typed/truce/{key}/"):
        assert read(other).status_code in (302, 404)


def test_it_is_never_kept_never_listed_and_never_told_on(desk, draft):
    address = lent(desk, draft)
    for below in ("", "statements/statement-0/", "no-such-page/"):
        answer = read(address + below)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer
        assert not answer.cookies
        assert (answer["X-Frame-Options"], "frame-ancestors 'none'" in answer["Content-Security-Policy"]) == (
            "DENY",
            True,
        )
    shown = read(address)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "script-src 'none'" in shown["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex, nofollow">' in shown.content.decode()
    assert "Disallow: /preview/" in read("/robots.txt").content.decode()


def test_the_page_cache_leaves_it_alone():
    async def play(site):
        await site.ask("/truce/")
        for _time in range(2):
            await site.ask("/preview/~lent/truce/a-key/")
            await site.ask("/preview/~typed/truce/1/")

    site = run(play)
    assert (len(site.passed), site.rendered) == (4, ["/truce/"])


def test_a_link_that_is_over_says_so_and_nothing_else(desk, draft, clock):
    address = lent(desk, draft)
    clock(days=3)
    gone = read(f"{address}statements/statement-0/")
    assert gone.status_code == 410
    assert "This link has ended" in gone.content.decode()
    assert "truce" not in gone.content.decode().split("<main")[1].split("</main>")[0].casefold()
    assert (gone["Cache-Control"], gone["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_link_can_be_ended_and_its_copy_goes(desk, draft):
    address = lent(desk, draft)
    link = PreviewLink.objects.get()
    answer = desk.post(page(draft), {"end": link.pk})
    assert "shows nothing any more" in " ".join(said(desk, answer))
    assert read(address).status_code == 410
    link.refresh_from_db()
    assert (link.document, str(link.ended_by)) == ("", "editor")
    listed = desk.get(page(draft)).content.decode()
    assert "Ended on" in listed
    assert "Maria Lindt" in listed
    logged = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))[-2:]
    assert logged[0].startswith("Lent a preview to Maria Lindt, until ")
    assert logged[1] == "Ended the preview lent to Maria Lindt."


def test_copies_behind_links_that_are_over_go_when_the_next_is_made(desk, draft, clock):
    lent(desk, draft, days="1")
    clock(days=2)
    lent(desk, draft)
    assert PreviewLink.objects.order_by("pk").values_list("document", flat=True)[0] == ""


def test_the_key_is_nowhere_kept_and_cannot_be_guessed(desk, draft):
    address = lent(desk, draft)
    key = address.split("/")[4]
    link = PreviewLink.objects.get()
    assert len(key) >= 43, "256 bits, six to a letter"
    assert key not in str(PreviewLink.objects.values().get())
    assert link.key_digest == digest_of(key)
    assert lent(desk, draft).split("/")[4] != key
    assert key not in desk.get(page(draft)).content.decode()
    assert read(f"/preview/~lent/truce/{key[:-1]}{'a' if key[-1] != 'a' else 'b'}/").status_code == 404
    assert read(f"/preview/~lent/truce/{link.key_digest}/").status_code == 404
    assert read(f"/preview/~lent/truce/{link.pk}/").status_code == 404


def test_a_key_is_worth_nothing_on_a_site_with_another_secret(desk, draft, settings):
    address = lent(desk, draft)
    settings.SECRET_KEY = "another-secret-of-another-site-0123456789-abcdefghij"
    assert read(address).status_code == 404


def test_what_is_taken_back_from_every_edition_is_taken_from_it_too(desk, draft):
    address = lent(desk, draft)
    Takedown.objects.create(
        kind="statement", story="truce", slug="statement-0", basis="safety", reason="It is not safe.", language="en",
        stories=["truce"], asked_at=timezone.now(), taken_at=timezone.now(), asker_name="A", confirmer_name="B",
    )  # fmt: skip
    assert read(f"{address}statements/statement-0/").status_code == 410
    assert "secret lantern" not in read(f"{address}statements/").content.decode()


def test_only_who_may_publish_lends_and_ends(draft, reporter, editor, django_user_model):
    client = Client()
    client.force_login(editor)
    address = lent(client, draft)
    link = PreviewLink.objects.get()
    client.force_login(reporter)
    assert "Maria Lindt" in client.get(page(draft)).content.decode()
    assert "Make a link" not in client.get(page(draft)).content.decode()
    assert client.post(page(draft), {"for_whom": "Me", "days": "1"}).status_code == 403
    assert client.post(page(draft), {"end": link.pk}).status_code == 403
    client.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    assert client.get(page(draft)).status_code == 403
    assert Client().get(page(draft)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(page(draft), {"end": link.pk}).status_code == 403
    assert read(address).status_code == 200


@pytest.mark.parametrize(
    "given",
    [{"for_whom": " "}, {"days": "31"}, {"days": "x"}, {"days": "-1"}, {"for_whom": "x" * 200}, {"for_whom": "a\x00"}],
)
def test_a_link_without_a_name_or_an_end_is_not_made(desk, draft, given):
    answer = desk.post(page(draft), {"for_whom": "Maria Lindt", "days": "3"} | given)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not PreviewLink.objects.exists()


def test_there_are_at_most_so_many_at_once(desk, draft, monkeypatch):
    monkeypatch.setattr(preview_copies, "OPEN", 2)
    lent(desk, draft)
    lent(desk, draft)
    answer = desk.post(page(draft), {"for_whom": "Maria Lindt", "days": "3"})
    assert "End one of them first" in answer.content.decode()
    assert PreviewLink.objects.count() == 2


@pytest.mark.parametrize("end", ["0", "999999", "x", "9" * 30])
def test_ending_what_is_not_there_is_no_error(desk, draft, end):
    assert desk.post(page(draft), {"end": end}).status_code == 302
    assert desk.get(page(draft).replace(f"/{draft.pk}/", "/999999/")).status_code == 404


def test_links_are_in_no_file_of_a_story(desk, draft):
    from explainer.desk.files.fixtures import dump

    lent(desk, draft)
    assert "Maria Lindt" not in repr(dump("truce"))


def test_the_panel_of_the_story_leads_there(desk, draft):
    from .desk_forms import change

    assert page(draft) in desk.get(change(draft)).content.decode()
