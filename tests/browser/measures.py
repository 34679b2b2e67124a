"""What can be measured of a page. Each answers with its faults, an empty list when there is none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOUR = ["color-contrast", "link-in-text-block"]  # the only rules that ask whether it is light or dark


@cache
def axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, names: list[str] = WCAG) -> list[str]:
    """What axe finds against WCAG 2.0 to 2.2, A and AA, and against good practice.

    ``names`` are tags, or rules alone."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe())
    found = page.evaluate(
        """async (names) => {
            const found = await axe.run(document, {
                runOnly: names,
                resultTypes: ["violations"],
                selectors: false,  // they take longer than the rules; the HTML says enough
                preload: false,  // it would copy our stylesheets into the page, which our policy forbids
            });
            return found.violations.flatMap(({id, nodes}) => nodes.map((node) => [id, node.html, node.failureSummary]));
        }""",
        names,
    )
    return [f"{rule}: {html[:200]}: {' '.join(summary.split())}" for rule, html, summary in found]


SIDEWAYS = """() => {
    const wide = innerWidth, edge = wide + 1, root = document.documentElement.scrollWidth;
    const faults = root > wide ? [`the page is ${root} wide`] : [];
    for (const one of document.body.querySelectorAll("*")) {
        const {left, right, width} = one.getBoundingClientRect();
        if (!width || (left >= -1 && right <= edge)) continue;
        const picture = one.ownerSVGElement;
        if (picture && getComputedStyle(picture).overflowX === "hidden") continue;
        if (one.closest(".vh, .scroll > *") || getComputedStyle(one).clipPath !== "none") continue;
        const text = one.textContent.trim().slice(0, 40);
        faults.push(`${one.tagName}.${one.className} from ${left} to ${right}: ${text}`);
    }
    return faults;
}"""


def sideways(page: Any) -> list[str]:
    """What makes the page scroll sideways or stands outside it; ``.scroll`` regions scroll inside themselves, and a
    picture may cut its own parts."""
    return page.evaluate(SIDEWAYS)


def clipped(page: Any) -> list[str]:
    """Text cut off by the box that it is in. A label of a picture may be: its list says it whole."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((one) => {
            const style = getComputedStyle(one);
            const cuts = [style.overflowX, style.overflowY].some((way) => way === "hidden" || way === "clip");
            return cuts && !one.closest(".vh, thead, .to-scale") && !one.matches("select") &&
                (one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2);
        }).map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""
    )


def small_targets(page: Any) -> list[str]:
    """Links and controls under 24 by 24 pixels (WCAG 2.2, 2.5.8) that are not words of a sentence."""
    return page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary")].filter((one) => {
            const {width, height} = one.getBoundingClientRect();
            if (!one.checkVisibility()) return false;
            if (!width || !height || one.type === "hidden" || one.closest(".vh, .skip")) return false;
            let block = one.parentElement;
            while (getComputedStyle(block).display === "inline") block = block.parentElement;
            const sentence = getComputedStyle(one).display === "inline" && block.innerText !== undefined &&
                block.innerText.trim().length > one.innerText.trim().length;
            return !sentence && (width < 23.5 || height < 23.5);
        }).map((one) => {
            const {width, height} = one.getBoundingClientRect();
            const {tagName, className} = one.parentElement, text = one.textContent.trim().slice(0, 40) || one.name;
            return `${text}, in ${tagName}.${className}: ${width} by ${height}`;
        })"""
    )
