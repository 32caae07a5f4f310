// Forms: one submission at a time, no accidental Enter, the first error in sight,
// themes without a reload, and a thin bar while the server works.

const busy = new WeakSet();

function markBusy(form, submitter) {
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  if (submitter) submitter.setAttribute("data-busy", "");
}

function free(form) {
  busy.delete(form);
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[data-busy]")) button.removeAttribute("data-busy");
}

// A download leaves its page standing, so its form may be sent again.
// In the capture phase, so that a second click reaches neither htmx nor the browser.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[data-keep], [data-theme-form], [data-download]")) return;
  if (busy.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  markBusy(form, event.submitter);
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form");
  if (form) free(form);
  working(-1);
});
document.addEventListener("htmx:before:request", () => working(1));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) free(form);
});

let open = 0;
function working(change) {
  open = Math.max(0, open + change);
  document.querySelector("[data-progress]")?.classList.toggle("is-on", open > 0);
}

// Enter goes to the next field of a long form; Ctrl+Enter submits any form from anywhere in it.
const TEXTUAL = "input:not([type=checkbox], [type=radio], [type=submit], [type=button], [type=file], [type=hidden])";

function submitFrom(field) {
  const form = field.form ?? field.closest("form");
  form?.requestSubmit(form.querySelector("[data-primary]") ?? undefined);
}

function focusNext(field) {
  const fields = [...field.form.elements].filter((item) => item.matches("input:not([type=hidden]), select, textarea, button[data-primary]") && !item.disabled && item.offsetParent);
  fields[fields.indexOf(field) + 1]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  const field = event.target;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    submitFrom(field);
  } else if (field.matches(TEXTUAL) && field.form?.matches("[data-guard-enter]")) {
    event.preventDefault();
    focusNext(field);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});

// Of several fields left empty the list of errors says the same: it names each by its label.
function nameErrors(root) {
  const between = document.documentElement.lang.startsWith("zh") ? "：" : ": ";
  for (const link of root.querySelectorAll("[data-error-summary] a")) {
    const field = document.getElementById(link.hash.slice(1));
    const label = (field?.labels?.[0] ?? field?.querySelector("legend"))?.firstChild?.textContent.trim();
    if (label && !link.textContent.startsWith(label)) link.prepend(label, between);
  }
}

function toFirstError(root) {
  nameErrors(root);
  const summary = root.querySelector("[data-error-summary]");
  const field = root.querySelector("[aria-invalid=true]");
  summary?.scrollIntoView({ block: "nearest" });
  (field ?? summary)?.focus({ preventScroll: Boolean(summary) });
}
toFirstError(document);
document.addEventListener("htmx:after:swap", () => toFirstError(document));

// A link of the error list leads into the field, also where the id is a group's.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-error-summary] a");
  const group = link && document.querySelector(link.getAttribute("href"));
  const field = group?.matches("input, select, textarea") ? group : group?.querySelector("input:not([type=hidden])") ?? group;
  if (!field) return;
  event.preventDefault();
  field.focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  document.documentElement.dataset.bsTheme = body.get("theme");
  for (const button of document.querySelectorAll("[data-theme-form] button")) {
    button.setAttribute("aria-pressed", String(button.value === body.get("theme")));
  }
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});
