"""The balance of a story: it counts who is heard and who is not, and says no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.story.balance import Balance, balance
from explainer.story.indexes import StoryIndex

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def weighed(story: shape.Document = STORY) -> Balance:
    return balance(StoryIndex(story))


def dated(*dates: str) -> shape.Document:
    """The story with these dates on the statements of its first side, and no others."""
    said = [
        replace(STORY.statements[0], slug=f"statement-{place}", when=when, issues=["issue-1"])
        for place, when in enumerate(dates)
    ]
    return replace(STORY, statements=said, links=[], positions=[], key_points=[], figures=[])


def test_every_voice_has_its_share_and_the_shares_make_the_whole():
    shares = weighed().shares
    assert [*weighed().namings] == ["named", "unnamed", "group", "whole"]
    assert [(share.side.slug, share.total, share.quoted, share.paraphrased, share.by_naming) for share in shares] == [
        ("truce-side-0", 3, 2, 1, (0, 1, 0, 2)),
        ("truce-side-1", 2, 2, 0, (0, 0, 0, 2)),
        ("truce-side-2", 1, 0, 1, (0, 0, 0, 1)),
    ]
    assert weighed().by_naming == (0, 1, 0, 5)
    assert sum(share.total for share in shares) == len(STORY.statements)


@given(st.lists(st.sampled_from(["truce-side-0", "truce-side-1", "truce-side-2", "official"]), max_size=12))
def test_shares_and_cells_add_up_whoever_speaks(speakers):
    said = [replace(STORY.statements[0], slug=f"s{place}", speaker=slug, role=None, issues=["issue-1"])
            for place, slug in enumerate(speakers)]  # fmt: skip
    found = weighed(replace(STORY, statements=said, links=[], positions=[], key_points=[], figures=[]))
    assert sum(share.total for share in found.shares) == len(speakers)
    assert all(share.total == share.quoted + share.paraphrased for share in found.shares)
    cells = next(row for issue, row in found.by_issue if issue.slug == "issue-1")
    assert sum(count for _side, count in cells) == len(speakers)
    assert {side.slug for side in found.not_heard} == {share.side.slug for share in found.shares if not share.total}


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["2024-08-20", "2024-08-13"], (3, 3)),
        (["2024-08-23"], (0, 0)),
        (["2024-08"], (0, 22)),
        (["2024-07"], (23, 53)),
        (["2024-07", "2024-07-20"], (23, 34)),
        (["../2024-08-13"], (10, 10)),
        (["[..2024-08-01]", "2024-08-13"], (10, 10)),
        ([""], None),
        (["[..2024-08-01]"], None),
        (["2024-08-01/.."], None),
    ],
)
def test_silence_is_as_vague_as_the_date_of_the_last_words(dates, days):
    assert weighed(dated(*dates)).shares[0].silence == days


def test_everyone_who_spoke_has_a_silence_of_their_own():
    found = weighed()
    assert sum(count for _who, count, _silence in found.speakers) == len(STORY.statements)
    assert len({who.slug for who, _count, _silence in found.speakers}) == len(found.speakers)
    side = next(share for share in found.shares if share.silence)
    own = [silence for who, _count, silence in found.speakers if who.side is side.side and silence]
    assert min(own) == side.silence, "a side is as silent as whoever of it spoke last"


def test_whoever_has_said_nothing_is_named():
    found = weighed(dated("2024-08-01"))
    assert [side.slug for side in found.not_heard] == ["truce-side-1", "truce-side-2"]
    assert [share.silence for share in found.shares[1:]] == [None, None]


def test_cells_without_a_position_are_named_by_issue():
    found = [(issue.slug, [side.slug for side in sides]) for issue, sides in weighed().empty_cells]
    assert found == [
        ("issue-1", ["truce-side-1", "truce-side-2"]),
        ("issue-2", ["truce-side-0", "truce-side-1", "truce-side-2"]),
    ]


def test_those_who_are_only_spoken_about_are_named():
    absent = replace(STORY.actors[0], slug="absent", name="Absent", part="spoken-about", side="absent", mark="ZZ")
    found = weighed(replace(STORY, actors=[*STORY.actors, absent]))
    assert [actor.slug for actor in found.spoken_about] == ["absent"]
    assert "absent" not in [share.side.slug for share in found.shares]


def test_a_story_built_from_one_source_says_so():
    assert weighed().single_source
    assert not weighed(replace(STORY, sources=[*STORY.sources, replace(STORY.sources[0], slug="b")])).single_source


def test_open_questions_are_part_of_the_balance():
    ended = replace(STORY.open_questions[0], slug="ended", ended="closed", ended_on="2024-08", answer="It is void.")
    found = weighed(replace(STORY, open_questions=[*STORY.open_questions, ended]))
    assert [question.value for question in found.open_questions] == STORY.open_questions


@pytest.mark.parametrize("size", [2, 60])
def test_weighing_costs_no_query(make_story, django_assert_num_queries, size):
    make_story(statements=size, actors=size)
    index = StoryIndex(compose("truce").document)
    with django_assert_num_queries(0):
        found = balance(index)
        assert len(found.shares) == size
        assert all((found.by_issue, found.empty_cells))
