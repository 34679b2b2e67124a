"""The pictures of what is shared: what stands on them, in which letters, and for whom there is none."""

from __future__ import annotations

import re
import struct
import threading
from xml.etree import ElementTree

import pytest
from django.templatetags.static import static
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from explainer.desk.publishing import withdraw
from explainer.models import Statement
from explainer.pages.cards import drawing, faces, lines, saying, turns
from explainer.pages.cards.drawing import HIGH, LARGEST, WIDE, Drawing, Unable
from explainer.pages.views import cards as views
from explainer.pages.views.answers import FRESH
from explainer.reading import readings

from .publish import publish
from .test_former import rename
from .test_taking_back import take

pytestmark = pytest.mark.usefixtures("nothing_kept")
SVG = "{http://www.w3.org/2000/svg}"
KINDS = {f"{SVG}{name}" for name in ("svg", "rect", "g", "path", "text", "tspan")}
CARDS = ("card.png", "phases/1/card.png", "statements/statement-0/card.png", "issues/issue-1/card.png")
HOSTILE = (
    '</tspan></text><image href="file:///etc/passwd"/><text>',
    "<script>alert(1)</script>",
    "&xxe; &#x3c;b&#x3e; &lt;",
    '<!DOCTYPE svg [<!ENTITY a "b">]>',
    "]]><style>*{fill:red}</style>",
    '" onload="x" \' style=\'',
    "abc\u202edef\u2066ghi\u200f\u200ejkl",
    "a\0b\x08c\x1b[31md\x7f\x85e",
    "\ud800 \udfff \ufffe \uffff",
    "e" + "\u0301" * 500,
    "\u200d\u200c" * 50,
    "W" * 5_000,
    "word " * 5_000,
)


def size_of(png: bytes) -> tuple[int, int]:
    """PNG, 11.2.2."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack_from(">LL", png, 16)


def svg_of(*pieces: lines.Piece, rtl: bool = False, high: float = 400) -> str:
    card = Drawing(rtl=rtl)
    fitted = lines.fit(saying.joined(pieces), wide=1056, high=high, sizes=[60, 40, 26], leading=1.3)
    card.words(fitted, 72, 72, rtl=rtl)
    return card.svg()


def said(svg: str) -> str:
    """The words on it; XML's own parser, so that it is whole."""
    root = ElementTree.fromstring(svg)  # noqa: S314 -- of our own making
    assert {element.tag for element in root.iter()} <= KINDS
    assert not [
        element for element in root.iter() for name in element.attrib if "href" in name or name.startswith("on")
    ]
    words = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    return words.replace(drawing.TO_LEFT, "").replace(drawing.ENDED, "")


def boxed(fitted: lines.Lines, wide: float) -> bool:
    return all(lines.width(line, fitted.size) <= wide + 0.01 for line in fitted.lines)


# ---- for whom -----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["/truce/", "/truce/editions/1/", "/ar/truce/", "/he/truce/"])
@pytest.mark.parametrize("name", CARDS)
def test_what_is_published_has_a_picture_as_fresh_as_its_page(published, place, name):
    response = Client().get(place + name)
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (200, "image/png", FRESH)
    assert size_of(response.content) == (WIDE, HIGH)
    assert len(response.content) < LARGEST
    assert response["ETag"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_what_asks_more_of_a_picture_is_led_to_it(published):
    response = Client().get("/truce/card.png?words=forged&since=1")
    assert (response.status_code, response["Location"]) == (302, "/truce/card.png")
    assert Client().post("/truce/card.png").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/card.png",
        "/truce/editions/2/card.png",
        "/truce/statements/never-was/card.png",
        "/truce/phases/9/card.png",
        "/truce/issues/never-was/card.png",
        "/truce/actors/truce-side-0/card.png",
        "/preview/truce/card.png",
        "/preview/truce/statements/statement-0/card.png",
    ],
)
def test_what_has_no_page_has_no_picture(published, desk, address):
    """Nor has what is at the desk, for whoever may see it there."""
    assert Client().get(address).status_code == 404
    assert desk.get(address).status_code == 404


