/* Let the PIN of log-in open the vault of the person who is logged in. The server checks the PIN. */

const pieu = window.pieu;
const form = document.querySelector("[data-set-pin]");
const words = JSON.parse(form.dataset.words);
const button = form.querySelector("[type=submit]");

function complain(text) {
  Object.assign(form.querySelector("[data-error]"), { textContent: text, hidden: !text });
  form.elements.pin.toggleAttribute("aria-invalid", Boolean(text));
  if (text) form.elements.pin.focus();
}

async function use(pin) {
  if (!pin) return complain(words.empty);
  const owner = document.documentElement.dataset.owner || "";
  let found;
  try {
    found = await pieu.vault.fetchKey({ secret: pin });
  } catch (error) {
    return complain((error.cause === "refused" && error.message) || words.noKey);
  }
  if (found.owner !== owner) return complain(words.noKey);
  await pieu.vault.create({ ...found, pin });
  await pieu.outbox.reseal();
  await pieu.packs.ask({ type: "sealed" });
  form.reset();
  complain("");
  if (form.dataset.next) return location.assign(form.dataset.next);
  pieu.toast(words.set);
  document.dispatchEvent(new Event("pieu:pin"));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true; // a second tap would count as a second try
  await use(form.elements.pin.value).finally(() => (button.disabled = false));
});

// Enable it only now: pressed earlier, the browser would send the PIN as a part of the address.
button.disabled = false;
