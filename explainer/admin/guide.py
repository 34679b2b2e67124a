"""Which part of the editors' guide belongs to which form and page of the desk.

It must not know how a page of the guide is made.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# The pages of the guide in docs/guide/, in the order in which somebody learns the desk.
PAGES = {
    "first-story": "Your first story in an afternoon",
    "sources": "Write from the source",
    "statements": "Statements and quotation marks",
    "dates": "Dates that admit doubt",
    "framework": "Phases, ways on, and texts",
    "positions": "Positions and issues",
    "many": "Many at once, and nothing lost",
    "checks": "Checks and preview",
    "publishing": "Publish, correct, withdraw, take back",
    "people": "Translate, history, and people",
}
# A form by its model: the page, and the heading on it.
FORMS = {
    "explainer_story": "first-story#what-the-form-of-a-story-holds",
    "explainer_edition": "publishing#which-kind-of-edition-it-is",
    "explainer_translation": "people#translate-a-story",
    "explainer_takedown": "publishing#take-one-thing-back",
    "explainer_statement": "statements#what-a-statement-can-say",
    "explainer_position": "positions#whose-a-position-is",
    "explainer_comparison": "statements#then-and-now",
    "explainer_actor": "statements#named-or-not",
    "explainer_role": "statements#roles-former-names-and-the-line-beside-a-name",
    "explainer_source": "sources#from-the-text-to-a-statement",
    "explainer_phase": "framework#where-a-framework-stands",
    "explainer_provision": "framework#where-a-framework-stands",
    "explainer_gate": "framework#ways-on",
    "explainer_text": "framework#texts-on-the-table",
    "explainer_issue": "positions#how-a-question-stands",
    "explainer_event": "dates#how-a-date-is-written",
    "explainer_figure": "framework#figures-and-words-explained",
    "explainer_openquestion": "positions#how-a-question-stands",
    "explainer_term": "framework#figures-and-words-explained",
    "explainer_map": "framework#maps-and-other-pictures",
    "auth_user": "first-story#who-may-do-what",
    "admin_logentry": "first-story#who-may-do-what",
}
# Other pages by their names, the first that fits: they ask for something, too.
OTHERS = {
    r"explainer_story_(publish|schedule|again|cancel|undo)|publish_several|held_edition":
        "publishing#from-a-change-to-an-edition",
    r"explainer_story_withdraw": "publishing#when-something-must-go",
    r"explainer_takedown_ask": "publishing#take-one-thing-back",
    r"publish_request\w*": "publishing#ask-approve-send-back",
    r"editor_note\w*|notices": "publishing#notes-between-editors-and-what-you-are-told",
    r"explainer_story_links": "checks#preview",
    r"explainer_source_text\w*": "sources#from-the-text-to-a-statement",
    r"\w+_many(_\w+)?": "many#a-table-of-many-rows",
    r"\w+_merged?": "people#rename-and-merge-two-that-are-one",
    r"\w+_duplicates": "sources#entered-twice",
    r"\w+_(parts_)?history|\w+_revision|\w+_recover(list)?": "people#history-and-what-was-deleted",
    r"story-work": "first-story#where-to-begin",
}  # fmt: skip
_FORM = re.compile(r"(\w+)_(?:add|change)")


def address(part: str) -> str:
    page, _, heading = part.partition("#")
    return f"{reverse('desk-help-page', args=(page,))}#{heading}"


def help_with(request: HttpRequest) -> dict[str, Any]:
    """The way to the part of the guide about the page that is asked for; nothing where none is."""
    name = (request.resolver_match.url_name if request.resolver_match else "") or ""
    if form := _FORM.fullmatch(name):
        part, called = FORMS.get(form[1], ""), "Help with this form"
    else:
        part = next((part for names, part in OTHERS.items() if re.fullmatch(names, name)), "")
        called = "Help with this page"
    return {"help_address": address(part), "help_called": called} if part else {}
