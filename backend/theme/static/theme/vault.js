/* Stores each person's data on a phone so that nobody else who uses it can read it
   (docs/decisions/0006-offline-profiles.md).

   It runs in pages and, prepended to it, in the service worker.

   pieu.vault.profiles()                [{owner, name, hasPin, letters}] of the people with a key on this phone
   .state(owner)                        "none" (no key yet: stored unencrypted), "open" or "locked"
   .keep(owner, name, value)            stores any JSON; encrypted if the owner has a key
   .read(owner, name, mustOpen)         the stored value; undefined without one, and if it is locked (mustOpen: rejects)
   .seal(owner, bytes) .unseal(owner, sealed)   encrypt and decrypt for other stores; seal returns null without a key
   .openWith(owner, key)                opens with 32 bytes from the server (unlock.js)
   .hasPin(owner) .lock()
   .isShared(owner)                     whether others use this phone, too
   .settle(owner)                       the owner of a page from the server; deletes other owners' keys and plain copies
   .openOwnProfile()                    opens it again with the server's key, if it can
   .made                                the owner got the first key here: encrypt plain data */

{
  const pieu = (self.pieu ??= {});
  const OPEN_FOR = 30 * 60 * 1000;

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

  /* In "meta": keys made from PINs that were typed on this phone. */
  const PROPOSED = () => IDBKeyRange.bound("pin:", "pin;");
  const person = (owner) => owner.split(":")[0];
  const profileOf = (owner) => get("profiles", person(owner));
  const hasPin = async (owner) => Boolean((await profileOf(owner))?.wrapped);

  /* --- Keys --- */
  const usable = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

  async function close(key, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  }
  const decipher = (key, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

  /* There are other profiles, or the owner declared it, as did whoever set a PIN when that was done only for others. */
  async function isShared(owner) {
    const all = await store("profiles", "readonly", (s) => s.getAll());
    const own = all.find((one) => one.owner === person(owner));
    return all.length > (own ? 1 : 0) || Boolean(own?.wrapped && own.shared !== false);
  }
  const isGuarded = async (owner) => (await hasPin(owner)) && isShared(owner);

  /* --- One run of the browser ---
     On a shared phone a key opens only in the run in which it was unlocked. A tab has the run's name in sessionStorage, and
     its page holds a lock of that name, which other tabs and the worker can see. */
  const RUN = "pieu-run";
  let joined = "";
  const isHeld = async (run) => (await navigator.locks.query()).held.some(({ name }) => name === `pieu-run:${run}`);

  async function join(run) {
    sessionStorage.setItem(RUN, run);
    if (joined === run) return;
    joined = run;
    // The page holds the lock until it is closed.
    await new Promise((resolve) => navigator.locks.request(`pieu-run:${run}`, { mode: "shared" }, () => (resolve(), new Promise(() => {}))));
  }

  // In the worker: for a minute one page may be gone and the next may have no lock yet.
  let seen = {};
  async function isRunning({ run }) {
    if (!navigator.locks) return true; // an old browser: only the half hour locks
    if (!run) return false;
    if (self.document) {
      const runs = sessionStorage.getItem(RUN) === run || (await isHeld(run));
      if (runs) await join(run);
      return runs;
    }
    if (await isHeld(run)) seen = { run, at: Date.now() };
    return seen.run === run && Date.now() - seen.at < 60000;
  }

  /* Return the owner's key if it is open. Each use keeps it open for longer. */
  async function keyOf(owner) {
    const now = Date.now();
    const entry = await get("open", 1);
    if (!entry || entry.owner !== person(owner)) return null;
    if (!(await isGuarded(owner))) return entry.key;
    if (!(await isRunning(entry))) return null;
    if (Math.abs(now - entry.at) > OPEN_FOR) return null;
    if (now - entry.at > 60000) await put("open", { ...entry, at: now });
    return entry.key;
  }

  async function openWith(owner, raw) {
    const run = sessionStorage.getItem(RUN) ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
    await put("open", { id: 1, owner, key: await usable(raw), at: Date.now(), run });
    if (navigator.locks && (await isGuarded(owner))) await join(run);
    else sessionStorage.setItem(RUN, run);
  }
  const lock = () => store("open", "readwrite", (s) => s.clear());

  async function state(owner) {
    if (!owner || !(await profileOf(owner))) return "none";
    return (await keyOf(owner)) ? "open" : "locked";
  }

  /* --- Stored values --- */
  async function seal(owner, bytes) {
    if (!(await profileOf(owner))) return null;
    const key = await keyOf(owner);
    if (!key) throw new Error("locked");
    return close(key, bytes);
  }

  async function unseal(owner, sealed) {
    const key = await keyOf(owner);
    return key ? decipher(key, sealed).catch(() => null) : null;
  }

  // In turn, so that the later of two quick changes is stored last.
  let line = Promise.resolve();
  const keep = (...copy) => (line = line.catch(() => {}).then(() => write(...copy)));

  async function write(owner, name, value) {
    const sealed = await seal(owner, new TextEncoder().encode(JSON.stringify(value)));
    await put("copies", { owner, name, at: Date.now(), ...(sealed ? { sealed } : { value }) });
  }

  async function read(owner, name, mustOpen) {
    const copy = owner && (await get("copies", [owner, name]));
    if (!copy?.sealed) return copy?.value;
    const key = await keyOf(owner);
    if (!key && mustOpen) throw new Error("locked");
    const bytes = key && (await decipher(key, copy.sealed).catch(() => null));
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  }

  async function settle(owner) {
    const now = await get("open", 1);
    if (now && now.owner !== person(owner)) await lock();
    // An officer's phone stores nothing of a member whom the officer acted for.
    for (const copy of await store("copies", "readonly", (s) => s.getAll()))
      if (copy.owner !== owner && (!copy.sealed || copy.owner.includes(":"))) await drop("copies", [copy.owner, copy.name]);
  }

  const profiles = async () =>
    (await store("profiles", "readonly", (s) => s.getAll())).map(({ owner, name, wrapped, letters }) => ({
      owner,
      name,
      hasPin: Boolean(wrapped),
      letters: Boolean(letters),
    }));

  pieu.vault = {
    ...{ profiles, state, keep, read, seal, unseal, openWith, hasPin, isShared, lock, settle },
    ...{ profileOf, store, get, put, close, decipher }, // for unlock.js
  };

  /* --- Pages --- */
  /* Lock what an earlier run left open. If the worker judged otherwise (it can't see a tab that was at another site), load the
     page again. */
  async function settleRun() {
    const { owner, saved, shut } = root.dataset;
    const entry = await get("open", 1);
    if (!entry || !(await isGuarded(entry.owner))) return;
    const runs = await isRunning(entry);
    if (!runs) await lock();
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    if (type !== "reload" && (runs ? shut !== undefined && (await keyOf(entry.owner)) : owner && saved)) location.reload();
  }

  /* A page from the server opens its owner's vault: the owner has logged in. unlock.js fetches the key. */
  async function openOwnProfile() {
    const { owner = "", saved } = root.dataset;
    if (!owner || saved !== undefined) return;
    const before = await state(owner);
    // A PIN was typed on this phone: ask which key was made from the right one.
    const proposed = await store("meta", "readonly", (s) => s.count(PROPOSED()));
    if (before === "open" && !proposed) return askForPin(owner);
    const { unlock } = document.querySelector("script[data-unlock]").dataset;
    const brought = import(unlock).then(() => pieu.vault.bring(owner)).then(() => askForPin(owner)).catch(() => {});
    if (before !== "none") return brought;
    pieu.vault.made = brought;
  }

  /* Other people use this phone, too: without a PIN the owner couldn't open the vault again offline. */
  async function askForPin(owner) {
    const ask = document.querySelector("[data-pin-ask]");
    if (ask) ask.hidden = (await hasPin(owner)) || !(await isShared(owner));
  }

  const root = self.document?.documentElement;
  if (root) {
    const ready = settleRun().then(openOwnProfile).catch(() => {});
    Object.assign(pieu.vault, { ready, openOwnProfile: () => openOwnProfile().catch(() => {}) });
  }
}
