// Translating by keyboard: from text to text, taking what was translated before, and the preview at the text in hand.
// It must not send anything by itself: what is typed goes by the form's own buttons, and all of it works without.
(() => {
  "use strict";
  const form = document.getElementById("texts");
  if (!form) return;
  const boxes = [...form.querySelectorAll("textarea[id^='t-']")];
  const at = form.elements.namedItem("_preview_at");
  const choice = document.getElementById("desk-preview-page");
  const onward = form.querySelector("button[name='_next']");
  const shownAt = (box) => box.closest(".desk-item")?.querySelector(".desk-place a")?.href ?? "";
  const nameOf = (box) => box.name.replace(/^text:/, "");
  const open = (box) => box.hasAttribute("data-todo");
  let here = null; // the box in hand, or the last that was

  const say = (box) => box.dispatchEvent(new Event("input", { bubbles: true }));

  const put = (box, words) => {
    box.value = words;
    box.focus();
    say(box);
  };

  // An offer goes into the box of its text.
  form.querySelectorAll("[data-take]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      put(button.closest(".desk-text").querySelector("textarea"), button.dataset.take);
    });
  });

  const take = (box) => {
    const offers = [...box.closest(".desk-text").querySelectorAll("[data-take]")].map((each) => each.dataset.take);
    if (!offers.length) return false;
    put(box, offers[(offers.indexOf(box.value) + 1) % offers.length]);
    return true;
  };

  const step = (from, by) => {
    const order = by > 0 ? boxes : [...boxes].reverse();
    const ahead = order.slice(from ? order.indexOf(from) + 1 : 0);
    const next = ahead.find(open);
    if (!next) return false;
    next.focus();
    next.scrollIntoView({ block: "center" });
    return true;
  };

  form.addEventListener("focusin", (event) => {
    if (!boxes.includes(event.target)) return;
    const before = here;
    here = event.target;
    if (onward) onward.value = nameOf(here);
    if (!at) return;
    at.value = nameOf(here);
    if (choice && choice.value === "" && (!before || shownAt(before) !== shownAt(here))) {
      choice.dispatchEvent(new Event("change")); // the preview goes along, where it is open
    }
  });

  form.addEventListener("keydown", (event) => {
    if (!boxes.includes(event.target) || event.isComposing) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    let done = false;
    if (event.altKey && plain && event.key === "PageDown") done = step(event.target, 1);
    if (event.altKey && plain && event.key === "PageUp") done = step(event.target, -1);
    if (event.altKey && plain && event.key === "Enter") done = take(event.target);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === "Enter") {
      const button = onward ?? form.querySelector(".desk-submit [name='_save']");
      if (button) form.requestSubmit(button);
      done = true;
    }
    if (done) event.preventDefault();
  });

  // Where the last save led to.
  const wanted = decodeURIComponent(location.hash.slice(1));
  const target = boxes.find((box) => box.id === wanted);
  if (target) target.focus();
})();
