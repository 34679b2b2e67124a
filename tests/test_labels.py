"""What codes, languages and numbers are called, in the language of whoever reads."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from django.utils.translation import override

from explainer.edition import change_words
from explainer.edition.naming import NAMINGS
from explainer.language import labels, scales
from explainer.language.labels import (
    events_counted,
    joined,
    language_name,
    number_words,
    spoken,
    statements_counted,
    ways_counted,
)
from explainer.language.moved_dates import Way
from explainer.models import (
    Actor,
    Background,
    Caveat,
    Comparison,
    Edition,
    Event,
    EventLink,
    Gate,
    Involvement,
    Issue,
    MapFeature,
    OpenQuestion,
    Phase,
    Provision,
    Source,
    Statement,
    StatementLink,
    Story,
    Takedown,
    Text,
    TextAnswer,
    Verification,
)
from explainer.search.results import LABELS

STATUSES = {code for code, _name in Issue._meta.get_field("status").choices}
TABLES = {
    "ACT_NAMES": {code for code in Statement.Act.values if code != "said"},
    "WORDING_NAMES": set(Statement.Wording.values),
    "FORMS": set(Statement.Form.values),
    "PARTS": {*Involvement.Part.values, "heard"},  # which follows from what is on record
    "PART_NAMES": {*Involvement.Part.values, "heard"},
    "SOURCE_KINDS": set(Source.Kind.values),
    "STATUSES": set(Provision.Status.values),
    "STATUSES_EXPLAINED": set(Provision.Status.values),
    "PHASE_STATES": set(Phase.State.values),
    "PHASE_STATES_EXPLAINED": set(Phase.State.values),
    "ISSUE_STATUSES": STATUSES,
    "TEXT_KINDS": set(Text.Kind.values),
    "TEXT_STATES": set(Text.State.values),
    "TEXT_ANSWERS": set(TextAnswer.Answer.values),
    "ENDED": set(OpenQuestion.Ended.values),
    "NAMINGS": set(Actor.Naming.values),
    "WAYS": set(Actor.Naming.values),
    "DRAWN": set(StatementLink.DrawnBy.values) - {"source"},
    "LINKS": set(StatementLink.Relation.values),
    "LINKS_BACK": set(StatementLink.Relation.values),
    "EVENT_LINKS": set(EventLink.Relation.values),
    "BACKGROUNDS": set(Background.Kind.values),
    "GROUNDS": set(Takedown.Basis.values),
}
CODED = (
    *(Statement.Wording, Statement.Act, Statement.Form, Event.Status, Provision.Status, Gate.Kind),
    *(Actor.Kind, Source.Kind, Involvement.Part, Comparison.Relation),
    *(Text.Kind, Text.State, TextAnswer.Answer),
    *(Actor.Naming, StatementLink.DrawnBy, OpenQuestion.Ended, Caveat.Kind, Verification.Against),
    *(Story.Coverage, Phase.State, Text.Kind, Text.State, TextAnswer.Answer, EventLink.DrawnBy, EventLink.Relation),
    Background.Kind,
    MapFeature.Kind,
)


@pytest.mark.parametrize(("table", "codes"), TABLES.items())
def test_every_code_that_an_editor_can_choose_has_words(table, codes):
    words = getattr(labels, table, None) or getattr(scales, table)
    assert set(words) == codes
    assert all(str(text) for text in words.values())


def test_every_link_from_an_event_has_words_from_its_other_end():
    assert set(EventLink.Relation.values) <= set(labels.LINKS_BACK)


def test_every_code_that_a_change_can_tell_of_has_words():
    assert set(change_words.VALUES) == {code for choices in CODED for code in choices.values} | STATUSES


@pytest.mark.parametrize("language", ["en-gb", "ar", "he"])
def test_no_code_is_told_as_itself_with_its_hyphens(language):
    with override(language):
        assert not [code for code, words in change_words.VALUES.items() if "-" in code and str(words) == code]
        assert not [code for code, words in change_words.VALUES.items() if re.search("[a-z]-[a-z]", str(words))]


def test_each_way_to_join_two_things_has_words():
    assert set(change_words.LINKS) == {*StatementLink.Relation.values, *EventLink.Relation.values}


def test_the_words_of_search_are_of_codes_that_exist():
    codes = {*Statement.Wording.values, *Statement.Act.values, *Event.Status.values, *NAMINGS, "second-hand"}
    codes |= {f"moved-{way}" for way in get_args(Way)}
    codes |= {"was-expected"}
    assert set(LABELS) == (codes | set(Caveat.Kind.values)) - {"said", "happened"}


@pytest.mark.parametrize("language", ["en-gb", "ar", "he"])
def test_an_edition_s_kind_has_words_in_every_language(language):
    with override(language):
        assert all(str(kind.label) for kind in Edition.Kind)


def test_a_language_is_named_in_the_reader_s_own():
    assert [language_name(code) for code in ("en", "ar", "he")] == ["English", "Arabic", "Hebrew"]
    with override("ar"):
        assert [language_name(code) for code in ("ar", "he")] == ["العربيّة", "العبريّة"]
    assert language_name("ar") == "Arabic"
    assert language_name("tlh") == "tlh"


def test_our_words_stand_beside_a_text_in_its_language_where_we_speak_it(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Arabic"), ("he", "Hebrew")]
    assert [spoken(code) for code in ("ar", "ar-EG", "he")] == ["ar", "ar", "he"]
    assert {spoken(code) for code in ("en", "en-GB", "fr", "tlh", "")} == {settings.LANGUAGE_CODE}


def test_what_is_counted_agrees_with_its_number():
    assert [statements_counted(number) for number in (0, 1, 2)] == ["0 statements", "1 statement", "2 statements"]
    assert [events_counted(number) for number in (0, 1, 2)] == ["0 events", "1 event", "2 events"]
    assert [number_words(number) for number in (0, 3, 12, 13)] == ["no", "three", "twelve", "13"]


def test_ways_are_counted_where_there_are_several_and_named_where_there_is_one():
    assert ways_counted({"whole": 1, "named": 2, "unnamed": 0}) == "2 named, 1 of a body as a whole"
    assert ways_counted({"named": 3}) == "named"
    assert ways_counted({}) == ""


def test_texts_in_a_row_have_marks_between_them():
    assert joined(["a", "b", "c"]) == "a, b, c"
    assert joined(["a, b", "c"], long=True) == "a, b; c"
