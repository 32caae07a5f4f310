// Signing on the screen: <canvas data-signature="field"> writes a PNG data URL into the hidden input
// of that name. The drawing library is loaded only where something is to be signed.

function fit(canvas) {
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
}

async function bind(canvas) {
  canvas.dataset.bound = "";
  const { default: SignaturePad } = await import(canvas.dataset.script);
  const field = canvas.closest("form").elements[canvas.dataset.signature];
  fit(canvas);
  const pad = new SignaturePad(canvas, { penColor: "#14283a", backgroundColor: "#ffffff", minWidth: 0.9, maxWidth: 2.6 });
  if (field.value) pad.fromDataURL(field.value);
  const changed = () => field.dispatchEvent(new Event("input", { bubbles: true }));
  pad.addEventListener("endStroke", () => { field.value = canvas.toDataURL("image/png"); changed(); });
  canvas.closest("form").querySelector(`[data-signature-clear="${canvas.dataset.signature}"]`)
    ?.addEventListener("click", () => { pad.clear(); field.value = ""; changed(); });
  new ResizeObserver(() => {
    if (!canvas.offsetWidth || Math.abs(canvas.width / (window.devicePixelRatio || 1) - canvas.offsetWidth) < 2) return;
    const strokes = pad.toData();
    fit(canvas);
    pad.clear();
    pad.fromData(strokes);
  }).observe(canvas);
}

const bindAll = () => document.querySelectorAll("canvas[data-signature]:not([data-bound])").forEach(bind);
bindAll();
document.addEventListener("htmx:after:swap", bindAll);
