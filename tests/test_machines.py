"""Past one machine: three of them behind the documented proxy, with one PostgreSQL and one Redis that come and go.

It must not load the machine that it runs on for long. It is skipped, with the reason, where what it needs is not
there; EXPLAINER_REQUIRE_MACHINES=1 makes that a failure."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from explainer.serving.packed_answer import Packed
from explainer.serving.shared_pages import SEAL, SharedPages

from .machines import SNI, Machine, ask, missing, running, store, until
from .wires import Wire

STORY = "/gaza-ceasefire/"
PAGES = [STORY, f"{STORY}timeline/", f"{STORY}statements/", f"{STORY}issues/", "/", f"/ar{STORY}"]
SECOND = 1.0
LONGEST_WAIT = 20.0  # what is promised is 5; without an end to waiting it is for ever, or a hundred times 5 over four


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if reason := missing():
        if os.environ.get("EXPLAINER_REQUIRE_MACHINES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with running(tmp_path_factory.mktemp("machines")) as site:
        yield site


@pytest.fixture(autouse=True)
def whole(site):
    """Everything is there again when a test ends."""
    yield
    site.postgres.mend()
    site.redis.mend()
    for machine in site.machines:
        if machine.process.poll() is not None:
            machine.start()


def read_all(machine):
    return {path: machine.get(path)[0] for path in PAGES}


PUBLISH = """
import time
from explainer.models import Story
from tests.publish import publish
for _round in range({rounds}):
    story = Story.objects.get(slug="gaza-ceasefire")
    story.question = f"Round {{_round}} of {word}?"
    story.save()
    publish(story, note=f"Round {{_round}} of {word}.")
    print(time.time(), flush=True)
    input()
"""


def test_what_is_published_on_one_is_read_on_all_within_a_second(site):
    """Of three publications, the best: on a busy machine one can be late, and says nothing."""
    for machine in site.machines:
        read_all(machine)
    desk = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", PUBLISH.format(rounds=3, word="three")],
        env=site.direct, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    late = []
    try:
        for number in range(3):
            wanted = f"Round {number} of three?".encode()
            published = float(desk.stdout.readline())
            seen = []
            for machine in site.machines:
                until(lambda: wanted in machine.get(STORY)[2], f"round {number} is read", 10)  # noqa: B023
                seen.append(time.time())
                assert wanted in machine.get(STORY)[2], "what was seen once is not unseen"
            late.append(max(seen) - published)
            desk.stdin.write("\n")
            desk.stdin.flush()
    finally:
        desk.kill()
        desk.communicate()
    assert min(late) <= SECOND, late


TAKE_BACK = """
import time
from django.contrib.auth.models import User
from explainer.desk.taking_back import ask, ask_back, bring_back, confirm
one, other = (User.objects.get_or_create(username=name)[0] for name in ("one", "other"))
for _round in range(3):
    row = ask("statement", "gaza-ceasefire", "netanyahu-partial-deal", basis="safety", reason="A test.", by=one)
    confirm(row, by=other)
    print(time.time(), flush=True)
    input()
    bring_back(ask_back(row, reason="A test.", by=one), by=other)
    print(time.time(), flush=True)
    input()
