"""Asking the web whether an address answers: politely, with bounds, and never inside of a network.

It must not judge what an answer means, nor know a source. RFC 9110 (HEAD, GET, redirects), RFC 9309 (robots.txt).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings

TIMEOUT = 10.0  # seconds for a host to take the connection, and for each part of its answer
LINK_TIME = 40.0  # seconds for one address with all that it leads to
REDIRECTS = 5
PAGE_BYTES, ROBOTS_BYTES = 65_536, 524_288  # RFC 9309, section 2.5: at least 500 KiB
LONGEST_DELAY = 30.0  # seconds that a site may ask us to wait between two questions
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
REDIRECT = (301, 302, 303, 307, 308)
AGENT = "ExplainerLinkCheck"


class NotAsked(Exception):
    """Why an address was not asked: it is no business of ours, or its site does not want it."""


class NoAnswer(Exception):
    """Nobody answered. ``nameless``: there is no such host, or nobody who would say where it is."""

    def __init__(self, said: str, *, nameless: bool = False) -> None:
        self.nameless = nameless
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Answer:
    """``address``: where it came from in the end."""

    status: int
    address: str
    body: bytes = b""


@dataclass
class Asker:
    """Asks one address after the other. ``allowed``: “host:port” that may be asked wherever they are, for tests alone;
    ``heard``: how many answers there were, from anywhere."""

    pause: float = 2.0
    allowed: Collection[str] = ()
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    heard: int = 0
    _asked_at: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser | NoAnswer] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        return f"{AGENT}/1 (+{settings.SITE_URL})"

    def ask(self, address: str) -> Answer:
        """HEAD, and GET where HEAD is not answered well, through at most REDIRECTS redirects. NotAsked or NoAnswer."""
        end = self.clock() + LINK_TIME
        head = self._follow("HEAD", address, end)
        return head if head.status < 400 else self._follow("GET", address, end)

    def read(self, address: str) -> Answer:
        """The beginning of what stands there."""
        return self._follow("GET", address, self.clock() + LINK_TIME)

    def _follow(self, method: str, address: str, end: float) -> Answer:
        for _hop in range(REDIRECTS + 1):
            self._must_be_wanted(address, end)
            status, where, body = self._once(method, address, end, PAGE_BYTES)
            if status not in REDIRECT or not where:
                return Answer(status, address, body)
            address = urljoin(address, where)
        raise NoAnswer(f"It leads from place to place more than {REDIRECTS} times.")

    def _must_be_wanted(self, address: str, end: float) -> None:
        site = _site(address)
        if site not in self._robots:
            self._robots[site] = self._robots_of(site, end)
        found = self._robots[site]
        if isinstance(found, NoAnswer):
            raise found
        if not found.can_fetch(AGENT, address):
            raise NotAsked("The site asks programs not to look there (robots.txt).")

    def _robots_of(self, site: str, end: float) -> RobotFileParser | NoAnswer:
        """RFC 9309, section 2.3.1: none is leave for everything; one that cannot be had is leave for nothing."""
        rules, address = RobotFileParser(), f"{site}/robots.txt"
        try:
            for _hop in range(REDIRECTS + 1):
                status, where, body = self._once("GET", address, end, ROBOTS_BYTES)
                if status not in REDIRECT or not where:
                    break
                address = urljoin(address, where)
        except NoAnswer as silence:
            return silence
        if status >= 500:
            return NoAnswer(f"Its robots.txt cannot be had ({status}).")
        rules.parse(body.decode("utf-8", "replace").splitlines() if status < 300 else [])
        return rules

    def _once(self, method: str, address: str, end: float, most: int) -> tuple[int, str, bytes]:
        """One question, after the pause due to its host. Status, where it leads, and the beginning of its body."""
        parts = _parts(address)
        host, port, secure = parts.hostname or "", _port(parts), parts.scheme == "https"
        place = self._place(host, port)
        self._wait(parts.netloc, _site(address))
        left = min(TIMEOUT, end - self.clock())
        if left <= 0:
            raise NoAnswer("It takes too long.")
        line = (_Secure if secure else _Plain)(host, port, timeout=left)
        line.place = place
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            line.request(
                method, _ascii(path), headers={"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"}
            )
            reply = line.getresponse()
            where = reply.getheader("Location") or ""
            body = b"" if method == "HEAD" else self._body(reply, most, end)
        except ssl.SSLError as error:
            self.heard += 1
            raise NoAnswer(f"Its certificate or its encryption does not hold ({error.reason or 'TLS'}).") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(f"No answer ({type(error).__name__}).") from None
        finally:
            line.close()
        self.heard += 1
        return reply.status, where, body

    def _body(self, reply: http.client.HTTPResponse, most: int, end: float) -> bytes:
        found = b""
        while len(found) < most and self.clock() < end and (piece := reply.read1(min(8_192, most - len(found)))):
            found += piece
        return found

    def _wait(self, host: str, site: str) -> None:
        """Each host is asked one thing at a time, with a pause between: its own, where it names a longer one."""
        rules = self._robots.get(site)
        asked = rules.crawl_delay(AGENT) if isinstance(rules, RobotFileParser) else None
        due = max(self.pause, min(float(asked or 0), LONGEST_DELAY))
        if (last := self._asked_at.get(host)) is not None and (rest := last + due - self.clock()) > 0:
            self.sleep(rest)
        self._asked_at[host] = self.clock()

    def _place(self, host: str, port: int) -> str:
        """The address of the host to which the connection goes: what was judged is what is asked."""
        try:
            found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            nameless = isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME
            raise NoAnswer("There is no such site.", nameless=nameless) from None
        if f"{host}:{port}" in self.allowed:
            return str(found[0])
        if port not in PORTS.values():
            raise NotAsked("It names a port of its own; only those of the web are asked.")
        if not found or not all(is_public(str(place)) for place in found):
            raise NotAsked("It leads inside of a network, where nothing is asked.")
        return str(found[0])


def is_public(place: str) -> bool:
    """Whether an IP address is of the public net, and not of a machine or a network beside ours in disguise."""
    try:
        found = ipaddress.ip_address(place.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found in NAT64 or found.sixtofour or found.teredo:
            return False
    return found.is_global and not found.is_multicast


class _Plain(http.client.HTTPConnection):
    """A connection to ``place``, whatever the name of the host leads to by now."""

    place = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.place, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    """The same, where the certificate must be that of the name."""

    place = ""

    def connect(self) -> None:
        sock = socket.create_connection((self.place, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotAsked("It is no web address.") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password or port == 0:
        raise NotAsked("It is no plain web address.")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _site(address: str) -> str:
    parts = _parts(address)
    return f"{parts.scheme}://{parts.netloc}"


def _ascii(path: str) -> str:
    """A path as it is sent: what is not ASCII, or would break the line, is percent-encoded (RFC 3986, section 2.1)."""
    return "".join(
        each if "!" <= each <= "~" else "".join(f"%{byte:02X}" for byte in each.encode("utf-8", "replace"))
        for each in path
    )
