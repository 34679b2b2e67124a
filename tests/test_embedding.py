"""A statement on other sites: it carries its words, speaker, date, source, how sure it is and its version; the frame
says what was put right since, and nothing else may stand in one."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest

from explainer.desk.publishing import withdraw
from explainer.models import Edition, Statement, Story

from .crawl import Page
from .publish import publish
from .test_taking_back import take

SITE = "http://testserver"
NOW = "/truce/statements/statement-0/"
FRAME = "/truce/editions/1/statements/statement-0/embed/"


@pytest.fixture
def published(clock, truce):
    publish(truce, note="First.")
    return truce


def copied(client, name: str) -> str:
    """What stands in a field to copy."""
    body = client.get(f"{NOW}embedding/").content.decode()
    return unescape(re.search(rf'<textarea id="{name}"[^>]*>(.*?)</textarea>', body, re.DOTALL)[1])


def test_the_text_carries_all_that_it_says_and_loads_nothing(published, client):
    text = copied(client, "text")
    speaker = Statement.objects.get(slug="statement-0").speaker.name
    for said in ("We hold gate number 0", speaker, "The Daily Test", "Version 1</a>", "Date: ", "Source: "):
        assert said in text
    assert not re.search(r"<(img|script|link|iframe|style|object|embed)\b| (src|class|style|on\w+)=", text)
    assert all(link.startswith("http") for link in Page(text).links)
    assert f"{SITE}/truce/editions/1/statements/statement-0/" in text, "pinned to its version"
    framed = unescape(client.get(FRAME).content.decode()).replace(' rel="nofollow"', "")
    figure = framed[framed.index("<figure") : framed.index("</figure>") + 9]
    assert figure.split() == unescape(text).split(), "the frame says the same"


def test_our_own_words_are_no_quotation_there(make_story, client):
    publish(make_story(statements=4), note="First.")
    slug = Statement.objects.filter(wording="paraphrase").values_list("slug", flat=True).first()
    body = client.get(f"/truce/statements/{slug}/embed/").content.decode()
    assert not re.search("<blockquote|<q|“|”", body.partition("<figcaption>")[0].partition("<figure")[2])
    assert "In our words" in body


def test_only_the_frame_may_stand_in_a_frame(published, client):
    for address in (FRAME, f"{NOW}embed/", f"/ar{NOW}embed/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not answer.cookies
        assert b"<form" not in answer.content
        assert b'content="noindex, nofollow"' in answer.content
    for address in (NOW, f"{NOW}embedding/", "/truce/", "/"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
    assert "frame-src 'self'" in client.get(f"{NOW}embedding/")["Content-Security-Policy"]


def test_the_frame_says_what_was_corrected_since(published, client, clock):
    before = client.get(FRAME).content.decode()
    assert 'class="banner' not in before
    clock(days=1)
    Statement.objects.filter(slug="statement-0").update(when="2024-01-05")
    publish(published, note="We had its day wrong.", kind="correction")
    after = client.get(FRAME).content.decode()
    assert 'class="banner' in after
    assert "We had its day wrong." in after
    assert "We hold gate number 0" in after


def test_what_is_gone_says_so_in_the_frame(published, client, clock, editor, second_editor):
    take("statement", "statement-0", editor, second_editor)
    answer = client.get(FRAME)
    assert (answer.status_code, b"We hold" in answer.content) == (410, False)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    withdraw(Edition.objects.get(), because="All wrong.")
    answer = client.get("/truce/statements/statement-1/embed/")
    assert (answer.status_code, b"All wrong." in answer.content) == (410, True)


def test_oembed_tells_of_a_statement(published, client):
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', client.get(NOW).content.decode())
    answer = client.get(unescape(found[1]).removeprefix(SITE))
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.lasting, "there is no end to what can be asked"
    told = json.loads(answer.content)
    assert (told["version"], told["type"], told["provider_url"]) == ("1.0", "rich", f"{SITE}/")
    assert f'src="{SITE}{FRAME}"' in told["html"]
    assert told["html"] == copied(client, "code")
    small = json.loads(client.get(f"/oembed?url={quote(SITE + NOW, safe='')}&maxwidth=300&maxheight=200").content)
    assert (small["width"], small["height"]) == (300, 200)
    assert 'width="300" height="200"' in small["html"]


@pytest.mark.parametrize("place", ["/truce/", "/truce/events/event-0/"])
def test_oembed_tells_what_a_story_or_an_event_is_called_and_frames_nothing(published, client, clock, place):
    clock(days=1)
    Story.objects.update(byline="A. Reyes; B. Cohen", standfirst="Signed.")
    publish(published, note="Signed.")
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', client.get(place).content.decode())
    told = json.loads(client.get(unescape(found[1]).removeprefix(SITE)).content)
    assert (told["version"], told["type"], told["author_name"]) == ("1.0", "link", "A. Reyes, B. Cohen")
    assert "html" not in told
    if place == "/truce/":
        assert told["title"] == "The truce talks"
        assert client.get(told["thumbnail_url"].removeprefix(SITE)).status_code == 200
        small = json.loads(client.get(f"/oembed?url={quote(SITE + place, safe='')}&maxwidth=600").content)
        assert not {"thumbnail_url", "thumbnail_width", "thumbnail_height"} & small.keys()
    else:
        assert told["title"] == "Round 0 is held, 5 January 2024"
        assert "thumbnail_url" not in told


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 404),
        (f"url={SITE}/truce/", 200),
        (f"url={SITE}/truce/editions/1/events/event-0/", 200),
        (f"url={SITE}/truce/events/nothing/", 404),
        (f"url={SITE}/truce/timeline/", 404),
        (f"url={SITE}/truce/statements/nobody/", 404),
        (f"url={SITE}/truce/editions/9/statements/statement-0/", 404),
        (f"url={SITE}/admin/", 404),
        (f"url=https://elsewhere.example{NOW}", 404),
        ("url=http://[bad", 404),
        (f"url={SITE}{NOW}&format=xml", 501),
        (f"url={SITE}{NOW}&maxwidth=x", 200),
        (f"url={SITE}/ar{NOW}", 200),
    ],
)
def test_oembed_answers_whatever_it_is_asked(published, client, asked, status):
    assert client.get(f"/oembed?{asked}").status_code == status


def test_the_page_of_a_statement_leads_to_it(published, client):
    assert f"{NOW}embedding/" in Page(client.get(NOW).content.decode()).links
