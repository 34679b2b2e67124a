"""What readers see while editors publish: real servers with several processes, over one database file."""

from __future__ import annotations

import http.client
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from explainer.serving.freshness import INSTANT

from .browser.site import Site

pytestmark = pytest.mark.slow
STORY = "/gaza-ceasefire/"
SOON = 3  # seconds until a scheduled edition comes out
OTHER_WORDS = "from explainer.models import Story; Story.objects.update(title='{}')"
SCHEDULE = f"""
from datetime import timedelta
from django.utils import timezone
from explainer.models import Story
from tests.publish import publish
at = timezone.now() + timedelta(seconds={SOON})
publish(Story.objects.get(), note='', at=at)
print(at.timestamp())
"""
WITHDRAW = """
from explainer.models import Edition
from explainer.desk.publishing import withdraw
withdraw(Edition.objects.get(number=1, stream=""), because='It was wrong.')
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("prepared"))
    site.manage("prepare")
    return site


@pytest.fixture
def site(prepared: Site, tmp_path: Path) -> Iterator[Site]:
    site = prepared.copy(tmp_path)
    site.application = "tests.patient:application"
    site.env["WEB_CONCURRENCY"] = "2"
    site.start()
    wait_until(lambda: site.log.read_text().count("server listening") == 2)
    yield site
    site.stop()


def ask(site: Site, address: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """On a connection of its own, so that it may reach either process."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        connection.request("GET", address, headers={name.replace("_", "-"): headers[name] for name in headers})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


def everywhere(site: Site, address: str, times: int = 40) -> set[tuple[int, bool, bool]]:
    """What all processes answer: (status, whether it has the old title, whether it has the new one)."""
    found = [ask(site, address) for _ in range(times)]
    return {(status, "NEW WORDS" not in body, "NEW WORDS" in body) for status, _headers, body in found}


def shell(site: Site, code: str) -> str:
    return site.manage("shell", "--no-imports", "--command", code)


OLD, NEW = {(200, True, False)}, {(200, False, True)}


def past_an_instant() -> None:
    """A look just before something is good for that long."""
    began = time.monotonic()
    wait_until(lambda: time.monotonic() > began + INSTANT)


def test_a_publication_is_seen_at_once_by_every_process_and_a_draft_by_none(site):
    assert everywhere(site, STORY) == everywhere(site, "/") == OLD
    shell(site, OTHER_WORDS.format("NEW WORDS"))
    assert everywhere(site, STORY) == OLD
    site.manage("publish_story", "gaza-ceasefire", "--note=Other words.")
    past_an_instant()
    assert everywhere(site, STORY) == everywhere(site, f"{STORY}timeline/") == everywhere(site, "/") == NEW
    assert everywhere(site, f"{STORY}editions/1/") == OLD


def test_a_schedule_is_kept_to_the_moment_without_a_job(site):
    """What was answered before the moment is the old words; what was asked for after it is the new ones."""
    shell(site, OTHER_WORDS.format("NEW WORDS"))
    answers = []
    with ThreadPoolExecutor(1) as desk:
        scheduled = desk.submit(shell, site, SCHEDULE)
        while not scheduled.done() or time.time() <= float(scheduled.result()):
            found = everywhere(site, STORY, 1)
            answers.append((time.time(), found))
    due = float(scheduled.result())
    assert everywhere(site, STORY) == NEW
    assert answers[0][0] < due
    assert all(found == OLD for answered_at, found in answers if answered_at < due)


def test_what_is_withdrawn_is_gone_at_once_and_is_not_confirmed_to_who_has_it(site):
    assert everywhere(site, STORY) == OLD
    etag = ask(site, STORY)[1]["ETag"]
    assert ask(site, STORY, If_None_Match=etag)[0] == 304
    shell(site, WITHDRAW)
    past_an_instant()
    assert {status for status, _old, _new in everywhere(site, STORY)} == {410}
    assert ask(site, STORY, If_None_Match=etag)[0] == 410
    assert ask(site, f"{STORY}editions/1/")[0] == 410


def test_another_database_put_in_its_place_is_read(site, tmp_path):
    assert everywhere(site, STORY) == OLD
    other = tmp_path / "other"
    other.mkdir()
    backup = site.copy(other)
    backup.manage("shell", "--no-imports", "--command", OTHER_WORDS.format("NEW WORDS"))
    backup.manage("publish_story", "gaza-ceasefire", "--note=Other words.")
    for file in tmp_path.glob("site.sqlite3-*"):
        file.unlink()  # a log of the file before does not belong to the next
    shutil.move(other / "site.sqlite3", tmp_path / "site.sqlite3")
    past_an_instant()
    assert everywhere(site, STORY) == NEW


def test_what_was_read_stays_readable_while_the_database_is_away(site, tmp_path):
    assert everywhere(site, STORY) == OLD
    file = tmp_path / "site.sqlite3"
    file.rename(tmp_path / "away")
    assert everywhere(site, STORY) == OLD
    (tmp_path / "away").rename(file)
    wait_until(lambda: everywhere(site, f"{STORY}sources/", 8) == OLD)
    wait_until(lambda: {ask(site, STORY)[1]["Age"] for _ in range(8)} == {"0"})


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)  # the next look
