// What an editor types is kept on the editor's own device until it is saved, and offered again after a crash, a closed
// tab, a session that ended or a save that was refused. It never leaves the device but by the form's own buttons.
// It must not keep passwords, tokens or guards, nor show one person what another has typed.
(() => {
  "use strict";
  const EVERY = 1000; // milliseconds from a keystroke until it is kept, at most
  const OLDEST = 14 * 24 * 3600 * 1000; // after which nothing is offered any more
  const MOST = 40; // forms of one person
  const LONGEST = 4000000; // characters of one form
  const SHOWN = 400; // characters of one box in an offer
  const NEVER = new Set(["csrfmiddlewaretoken", "_opened", "desk_typed", "_seen", "_base", "_shown", "_kept", "seen", "_preview_at"]);
  const SKIPPED = new Set(["password", "file", "submit", "button", "image", "reset"]);

  const said = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const user = said("desk-user");
  const carrier = document.querySelector('input[name="_opened"][data-here], input[name="desk_typed"]');
  const form = carrier?.form ?? null;
  const alone = carrier?.name === "desk_typed"; // no row's form: it is filled in here, not by the server
  const path = alone ? location.pathname + location.search : location.pathname;
  const anew = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  let opening = /^[0-9a-f]{32}$/.test(carrier?.defaultValue ?? "") ? carrier.defaultValue : anew();
  if (carrier) carrier.value = opening;
  let base = null; // what the form sent before anything was typed
  let before = null; // the same, as an editor reads it
  let begun = false;
  let touched = false;
  let dirty = carrier?.hasAttribute("data-typed") ?? false;
  let leaving = false;
  let sentLast = ""; // what the last press of a button sent
  let keptHere = 0; // forms of this person on this device
  let release = () => {};

  // ---- the device's store ----

  let store = null;
  const opened = new Promise((resolve) => {
    try {
      const asked = indexedDB.open("explainer-desk", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "opening" });
      asked.onsuccess = () => {
        store = asked.result;
        store.onversionchange = () => store.close();
        resolve(store);
      };
      asked.onerror = asked.onblocked = () => resolve(null);
    } catch {
      resolve(null); // a browser that forbids it
    }
  });

  // Begun at once where the store is open: on the way out of a page nothing can be waited for.
  const act = (mode, what) => new Promise((resolve) => {
    try {
      const turn = store.transaction("kept", mode, { durability: "strict" });
      const asked = what(turn.objectStore("kept"));
      turn.oncomplete = () => resolve(asked.result ?? true);
      turn.onerror = turn.onabort = () => resolve(null);
      turn.commit?.();
    } catch {
      resolve(null);
    }
  });
  const put = (record) => act("readwrite", (kept) => kept.put(record));
  const drop = (key) => act("readwrite", (kept) => kept.delete(key));
  const everything = async () => (await act("readonly", (kept) => kept.getAll())) ?? [];

  // ---- the form ----

  const worth = (box) => box.name && !NEVER.has(box.name) && !box.name.startsWith("_keep:") && !SKIPPED.has(box.type)
    && !box.name.includes("__prefix__") && !box.disabled;

  const pairs = () => [...form.elements].filter(worth).flatMap((box) => {
    if (box.type === "checkbox" || box.type === "radio") return box.checked ? [[box.name, box.value]] : [];
    if (box.type === "select-multiple") return [...box.selectedOptions].map((option) => [box.name, option.value]);
    return [[box.name, box.value]];
  });

  const reads = () => {
    const found = {};
    for (const box of [...form.elements].filter(worth)) {
      if (box.type === "hidden") continue;
      if (box.type === "radio" && !box.checked) continue;
      if (box.type === "checkbox") found[box.name] = box.checked ? "yes" : "no";
      else if (box.options) found[box.name] = [...box.selectedOptions].map((option) => option.text).join(", ");
      else found[box.name] = box.value;
    }
    return found;
  };

  const labelOf = (name) => {
    const box = form.elements.namedItem(name);
    const one = box instanceof RadioNodeList ? box[0] : box;
    const label = (one?.labels?.[0]?.textContent ?? name).trim().replace(/:$/, "");
    const part = one?.closest(".inline-related");
    const title = part?.querySelector("h3 b")?.textContent.trim().replace(/:$/, "") ?? "";
    const number = part?.querySelector(".inline_label")?.textContent.trim() ?? "";
    return part ? `${title} ${number}: ${label}`.trim() : label;
  };

  const changes = () => {
    const now = reads();
    const blank = (name) => (form.elements.namedItem(name)?.type === "checkbox" ? "no" : "");
    return Object.keys(now).filter((name) => now[name] !== (before[name] ?? blank(name)))
      .map((name) => [labelOf(name), before[name] ?? "", now[name], name]);
  };

  const line = (text, kind = "") => {
    if (!form) return;
    let there = document.getElementById("desk-kept-line");
    if (!there) {
      there = document.createElement("p");
      there.id = "desk-kept-line";
      form.append(there);
    }
    there.textContent = text;
    there.className = kind;
  };

  const clock = (moment) => {
    const then = new Date(moment);
    const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const today = then.toDateString() === new Date().toDateString();
    return today ? time : `${time} on ${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
  };

  const keep = (sent = 0) => {
    if (!form || !base) return null;
    const now = pairs();
    if (!carrier.hasAttribute("data-typed") && JSON.stringify(now) === JSON.stringify(base)) {
      if (dirty) {
        dirty = false;
        line("");
        return store && drop(opening);
      }
      return null;
    }
    if (!sent && JSON.stringify(now) === sentLast) return null; // on its way: what is kept says so already
    if (sent) sentLast = JSON.stringify(now);
    dirty = true;
    const length = now.reduce((sum, pair) => sum + pair[0].length + pair[1].length, 0);
    if (!store || length > LONGEST) {
      line("This cannot be kept on this device. Save it soon.", "desk-stop");
      return null;
    }
    const hidden = (name) => form.elements.namedItem(name)?.value ?? "";
    const record = {
      opening, user, path, sent, before, at: Date.now(), pairs: now, changes: changes(),
      title: ["#content > h2", "#content h1"].map((each) => document.querySelector(each)?.textContent.trim()).find(Boolean)
        ?? document.title,
      seen: hidden("_seen"), base: hidden("_base"), fill: alone,
    };
    return put(record).then((done) => {
      const at = new Date(record.at).toLocaleTimeString("en-GB");
      if (done) {
        line(`Not saved yet. Kept on this device at ${at}.`);
        document.documentElement.dataset.kept = String(record.at);
      } else {
        line("This could not be kept on this device: it may be full. Save it soon.", "desk-stop");
      }
    });
  };

  // ---- offered again ----

  const element = (name, text, ...inside) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  };
  const short = (text) => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);

  const bring = (record) => {
    leaving = true;
    if (record.fill) {
      fill(record);
      return;
    }
    const back = element("form");
    back.method = "post";
    back.action = location.href.split("#")[0];
    back.hidden = true;
    const token = form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "";
    const guards = [["csrfmiddlewaretoken", token], ["_opened", record.opening], ["_kept", "1"],
      ["_seen", record.seen], ["_base", record.base]];
    for (const [name, value] of [...record.pairs, ...guards]) {
      const box = element("input");
      box.type = "hidden";
      box.name = name;
      box.value = value;
      back.append(box);
    }
    document.body.append(back);
    back.submit();
  };

  const fill = (record) => {
    const left = new Map();
    for (const [name, value] of record.pairs) left.set(name, [...(left.get(name) ?? []), value]);
    for (const box of [...form.elements].filter((each) => worth(each) && each.type !== "hidden")) {
      const values = left.get(box.name) ?? [];
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else if (box.options) for (const option of box.options) option.selected = values.includes(option.value);
      else if (values.length) box.value = values[0];
    }
    leaving = false;
    begun = touched = true;
    Promise.resolve(keep()).then(() => drop(record.opening));
    document.getElementById("desk-offers")?.remove();
  };

  const offer = (records) => {
    if (!records.length) return;
    document.getElementById("desk-offers")?.remove();
    const place = element("section");
    place.id = "desk-offers";
    place.className = "desk-panel";
    place.setAttribute("aria-labelledby", "desk-offers-heading");
    const heading = element("h2", "What you typed here and did not save");
    heading.id = "desk-offers-heading";
    place.append(heading);
    for (const record of records.slice(0, 5)) place.append(one(record, place));
    const tools = document.querySelector("#content-main > .object-tools");
    if (tools) tools.after(place);
    else (document.getElementById("content-main") ?? form.parentElement).prepend(place);
  };

  const one = (record, place) => {
    const now = form.elements.namedItem("_seen")?.value ?? "";
    const list = element("dl");
    const there = reads();
    for (const [label, was, typed, name] of record.changes.slice(0, 20)) {
      const says = element("dd");
      if (was) says.append(element("del", short(was)), " ");
      says.append(typed ? element("ins", short(typed)) : element("i", "nothing"));
      const since = there[name];
      if (record.fill && since !== undefined && since !== was && since !== typed) {
        says.append(element("p", `Somebody has changed it since. It says now: ${short(since)}`));
      }
      list.append(element("div", "", element("dt", label), says));
    }
    const button = (text, does, main) => {
      const made = element("button", text);
      made.type = "button";
      made.className = main ? "button default" : "button";
      made.addEventListener("click", does);
      return made;
    };
    const made = element("article", "", element("p", `Typed at ${clock(record.at)}, kept on this device.`), list);
    if (record.changes.length > 20) made.append(element("p", `And ${record.changes.length - 20} more.`));
    if (record.seen && record.seen !== now) {
      made.append(element("p", "It was saved since you opened it. What only one of you changed is put together; "
        + "where both changed the same you are asked."));
    }
    made.append(element("p", "",
      button("Bring it back", () => bring(record), true), " ",
      button("Throw it away", () => drop(record.opening).then(() => {
        made.remove();
        if (!place.querySelector("article")) place.remove();
      }), false)));
    return made;
  };

  // Of other forms, on the desk's first page: a link to each.
  const remind = (records) => {
    const place = element("section", "", element("h2", "What you typed and did not save"));
    place.className = "desk-panel";
    place.id = "desk-offers";
    const list = element("ul");
    for (const record of records.slice(0, 10)) {
      const link = element("a", record.title);
      link.href = record.path;
      list.append(element("li", "", link, `, typed at ${clock(record.at)}`));
    }
    place.append(list);
    (document.getElementById("content-main") ?? document.getElementById("content"))?.prepend(place);
  };

  // ---- which openings are alive: another tab's text is its own ----

  const alive = async () => {
    try {
      const { held } = await navigator.locks.query();
      return new Set(held.map((lock) => lock.name));
    } catch {
      return new Set(); // no locks without a secure address: then everything is offered
    }
  };
  const hold = () => {
    try {
      navigator.locks.request(`desk-form-${opening}`, () => new Promise((resolve) => { release = resolve; }));
    } catch {
      release = () => {};
    }
  };

  const look = async (again) => {
    const saved = new Set(said("desk-saved").split(" "));
    const all = await everything();
    const now = Date.now();
    const mine = [];
    for (const record of all.sort((one, other) => other.at - one.at)) {
      const gone = (record.sent && saved.has(record.opening)) || now - record.at > OLDEST;
      const many = record.user === user && mine.length >= MOST;
      if (gone || many) drop(record.opening);
      else if (record.user === user) mine.push(record);
    }
    keptHere = mine.length;
    if (!user) return;
    const others = await alive();
    const free = mine.filter((record) => record.opening !== opening && !others.has(`desk-form-${record.opening}`));
    if (!form) {
      if (document.body.classList.contains("dashboard") && free.length) remind(free);
      return;
    }
    const here = free.filter((record) => record.path === path);
    const sent = sessionStorage.getItem("desk-sent");
    const back = here.find((record) => record.opening === sent && record.sent && !record.fill);
    if (!carrier.hasAttribute("data-typed") && !begun && back) {
      sessionStorage.removeItem("desk-sent");
      bring(back);
      return;
    }
    if (sent === opening) sessionStorage.removeItem("desk-sent"); // refused: it stands here
    offer(here);
    const held = mine.filter((record) => record.path === path && record.opening !== opening).length > here.length;
    if (held && again) setTimeout(() => look(false), 1500); // a page that was left a moment ago may hold it still
  };

  // ---- from the first moment to the last ----

  const settle = () => {
    if (form && !begun) {
      base = pairs();
      before = reads();
    }
  };
  const begin = (event) => {
    if (!begun && event.isTrusted) {
      settle();
      begun = true;
    }
  };
  const touch = (event) => {
    if (leaving && (event?.type === "keyup" || event?.type === "click")) return; // of the key that sent it
    touched = true;
    leaving = false;
    if (event?.type === "input" && event.isTrusted) begun = true; // dictated or pasted: no key came before it
  };

  const start = async () => {
    settle();
    await opened;
    if (store && form && carrier.hasAttribute("data-typed")) {
      const mine = (await everything()).find((record) => record.opening === opening && record.user === user);
      if (mine) before = mine.before;
      keep(0);
    }
    if (store) look(true);
  };

  if (form) {
    hold();
    window.addEventListener("load", () => { if (!carrier.hasAttribute("data-typed")) settle(); });
    for (const type of ["keydown", "pointerdown", "paste", "drop"]) document.addEventListener(type, begin, true);
    for (const type of ["input", "change", "click", "keyup", "drop", "formset:added", "formset:removed"]) {
      document.addEventListener(type, touch, true);
    }
    window.django?.jQuery?.(form).on("change", touch); // lists that are looked up say it to jQuery alone
    setInterval(() => { if (touched) { touched = false; keep(); } }, EVERY);
    window.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented) return;
      leaving = true;
      touched = false;
      if (dirty || JSON.stringify(pairs()) !== JSON.stringify(base)) {
        keep(Date.now());
        sessionStorage.setItem("desk-sent", opening);
      }
    });
    window.addEventListener("beforeunload", (event) => {
      if (touched) keep();
      if (dirty && !leaving) event.preventDefault();
    });
    window.addEventListener("pagehide", () => { if (touched && !leaving) keep(); release(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && touched && !leaving) { touched = false; keep(); }
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      carrier.value = opening = anew();
      leaving = false;
      sentLast = "";
      touched = true;
      hold();
    });
  }

  // Whoever signs out leaves nothing behind; they are asked first.
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "logout-form" || !(keptHere || dirty) || leaving) return;
    event.preventDefault();
    if (!window.confirm("Text that you have not saved is kept on this device. Log out and delete it from here?")) return;
    leaving = true;
    touched = false;
    dirty = false;
    everything().then((all) => Promise.all(all.filter((record) => record.user === user).map((each) => drop(each.opening))))
      .then(() => event.target.submit());
  });

  start();
})();
