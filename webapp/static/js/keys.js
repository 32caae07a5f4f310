// Keys of the office: / search, j k rows, x mark, Enter open, a pass, r send back, ? list of keys.

const ROWS = "main [data-number]:is(tr, li, article)";
let current = null;

const isTyping = (at) => at.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function go(by) {
  const rows = [...document.querySelectorAll(ROWS)];
  if (!rows.length) return;
  const at = rows.indexOf(current?.isConnected ? current : null);
  current?.classList.remove("is-current");
  current = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  current.classList.add("is-current");
  current.tabIndex = -1;
  current.focus({ preventScroll: true });
  current.scrollIntoView({ block: "nearest" });
}

// A marked batch is meant before the current row, the row before the page.
function act(key) {
  const wanted = `[data-key="${key}"]`;
  const batch = document.querySelector("[data-batch].is-awake");
  const row = current?.isConnected ? current : null;
  const button = batch?.querySelector(wanted) ?? row?.querySelector(wanted) ?? document.querySelector(`main ${wanted}`);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

const KEYS = {
  "/": () => { const field = document.querySelector("[data-search]"); field?.focus(); field?.select(); return Boolean(field); },
  "j": () => go(1),
  "k": () => go(-1),
  "x": () => current?.querySelector("[data-mark]")?.click(),
  "a": () => act("a"),
  "r": () => act("r"),
  "?": () => document.getElementById("keys")?.showModal(),
  "Enter": () => current === document.activeElement && current.querySelector("[data-open], a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog:modal")) return;
  const run = KEYS[event.key];
  if (!run || (event.key === "Enter" && event.target !== current)) return;
  if (run() !== false) event.preventDefault();
});