"""


def test_what_is_taken_back_is_gone_from_all_within_a_second(site):
    """Whatever each keeps, packed or not, and whatever the shared tier has. Of three times, the best, as above."""
    page, late = f"{STORY}statements/netanyahu-partial-deal/", []
    words = b"continue the war after the pause"
    tag = {machine: machine.get(page)[1]["ETag"] for machine in site.machines}
    assert all(words in machine.get(page)[2] for machine in site.machines)
    lists = [STORY, f"{STORY}statements/", f"{STORY}timeline/", f"{STORY}feed.atom"]
    desk = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", TAKE_BACK],
        env=site.direct, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for turn in range(6):
            done, wanted, seen = float(desk.stdout.readline()), (410, 200)[turn % 2], []
            for machine in site.machines:
                until(lambda: machine.get(page)[0] == wanted, f"turn {turn} is read", 10)  # noqa: B023
                seen.append(time.time())
            for machine in site.machines if wanted == 410 else ():
                assert not [path for path in lists if words in machine.get(path)[2]]
                assert machine.get(page, If_None_Match=tag[machine])[0] == 410
            late += [max(seen) - done] if wanted == 410 else []
            desk.stdin.write("\n")
            desk.stdin.flush()
    finally:
        desk.kill()
        desk.communicate()
    assert min(late) <= SECOND, late


@contextlib.contextmanager
def readers(site, count=6):
    """Readers who ask for pages without a pause meanwhile; what went wrong, and how many answers there were."""
    wrong, answers, done = [], [], threading.Event()

    def read(number):
        while not done.is_set():
            path = PAGES[(number + len(answers)) % len(PAGES)]
            try:
                status, _headers, body = site.get(path)
            except (OSError, http.client.HTTPException) as error:
                wrong.append(f"{path}: {error!r}")
            else:
                answers.append(status)
                if status != 200 or b"</html>" not in body:
                    wrong.append(f"{path}: {status}, {len(body)} bytes")

    threads = [threading.Thread(target=read, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield wrong, answers
    finally:
        done.set()
        for thread in threads:
            thread.join()


def more(answers, count=60):
    target = len(answers) + count
    until(lambda: len(answers) >= target, f"{count} more answers")


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL], ids=lambda by: by.name)
def test_no_reader_feels_that_a_machine_stops_or_starts(site, by):
    for machine in site.machines:
        read_all(machine)
    with readers(site) as (wrong, answers):
        for machine in site.machines[:2]:
            more(answers)
            machine.stop(by)
            more(answers)
            machine.start()
            more(answers)
    assert wrong == []


OLDER = f"{STORY}editions/1/"  # pages that only the tests of Redis ask for, so that nobody has them ready


def kept(site, path):
    """The key of a page in Redis, and what is kept there; None while there is nothing."""
    with store() as client:
        keys = list(client.scan_iter(match=f"explainer:{site.host}:page:*{path}"))
        return (keys[0], client.get(keys[0])) if len(keys) == 1 else None


def test_what_one_machine_made_another_sends(site):
    """What is kept is marked, so that it can be seen where a page is from."""
    page = f"{OLDER}glossary/"
    first = site.machines[0].get(page)[2]
    key, value = until(lambda: kept(site, page), "the page is in Redis")
    packed = msgspec.msgpack.decode(value[SEAL:], type=Packed)
    marked = msgspec.msgpack.encode(msgspec.structs.replace(packed, etag=b"from-redis"))
    seal = SharedPages("", "", site.env["SECRET_KEY"]).seal(key.decode(), marked)
    with store() as client:
        client.set(key, seal + marked)
    _status, headers, second = site.machines[1].get(page)
    assert headers["ETag"] == '"from-redis"'
    assert second == first


def test_the_loss_of_redis_costs_speed_only(site):
    for number, loss in enumerate((site.redis.cut, site.redis.hang)):
        before = [len(machine.log.read_text()) for machine in site.machines]  # what is made unasked may say it first
        loss()
        for machine, start in zip(site.machines, before, strict=True):
            assert set(read_all(machine).values()) == {200}
            for page in (("sources", "balance", "actors"), ("issues", "phases", "positions"))[number]:
                assert machine.get(f"{OLDER}{page}/")[0] == 200
            assert machine.log.read_text()[start:].count("the shared pages do not answer") == 1
        site.redis.mend()
        for machine in site.machines:
            until(lambda: came_back(machine, number + 1), "Redis is asked again")  # noqa: B023


def came_back(machine, times):
    """Readers go on asking for pages that are not kept until the log says that Redis is there again."""
    assert machine.get(f"{STORY}search/?q=truce")[0] == 200
    return machine.log.read_text().count("the shared pages are there again") >= times


def test_who_asks_the_proxy_for_another_name_gets_no_certificate_and_no_answer(site):
    with pytest.raises(ssl.SSLError):
        ask(site.port, "/", tls=True, sni="scanner.example")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(site.plain_port, "/", host="scanner.example")
    assert site.get("/healthz/live")[0] == 200


def test_the_proxy_answers_for_a_certificate_and_sends_all_else_to_tls(site):
    challenge = site.folder / "acme" / ".well-known" / "acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "token").write_text("a key")
    site.folder.chmod(0o755)
    assert ask(site.plain_port, "/.well-known/acme-challenge/token", host=SNI)[2] == b"a key"
    status, headers, _body = ask(site.plain_port, "/about/", host=SNI)
    assert (status, headers["Location"]) == (301, f"https://{SNI}/about/")


def test_a_machine_starts_without_redis(site):
    site.redis.cut()
    late = Machine(site, "without-redis")
    try:
        late.start()
        assert set(read_all(late).values()) == {200}
    finally:
        late.stop(signal.SIGKILL)


def test_a_machine_tells_systemd_when_it_is_there(site):
    """The unit in docs/deploy/ waits for it (sd_notify(3))."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0explainer-{os.getpid()}")
        systemd.settimeout(30)
        machine = Machine(site, "told", NOTIFY_SOCKET=f"@explainer-{os.getpid()}")
        try:
            machine.start()
            assert systemd.recv(1_000).startswith(b"READY=1")
        finally:
            machine.stop(signal.SIGKILL)


