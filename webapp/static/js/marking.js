// Marking rows for a batch: all at once, with Shift a range, and a bar that wakes up with a count.

let last = null;

const boxesOf = (form) => [...document.querySelectorAll(`[data-mark][form="${form.id}"]`)];

function show(form) {
  const boxes = boxesOf(form);
  const marked = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr, li")?.classList.toggle("is-marked", box.checked);
  form.classList.toggle("is-awake", marked.length > 0);
  form.querySelector("[data-batch-count]").textContent = String(marked.length);
  for (const button of form.querySelectorAll("button[type=submit], [data-modal] > summary")) {
    if (button.closest("dialog")) continue;
    if (button.matches("button")) button.disabled = !marked.length;
    button.setAttribute("aria-disabled", String(!marked.length));
  }
  const all = document.querySelector("[data-mark-all]");
  if (!all) return;
  all.checked = boxes.length > 0 && marked.length === boxes.length;
  all.indeterminate = marked.length > 0 && marked.length < boxes.length;
}

const refresh = () => document.querySelectorAll("form[data-batch]").forEach(show);

document.addEventListener("change", (event) => {
  const at = event.target;
  if (at.matches("[data-mark-all]")) {
    for (const form of document.querySelectorAll("form[data-batch]")) for (const box of boxesOf(form)) box.checked = at.checked;
    refresh();
  } else if (at.matches("[data-mark]")) {
    last = at;
    refresh();
  }
});

document.addEventListener("click", (event) => {
  const blocked = event.target.closest?.("[aria-disabled=true]");
  if (blocked) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (!event.shiftKey || !event.target.matches?.("[data-mark]") || !last?.isConnected) return;
  const boxes = boxesOf(event.target.form);
  const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
  for (const box of boxes.slice(Math.max(0, from), to + 1)) box.checked = event.target.checked;
  refresh();
}, true);

document.addEventListener("htmx:after:swap", refresh);
refresh();
