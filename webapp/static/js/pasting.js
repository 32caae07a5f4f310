// The quick order grid: rows pasted from a spreadsheet (code⇥quantity) are spread over its rows,
// and there is always one empty row more.

// Between tabs a comma belongs to the number (1,000); without tabs it parts the cells.
const cells = (line) => (line.includes("\t") ? line.split("\t") : line.split(/[,;，；]|\s{2,}|\s(?=\S+$)/)).map((cell) => cell.trim());
const parse = (text) => text.split(/\r?\n/).map(cells).filter(([code]) => code);

const rowsOf = (grid) => [...grid.querySelectorAll("[data-paste-row]")];

function addRow(grid) {
  const rows = rowsOf(grid);
  const row = rows[rows.length - 1].cloneNode(true);
  const number = rows.length + 1;
  for (const field of row.querySelectorAll("input")) {
    field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    field.removeAttribute("aria-controls");
    if (field.id) field.id = `${field.id.replace(/-\d+$/, "")}-${number}`;
  }
  for (const choice of row.querySelectorAll("select")) choice.selectedIndex = 0;
  row.querySelectorAll(".dd-listbox, .dd-error").forEach((left) => left.remove());
  row.querySelectorAll("[data-typeahead-shown]").forEach((shown) => shown.replaceChildren());
  row.classList.remove("dd-row-error");
  const head = row.querySelector("[data-row-number]");
  if (head) head.textContent = String(number);
  rows[rows.length - 1].after(row);
  return row;
}

function fill(grid, from, lines) {
  let rows = rowsOf(grid);
  let at = rows.indexOf(from);
  for (const [code, quantity] of lines) {
    while (at >= rows.length) { addRow(grid); rows = rowsOf(grid); }
    rows[at].querySelector("[data-code]").value = code;
    rows[at].querySelector("[data-quantity]").value = quantity ?? "";
    at += 1;
  }
  keepOneEmpty(grid);
  rowsOf(grid)[Math.min(at, rowsOf(grid).length - 1)].querySelector("[data-code]").focus();
}

function keepOneEmpty(grid) {
  const rows = rowsOf(grid);
  if (rows[rows.length - 1].querySelector("[data-code]").value) addRow(grid);
}

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.("[data-paste-grid] [data-code]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  fill(field.closest("[data-paste-grid]"), field.closest("[data-paste-row]"), parse(text));
});

document.addEventListener("dd:chosen", (event) => {
  const row = event.target.closest("[data-paste-row]");
  if (!row) return;
  keepOneEmpty(row.closest("[data-paste-grid]"));
  row.querySelector("[data-quantity]").focus();
});

document.addEventListener("change", (event) => {
  const grid = event.target.closest?.("[data-paste-grid]");
  if (grid) keepOneEmpty(grid);
});

// In the grid Enter goes on like in a spreadsheet: code, quantity, next row.
document.addEventListener("keydown", (event) => {
  const row = event.key === "Enter" && !event.ctrlKey && !event.isComposing && event.target.closest?.("[data-paste-row]");
  if (!row || event.defaultPrevented) return;
  event.preventDefault();
  if (event.target.matches("[data-code]")) row.querySelector("[data-quantity]").focus();
  else row.nextElementSibling?.querySelector("[data-code]")?.focus();
});
