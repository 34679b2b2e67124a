"""Whether two checkouts show readers the same: each public address of the first story, in every language, byte by byte.

    python -m bench.same_pages BEFORE AFTER

Each is a folder with a checkout and its .venv. It must not take anything for the same but names of hashed files; of an
answer's headers it leaves out those that tell of the moment or of the code (``MOMENT``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

from .addresses import FILTERED, Links
from .servers import KEPT, PATIENCE, Failed, free_port, stop

FIRST = ("/", "/ar/", "/he/", "/robots.txt", "/about/", "/search/?q=corridor", "/search/?q=hostage", "/no-such-page/")
PRIVATE = ("/admin/", "/preview/")
TRANSLATED = re.compile("/(ar|he)/")  # there no filter is followed
HASH = re.compile(rb"\.[0-9a-f]{12}(?=\.[a-z0-9]+)")
MOMENT = {"date", "age", "etag", "last-modified", "content-length"}
SHOWN = 12  # lines of each difference
BY_LINK = re.compile(rb'(?:href|src|url)\s*[=(:]\s*["\']?([^"\'\s)>]+)')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def served(root: Path, data: Path, port: int) -> Iterator[None]:
    """The checkout at ``root`` serves the site in ``data``, brought up to date by it, until the block ends."""
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "SECRET_KEY": "for-the-comparison-of-two-checkouts-0123456789",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
        "DATA_DIR": str(data),
        "LOG_LEVEL": "WARNING",
    }
    python = str(root / ".venv" / "bin" / "python")
    subprocess.run([python, "manage.py", "prepare"], cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    command = [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "explainer.asgi:application"]
    process = subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.DEVNULL)
    try:
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline and process.poll() is None:
            try:
                get(port, "/healthz/live")
                break
            except OSError:
                sleep(0.05)
        else:
            raise Failed(f"the site of {root} did not start")
        yield
    finally:
        stop(process)


def get(port: int, address: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in MOMENT}
        return Answer(answer.status, headers, answer.read())
    finally:
        connection.close()


def leads_to(port: int, address: str, answer: Answer) -> Iterator[str]:
    """The addresses of this site that an answer names."""
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        found = Links(answer.body.decode())
        named = [*found.links, *found.files, *(link.decode() for link in BY_LINK.findall(answer.body))]
    else:
        named = [link.decode() for link in BY_LINK.findall(answer.body)] if "css" in kind or "xml" in kind else []
    for link in [*named, *filter(None, [answer.headers.get("location")])]:
        target = urlsplit(urljoin(f"http://127.0.0.1:{port}{address}", link))
        path = target.path + (f"?{target.query}" if target.query else "")
        filters = target.query.count("=") + bool(FILTERED.search(target.path)) + bool(TRANSLATED.match(target.path))
        if target.netloc == f"127.0.0.1:{port}" and not path.startswith(PRIVATE) and filters <= 1:
            yield path


def fetched(port: int) -> dict[str, Answer]:
    """Every public address that links lead to, with its answer."""
    found: dict[str, Answer] = {}
    ahead = list(FIRST)
    for address in ahead:
        if address not in found:
            found[address] = get(port, address)
            ahead += leads_to(port, address, found[address])
    return found


def plain(address: str) -> str:
    return HASH.sub(b"", address.encode()).decode()


def without_hashes(answers: dict[str, Answer]) -> dict[str, Answer]:
    return {
        plain(address): Answer(
            answer.status,
            {name: plain(value) for name, value in answer.headers.items()},
            HASH.sub(b"", answer.body),
        )
        for address, answer in answers.items()
    }


def differences(before: dict[str, Answer], after: dict[str, Answer]) -> Iterator[str]:
    for address in sorted(before.keys() | after.keys()):
        old, new = before.get(address), after.get(address)
        if old is None or new is None:
            yield f"{address} is there only {'after' if old is None else 'before'}"
        elif (old.status, old.headers) != (new.status, new.headers):
            yield f"{address}: {old.status} {old.headers} became {new.status} {new.headers}"
        elif old.body != new.body:
            was, now = (
                answer.body.decode("utf-8", "replace").replace("><", ">\n<").splitlines() for answer in (old, new)
            )
            changed = list(unified_diff(was, now, lineterm="", n=0))[2 : 2 + SHOWN]
            yield "\n    ".join([f"{address} differs:", *changed])


def main(before: Path, after: Path) -> int:
    """How many addresses differ. The site is made by ``before``, so that its editions and moments are the same."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "before"), Path(folder, "after")
        with served(before, old, port):
            was = without_hashes(fetched(port))
        shutil.copytree(old, new)
        with served(after, new, port):
            now = without_hashes(fetched(port))
    found = list(differences(was, now))
    for each in found[:40]:
        print(each)
    print(f"{len(was)} addresses before, {len(now)} after, {len(found)} differ")
    return len(found)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    raise SystemExit(min(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()), 1))
