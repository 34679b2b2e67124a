"""The desk's rows: what must never be false is refused by the database itself, and ``clean`` says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.urls import LocalePrefixPattern
from django.utils import timezone

from explainer.models import (
    Actor,
    Apart,
    Approval,
    Background,
    CastGroup,
    Caveat,
    Comparison,
    Edition,
    EditorNote,
    Event,
    Figure,
    FormOpen,
    Gate,
    HeldEdition,
    Involvement,
    Issue,
    KeyPoint,
    LinkLook,
    LoadedRow,
    Map,
    Merger,
    NoteAnswer,
    Notice,
    OpenQuestion,
    Original,
    Package,
    Passage,
    Phase,
    Position,
    PreviewLink,
    Provision,
    PublishRequest,
    Relay,
    Role,
    SignInCount,
    Source,
    SourceMark,
    SourceText,
    Statement,
    StatementLink,
    StateRow,
    Story,
    Takedown,
    Term,
    Text,
    TranslatedText,
    Translation,
    TranslationCredit,
    TypedCopy,
    Verification,
)
from explainer.models.base import RESERVED_SLUGS, CitedField, LineField, ProseField, Tidy

from .stories import link_events

OURS = list(apps.get_app_config("explainer").get_models())
# What has no place in a story's files as a row has no natural key.
NOT_IN_FILES = (
    Edition, LoadedRow, Approval, Takedown, Original, SourceText, SourceMark, TypedCopy, PreviewLink, LinkLook, Merger,
    Apart, FormOpen, EditorNote, NoteAnswer, PublishRequest, HeldEdition, Notice, SignInCount, TranslationCredit,
    Package,
)  # fmt: skip
DESK = [model for model in OURS if model not in NOT_IN_FILES]


class Cast(dict[str, Any]):
    """The first row of a model, by its name; none is fetched that nobody asks for."""

    def __missing__(self, name: str) -> Any:
        self[name] = apps.get_model("explainer", name).objects.order_by("pk").first()
        return self[name]


@pytest.fixture
def cast(truce: Story) -> Cast:
    """A row of everything, by the name of its model."""
    link_events(truce)
    earlier, later = truce.statements.order_by("pk")[:2]
    later.speaker, later.role = earlier.speaker, earlier.role
    later.save()
    pair = Comparison.objects.create(
        story=truce, slug="gates", issue=truce.issues.get(), earlier=earlier, relation="narrows", later=later
    )
    reader = get_user_model().objects.create_user("first")
    Approval.objects.create(comparison=pair, place=1, by=reader, name="First", at=timezone.now(), seen="0" * 64)
    Caveat.objects.create(statement=earlier, kind="disputed", when="2024-03-01", sentence="The minutes lack it.")
    Verification.objects.create(
        statement=earlier, by="A. Reader", checked_on=date(2024, 3, 2), against="copy", source=earlier.sources.get()
    )
    arabic = Translation.objects.create(story=truce, language="ar")
    TranslatedText.objects.create(translation=arabic, place="stories/truce", field="title", made_from="A", text="ا")
    text = SourceText.objects.create(source=earlier.sources.get(), text="“We hold gate number 0”, it said.")
    SourceMark.objects.create(source=text.source, statement=earlier, start=1, words="We hold gate number 0")
    return Cast()


# ---- constraints: refused by the database ----------------------------------------------------------


def twin(row: models.Model, **changes: Any) -> Callable[[], Any]:
    """Writes a copy of the row; with changes, what the copy has instead."""
    fields = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return lambda: type(row).objects.create(**fields | changes)


def write(row: models.Model, **changes: Any) -> Callable[[], Any]:
    return lambda: type(row).objects.filter(pk=row.pk).update(**changes)


def edition(story: Story, **changes: Any) -> Callable[[], Any]:
    fields = {"story": story, "slug": "truce", "language": "en", "number": 1, "kind": "first", "schema": 1,
              "document": "{}", "digest": "0" * 64, "published_at": timezone.now()}  # fmt: skip
    return lambda: Edition.objects.create(**fields | changes)


def takedown(**changes: Any) -> Callable[[], Any]:
    fields = {"kind": "statement", "story": "truce", "slug": "gone", "basis": "error", "reason": "Wrong.",
              "language": "en", "asked_at": timezone.now(), "asker_name": "A"}  # fmt: skip
    return lambda: Takedown.objects.create(**fields | changes)


def typed(c: Any, form: str) -> TypedCopy:
    return TypedCopy.objects.create(
        story=c["story"], user=c["approval"].by, form=form, document="{}", made_at=timezone.now()
    )


def link(c: Any, **changes: Any) -> Callable[[], Any]:
    now = timezone.now()
    fields = {"story": c["story"], "slug": "truce", "key_digest": "0" * 64, "for_whom": "Maria Lindt", "made_at": now,
              "ends_at": now + timedelta(days=1)}  # fmt: skip
    return lambda: PreviewLink.objects.create(**fields | changes)


def apart(one: int, other: int) -> Apart:
    return Apart.objects.create(kind="actor", one=one, other=other, said_at=timezone.now())


def open_form(**changes: Any) -> Callable[[], Any]:
    now, reader = timezone.now(), get_user_model().objects.get(username="first")
    fields = {"user": reader, "content_type": ContentType.objects.get_for_model(Story), "object_id": "1", "called": "A",
              "opening": "0" * 32, "since": now, "seen_at": now, "until": now}  # fmt: skip
    return lambda: FormOpen.objects.create(**fields | changes)


def note(c: Any, **changes: Any) -> Callable[[], Any]:
    fields = {"story": c["story"], "kind": "event", "row": 1, "place": "An event", "words": "Is this so?",
              "written_at": timezone.now(), "writer_name": "First"}  # fmt: skip
    return lambda: EditorNote.objects.create(**fields | changes)


def answer(c: Any, words: str) -> Callable[[], Any]:
    at = timezone.now()
    return lambda: NoteAnswer.objects.create(note=note(c)(), words=words, answered_at=at, answerer_name="Second")


def request(c: Any, **changes: Any) -> PublishRequest:
    fields = {"story": c["story"], "seen": "0" * 64, "shown": "{}", "asked_at": timezone.now(), "asker_name": "First",
              "asked_by": c["approval"].by}  # fmt: skip
    return PublishRequest.objects.create(**fields | changes)


def credit(c: Any, name: str = "First") -> Callable[[], Any]:
    fields = {"text": c["translatedtext"], "act": "read", "at": timezone.now(), "words": "0" * 20}
    return lambda: TranslationCredit.objects.create(name=name, **fields)


BREAKS: dict[str, Callable[[dict[str, Any]], Callable[[], Any]]] = {
    "unnamed_source_is_scoped_to_one_report": lambda c: write(c["actor"], kind="unnamed", described_in=None),
    "only_an_unnamed_source_says_why_it_is_unnamed": lambda c: write(c["actor"], unnamed_because="Fear"),
    "actor_is_not_affiliated_to_itself": lambda c: write(c["actor"], affiliation=c["actor"]),
    "role_slug_is_unique_for_its_actor": lambda c: twin(c["role"]),
    "actor_has_one_part_in_a_story": lambda c: twin(c["involvement"]),
    "mark_is_not_empty": lambda c: write(c["involvement"], mark=""),
    "phase_number_is_unique_in_its_story": lambda c: twin(c["phase"]),
    "phases_are_counted_from_one": lambda c: write(c["phase"], number=0),
    "phase_lasts_a_day_or_more": lambda c: write(c["phase"], duration_days=0),
    "phase_length_in_days_is_also_worded": lambda c: write(c["phase"], duration=""),
    "gate_that_proceeds_leads_to_a_phase": lambda c: write(c["gate"], to_phase=None),
    "gate_that_extends_or_collapses_stays_at_its_phase": lambda c: write(c["gate"], kind="extend", outcome="Talks"),
    "gate_that_leads_to_no_phase_says_where_it_leads": lambda c: write(
        c["gate"], kind="collapse", from_phase=c["phase"], to_phase=None
    ),
    "gate_does_not_lead_back_to_its_own_phase": lambda c: write(c["gate"], from_phase=c["phase"], to_phase=c["phase"]),
    "figure_low_is_not_above_high": lambda c: write(c["figure"], low=4, high=3),
    "figure_has_a_number": lambda c: write(c["figure"], low=None, high=None),
    "passage_has_its_own_place": lambda c: twin(c["passage"]),
    "relay_has_its_own_place": lambda c: twin(c["relay"]),
    "passage_has_words": lambda c: write(c["passage"], text=""),
    "passage_has_our_words_or_a_cut_before_it": lambda c: write(c["passage"], before="but", cut_before=True),
    "caveat_has_its_own_place": lambda c: twin(c["caveat"]),
    "caveat_says_what_happened_and_when": lambda c: write(c["caveat"], sentence=""),
    "verification_has_its_own_place": lambda c: twin(c["verification"]),
    "check_is_somebodys": lambda c: write(c["verification"], by=""),
    "link_has_its_own_place": lambda c: twin(c["statementlink"]),
    "link_leads_to_one_thing": lambda c: write(c["statementlink"], to_statement=None),
    "statement_does_not_link_to_itself": lambda c: write(
        c["statementlink"], to_statement=c["statementlink"].statement
    ),
    "actor_has_one_position_on_an_issue": lambda c: twin(c["position"], slug="another"),
    "edition_number_is_unique_in_its_story": lambda c: lambda: [
        edition(c["story"])(), edition(c["story"], slug="another")()
    ],
    "edition_number_is_unique_at_its_address": lambda c: lambda: [
        edition(c["story"])(), edition(twin(c["story"], slug="another")())()
    ],
    "editions_are_counted_from_one": lambda c: edition(c["story"], number=0, kind="update"),
    "edition_is_withdrawn_with_a_reason": lambda c: edition(c["story"], withdrawn_at=timezone.now()),
    "only_edition_one_is_the_first": lambda c: edition(c["story"], kind="update"),
    "loaded_row_is_remembered_once": lambda c: lambda: [
        LoadedRow.objects.create(model="event", key="[]", digest="0") for _ in range(2)
    ],
    "two_statements_are_compared_once_on_an_issue": lambda c: twin(c["comparison"], slug="another"),
    "statement_is_not_compared_with_itself": lambda c: write(c["comparison"], later=c["comparison"].earlier),
    "comparison_slug_is_unique_in_its_story": lambda c: twin(
        c["comparison"], earlier=c["comparison"].later, later=c["comparison"].earlier
    ),
    "approval_is_the_first_or_the_second": lambda c: write(c["approval"], place=3),
    "approval_has_its_own_place": lambda c: twin(c["approval"], by=None),
    "nobody_approves_twice": lambda c: twin(c["approval"], place=2),
    "story_has_one_translation_in_a_language": lambda c: twin(c["translation"]),
    "text_is_translated_once": lambda c: twin(c["translatedtext"]),
    "translation_is_read_by_somebody_on_a_day": lambda c: write(c["translation"], read_by="Somebody"),
    "text_has_one_credit_for_an_act": lambda c: lambda: [credit(c)(), credit(c)()],
    "credit_names_somebody": lambda c: credit(c, name=""),
    "translated_text_has_words": lambda c: write(c["translatedtext"], text=""),
    "a_form_has_one_typed_copy_of_a_story": lambda c: lambda: [typed(c, "/form/"), typed(c, "/form/")],
    "preview_link_ends_after_it_is_made": lambda c: link(c, ends_at=timezone.now() - timedelta(days=1)),
    "preview_link_is_for_somebody": lambda c: link(c, for_whom=""),
    "two_rows_are_said_to_be_two_once": lambda c: lambda: [apart(1, 2), apart(1, 2)],
    "lower_key_comes_first": lambda c: lambda: apart(2, 1),
    "a_thing_is_taken_back_once_at_a_time": lambda c: lambda: [takedown()(), takedown()()],
    "taken_back_with_a_reason": lambda c: takedown(reason=""),
    "taken_back_by_two_people": lambda c: takedown(asked_by=c["approval"].by, confirmed_by=c["approval"].by),
    "brought_back_by_two_people": lambda c: takedown(
        return_asked_by=c["approval"].by, returned_by=c["approval"].by
    ),
    "an_actor_belongs_to_no_one_story": lambda c: takedown(kind="actor"),
    "only_what_was_taken_back_is_brought_back": lambda c: takedown(returned_at=timezone.now()),
    "translation_is_of_an_edition": lambda c: edition(c["story"], stream="ar", language="ar"),
    "wikidata_id_is_of_one_actor": lambda c: lambda: [
        Actor.objects.create(slug=f"twin-{number}", name="X", kind="person", wikidata="Q42") for number in range(2)
    ],
    "unnamed_source_has_no_wikidata_id": lambda c: write(
        c["actor"], kind="unnamed", naming="unnamed", described_in=c["source"], wikidata="Q42"
    ),
    "wikidata_id_is_of_a_place_that_is_named": lambda c: write(c["event"], place="", place_wikidata="Q79"),
    "wikidata_id_is_of_a_feature_that_is_named": lambda c: write(c["mapfeature"], label="", wikidata="Q79"),
    "wikidata_id_is_of_one_feature_of_a_map": lambda c: lambda: [
        twin(c["mapfeature"], order=number, label="X", wikidata="Q79")() for number in (8, 9)
    ],
    "person_is_named": lambda c: write(c["actor"], kind="person", naming="group"),
    "unnamed_source_is_not_named": lambda c: write(
        c["actor"], kind="unnamed", naming="whole", described_in=c["source"]
    ),
    "link_that_a_source_draws_cites_it": lambda c: write(c["statementlink"], source=None),
    "link_that_we_draw_cites_nobody": lambda c: write(c["statementlink"], drawn_by="us"),
    "side_agrees_once_on_an_issue": lambda c: twin(c["agreement"]),
    "word_for_a_phase_has_a_plural": lambda c: write(c["story"], phase_word="stage"),
    "actor_has_a_part_or_a_group": lambda c: write(c["involvement"], part="", group=None),
    "earlier_date_has_its_own_place": lambda c: twin(c["earlierdate"]),
    "former_name_has_its_own_place": lambda c: twin(c["formername"]),
    "earlier_date_is_a_date": lambda c: write(c["earlierdate"], when=""),
    "event_link_has_its_own_place": lambda c: twin(c["eventlink"]),
    "event_link_leads_to_one_thing": lambda c: write(c["eventlink"], to_event=None),
    "event_does_not_link_to_itself": lambda c: write(c["eventlink"], to_event=c["eventlink"].event),
    "event_link_says_who_draws_it": lambda c: write(c["eventlink"], source=None),
    "background_says_something": lambda c: write(c["background"], text="", not_known=""),
    "story_tells_one_text": lambda c: twin(c["text"], slug="another"),
    "text_does_not_replace_itself": lambda c: write(c["text"], replaces=c["text"]),
    "actor_answers_a_text_once": lambda c: twin(c["textanswer"]),
    "map_feature_has_its_own_place": lambda c: twin(c["mapfeature"]),
    "map_south_is_below_its_north": lambda c: write(c["map"], south="60"),
    "provision_is_drawn_with_its_amount_in_words": lambda c: write(c["provision"], amount=""),
    "sign_in_counted_at_least_once": lambda _c: lambda: SignInCount(key="x", until=timezone.now()).save(),
    "form_seen_since_opened": lambda c: open_form(since=timezone.now() + timedelta(days=1)),
    "text_slug_is_unique_in_its_story": lambda c: twin(c["text"], told=False),
    "text_of_a_source_has_words": lambda c: write(c["sourcetext"], text=""),
    "mark_has_words": lambda c: write(c["sourcemark"], words=""),
    "mark_is_of_one_row": lambda c: write(c["sourcemark"], event=c["event"]),
    **{
        f"{model._meta.model_name}_slug_is_unique_in_its_story": lambda c, name=model._meta.model_name: twin(c[name])
        for model in (
            StateRow, KeyPoint, Background, CastGroup, Provision, Gate, Issue, Event, Figure, OpenQuestion, Term,
            Statement, Map,
        )
    },
    "a_note_is_on_something": lambda c: note(c, kind="", row=None),
    "a_note_says_something": lambda c: note(c, words=""),
    "an_answer_says_something": lambda c: answer(c, ""),
    "a_story_is_asked_for_once_at_a_time": lambda c: lambda: [request(c), request(c)],
    "a_request_is_approved_by_another_person": lambda c: (
        lambda: request(c, state="approved", decided_by=c["approval"].by)
    ),
    "sent_back_with_reasons": lambda c: lambda: request(c, state="sent-back"),
    "position_slug_is_unique_in_its_story": lambda c: twin(
        c["position"], actor_id=c["involvement"].actor_id + 1
    ),
}  # fmt: skip


def test_every_constraint_has_a_row_that_breaks_it():
    named = {constraint.name for model in OURS for constraint in model._meta.constraints}
    assert named == set(BREAKS)


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_itself_refuses(cast, name):
    breaks = BREAKS[name](cast)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        breaks()
    if connection.vendor == "postgresql" or "CHECK" in str(refused.value):
        assert name in str(refused.value)


HALVES: dict[str, Callable[[dict[str, Any]], Callable[[], Any]]] = {
    "a caveat without a date": lambda c: write(c["caveat"], when=""),
    "more dots full than there are": lambda c: write(c["provision"], drawn=6),
    "dots full of none": lambda c: write(c["provision"], drawn_of=None),
    "a person as a whole": lambda c: write(c["actor"], kind="person", naming="whole"),
    "a person who is not named": lambda c: write(c["actor"], kind="person", naming="unnamed"),
    "an unnamed source that is named": lambda c: write(
        c["actor"], kind="unnamed", naming="named", described_in=c["source"]
    ),
    "a link to an event and a report": lambda c: write(
        c["statementlink"], to_statement=None, to_event=c["event"], to_report="A report"
    ),
}


@pytest.mark.parametrize("what", HALVES)
def test_the_other_half_of_a_constraint_is_refused_as_well(cast, what):
    with pytest.raises(IntegrityError), transaction.atomic():
        HALVES[what](cast)()


@pytest.mark.parametrize(("kind", "naming"), [("person", "named"), ("unnamed", "unnamed"), ("unnamed", "group")])
def test_an_actor_may_say_what_its_kind_says(cast, kind, naming):
    write(cast["actor"], kind=kind, naming=naming, described_in=cast["source"])()
    assert Actor.objects.get(pk=cast["actor"].pk).naming == naming


def test_more_than_one_end_of_a_link_is_refused_as_well(cast):
    for change in ({"to_event": cast["event"]}, {"to_report": "A report"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(cast["statementlink"], **change)()


def test_a_reason_without_a_withdrawal_is_refused_as_well(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        edition(cast["story"], withdrawn_because="Because")()


def test_the_name_of_a_constraint_is_a_sentence():
    for model in OURS:
        for constraint in model._meta.constraints:
            assert constraint.name.count("_") >= 2, constraint.name


# ---- natural keys --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", DESK, ids=lambda model: model._meta.model_name)
def test_every_row_of_the_desk_is_found_by_its_natural_key(cast, model):
    for row in model.objects.all():
        assert model.objects.get_by_natural_key(*row.natural_key()) == row
        assert not any(isinstance(part, str) and part.isdigit() for part in row.natural_key())


def test_two_stories_can_use_the_same_slugs(make_story):
    one, other = make_story("truce"), make_story("border")
    found = Statement.objects.get_by_natural_key("border", "statement-0")
    assert found.story == other
    assert Statement.objects.of(one).get(slug="statement-0") != found


# ---- what is in use stays ------------------------------------------------------------------------

IN_USE = (ProtectedError, RestrictedError)
CITED = [
    (model, field.name) for model in DESK for field in model._meta.local_many_to_many if isinstance(field, CitedField)
]


def test_everything_that_cites_protects_what_it_cites():
    plain = {
        f"{model.__name__}.{field.name}"
        for model in DESK for field in model._meta.local_many_to_many if not isinstance(field, CitedField)
    }  # fmt: skip
    assert plain == set()


@pytest.mark.parametrize("how", ["row", "queryset"])
@pytest.mark.parametrize(("model", "name"), CITED, ids=lambda part: getattr(part, "__name__", part))
def test_what_is_cited_cannot_be_deleted(cast, model, name, how):
    citing = cast[model._meta.model_name]
    far = model._meta.get_field(name).remote_field.model
    cited = {
        Source: lambda: Source.objects.create(slug="fresh", publisher="X"),
        Actor: lambda: Actor.objects.create(slug="fresh", name="Fresh", kind="group"),
        Statement: lambda: twin(cast["statement"], slug="fresh")(),
        Issue: lambda: twin(cast["issue"], slug="fresh")(),
        Phase: lambda: twin(cast["phase"], number=9)(),
        Text: lambda: twin(cast["text"], slug="fresh", told=False)(),
    }[far]()
    getattr(citing, name).add(cited)
    with pytest.raises(IN_USE), transaction.atomic():
        cited.delete() if how == "row" else far.objects.filter(pk=cited.pk).delete()
    assert getattr(citing, name).filter(pk=cited.pk).exists()
    getattr(citing, name).remove(cited)
    cited.delete()
    assert not far.objects.filter(pk=cited.pk).exists()


@pytest.mark.parametrize(
    "use",
    [
        lambda fresh, cast: write(cast["statement"], speaker=fresh, role=None)(),
        lambda fresh, cast: write(cast["statement"], medium=fresh)(),
        lambda fresh, cast: write(cast["statement"], addressee=fresh)(),
        lambda fresh, cast: write(cast["relay"], actor=fresh)(),
        lambda fresh, cast: write(cast["position"], actor=fresh)(),
        lambda fresh, cast: write(cast["involvement"], actor=fresh)(),
        lambda fresh, cast: write(cast["actor"], affiliation=fresh)(),
    ],
    ids=["speaker", "medium", "addressee", "relay", "position", "involvement", "affiliation"],
)
def test_an_actor_in_use_cannot_be_deleted(cast, use):
    fresh = Actor.objects.create(slug="fresh", name="Fresh", kind="group")
    use(fresh, cast)
    with pytest.raises(IN_USE):
        Actor.objects.filter(pk=fresh.pk).delete()


def test_a_source_of_a_link_or_of_an_unnamed_actor_cannot_be_deleted(cast):
    fresh = Source.objects.create(slug="fresh", publisher="X")
    write(cast["statementlink"], source=fresh)()
    with pytest.raises(IN_USE):
        fresh.delete()
    write(cast["statementlink"], source=cast["source"])()
    Actor.objects.create(slug="unnamed-one", name="An official", kind="unnamed", described_in=fresh)
    with pytest.raises(IN_USE):
        fresh.delete()


def test_a_role_that_a_statement_shows_cannot_be_deleted(cast):
    with pytest.raises(IN_USE):
        cast["role"].delete()


def test_a_story_that_was_published_cannot_be_deleted(published):
    with pytest.raises(IN_USE):
        published.delete()


def test_a_story_that_was_never_published_can_be_deleted_with_all_that_is_in_it(make_story):
    make_story("truce", statements=6).delete()
    assert not Story.objects.exists()
    assert not Statement.objects.exists()
    assert not Position.objects.exists()
    assert Source.objects.count() == 1
    assert Actor.objects.count() == 2


def test_deleting_an_account_keeps_the_editions_that_it_published(published, editor):
    Edition.objects.update(published_by=editor, withdrawn_by=editor)
    editor.delete()
    found = Edition.objects.get()
    assert (found.published_by, found.withdrawn_by) == (None, None)


# ---- tidy, on every way in -------------------------------------------------------------------------

MESS, CLEAN = "\x00 One\r\nword\u202e \x07", "One\nword"
TIDY = [
    (model, field.name)
    for model in OURS
    for field in model._meta.local_fields
    if isinstance(field, Tidy) and not field.choices and field.max_length is None
]


@pytest.mark.parametrize(("model", "name"), TIDY, ids=lambda part: getattr(part, "__name__", part))
@pytest.mark.parametrize("how", ["save", "update", "bulk_create", "bulk_update", "full_clean", "deserialise"])
def test_text_is_stored_tidy_whatever_way_it_comes_in(cast, model, name, how):
    row = cast[model._meta.model_name]
    if how == "save":
        setattr(row, name, MESS)
        row.save()
    elif how == "update":
        model.objects.filter(pk=row.pk).update(**{name: MESS})
    elif how == "bulk_create":
        setattr(row, name, MESS)
        row.pk = None
        unique = (
            {"order": 9}
            if hasattr(row, "statement_id")
            else {"slug": "fresh"}
            if hasattr(row, "slug")
            else {"number": 9}
        )
        for field, value in unique.items():
            setattr(row, field, value)
        if model is Position:
            row.actor_id += 1
        if model is Text:
            row.told = False
        if model is SourceText:
            row.source = Source.objects.create(slug="fresh", publisher="The Daily Test")
        if model is TranslatedText:
            row.field = "fresh"
        model.objects.bulk_create([row])
        row = model.objects.order_by("pk").last()
    elif how == "bulk_update":
        setattr(row, name, MESS)
        model.objects.bulk_update([row], [name])
    elif how == "full_clean":
        setattr(row, name, MESS)
        row.clean_fields()
        assert getattr(row, name) == CLEAN
        return
    else:
        assert model._meta.get_field(name).to_python(MESS) == CLEAN
        return
    row.refresh_from_db()
    assert getattr(row, name) == CLEAN


def test_every_text_that_an_editor_writes_is_tidied():
    codes = {"slug", "kind", "status", "wording", "act", "form", "part", "relation", "mark", "language", "quoted_in"}
    codes |= {"naming", "drawn_by", "ended", "against", "state", "answer", "coverage"}
    codes |= {"place", "field", "seen"}  # where a text of a translation stands, and a digest, which no editor types
    for model in DESK:
        for field in model._meta.local_fields:
            text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.URLField)
            if text and field.name not in codes:
                assert isinstance(field, Tidy), field
                clean = CLEAN.replace("\n", " ") if isinstance(field, LineField) else CLEAN
                assert field.get_prep_value(MESS) == field.to_python(MESS) == clean


def test_what_we_look_for_is_tidied_like_what_we_keep(cast):
    assert Passage.objects.filter(text="\x00We hold gate number 0 ").exists()


def test_prose_is_markdown_and_words_are_not():
    assert isinstance(Event._meta.get_field("body"), ProseField)
    assert not isinstance(Passage._meta.get_field("text"), ProseField)


# ---- slugs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [*sorted(RESERVED_SLUGS), "ar", "he", "api", "pt-br", "zh-hans"])
def test_a_story_cannot_take_an_address_of_the_site(db, slug):
    story = Story(slug=slug, title="X", question="X?", short_answer="X", as_of=date(2024, 1, 1))
    with pytest.raises(ValidationError, match="an address of the site itself"):
        story.full_clean()


def test_every_first_segment_of_the_site_is_reserved():
    from explainer.urls import urlpatterns

    readers = [
        row
        for pattern in urlpatterns
        if isinstance(pattern.pattern, LocalePrefixPattern)
        for row in pattern.url_patterns
    ]
    assert readers, "the readers' pages stand below the prefix of a language"
    found = [row for row in [*urlpatterns, *readers] if not isinstance(row.pattern, LocalePrefixPattern)]
    fixed = {str(pattern.pattern).partition("/")[0].partition(".")[0] for pattern in found}
    assert {segment for segment in fixed if segment and "<" not in segment} <= RESERVED_SLUGS


# ---- clean says why ------------------------------------------------------------------------------


def why(row: models.Model, **changes: Any) -> dict[str, list[str]]:
    for field, value in changes.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError) as said:
        row.clean()
    return said.value.message_dict


def test_a_circle_of_affiliations_is_refused_with_its_name(cast):
    one, other = Actor.objects.order_by("slug")
    write(other, affiliation=one)()
    assert why(one, affiliation=Actor.objects.get(pk=other.pk)) == {"affiliation": ["Side 0 would belong to itself."]}


def test_a_role_ends_after_it_starts(cast):
    assert why(cast["role"], held_from="2024-05", held_to="2024-04") == {"held_to": ["The role ends before it starts."]}
    for since, until in (("2024-05", "2024"), ("2024", "soon"), ("", "2024"), ("2024-05", "2024-05")):
        cast["role"].held_from, cast["role"].held_to = since, until
        cast["role"].clean()


def test_a_role_is_one_of_the_speakers(cast):
    other = Role.objects.exclude(actor=cast["statement"].speaker).first()
    assert why(cast["statement"], role=other) == {"role": ["“Speaker 1” is a role of Side 1, not of the speaker."]}


def test_only_a_partial_quote_has_words_of_ours_after_it(cast):
    assert why(cast["statement"], tail="for now") == {"tail": ["Only a partial quote has words of ours after it."]}
    cast["statement"].wording = "partial"
    cast["statement"].clean()


@pytest.mark.parametrize(
    "said", [*(f"He said {mark}so." for mark in '“”"«»„״「'), "He said ‘so’.", "He said &ldquo;so"]
)
def test_a_paraphrase_has_no_quotation_marks(cast, said):
    assert why(cast["statement"], wording="paraphrase", lead_in=said) == {
        "lead_in": ["A paraphrase is in our words and has no quotation marks."]
    }


@pytest.mark.parametrize("text", ["“So", "So”", '"So"', "«So»", "‘So.’", "״כך״"])
def test_a_passage_comes_without_its_outer_quotation_marks(cast, text):
    assert why(cast["passage"], text=text) == {"text": ["Leave the outer quotation marks out; the page adds them."]}


@pytest.mark.parametrize("text", ["They call it “peace”", "“Peace” is their word", "the drivers’", "צה״ל"])
def test_a_passage_may_begin_or_end_with_a_nested_quotation(cast, text):
    cast["passage"].text = text
    cast["passage"].clean()


@pytest.mark.parametrize(
    ("model", "field", "far"),
    [
        (Event, "phase", Phase), (Figure, "phase", Phase), (Provision, "phase", Phase), (Gate, "from_phase", Phase),
        (Gate, "to_phase", Phase), (OpenQuestion, "issue", Issue), (Position, "issue", Issue),
        (StatementLink, "to_statement", Statement), (StatementLink, "to_event", Event),
    ],
    ids=str,
)  # fmt: skip
def test_a_row_of_another_story_is_refused_by_name(cast, make_story, model, field, far):
    make_story("border")
    foreign = far.objects.filter(story__slug="border").first()
    assert why(cast[model._meta.model_name], **{field: foreign}) == {field: [f"“{foreign}” belongs to another story."]}


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        (Actor, {"kind": "unnamed"}, "An unnamed source needs the report that used it (“source that used it”)."),
        (Gate, {"to_phase": None}, "A way on to another phase needs that phase."),
        (StatementLink, {"to_statement": None}, "A link leads to one statement, one event or one report."),
        (Event, {"when": "late June"}, "“late June” is not a date we can read"),
        (Involvement, {"mark": "A"}, "Two to four letters, or ?? where no side is given."),
        (Source, {"language": "English"}, "Write the code of a language: “en”"),
    ],
)
def test_a_form_says_what_to_do(cast, model, changes, message):
    row = cast[model._meta.model_name]
    for field, value in changes.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError) as said:
        row.full_clean()
    assert message in " ".join(said.value.messages)


@pytest.mark.parametrize("model", DESK, ids=lambda model: model._meta.model_name)
def test_every_row_of_a_sound_story_is_valid_and_has_a_name(cast, model):
    for row in model.objects.all():
        row.full_clean()
        assert str(row)
        assert " object (" not in str(row)


def test_a_story_knows_its_address(cast):
    assert cast["story"].get_absolute_url() == "/truce/"


# ---- editions ------------------------------------------------------------------------------------


def test_editions_are_found_by_what_readers_can_have_seen(published):
    now = timezone.now()
    made = Edition.objects.get()
    later = edition(published, number=2, kind="update", published_at=now + timedelta(hours=1))()
    assert list(Edition.objects.public_at(now)) == [made]
    assert list(Edition.objects.scheduled_after(now)) == [later]
    assert list(Edition.objects.of(published)) == [later, made]
    assert list(Edition.objects.newest_of_each_stream(later.published_at)) == [later]
    assert list(Edition.objects.newest_of_each_stream(now)) == [made]


def test_the_document_of_an_edition_is_fetched_only_when_it_is_read(published, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = Edition.objects.of_story("truce").without_document().get()
        assert found.digest
    with django_assert_num_queries(1):
        assert found.document


def test_models_and_migrations_say_the_same(db):
    from django.core.management import call_command

    try:
        call_command("makemigrations", "explainer", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        pytest.fail("a model has changed without a migration: python3 run makemigrations explainer")


def test_relays_read_as_what_they_are(cast):
    assert str(cast["relay"]) == "Press conference"
    assert str(Relay(actor=cast["actor"], label="Post")) == "Side 0: Post"
