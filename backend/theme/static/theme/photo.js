/* <input type="file" accept="image/*" data-shrink>: the photo is made smaller on the phone (at most 2048 px, JPEG), which
   also removes its location and camera data. A preview follows below the input.

   data-upload-url="/…" sends it through the outbox at once, with the hidden fields of its form: it survives a dropped
   connection and a killed browser. The input then fires "pieu:photo" {state, data}. Without the attribute the smaller
   file replaces the big one and is sent with the form. */

const { words = {}, outbox, pending } = window.pieu ?? {};
const LONGEST = 2048;
const QUALITY = 0.8;

async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d", { alpha: false }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0; // frees memory at once, for cheap phones
  if (!blob) throw new Error("no picture");
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

function places(input) {
  const field = input.closest(".field") ?? input.parentElement;
  let preview = field.querySelector(".photo-preview");
  if (!preview) {
    preview = Object.assign(document.createElement("div"), { className: "photo-preview" });
    preview.append(Object.assign(document.createElement("img"), { alt: "" }));
    field.append(preview);
  }
  let status = field.querySelector(".sync");
  if (!status) {
    status = Object.assign(document.createElement("p"), { className: "sync" });
    status.setAttribute("role", "status");
    field.append(status);
  }
  return { image: preview.querySelector("img"), preview, status };
}

function show(input, file, state, text) {
  const { image, preview, status } = places(input);
  if (file) {
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.onerror = () => (preview.hidden = true); // this browser can't draw it
    image.src = URL.createObjectURL(file);
    preview.hidden = false;
  }
  preview.classList.toggle("waiting", state === "waiting" || state === "sending");
  status.dataset.state = state;
  status.textContent = text;
}

async function chosen(input) {
  if (![...input.files].every(({ type }) => !type || type.startsWith("image/"))) return;
  const files = [];
  for (const original of input.files) {
    try {
      files.push(await shrink(original));
    } catch {
      files.push(original);
      show(input, null, "", words.photoFailed ?? "");
    }
  }
  if (!files.length) return;
  const box = new DataTransfer();
  for (const file of files) box.items.add(file);
  input.files = box.files;
  const size = Math.max(1, Math.round(files.reduce((sum, file) => sum + file.size, 0) / 1024));
  show(input, files[0], "ready", (words.photoReady ?? "").replace("{size}", size));
  await window.pieu?.addressed; // a page may first have to find out where the photo belongs
  const url = input.dataset.uploadUrl;
  if (!url || !outbox?.owner()) return;
  const hidden = [...input.form.querySelectorAll('input[type="hidden"]')].map(({ name, value }) => [name, value]);
  try {
    for (const file of files)
      await outbox.put({ url, kind: "photo", label: file.name, fields: [...hidden, [input.name, file]] });
    input.value = ""; // the outbox sends it; the form must not send it again
    input.required = false;
    outbox.flush();
  } catch {
    // No store on this phone: the form sends the smaller file.
  }
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.('input[type="file"][data-shrink]')) return;
  const work = chosen(input);
  pending?.add(work);
  work.finally(() => pending?.delete(work));
});

document.addEventListener("pieu:outbox", ({ detail: { entry, state, data } }) => {
  if (entry.kind !== "photo") return;
  const input = inputOf(entry);
  if (!input) return;
  const text = { waiting: words.photoWaiting, sent: words.photoSent, review: entry.error?.[0]?.[1] }[state] ?? words[state];
  show(input, null, state, text ?? "");
  input.dispatchEvent(new CustomEvent("pieu:photo", { bubbles: true, detail: { state, data, entry } }));
});

const inputOf = (entry) =>
  [...document.querySelectorAll("input[data-shrink][data-upload-url]")].find(
    (input) => new URL(input.dataset.uploadUrl, location.href).pathname === entry.url.split("?")[0],
  );

/* Show again a photo that still waits, for example after the browser was killed. */
for (const entry of (await outbox?.list()) ?? []) {
  const input = entry.kind === "photo" && inputOf(entry);
  const file = input && entry.fields.find(([, value]) => value instanceof Blob)?.[1];
  if (!file) continue;
  input.required = false;
  show(input, file, entry.state, entry.state === "review" ? entry.error?.[0]?.[1] : words.photoWaiting);
}
