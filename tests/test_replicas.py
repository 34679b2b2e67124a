"""Which database is asked: the copy for readers, the database itself for all else and where the copy fails.

No copy is needed here; ``test_machines`` has one."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, ProgrammingError, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from explainer.models import Story
from explainer.models.editions import Edition
from explainer.serving import replicas
from explainer.serving.replicas import FromReplica, Router, ask, reading

router = Router()


@pytest.fixture(autouse=True)
def rest(monkeypatch):
    """A copy that has not failed, and seconds that pass when they are told to."""
    rest = replicas._Rest()
    rest.now = 1_000.0
    monkeypatch.setattr(replicas, "_rest", rest)
    monkeypatch.setattr(replicas, "time", SimpleNamespace(monotonic=lambda: rest.now))
    return rest


@pytest.fixture
def copied(settings):
    settings.REPLICA_URL = "postgres://copy/site"


def where():
    return router.db_for_read(Edition)


def test_readers_read_editions_from_the_copy_and_nothing_else():
    assert where() == "default"
    with reading():
        assert (where(), router.db_for_read(Story), router.db_for_write(Edition)) == ("replica", "default", "default")
    assert where() == "default"


@pytest.mark.django_db
def test_inside_a_transaction_the_database_itself_is_asked():
    with transaction.atomic(), reading():
        assert where() == "default"


@pytest.mark.parametrize(
    ("method", "path", "alias"),
    [
        ("GET", "/", "replica"),
        ("HEAD", "/truce/timeline/", "replica"),
        ("POST", "/truce/", "default"),
        ("GET", "/admin/", "default"),
        ("GET", "/preview/truce/", "default"),
    ],
)
def test_a_request_is_a_readers_by_its_method_and_address(copied, method, path, alias):
    page = FromReplica(lambda request: HttpResponse(where()))
    assert page(RequestFactory().generic(method, path)).content.decode() == alias


def test_without_a_copy_there_is_no_middleware_and_no_detour():
    with pytest.raises(MiddlewareNotUsed):
        FromReplica(lambda request: HttpResponse())
    assert ask(where) == "default"


def failing(error=OperationalError):
    """A question that the copy does not answer."""
    asked = []

    def question():
        asked.append(where())
        if asked[-1] == "replica":
            raise error
        return asked

    return question


def test_when_the_copy_fails_the_database_itself_is_asked_and_the_copy_again_after_a_rest(copied, rest, caplog):
    with caplog.at_level(logging.WARNING):
        assert ask(failing()) == ["replica", "default"]
        assert ask(failing()) == ["default"]
        rest.now += replicas.REST
        assert ask(failing()) == ["replica", "default"]
        rest.now += replicas.REST
        assert replicas.returns() == 0
        with reading():
            assert where() == "replica"
            with reading():
                assert where() == "default"  # one tries; the others wait for what comes of it
        assert ask(where) == "replica"
        assert replicas.returns() == 1
    said = [record.getMessage().split(" (")[0] for record in caplog.records]
    assert said == ["the replica does not answer", "the replica answers again"]


def test_a_mistake_of_ours_is_none_of_the_copys(copied, rest):
    with pytest.raises(ProgrammingError):
        ask(failing(ProgrammingError))
    assert not rest.failed


def test_a_page_that_the_copy_fails_is_made_again(copied):
    question = failing()

    class Match:
        args, kwargs = (), {"story": "truce"}

        @staticmethod
        def func(request, story):
            return HttpResponse(f"{story} from {' '.join(question())}")

    def inner(request):
        request.resolver_match = Match
        try:
            return Match.func(request, **Match.kwargs)
        except OperationalError as error:
            return page.process_exception(request, error)

    page = FromReplica(inner)
    assert page(RequestFactory().get("/truce/")).content == b"truce from replica default"


def test_an_error_of_the_database_itself_stays_one(copied):
    page = FromReplica(lambda request: HttpResponse())
    request = RequestFactory().get("/truce/")
    assert page.process_exception(request, OperationalError()) is None
    with reading():
        assert page.process_exception(request, OperationalError()) is None, "nothing was asked of the copy"
