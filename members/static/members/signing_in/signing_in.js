/* On pages where a PIN is typed: a button that shows it, the card number from a card's QR code, and the passkey button
   only where the phone can do it. Everything works without.

   <form data-pin-key="password"> names the field of the PIN that the form logs in with. Before the form is sent, the phone makes
   a key from that PIN (theme/unlock.js) and adds the key's random name as `pin_key`: the same PIN then opens what is
   stored on this phone. */

const words = document.documentElement.lang === "en" ? { show: "Show", hide: "Hide" } : { show: "Hiện", hide: "Ẩn" };

for (const input of document.querySelectorAll("input[data-reveal]")) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "link-button reveal",
    textContent: words.show,
  });
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  const label = document.querySelector(`label[for="${input.id}"]`);
  button.setAttribute("aria-label", `${words.show} ${label?.textContent.trim() ?? ""}`.trim());
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? words.show : words.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  input.form?.addEventListener("submit", () => (input.type = "password"));
  input.after(button);
}

// A card's QR code ends in #so=12345678, a part that the browser never sends to the server.
const number = /^#so=(\d{8})$/.exec(location.hash)?.[1];
const login = document.getElementById("id_login") ?? document.getElementById("id_card");
if (number && login) {
  if (!login.value) login.value = number;
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("input[data-reveal]")?.focus();
}

// WebAuthn does not work on IP addresses.
if (window.PublicKeyCredential && !/^[\d.]+$/.test(location.hostname))
  for (const form of document.querySelectorAll("[data-passkey]")) form.hidden = false;

for (const form of document.querySelectorAll("form[data-pin-key]")) {
  let isMaking = false;
  form.addEventListener("submit", async (event) => {
    const pin = form.elements[form.dataset.pinKey].value;
    const { propose } = window.pieu?.vault ?? {};
    if (form.elements.pin_key || !pin || !propose) return;
    event.preventDefault();
    if (isMaking) return;
    isMaking = true;
    event.submitter?.setAttribute("aria-busy", "true");
    const value = await propose(pin).catch(() => "");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "pin_key", value }));
    isMaking = false;
    form.requestSubmit(event.submitter);
  });
  // Back from the next page: another PIN may be typed now.
  addEventListener("pageshow", () => form.elements.pin_key?.remove());
}
