// Bad connections. <form data-keep="id"> keeps what is entered on the tablet. Sending is tried until
// the server answers, always with the one-time key of the first try, so that an answer lost on
// the way never does a thing twice. While something is not sent a bar says so.

import { action, isWhole, packFields, packFiles, unpack } from "./packing.js";

const LONGEST = 7 * 24 * 3600 * 1000;
const PATIENCE = 20000;
const LATER = [2000, 4000, 8000, 15000, 30000];
const UNREACHED = [502, 503, 504];
const TOLD = "dd-told";

const theBar = () => document.querySelector("[data-offline]");
const forms = () => [...document.querySelectorAll("form[data-keep]")];
const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
let tries = 0;
let timer = null;
let sending = false;

// The store. Each person has his own: what one entered is neither shown nor sent as another's act.
const mine = () => `dd-keep:${theBar()?.dataset.who}:`;
const read = (id) => JSON.parse(localStorage.getItem(mine() + id) ?? "null");
const drop = (id) => localStorage.removeItem(mine() + id);
const write = (entry) => localStorage.setItem(mine() + entry.id, JSON.stringify({ ...entry, at: Date.now() }));

function waiting() {
  const found = [];
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(mine()))) {
    const entry = JSON.parse(localStorage.getItem(key));
    if (Date.now() - entry.at > LONGEST) localStorage.removeItem(key);
    else if (entry.state === "waiting" && isWhole(entry)) found.push(entry);
  }
  return found.sort((a, b) => a.at - b.at);
}

function entryOf(form, submitter, state) {
  return { id: form.dataset.keep, action: action(form, submitter), page: location.pathname + location.search, state, fields: packFields(form, submitter), files: [] };
}

// A store that is full keeps the entry without its files; they can then be sent from this page only.
async function keep(form, submitter) {
  const entry = entryOf(form, submitter, "waiting");
  write({ ...entry, without: true });
  const files = await packFiles(form);
  try { write({ ...entry, files }); } catch { write({ ...entry, without: true }); }
}

// The bar
function say(look) {
  const bar = theBar();
  if (!bar) return;
  bar.hidden = !look;
  if (!look) return;
  bar.dataset.look = look;
  bar.querySelector("[data-offline-text]").textContent = bar.getAttribute(`data-text-${look}`);
}

function show() {
  if (sending && tries) say("sending");
  else if (waiting().length) say(tries || !navigator.onLine ? "kept" : null);
  else say(navigator.onLine ? null : "offline");
  const ids = new Set(waiting().map((entry) => entry.id));
  for (const form of forms()) form.inert = ids.has(form.dataset.keep);
}

// Sending
async function reach(entry, body) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(entry.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: stop.signal });
    return UNREACHED.includes(answer.status) ? null : { answer, html: await answer.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(patience);
  }
}

async function send(entry) {
  const reached = await reach(entry, unpack(entry, token()));
  if (!reached) return false;
  const { answer, html } = reached;
  const page = new DOMParser().parseFromString(html, "text/html");
  if (isSignIn(answer)) location.assign(answer.url);
  else if (answer.ok) { drop(entry.id); done(entry, answer.url, page); }
  else refused(entry, answer.status, page);
  return true;
}

const isHere = (entry) => entry.page === location.pathname + location.search;
const toast = (message, look) => document.dispatchEvent(new CustomEvent("toast", { detail: { message, look } }));

// The result is shown where it was asked for; elsewhere it is told: a list is read anew, another
// document's page is not taken away.
function done(entry, url, page) {
  const told = [...page.querySelectorAll("[data-toast]")].map((box) => [box.querySelector("span").textContent, box.dataset.look]);
  if (!isHere(entry) && document.querySelector("main[data-number]")) {
    told.forEach(([message, look]) => toast(message, look));
    return;
  }
  sessionStorage.setItem(TOLD, JSON.stringify(told));
  location.assign(isHere(entry) ? url : location.href);
}

