"""Doors for machines that read: what the site is and where its data is (llms.txt), whom to tell of a hole in it
(security.txt), how a browser searches it (OpenSearch).

Said in English where it is for machines alone. It must not know a story but by what the list of stories has.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import set_response_etag
from django.utils.html import escape
from django.utils.translation import gettext as _

from explainer.data import terms
from explainer.edition.document import SCHEMA
from explainer.language.languages import interface
from explainer.language.text import cut
from explainer.reading.home_list import front
from explainer.serving.rendering import Answer

from .answers import FRESH, Address, plain

OPENSEARCH = "application/opensearchdescription+xml"
SHORT, LONG = 16, 48  # characters of a name (OpenSearch 1.1, “ShortName” and “LongName”)
LLMS = """\
# {name}

> News explainers: for each story who said what, when, to whom and where it is from; what happened and what is expected;
> where the sides stand. Every version stays at its own address and can be cited.

Words in quotation marks are the speaker’s, to the letter of the source. A paraphrase is in our words and must not be
quoted. An unnamed source is not a person, and two are not one. A date is as exact as it is known (EDTF) and no more.
What our sources do not say is shown as missing. Corrections stand where the words are; a story’s `story.json` is its
current version, and each version has its own below `editions/<number>/`.

{rights}

## Stories

{stories}

## Data

- [What there is, and how to fetch it]({site}/data/)
- [Shape of `story.json`]({site}/schema/story-{schema}.json): JSON Schema, with every field and code
- [All corrections]({site}/corrections/feed.json): JSON Feed
- [New versions of all stories]({site}/feed.json): JSON Feed
- [Sitemap]({site}/sitemap.xml)

## Optional

- [How to read this]({site}/about/)
- [Who publishes this]({site}/publisher/)
"""


@plain
def llms(address: Address) -> HttpResponse:
    """What the site is, in Markdown (llmstxt.org), with its newest stories."""
    found = [card.reading for card in front().cards]
    stories = [
        f"- [{_line(reading.story.title)}]({reading.absolute('story-json')}): {_line(reading.story.question)} "
        f"Linked data: {reading.absolute('story-jsonld')}, statements: {reading.absolute('statements-csv')}"
        for reading in found
    ]
    told = LLMS.format(
        name=settings.SITE_NAME or "Explainer",
        rights=terms.rights(),
        stories="\n".join(stories) or "None yet.",
        site=settings.SITE_URL,
        schema=SCHEMA,
    )
    return _kept(told, "text/markdown; charset=utf-8")


def _line(text: str) -> str:
    """Without what Markdown would take for the end of a link."""
    return " ".join(text.split()).translate(str.maketrans("[]<>", "()‹›"))


@plain
def security(address: Address) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116); nothing where the site does not say."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    rows = {
        "Contact": contact if contact.startswith("https://") else f"mailto:{contact}",
        "Expires": f"{expiry(timezone.now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": f"{settings.SITE_URL}{reverse('security')}",
    }
    body = "".join(f"{name}: {value}\n" for name, value in rows.items())
    response = HttpResponse(body, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = FRESH
    return response


def expiry(now: datetime) -> datetime:
    """The first of a month, half a year to seven months ahead: less than the year that RFC 9116 (2.5.5) advises, and
    the same for all who ask within a month."""
    months = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 + 7
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


@plain
def opensearch(address: Address) -> HttpResponse:
    """How a browser, or a reader of feeds, searches the site (OpenSearch 1.1), in the language of the address."""
    name, site = settings.SITE_NAME or _("Explainer"), settings.SITE_URL
    page, feed, own = (site + reverse(view) for view in ("search", "search-feed-atom", "opensearch"))
    contact, what = settings.PUBLISHER.contact, _("Search the words of all explainers.")
    rows = [
        f"<ShortName>{escape(cut(name, SHORT))}</ShortName>",
        f"<LongName>{escape(cut(name, LONG))}</LongName>",
        f"<Description>{escape(what)}</Description>",
        f"<Contact>{escape(contact)}</Contact>" if contact and not contact.startswith("https://") else "",
        f'<Url type="text/html" template="{page}?q={{searchTerms}}"/>',
        f'<Url type="application/atom+xml" template="{feed}?q={{searchTerms}}"/>',
        f'<Url type="{OPENSEARCH}" rel="self" template="{own}"/>',
        f'<Image height="32" width="32" type="image/png">{site}{static("icon-32.png")}</Image>',
        f"<Language>{interface()}</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
    ]
    body = "\n".join(filter(None, rows))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
    )
    return _kept(f"{head}\n{body}\n</OpenSearchDescription>\n", OPENSEARCH)


def _kept(body: str, kind: str) -> Answer:
    response = Answer(body, lasting=True, content_type=kind)
    response["Cache-Control"] = FRESH
    set_response_etag(response)
    return response
