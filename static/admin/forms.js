// Forms that narrow, and that lead to what is to be put right. All of it works without, only slower.
(() => {
  "use strict";
  let $ = null;  // Django's jQuery, which may be loaded after this
  const field = (name) => document.getElementById(`id_${name}`);

  // Lists follow the story and the speaker that are chosen now.
  const narrowed = (url, data) => {
    const address = new URL(url, window.location.href);
    const story = field("story");
    const set = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    if (story) set("story", story.value);
    if (new URLSearchParams(data).get("field_name") === "role" && field("speaker")) set("of_actor", field("speaker").value);
    return address.pathname + address.search;
  };

  // What belongs to another story, or to another speaker, is taken out, and that is said.
  const emptied = (within, because) => {
    const gone = [];
    document.querySelectorAll(`select[data-desk-within="${within}"]`).forEach((list) => {
      if (list.name.includes("__prefix__") || list.name === "story" || !list.value) return;
      const label = document.querySelector(`label[for="${list.id}"]`);
      gone.push(label ? label.textContent.replace(/:\s*$/, "") : list.name);
      $(list).val(null).trigger("change");
    });
    if (gone.length) say(`Emptied, since ${because}: ${gone.join(", ")}.`);
  };
  const say = (sentence) => {
    const said = document.getElementById("desk-said") || document.createElement("p");
    said.id = "desk-said";
    said.className = "desk-said";
    said.setAttribute("role", "status");
    const form = document.querySelector("#content-main form");
    if (!said.parentNode && form) form.prepend(said);
    said.textContent = sentence;
  };

  document.addEventListener("DOMContentLoaded", () => {
    $ = window.django && window.django.jQuery;
    if (!$) return;
    $.ajaxPrefilter((options) => {
      if (/\/autocomplete\//.test(options.url)) options.url = narrowed(options.url, options.data);
    });
    for (const [name, within, because] of [
      ["story", "story", "it was of another story"],
      ["speaker", "actor", "it was of another speaker"],
    ]) {
      const list = field(name);
      if (!list) continue;
      let was = list.value;
      $(list).on("change", () => {
        if (was && was !== list.value) emptied(within, because);
        was = list.value;
      });
    }
  });

  // To the very field: its folds open, and it has the focus.
  const lead = (key) => {
    const target = key && document.getElementById(key);
    if (!target) return false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target.matches(".inline-group")) for (const fold of target.querySelectorAll(":scope > fieldset > details")) fold.open = true;
    (target.closest(".form-row") || target).scrollIntoView({ block: "center" });
    if ($ && $(target).hasClass("select2-hidden-accessible")) $(target).select2("focus");
    else target.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (event) => {
    const part = event.target instanceof Element ? event.target : null;
    const link = part && part.closest(".desk-errors a[href^='#'], .desk-checks a[href^='#']");
    if (link && lead(link.getAttribute("href").slice(1))) event.preventDefault();
    const choice = part && part.closest(".desk-take");
    const written = choice && document.getElementById(choice.dataset.deskField);
    if (written) {
      written.value = choice.dataset.deskValue;
      written.dispatchEvent(new Event("change", { bubbles: true }));
      written.focus();
    }
  });
  const arrive = () => {
    const errors = document.getElementById("desk-errors");
    if (errors) errors.focus();
    else if (!lead(decodeURIComponent(window.location.hash.slice(1)))) begin();
  };
  // A new form begins at the first field that is not filled in, not at its buttons.
  const begin = () => {
    const constants = document.getElementById("django-admin-form-add-constants");
    if (!constants || !constants.dataset.modelName) return;
    const shown = [...document.querySelectorAll(".change-form form .form-row :is(input, select, textarea)")];
    const empty = shown.filter((each) => each.name && !each.disabled && each.type !== "hidden" && !each.value && each.closest(".form-row").offsetParent);
    const needed = (each) => document.querySelector(`label.required[for="${each.id}"]`);
    const first = empty.find(needed) || empty[0];
    if (first) lead(first.id);
    window.scrollTo(0, 0);
  };
  if (document.readyState === "complete") arrive();
  else window.addEventListener("load", arrive);
  window.addEventListener("hashchange", () => lead(decodeURIComponent(window.location.hash.slice(1))));
})();
