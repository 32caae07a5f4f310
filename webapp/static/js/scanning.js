// Scanning in the warehouse. A hand scanner types into [data-scan-field] and ends with Enter; the
// camera does the same through the same field. Right and wrong are shown, said and sounded.

const tone = { context: null };

function beep(notes) {
  tone.context ??= new AudioContext();
  let at = tone.context.currentTime;
  for (const [pitch, length, shape] of notes) {
    const voice = tone.context.createOscillator();
    const level = tone.context.createGain();
    voice.type = shape;
    voice.frequency.value = pitch;
    level.gain.setValueAtTime(0.18, at);
    level.gain.exponentialRampToValueAtTime(0.001, at + length);
    voice.connect(level).connect(tone.context.destination);
    voice.start(at);
    voice.stop(at + length);
    at += length * 0.8;
  }
}

const SOUNDS = {
  right: [[880, 0.09, "sine"], [1320, 0.16, "sine"]],
  wrong: [[196, 0.22, "square"], [147, 0.34, "square"]],
};

function tell(box, verdict, text) {
  box.classList.remove("is-right", "is-wrong");
  void box.offsetWidth;
  box.classList.add(`is-${verdict}`);
  box.querySelector("[data-scan-result]")?.replaceChildren(text);
  beep(SOUNDS[verdict]);
  navigator.vibrate?.(verdict === "right" ? 40 : [120, 60, 120]);
}

const isFull = (line) => {
  const field = line.querySelector("[data-picked]");
  return !field || (field.max !== "" && Number(field.value) >= Number(field.max));
};

// An article may stand on several lines: those that are complete come last.
function find(code) {
  const named = [...document.querySelectorAll("[data-barcode], [data-article]")]
    .filter((line) => code === line.dataset.barcode || code.toUpperCase() === line.dataset.article?.toUpperCase());
  return named.find((line) => !isFull(line)) ?? named[0];
}

function mark(line) {
  document.querySelectorAll(".dd-pick.is-right").forEach((other) => other.classList.remove("is-right"));
  line.classList.add("is-right");
  line.scrollIntoView({ block: "center", behavior: "smooth" });
}

// One more of what was scanned, or the whole line; a line that is complete takes no more.
function count(box, line, code) {
  const field = line.querySelector("[data-picked]");
  if (isFull(line)) return tell(box, "wrong", box.dataset.full.replace("{}", line.dataset.name ?? code));
  const most = Number(field.max || Infinity);
  const isWhole = document.querySelector("[data-scan-whole]")?.checked && field.max !== "";
  field.value = String(isWhole ? most : Math.min(most, Number(field.value) + 1));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  mark(line);
  tell(box, "right", `${line.dataset.name ?? code}  ${field.value}${field.max ? ` / ${field.max}` : ""}`);
}

// What a scan does: it searches, it stays in its field, or it is counted on the page.
export function scanned(field, code) {
  const box = field.closest("[data-scan-box]");
  if (field.hasAttribute("data-scan-submit")) return field.form.requestSubmit();
  if (field.hasAttribute("data-scan-keep")) return tell(box, "right", code);
  field.value = "";
  const line = find(code);
  if (line) count(box, line, code);
  else tell(box, "wrong", box.dataset.wrong.replace("{}", code));
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches?.("[data-scan-field]")) return;
  event.preventDefault();
  const code = field.value.trim();
  if (!code) return;
  if (field.hasAttribute("hx-post")) field.dispatchEvent(new CustomEvent("dd:scan", { bubbles: true }));
  else scanned(field, code);
});

// The server's verdict on a posted scan: HX-Trigger {"scanned": {"verdict": "right", "message": "…"}}.
document.addEventListener("scanned", (event) => {
  const box = document.querySelector("[data-scan-box]");
  if (box) tell(box, event.detail.verdict, event.detail.message);
});

const showFull = (field) => field.closest(".dd-pick")?.classList.toggle("is-full", field.max !== "" && Number(field.value) >= Number(field.max));
document.addEventListener("change", (event) => { if (event.target.matches("[data-picked]")) showFull(event.target); });
const showAllFull = () => document.querySelectorAll("[data-picked]").forEach(showFull);
document.addEventListener("htmx:after:swap", showAllFull);
showAllFull();

// Camera: the reader is fetched at the first use only.
let reader = null;

function load(button) {
  reader ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: button.dataset.reader, onerror: reject });
    script.onload = () => {
      window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => button.dataset.wasm } });
      resolve(window.ZXingWASM);
    };
    document.head.append(script);
  });
  return reader;
}

function viewer(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "dd-viewer";
  dialog.ariaLabel = button.textContent.trim();
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  dialog.append(video);
  dialog.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return { dialog, video };
}

async function look(video, zxing, isOpen) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  while (isOpen()) {
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (!video.videoWidth) continue;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const [found] = await zxing.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { maxNumberOfSymbols: 1 });
    if (found?.isValid) return found.text;
  }
  return null;
}

async function scan(button) {
  const field = button.closest("[data-scan-box]").querySelector("[data-scan-field]");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const { dialog, video } = viewer(button);
  try {
    const zxing = await load(button);
    dialog.showModal();
    video.srcObject = stream;
    await video.play();
    const code = await look(video, zxing, () => dialog.open);
    if (code) {
      field.value = code;
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    }
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    dialog.remove();
  }
}

async function offerCamera() {
  const buttons = document.querySelectorAll("[data-scan]");
  if (!buttons.length || !navigator.mediaDevices?.enumerateDevices) return;
  const devices = await navigator.mediaDevices.enumerateDevices();
  if (devices.some((device) => device.kind === "videoinput")) buttons.forEach((button) => { button.hidden = false; });
}
offerCamera();
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-scan]");
  if (button) scan(button).catch(() => { button.hidden = true; });
});
document.querySelector("[data-scan-field]")?.focus({ preventScroll: true });
