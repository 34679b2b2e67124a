"""What hosts are told of an export: nginx is asked, the others' files are read as they read them."""

from __future__ import annotations

import contextlib
import http.client
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from explainer.desk.publishing import withdraw
from explainer.models import Edition, Statement
from explainer.pages.exporting import addresses, host_files
from explainer.pages.exporting.addresses import LEFT_OUT
from explainer.pages.exporting.folder import LIST, Report
from explainer.pages.exporting.host_rules import EMBEDS, FOREVER, ICONS, KINDS, SITE_WIDE, Led, lists_then
from explainer.pages.exporting.records import Record
from explainer.pages.exporting.walking import export

from .machines import until
from .publish import publish
from .stories import build_story
from .test_exporting import files
from .test_former import rename
from .wires import free_port

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SAID = ("Content-Type", *SITE_WIDE, "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory):
    """Three editions: one that was withdrawn, and a statement that has another name since. Once for all of these."""
    folder = tmp_path_factory.mktemp("exported") / "site"
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(addresses, "LEFT_OUT", re.compile(f"{LEFT_OUT.pattern}|/he/"))
        story = build_story()
        publish(story, note="First edition.")
        story.question = "Who has its key?"
        story.save()
        publish(story, note="More.")
        withdraw(story.editions.get(number=2), because="It was wrong.")
        rename(Statement.objects.get(slug="statement-0"), "said-first")
        publish(story, note="Another name.")
        export(folder)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def nginx(exported, tmp_path_factory):
    binary = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not binary:
        pytest.skip("nginx is not installed")
    at, port, own = tmp_path_factory.mktemp("nginx"), free_port(), exported / LIST / "hosts" / "nginx"
    places = "".join(f"{name}_temp_path {at};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    told = f"""daemon off; master_process off; pid {at}/pid; error_log stderr; events {{ }}
        http {{ access_log off; {places} include {own}/maps.conf;
        server {{ listen 127.0.0.1:{port}; root {exported}; gzip on; gzip_types *; include {own}/site.conf; }} }}"""
    (at / "nginx.conf").write_text(told)
    process = subprocess.Popen([binary, "-p", at, "-e", "stderr", "-c", at / "nginx.conf"])

    def ask(path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def listens():
        with socket.socket() as to:
            return to.connect_ex(("127.0.0.1", port)) == 0

    try:
        until(listens, "nginx listens")
        yield ask
    finally:
        process.terminate()
        process.wait(60)


def kind_of(name: str) -> str:
    """One file of each is asked for."""
    return re.sub(r"[0-9a-f]{12}|[0-9]+", "1", name.rsplit("/", 2)[-2] + "/" + name.rsplit("/", 1)[-1])


def sent_to_readers(path: str):
    found = Client().get(path)
    if path == "/robots.txt":
        found["Cache-Control"] = Client().get("/").headers["Cache-Control"]  # the site says nothing of that one
    if path.startswith(settings.STATIC_URL):
        found["Cache-Control"] = FOREVER  # tests have no names that change with what is in them
    return found


def said(headers) -> dict[str, str]:
    found = {name: headers[name].replace('"utf-8"', "utf-8") for name in SAID if headers.get(name)}
    if headers.get("Content-Type", "").startswith(("image/png", "font/", "text/css", "text/javascript")):
        found.pop("Permissions-Policy", None)  # the site leaves it out where it is of no use
    return found


def test_nginx_says_what_the_site_says(nginx, exported):
    names = {kind_of(f"/{name}"): name for name in files(exported) if not name.startswith((".", "_", "gone~"))}
    assert len(names) > 30
    for name in names.values():
        path = f"/{name.removesuffix('index.html')}"
        if path.endswith("404.html"):
            continue
        status, headers, body = nginx(path)
        assert (status, body) == (200, (exported / name).read_bytes()), path
        sent = sent_to_readers(path)
        assert said(headers) == said(sent.headers), path
        assert ("attachment" in headers.get("Content-Disposition", "")) == ("Content-Disposition" in sent.headers)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/truce", 301, "/truce/"),
        ("/truce/statements/statement-0/", 301, "/truce/statements/said-first/"),
        ("/truce/statements/statement-0/cite.bib", 301, "/truce/statements/said-first/cite.bib"),
        ("/truce/statements/statement-0.json", 301, "/truce/statements/said-first.json"),
        ("/ar/truce/statements/statement-0/", 301, "/ar/truce/statements/said-first/"),
        ("/truce/editions/1/statements/side/truce-side-0/", 302, "/truce/editions/1/statements/"),
        ("/favicon.ico", 301, "/static/icon."),
        ("/truce/editions/2/", 410, "It was wrong."),
        ("/truce/editions/2/timeline/", 410, "It was wrong."),
        ("/truce/nothing/", 404, "There is no page here"),
        ("/ar/nothing/", 404, 'lang="ar"'),
        (f"/{LIST}/site", 404, "There is no page here"),
        ("/_redirects", 404, "There is no page here"),
        ("/.htaccess", 404, "There is no page here"),
    ],
)
def test_nginx_leads_where_the_site_leads(nginx, path, status, told):
    answer, headers, body = nginx(path)
    assert answer == status
    assert told in (headers["Location"] if status in (301, 302) else body.decode())
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_nginx_leads_from_a_day_to_the_edition_of_that_day(nginx):
    day = Edition.objects.get(number=3).published_at.date()
    status, headers, _body = nginx(f"/truce/on/{day}/timeline/")
    assert (status, headers["Location"]) == (302, "/truce/editions/3/timeline/")


def test_every_file_has_a_rule(exported):
    for name in files(exported):
        if name.startswith(("_", LIST)) or name == ".htaccess" or name.endswith(".html"):
            continue
        assert any(re.search(kind.pattern, f"/{name}") for kind in KINDS), name


def test_rules_for_cloudflare_pages_say_each_header_once(exported):
    """What is set twice there is sent joined by a comma: a rule that says another value takes away the first."""
    rules, at = {}, None
    for line in (exported / "_headers").read_text().splitlines():
        if line.startswith("/"):
            at = rules.setdefault(line, {})
        elif line.strip().startswith("! "):
            at[line.strip()[2:]] = None
        elif line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            assert name not in at or at[name] is None, line
            at[name] = value
    assert len(rules) <= 100
    assert all(rule.count("*") <= 1 for rule in rules)  # one “splat” each
    assert max(map(len, (exported / "_headers").read_text().splitlines())) <= 2_000

    def headers(path):
        found = {}
        for rule, of in rules.items():
            if re.fullmatch(re.sub(":[a-z]+", "[^/]+", re.escape(rule).replace(r"\*", ".*")), path):
                found.update(of)
        return {name: value for name, value in found.items() if value}

    kinds = {kind_of(f"/{name}"): name for name in files(exported) if not name.startswith((".", "_", "gone~"))}
    for name in kinds.values():
        path = f"/{name.removesuffix('index.html')}"
        if not path.endswith("404.html"):
            sent = said(sent_to_readers(path).headers)
            found = headers(path)
            assert said({"Content-Type": sent["Content-Type"], **found}) == sent, path


def test_redirects_for_cloudflare_pages_are_no_more_than_it_reads(exported):
    lines = (exported / "_redirects").read_text().splitlines()[1:]
    assert "/truce/statements/statement-0/ /truce/statements/said-first/ 301" in lines
    assert "/truce/editions/2/ /gone~/truce/editions/2/ 200" in lines
    assert all(re.fullmatch(r"/\S* /\S* (200|301|302)", line) for line in lines)
    patterned = ["*" in line or ":" in line for line in lines]
    assert patterned == sorted(patterned)  # the plain ones first
    assert sum(patterned) <= 100
    led, report = Led(), Report()
    led.add(Record(moved={f"/truce/statements/x{number}/": ("/truce/", 301) for number in range(3_000)}))
    assert len(list(host_files._redirects(led, report))) == 2_100
    assert report.unsaid == 3_000 - 2_000 + 3_000 + len(list(lists_then())) - 100


def test_apache_is_told_what_nginx_is(exported):
    told = (exported / ".htaccess").read_text()
    opened = re.findall(r"<If ", told), re.findall(r"</If>", told)
    assert len(opened[0]) == len(opened[1]) > len(KINDS)
    for pattern in (EMBEDS, ICONS, *(kind.pattern for kind in KINDS)):
        assert f"m#{pattern}#" in told
    rules = [line.split() for line in told.splitlines() if line.startswith("RewriteRule")]
    assert all(re.compile(rule[1]) and len(rule) == 4 for rule in rules)
    moved = next(rule for rule in rules if rule[1].startswith(r"^truce/statements/statement\-0("))
    assert re.sub(moved[1], moved[2].replace("$", "\\"), "truce/statements/statement-0/cite.bib") == (
        "/truce/statements/said-first/cite.bib"
    )


def test_the_server_for_nginx_includes_what_is_written():
    shown = (Path(settings.BASE_DIR) / "docs/deploy/static/nginx.conf").read_text()
    for name in ("maps", "site"):
        assert f"/{host_files.NGINX}/{name}.conf;" in shown
