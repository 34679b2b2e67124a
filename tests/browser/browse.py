"""A page in a fresh profile of Chromium, and what the browser complains of while it is used.

It must not know what is on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .site import PASSWORD, Site


class Watch:
    """Errors on the console or thrown, requests that fail, and requests to anywhere but the site."""

    def __init__(self, context: Any, origin: str, expect: dict[str, int]) -> None:
        self.origin, self.expect = origin, expect
        self.requests: list[Any] = []
        self.said: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"thrown: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _address(self, url: str) -> str:
        return url.removeprefix(self.origin).partition("#")[0]

    def _request(self, request: Any) -> None:
        self.requests.append(request)

    def _console(self, message: Any) -> None:
        where = self._address(message.location.get("url", ""))
        told = where in self.expect and message.text.startswith("Failed to load resource")
        if message.type == "error" and not told:
            self.said.append(f"console at {where}: {message.text}")

    def _failed(self, request: Any) -> None:
        left = request.failure == "net::ERR_ABORTED"  # the reader went on before it had come
        if not left:
            self.said.append(f"failed: {request.url}, {request.failure}")

    def _response(self, response: Any) -> None:
        wanted = self.expect.get(self._address(response.url), 200)
        if response.status != wanted and (wanted != 200 or response.status >= 400):
            self.said.append(f"{response.url} answered {response.status}")

    def faults(self) -> list[str]:
        inside = (f"{self.origin}/", "data:")
        return self.said + [f"elsewhere: {one.url}" for one in self.requests if not one.url.startswith(inside)]


@contextmanager
def browsing(chromium: Any, site: Site, *, expect: dict[str, int] | None = None, **options: Any) -> Iterator[Any]:
    """A page to use. On the way out, nothing may have gone wrong.

    ``expect`` names the addresses that are to answer with another status than 200; ``options`` are those of
    Playwright's ``new_context``."""
    context = chromium.new_context(base_url=site.origin, **({"reduced_motion": "reduce"} | options))
    context.set_default_timeout(15_000)
    watch = Watch(context, site.origin, expect or {})
    try:
        page = context.new_page()
        page.requests = watch.requests
        yield page
        assert not watch.faults(), "\n".join(watch.faults())
    finally:
        context.close()


def to_changes(page: Any) -> None:
    """By the tabs of a story; Changes is among those that are folded."""
    tabs = page.get_by_role("navigation", name="This explainer")
    tabs.get_by_text("More", exact=True).click()
    tabs.get_by_role("link", name="Changes").click()


def log_in(page: Any, name: str) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
