/* <form data-copy="message without a connection">: the server makes the copy, so test the connection first and stay on the
   page if there is none. A page saved on the phone may be old: it gets a new key and token. */

const WAIT = 8000;
let isTrying = false; // app.js marks the button of every form that is sent, so that mark can't be used here

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

/* The browser's back button may restore the page as it was left. */
addEventListener("pageshow", () => {
  isTrying = false;
  for (const button of document.querySelectorAll("form[data-copy] button")) button.removeAttribute("aria-busy");
});
