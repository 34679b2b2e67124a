"""Stories as files: what is written, what is read back, and what a load leaves alone.

It must not depend on what one real story says; ``test_fixtures`` looks at that.
"""

import json
from pathlib import Path

import pytest
import reversion
import yaml
from django.conf import settings
from django.core.management import call_command
from hypothesis import given as for_any
from hypothesis import strategies as st

from explainer.desk.files.fixture_files import BrokenFixture, rows_in_file, write, write_folder
from explainer.desk.files.fixture_rows import KINDS, form_of
from explainer.desk.files.fixtures import dump, load
from explainer.models import Actor, Figure, Involvement, LoadedRow, Map, Passage, Source, Statement, Story, Term

pytestmark = pytest.mark.django_db
GAZA = settings.BASE_DIR / "fixtures" / "gaza-ceasefire"


FILES: dict[str, str] = {}  # of the small story; made once, because most tests start from them


def empty_the_desk():
    Actor.objects.update(affiliation=None)
    Involvement.objects.all().delete()
    for model in reversed(KINDS):
        model.objects.all().delete()
    LoadedRow.objects.all().delete()


def everything():
    return {model: sorted(map(str, map(form_of, model.objects.all()))) for model in KINDS}


def edit(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder, name, text):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def keys(entries):
    return ["/".join(map(str, entry.key)) for entry in entries]


@pytest.fixture
def folder(make_story, tmp_path):
    """The small story as files, and an empty desk."""
    if not FILES:
        make_story()
        FILES.update(dump("truce"))
        empty_the_desk()
    write_folder(tmp_path / "truce", FILES)
    return tmp_path / "truce"


@pytest.fixture
def loaded(folder):
    load(folder)
    return folder


# ---- there and back -----------------------------------------------------------------------------


def test_loading_a_dump_gives_the_same_desk_and_the_same_bytes(truce, tmp_path):
    Figure.objects.update(low="1.50", out_of="100.00")
    before, files = everything(), dump("truce")
    write_folder(tmp_path, files)
    empty_the_desk()
    report = load(tmp_path)
    assert everything() == before
    assert dump("truce") == files
    assert len(report.created) == sum(map(len, before.values()))
    assert (report.updated, report.unchanged, report.left_alone, report.gone) == ([], [], [], [])


@pytest.mark.stores
@pytest.mark.slow
def test_the_first_story_comes_back_byte_by_byte(tmp_path):
    load(GAZA)
    files = dump("gaza-ceasefire")
    assert files == {file.name: file.read_text(encoding="utf-8") for file in GAZA.glob("*.yaml")}
    write_folder(tmp_path, files)
    empty_the_desk()
    load(tmp_path)
    assert dump("gaza-ceasefire") == files


def test_loaddata_reads_a_dump(folder):
    call_command("loaddata", *sorted(folder.glob("*.yaml")), verbosity=0)
    assert dump("truce") == {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))}
    report = load(folder)
    assert (report.created, report.updated, report.left_alone) == ([], [], [])


def test_a_dump_reads_well():
    long = "Much would still have to be negotiated once the pause had begun, and “nobody” — so he said — knew what."
    rows = [
        {"story": ("truce",), "slug": "no", "lead_in": long, "sources": [("12",), ("b",)], "second_hand": True},
        {"story": ("truce",), "slug": "other", "context": "One.\n\n- two\n- three", "when": "2024-06", "order": 3},
    ]
    assert write("explainer.statement", rows) == (
        "- model: explainer.statement\n"
        "  fields:\n"
        "    story: [truce]\n"
        "    slug: 'no'\n"
        "    lead_in: >-\n"
        "      Much would still have to be negotiated once the pause had begun, and “nobody” — so he\n"
        "      said — knew what.\n"
        "    sources:\n"
        "    - ['12']\n"
        "    - [b]\n"
        "    second_hand: true\n"
        "\n"
        "- model: explainer.statement\n"
        "  fields:\n"
        "    story: [truce]\n"
        "    slug: other\n"
        "    context: |-\n"
        "      One.\n"
        "\n"
        "      - two\n"
        "      - three\n"
        "    when: '2024-06'\n"
        "    order: 3\n"
    )


