/* What a phone keeps of one person, so that the next who holds it can't read it (docs/decisions/0006-offline-profiles.md).

   The same file runs in pages and, written in front of it, in the service worker: both read and write here.

   pieu.vault.profiles()                [{owner, name}] of who set a PIN on this phone
   .state(owner)                        "none" (no PIN: kept as it is), "open" or "locked"
   .keep(owner, name, value)            a copy of hers: any JSON; encrypted where she has a PIN
   .read(owner, name)                   it, or undefined where there is none or it is locked
   .seal(owner, bytes) .unseal(owner, sealed)   the same for who stores it elsewhere; seal answers null without a PIN
   .create({owner, name, key, pin})     a PIN for `key` (32 bytes from the server); .openWith(owner, key) opens without one
   .unlock(owner, pin)                  {ok} or {wait: seconds} or {left: tries}
   .lock() .remove(owner) .settle(owner)   settle: whose page came from the server; others' plain copies go

   AES-GCM with 256 bits under a random key; that key under PBKDF2-SHA-256 of her PIN. Unlocked, the browser keeps the key
   where no script can read it out, for half an hour since she last did something. */

{
  const pieu = (self.pieu ??= {});
  const ITERATIONS = 600000;
  const OPEN_FOR = 30 * 60 * 1000;
  const FREE_TRIES = 5;
  const MOST_WAIT = 3600;

  let opened;
  const open = () =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("pieu-vault", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("profiles", { keyPath: "owner" });
        request.result.createObjectStore("open", { keyPath: "id" });
        request.result.createObjectStore("meta", { keyPath: "id" });
        request.result.createObjectStore("copies", { keyPath: ["owner", "name"] });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }));

  async function store(name, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
  const get = (name, key) => store(name, "readonly", (s) => s.get(key));
  const put = (name, value) => store(name, "readwrite", (s) => s.put(value));
  const drop = (name, key) => store(name, "readwrite", (s) => s.delete(key));

  /* --- Keys ------------------------------------------------------------------------------------------------------------ */
  const usable = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

  async function wrapping(pin, salt) {
    const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  async function close(key, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }
  const decipher = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

  /* Her key, if it is open; that she does something keeps it open. */
  async function keyOf(owner) {
    const now = Date.now();
    const kept = await get("open", 1);
    if (!kept || kept.owner !== owner || Math.abs(now - kept.at) > OPEN_FOR) return null;
    if (now - kept.at > 60000) await put("open", { ...kept, at: now });
    return kept.key;
  }

  const openWith = async (owner, raw) => put("open", { id: 1, owner, key: await usable(raw), at: Date.now() });
  const lock = () => store("open", "readwrite", (s) => s.clear());

  async function create({ owner, name, key, pin }) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const wrapped = await close(await wrapping(pin, salt), key);
    await put("profiles", { owner, name, salt, wrapped, tries: 0, until: 0 });
    await openWith(owner, key);
    // What was kept before she had a PIN is written anew.
    for (const copy of await store("copies", "readonly", (s) => s.getAll()))
      if (copy.owner === owner && !copy.sealed) await keep(owner, copy.name, copy.value);
  }

  async function unlock(owner, pin) {
    const profile = await get("profiles", owner);
    if (!profile) return { left: 0 };
    const wait = Math.ceil((profile.until - Date.now()) / 1000);
    if (wait > 0) return { wait: Math.min(wait, MOST_WAIT) };
    // Counted before it is tried: closing the browser gives no try back.
    const tries = profile.tries + 1;
    const pause = tries < FREE_TRIES ? 0 : Math.min(MOST_WAIT, 30 * 2 ** (tries - FREE_TRIES));
    await put("profiles", { ...profile, tries, until: pause ? Date.now() + pause * 1000 : 0 });
    let raw;
    try {
      raw = await decipher(await wrapping(pin, profile.salt), profile.wrapped);
    } catch {
      return pause ? { wait: pause } : { left: FREE_TRIES - tries };
    }
    await put("profiles", { ...profile, tries: 0, until: 0 });
    await openWith(owner, raw);
    return { ok: true };
  }

  async function state(owner) {
    if (!owner || !(await get("profiles", owner))) return "none";
    return (await keyOf(owner)) ? "open" : "locked";
  }

  /* --- What is kept ---------------------------------------------------------------------------------------------------- */
  async function seal(owner, bytes) {
    if (!(await get("profiles", owner))) return null;
    const key = await keyOf(owner);
    if (!key) throw new Error("locked");
    return close(key, bytes);
  }

  async function unseal(owner, sealed) {
    const key = await keyOf(owner);
    return key ? decipher(key, sealed).catch(() => null) : null;
  }

  async function keep(owner, name, value) {
    const sealed = await seal(owner, new TextEncoder().encode(JSON.stringify(value)));
    await put("copies", { owner, name, at: Date.now(), ...(sealed ? { sealed } : { value }) });
  }

  async function read(owner, name) {
    const copy = owner && (await get("copies", [owner, name]));
    if (!copy?.sealed) return copy?.value;
    const bytes = await unseal(owner, copy.sealed);
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  }

  async function remove(owner) {
    for (const copy of await store("copies", "readonly", (s) => s.getAll()))
      if (copy.owner === owner) await drop("copies", [copy.owner, copy.name]);
    await drop("profiles", owner);
  }

  async function settle(owner) {
    const now = await get("open", 1);
    if (now && now.owner !== owner) await lock();
    for (const copy of await store("copies", "readonly", (s) => s.getAll()))
      if (copy.owner !== owner && !copy.sealed) await drop("copies", [copy.owner, copy.name]);
  }

  async function device() {
    const kept = await get("meta", "device");
    if (kept) return kept.value;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    await put("meta", { id: "device", value });
    return value;
  }

  const profiles = async () =>
    (await store("profiles", "readonly", (s) => s.getAll())).map(({ owner, name }) => ({ owner, name }));

  pieu.vault = {
    ...{ profiles, state, keep, read, seal, unseal, create, unlock, openWith, lock, remove, settle, device },
  };

  /* --- A page of hers from the server opens hers: she has logged in --------------------------------------------------------- */
  async function fetchKey() {
    const address = document.querySelector("script[data-key-url]")?.dataset.keyUrl;
    const { token } = await (await fetch("/csrf/", { cache: "no-store" })).json();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ device: await device() });
    const response = await fetch(address, { method: "POST", headers, body });
    if (!response.ok) throw new Error("no key");
    const { key, owner, name } = await response.json();
    return { key: Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0)), owner, name };
  }

  async function openHers() {
    const { owner = "", saved } = document.documentElement.dataset;
    if (!owner || saved !== undefined || (await state(owner)) !== "locked") return;
    const found = await fetchKey().catch(() => null);
    if (found?.owner === owner) await openWith(owner, found.key);
  }

  if (self.document) {
    pieu.vault.fetchKey = fetchKey;
    pieu.vault.openHers = () => openHers().catch(() => {});
    pieu.vault.ready = pieu.vault.openHers();
  }
}