def test_a_draft_is_on_no_picture(published):
    before = [Client().get(f"/truce/{name}").content for name in CARDS]
    published.question = published.title = published.short_answer = "Is this a draft?"
    published.save()
    Statement.objects.update(lead_in="A draft of somebody else says", topic="drafts")
    draft = Statement.objects.get(slug="statement-0")
    draft.pk, draft.slug = None, "draft"
    draft.save()
    assert [Client().get(f"/truce/{name}").content for name in CARDS] == before
    assert Client().get("/truce/statements/draft/card.png").status_code == 404


def test_a_picture_dies_with_a_withdrawn_edition(published):
    withdraw(published.editions.get(), because="It was wrong.")
    for place in ("/truce/", "/truce/editions/1/"):
        assert [Client().get(place + name).status_code for name in CARDS] == [410] * len(CARDS)


def test_a_scheduled_edition_has_no_picture_yet(published):
    published.question = "Who guards the gate?"
    published.save()
    publish(published, note="Later.", at=timezone.now() + timezone.timedelta(days=1))
    assert Client().get("/truce/editions/2/card.png").status_code == 404


def test_a_picture_dies_with_what_is_taken_back(published, editor, second_editor):
    place = "/truce/editions/1/statements/statement-0/card.png"
    assert Client().get(place).status_code == 200
    take("statement", "statement-0", editor, second_editor)
    for address in (place, "/truce/statements/statement-0/card.png", "/ar/truce/statements/statement-0/card.png"):
        response = Client().get(address)
        assert (response.status_code, response["Content-Type"].partition(";")[0]) == (410, "text/html")


def test_a_statement_that_was_renamed_leads_to_its_picture(published):
    rename(Statement.objects.get(slug="statement-0"), "called-now")
    publish(published, note="Renamed.")
    response = Client().get("/truce/statements/statement-0/card.png")
    assert (response.status_code, response["Location"]) == (301, "/truce/statements/called-now/card.png")


# ---- never in the way ---------------------------------------------------------------------------


def test_without_resvg_there_is_the_sites_own_picture(published, monkeypatch):
    monkeypatch.setattr(drawing, "resvg_py", None)
    response = Client().get("/truce/card.png")
    assert (response.status_code, response["Location"]) == (302, static("card.png"))
    assert response["Cache-Control"] == FRESH
    assert Client().get("/truce/").status_code == 200


def test_words_that_no_face_can_set_have_the_sites_own_picture(published):
    published.question = "Does the 停战 hold?"
    published.save()
    publish(published, note="Renamed.")
    assert Client().get("/truce/card.png")["Location"] == static("card.png")
    assert Client().get("/truce/phases/1/card.png").status_code == 200


@pytest.mark.parametrize("failing", ["too large", "broken", "panicking"])
def test_what_cannot_be_drawn_is_no_error(published, monkeypatch, failing):
    class PanicException(BaseException):
        pass

    class Resvg:
        def svg_to_bytes(self, **_options: object) -> bytes:
            if failing == "too large":
                return b"x" * (LARGEST + 1)
            raise ValueError("no") if failing == "broken" else PanicException("no")

    monkeypatch.setattr(drawing, "resvg_py", Resvg())
    assert Client().get("/truce/card.png")["Location"] == static("card.png")


def test_a_flood_of_pictures_takes_two_threads_and_no_more():
    drawing_, go = threading.Event(), threading.Event()
    in_turn = turns.Turns()

    def slow() -> str:
        drawing_.set()
        assert go.wait(10)
        return "drawn"

    found: list[str] = []
    held = [threading.Thread(target=lambda: found.append(in_turn(slow))) for _ in range(turns.LINE)]
    for thread in held:
        thread.start()
    assert drawing_.wait(10)
    while in_turn._line._value:
        pass  # until the second stands in line
    for _ in range(50):
        with pytest.raises(turns.Busy):
            in_turn(lambda: "not drawn")
    go.set()
    for thread in held:
        thread.join()
    assert found == ["drawn"] * turns.LINE
    assert in_turn(lambda: "again") == "again"