@for_any(st.text() | st.text("no \n'\"-:#|>%&*!?[]{}@`~\t\u2028“é12.e\U0001f54a", max_size=400))
def test_any_text_survives_being_written(text):
    written = write("explainer.term", [{"name": text}])
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        assert yaml.load(written, Loader=loader)[0]["fields"]["name"] == text  # noqa: S506


@pytest.mark.parametrize("text", ["no", "Y", "null", "~", "12", "010", "1e3", "0x1F", "12:30", "2024-05-31", "<<", "="])
def test_text_stays_text_even_where_yaml_sees_something_else(folder, text):
    name = Path("01-sources.yaml")
    edit(folder, name, "The Daily Test", f"'{text}'")
    load(folder)
    assert Source.objects.get().publisher == text
    assert isinstance(yaml.safe_load(dump("truce")[str(name)])[0]["fields"]["publisher"], str)


@pytest.mark.parametrize("text", ["no", "12", "010", "1e3", "0x1F", "12:30", "2024-05-31", "1_000"])
def test_text_needs_no_quotation_marks(folder, text):
    edit(folder, "01-sources.yaml", "The Daily Test", text)
    load(folder)
    assert Source.objects.get().publisher == text


def test_a_date_that_admits_doubt_stays_as_written_and_a_day_becomes_one(folder):
    edit(folder, "10-events.yaml", "'2024-01-05'", "2024-01-06")
    edit(folder, "04-story.yaml", "2024-08-23", '"2024-08-24"')
    load(folder)
    assert Story.objects.get().as_of.isoformat() == "2024-08-24"
    assert Story.objects.get().events.get(slug="event-0").when == "2024-01-06"


def test_defaults_are_left_out_and_come_back(truce):
    files = dump("truce")
    assert "order" not in files["08-passages.yaml"]
    assert "language" not in files["04-story.yaml"]
    assert "pk" not in "".join(files.values())


def test_a_dump_holds_what_the_story_needs_and_no_more(truce, make_story):
    make_story("accord")
    union = Actor.objects.create(slug="z-union", name="Union", kind="group")
    state = Actor.objects.create(slug="y-state", name="State", kind="government", affiliation=union)
    Actor.objects.filter(slug="truce-side-0").update(affiliation=state)
    paper = Source.objects.create(slug="paper", publisher="The Paper")
    medium = Actor.objects.create(slug="channel", name="Channel", kind="unnamed", described_in=paper)
    Statement.objects.filter(story=truce, slug="statement-0").update(medium=medium)
    files = dump("truce")
    actors = [row["fields"]["slug"] for row in yaml.safe_load(files["02-actors.yaml"])]
    assert actors == ["channel", "z-union", "y-state", "truce-side-0", "truce-side-1"]
    assert [row["fields"]["slug"] for row in yaml.safe_load(files["01-sources.yaml"])] == ["paper", "truce-report"]
    assert "accord" not in "".join(files.values())


def test_no_file_is_written_for_what_a_story_does_not_have(truce):
    absent = {"20-terms.yaml", "34-maps.yaml", "35-map-features.yaml"}
    assert absent <= set(dump("truce"))
    Map.objects.all().delete()
    Term.objects.all().delete()
    assert not absent & set(dump("truce"))


def test_dumping_an_unknown_story_is_no_quiet_success():
    with pytest.raises(Story.DoesNotExist):
        dump("nowhere")


@pytest.mark.parametrize("size", [2, 40])
def test_dumping_costs_the_same_whatever_the_size(make_story, django_assert_num_queries, size):
    make_story(statements=size, events=size, actors=size, issues=size)
    with django_assert_num_queries(79):  # one of each table
        dump("truce")


