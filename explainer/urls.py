"""The site map, on one screen. Addresses are a contract: they are tested, and outlive every rewrite."""

from collections.abc import Callable

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, include, path, register_converter

from .pages.preview import staff_only
from .pages.preview_copies import lent, typed
from .pages.translation_preview import in_translation
from .pages.views import (
    cards,
    citing,
    data,
    editions,
    embedding,
    following,
    health,
    histories,
    lists,
    machines,
    past,
    search,
    site,
    sitemaps,
    story,
)
from .pages.views.answers import Finder, View, reader
from .reading import readings
from .story.facet_values import NAMES


class Number:
    """A whole number from 1, without leading zeros, short enough for any database."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class Said:
    """The slug of a statement below whose address something stands; that place belongs to filters first."""

    regex = rf"(?!(?:{'|'.join(NAMES)})/)[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class Below:
    """What stands below the address of a story or of an edition: a page, a file, or nothing."""

    regex = r"(?:[-a-zA-Z0-9_]+/)*(?:[-a-zA-Z0-9_]+\.[a-z]+)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Key:
    """What names a copy of the desk: a number, or the key of a link, of which nobody may guess one."""

    regex = "[-a-zA-Z0-9_]{1,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: int | str) -> str:
        return str(value)


register_converter(Number, "number")
register_converter(Below, "below")
register_converter(Key, "key")
register_converter(Said, "said")


def pages(wrap: Callable[[View], View]) -> list[URLPattern]:
    """The pages of a story, below its own address, an edition's or the preview's."""
    return [
        path("", wrap(story.overview), name="overview"),
        path("timeline/", wrap(lists.timeline), name="timeline"),
        path("timeline/<slug:facet>/<slug:value>/", wrap(lists.timeline), name="timeline-by"),
        path("phases/", wrap(story.phases), name="phases"),
        path("phases/<number:phase>/", wrap(story.phase), name="phase"),
        path("statements/", wrap(lists.statements), name="statements"),
        path("statements/<slug:slug>/", wrap(story.statement), name="statement"),
        path("statements/<slug:facet>/<slug:value>/", wrap(lists.statements), name="statements-by"),
        path("actors/", wrap(story.actors), name="actors"),
        path("actors/<slug:slug>/", wrap(story.actor), name="actor"),
        path("issues/", wrap(story.issues), name="issues"),
        path("issues/<slug:slug>/", wrap(story.issue), name="issue"),
        path("events/<slug:slug>/", wrap(story.event), name="event"),
        path("texts/", wrap(story.texts), name="texts"),
        path("texts/<slug:slug>/", wrap(story.text), name="text"),
        path("positions/", wrap(story.positions), name="positions"),
        path("sources/", wrap(story.sources), name="sources"),
        path("glossary/", wrap(story.glossary), name="glossary"),
        path("balance/", wrap(story.balance), name="balance"),
        path("open-questions/", wrap(story.open_questions), name="open-questions"),
        path("changes/", wrap(story.changes), name="changes"),
    ]


def pictures(find: Finder) -> list[URLPattern]:
    """Of what is shared, in an edition alone: the preview has none."""
    return [
        path("card.png", reader(cards.story, find), name="card"),
        path("phases/<number:phase>/card.png", reader(cards.phase, find), name="phase-card"),
        path("statements/<slug:slug>/card.png", reader(cards.statement, find), name="statement-card"),
        path("issues/<slug:slug>/card.png", reader(cards.issue, find), name="issue-card"),
    ]


def feed(place: str, view: View, name: str, **kwargs: str) -> list[URLPattern]:
    """A feed in its two forms, “place” + “feed.atom” and “feed.json”, and its archive, “feed/1.atom” and so on."""
    return [
        path(f"{place}feed{part}.{form}", view, {"form": form, **kwargs}, f"{name}-{form}{kind}")
        for form in ("atom", "json")
        for part, kind in (("", ""), ("/<number:part>", "-archive"))
    ]


def history(place: str, kind: str) -> URLPattern:
    """Of one item: it tells all editions, so it stands at the story's own address alone."""
    return path(f"{place}history/", reader(histories.history, readings.current), {"kind": kind}, f"{kind}-history")


def embeds(find: Finder) -> list[URLPattern]:
    """A statement in a frame of another site; before the filters, whose addresses look alike."""
    return [path("statements/<said:slug>/embed/", embedding.framed(reader(embedding.frame, find)), name="embed")]


