// Turns a form into plain data that outlives the page, and back into what a form sends. Photos of a
// modern camera are drawn smaller first: they are kept, and go over a bad line, as pictures of 1600 px.

const LARGE = 600000;
const EDGE = 1600;

// Files as they were chosen, for as long as this page lives: some are too large for the store.
const chosen = new Map();

const asDataUrl = (file) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.readAsDataURL(file);
});

async function smaller(file) {
  if (file.size < LARGE || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

// By hand, because the security policy does not let fetch() read data: addresses.
function toBlob(url) {
  const [head, text] = url.split(",");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: head.slice(5, head.indexOf(";")) });
}

export const action = (form, submitter) => submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;

export function packFields(form, submitter) {
  return [...new FormData(form, submitter)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
}

export async function packFiles(form) {
  const files = [];
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File && value.size) files.push([name, await smaller(value)]);
  }
  chosen.set(form.dataset.keep, files);
  return Promise.all(files.map(async ([name, file]) => [name, file.name, await asDataUrl(file)]));
}

// Whether all that belongs to an entry is still at hand.
export const isWhole = (entry) => !entry.without || chosen.has(entry.id);

export function unpack(entry, token) {
  const body = new FormData();
  for (const [name, value] of entry.fields) body.append(name, value);
  if (chosen.has(entry.id)) for (const [name, file] of chosen.get(entry.id)) body.append(name, file, file.name);
  else for (const [name, filename, url] of entry.files) body.append(name, toBlob(url), filename);
  body.set("csrf_token", token);
  return body;
}
