/* Stores each person's data on a phone so that nobody else who uses it can read it
   (docs/decisions/0006-offline-profiles.md).

   It runs in pages and, prepended to it, in the service worker.

   pieu.vault.profiles()                [{owner, name, hasPin, letters}] of the people with a key on this phone
   .state(owner)                        "none" (no key yet: stored unencrypted), "open" or "locked"
   .keep(owner, name, value)            stores any JSON; encrypted if the owner has a key
   .read(owner, name, mustOpen)         the stored value; undefined without one, and if it is locked (mustOpen: rejects)
   .seal(owner, bytes) .unseal(owner, sealed)   encrypt and decrypt for other stores; seal returns null without a key
   .openWith(owner, key)                opens with 32 bytes from the server; with a PIN: unlock.js
   .hasPin(owner) .lock()
   .fetchKey({secret})                  asks the server for the key, with `secret` only if that is the right PIN; a refusal
                                        rejects with its words, and cause "refused"
   .settle(owner)                       the owner of a page from the server; deletes other owners' keys and plain copies
   .openOwnProfile()                    opens it again with the server's key; resolves also if that fails
   .made                                the owner got the first key here: plain data has to be encrypted */

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

  /* Return the owner's key if it is open. Each use keeps it open for longer. */
  async function keyOf(owner) {
    const now = Date.now();
    const entry = await get("open", 1);
    if (!entry || entry.owner !== person(owner)) return null;
    if (entry.lasts) return entry.key;
    if (Math.abs(now - entry.at) > OPEN_FOR) return null;
    if (now - entry.at > 60000) await put("open", { ...entry, at: now });
    return entry.key;
  }

  const openWith = async (owner, raw) =>
    put("open", { id: 1, owner, key: await usable(raw), at: Date.now(), lasts: !(await hasPin(owner)) });
  const lock = () => store("open", "readwrite", (s) => s.clear());

  /* Store again, encrypted, what was stored before the owner had a key. */
  async function sealCopies(owner) {
    for (const copy of await store("copies", "readonly", (s) => s.getAll()))
      if (copy.owner === owner && !copy.sealed) await keep(owner, copy.name, copy.value);
  }

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

  async function device() {
    const stored = await get("meta", "device");
    if (stored) return stored.value;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    await put("meta", { id: "device", value });
    return value;
  }

  const profiles = async () =>
    (await store("profiles", "readonly", (s) => s.getAll())).map(({ owner, name, wrapped, letters }) => ({
      owner,
      name,
      hasPin: Boolean(wrapped),
      letters: Boolean(letters),
    }));

  /* Keys made from PINs that were typed on this phone, until it is known which of them the server accepted. */
  const PROPOSED = () => IDBKeyRange.bound("pin:", "pin;");
  const dropProposed = () => store("meta", "readwrite", (s) => s.delete(PROPOSED()));

  const wrap = async (person, { salt, letters, key }, raw) =>
    put("profiles", { ...person, salt, letters, wrapped: await close(key, raw), tries: 0, until: 0 });

  pieu.vault = {
    ...{ profiles, state, keep, read, seal, unseal, openWith, hasPin, lock, settle, device },
    ...{ profileOf, put, decipher, sealCopies, dropProposed, wrap }, // for unlock.js
  };

  /* --- A page from the server opens its owner's vault: the owner has logged in --- */
  async function fetchKey(more) {
    const address = document.querySelector("script[data-key-url]")?.dataset.keyUrl;
    const { token } = await (await fetch("/csrf/", { cache: "no-store" })).json();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const body = JSON.stringify({ device: await device(), ...more });
    const response = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
    const { key, detail, ...rest } = await response.json();
    if (!response.ok) throw new Error(detail, { cause: "refused" });
    return { ...rest, key: Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0)) };
  }

  async function openOwnProfile() {
    const { owner = "", saved } = document.documentElement.dataset;
    if (!owner || saved !== undefined) return;
    const before = await state(owner);
    const proposed = await store("meta", "readonly", (s) => s.getAll(PROPOSED()));
    if (before === "open" && !proposed.length) return askForPin(owner);
    const brought = bring(owner, proposed).catch(() => {});
    if (before !== "none") return brought;
    pieu.vault.made = brought;
  }

  /* The owner's first page here brings the key, so that no plain data is left when somebody else uses the phone. */
  async function bring(owner, proposed) {
    const { key, name, pin, owner: now } = await fetchKey();
    if (now !== owner) return;
    const accepted = proposed.find(({ id }) => id === `pin:${pin}`);
    if (accepted) await wrap({ owner, name }, accepted, key);
    else if (!(await profileOf(owner))) await put("profiles", { owner, name });
    await dropProposed();
    await openWith(owner, key);
    await sealCopies(owner);
    await askForPin(owner);
  }

  /* Other people use this phone, too: without a PIN the owner couldn't open the vault again offline. */
  async function askForPin(owner) {
    const ask = document.querySelector("[data-pin-ask]");
    if (ask) ask.hidden = (await hasPin(owner)) || (await profiles()).length < 2;
  }

  if (self.document) {
    const ready = openOwnProfile().catch(() => {});
    Object.assign(pieu.vault, { fetchKey, ready, openOwnProfile: () => openOwnProfile().catch(() => {}) });
  }
}
