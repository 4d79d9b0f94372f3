/* Upload a file in pieces (tus 1.0.0) as soon as it is chosen. After a dropped connection, a reload or a closed browser it
   continues where the server's copy ends. Without this script the form sends the whole file. */

const pieu = (window.pieu ??= {});
const PIECE = 512 * 1024;
const LONGEST_WAIT = 30_000;
const STORE = "pieu-uploads";

const storedUploads = () => {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
};
const keep = (name, entry) => {
  const all = storedUploads();
  if (entry) all[name] = entry;
  else delete all[name];
  try {
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch {
    // Without a store only this page can continue the upload.
  }
};

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true });
  });

class Refused extends Error {}

/* Send `file` to the place that the hidden fields of `form` name. Return the address of the upload. */
async function send(form, file) {
  const state = form.querySelector(":scope > [data-state]");
  const fields = ["course", "kind", "place", "step", "question", "language", "text_hash"].flatMap((name) =>
    form.elements[name]?.value ? [[name, form.elements[name].value]] : [],
  );
  const name = JSON.stringify([fields, file.name, file.size, file.lastModified]);
  const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  const words = document.createElement("p");
  bar.setAttribute("aria-label", file.name);
  state.replaceChildren(words, bar);
  const tell = (offset) => {
    bar.value = Math.floor((100 * offset) / Math.max(1, file.size));
    words.textContent = form.dataset.sending.replace("{percent}", bar.value);
  };

  const ask = async (url, options) => {
    for (let wait = 1000; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        const answer = await fetch(url, { ...options, headers: { ...headers, ...options.headers } });
        if (answer.status < 500 && ![408, 423, 429].includes(answer.status)) return answer;
      } catch {
        words.textContent = form.dataset.waiting;
      }
      await pause(wait);
      if (options.method === "PATCH") return null; // first ask for the offset
    }
  };

  const entry = storedUploads()[name] ?? { key: crypto.randomUUID() };
  keep(name, entry);
  const begin = async () => {
    const metadata = [["filename", file.name], ...fields].map(([key, value]) => `${key} ${base64(value)}`).join(",");
    const answer = await ask(form.dataset.upload, {
      method: "POST",
      headers: { "Upload-Length": String(file.size), "Upload-Metadata": metadata, "Idempotency-Key": entry.key },
    });
    if (answer.status !== 201) throw new Refused(await answer.text());
    entry.url = answer.headers.get("Location");
    keep(name, entry);
  };

  try {
    if (!entry.url) await begin();
    let offset = null;
    tell(0);
    while (offset === null || offset < file.size) {
      if (offset === null) {
        const head = await ask(entry.url, { method: "HEAD" });
        if (head.status === 404) {
          entry.key = crypto.randomUUID();
          await begin();
          continue;
        }
        offset = Number(head.headers.get("Upload-Offset"));
        continue;
      }
      const answer = await ask(entry.url, {
        method: "PATCH",
        headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) },
        body: file.slice(offset, offset + PIECE),
      });
      if (answer === null || answer.status === 409) offset = null;
      else if (answer.ok) offset = Number(answer.headers.get("Upload-Offset"));
      else throw new Refused(await answer.text());
      if (offset !== null) tell(offset);
    }
    keep(name, null);
    const made = document.createElement("div");
    state.replaceChildren(made);
    await window.htmx?.ajax("GET", `${entry.url}tinh-trang/`, { target: made, swap: "outerHTML" });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    keep(name, null);
    const message = Object.assign(document.createElement("p"), { className: "field__error", textContent: error.message });
    state.replaceChildren(message);
  }
}
pieu.upload = send;

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.elements.file;
  form.toggleAttribute("data-ready", true); // the submit button is for browsers without scripts
  input.addEventListener("change", async () => {
    await pause(0); // photo.js handles the event after this and may shrink the picture first
    await Promise.allSettled([...(pieu.pending ?? [])]);
    const [file] = input.files;
    if (!file || form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      await send(form, file);
    } finally {
      input.value = "";
      // Remove the preview of photo.js: the page shows the server's picture or its error message by now.
      for (const shown of form.querySelectorAll(".photo-preview, .field > .sync")) shown.remove();
      form.removeAttribute("aria-busy");
    }
  });
}
