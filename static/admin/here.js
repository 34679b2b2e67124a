// Says every now and then that a form is open, shows who else has it open, and tells at once when the server does not
// answer or the session has ended. It must not send anything that is typed.
(() => {
  "use strict";
  const EVERY = 25000; // milliseconds; explainer/admin/here.py takes three of them for gone
  const PATIENCE = 4000; // for an answer before a save that is in doubt
  const carrier = document.querySelector('input[name="_opened"][data-here]');
  const form = carrier?.form;
  if (!form) return;
  const { here, row, user, csrf } = carrier.dataset;
  const place = document.getElementById("desk-here");
  let last = Date.now(); // when the server last answered
  let trouble = "";

  // A sign-in in another tab changes the token; the one in the cookie is right.
  const token = () => {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${csrf}=`));
    const box = form.elements.namedItem("csrfmiddlewaretoken");
    if (found && box) box.value = found.slice(csrf.length + 1);
    return box?.value ?? "";
  };

  const body = (more = {}) => {
    const sent = new FormData();
    const told = { csrfmiddlewaretoken: token(), opening: carrier.value, row, ...more };
    for (const [name, value] of Object.entries(told)) sent.append(name, value);
    return sent;
  };

  const alarm = (text, link) => {
    let box = document.getElementById("desk-alarm");
    if (!text) {
      box?.remove();
      return;
    }
    if (!box) {
      box = document.createElement("p");
      box.id = "desk-alarm";
      box.className = "errornote";
      box.setAttribute("role", "alert");
      form.before(box);
    }
    if (box.dataset.text === text) return;
    box.dataset.text = text;
    box.textContent = text;
    if (link) {
      const way = document.createElement("a");
      way.href = link;
      way.target = "_blank";
      way.textContent = "Sign in in another tab";
      box.append(" ", way, ", then come back here and save.");
    }
  };

  const SAFE = "What you typed is still here, and is kept on this device.";
  const LOGIN = document.querySelector("#branding a")?.href.concat("login/") ?? "/admin/login/";

  const people = (there) => {
    place.replaceChildren(...there.map((person) => {
      const said = document.createElement("p");
      const name = document.createElement("strong");
      name.textContent = person.name;
      if (person.name === "you") said.append(`You have this open in another window, too, since ${person.since}.`);
      else said.append(name, ` has this open, too, since ${person.since}.`);
      return said;
    }));
  };

  const judge = async (answer) => {
    last = Date.now();
    if (answer.status === 200) {
      const told = await answer.json();
      trouble = told.user === user ? "" : "other";
      if (JSON.stringify(told.people) !== place.dataset.people) {
        place.dataset.people = JSON.stringify(told.people);
        people(told.people);
      }
    } else {
      trouble = answer.status === 403 ? "ended" : "failing";
    }
  };

  const beat = async () => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE * 3);
    try {
      await judge(await fetch(here, { method: "POST", body: body(), signal: stop.signal, redirect: "error" }));
    } catch {
      trouble = "gone";
    } finally {
      clearTimeout(timer);
    }
    if (trouble === "ended") alarm(`Your session has ended. ${SAFE}`, LOGIN);
    else if (trouble === "other") alarm(`Somebody else is signed in in this browser now. ${SAFE}`, LOGIN);
    else if (trouble === "gone") alarm(`The server does not answer. ${SAFE} Leave this page open; save once it answers.`);
    else if (trouble === "failing") alarm(`The server cannot save at the moment. ${SAFE} Try again in a minute.`);
    else alarm("");
    document.documentElement.dataset.heard = trouble || "well";
  };

  beat();
  setInterval(beat, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - last > EVERY) beat(); });
  window.addEventListener("online", beat);
  window.addEventListener("offline", beat);

  // A save is asked about first only where there is a doubt: it would leave the page for one that says nothing.
  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    token();
    const doubt = trouble || !navigator.onLine || Date.now() - last > 3 * EVERY;
    if (!doubt || form.dataset.sure === "1") {
      delete form.dataset.sure;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    beat().then(() => {
      if (trouble && trouble !== "failing") return;
      form.dataset.sure = "1";
      form.requestSubmit(button);
    });
  }, true);

  if (row) window.addEventListener("pagehide", () => navigator.sendBeacon(here, body({ leave: "1" })));
})();
