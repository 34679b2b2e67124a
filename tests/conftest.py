"""Which tests a run has, and their cast: a story at the desk, published or not, the people at it, and the time."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import settings
from pytest_django.plugin import blocking_manager_key

from explainer.desk.approving import approve, waiting
from explainer.kept import Kept
from explainer.models import Approval, Comparison, Story
from explainer.models.turns import Turn
from explainer.search import search_index

from .first_story import first_story as first_story_in_the_box
from .publish import publish
from .stories import build_story

MakeStory = Callable[..., Story]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
# No example is about time: a busy machine must not fail it.
settings.register_profile("quick", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None)
LEFT_OUT = "explainer: the tests marked slow were left out, and others tried fewer examples; --slow is all of it."
# A test touches the database if it asks for one of these, else it is refused it; or its file names one of those.
DATABASE = {"db", "transactional_db", "django_db_setup"}
STORES = re.compile("(DATABASE|REPLICA|CACHE)_URL|psycopg|[Rr]edis")


# ---- which tests, with how many examples, by how many processes ---------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="with what is slow, and with every example; CI does")
    parser.addoption("--stores", action="store_true", help="only what another database or a cache can make differ")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever names files gets all that is in them; a run of everything is quick. The option tells workers, too."""
    if config.args_source is pytest.Config.ArgsSource.ARGS and not hasattr(config, "workerinput"):
        config.option.slow = True
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("thorough" if config.option.slow and not config.option.stores else "quick")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One for each core; none for one file, which would wait for them longer than it takes."""
    if len(config.args) == 1 and ".py" in config.args[0]:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with something slow come first: begun last, one of them would keep one process busy alone."""
    left_out = [item for item in items if not is_wanted(item, config)]
    items[:] = [item for item in items if is_wanted(item, config)]
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
    config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish() -> None:
    """What was read to collect stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


def is_wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("slow") and not config.option.slow:
        return False
    return not config.option.stores or touches_stores(item)


def touches_stores(item: pytest.Item) -> bool:
    """What is slow walks over pages and files, and asks what quick tests ask: it counts where it is marked, or its file
    names a store."""
    if item.get_closest_marker("slow") and not item.get_closest_marker("stores"):
        return bool(STORES.search(source(item.path)))
    asked = DATABASE.intersection(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db") or STORES.search(source(item.path)))


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After a test that commits Django empties its tables. What migrations put there comes back, for the next file.

    After the last of a run the database is gone already, unless it is kept for the next run."""
    yield
    mark = item.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        assert mark.kwargs.get("serialized_rollback"), "a test that commits needs serialized_rollback=True"
        if nextitem is None and not item.config.getoption("reuse_db"):
            return
        with item.config.stash[blocking_manager_key].unblock():
            search_index.rebuild(at=timezone.now())
            Turn.objects.all().delete()
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.option.slow:
        terminalreporter.write_line(LEFT_OUT)


@pytest.fixture(scope="session", autouse=True)
def _emptied_row_by_row() -> None:
    """Django empties PostgreSQL's tables with TRUNCATE, which takes seconds for all of ours; nearly all are empty."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = lambda style, tables, **options: [
            f"DELETE FROM {connection.ops.quote_name(table)}"  # noqa: S608
            for table in tables
        ]


# ---- the cast -----------------------------------------------------------------------------------


@pytest.fixture
def make_story(db: None) -> MakeStory:
    return build_story


@pytest.fixture
def truce(make_story: MakeStory) -> Story:
    """A small story at the desk, not published."""
    return make_story()


@pytest.fixture
def published(truce: Story) -> Story:
    """The same story, with edition 1 out."""
    publish(truce, note="First edition.")
    return truce


@pytest.fixture(scope="module")
def first_story(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    """The first story in the box, loaded and published, for a whole module. What a test writes is undone as ever."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield first_story_in_the_box()
        transaction.set_rollback(True)


@pytest.fixture
def pair(make_story: MakeStory) -> Comparison:
    """An earlier and a later statement of Side 0 at the gate, compared at the desk; nobody has approved it."""
    return compare(make_story(statements=3))


def compare(story: Story) -> Comparison:
    return Comparison.objects.create(
        story=story,
        slug="gates",
        issue=story.issues.get(),
        earlier=story.statements.get(slug="statement-0"),
        relation="narrows",
        later=story.statements.get(slug="statement-2"),
    )


def approved(pair: Comparison, *people: object) -> list[Approval]:
    """Let each of ``people`` approve it as it stands."""
    return [approve(pair, seen=waiting(pair).seen, by=by) for by in people]


def _member(django_user_model: type, group: str) -> object:
    user = django_user_model.objects.create_user(group, f"{group}@example.org", "a-long-enough-password", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def reporter(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "reporter")


@pytest.fixture
def editor(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "editor")


@pytest.fixture
def second_editor(django_user_model: type, editor: object) -> object:
    user = django_user_model.objects.create_user("second", password="a-long-enough-password", is_staff=True)
    user.groups.set(editor.groups.all())
    return user


@pytest.fixture
def administrator(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "administrator")


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    """An editor at the desk."""
    client.force_login(editor)
    return client


@pytest.fixture
def nothing_kept() -> None:
    """A process that has met no edition."""
    forget_editions()


def forget_editions() -> None:
    """Tests that are undone make others of the same digest and revision, which in truth there never are."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("explainer.") else ():
            if isinstance(value, Kept):
                value.clear()


class Clock(list[datetime]):
    """The time, as the one item: what is put there is now. ``clock(hours=2)`` moves it on."""

    def __call__(self, **kwargs: int) -> datetime:
        self[0] += timedelta(**kwargs)
        return self[0]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is set."""
    now = Clock([NOON])
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now
