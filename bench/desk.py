"""What it takes to make a small story at the desk, counted in a real browser: clicks, fields, saves, pages, minutes.

It must not measure a desk that anybody uses: the site is its own, empty, and removed at the end."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from .afternoon import Afternoon
from .hand import Count, Hand
from .report import about_the_machine, verdict, write
from .servers import ROOT, Failed, Site, serve

PAGE = ROOT / "docs" / "desk-figures.md"
ARTICLES = ROOT / "tests" / "articles"
PASSWORD = "only-for-this-measure"  # noqa: S105 -- of an account that goes with its site
EDITOR = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("editor", password="{PASSWORD}", is_staff=True)
user.groups.add(Group.objects.get(name="editor"))
"""
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
HEADS = ("", "clicks", "boxes reached by Tab", "fields", "saves", "pages", "minutes")


def run(site: Site, asked: Namespace, say: Callable[[str], None]) -> None:
    say("preparing an empty desk")
    site.manage("migrate", "--verbosity", "0")
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    site.manage("shell", "--no-imports", "--command", EDITOR)
    with serve(site, "ours") as server:
        day, whole = in_a_browser(f"http://127.0.0.1:{server.port}")
    shown = f"{about_the_machine()}\n\n{table(day, whole)}\n\n{statements(day)}\n\n" + "\n".join(aims(day, whole))
    say(f"\n{shown}")
    if asked.write:
        write(PAGE, shown)
        say(f"written into {PAGE.relative_to(ROOT)}")


def in_a_browser(origin: str) -> tuple[Afternoon, Count]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Failed("this needs Playwright: `.venv-ci/bin/python -m bench --desk` has it") from None
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if shutil.which(path) is None:
        raise Failed(f"there is no Chromium at {path}; CHROMIUM may say where it is")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 900})
        page: Any = context.new_page()
        page.goto("/admin/login/")
        page.locator("[name=username]").fill("editor")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[type=submit]").first.click()
        page.goto("/admin/")
        day = Afternoon(Hand(page), ARTICLES)
        try:
            return day, day.whole()
        finally:
            browser.close()


# ---- what is told --------------------------------------------------------------------------------


def table(day: Afternoon, whole: Count) -> str:
    rows = [*day.hand.parts, ("**all of it**", whole)]
    lines = [row(HEADS), row(("---", *["---:"] * (len(HEADS) - 1)))]
    for name, took in rows:
        figures = (took.clicks, took.tabs, took.fields, took.saves, took.loads)
        lines.append(row((name, *map(str, figures), f"{took.seconds / 60:.1f}")))
    return "\n".join(lines)


def row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def statements(day: Afternoon) -> str:
    lines = [
        row(("a statement from marked words", "clicks", "fields", "seconds")),
        row(("---", "---:", "---:", "---:")),
    ]
    for said, took in day.took:
        new = "" if said.speaker.name in day.before(said) else ", and somebody new"
        link = ", and what it answers" if said.answers else ""
        name = f"“{said.words.strip('“')[:36]}…”{new}{link}"
        lines.append(row((name, str(took.clicks), str(took.fields), f"{took.seconds:.0f}")))
    return "\n".join(lines)


def aims(day: Afternoon, whole: Count) -> list[str]:
    alone = [took for said, took in day.took if not said.answers and said.speaker.name in day.before(said)]
    return [
        verdict("clicks", whole.clicks, 250),
        verdict("handling", whole.seconds / 60, 45, unit=" min"),
        verdict("clicks of a statement by somebody known", max(took.clicks for took in alone), 5),
        verdict("fields of a statement", max(took.fields for _said, took in day.took), 3),
    ]
