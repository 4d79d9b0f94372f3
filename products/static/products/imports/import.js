/* Upload a zip that is too large for a form in pieces, before its table. After a dropped connection it continues where the
   server's copy ends. Without this script the form shows that the zip is too large. */

const form = document.querySelector("form[data-zip]");
const PIECE = 2 * 1024 * 1024;
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true });
  });

async function send(file, url, tell) {
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  let offset = null;
  for (let wait = 1000; offset === null || offset < file.size; ) {
    try {
      const options =
        offset === null
          ? { method: "HEAD" }
          : { method: "PATCH", body: file.slice(offset, offset + PIECE), headers: { "Upload-Offset": String(offset) } };
      options.headers = { ...headers, "Content-Type": "application/offset+octet-stream", ...options.headers };
      const answer = await fetch(url, options);
      if (answer.ok) {
        offset = Number(answer.headers.get("Upload-Offset"));
        tell(Math.floor((100 * offset) / file.size));
        wait = 1000;
        continue;
      }
      if (![408, 409, 423, 429].includes(answer.status) && answer.status < 500) throw new Error(await answer.text());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch raises TypeError without a connection
      tell(null);
    }
    offset = null; // ask for the offset again
    await pause(wait);
    wait = Math.min(30_000, wait * 2);
  }
}

form?.elements.photos.addEventListener("change", () => {
  form.elements.zip.value = "";
});

form?.addEventListener("submit", async (event) => {
  const [file] = form.elements.photos.files;
  if (!file || file.size <= Number(form.dataset.most) || form.elements.zip.value) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  const state = form.querySelector("[data-state]");
  const key = crypto.randomUUID();
  const tell = (percent) => {
    state.textContent = percent === null ? form.dataset.waiting : form.dataset.sending.replace("{percent}", percent);
  };
  try {
    await send(file, form.dataset.zip.replace("00000000-0000-0000-0000-000000000000", key), tell);
    form.elements.zip.value = key;
    form.elements.photos.value = "";
    form.submit();
  } catch (error) {
    state.textContent = error.message;
    form.removeAttribute("aria-busy");
  }
});