def test_rows_may_come_in_any_order(folder):
    add(
        folder,
        "00-more.yaml",
        "- model: explainer.actor\n  fields: {slug: member, name: M, kind: person, affiliation: [group]}\n"
        "- model: explainer.actor\n  fields: {slug: group, name: G, kind: group, described_in: [truce-report]}\n",
    )
    (folder / "20-terms.yaml").rename(folder / "02-a.yaml")
    (folder / "notes.txt").write_text("not a fixture")
    load(folder)
    assert Actor.objects.get(slug="member").affiliation.slug == "group"


def test_merged_and_repeated_parts_are_understood(folder):
    add(
        folder,
        "21-more.yaml",
        "- {model: explainer.term, fields: &gate {story: [truce], slug: one, name: One, definition: A thing}}\n"
        "- {model: explainer.term, fields: {<<: *gate, slug: two}}\n",
    )
    load(folder)
    assert Term.objects.get(slug="two").name == "One"


# ---- what editors did ---------------------------------------------------------------------------


def test_loading_again_changes_nothing(loaded):
    before = everything()
    report = load(loaded)
    assert len(report.unchanged) == sum(map(len, before.values())) == LoadedRow.objects.count()
    assert (report.created, report.updated, report.left_alone, report.gone) == ([], [], [], [])
    assert everything() == before


def test_a_row_that_nobody_touched_follows_its_file(loaded):
    edit(loaded, "20-terms.yaml", "A way through", "A hole in a wall")
    edit(loaded, "07-statements.yaml", "    about:\n    - [truce-side-1]\n", "")
    assert keys(load(loaded).updated) == ["truce/statement-0", "truce/gate"]
    assert Term.objects.get().definition == "A hole in a wall."
    assert not Statement.objects.get(slug="statement-0").about.exists()
    assert load(loaded).updated == []


def test_an_editors_change_survives_and_is_reported(loaded):
    Term.objects.update(definition="The editor's.")
    Statement.objects.get(slug="statement-0").issues.clear()
    edit(loaded, "20-terms.yaml", "A way through", "A hole in a wall")
    for _ in range(2):
        report = load(loaded)
        assert keys(report.left_alone) == ["truce/statement-0", "truce/gate"]
        assert str(report.left_alone[1]) == "term truce/gate: changed at the desk since the last load"
        assert Term.objects.get().definition == "The editor's."
        assert not Statement.objects.get(slug="statement-0").issues.exists()


def test_overwriting_undoes_what_editors_did(loaded):
    before = everything()
    Term.objects.update(definition="The editor's.")
    Passage.objects.all().delete()
    Statement.objects.get(slug="statement-0").issues.clear()
    report = load(loaded, overwrite=True)
    assert report.left_alone == []
    assert everything() == before
    assert load(loaded).left_alone == []


def test_what_was_deleted_at_the_desk_stays_deleted(loaded):
    Statement.objects.get(slug="statement-1").delete()
    add(
        loaded,
        "08-passages.yaml",
        "\n- model: explainer.passage\n  fields: {statement: [truce, statement-1], order: 2, text: More words}\n",
    )
    report = load(loaded)
    assert not Statement.objects.filter(slug="statement-1").exists()
    assert [str(entry) for entry in report.left_alone] == [
        "statement truce/statement-1: deleted at the desk",
        "passage truce/statement-1/1: deleted at the desk",
        "passage truce/statement-1/2: refers to statement truce/statement-1, which was deleted at the desk",
        "step between the speaker and our source truce/statement-1/1: deleted at the desk",
        "link to another statement truce/statement-1/1: deleted at the desk",
    ]
    assert len(load(loaded, overwrite=True).created) == 5


def test_a_row_from_before_the_first_load_is_left_alone_when_it_differs(loaded):
    LoadedRow.objects.all().delete()
    Term.objects.update(definition="The editor's.")
    report = load(loaded)
    assert [str(entry) for entry in report.left_alone] == ["term truce/gate: was at the desk before, and differs"]
    edit(loaded, "10-events.yaml", "Behind closed doors", "In the open")
    report = load(loaded)
    assert keys(report.updated) == ["truce/event-0"]
    assert keys(report.left_alone) == ["truce/gate"]


