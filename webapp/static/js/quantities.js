// The − and + of quantity fields. They keep to the field's min, step and max.

function step(input, by) {
  const min = Number((input.dataset.min ?? input.min) || 0);
  if (input.value === "" && by > 0) input.value = input.dataset.first ?? (min || input.step || 1);
  else if (by < 0 && input.dataset.first && Number(input.value) <= Number(input.dataset.first)) input.value = min;
  else if (input.type === "text") stepText(input, by);
  else if (by > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// A number that may have its unit behind it: 2箱 becomes 3箱, a bare number goes by the step.
function stepText(input, by) {
  const [, digits, unit] = input.value.trim().match(/^([\d.,]*)\s*(.*)$/);
  const now = Number(digits.replaceAll(",", "")) || 0;
  const next = now + by * (unit ? 1 : Number(input.dataset.by || 1));
  input.value = `${Number(Math.max(next, 0).toFixed(3))}${unit}`;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-step]");
  const box = button?.closest("[data-stepper]");
  if (box) step(box.querySelector("input"), Number(button.dataset.step));
});

document.addEventListener("focusin", (event) => {
  if (event.target.closest?.("[data-stepper]")) event.target.select?.();
});
