"""What is written of one story, or beside them all: asked for, link by link, and kept in step with what was there.

It must not hold more than the addresses of one part, nor ask for what is known to be the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from . import records
from .addresses import OF_AN_EDITION, SEARCH, SORTED_OUT, links, named, needs_a_server, own
from .asking import Ask
from .folder import Report, digest, is_as_written, remove, replace
from .plain_links import with_plain_links
from .progress import Progress
from .records import Record
from .states import State

GONE = "/gone~"  # what says that something is gone stands below it: no slug has a “~”
MOVED = (301, 302)


class Part:
    """At its end goes what was on the record and was not written. If it breaks off, the log has it all, and the next
    one goes on. ``anew``: asks for everything, whatever is known."""

    def __init__(
        self, folder: Path, name: str, state: State, report: Report, *, progress: Progress | None = None,
        anew: bool = False,
    ) -> None:  # fmt: skip
        self.folder, self.name, self.report, self._state = folder, name, report, state
        self._progress = progress or Progress(silent=True)
        self._log = records.Log(folder, name, state.of)
        self._anew = anew
        self.seen: set[str] = set()
        self.now = Record(of=state.of, editions=state.editions)

    def __enter__(self) -> Part:
        self.before = records.read(self.folder, self.name)
        broken = self._log.broken_off()
        same = broken if broken.of == self._state.of else self.before if self.before.of == self._state.of else Record()
        self._known = {} if self._anew else self._of_editions() | same.files
        if same.of and not self._anew:
            self.now.moved, self.now.gone, self.now.left = dict(same.moved), dict(same.gone), dict(same.left)
        self._were = {*broken.files, *self.before.files}
        if more := self._were - set(self.before.files):
            self.before.files.update(dict.fromkeys(more, ""))
            records.save(self.folder, self.name, self.before)  # its log may begin anew
        self._log.begin(anew=broken.of != self._state.of)
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        if kind is not None:
            self._log.close()
            return
        self.report.removed += remove(self.folder, self._were - set(self.now.files))
        self.report.left.update(self.now.left)
        records.save(self.folder, self.name, self.now)
        self._log.end()

    def is_the_same(self, asked: Iterable[str]) -> bool:
        """Whether all of it stands there as it would be written now, and of what others link to nothing is missing."""
        record = self.before
        if self._anew or record.of != self._state.of:
            return False
        known = {*record.moved, *record.gone, *record.left}
        if any(address not in known and named(address) not in record.files for address in asked):
            return False
        return all(is_as_written(self.folder, name, told) for name, told in record.files.items())

    def leave(self) -> dict[str, set[str]]:
        """As it is; what it links to of other parts."""
        self.now = self.before
        self.report.files += len(self.now.files)
        self.report.pages += sum(name.endswith(".html") for name in self.now.files)
        self._progress.file(len(self.now.files))
        return {place: set(found) for place, found in self.now.others.items()}

    def follow(self, ask: Ask, starts: Iterable[str], stories: Container[str], slug: str = "") -> dict[str, set[str]]:
        """Every link that leads to a file of this part; those that lead to others, by slug (the site's own: empty)."""
        ahead = [address for address in dict.fromkeys(starts) if address not in self.seen]
        self.seen.update(ahead)
        others: dict[str, set[str]] = defaultdict(set)
        while ahead:
            address = ahead.pop()
            found = self._take(ask, address)
            for link in sorted(found - self.seen, reverse=True):
                place = story_of(link, stories)
                if place == slug:
                    self.seen.add(link)
                    ahead.append(link)
                else:
                    others[place].add(link)
        for place, found in others.items():
            self.now.others[place] = sorted({*self.now.others.get(place, ()), *found})
        return others

    def look_up(self, ask: Ask, addresses: Iterable[str]) -> set[str]:
        """Those of before: where they lead, or what says that they are gone; and what that leads to."""
        found: set[str] = set()
        for address in addresses:
            if address not in self.seen and own(address, address):
                self.seen.add(address)
                found |= self._take(ask, address, linked=False)
        return found

    def _take(self, ask: Ask, address: str, *, linked: bool = True) -> set[str]:
        """Write what stands there; what leads on from it."""
        if address in self.now.moved:
            return self._moved(address)
        name = named(GONE + address if address in self.now.gone else address)
        if (told := self._known.get(name)) and is_as_written(self.folder, name, told):
            self._keep(name, told)
            return self._read((self.folder / name).read_bytes(), name, address)[1]
        response = ask(address)
        self.report.asked += 1
        status, content = response.status_code, response.content
        if status in MOVED and (place := _led_to(address, response["Location"])):
            self.now.moved[address] = place, status
            self._log.add("moved", address, place, status)
            return self._moved(address)
        if status == 410 and response["Content-Type"].startswith("text/html"):
            name = named(GONE + address)
            self.now.gone[address] = name
            self._log.add("gone", address, name)
        elif status != 200:
            if linked:
                self.now.left[address] = status
                self._log.add("left", address, status)
            return set()
        content, found = self._read(content, name, address)
        self._write(name, content)
        return found

    def _moved(self, address: str) -> set[str]:
        place, _status = self.now.moved[address]
        return {place} if own(address, place) else set()

    def write(self, name: str, content: bytes, address: str = "/") -> None:
        """What no link leads to."""
        self._write(name, self._read(content, name, address)[0])

    def _write(self, name: str, content: bytes) -> None:
        told = digest(content)
        self._log.add("files", name, told)
        self.report.changed += replace(self.folder / name, content)
        self._keep(name, told)

    def mend(self, others: Iterable[Record] = ()) -> None:
        """Links to what turned out to lead elsewhere, or nowhere, after the page that has them was written."""
        known = [*others, self.now]
        places = [place for record in known for place in (*record.moved, *record.gone, *record.left)]
        for name in [name for name in self.now.files if places and name.endswith(".html")]:
            content = (self.folder / name).read_bytes()
            html = content.decode()
            if any(place in html for place in places):
                mended = self._read(content, name, _address_of(name), known)[0]
                if mended != content:
                    self.now.files[name] = digest(mended)
                    self._log.add("files", name, self.now.files[name])
                    replace(self.folder / name, mended)

    def _read(self, content: bytes, name: str, address: str, known: Iterable[Record] = ()) -> tuple[bytes, set[str]]:
        """It as a file has it, and what leads on from it."""
        if not name.endswith(".html"):
            return content, set(links(address, name, content))

        def written(link: str) -> str | None:
            return in_a_file(address, link, known)

        def dropped(link: str) -> bool:
            return bool(SEARCH.match(urlsplit(urljoin(settings.SITE_URL + address, link)).path))

        html, found = with_plain_links(content.decode(), written, dropped=dropped)
        return html.encode(), set(filter(None, (own(address, link) for link in found)))

    def _keep(self, name: str, told: str) -> None:
        self.report.files += name not in self.now.files
        self.report.pages += name.endswith(".html") and name not in self.now.files
        self.now.files[name] = told
        self._progress.file()

    def _of_editions(self) -> dict[str, str]:
        """What is no page, of editions that are as they were: pages say which version is read now."""
        found = {}
        for name, told in self.before.files.items():
            edition = OF_AN_EDITION.match(f"/{name}")
            if edition and not name.endswith(".html"):
                number = edition[1]
                if self.before.editions.get(number, "") == self._state.editions.get(number):
                    found[name] = told
        return found


def story_of(address: str, stories: Container[str]) -> str:
    first, _slash, rest = address[1:].partition("/")
    slug = rest.partition("/")[0] if f"/{first}" in _PREFIXES else first
    return slug if slug in stories else ""


def in_a_file(address: str, link: str, known: Iterable[Record]) -> str | None:
    """A link as it stands in a file: as it is, another, or None where no file stands for what it leads to."""
    try:
        target = urlsplit(urljoin(settings.SITE_URL + address, link))
    except ValueError:
        return link
    site = f"{target.scheme}://{target.netloc}"
    if site != settings.SITE_URL or link.startswith("#"):
        return link
    if target.query or needs_a_server(target.path):
        return None
    path: str | None = target.path
    if sorted_out := SORTED_OUT.fullmatch(target.path):  # a page of now names the list that stands for it there
        path = None if OF_AN_EDITION.match(address) else sorted_out[1]
    for record in known:
        if target.path in record.moved:
            path = record.moved[target.path][0]
        elif target.path in record.gone:
            path = GONE + target.path
        elif target.path in record.left:
            path = None
    if path is None or path == target.path:
        return path and link
    fragment = f"#{target.fragment}" if target.fragment else ""
    return f"{site if link.startswith(settings.SITE_URL) else ''}{path}{fragment}"


def _led_to(address: str, location: str) -> str | None:
    """The path of an address of ours that something leads to, without its query: files have none."""
    target = urlsplit(urljoin(settings.SITE_URL + address, location))
    return target.path if f"{target.scheme}://{target.netloc}" == settings.SITE_URL else None


def _address_of(name: str) -> str:
    return f"/{name.removesuffix('index.html')}".removeprefix(GONE)


_PREFIXES = frozenset(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
