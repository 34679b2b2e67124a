"""The rules of ``host_rules`` as three hosts read them: nginx, Apache (``.htaccess``), Cloudflare Pages (``_headers``
and ``_redirects``).

It must not decide a rule. Docs/static-export.md says what each of them cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings

from .asking import Ask
from .folder import LIST, Report
from .host_rules import (
    EMBEDS,
    FOREVER,
    ICONS,
    KINDS,
    OFFERS,
    PAGE,
    Led,
    framed,
    lists_then,
    offering,
    site_wide,
    sorted_out,
    to_all,
    tongues,
)

NGINX = f"{LIST}/hosts/nginx"
OURS = "# Written by export_site: change the site, not this."
# What Cloudflare Pages takes (its documentation, 2026).
PLAIN, PATTERNED = 2000, 100


def write_for_hosts(led: Led, ask: Ask, report: Report) -> Iterator[tuple[str, bytes]]:
    """(name, content) of each file."""
    everywhere = site_wide(ask)
    for name, lines in (
        (f"{NGINX}/maps.conf", _nginx_maps(led, everywhere)),
        (f"{NGINX}/site.conf", _nginx_site(everywhere)),
        (".htaccess", _htaccess(led, everywhere)),
        ("_headers", _headers(everywhere)),
        ("_redirects", _redirects(led, report)),
    ):
        yield name, "".join(f"{line}\n" for line in (OURS, *lines)).encode()


def _below(start: str) -> str:
    """A pattern of an address and what stands below it; its only group is that."""
    return rf"^{re.escape(start[:-1])}(/.*|\.json)$" if start.endswith("/") else rf"^{re.escape(start)}()$"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# nginx: what differs by address is said by variables, for a header that a location adds hides all others.


def _nginx_maps(led: Led, everywhere: dict[str, str]) -> Iterator[str]:
    for status in (301, 302):
        rows = [(_below(row.start), f"{row.place[:-1]}$1" if row.start.endswith("/") and row.place.endswith("/")
                 else row.place) for row in led.ways if row.status == status]  # fmt: skip
        rows += [(sorted_out(), "$1")] if status == 302 else []
        yield from _map(f"files_moved_{status}", "", rows)
    yield from _map("files_gone", "", [(_below(start), f"{page}index.html") for start, page in led.ends])
    yield from _map("files_not_found", "/404.html", [(rf"^/{code}/", f"/{code}/404.html") for code in tongues()])
    every = [kind.pattern for kind in KINDS if kind.is_open]
    wide = (f"(?:{'|'.join(every)})", ICONS)
    for name, value in to_all().items():
        rows = [(pattern, value) for pattern in wide]
        rows += [(EMBEDS, framed()[name])] if name in framed() else []
        yield from _map(_variable(name), everywhere.get(name, ""), rows)
    yield from _map("files_cache", everywhere["Cache-Control"], [(f"^{settings.STATIC_URL}", FOREVER)])
    name = "Content-Security-Policy"
    yield from _map(_variable(name), everywhere[name], [(EMBEDS, framed()[name]), (OFFERS, offering()[name])])
    yield from _map("files_frame", everywhere["X-Frame-Options"], [(EMBEDS, "")])
    handed = [(kind.pattern, "attachment") for kind in KINDS if kind.handed]
    yield from _map("files_handed", "", handed)


def _variable(header: str) -> str:
    return "files_" + header.lower().replace("-", "_")


def _map(variable: str, default: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    yield f"map $uri ${variable} {{"
    yield f"    default {_quoted(default)};"
    for pattern, value in rows:
        yield f'    "~{pattern}" {_quoted(value)};'
    yield "}"


def _nginx_site(everywhere: dict[str, str]) -> Iterator[str]:
    yield from ("index index.html;", "absolute_redirect off;", "charset off;", "etag on;")
    yield "types {"
    yield f"    {_quoted(PAGE)} html;"
    for kind in KINDS:
        if kind.end.startswith("."):
            yield f"    {_quoted(kind.type)} {kind.end[1:]};"
    yield "}"
    varied = {
        "Cache-Control": "$files_cache",
        "X-Frame-Options": "$files_frame",
        "Content-Disposition": "$files_handed",
    }
    varied |= {name: f"${_variable(name)}" for name in ("Content-Security-Policy", *to_all())}
    for name, value in (everywhere | varied).items():
        yield f"add_header {name} {value if value.startswith('$') else _quoted(value)} always;"
    yield "error_page 404 $files_not_found;"
    yield "error_page 410 $files_gone;"
    yield 'location / { try_files $uri "${uri}index.html" @files_missing; }'
    yield f"location ^~ /{LIST}/ {{ return 404; }}"
    for name in ("_headers", "_redirects", ".htaccess"):
        yield f"location = /{name} {{ return 404; }}"
    for kind in KINDS:
        if not kind.end.startswith("."):
            yield f'location ~ "{kind.pattern}" {{'
            yield f"    types {{ }} default_type {_quoted(kind.type)};"
            yield "    try_files $uri @files_missing;"
            yield "}"
    yield r"location ~ \.(?:png|woff2|zip)$ { gzip off; try_files $uri @files_missing; }"  # packed as they are
    yield "location @files_missing {"
    yield "    if ($files_moved_301) { return 301 $files_moved_301; }"
    yield "    if ($files_moved_302) { return 302 $files_moved_302; }"
    yield "    if ($files_gone) { return 410; }"
    yield '    if (-f "$document_root${uri}/index.html") { return 301 "${uri}/"; }'
    yield "    return 404;"
    yield "}"


# Apache


def _htaccess(led: Led, everywhere: dict[str, str]) -> Iterator[str]:
    yield from (
        "Options -Indexes -MultiViews",
        "DirectoryIndex index.html",
        "AddDefaultCharset Off",
        "FileETag MTime Size",
    )
    yield from (f"Header always set {name} {_quoted(value)}" for name, value in everywhere.items())
    yield from _if(r"/(?:[^/]+\.html)?$", [f"ForceType {_quoted(PAGE)}"])
    for kind in KINDS:
        wide = [f"Header always set {name} {_quoted(value)}" for name, value in to_all().items() if kind.is_open]
        handed = ["Header always set Content-Disposition attachment"] if kind.handed else []
        yield from _if(kind.pattern, [f"ForceType {_quoted(kind.type)}", *wide, *handed])
    yield from _if(ICONS, [f"Header always set {name} {_quoted(value)}" for name, value in to_all().items()])
    yield from _if(f"^{settings.STATIC_URL}", [f"Header always set Cache-Control {_quoted(FOREVER)}"])
    other = [f"Header always set {name} {_quoted(value)}" for name, value in framed().items()]
    yield from _if(EMBEDS, [*other, "Header always unset X-Frame-Options"])
    yield from _if(OFFERS, [f"Header always set {name} {_quoted(value)}" for name, value in offering().items()])
    yield "ErrorDocument 404 /404.html"
    for code in tongues():
        yield from _if(f"^/{code}/", [f"ErrorDocument 404 /{code}/404.html"])
    yield "RewriteEngine On"
    yield rf"RewriteRule ^(?:\{LIST}/|\.htaccess$|_headers$|_redirects$) - [R=404,END]"
    yield from (r"RewriteCond %{REQUEST_FILENAME} -f [OR]", r"RewriteCond %{REQUEST_FILENAME}/index.html -f")
    yield "RewriteRule ^ - [END]"
    for row in led.ways:
        place = f"{row.place[:-1]}$1" if row.start.endswith("/") and row.place.endswith("/") else row.place
        yield f"RewriteRule {_here(_below(row.start))} {place} [R={row.status},END]"
    yield f"RewriteCond %{{REQUEST_URI}} {sorted_out()}"
    yield "RewriteRule ^ %1 [R=302,END]"
    for start, page in led.ends:
        yield from _if(_below(start), [f"ErrorDocument 410 {page}index.html"])
        yield f"RewriteRule {_here(_below(start))} - [R=410,END]"


def _here(pattern: str) -> str:
    """As a folder's own file has it: without the first slash."""
    return pattern.replace("^/", "^", 1)


