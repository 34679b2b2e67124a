"""Every page, narrow and wide, light and dark: it fits, nothing goes wrong, and axe finds nothing."""

import pytest

from .browse import browsing
from .measures import COLOUR, WCAG, sideways, small_targets, violations
from .pages import ALL, STAFF, STATUS

pytestmark = pytest.mark.browser
SIZES = {320: 640, 390: 844, 1280: 900}
LAID_OUT = (320, 1280)  # in one column and in several: what axe asks for hangs on no other width


@pytest.fixture
def look(chromium, site, request):
    """Open a page by its name, as staff where that is needed; more options are Playwright's."""

    def open_page(name, **options):
        if name in STAFF:
            options["storage_state"] = request.getfixturevalue("staff")
        return browsing(chromium, site, expect=STATUS, **options)

    return open_page


@pytest.mark.parametrize("name", ALL)
def test_a_page_fits_and_axe_finds_nothing(look, name):
    faults = []
    with look(name) as page:
        page.goto(ALL[name])
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{width}: {fault}" for fault in sideways(page)]
            faults += [f"{width}: too small: {fault}" for fault in small_targets(page)]
            for scheme, rules in (("light", WCAG), ("dark", COLOUR)) if width in LAID_OUT else ():
                page.emulate_media(color_scheme=scheme)
                faults += [f"{width} {scheme}: {fault}" for fault in violations(page, rules)]
    assert not faults, "\n".join(faults)