def test_what_the_files_no_longer_hold_is_reported_and_kept(loaded, make_story):
    make_story("accord")
    (loaded / "20-terms.yaml").unlink()
    add(loaded, "01-sources.yaml", "\n- {model: explainer.source, fields: {slug: spare, publisher: Spare}}\n")
    add(loaded, "01-sources.yaml", "- {model: explainer.source, fields: {slug: shared, publisher: Shared}}\n")
    load(loaded)
    Story.objects.get(slug="accord").terms.get().sources.add(Source.objects.get(slug="shared"))
    edit(loaded, "01-sources.yaml", "\n- {model: explainer.source, fields: {slug: spare, publisher: Spare}}\n", "")
    edit(loaded, "01-sources.yaml", "- {model: explainer.source, fields: {slug: shared, publisher: Shared}}\n", "")
    report = load(loaded)
    assert [str(entry) for entry in report.gone] == ["source spare", "term truce/gate"]
    assert Source.objects.filter(slug="spare").exists()


def test_a_dry_run_says_the_same_and_writes_nothing(loaded):
    Term.objects.update(definition="The editor's.")
    edit(loaded, "10-events.yaml", "Behind closed doors", "In the open")
    before, remembered = everything(), list(LoadedRow.objects.values_list())
    history = reversion.models.Version.objects.count()
    dry = load(loaded, dry_run=True)
    assert everything() == before
    assert list(LoadedRow.objects.values_list()) == remembered
    assert reversion.models.Version.objects.count() == history
    assert dry == load(loaded)
    assert keys(dry.updated) == ["truce/event-0"]


# ---- broken files -------------------------------------------------------------------------------

