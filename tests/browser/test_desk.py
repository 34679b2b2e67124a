"""The desk's own pages: no error, nothing forbidden by the policy, and nothing that axe finds, light and dark."""

import re

import pytest

from .browse import browsing
from .measures import COLOUR, WCAG, violations

pytestmark = pytest.mark.browser
STATEMENT = "/admin/explainer/statement/"
STORY = "/admin/explainer/story/"
DESK = {
    "index": "/admin/",
    "stories": STORY,
    "story": f"{STORY}1/change/",
    "story, before publishing": f"{STORY}1/publish/",
    "story, before scheduling": f"{STORY}1/schedule/",
    "story, before withdrawing": f"{STORY}1/withdraw/",
    "statements": STATEMENT,
    "statements, filtered": f"{STATEMENT}?wording__exact=direct&q=deal",
    "statement": f"{STATEMENT}1/change/",
    "new statement": f"{STATEMENT}add/",
    "statement, before deleting": f"{STATEMENT}1/delete/",
    "statement, history": f"{STATEMENT}1/history/",
    "sources": "/admin/explainer/source/",
    "source": "/admin/explainer/source/1/change/",
    "editions": "/admin/explainer/edition/",
    "edition": "/admin/explainer/edition/1/change/",
    "password": "/admin/password_change/",
}
# Django's own, by rule and by what stands in the markup; the same rule counts everywhere else.
DJANGO = {
    "label": "select2",  # the search box of its autocomplete fields has no name; it is shown with a named list only
    "aria-input-field-name": "select2",  # they are named after what is chosen, and have no name while nothing is
    "list": "select2",  # they put a live region between the items of their list
    "page-has-heading-one": "data-theme",  # its login page has a title and no heading
}


def faults_of(page, rules=WCAG):
    found = [(one.partition(":")[0], one) for one in violations(page, rules)]
    return [one for rule, one in found if rule not in DJANGO or DJANGO[rule] not in one]


@pytest.mark.parametrize("name", DESK)
def test_a_page_of_the_desk_is_sound(chromium, site, staff, name):
    faults = []
    with browsing(chromium, site, storage_state=staff, viewport={"width": 1280, "height": 900}) as page:
        for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
            page.emulate_media(color_scheme=scheme)
            page.goto(DESK[name])
            assert page.get_by_role("button", name="Log out").is_visible()
            assert page.get_by_role("heading", level=1).count() == 1
            faults += [f"{scheme}: {fault}" for fault in faults_of(page, rules)]
    assert not faults, "\n".join(faults)


def test_the_door_is_sound(chromium, site):
    with browsing(chromium, site) as page:
        page.goto("/admin/login/")
        assert not faults_of(page)
        page.get_by_label("Username").fill("editor")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Log in").click()
        assert page.get_by_text(re.compile("correct username and password")).is_visible()
        assert not faults_of(page)
