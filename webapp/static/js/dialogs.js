// Dialogs and menus. Both are <details> without this script; here they become modal,
// close on Escape and on a click beside them, and give the focus back.

const FIRST = "textarea, select, input:not([type=hidden]), button[type=submit]";

function show(dialog) {
  dialog.removeAttribute("open");
  dialog.showModal();
  dialog.querySelector(FIRST)?.focus();
}

function lift(details) {
  const dialog = details.querySelector("dialog");
  details.open = true;
  dialog.addEventListener("close", () => { details.open = false; details.querySelector("summary").focus(); }, { once: true });
  show(dialog);
}

document.addEventListener("click", (event) => {
  const at = event.target;
  const summary = at.closest?.("[data-modal] > summary");
  if (summary) {
    event.preventDefault();
    lift(summary.parentElement);
    return;
  }
  const opener = at.closest?.("[data-dialog]");
  if (opener) show(document.getElementById(opener.dataset.dialog));
  if (at.closest?.("[data-dialog-close]") || (at.matches?.("dialog:modal") && isBeside(at, event))) at.closest("dialog").close();
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(at)) menu.open = false;
  }
});

function isBeside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("[data-menu][open]") ?? document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form that came back with errors stands open: lift it where it stood.
function reopen() {
  const details = document.querySelector("[data-modal][open]");
  if (details && !details.querySelector("dialog:modal")) lift(details);
}
reopen();
document.addEventListener("htmx:after:swap", reopen);
