"""A real Chromium and the sites that it opens; skipped, with the reason printed, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from .browse import browsing, log_in
from .site import Site

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)  # fmt: skip


def missing(reason: str) -> None:
    if os.environ.get("EXPLAINER_REQUIRE_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """One browser for all. It ends with this folder's tests: Django refuses its ORM beside Playwright's event loop."""
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if shutil.which(path) is None:
        missing(f"there is no Chromium at {path}; CHROMIUM may say where it is")
    try:
        import axe_playwright_python  # noqa: F401
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        missing(f"the browser tests need {error.name}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def prepared(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with its first edition and its people. It is copied, not served."""
    site = Site(tmp_path_factory.mktemp("prepared"))
    site.manage("prepare")
    site.run("people")
    return site


@pytest.fixture(scope="package")
def site(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a past in each language, and with both stories in the box. No test changes it."""
    site = prepared.copy(tmp_path_factory.mktemp("read"))
    site.manage("load_story", "fixtures/artemis")
    site.run("editions_in_each_language")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def desk(prepared: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with nothing but its first edition, for one module to change."""
    site = prepared.copy(tmp_path_factory.mktemp("desk"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="package")
def staff(chromium: Any, site: Site) -> dict[str, Any]:
    """An editor's cookies, for the site that no test changes."""
    with browsing(chromium, site) as page:
        log_in(page, "editor")
        return page.context.storage_state()
