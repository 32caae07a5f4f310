// The keeper's hands: a hand scanner always meets the scan field, a whole line is one touch, and
// the bar at the foot says how far the order is. Without connection no page is left.

import { scanned } from "./scanning.js";

const MODE = "dd-scan-whole";
const SHORTEST_CODE = 6;
const BAR_CODE = /^\d{8,}$/;
const scanField = () => document.querySelector("[data-scan-box] [data-scan-field]:not([data-scan-keep])");
const lines = () => [...document.querySelectorAll("[data-pick] [data-picked]")];
const isFull = (field) => field.max !== "" && Number(field.value) >= Number(field.max);

// Progress
function showProgress() {
  const place = document.querySelector("[data-pick-progress]");
  if (!place) return;
  const all = lines();
  const done = all.filter(isFull).length;
  place.textContent = place.dataset.text.replace("{done}", done).replace("{all}", all.length);
  place.classList.toggle("is-all", done === all.length);
}

// Focus: a hand scanner types blindly. The field asks for no screen keyboard until it is touched.
const isTyping = (at) => at?.matches?.("input:not([type=checkbox], [type=radio], [type=file]), textarea, select") || at?.closest?.("dialog");

function listen() {
  const field = scanField();
  if (!field || isTyping(document.activeElement)) return;
  field.inputMode = "none";
  field.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  if (event.target === scanField()) event.target.inputMode = "text";
});
document.addEventListener("keydown", (event) => {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) listen();
}, true);

// A scan into a quantity is no quantity: it goes where it belongs and the quantity comes back.
const before = new WeakMap();
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-picked]")) before.set(event.target, event.target.value);
});

// Without a bound, as in a stocktaking, 12.125 may well be a quantity.
function isCode(field) {
  if (field.max === "") return BAR_CODE.test(field.value);
  return field.value.length >= SHORTEST_CODE && Number(field.value) > Number(field.max);
}

function set(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !field.matches?.("[data-picked]")) return;
  event.preventDefault();
  const code = field.value;
  if (isCode(field)) {
    set(field, before.get(field) ?? "0");
    if (scanField()) scanned(scanField(), code);
  }
  field.blur();
  listen();
});

// A scanned tracking number stays, and the next field is ready.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-scan-keep]")) document.querySelector("[data-primary]")?.focus();
});

document.addEventListener("click", (event) => {
  const fill = event.target.closest?.("[data-fill]");
  if (fill) {
    const field = fill.closest("[data-pick]").querySelector("[data-picked]");
    set(field, isFull(field) ? "0" : field.max);
  }
  if (event.target.closest?.("[data-fill], [data-step]")) setTimeout(listen);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-picked]")) showProgress();
  if (event.target.matches("[name=scan_mode]")) {
    localStorage.setItem(MODE, event.target.matches("[data-scan-whole]") ? "yes" : "");
    listen();
  }
});

// Leaving a page without a connection would end on the browser's own error.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || navigator.onLine || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  window.dispatchEvent(new Event("offline"));
});

function begin() {
  const whole = document.querySelector("[data-scan-whole]");
  if (whole && localStorage.getItem(MODE)) whole.checked = true;
  showProgress();
  listen();
}
document.addEventListener("htmx:after:swap", begin);
begin();
