/* Set a PIN for the vault of the person who is logged in, also to replace a forgotten one. */

const pieu = window.pieu;
const form = document.querySelector("[data-set-pin]");
const words = JSON.parse(form.dataset.words);

function complain(text) {
  Object.assign(form.querySelector("[data-error]"), { textContent: text, hidden: !text });
  if (text) form.elements.pin.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { pin, again } = form.elements;
  if (!/^\d{6,12}$/.test(pin.value)) return complain(words.short);
  if (pin.value !== again.value) return complain(words.differs);
  const owner = document.documentElement.dataset.owner || "";
  const found = await pieu.vault.fetchKey().catch(() => null);
  if (!found || found.owner !== owner) return complain(words.noKey);
  await pieu.vault.create({ ...found, pin: pin.value });
  await pieu.outbox.reseal();
  await pieu.packs.ask({ type: "sealed" });
  form.reset();
  complain("");
  if (form.dataset.next) return location.assign(form.dataset.next);
  pieu.toast(words.set);
  document.dispatchEvent(new Event("pieu:pin"));
});

// Enable it only now: pressed earlier, the browser would send the PIN as a part of the address.
form.querySelector("[type=submit]").disabled = false;
