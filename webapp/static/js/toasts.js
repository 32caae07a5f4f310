// Short messages at the foot of the page, and copying codes with one click.
// The server shows one through HX-Trigger: {"toast": {"message": "…", "look": "done"}}.

const LOOKS = { done: "circle-check", trouble: "alert-triangle", waiting: "alert-circle", moving: "info-circle" };
const STAY = 6000;
// Asked anew each time: going back in the history replaces the whole body.
const region = () => document.getElementById("toasts");

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "dd-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${region().dataset.icons}#i-${name}`);
  svg.append(use);
  return svg;
}

function toast(message, look = "done") {
  const box = document.createElement("div");
  box.className = "dd-toast";
  box.dataset.look = look;
  box.dataset.toast = "";
  const text = document.createElement("span");
  text.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", region().dataset.close);
  close.append(icon("x"));
  box.append(icon(LOOKS[look] ?? LOOKS.moving), text, close);
  region().append(box);
  expire(box);
}

function leave(box) {
  box.classList.add("is-leaving");
  setTimeout(() => box.remove(), 220);
}

// Errors stay until they are closed: nobody should miss one for having looked away.
function expire(box) {
  if (box.dataset.timed) return;
  box.dataset.timed = "yes";
  if (box.dataset.look !== "trouble") setTimeout(() => leave(box), STAY);
}

const expireAll = () => document.querySelectorAll("[data-toast]").forEach(expire);
expireAll();
document.addEventListener("htmx:after:swap", expireAll);

document.addEventListener("toast", (event) => toast(event.detail.message, event.detail.look));
document.addEventListener("htmx:error", (event) => {
  if (event.detail.error instanceof TypeError) toast(region().dataset.lost, "trouble");
});

document.addEventListener("click", async (event) => {
  const close = event.target.closest?.("[data-toast-close]");
  if (close) leave(close.closest("[data-toast]"));
  const source = event.target.closest?.("[data-copy]");
  if (!source || !navigator.clipboard) return;
  await navigator.clipboard.writeText(source.dataset.copy);
  source.classList.add("is-copied");
  setTimeout(() => source.classList.remove("is-copied"), 1200);
  toast(`${region().dataset.copied} ${source.dataset.copy}`, "done");
});
