"""Looking at the links of sources: politely, with bounds, never inside of a network, and honest without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from explainer.desk import link_asking
from explainer.desk.link_asking import Asker, NoAnswer, NotAsked, is_public
from explainer.desk.link_looking import look
from explainer.models import LinkLook, Source

from .desk_forms import at, change

HOSTILE = b'{"archived_snapshots": {"closest": {"available": true, "status": "200", "url": "javascript:alert(1)"}}}'


class Web:
    """A site on this machine. ``pages``: path → status, headers, body; ``asked``: what was asked of it, in order."""

    def __init__(self) -> None:
        web = self
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.command, self.path))
                web.agents.add(self.headers["User-Agent"])
                status, headers, body = web.pages.get(
                    self.path, web.pages.get(self.path.partition("?")[0], (404, {}, b""))
                )
                if self.command == "HEAD" and headers.get("X-No-Head"):
                    status = 405
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    try:
                        self.wfile.write(body)
                    except OSError:
                        web.asked.append(("cut", self.path))

            do_HEAD = do_GET

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        self.host = f"127.0.0.1:{self.server.server_port}"

    def at(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    web.pages["/here"] = (200, {}, b"here")
    yield web
    web.stop()


@pytest.fixture
def asker(web: Web) -> Asker:
    return Asker(pause=0, allowed=[web.host])


@pytest.fixture
def source(db: None, web: Web) -> Source:
    return Source.objects.create(slug="report", publisher="The Daily Test", address=web.at("/here"))


def run(asker: Asker, web: Web, *args: str, **options: object) -> str:
    out = StringIO()
    call_command("check_links", *args, stdout=out, asker=asker, archive=web.at("/archive"), **options)
    return out.getvalue()


# ---- what is found -------------------------------------------------------------------------------


def test_a_link_that_answers_is_alive_and_its_missing_copy_is_told(asker, web, source):
    assert "report: has no kept copy." in run(asker, web)
    look = LinkLook.objects.get()
    assert (look.state, look.copy_state, look.address) == ("answers", "none", web.at("/here"))
    assert ("HEAD", "/here") in web.asked
    assert ("GET", "/here") not in web.asked


@pytest.mark.parametrize(
    ("status", "state"), [(404, "dead"), (410, "dead"), (403, "unknown"), (429, "unknown"), (500, "unknown")]
)
def test_only_a_site_that_says_so_makes_a_link_dead(asker, web, source, status, state):
    web.pages["/here"] = (status, {}, b"")
    said = run(asker, web)
    assert LinkLook.objects.get().state == state
    assert (f"dead: {source.address}" in said) == (state == "dead")


def test_what_does_not_answer_head_is_asked_with_get(asker, web, source):
    web.pages["/here"] = (200, {"X-No-Head": "1"}, b"x")
    run(asker, web)
    assert LinkLook.objects.get().state == "answers"
    assert [each for each in web.asked if each[1] == "/here"] == [("HEAD", "/here"), ("GET", "/here")]


def test_where_it_leads_is_told(asker, web, source):
    web.pages["/here"] = (301, {"Location": "/there"}, b"")
    web.pages["/there"] = (200, {}, b"")
    assert f"It leads to {web.at('/there')}" in run(asker, web)
    assert LinkLook.objects.get().state == "moved"


def test_it_does_not_go_round_and_round(asker, web, source):
    web.pages["/here"] = (302, {"Location": "/here"}, b"")
    run(asker, web)
    assert LinkLook.objects.get().state == "unknown"
    assert web.asked.count(("HEAD", "/here")) == link_asking.REDIRECTS + 1


def test_an_archive_is_asked_about_what_is_dead_and_only_proposes(asker, web, source):
    kept = "https://web.archive.org/web/2024/https://example.org/here"
    web.pages["/here"] = (404, {}, b"")
    told = b'{"archived_snapshots": {"closest": {"available": true, "status": "200", "url": "%s"}}}' % kept.encode()
    web.pages["/archive"] = (200, {}, told)
    assert f"an archive has it, for you to judge: {kept}" in run(asker, web)
    source.refresh_from_db()
    assert (LinkLook.objects.get().proposed, source.archived) == (kept, "")


@pytest.mark.parametrize(
    "told", [b"", b"[]", b'{"archived_snapshots": {}}', HOSTILE, b"\xff" * 99],
    ids=["nothing", "a list", "none", "a script", "no text"],
)  # fmt: skip
def test_an_archive_that_says_nothing_of_use_proposes_nothing(asker, web, source, told):
    web.pages["/archive"] = (200, {}, told)
    run(asker, web)
    assert LinkLook.objects.get().proposed == ""


def test_a_kept_copy_that_is_dead_is_told(asker, web, source):
    Source.objects.update(archived=web.at("/gone"))
    assert f"its kept copy is dead: {web.at('/gone')}" in run(asker, web)
    assert LinkLook.objects.get().copy_state == "dead"


# ---- honest without a network --------------------------------------------------------------------


def test_where_nothing_at_all_answers_nothing_is_dead_and_what_was_known_stays(asker, web, source, monkeypatch):
    run(asker, web)
    web.stop()
    quiet = Asker(pause=0, allowed=[web.host])
    said = run(quiet, web)
    assert said.startswith("Could not look: nothing at all answered.")
    assert "dead" not in said.replace("calls nothing dead", "")
    assert LinkLook.objects.get().state == "answers"


def test_a_site_without_a_name_is_dead_only_where_others_answer(asker, web, source, monkeypatch):
    nameless = Source.objects.create(slug="nameless", publisher="Gone", address="http://no-such-site.invalid/")
    real = link_asking.socket.getaddrinfo

    def resolve(host, *args, **kwargs):
        if host == "no-such-site.invalid":
            raise link_asking.socket.gaierror(link_asking.socket.EAI_NONAME, "no such name")
        return real(host, *args, **kwargs)

    monkeypatch.setattr(link_asking.socket, "getaddrinfo", resolve)
    run(asker, web)
    assert LinkLook.objects.get(source=nameless).state == "dead"
    LinkLook.objects.all().delete()
    source.delete()
    assert run(Asker(pause=0), web).startswith("Could not look")
    assert look([nameless], Asker(pause=0))[0].link.state == "unknown"
    assert not LinkLook.objects.exists()


# ---- polite --------------------------------------------------------------------------------------


def test_robots_are_obeyed_and_asked_once(asker, web, source):
    web.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /here\n")
    web.pages["/other"] = (200, {}, b"")
    Source.objects.create(slug="other", publisher="The Daily Test", address=web.at("/other"))
    assert "asks programs not to look there" in run(asker, web)
    assert LinkLook.objects.get(source=source).state == "not-asked"
    assert LinkLook.objects.exclude(source=source).get().state == "answers"
    assert web.asked.count(("GET", "/robots.txt")) == 1
    assert not [each for each in web.asked if each[1] == "/here"]


def test_robots_that_cannot_be_had_are_leave_for_nothing(asker, web, source):
    web.pages["/robots.txt"] = (503, {}, b"")
    run(asker, web)
    assert LinkLook.objects.get().state == "unknown"
    assert not [each for each in web.asked if each[1] == "/here"]


def test_it_says_who_asks(asker, web, source):
    run(asker, web)
    assert web.agents == {f"ExplainerLinkCheck/1 (+{settings.SITE_URL})"}


def test_between_two_questions_to_a_host_is_a_pause_and_a_longer_one_where_it_asks_for_that(web, source):
    waits: list[float] = []
    asker = Asker(pause=2, allowed=[web.host], sleep=waits.append, clock=lambda: 0.0)
    asker.ask(web.at("/here"))
    assert waits == [2.0]
    web.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 7\n")
    waits.clear()
    asker = Asker(pause=2, allowed=[web.host], sleep=waits.append, clock=lambda: 0.0)
    asker.ask(web.at("/here"))
    assert waits == [7.0]


def test_of_a_long_answer_only_the_beginning_is_read(asker, web, source):
    web.pages["/here"] = (200, {"X-No-Head": "1"}, b"x" * 20_000_000)
    found = asker.read(web.at("/here"))
    assert len(found.body) == link_asking.PAGE_BYTES


def test_one_link_takes_a_bounded_time(web):
    times = iter(range(0, 10_000, 50))
    asker = Asker(pause=0, allowed=[web.host], clock=lambda: float(next(times)))
    with pytest.raises(NoAnswer, match="too long"):
        asker.ask(web.at("/here"))


def test_those_that_were_not_looked_at_for_longest_come_first(asker, web, source):
    other = Source.objects.create(slug="other", publisher="The Daily Test", address=web.at("/other"))
    LinkLook.objects.create(
        source=source, looked_at=timezone.now() - timedelta(days=9), state="answers", copy_state="none"
    )
    run(asker, web, "--most", "1")
    assert LinkLook.objects.get(source=other).state == "dead"
    assert LinkLook.objects.get(source=source).looked_at.date() < date.today()


# ---- never inside of a network -------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254",
     "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1", "fe80::1",  # noqa: S104

     "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::", "ff02::1", "fe80::1%lo", "x", ""],
)  # fmt: skip
def test_what_is_no_public_address_is_known(place):
    assert not is_public(place)


def test_public_addresses_are_known():
    assert is_public("93.184.215.14")
    assert is_public("2606:4700:4700::1111")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://169.254.169.254/latest/",
     "ftp://example.org/",
     "file:///etc/passwd", "http://u:p@example.org/", "http://", "http://[", "http://example.org:99999/", "gopher://x/"],
)  # fmt: skip
def test_nothing_inside_of_a_network_is_asked(address, monkeypatch):
    monkeypatch.setattr(link_asking.socket, "create_connection", lambda *args: pytest.fail("it was asked"))
    with pytest.raises((NotAsked, NoAnswer)):
        Asker(pause=0).ask(address)


def test_a_redirect_does_not_lead_inside(asker, web, source):
    inside = Web()
    web.pages["/here"] = (302, {"Location": inside.at("/secret")}, b"")
    try:
        run(asker, web)
        assert inside.asked == []
    finally:
        inside.stop()
    assert LinkLook.objects.get().state == "not-asked"


def test_a_name_that_leads_inside_is_not_asked_whatever_else_it_leads_to(monkeypatch):
    rows = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(link_asking.socket, "getaddrinfo", lambda *args, **kwargs: rows)
    monkeypatch.setattr(link_asking.socket, "create_connection", lambda *args: pytest.fail("it was asked"))
    with pytest.raises(NotAsked, match="inside of a network"):
        Asker(pause=0).ask("http://example.org/")


def test_what_was_judged_is_what_is_asked(monkeypatch):
    """The name is looked up once for each question; the connection goes to what was found then."""
    monkeypatch.setattr(
        link_asking.socket, "getaddrinfo", lambda *args, **kwargs: [(2, 1, 6, "", ("93.184.215.14", 80))]
    )
    places = []

    def connect(place, timeout):
        places.append(place)
        raise OSError

    monkeypatch.setattr(link_asking.socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        Asker(pause=0).ask("http://example.org/")
    assert places == [("93.184.215.14", 80)]


def test_what_would_break_the_line_is_encoded(asker, web):
    assert asker.ask(web.at("/a b\u00e9")).status == 404
    assert ("HEAD", "/a%20b%C3%A9") in web.asked


# ---- the command and the desk --------------------------------------------------------------------


def test_the_command_knows_the_stories(asker, web, source):
    with pytest.raises(CommandError, match="no story “nowhere”"):
        run(asker, web, "nowhere")


def test_of_a_story_only_its_own_sources_are_looked_at(asker, web, source, truce):
    Source.objects.filter(slug="truce-report").update(address=web.at("/here"))
    run(asker, web, "truce")
    assert LinkLook.objects.get().source.slug == "truce-report"


def test_without_a_link_there_is_nothing_to_look_at(asker, web, truce):
    assert run(asker, web) == "No source has a link.\n"


def test_a_source_and_the_list_show_what_the_last_look_found(desk, asker, web, source):
    assert "Not looked at yet" in desk.get(change(source)).content.decode()
    web.pages["/here"] = (404, {}, b"")
    run(asker, web)
    page = desk.get(change(source)).content.decode()
    assert "The site answers that it is not there (404)." in page
    listed = desk.get(at(Source, "changelist"), {"link": "dead"}).content.decode()
    assert "1 source" in listed
    for value, count in (("never", 0), ("no-copy", 1), ("moved", 0), ("unknown", 0), ("proposed", 0), ("nonsense", 1)):
        assert len(desk.get(at(Source, "changelist"), {"link": value}).context["cl"].result_list) == count
    Source.objects.update(address="https://example.org/other")
    assert "was changed since" in desk.get(change(source)).content.decode()
    LinkLook.objects.update(proposed="javascript:alert(1)")
    assert "javascript:" not in desk.get(change(source)).content.decode()