TERM = "- model: explainer.term\n  fields:\n    story: [truce]\n    slug: new\n    name: New"
FIGURE = "- model: explainer.figure\n  fields: {story: [truce], slug: new, label: new, "
SOURCE = "- model: explainer.source\n  fields:\n    slug: new\n    publisher: New"
BROKEN = {
    "no YAML": ("- {model: explainer.term: x}", 1, "not YAML"),
    "a tab": ("- model: explainer.term\n\tfields: {}", 2, "not YAML"),
    "a control character": ("- model: explainer.term\n  fields: {name: \x07}", 2, "not YAML"),
    "no list": ("model: explainer.term", 1, "must be a list"),
    "nothing": ("# nothing", 1, "must be a list"),
    "no row": ("- [1]", 1, "name: value"),
    "no fields": ("- {model: explainer.term}", 1, "its “fields”"),
    "a misspelt part": ("- {model: explainer.term, fields: {}, feilds: {}}", 1, "no “feilds”"),
    "a number for a key": ("- {model: explainer.term, pk: 3, fields: {}}", 1, "leave “pk” out"),
    "an unknown model": ("- {model: explainer.nothing, fields: {}}", 1, "no model “explainer.nothing”"),
    "half a model": ("- {model: term, fields: {}}", 1, "no model “term”"),
    "an account": ("- {model: auth.user, fields: {username: eve}}", 1, "no place"),
    "an edition": ("- {model: explainer.edition, fields: {slug: truce}}", 1, "no place"),
    "an unknown field": (f"{TERM}\n    colour: red", 6, "“colour” is not a field of “term”"),
    "a field twice": (f"{TERM}\n    name: B", 6, "“name” is given twice"),
    "a missing field": (TERM, 1, "“definition” is missing"),
    "an empty field": (f"{TERM}\n    definition:", 6, "“definition” is empty"),
    "a list for a text": (f"{TERM}\n    definition: [a]", 6, "in quotation marks"),
    "a blank field": (f"{TERM}\n    definition: ''", 6, "definition: This field cannot be blank"),
    "a long field": (f"{TERM}\n    definition: d\n    aliases: {'a' * 301}", 7, "aliases: Ensure this"),
    "an unknown source": (f"{TERM}\n    definition: d\n    sources: [[gone]]", 7, "there is no source gone"),
    "no natural key": (f"{TERM}\n    definition: d\n    sources: [a]", 7, "by its natural key, [text]"),
    "no list of keys": (f"{TERM}\n    definition: d\n    sources: a", 7, "a list of natural keys"),
    "a row twice": (
        f"{TERM}\n    definition: d\n{TERM}\n    definition: d",
        7,
        "term truce/new stands in 21-more.yaml, line 1 already",
    ),
    "a row of another story": (
        f"{TERM}\n    definition: d".replace("truce", "accord"),
        1,
        "term accord/new belongs to another story; this folder tells “truce”",
    ),
    "an issue of another story": (
        "- model: explainer.openquestion\n  fields: {story: [truce], slug: a, question: A, issue: [accord, issue-1]}",
        2,
        "“issue” refers to issue accord/issue-1, of another story",
    ),
    "no phase number": (f"{FIGURE}low: 1,\n    phase: [truce, one]}}", 3, "a whole number"),
    "no number": (f"{FIGURE}low: few}}", 2, "low: “few”"),
    "half an order": (f"{FIGURE}low: 1, order: 1.5}}", 2, "order: “1.5”"),
    "a yes for a number": (f"{FIGURE}low: 1, order: yes}}", 2, "order: “yes”"),
    "a broken rule": (f"{FIGURE}unit: gates}}", 1, "figure_has_a_number"),
    "no day": (f"{SOURCE}\n    accessed: 2024-13-45", 5, "accessed: “2024-13-45”"),
    "no date": (f"{SOURCE}\n    published: soon", 5, "published: “soon”"),
    "an affiliation to itself": (
        "- {model: explainer.actor, fields: {slug: a, name: A, kind: group, affiliation: [b]}}\n"
        "- {model: explainer.actor, fields: {slug: b, name: B, kind: group, affiliation: [a]}}",
        2,
        "to itself",
    ),
}


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_loads_nothing_and_says_where_and_why(folder, text, line, reason):
    (folder / "21-more.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFixture) as problem:
        load(folder)
    assert (problem.value.file.name, problem.value.line) == ("21-more.yaml", line), str(problem.value)
    assert reason in str(problem.value)
    assert "\n" not in str(problem.value)
    assert not any(everything().values())
    assert not LoadedRow.objects.exists()


def test_a_folder_without_files_is_a_problem(tmp_path):
    (tmp_path / "01-sources.json").write_text("[]")
    with pytest.raises(BrokenFixture, match=r"no \*\.yaml file"):
        load(tmp_path)


def test_a_file_that_is_no_text_is_a_problem(folder):
    (folder / "21-more.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenFixture, match="UTF-8"):
        load(folder)


def test_a_file_in_the_way_that_is_not_ours_is_kept(tmp_path):
    (tmp_path / "compose.yaml").write_text("services: {}")
    with pytest.raises(BrokenFixture, match=r"compose\.yaml"):
        write_folder(tmp_path, {"04-story.yaml": ""})
    assert [file.name for file in tmp_path.iterdir()] == ["compose.yaml"]


def test_every_row_knows_its_line(folder):
    rows = rows_in_file(folder / "02-actors.yaml")
    lines = (folder / "02-actors.yaml").read_text(encoding="utf-8").split("\n")
    assert all(lines[row.line - 1] == "- model: explainer.actor" for row in rows)


def test_a_load_is_part_of_the_desks_history(loaded):
    edit(loaded, "20-terms.yaml", "A way through", "A hole in a wall")
    load(loaded)
    newest = reversion.models.Version.objects.get_for_object(Term.objects.get()).first()
    assert newest.revision.get_comment() == "Loaded from files."
    assert json.loads(newest.serialized_data)[0]["fields"]["definition"] == "A hole in a wall."
