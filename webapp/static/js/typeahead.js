// Type-ahead on fields with data-typeahead="/address": asks ?q=… and expects JSON
// [{value, label, hint}]. What is chosen puts its value (a code, a number) into the field, so
// that the same field works by typing the code alone.

const WAIT = 160;
let serial = 0;

class Combo {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "dd-listbox";
    this.list.id = `listbox-${(serial += 1)}`;
    this.list.role = "listbox";
    this.list.hidden = true;
    this.list.ariaLabel = input.labels?.[0]?.textContent ?? input.ariaLabel;
    input.closest(".dd-combo").append(this.list);
    input.role = "combobox";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => this.pick(event));
  }

  later() {
    clearTimeout(this.timer);
    this.input.parentElement.parentElement.querySelector("[data-typeahead-shown]")?.replaceChildren();
    if (!this.input.value.trim()) return this.close();
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(this.input.dataset.typeahead, location.href);
    url.searchParams.set("q", this.input.value.trim());
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch { this.close(); }
  }

  show(items) {
    this.items = items.slice(0, 20);
    this.list.replaceChildren(...this.items.map((item, at) => this.option(item, at)));
    this.at = this.items.length ? 0 : -1;
    this.list.hidden = !this.items.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point();
  }

  option(item, at) {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `${this.list.id}-${at}`;
    row.dataset.at = at;
    const code = document.createElement("span");
    code.className = "dd-code";
    code.textContent = item.value;
    row.append(code, item.label ?? "");
    if (item.hint) row.append(Object.assign(document.createElement("small"), { textContent: item.hint }));
    return row;
  }

  point() {
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    const row = this.list.children[this.at];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) this.at = (this.at + move + this.items.length) % this.items.length;
    else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") this.choose();
    else if (event.key === "Escape") this.close();
    else return;
    this.point();
    if (event.key !== "Tab") event.preventDefault();
  }

  pick(event) {
    const row = event.target.closest("[data-at]");
    if (!row) return;
    event.preventDefault();
    this.at = Number(row.dataset.at);
    this.choose();
  }

  choose() {
    const item = this.items[this.at];
    this.close();
    if (!item) return;
    this.input.value = item.value;
    const shown = this.input.closest(".dd-combo").parentElement.querySelector("[data-typeahead-shown]");
    if (shown) shown.textContent = item.label ?? "";
    this.input.dispatchEvent(new CustomEvent("dd:chosen", { bubbles: true, detail: item }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

const made = new WeakSet();

function wake(input) {
  if (!input?.matches?.("[data-typeahead]") || made.has(input)) return;
  made.add(input);
  new Combo(input);
}

document.addEventListener("focusin", (event) => wake(event.target));
// A field with autofocus has the focus before this script runs.
wake(document.activeElement);