now = [
    *embeds(readings.current),
    path("statements/<said:slug>/embedding/", reader(embedding.offer, readings.current), name="embedding"),
    history("statements/<said:slug>/", "statement"),  # before the filters, whose addresses look alike
    history("events/<slug:slug>/", "event"),
    history("issues/<slug:slug>/", "issue"),
    history("actors/<slug:slug>/", "actor"),
    history("texts/<slug:slug>/", "text"),
    history("phases/<number:phase>/", "phase"),
    *pages(lambda view: reader(view, readings.current)),
    *pictures(readings.current),
    *data.files(readings.current),
    *citing.citations(readings.current),
    path("editions/", reader(editions.editions, readings.current), name="editions"),
]
now.append(path("search/", reader(search.within, readings.current), name="search"))
now += [
    path(f"search/feed.{form}", reader(search.within_feed, readings.current), {"form": form}, f"search-feed-{form}")
    for form in ("atom", "json")
]
for form in ("atom", "json"):  # feeds of what has no archive
    now += [
        path(f"{place}/<slug:facet>/<slug:value>/feed.{form}", reader(following.filtered, readings.current),
             {"form": form, "of": place}, f"{place}-by-{form}")
        for place in ("statements", "timeline")
    ]  # fmt: skip
    now.append(
        path(f"phases/<number:phase>/feed.{form}", reader(following.phase, readings.current), {"form": form},
             f"phase-{form}")
    )  # fmt: skip
now += feed("", following.story, "feed")
now += feed("actors/<slug:slug>/", following.topic, "actor-feed", of="actor")
now += feed("issues/<slug:slug>/", following.topic, "issue-feed", of="issue")
now += [
    path("timegate/<below:rest>", past.timegate, name="timegate"),
    path("timemap/<below:rest>", past.timemap, name="timemap"),
    path("on/", past.asked_day, name="on"),
    path("on/<slug:day>/<below:rest>", past.on, name="on-day"),
    path("editions/compare/", past.asked_pair, name="compare-two"),
]
now.append(path("events.ics", following.calendar, name="calendar"))
now.append(path("sitemap.xml", sitemaps.story, name="sitemap"))
then = [
    *embeds(readings.at_edition),
    *pages(lambda view: reader(view, readings.at_edition)),
    *pictures(readings.at_edition),
    *data.files(readings.at_edition),
    *data.packages(readings.at_edition),
    path("compare/<number:other>/", reader(past.compare, readings.at_edition), name="compare"),
    *citing.citations(readings.at_edition),
]
draft = pages(staff_only)
draft_translated = pages(in_translation)

urlpatterns = [
    path("robots.txt", site.robots, name="robots"),
    path("llms.txt", machines.llms, name="llms"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/site.xml", sitemaps.site, name="sitemap-site"),
    path("schema/story-<number:version>.json", data.shape, name="schema"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("admin/", include("explainer.admin.urls")),
    path("admin/", admin.site.urls),
    path("preview/~typed/<slug:story>/<key:number>/", include((pages(typed), "typed"))),  # no slug has a “~”
    path("preview/~lent/<slug:story>/<key:number>/", include((pages(lent), "lent"))),
    path("preview/in/<slug:language>/<slug:story>/", include((draft_translated, "translation-preview"))),
    path("preview/<slug:story>/", include((draft, "preview"))),
    path("oembed", embedding.oembed, name="oembed"),
    path("feed.atom", following.site_feed, {"form": "atom"}, name="site-feed-atom"),
    path("feed.json", following.site_feed, {"form": "json"}, name="site-feed-json"),
    *feed("corrections/", following.corrections_feed, "corrections-feed"),
    *i18n_patterns(
        path("", site.home, name="home"),
        path("about/", site.about, name="about"),
        path("data/", data.about, name="data"),
        path("publisher/", site.publisher, name="publisher"),
        path("search/", search.everywhere, name="search"),
        path("opensearch.xml", machines.opensearch, name="opensearch"),
        path("search/feed.atom", search.everywhere_feed, {"form": "atom"}, "search-feed-atom"),
        path("search/feed.json", search.everywhere_feed, {"form": "json"}, "search-feed-json"),
        path("corrections/", following.corrections, name="corrections"),
        path("<slug:story>/editions/<number:number>/", include((then, "edition"))),
        path("<slug:story>/", include((now, "story"))),
        prefix_default_language=False,
    ),
]
handler404 = "explainer.pages.views.site.not_found"
handler500 = "explainer.pages.views.site.broken"
