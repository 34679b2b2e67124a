"""Fills in the desk's forms as a browser would: reads a page's fields, changes some, posts them all.

It must not know any form by name.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


class _Fields(HTMLParser):
    """The name and value of every field inside, or tied to, the last form of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.first: dict[str, str] = {}  # what a list sends where nothing is chosen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "select":
            self.select = name if "disabled" not in has else ""
            self.multiple = "multiple" in has
        elif tag == "textarea":
            self.area = name
            self.found.setdefault(name, [""])
        elif tag == "option" and self.select:
            if not self.multiple:
                self.first.setdefault(self.select, has.get("value") or "")
            if "selected" in has:
                self.found.setdefault(self.select, []).append(has.get("value") or "")
        elif tag == "input" and name and "disabled" not in has and has.get("type") != "submit":
            is_box = has.get("type") in ("checkbox", "radio")
            if "checked" in has or not is_box:
                self.found.setdefault(name, []).append(has.get("value") or ("on" if is_box else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][-1] += data


def at(model: type[Model], page: str, *args: object) -> str:
    """The address of one of the admin's pages for ``model``."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def change(row: Model) -> str:
    """The address of the form of ``row``."""
    return at(type(row), "change", row.pk)


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """What the page's form would send if its button were pressed now. Template rows (``__prefix__``) are left out."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in ({name: [value] for name, value in parser.first.items()} | parser.found).items()
        if "__prefix__" not in name and name not in ("_selected_action", "csrfmiddlewaretoken")
    }


def fill_in(client: Client, address: str, button: str = "_save", **changed: Any) -> HttpResponse:
    """Open the form at ``address``, change the named fields, press ``button``; the answer is not followed."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return client.post(address, fields_of(page) | {button: "1"} | changed)


def said(client: Client, response: HttpResponse) -> list[str]:
    """The messages that the page after ``response`` shows."""
    page = client.get(response["Location"].partition("#")[0], follow=True)
    return [str(message) for message in page.context["messages"]]
