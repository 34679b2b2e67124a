"""What a rule is called to an editor, and at which field of a row's form that is put right which it finds.

It must not find anything: the rules do.
"""

from __future__ import annotations

from ...edition import document as shape
from ...edition.own_words import our_words
from .problems import Problem, Rule

# Where the name of a rule says less than an editor would.
_CALLED = {
    "every_reference_leads_somewhere": "What is named is in the story",
    "nothing_needed_is_empty": "Nothing that readers need is empty",
    "something_is_told": "Something is told",
    "our_words_are_neutral": "Our own words are neutral: “said”",
    "our_dates_are_absolute": "Our own words give dates that do not go stale",
    "a_statement_is_named_as_its_speaker_can_be": "Who is named is named",
    "words_that_were_taken_back_stay_away": "What was taken back stays away",
}
# The field of a form by the rule, and by the section where one rule is of several.
_FIELDS: dict[str, str | dict[str, str]] = {
    "everything_has_a_source": {"positions": "statements", "phases": "state_sources", "": "sources"},
    "evidence_is_on_the_issue": "statements",
    "gates_lead_to_another_phase": "to_phase",
    "a_phase_ends_after_it_begins": "ended_on",
    "what_has_begun_is_not_called_not_begun": "state",
    "nothing_stands_so_in_the_future": "state_on",
    "nothing_is_said_after_it_was_reported": "when",
    "nothing_is_said_after_the_storys_own_date": "when",
    "what_happened_is_not_in_the_future": "when",
    "what_happened_depends_on_nothing": "condition",
    "roles_were_held_that_day": "role",
    "answers_come_after_what_they_answer": "links",
    "an_answer_has_dates": "when",
    "our_reading_knows_the_order": "links",
    "quotations_are_to_the_letter": "passages",
    "unnamed_sources_stay_in_their_report": "speaker",
    "our_words_stand_between_pieces": "passages",
    "what_a_source_changed_is_in_the_passage": "passages",
    "an_original_is_in_the_language_spoken": "language",
    "a_caveat_has_evidence": "caveats",
    "a_statement_is_named_as_its_speaker_can_be": "naming",
    "several_are_not_counted_as_one": "naming",
    "what_is_disputed_has_two_sides": "status",
    "what_is_agreed_has_evidence_of_each": "agreed",
    "what_has_ended_says_how": "ended",
    "nothing_is_settled_in_the_future": "status_on",
    "every_answer_has_evidence": "answers",
    "nothing_happens_to_a_text_before_it_is_put_forward": "when",
    "maps_can_be_drawn": "features",
    "every_position_is_shown": "issue",
    "pieces_do_not_run_together": "passages",
    "checks_are_of_the_words_as_they_are": "verifications",
    "evidence_stands": "statements",
    "a_day_has_an_order": "order_in_day",
    "what_is_done_has_ended": "ended_on",
    "a_status_has_evidence": "provisions",
    "what_replaces_a_text_is_told": "state",
    "something_is_said_of_every_text": "known",
    "states_and_answers_agree": "state",
    "wikidata_ids_are_ids": {"actors": "wikidata", "events": "place_wikidata", "": ""},
    "a_wikidata_id_is_of_one_actor": "wikidata",
    "a_place_has_one_wikidata_id": {"events": "place_wikidata", "": ""},
}
_OF_WORDS = ("our_words_are_neutral", "our_dates_are_absolute", "quotation_marks_are_earned")


def cause_of(rule: Rule) -> str:
    """“Quotations are to the letter”."""
    name = rule.__name__
    return _CALLED.get(name) or name.replace("_", " ").replace("storys", "story’s").capitalize()


def field_of(rule: Rule, problem: Problem, story: shape.Document) -> tuple[str, int | None]:
    """The field, and of a part which one, counted from 0; an empty field where it is of the row as a whole."""
    section = problem.at.partition("/")[0]
    found = _FIELDS.get(rule.__name__, "")
    field = found.get(section, found.get("", "")) if isinstance(found, dict) else found
    if rule.__name__ in _OF_WORDS:
        field = _field_of_words(problem, story) or ("passages" if section == "statements" else "")
    if rule.__name__ == "dates_are_readable":
        field = "when" if section in ("statements", "events", "texts") else ""
    if rule.__name__ == "every_reference_leads_somewhere":
        field = _field_of_reference(problem, story)
    return field, _passage(problem, story) if field == "passages" else None


def _field_of_words(problem: Problem, story: shape.Document) -> str:
    """The field in which the words stand that the sentence shows."""
    for at, field, readings in our_words(story, "names"):
        if at == problem.at and any(words in text for words in _shown(problem.sentence) for text in readings):
            return field
    return ""


def _field_of_reference(problem: Problem, story: shape.Document) -> str:
    slugs = _shown(problem.sentence)
    for at, row in shape.rows(story):
        if at == problem.at:
            for name in type(row).__struct_fields__:
                value = getattr(row, name)
                if name != "slug" and any(
                    slug == value or (isinstance(value, list) and slug in value) for slug in slugs
                ):
                    return str(name)
    return ""


def _passage(problem: Problem, story: shape.Document) -> int | None:
    for statement in story.statements:
        if problem.at == f"statements/{statement.slug}":
            for number, passage in enumerate(statement.passages):
                if passage.text and " ".join(passage.text.split()) in " ".join(problem.sentence.split()):
                    return number
    return None


def _shown(sentence: str) -> list[str]:
    """What a sentence shows in quotation marks, the last first: rules show what is wrong at their end."""
    return [part.partition("”")[0] for part in sentence.split("“")[1:]][::-1]
