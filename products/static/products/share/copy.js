/* <form data-copy="what to say without a connection">: the copy is made by the server, so the line is tried first, and she
   stays on her page where there is none. A page kept on the phone may be old: it gets a new key and token. */

const WAIT = 8000;
let isTrying = false; // app.js marks the button of every form that is sent, so that mark tells nothing here

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-copy]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const word = form.querySelector("[data-offline]");
  if (isTrying) return;
  isTrying = true;
  button.setAttribute("aria-busy", "true");
  word.hidden = true;
  try {
    const answer = await fetch("/csrf/", { cache: "no-store", signal: AbortSignal.timeout(WAIT) });
    if (!answer.ok) throw new Error(answer.status);
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).token;
    form.elements.idempotency_key.value = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    form.submit();
  } catch {
    word.textContent = form.dataset.copy;
    word.hidden = false;
    button.removeAttribute("aria-busy");
    isTrying = false;
  }
});

/* Back by the browser's own button: the page may come as it was left. */
addEventListener("pageshow", () => {
  isTrying = false;
  for (const button of document.querySelectorAll("form[data-copy] button")) button.removeAttribute("aria-busy");
});