@pytest.mark.parametrize("how", ["cut", "hang"])
def test_without_the_database_what_is_not_kept_is_not_there_just_now(site, how):
    """Nor does anybody wait for it: with a hundred who ask at once, the last one no longer than the first."""
    getattr(site.postgres, how)()
    machine = site.machines[0]
    began = time.monotonic()
    with ThreadPoolExecutor(20) as many:
        asked = [many.submit(machine.get, f"{STORY}search/?q=nobody-asked-{how}-{number}") for number in range(100)]
        status, headers, body = asked[0].result()
        assert {one.result()[0] for one in asked} == {503}
    assert time.monotonic() - began < LONGEST_WAIT
    assert (status, headers["Retry-After"]) == (503, "5")
    assert b"not there just now" in body
    assert machine.get("/healthz/ready")[0] == 503
    assert machine.get("/healthz/live")[0] == 200
    site.postgres.mend()
    for machine in site.machines:
        until(lambda: found_again(machine), "the database answers again")  # noqa: B023


def found_again(machine):
    """Whether it has noticed as often that the database is there as that it is not."""
    log = machine.log.read_text()
    return log.count("the database answers again") >= log.count("the database does not answer")


@pytest.mark.parametrize("how", ["cut", "hang"])
def test_without_the_database_what_was_read_before_can_be_read(site, how):
    for machine in site.machines:
        assert set(read_all(machine).values()) == {200}
    before = [len(machine.log.read_text()) for machine in site.machines]
    getattr(site.postgres, how)()
    for machine, length in zip(site.machines, before, strict=True):
        until(lambda: noticed(machine, length), "the loss is noticed")  # noqa: B023
        assert set(read_all(machine).values()) == {200}
        assert machine.get("/healthz/live")[0] == 200
    site.postgres.mend()
    for machine, length in zip(site.machines, before, strict=True):
        again = "the database answers again"
        until(lambda: again in machine.log.read_text()[length:], again)  # noqa: B023
        assert machine.get("/healthz/ready")[0] == 200


def noticed(machine, length):
    """Readers go on reading until the log says that the database is gone."""
    assert set(read_all(machine).values()) == {200}
    return "the database does not answer" in machine.log.read_text()[length:]


def test_readers_read_the_replica_and_without_it_the_database(site, tmp_path):
    """The copy is made to differ, so that it can be seen which one a page is from."""
    copy = f"{site.name}_copy"
    site.execute(f"CREATE DATABASE {copy}")
    dump = ["pg_dump", "--no-owner", site.database(site.name)]
    with (tmp_path / "dump.sql").open("w") as file:
        subprocess.run(dump, stdout=file, check=True)
    with Wire(site.postgres.target[1], site.postgres.target[0]) as wire:
        reader = Machine(site, "reader", REPLICA_URL=site.database(copy, wire.port), CACHE_URL="")
        try:
            subprocess.run(["psql", "-q", "-f", tmp_path / "dump.sql", site.database(copy)], check=True, stdout=-3)
            changed = "UPDATE explainer_edition SET note = 'Read from the copy.'; DELETE FROM explainer_search"
            subprocess.run(["psql", "-q", "-c", changed, site.database(copy)], check=True)
            reader.start()
            assert b"Read from the copy." in reader.get(f"{STORY}changes/")[2]
            search = f"{STORY}search/?q=ceasefire"
            assert reader.get(search)[2] != site.machines[0].get(search)[2]
            wire.cut()
            assert reader.get(search)[2] == site.machines[0].get(search)[2]
            status, _headers, body = reader.get(f"{STORY}statements/")
            assert status == 200
            assert b"</html>" in body
            assert b"the replica does not answer" in reader.log.read_bytes()
        finally:
            reader.stop(signal.SIGKILL)
            site.execute(f"DROP DATABASE {copy} WITH (FORCE)")
