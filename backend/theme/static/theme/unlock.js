/* The PIN of a person's vault (vault.js), which is the PIN that the person logs in with. Only pages where a PIN is typed load it.

   pieu.vault.propose(pin)                      makes a wrapping key from a PIN that the server is about to check; returns its
                                                random name. After the log-in vault.js wraps the vault's key with it
   pieu.vault.create({owner, name, key, pin})   wraps `key` (32 bytes from the server) with a PIN that the server accepted
   pieu.vault.unlock(owner, pin)                returns {ok}, {wait: seconds} or {left: tries} */

const { vault } = window.pieu;
const ITERATIONS = 600000;
const FREE_TRIES = 5;
const MOST_WAIT = 3600;

async function wrapping(pin, salt) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/* The key can't be read out by scripts, and the PIN itself is not stored. */
async function madeFrom(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, key: await wrapping(pin, salt), letters: /\D/.test(pin) };
}

async function propose(pin) {
  const made = await madeFrom(pin);
  const name = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await vault.dropProposed();
  await vault.put("meta", { id: `pin:${name}`, ...made });
  return name;
}

async function create({ owner, name, key, pin }) {
  await vault.wrap({ owner, name }, await madeFrom(pin), key);
  await vault.openWith(owner, key);
  await vault.sealCopies(owner);
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

Object.assign(vault, { propose, create, unlock });