def test_the_process_rests_after_a_picture_as_long_as_it_took(monkeypatch):
    now, slept = [100.0], []
    monkeypatch.setattr(turns, "monotonic", lambda: now[0])
    monkeypatch.setattr(turns, "sleep", slept.append)
    in_turn = turns.Turns()

    def take(seconds: float) -> None:
        now[0] += seconds

    in_turn(lambda: take(0.06))
    in_turn(lambda: take(9))
    in_turn(lambda: None)
    assert slept == pytest.approx([0, 0.06, turns.LONGEST])


def test_what_fails_gives_its_turn_back():
    in_turn = turns.Turns()
    for _ in range(3):
        with pytest.raises(Unable):
            in_turn(lambda: drawing.rendered("<svg", []))


def test_when_enough_are_drawn_others_get_the_sites_own_and_nobody_keeps_it(published, monkeypatch):
    monkeypatch.setattr(views, "in_turn", turns.Turns(line=0))
    response = Client().get("/truce/card.png")
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (
        302,
        static("card.png"),
        "no-store",
    )


# ---- what stands on it --------------------------------------------------------------------------


def words_on(draw, reading) -> str:
    card = saying.Card(reading)
    draw(card)
    return said(card.drawing.svg())


def test_a_quotation_has_its_words_speaker_date_and_how_sure(published):
    reading = readings.current("truce")
    statement = reading.find("statement", "statement-0")
    told = words_on(lambda card: saying.of_statement(card, statement), reading)
    assert f"“{statement.value.passages[0].text}”" in told
    assert statement.speaker.name in told
    assert "as quoted by The Daily Test" in told
    assert saying.when(statement) in told
    assert str(statement.kinds[0]) in told


def test_our_words_for_somebodys_are_not_in_their_face(published):
    Statement.objects.filter(slug="statement-0").update(wording="paraphrase", lead_in="Side 0 asked for more time.")
    Statement.objects.get(slug="statement-0").passages.all().delete()
    publish(published, note="In our words.")
    reading = readings.current("truce")
    statement = reading.find("statement", "statement-0")
    card = saying.Card(reading)
    saying.of_statement(card, statement)
    assert "Theirs" not in card.drawing.svg()
    assert "“" not in said(card.drawing.svg())
    assert "as reported by The Daily Test" in said(card.drawing.svg())


def test_a_story_has_its_question_answer_path_and_date(published):
    reading = readings.current("truce")
    told = words_on(saying.of_story, reading)
    assert "Does the truce hold?" in told
    assert "Nobody can say yet." in told
    assert all(phase.value.name in told for phase in reading.index.phases)
    assert "23 August 2024" in told


def test_an_older_edition_says_so(published):
    assert "An older version" not in words_on(saying.of_story, readings.at_edition("truce", 1))
    published.question = "Who guards the gate?"
    published.save()
    publish(published, note="Anew.")
    assert "An older version" in words_on(saying.of_story, readings.at_edition("truce", 1))
    assert "An older version" not in words_on(saying.of_story, readings.at_edition("truce", 2))


# ---- hostile words ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("rtl", [False, True])
def test_hostile_words_are_words_and_stay_in_their_box(words, rtl):
    svg = svg_of(("theirs", f"“{words}”"), ("ours", words), rtl=rtl)
    assert not set(said(svg)) & set("\u202e\u2066\u200f\u200e\0\x1b\x85\ufffe")
    assert size_of(drawing.rendered(svg, [str(file) for file in faces.FOLDER.glob("*.ttf")]))


