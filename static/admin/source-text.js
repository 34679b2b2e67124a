// Marks words in the text of a source, and puts the form for them beside it, or below them on a phone. Everything works
// without it, by numbers of sentences: it asks the server for the same form, and sends the same form.
(() => {
  "use strict";
  const desk = document.querySelector(".source-desk");
  if (!desk) return;
  const read = document.getElementById("source-read");
  const side = document.getElementById("source-side");
  const bar = document.getElementById("source-bar");
  const said = document.getElementById("source-said");
  const narrow = matchMedia("(max-width: 63.99rem)");
  const ASKED = { "X-Requested-With": "source-text" };
  const ENDED = "Your session has ended, or the server cannot be reached. Sign in again in another tab; " +
    "what you typed is still here. Then try again.";
  document.body.classList.add("source-scripted");

  const text = () => document.getElementById("source-text");
  const form = () => document.getElementById("words");
  const story = () => document.getElementById("source-story").value;
  const signs = (words) => [...words].length; // as the server counts: characters, not halves of them
  const typed = new Map(); // what was typed and not saved, by name: other words may be marked meanwhile
  const shelf = new Map(); // the same of forms that were closed, by the number of their sentence
  let place = 0; // the number of the sentence where one is
  let asking = 0;
  let lost = false; // whether the session had ended when one last tried to save

  // ---- words of the text ----

  const parts = () => [...text().querySelectorAll("[data-at]")];

  const textNode = (part) => part.firstChild;

  // Where a range begins and ends in the text, in characters; null where it has nothing of it.
  const placeOf = (range) => {
    let start = null, end = null;
    for (const part of parts()) {
      const node = textNode(part);
      if (!node || !range.intersectsNode(node)) continue;
      const from = range.startContainer === node ? range.startOffset : 0;
      const to = range.endContainer === node ? range.endOffset : node.data.length;
      if (to <= from) continue;
      const at = Number(part.dataset.at);
      if (start === null) start = at + signs(node.data.slice(0, from));
      end = at + signs(node.data.slice(0, to));
    }
    return start === null || start === end ? null : { start, end };
  };

  const marked = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return text().contains(range.commonAncestorContainer) || range.intersectsNode(text()) ? placeOf(range) : null;
  };

  // ---- the form ----

  const say = (words) => { said.textContent = words; };

  const complain = (sentence) => {
    let told = side.querySelector(".source-lost");
    if (!told) {
      told = document.createElement("p");
      told.className = "errornote source-lost";
      told.setAttribute("role", "alert");
      side.prepend(told);
    }
    told.textContent = sentence;
  };

  // On a phone the form stands below the paragraph in which words are marked; else beside the text.
  const settle = () => {
    const told = form() || side.querySelector(".source-saved");
    const paragraph = narrow.matches && told && sentence(place) && sentence(place).closest("p");
    if (paragraph) paragraph.after(side);
    else if (side.parentElement !== desk) desk.append(side);
  };

  const show = (html) => {
    side.innerHTML = html;
    settle();
    const now = form();
    if (!now) return;
    for (const [name, value] of typed) {
      const fields = [...now.elements].filter((field) => field.name === name);
      for (const field of fields) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
        else field.value = value;
      }
    }
    newcomer();
  };

  const open = async (from, to) => {
    const mine = ++asking;
    const start = [...text().querySelectorAll(".source-sentence")].findLast((one) => Number(one.dataset.start) <= from);
    if (start) stand(Number(start.dataset.sentence));
    const asked = new URLSearchParams({ start: from, end: to, story: story(), print: text().dataset.print });
    try {
      const answer = await fetch(`?${asked}`, { headers: ASKED, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error("no form");
      const html = await answer.text();
      if (mine !== asking) return;
      bar.hidden = true;
      if (!typed.size) for (const [name, value] of shelf.get(place) || []) typed.set(name, value);
      show(html);
      const heading = document.getElementById("words-heading");
      if (heading) {
        heading.focus({ preventScroll: !narrow.matches });
        say("The form for the marked words is open.");
      }
    } catch {
      complain(ENDED);
    }
  };

  const use = () => {
    const now = marked();
    if (now) open(now.start, now.end);
    else if (sentence(place)) open(Number(sentence(place).dataset.start), Number(sentence(place).dataset.end));
  };

  const close = (saved) => {
    if (saved) shelf.delete(place);
    else if (typed.size) shelf.set(place, new Map(typed));
    typed.clear();
    side.replaceChildren();
    const none = document.createElement("p");
    none.className = "help source-none";
    none.textContent = "Nothing is marked. What you mark in the text becomes a statement here.";
    side.append(none);
    settle();
    stand(place, true);
  };

  const post = (now) => fetch(now.action, {
    method: "POST", body: new URLSearchParams(new FormData(now)), headers: ASKED, credentials: "same-origin",
  });

  // Whoever signed in again has another token: a form that was opened before gets it from a fresh one.
  const signedInAnew = async (now) => {
    const { start, end } = now.elements;
    const asked = new URLSearchParams({ start: start.value, end: end.value, story: story() });
    const answer = await fetch(`?${asked}`, { headers: ASKED, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = fresh.querySelector('[name="csrfmiddlewaretoken"]');
    if (token) now.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  };

  const send = async (now) => {
    const button = now.querySelector('input[type="submit"]');
    button.disabled = true;
    const height = scrollY;
    try {
      if (lost) await signedInAnew(now);
      let answer = await post(now);
      if (answer.status === 403 && await signedInAnew(now)) answer = await post(now);
      if (!answer.ok || answer.redirected) throw new Error("not saved");
      lost = false;
      const told = await answer.json();
      if (told.text) anew(told.text);
      if (told.message) {
        close(true);
        side.insertAdjacentHTML("afterbegin", `<p class="source-saved" role="status">${told.message}</p>`);
        stand(told.sentence, true);
        settle();
        scrollTo({ top: height, behavior: "instant" });
      } else if (told.form) {
        remember(now);
        show(told.form);
        const first = form().querySelector(".errorlist, .errornote");
        const field = first && first.parentElement.querySelector('[aria-invalid="true"]');
        (field || document.getElementById("words-heading")).focus();
      } else {
        complain(told.problem);
        button.disabled = false;
      }
    } catch {
      lost = true;
      complain(ENDED);
      button.disabled = false;
    }
  };

  const anew = (html) => {
    if (side.parentElement !== desk) desk.append(side); // or it would go with the text
    read.innerHTML = html;
    roving();
  };

  const remember = (now) => {
    const own = /^(start|end|words|print|story|offered|csrfmiddlewaretoken|piece_\d+|before_\d+|cut_\d+|wording)$/;
    for (const [name, value] of new FormData(now)) if (!own.test(name) && value) typed.set(name, value);
  };

  // Somebody whom the list does not have: of what kind, and which part.
  const newcomer = () => {
    const now = form();
    const block = now && now.querySelector(".source-new");
    if (!block) return;
    const name = now.elements.speaker.value.trim();
    const known = [...now.querySelectorAll("datalist option")].some((one) =>
      one.value.toLowerCase() === name.toLowerCase());
    const offered = [...now.querySelectorAll('input[name="who"]')].some((one) => one.checked && one.value.startsWith("+"));
    block.hidden = !offered && (!name || known);
  };

  const look = async (asked) => {
    try {
      const answer = await fetch(`${desk.dataset.look}?${new URLSearchParams(asked)}`, {
        headers: ASKED, credentials: "same-origin",
      });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null;
    }
  };

  let waiting = 0;
  const soon = (act) => { clearTimeout(waiting); waiting = setTimeout(act, 250); };

  side.addEventListener("input", ({ target }) => {
    const now = form();
    if (!now || !target.name) return;
    if (!/^(piece_|before_|cut_|wording)/.test(target.name)) typed.set(target.name, target.value);
    if (target.name === "speaker") {
      for (const one of now.querySelectorAll('input[name="who"]')) one.checked = false;
      typed.delete("who");
      newcomer();
    }
    if (target.name === "who") {
      now.elements.speaker.value = "";
      typed.delete("speaker");
      // A name of several words is a person's more often than a body's; what is proposed can be seen, and changed.
      if (target.value.startsWith("+") && !now.elements.kind.value) now.elements.kind.value = "person";
      newcomer();
    }
    if (target.name === "when") target.dataset.own = "yes";
    if (target.name === "when_reported") {
      soon(async () => {
        const told = await look({ date: target.value });
        if (!told || form() !== now) return;
        document.getElementById("words-how-read").textContent = told.why ? `${told.when}: ${told.why}` : "";
        if (!now.elements.when.dataset.own) now.elements.when.value = told.when;
        now.elements.offered.value = target.value;
      });
    }
    if (target.name.startsWith("piece_")) {
      soon(async () => {
        const told = await look({ words: target.value });
        const problem = target.closest("p").nextElementSibling;
        if (told && problem) problem.textContent = told.problem;
      });
    }
  });

  side.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    send(event.target);
  });

  side.addEventListener("click", (event) => {
    if (event.target.id !== "words-close") return;
    event.preventDefault();
    close();
  });

  side.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && form()) {
      event.preventDefault();
      close();
    }
  });

  // ---- marking: mouse, finger ----

  let pressed = false, finger = false;
  document.addEventListener("pointerdown", ({ target, pointerType, button }) => {
    if (bar.contains(target)) return;
    const inText = text().contains(target) && !target.closest("a, .source-side");
    finger = pointerType !== "mouse";
    pressed = inText && !finger && !button;
    // Chromium marks nothing that the mouse begins in what it gives the focus: meanwhile no sentence can have it.
    const there = pressed && target.closest(".source-sentence");
    if (there) place = Number(there.dataset.sentence);
    if (pressed) for (const one of text().querySelectorAll("[tabindex]")) one.removeAttribute("tabindex");
  });
  // Wherever the mouse lets go. The selection is what it will be once the event is over.
  document.addEventListener("pointerup", () => {
    if (!pressed) return;
    pressed = false;
    roving();
    setTimeout(() => { const now = marked(); if (now) open(now.start, now.end); });
  });

  // A finger marks in several strokes, and says when it has done.
  document.addEventListener("selectionchange", () => {
    if (!side.contains(document.activeElement)) bar.hidden = !finger || !marked();
  });
  document.getElementById("source-use").addEventListener("click", use);
  // A finger that presses the button must not let go of what is marked.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());

  // ---- marking: keys. One sentence is in the order of tabs; the arrows go on from it. ----

  const sentence = (number) => document.getElementById(`s${number}`);

  const roving = () => {
    const all = [...text().querySelectorAll(".source-sentence")];
    if (!sentence(place) && all.length) place = Number(all[0].dataset.sentence);
    for (const one of all) {
      if (Number(one.dataset.sentence) === place) one.tabIndex = 0;
      else one.removeAttribute("tabindex");
    }
  };

  const stand = (number, focused) => {
    if (!sentence(number)) return;
    const before = sentence(place); // what loses its place in the order of tabs loses the focus: last of all
    place = number;
    sentence(place).tabIndex = 0;
    if (focused) sentence(place).focus({ preventScroll: false });
    if (before && before !== sentence(place)) before.removeAttribute("tabindex");
  };

  // Each word of the text, as the node and the places in it where it begins and ends.
  const words = () => {
    const found = [];
    for (const one of text().querySelectorAll(".source-sentence")) {
      const nodes = [...one.querySelectorAll("[data-at]")].map(textNode).filter(Boolean);
      const whole = nodes.map((node) => node.data).join("");
      for (const word of whole.matchAll(/\S+/g)) {
        const [node, from] = within(nodes, word.index);
        const [last, end] = within(nodes, word.index + word[0].length - 1);
        found.push({ node, from, last, to: end + 1, number: Number(one.dataset.sentence) });
      }
    }
    return found;
  };

  // The node that has the sign at this place of all of them together, and its place in it.
  const within = (nodes, place) => {
    for (const node of nodes) {
      if (place < node.data.length) return [node, place];
      place -= node.data.length;
    }
    return [nodes.at(-1), nodes.at(-1).data.length - 1];
  };

  let anchor = null, head = null; // numbers of words: where marking began, and where it is

  const mark = (all) => {
    const [first, last] = anchor <= head ? [all[anchor], all[head]] : [all[head], all[anchor]];
    getSelection().setBaseAndExtent(first.node, first.from, last.last, last.to);
    say(`Marked: ${getSelection().toString().replace(/\s+/g, " ").slice(0, 200)}`);
  };

  const step = (all, by, whole, extend) => {
    const inside = (number) => all.findIndex((word) => word.number === number);
    if (head === null || !all[head] || all[head].number !== place) { anchor = null; head = null; }
    let to;
    if (whole) {
      const there = head === null ? place : all[head].number;
      const begun = head !== null;
      const next = extend && !begun ? there : there + by;
      if (!sentence(next)) return;
      if (extend) {
        if (!begun) anchor = by > 0 ? inside(place) : inside(place + 1) < 0 ? all.length - 1 : inside(place + 1) - 1;
        to = by > 0 ? (inside(next + 1) < 0 ? all.length - 1 : inside(next + 1) - 1) : inside(next);
      } else {
        getSelection().removeAllRanges();
        anchor = head = null;
        stand(next, true);
        return;
      }
    } else {
      to = head === null ? inside(place) : Math.min(Math.max(head + by, 0), all.length - 1);
      if (anchor === null || !extend) anchor = to;
    }
    head = to;
    stand(all[head].number, true);
    mark(all);
  };

  read.addEventListener("keydown", (event) => {
    if (event.target.closest("a, .source-side") || !event.target.closest(".source-sentence")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = text().dir === "rtl" ? -1 : 1; // the right arrow leads back where lines run from right to left
    const steps = { ArrowDown: [1, true], ArrowUp: [-1, true], ArrowRight: [on, false], ArrowLeft: [-on, false] };
    if (steps[event.key]) {
      event.preventDefault();
      step(words(), ...steps[event.key], event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      use();
    } else if (event.key === "Escape") {
      getSelection().removeAllRanges();
      anchor = head = null;
      if (form()) close();
    }
  });

  read.addEventListener("focusin", ({ target }) => {
    if (target.matches(".source-sentence")) stand(Number(target.dataset.sentence));
  });

  read.addEventListener("click", (event) => {
    const link = event.target.closest(".source-next");
    if (!link) return;
    event.preventDefault();
    stand(Number(link.hash.slice(2)), true);
  });

  addEventListener("beforeunload", (event) => { if (form() && typed.size) event.preventDefault(); });

  const chosen = document.getElementById("source-story");
  chosen.addEventListener("change", () => chosen.form.submit());
  narrow.addEventListener("change", settle);

  const asked = location.hash.match(/^#s(\d+)$/);
  if (asked) place = Number(asked[1]);
  roving();
  if (asked && sentence(place)) sentence(place).focus();
  newcomer();
  settle();
})();
