// The preview beside a form: shows any page with what is typed, and keeps up with it. Without it, a tab opens.
(() => {
  "use strict";
  const panel = document.getElementById("desk-preview");
  const show = document.getElementById("desk-preview-show");
  const form = show && show.form;
  if (!form) return;
  const choice = document.getElementById("desk-preview-page");
  const PAUSE = 1500; // milliseconds without typing before it looks again
  const WIDTHS = { phone: 390, desktop: 1280 };
  let frame, said, box, width = "phone", seen = null, asked = null, changedAt = 0, busy = false, start = "", scroll = null;

  const make = (tag, has, ...inside) => {
    const made = Object.assign(document.createElement(tag), has);
    made.append(...inside);
    return made;
  };
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

  function open() {
    if (frame) return;
    frame = make("iframe", { name: "desk-preview-frame", title: "Preview of what is typed" });
    // No script runs in it. Links to other sites open in a tab, outside of it.
    frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.addEventListener("load", loaded);
    box = make("div", { className: "desk-preview-box" }, frame);
    said = make("div", { className: "desk-preview-said" });
    said.setAttribute("role", "status");
    const buttons = Object.keys(WIDTHS).map((name) => {
      const button = make("button", { type: "button", className: "button", textContent: name === "phone" ? "Phone" : "Desktop" });
      button.dataset.width = name;
      button.addEventListener("click", () => { width = name; fit(); });
      return button;
    });
    const close = make("button", { type: "button", className: "button", textContent: "Close the preview" });
    close.addEventListener("click", shut);
    const widths = make("div", { className: "desk-preview-widths" }, ...buttons, close);
    widths.setAttribute("role", "group");
    widths.setAttribute("aria-label", "Width of the preview");
    panel.append(widths, said, box);
    panel.classList.add("desk-preview-open");
    document.body.classList.add("desk-previewing");
    show.textContent = "Look again";
    new ResizeObserver(fit).observe(box);
    fit();
  }

  function shut() {
    panel.querySelectorAll(".desk-preview-widths, .desk-preview-said, .desk-preview-box").forEach((each) => each.remove());
    panel.classList.remove("desk-preview-open");
    document.body.classList.remove("desk-previewing");
    frame = null;
    start = "";
    show.textContent = "Show the preview";
    show.focus();
  }

  // The page is as wide as on that device, and drawn smaller where there is no room for it.
  function fit() {
    if (!frame) return;
    const wide = WIDTHS[width], scale = Math.min(1, box.clientWidth / wide), high = box.clientHeight;
    frame.style.width = `${wide}px`;
    frame.style.height = `${high / scale}px`;
    frame.style.transform = `scale(${scale})`;
    panel.querySelectorAll("[data-width]").forEach((each) => each.setAttribute("aria-pressed", each.dataset.width === width));
  }

  function loaded() {
    const inside = frame && frame.contentDocument;
    if (!inside) return;
    for (const link of inside.querySelectorAll("a[href]")) {
      const there = new URL(link.getAttribute("href"), inside.baseURI); // of a drawing's link, href is no text
      if (!there.href.startsWith(`${location.origin}/preview/`)) {
        link.setAttribute("target", "_blank");
        link.setAttribute("rel", "noopener noreferrer");
      }
    }
    if (scroll !== null) frame.contentWindow.scrollTo(0, scroll);
    scroll = null;
  }

  // Where the frame is by now, below the first page of its copy: the next look stays there.
  function place() {
    try {
      const { pathname, search } = frame.contentWindow.location;
      return start && pathname.startsWith(start) ? pathname.slice(start.length) + search : null;
    } catch { return null; }
  }

  function tell(sentences) {
    said.replaceChildren(...sentences.map((each) => make("p", { textContent: each })));
    box.classList.toggle("desk-preview-old", sentences.length > 0 && start !== "");
  }

  async function look(stay) {
    if (busy) return;
    busy = true;
    const now = typed();
    seen = asked = now.toString();
    try {
      const answer = await fetch(show.formAction, {
        method: "POST", body: now, headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      if (!frame) return;
      if (answer.redirected || answer.status === 403) {
        tell(["You are signed out, or may not see this. Sign in again in another tab; what you typed stays here."]);
        return;
      }
      const found = await answer.json();
      if (found.problems) {
        tell(found.problems);
        return;
      }
      const there = stay ? place() : null;
      scroll = there === null ? null : frame.contentWindow.scrollY;
      start = found.start;
      tell([]);
      frame.contentWindow.location.replace(there === null ? found.address : found.start + there);
    } catch {
      if (frame) tell(["There is no answer just now. What you typed stays here; it looks again when you type on."]);
    } finally {
      busy = false;
    }
  }

  show.addEventListener("click", (event) => {
    event.preventDefault();
    open();
    look(start !== "");
    panel.scrollIntoView({ block: "nearest" });
  });
  const above = document.getElementById("desk-preview-above");
  if (above) above.addEventListener("click", (event) => { event.preventDefault(); show.click(); });
  choice.addEventListener("change", () => { if (frame) look(false); });
  const story = document.getElementById("desk-preview-story");
  if (story) story.addEventListener("change", () => { if (frame) look(false); });

  setInterval(() => {
    if (!frame || busy || document.hidden) return;
    const now = typed().toString();
    if (now === asked) return;
    if (now !== seen) {
      seen = now;
      changedAt = Date.now();
    } else if (Date.now() - changedAt >= PAUSE) look(true);
  }, 500);
})();