def test_the_elements_of_a_hostile_text_are_shown_as_its_words():
    told = said(svg_of(("ours", HOSTILE[0])))
    assert 'href="file:///etc/passwd"' in told


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_drawn_whole_or_not_at_all(words, rtl):
    try:
        svg = svg_of(("theirs", words), ("ours", words), rtl=rtl)
    except faces.NoFace:
        return
    told = said(svg)
    if "…" not in told:
        assert re.sub(r"\s", "", told) == re.sub(r"\s", "", lines.legible(words) * 2)


@given(st.lists(st.text("abcdefgh WM“”,. אבגנعغسلا", min_size=1, max_size=60), max_size=30), st.integers(80, 400))
def test_every_line_stays_within_its_width_and_all_within_their_height(texts, high):
    fitted = lines.fit(
        saying.joined([("theirs", text) for text in texts]), wide=500, high=high, sizes=[60, 40, 26], leading=1.3
    )
    assert boxed(fitted, 500)
    assert len(fitted.lines) * fitted.leading <= max(high, fitted.leading)


def test_what_is_cut_is_cut_at_a_word_and_closes_their_mark_before_our_ellipsis():
    fitted = lines.fit([("theirs", f"“{'quotation ' * 200}”")], wide=500, high=100, sizes=[26], leading=1.3)
    assert fitted.cut
    last = "".join(letter for letter, _face in fitted.lines[-1])
    assert last.endswith("quotation” …")


def test_a_long_text_is_set_smaller_before_it_is_cut():
    sizes = [
        lines.fit([("ours", "word " * count)], wide=500, high=200, sizes=[60, 40, 26], leading=1.3).size
        for count in (3, 12, 40)
    ]
    assert sizes == [60, 40, 26]


@pytest.mark.parametrize(
    ("theirs", "joined"),
    [("yes", True), ("“نعم”", False), ("“כן”", False), ("e\u0301", False)],
)
def test_two_faces_share_no_line_where_letters_join_or_have_marks(theirs, joined):
    fitted = lines.fit(
        [("ours", "They said "), ("theirs", theirs), ("ours", ".")], wide=900, high=400, sizes=[26], leading=1.3
    )
    assert (len(fitted.lines) == 1) is joined
    if not joined:
        assert all(len({face.family for _letter, face in line}) == 1 for line in fitted.lines)
        assert fitted.lines[-1][-1] == (".", faces.face("theirs"))


def test_a_line_from_the_right_is_embedded_and_stands_at_the_right():
    svg = svg_of(("theirs", "قال بايدن (Biden) 42."), rtl=True)
    assert f'text-anchor="end" xml:space="preserve">{drawing.TO_LEFT}<tspan' in svg
    assert 'x="1128.0"' in svg


def test_a_quotation_from_the_left_keeps_its_marks_in_a_text_from_the_right():
    svg = svg_of(("ours", "قال "), ("theirs", "“not yet”"), ("ours", "."), rtl=True)
    assert f"{drawing.TO_LEFT}<tspan" in svg
    assert (
        f'"preserve"><tspan font-family="{faces.face("theirs").family}" font-weight="400">“not yet”.</tspan></text>'
        in svg
    )


def test_each_face_has_the_letters_of_its_script_and_stays_on_this_side():
    letters = (
        "aZčłğß“”…‘’–é·",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإةىؤئ،؟«»٠٩\u064e\u0651",
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת\u05b0\u05b8״׳־",
    )
    for style in faces.STYLES:
        widths = faces.face(style).widths
        assert set("".join(letters)) <= set(widths)
        assert all(0 <= wide < 3 for letter, wide in widths.items() if letter.isalpha() and letter < "\ufb00")
        assert widths["\u0651"] == 0 < widths["i"] < widths["W"]
    assert {file.suffix for file in faces.FOLDER.iterdir()} == {".ttf", ".txt"}
    assert not list(faces.FOLDER.parents[3].joinpath("static").rglob("*.ttf"))