function tellWhatWasDone() {
  const told = JSON.parse(sessionStorage.getItem(TOLD) ?? "[]");
  sessionStorage.removeItem(TOLD);
  told.forEach(([message, look]) => toast(message, look));
}

const isSignIn = (answer) => answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === theBar()?.dataset.signIn);

// The server said no: what was entered becomes a draft again, and its page says why.
function refused(entry, status, page) {
  write({ ...entry, state: "draft", files: [] });
  if (status === 400) { location.reload(); return; }
  if (!isHere(entry)) {
    const reasons = [...page.querySelectorAll("main [role=alert] li")].map((item) => item.textContent.trim());
    toast(reasons.join(" "), "trouble");
    return;
  }
  for (const part of ["main", ".dd-tbar"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  const main = document.querySelector("main");
  window.htmx?.process(main);
  main.dispatchEvent(new CustomEvent("htmx:after:swap", { bubbles: true }));
  main.scrollIntoView();
}

async function sendAll() {
  clearTimeout(timer);
  if (sending) return;
  sending = true;
  for (const entry of waiting()) {
    show();
    if (await send(entry)) { tries = 0; continue; }
    timer = setTimeout(sendAll, LATER[Math.min(tries, LATER.length - 1)]);
    tries += 1;
    break;
  }
  sending = false;
  show();
}

// Drafts
function isWaiting(form) {
  const entry = read(form.dataset.keep);
  return entry?.state === "waiting" && isWhole(entry);
}

let saving = null;
let unsaved = null;
function later(form) {
  clearTimeout(saving);
  unsaved = form;
  saving = setTimeout(saveNow, 300);
}

function saveNow() {
  clearTimeout(saving);
  if (unsaved?.isConnected && !isWaiting(unsaved)) write(entryOf(unsaved, null, "draft"));
  unsaved = null;
}

const OWN = new Set(["csrf_token", "version", "key"]);

function restore(form) {
  const entry = read(form.dataset.keep);
  if (!entry) return;
  const values = new Map();
  for (const [name, value] of entry.fields) values.set(name, [...(values.get(name) ?? []), value]);
  const seen = new Map();
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) || field.matches("button, [type=file]")) continue;
    const given = values.get(field.name) ?? [];
    if (field.matches("[type=checkbox], [type=radio]")) { field.checked = given.includes(field.value); continue; }
    const at = seen.get(field.name) ?? 0;
    seen.set(field.name, at + 1);
    if (given[at] !== undefined) field.value = given[at];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const before = values.get("version")?.[0];
  if (form.dataset.keepStale && before !== undefined && before !== form.elements.version?.value) warn(form);
}

// The document changed between entering and coming back.
function warn(form) {
  const note = document.createElement("div");
  note.className = "dd-note";
  note.dataset.look = "waiting";
  note.setAttribute("role", "status");
  note.textContent = form.dataset.keepStale;
  form.prepend(note);
}

document.addEventListener("input", (event) => {
  const form = event.target.form ?? event.target.closest?.("form");
  if (form?.matches("[data-keep]")) later(form);
});
document.addEventListener("change", (event) => {
  if (event.isTrusted && event.target.form?.matches("[data-keep]")) later(event.target.form);
});
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  event.preventDefault();
  if (isWaiting(form)) return;
  clearTimeout(saving);
  unsaved = null;
  await keep(form, event.submitter);
  form.closest("dialog")?.close();
  tries = navigator.onLine ? 0 : 1;
  show();
  sendAll();
});

window.addEventListener("online", () => { tries = Math.max(1, tries); sendAll(); });
window.addEventListener("offline", show);
window.addEventListener("pagehide", saveNow);
document.addEventListener("htmx:after:swap", show);
tellWhatWasDone();
if (document.querySelector("[data-error-summary]") === null) forms().forEach(restore);
if (waiting().length) { tries = 1; sendAll(); }
show();