def _if(pattern: str, lines: list[str]) -> Iterator[str]:
    yield f'<If "%{{REQUEST_URI}} =~ m#{pattern}#">'
    yield from (f"    {line}" for line in lines)
    yield "</If>"


# Cloudflare Pages


def _headers(everywhere: dict[str, str]) -> Iterator[str]:
    yield "/*"
    yield from (f"  {name}: {value}" for name, value in everywhere.items())
    for kind in KINDS:
        other = {"Content-Type": kind.type} | (to_all() if kind.is_open else {})
        for place in kind.globs:
            yield from _instead(place, other)
            if kind.handed:
                yield "  Content-Disposition: attachment"
    yield from _instead(f"{settings.STATIC_URL}icon*.svg", to_all())
    yield from _instead(f"{settings.STATIC_URL}*", {"Cache-Control": FOREVER})
    yield from _instead("/*/embed/", framed() | {"X-Frame-Options": ""})
    yield from _instead("/*/embedding/", offering())


def _instead(place: str, headers: dict[str, str]) -> Iterator[str]:
    """What more than one rule says would be said twice."""
    yield place
    for name, value in headers.items():
        yield f"  ! {name}"
        if value:
            yield f"  {name}: {value}"


def _redirects(led: Led, report: Report) -> Iterator[str]:
    plain = [f"{row.start} {row.place} {row.status}" for row in led.ways]
    plain += [f"{start} {page} 200" for start, page in led.ends]
    patterned = [f"{place} {list_} 302" for place, list_ in lists_then()]
    patterned += [f"{start}* {page} 200" for start, page in led.ends if re.search("/editions/[0-9]+/$", start)]
    ways = [row for row in led.ways if row.start.endswith("/") and row.place.endswith("/")]
    patterned += [f"{row.start}* {row.place}:splat {row.status}" for row in ways]
    report.unsaid = max(0, len(plain) - PLAIN) + max(0, len(patterned) - PATTERNED)
    yield from plain[:PLAIN]
    yield from patterned[:PATTERNED]
