"""The first story: it loads, it is sound, and its quotations are to the letter."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q

from explainer.desk.compose import compose
from explainer.desk.rules.checks import check
from explainer.desk.translations import check as translated_problems
from explainer.desk.translations import drafted
from explainer.language.dates import parse
from explainer.models import (
    Actor,
    Agreement,
    Edition,
    Event,
    Involvement,
    Issue,
    KeyPoint,
    Passage,
    Phase,
    Position,
    Relay,
    Source,
    Statement,
    StatementLink,
    Story,
    Term,
    Translation,
)

from .publish import publish, publish_translation

STORY = "gaza-ceasefire"
PATHS = sorted((Path(__file__).parent.parent / "fixtures" / STORY).glob("*.yaml"))

# Every quotation of the story, to the letter, in the order of its passages.
QUOTATIONS = {
    "netanyahu-partial-deal": [
        "I am ready to do a partial deal, it is no secret, that will bring back some of the people",
        "But we are committed to continue the war after the pause in order to achieve the goal of destroying "
        "Hamas. I will not give up on this.",
    ],
    "baruch-promise": [
        "the prime minister’s promise to defeat Hamas, and to continue fighting until the last of the hostages "
        "returns.",
    ],
    "kirby-six-weeks": [
        "What we’re focused on right now is getting a ceasefire deal in place, getting those hostages home, "
        "getting six weeks of calm",
        "That’s really what our goal is right now.",
    ],
    "pmo-conditions-unchanged": ["Israel’s conditions for ending the war have not changed."],
    "netanyahu-war-aims": [
        "The destruction of Hamas military and governing capabilities, the freeing of all hostages and ensuring "
        "that Gaza no longer poses a threat to Israel",
    ],
    "pmo-southern-border": [
        "Achievement of all of [Israel’s] objectives for the war",
        "requires securing the southern border.",
    ],
    "official-manageable": [
        "The (Israeli) military would like a ceasefire now, a ceasefire that achieves objectives of getting "
        "hostages out",
        "All issues outstanding are manageable. Not perfect but manageable.",
    ],
    "official-clarifications": ["clarifications"],
    "us-implementation": ["implementation"],
    "source-near-hopeless": ["near hopeless"],
    "official-pessimistic": [
        "It’s easy to be pessimistic because it’s gone on a long time",
        "They could have closed this many times but didn’t.",
    ],
}
PARAPHRASES = {
    "biden-asks-for-flexibility": "asked",
    "biden-much-left": "said",
    "biden-truce-continues": "said",
    "blinken-bridging": "said",
    "cabinet-members-against-a-deal": "said",
    "diplomat-plan-submitted": "said",
    "egypt-rejects-map": "refused",
    "hamas-terms-changed": "accused",
    "israel-border-vital": "said",
    "israel-no-permanent-ceasefire": "said",
    "israeli-report-leaving-the-corridor": "said",
    "israeli-source-plan-submitted": "said",
    "observers-sinwar-waiting": "believed",
    "pmo-corridor-denial": "denied",
    "reports-positions-changed": "said",
    "security-officials-accuse-netanyahu": "accused",
    "source-fewer-troops": "said",
    "sources-thirty": "said",
}
# From what, as what, to what, who draws it, note.
LINKS = {
    ("pmo-conditions-unchanged", "after", "framework-announced", "source", "by hours"),
    ("pmo-corridor-denial", "denies", "israeli-report-leaving-the-corridor", "source", ""),
    ("source-near-hopeless", "stands-against", "us-implementation", "us", ""),
}
EVENTS = {
    "last-truce-ends": "2023-12~",
    "framework-announced": "2024-05-31",
    "assassinations": "[..2024-08-23]",
    "assassination-in-tehran": "[..2024-08-23]",
    "doha-round": "[2024-08-12..2024-08-18]",
    "bridging-proposal": "[..2024-08-22]",
    "netanyahu-meets-baruch": "[2024-08-19..2024-08-23]",
    "talks-in-the-week-of-19-august": "[2024-08-19..2024-08-23]",
    "blinken-visits-israel": "[2024-08-19..2024-08-22]",
    "earlier-israeli-map": "[..2024-08-21]",
    "egypt-rejects-map": "[..2024-08-21]",
    "biden-and-netanyahu-speak": "2024-08-21",
    "negotiating-team-meeting": "2024-08-22",
    "new-plan-submitted": "2024-08-22",
    "burns-lands-in-cairo": "2024-08-23",
    "cnn-reports-new-proposal": "2024-08-23",
    "cairo-talks": "[2024-08-24..2024-08-25]",
    "cairo-summit": "2024-08-25",
}
PLACES = {
    "doha-round": "Doha",
    "blinken-visits-israel": "Israel",
    "burns-lands-in-cairo": "Cairo",
    "assassinations": "Beirut",
    "assassination-in-tehran": "Tehran",
    "cairo-talks": "Cairo",
    "cairo-summit": "Cairo",
}
SIDES = ["hamas", "israel", "egypt", "qatar", "united-states"]
ISSUES = [
    "after-week-six",
    "phase-two-talks",
    "prisoner-exchange",
    "hostages-in-phase-one",
    "philadelphi-corridor",
    "bridging-proposal",
    "changed-terms",
    "israeli-divisions",
    "what-sinwar-wants",
    "outlook",
]
NOT_SETTLED = {
    "after-week-six": "disputed",
    "phase-two-talks": "unclear",
    "prisoner-exchange": "under-discussion",
    "hostages-in-phase-one": "unclear",
    "philadelphi-corridor": "under-discussion",
    "bridging-proposal": "under-discussion",
    "changed-terms": "unclear",
    "israeli-divisions": "disputed",
    "what-sinwar-wants": "unclear",
    "outlook": "unclear",
}
TERMS = [
    "bridging-proposal",
    "channel-14",
    "framework",
    "idf",
    "keys",
    "last-temporary-truce",
    "mediators",
    "national-security-council",
    "palestinian-islamic-jihad",
    "phase",
    "philadelphi-corridor",
    "remains",
]

# Fields that hold somebody else's words, codes or names; all other text is ours.
NOT_OURS = {"passage": {"text", "inserted"}, "source": {"excerpt"}}
THEIR_WORDS_OF_A_DATE = "when_reported"
CODES = {"slug", "kind", "part", "mark", "wording", "act", "form", "relation", "status", "when", "address", "naming"}
CODES |= {"drawn_by"}
VERBS_WITH_A_VIEW = re.compile(
    r"\b(claim(s|ed|ing)?|admit(s|ted|ting)?|conced(e|es|ed|ing)|insist(s|ed|ing)?|slam(s|med|ming)?"
    r"|reneg(e|es|ed|ing)|blast(s|ed|ing)?|boast(s|ed|ing)?|warn(s|ed|ing)?)\b",
    re.IGNORECASE,
)
RELATIVE_DATES = re.compile(
    r"\b(today|tomorrow|yesterday|recent(ly)?|latest|now|currently|ago"
    r"|(this|last|next) (week|weekend|month|year|summer|winter|spring|autumn))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The fixtures, loaded once and gone after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *PATHS, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def story(loaded, db) -> Story:
    return Story.objects.get(slug=STORY)


@cache
def rows_of(path: Path) -> list[dict]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def our_text() -> Iterator[tuple[str, str]]:
    """Every text in the fixtures that is in our words, with the place where it stands."""
    for path in PATHS:
        for row in rows_of(path):
            model = row["model"].removeprefix("explainer.")
            fields = row["fields"]
            for name, value in fields.items():
                if isinstance(value, str) and name not in CODES | NOT_OURS.get(model, set()):
                    yield f"{path.name}: {fields.get('slug', fields.get('statement', ''))}, {name}", value


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:’\w+)?", text.lower())


# ---- the rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_fixture_carries_a_number_of_the_database(path):
    rows = rows_of(path)
    assert rows
    assert all(set(row) == {"model", "fields"} for row in rows)


def test_every_row_is_loaded(story):
    loaded = sum(model.objects.count() for model in apps.get_app_config("explainer").get_models())
    assert loaded == sum(len(rows_of(path)) for path in PATHS)


def test_loading_twice_changes_nothing(story):
    before = compose(STORY).document
    call_command("loaddata", *PATHS, verbosity=0)
    assert compose(STORY).document == before


def test_every_row_passes_its_own_checks(story):
    problems = []
    for model in apps.get_app_config("explainer").get_models():
        for row in model.objects.all():
            try:
                row.full_clean()
            except ValidationError as problem:
                problems.append(f"{model.__name__} “{row}”: {problem.messages}")
    assert problems == []


def test_the_story_composes(story):
    document = compose(STORY).document
    assert document.slug == STORY
    assert document.as_of == "2024-08-23"
    assert len(document.statements) == 29
    assert [source.slug for source in document.sources] == ["cnn-2024-08-23"]


def test_the_story_may_be_published(story):
    assert [f"{problem.at}: {problem}" for problem in check(compose(STORY))] == []


# ---- what was said ------------------------------------------------------------------------------


def test_the_story_holds_its_29_statements(story):
    assert set(Statement.objects.values_list("slug", flat=True)) == QUOTATIONS.keys() | PARAPHRASES.keys()
    assert Statement.objects.count() == 29


@pytest.mark.parametrize("slug", QUOTATIONS)
def test_quotation_is_to_the_letter(story, slug):
    statement = Statement.objects.get(slug=slug)
    assert statement.wording in {"direct", "partial"}
    assert [passage.text for passage in statement.passages.order_by("order")] == QUOTATIONS[slug]


def test_every_passage_stands_in_the_excerpt_of_its_source(story):
    for passage in Passage.objects.all():
        assert any(passage.text in source.excerpt for source in passage.statement.sources.all()), passage
    checked = {statement.slug for statement in compose(STORY).document.statements if statement.checked}
    assert checked == QUOTATIONS.keys()


def test_the_excerpt_holds_quoted_words_and_nothing_else(story):
    held = {text for texts in QUOTATIONS.values() for text in texts} | {"keys"}
    lines = Source.objects.get().excerpt.split("\n")
    assert all(line.startswith("“") and line.endswith("”") for line in lines)
    assert {line.strip("“”").removesuffix(",") for line in lines} == held


def test_only_a_broken_sentence_shows_a_cut(story):
    cut = Passage.objects.filter(cut_before=True)
    assert [passage.natural_key() for passage in cut] == [(STORY, "pmo-southern-border", 2)]


@pytest.mark.parametrize(("slug", "act"), PARAPHRASES.items())
def test_paraphrase_has_neither_passage_nor_quotation_mark(story, slug, act):
    statement = Statement.objects.get(slug=slug)
    assert (statement.wording, statement.act) == ("paraphrase", act)
    assert not statement.passages.exists()
    assert not re.search('[“”"«»]', statement.lead_in + statement.tail)


def test_lead_in_fits_its_wording(story):
    for statement in Statement.objects.all():
        ends_with_colon = statement.lead_in.endswith(":")
        assert ends_with_colon == (statement.wording == "direct"), statement
        assert statement.lead_in.endswith(".") == (statement.wording == "paraphrase"), statement


def test_speaker_is_given_the_role_of_the_day_where_there_is_one(story):
    for statement in Statement.objects.select_related("speaker", "role"):
        assert (statement.role is None) == (not statement.speaker.roles.exists()), statement


def test_who_repeats_somebody_else_s_words_is_marked_and_no_one_else(story):
    """Who is cited by a report speaks for themselves; that the words came through it, a relay says."""
    assert [row.slug for row in Statement.objects.filter(second_hand=True)] == ["baruch-promise"]
    relayed = Relay.objects.get(statement__slug="security-officials-accuse-netanyahu")
    assert relayed.actor.slug == "israeli-reports-cnn-2024-08-23"


def test_the_announcement_and_what_was_said_in_it_stand_in_order(story):
    dated = [*Statement.objects.filter(when="2024-05-31"), *Event.objects.filter(when="2024-05-31")]
    assert [row.slug for row in sorted(dated, key=lambda row: row.order_in_day)] == [
        "framework-announced",
        "biden-much-left",
    ]


def test_nobody_is_said_to_have_spoken_to_somebody_but_where_the_source_says_so(story):
    addressed = Statement.objects.exclude(addressee=None).values_list("slug", "addressee__slug")
    assert dict(addressed) == {
        "baruch-promise": "cnn",
        "biden-asks-for-flexibility": "benjamin-netanyahu",
        "netanyahu-partial-deal": "channel-14",
    }


def test_form_and_medium_are_said_only_where_the_source_says_them(story):
    said = Statement.objects.exclude(form="not-stated", medium=None).values_list("slug", "form", "medium__slug")
    assert set(said) == {
        ("pmo-conditions-unchanged", "written", "x"),
        ("netanyahu-partial-deal", "not-stated", "channel-14"),
        ("biden-asks-for-flexibility", "spoken", None),
    }


def test_links_are_those_on_record(story):
    rows = StatementLink.objects.select_related("statement", "to_statement", "to_event")
    found = [
        (
            row.statement.slug,
            row.relation,
            (row.to_statement or row.to_event).slug if row.to_statement or row.to_event else row.to_report,
            row.drawn_by,
            row.note,
        )
        for row in rows
    ]
    assert len(found) == len(LINKS)
    assert set(found) == LINKS


def test_nothing_relayed_counts_as_seen_by_us(story):
    assert Relay.objects.count() == 7
    assert not Relay.objects.filter(seen_by_us=True).exists()


# ---- the story around it ------------------------------------------------------------------------


def test_phases_are_three(story):
    assert list(Phase.objects.order_by("number").values_list("number", "name", "duration_days")) == [
        (1, "A six-week pause", 42),
        (2, "A permanent end to the fighting", None),
        (3, "Reconstruction", None),
    ]


def test_events_are_those_on_record(story):
    assert dict(Event.objects.values_list("slug", "when")) == EVENTS


def test_a_place_is_said_where_the_source_says_it(story):
    assert dict(Event.objects.exclude(place="").values_list("slug", "place")) == PLACES


def test_what_comes_after_the_last_day_is_only_expected(story):
    for event in Event.objects.all():
        is_later = parse(event.when).earliest > story.as_of
        assert (event.status == "expected") == is_later, event


def test_no_statement_is_later_than_the_story(story):
    assert all(parse(statement.when).latest <= story.as_of for statement in Statement.objects.all())


def test_issues_and_terms_are_all_there(story):
    assert list(Issue.objects.order_by("order").values_list("slug", flat=True)) == ISSUES
    assert sorted(Term.objects.values_list("slug", flat=True)) == TERMS


def test_an_issue_is_called_disputed_only_where_those_who_hold_a_position_differ(story):
    assert dict(Issue.objects.values_list("slug", "status")) == NOT_SETTLED
    assert set(Agreement.objects.values_list("issue__slug", "actor__slug")) == {
        ("outlook", "hamas"),
        ("outlook", "israel"),
    }


def test_within_a_side_that_is_divided_each_holds_its_own_position(story):
    assert set(Position.objects.filter(issue__slug="israeli-divisions").values_list("actor__slug", flat=True)) == {
        "far-right-cabinet-members",
        "israeli-military",
        "israeli-security-officials-cnn-2024-08-23",
    }
    assert not Position.objects.filter(issue__slug="what-sinwar-wants").exists()


def test_sides_stand_in_a_fixed_order(story):
    rows = Involvement.objects.filter(part__in=["party", "mediator"], actor__affiliation=None).order_by("order")
    assert [row.actor.slug for row in rows] == SIDES


def test_every_actor_takes_part_and_members_bear_the_mark_of_their_side(story):
    assert not Actor.objects.filter(involvements=None).exists()
    marks = dict(Involvement.objects.values_list("actor__slug", "mark"))
    for actor in Actor.objects.exclude(affiliation=None).select_related("affiliation"):
        assert marks[actor.slug] == marks[actor.affiliation.slug], actor


def test_unnamed_source_belongs_to_one_report(story):
    for actor in Actor.objects.filter(kind="unnamed").select_related("described_in"):
        assert actor.slug.endswith(actor.described_in.slug)
        assert not actor.roles.exists()


def test_every_statement_event_and_link_but_ours_has_a_source(story):
    assert not Statement.objects.filter(sources=None).exists()
    assert not Event.objects.filter(sources=None).exists()
    assert not StatementLink.objects.exclude(drawn_by="us").filter(source=None).exists()


@pytest.mark.parametrize("model", [Position, KeyPoint])
def test_nothing_stands_without_evidence(story, model):
    assert not model.objects.filter(Q(statements=None) & Q(sources=None)).exists()


def test_evidence_of_a_position_is_about_its_issue(story):
    for position in Position.objects.select_related("issue"):
        for statement in position.statements.all():
            assert position.issue in statement.issues.all(), f"{position}: {statement}"


# ---- our words ----------------------------------------------------------------------------------


def test_our_verbs_take_no_view():
    assert [place for place, text in our_text() if VERBS_WITH_A_VIEW.search(text)] == []


def test_our_dates_are_absolute():
    found = [
        place for place, text in our_text() if not place.endswith(THEIR_WORDS_OF_A_DATE) and RELATIVE_DATES.search(text)
    ]
    assert found == []


def test_quotation_marks_in_our_text_hold_quoted_words():
    quoted = {text for texts in QUOTATIONS.values() for text in texts} | {"keys"}
    held = [(place, words) for place, text in our_text() for words in re.findall("“([^”]*)”", text)]
    assert held
    assert [(place, words) for place, words in held if words not in quoted] == []
    assert [place for place, text in our_text() if text.count("“") != text.count("”")] == []


def test_our_text_has_no_straight_quotation_mark():
    assert [place for place, text in our_text() if "'" in text or '"' in text] == []


def test_our_text_does_not_repeat_quoted_words_without_marks():
    runs = set()
    for texts in QUOTATIONS.values():
        for text in texts:
            said = words(text)
            runs |= {tuple(said[start : start + 6]) for start in range(len(said) - 5)}
    found = []
    for place, text in our_text():
        ours = words(re.sub("“[^”]*”", " | ", text))
        found += [place for start in range(len(ours) - 5) if tuple(ours[start : start + 6]) in runs]
    assert found == []


def test_nothing_that_is_not_about_the_first_story_names_it():
    """Templates, styles, the words of the desk and what editors are told: they serve every story alike."""
    kinds = ("person", "government", "armed-group")
    actors = [row["fields"] for path in PATHS for row in rows_of(path) if row["model"] == "explainer.actor"]
    words = {word for row in actors if row["kind"] in kinds for word in re.findall(r"\w{4,}", row["name"])}
    names = re.compile(rf"\b({'|'.join({*words - {'United', 'States'}, 'Gaza', 'Philadelphi', 'Cairo', 'CNN'})})\b")
    assert names.search("John Kirby spoke of Gaza in Cairo")
    house = Path(__file__).parent.parent
    files = [path for folder in ("explainer", "templates") for path in (house / folder).rglob("*")]
    files += [*(house / "static").glob("**/*.css"), *(house / "static").glob("**/*.js"), house / "docs" / "editing.md"]
    files += (house / "docs" / "guide").glob("*.md")
    files = [path for path in files if path.suffix in (".py", ".html", ".txt", ".css", ".js", ".md")]
    told = {
        path.relative_to(house).as_posix(): sorted(found)
        for path in files
        if "migrations" not in path.parts and (found := set(names.findall(path.read_text(encoding="utf-8"))))
    }
    assert told == {}
    catalogues = (house / "locale").glob("*/LC_MESSAGES/django.po")
    assert [path.parts[-3] for path in catalogues if names.search(path.read_text(encoding="utf-8"))] == []


# ---- in other languages -------------------------------------------------------------------------

SCRIPTS = {"ar": "[\u0621-\u064a]", "he": "[\u05d0-\u05ea]"}
AS_THEY_ARE = {"ar": {"CNN", "IDF"}, "he": {"CNN", "IDF", "X"}}


@pytest.mark.parametrize("language", ["ar", "he"])
def test_our_own_words_are_translated_whole_and_may_be_published(story, language):
    publish(story, note="")
    translation = Translation.objects.get(story=story, language=language)
    draft = drafted(translation, Edition.objects.get(stream=""))
    assert [problem.sentence for problem in translated_problems(draft.original, draft.told, language)] == []
    assert {text.text for text in draft.told if not re.search(SCRIPTS[language], text.text)} == AS_THEY_ARE[language]
    assert not translation.texts.filter(text__regex="[“”]").exists(), "each script has marks of its own"
    assert publish_translation(translation, note="").read_by == "", "until somebody says so at the desk"
