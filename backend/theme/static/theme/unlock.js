/* Opens a person's vault (vault.js): with the server's key, or with the PIN that the person logs in with. Loaded where a PIN is
   typed, and by vault.js when a page needs the key.

   pieu.vault.propose(pin)                      makes a wrapping key from a PIN that the server is about to check; returns its
                                                random name, for the server
   .bring(owner)                                opens with the server's key, and wraps it with the PIN of this log-in
   .fetchKey({secret})                          the server's key; with `secret`, only if that is the right PIN. A refusal rejects
                                                with its words, and cause "refused"
   .create({owner, name, key, pin})             wraps `key` (32 bytes from the server) with a PIN that the server accepted
   .unlock(owner, pin)                          returns {ok}, {wait: seconds} or {left: tries}
   .share(owner, is)                            declare whether others use this phone, too */

const { vault } = window.pieu;
const ITERATIONS = 600000;
const FREE_TRIES = 5;
const MOST_WAIT = 3600;

async function wrapping(pin, salt) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const randomName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const PROPOSED = IDBKeyRange.bound("pin:", "pin;");
const dropProposed = () => vault.store("meta", "readwrite", (s) => s.delete(PROPOSED));

/* Wrapping doesn't declare the phone as shared, and doesn't take that back. */
async function wrap({ owner, name }, { salt, letters, key }, raw) {
  const before = await vault.profileOf(owner);
  const shared = before?.wrapped ? before.shared : false;
  await vault.put("profiles", { owner, name, shared, salt, letters, wrapped: await vault.close(key, raw), tries: 0, until: 0 });
}

/* The key can't be read out by scripts, and the PIN itself is not stored. */
async function madeFrom(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, key: await wrapping(pin, salt), letters: /\D/.test(pin) };
}

async function propose(pin) {
  const made = await madeFrom(pin);
  const name = randomName();
  await dropProposed();
  await vault.put("meta", { id: `pin:${name}`, ...made });
  return name;
}

async function create({ owner, name, key, pin }) {
  await wrap({ owner, name }, await madeFrom(pin), key);
  await vault.openWith(owner, key);
  await sealCopies(owner);
}

async function unlock(owner, pin) {
  const profile = await vault.profileOf(owner);
  if (!profile?.wrapped) return { left: 0 };
  const wait = Math.ceil((profile.until - Date.now()) / 1000);
  if (wait > 0) return { wait: Math.min(wait, MOST_WAIT) };
  // Count the try before checking it: closing the browser must not give it back.
  const tries = profile.tries + 1;
  const pause = tries < FREE_TRIES ? 0 : Math.min(MOST_WAIT, 30 * 2 ** (tries - FREE_TRIES));
  await vault.put("profiles", { ...profile, tries, until: pause ? Date.now() + pause * 1000 : 0 });
  let raw;
  try {
    raw = await vault.decipher(await wrapping(pin, profile.salt), profile.wrapped);
  } catch {
    return pause ? { wait: pause } : { left: FREE_TRIES - tries };
  }
  await vault.put("profiles", { ...profile, tries: 0, until: 0 });
  await vault.openWith(owner, raw);
  return { ok: true };
}

/* --- The server's key --- */
async function device() {
  const stored = await vault.get("meta", "device");
  if (stored) return stored.value;
  const value = randomName();
  await vault.put("meta", { id: "device", value });
  return value;
}

async function fetchKey(more) {
  const address = document.querySelector("script[data-key-url]")?.dataset.keyUrl;
  const { token } = await (await fetch("/csrf/", { cache: "no-store" })).json();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const shared = await vault.isShared(document.documentElement.dataset.owner);
  const body = JSON.stringify({ device: await device(), shared, ...more });
  const response = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
  const { key, detail, ...rest } = await response.json();
  if (!response.ok) throw new Error(detail, { cause: "refused" });
  return { ...rest, key: Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0)) };
}

/* Store again, encrypted, what was stored before the owner had a key. */
async function sealCopies(owner) {
  for (const copy of await vault.store("copies", "readonly", (s) => s.getAll()))
    if (copy.owner === owner && !copy.sealed) await vault.keep(owner, copy.name, copy.value);
}

/* The owner's first page here brings the key, so that no plain data is left when somebody else uses the phone. */
async function bring(owner) {
  const { key, name, pin, owner: now } = await fetchKey();
  if (now !== owner) return;
  const accepted = await vault.get("meta", `pin:${pin}`);
  if (accepted) await wrap({ owner, name }, accepted, key);
  else if (!(await vault.profileOf(owner))) await vault.put("profiles", { owner, name });
  await dropProposed();
  await vault.openWith(owner, key);
  await sealCopies(owner);
  navigator.serviceWorker?.ready.then(({ active }) => active.postMessage({ type: "sealed" }));
}

async function share(owner, shared) {
  await vault.put("profiles", { ...(await vault.profileOf(owner)), shared });
  await vault.state(owner); // this page holds the run from now on
}

Object.assign(vault, { propose, create, unlock, fetchKey, bring, share });
