/* The outbox: stores what a member submits on the phone first and sends it once there is a connection.

   pieu.outbox.put({url, fields, label, kind})   stores and returns an entry; `fields` is FormData or [[name, value]…],
                                                 values may be files
   pieu.outbox.record({url, what, data, label, kind})   the same for one record of a series: records of one url are sent
                                                 together as JSON, each {device, sequence, id, kind: what, at, data}, and
                                                 are answered one by one: {records: [{id, state, reason}], clock}
   pieu.outbox.list(owner) .flush(owner) .retry(id) .remove(id) .owner() .reseal() .settled(id, ms) .show()
   An entry: id (its idempotency key), seq, owner, url, method, fields, label, kind, created, attempts, state, error.
   If its owner has a key on this phone, an entry is stored encrypted and is readable only while the vault is open
   (vault.js).
   States: waiting, sending, sent, review. Every change is a "pieu:outbox" event on document, detail {entry, state, data, url}.

   backend/theme/offline.py describes the requests and the server's answers.

   <form data-outbox> uses the outbox automatically: data-outbox-kind, -label, -next (where to go once it is stored).
   <ul class="outbox" data-outbox-list="kind" hidden> lists waiting entries; <span data-outbox-count> counts them.
   .ways(entry), if a page sets it, returns more buttons of a line. */

const pieu = (window.pieu ??= {});
const words = JSON.parse(document.getElementById("pieu-words")?.textContent || "{}");
const KEY_FIELD = "idempotency_key";
const MOST_RECORDS = 100;
const LATER = new Set([401, 408, 425, 429]);
pieu.words = words;
pieu.pending ??= new Set(); // promises a form has to wait for, such as a photo being shrunk

const owner = () => document.documentElement.dataset.owner || "";
/* In Vietnam's time (UTC+7 all year), wherever this phone is. */
const here = (date = new Date()) => new Date(date.getTime() + 7 * 3600000).toISOString();
const time = (date) => here(date).slice(11, 16);
const day = (date) => here(date).slice(0, 10).split("-").reverse().join("/");
const isoLocal = (date = new Date()) => {
  const offset = -date.getTimezoneOffset();
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
};
const uuid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
  );
Object.assign(pieu, { time, day });

/* --- The store ------------------------------------------------------------------------------------------------------- */
let opened;
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("pieu-outbox", 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      // The device's name is deleted together with its counter.
      request.result.createObjectStore("meta", { keyPath: "id" });
      if (oldVersion) return;
      const store = request.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
      store.createIndex("id", "id", { unique: true });
      store.createIndex("owner", "owner");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/* Resolve when the transaction is on the disk: the data is safe even if the browser is killed now. */
async function store(mode, work, name = "entries") {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/* Entries are encrypted before the transaction, which would not wait for that. Files follow the JSON in one piece. */
async function sealed(entry) {
  await pieu.vault?.ready;
  const now = await pieu.vault?.state(entry.owner);
  if (!now || now === "none") return entry;
  // Locked meanwhile.
  if (now === "locked") await pieu.vault.openOwnProfile();
  const files = [];
  const fields = entry.fields?.map(([name, value]) => {
    if (!(value instanceof Blob)) return [name, value];
    files.push(value);
    return [name, { size: value.size, type: value.type, name: value.name }];
  });
  const { seq, ...inner } = entry;
  const json = new TextEncoder().encode(JSON.stringify({ ...inner, fields }));
  const bytes = await new Blob([new Uint32Array([json.length]), json, ...files]).arrayBuffer();
  const closed = { id: entry.id, owner: entry.owner, sealed: await pieu.vault.seal(entry.owner, bytes) };
  return seq === undefined ? closed : { seq, ...closed };
}

async function unsealed(stored) {
  if (!stored?.sealed) return stored;
  await pieu.vault?.ready;
  const bytes = await pieu.vault?.unseal(stored.owner, stored.sealed);
  if (!bytes) return undefined;
  let at = 4 + new Uint32Array(bytes.slice(0, 4))[0];
  const entry = JSON.parse(new TextDecoder().decode(bytes.slice(4, at)));
  entry.fields = entry.fields?.map(([name, value]) => {
    if (typeof value !== "object") return [name, value];
    at += value.size;
    return [name, new File([bytes.slice(at - value.size, at)], value.name ?? "blob", { type: value.type })];
  });
  return { ...entry, seq: stored.seq };
}

async function list(who = owner()) {
  const stored = who ? await store("readonly", (s) => s.index("owner").getAll(who)) : [];
  return (await Promise.all(stored.map(unsealed))).filter(Boolean);
}
const byId = async (id) => unsealed(await store("readonly", (s) => s.index("id").get(id)));
async function save(entry) {
  const stored = await sealed(entry);
  return store("readwrite", (s) => s.put(stored));
}
/* Encrypt the entries from before the owner had a key here. Entries being sent are left out: they would come back. */
const reseal = () =>
  alone(async () => {
    for (const entry of await list()) await save(entry);
  });
const channel = "BroadcastChannel" in window ? new BroadcastChannel("pieu-outbox") : null;

function tell(entry, state, more = {}) {
  document.dispatchEvent(new CustomEvent("pieu:outbox", { detail: { entry, state, ...more } }));
  channel?.postMessage(state);
  show();
}

async function put({ url, fields = [], method = "POST", label = "", kind = "", id = uuid() }) {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new Error("the outbox sends to its own server only");
  if (!owner()) throw new Error("nobody is logged in");
  const given = [...fields].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== KEY_FIELD);
  return add({
    id,
    owner: owner(),
    url: target.pathname + target.search,
    method,
    fields: [...given, [KEY_FIELD, id]],
    label,
    kind,
    created: isoLocal(),
  });
}

/* Before a tap leaves the page, wait until earlier changes and their consequences are on the disk. */
pieu.hold = (work) => {
  pieu.pending.add(work);
  const done = () => pieu.pending.delete(work);
  work.then(done, done);
  return work;
};
/* Rejects, with a message on the page, if the vault is locked or the phone is full. */
function record(made) {
  const saved = pieu.hold(write(made));
  saved.catch(() => pieu.toast?.(words.noStore));
  return saved;
}

async function nothingPending() {
  // Ten seconds at most.
  for (let n = 500; n && pieu.pending.size; n--) await new Promise((resolve) => setTimeout(resolve, 20));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!pieu.pending.size || !link || link.target || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await nothingPending();
  location.assign(link.href);
});

/* A plain form of the server waits for the same. */
const held = new WeakSet();
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (held.delete(form) || !pieu.pending.size || event.defaultPrevented || form.matches("[data-outbox], [target], [method=dialog]")) return;
  event.preventDefault();
  await nothingPending();
  held.add(form);
  form.requestSubmit(submitter);
});

/* Return the device's name and its next record's time; safe with several tabs. */
async function stamp() {
  let device, at;
  await store(
    "readwrite",
    (s) => {
      s.get("device").onsuccess = ({ target: { result: stored } }) => {
        device = stored?.value ?? uuid();
        s.put({ id: "device", value: device });
      };
      // Even if the clock was set back, a newer record is later.
      s.get("last").onsuccess = ({ target: { result: last } }) => {
        at = Math.max(Date.now(), (last?.value ?? 0) + 1);
        s.put({ id: "last", value: at });
      };
    },
    "meta",
  );
  return { device, at };
}

/* One after the other, so that records are sent in the order in which they were made. */
let writing = Promise.resolve();
function write(made) {
  const written = writing.then(() => writeOne(made));
  writing = written.catch(() => {});
  return written;
}

async function writeOne({ url, what, data, label = "", kind = "" }) {
  if (!owner()) throw new Error("nobody is logged in");
  const { device, at } = await stamp();
  const created = isoLocal(new Date(at));
  return add({ id: uuid(), owner: owner(), url, record: { device, kind: what, at: created, data }, label, kind, created });
}

async function add(made) {
  const entry = { ...made, attempts: 0, state: "waiting", error: null };
  const closed = await sealed(entry);
  entry.seq = await store("readwrite", (s) => s.add(closed));
  navigator.storage?.persist?.().catch(() => {});
  tell(entry, "waiting");
  return entry;
}

async function remove(id) {
  const entry = await byId(id);
  if (!entry) return;
  await store("readwrite", (s) => s.delete(entry.seq));
  tell(entry, "removed");
}

async function retry(id) {
  const entry = await byId(id);
  if (!entry) return;
  Object.assign(entry, { state: "waiting", error: null, attempts: 0 });
  await save(entry);
  tell(entry, "waiting");
  await flush(entry.owner);
}

/* --- Sending --------------------------------------------------------------------------------------------------------- */
let timer;
let sent = 0;
function later(attempts) {
  clearTimeout(timer);
  const seconds = Math.min(300, 2 ** Math.min(attempts, 8)) * (0.75 + Math.random() / 2);
  timer = setTimeout(() => flush(), seconds * 1000);
}

/* One tab sends at a time. Without Web Locks two may; the idempotency key then makes the second harmless. */
const alone = (work) => (navigator.locks ? navigator.locks.request("pieu-outbox", work) : work());

/* Entries that any tab puts during a flush are sent by the next flush. */
let next = null;
function flush(who = owner()) {
  if (!who || who !== owner()) return Promise.resolve();
  next ??= sendAll(who);
  return next;
}

async function sendAll(who) {
  await null; // `next` is set after this
  const before = sent;
  await alone(async () => {
    next = null;
    const handled = new Set();
    const all = await list(who);
    for (const { seq } of all) {
      if (handled.has(seq)) continue;
      const entry = await unsealed(await store("readonly", (s) => s.get(seq)));
      if (!entry || entry.state === "review") continue;
      // Records of one address are sent together, so that a lesson costs one request.
      const batch = entry.record
        ? all.filter((one) => one.record && one.url === entry.url && one.state !== "review" && !handled.has(one.seq)).slice(0, MOST_RECORDS)
        : [];
      batch.forEach((one) => handled.add(one.seq));
      if (!(await send(entry, batch))) return;
    }
  }).catch(() => {
    next = null;
    later(3);
  });
  // The copies of the member's pages have to show what was sent.
  if (sent > before) navigator.serviceWorker?.controller?.postMessage({ type: "refresh" });
}

/* Return true if the next entry may follow, false if all have to wait. `batch`: the records sent with this one. */
async function send(entry, batch) {
  const wait = async () => {
    Object.assign(entry, { state: "waiting", attempts: entry.attempts + 1 });
    await save(entry);
    tell(entry, "waiting");
    later(entry.attempts);
    return false;
  };
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), 120000);
  try {
    const session = await fetch("/csrf/", { cache: "no-store", signal: abort.signal });
    if (!session.ok) return await wait();
    const { token, owner: now, login } = await session.json();
    if (now !== entry.owner) {
      tell(entry, "held", { message: now ? words.otherOwner : words.loginFirst });
      return false;
    }
    // Removed meanwhile, since a newer answer follows. Storing it again would bring it back.
    if (!(await byId(entry.id))) return true;
    entry.state = "sending";
    await save(entry);
    tell(entry, "sending");
    let body = new FormData();
    for (const [name, value] of entry.fields ?? []) body.append(name, value);
    if (entry.record)
      body = new Blob([JSON.stringify({ records: batch.map(({ id, seq, record }) => ({ id, sequence: seq, ...record })) })], {
        type: "application/json",
      });
    const response = await fetch(entry.url, {
      method: entry.method ?? "POST",
      body,
      signal: abort.signal,
      headers: {
        Accept: "application/json",
        "X-CSRFToken": token,
        "X-Requested-With": "outbox",
        "Idempotency-Key": entry.id,
        "X-Device-Time": isoLocal(),
        "X-Entry-Created": entry.created,
      },
    });
    const { status } = response;
    if (status >= 500 || LATER.has(status) || (status === 409 && response.headers.has("Retry-After"))) return await wait();
    if (response.redirected && new URL(response.url).pathname === login) return await wait();
    const json = /json/.test(response.headers.get("Content-Type") || "");
    const data = json ? await response.json().catch(() => ({})) : {};
    if (entry.record && response.ok && data.records) return await answered(batch, data);
    if (response.ok && (json || response.redirected || status === 204)) {
      await store("readwrite", (s) => s.delete(entry.seq));
      sent += 1;
      tell(entry, "sent", { data, url: data.next || (response.redirected ? response.url : "") });
      return true;
    }
    Object.assign(entry, { state: "review", error: complaints(data) });
    await save(entry);
    tell(entry, "review", { data });
    return true;
  } catch {
    return await wait();
  } finally {
    clearTimeout(limit);
  }
}

/* Send again the records that the server's answer leaves out. */
async function answered(batch, { records, clock }) {
  for (const { id, state, reason } of records) {
    const entry = batch.find((one) => one.id === id);
    if (!entry) continue;
    if (state === "refused") {
      Object.assign(entry, { state: "review", error: [["", reason]] });
      await save(entry);
      tell(entry, "review", { data: { reason } });
      continue;
    }
    await store("readwrite", (s) => s.delete(entry.seq));
    sent += 1;
    tell(entry, "sent", { data: { reason } });
  }
  if (clock?.words) document.dispatchEvent(new CustomEvent("pieu:clock", { detail: clock }));
  return true;
}

/* Return [[field, message]…] from any of the error formats. */
function complaints(data) {
  const errors = data.errors ?? data.detail;
  if (Array.isArray(errors)) return errors.map((e) => [e.attr ?? "", String(e.detail ?? e)]);
  if (errors && typeof errors === "object")
    return Object.entries(errors).flatMap(([name, all]) => [all].flat().map((text) => [name, String(text.message ?? text)]));
  return [["", String(errors || words.keptError)]];
}

/* --- Forms ----------------------------------------------------------------------------------------------------------- */
const settled = (id, limit) =>
  new Promise((resolve) => {
    const stop = (answer) => {
      document.removeEventListener("pieu:outbox", hear);
      clearTimeout(clock);
      resolve(answer);
    };
    const hear = ({ detail }) => {
      if (detail.entry.id === id && ["sent", "review", "held"].includes(detail.state)) stop(detail);
      if (detail.entry.id === id && detail.state === "waiting" && detail.entry.attempts) stop(detail);
    };
    const clock = setTimeout(() => stop({ state: "waiting" }), limit);
    document.addEventListener("pieu:outbox", hear);
  });

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-outbox]") || !owner() || event.defaultPrevented) return;
  event.preventDefault();
  const button = event.submitter;
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-busy", "true");
  try {
    await Promise.allSettled([...pieu.pending]);
    const fields = new FormData(form);
    if (button?.name) fields.append(button.name, button.value);
    let entry;
    try {
      if (form.pieuEntry) await remove(form.pieuEntry);
      entry = await put({
        url: form.action,
        fields,
        kind: form.dataset.outboxKind,
        label: form.dataset.outboxLabel || document.title,
      });
    } catch {
      pieu.toast?.(words.noStore);
      if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      HTMLFormElement.prototype.submit.call(form);
      return;
    }
    form.pieuEntry = null;
    const answer = settled(entry.id, navigator.onLine ? 10000 : 300);
    flush();
    const { state, data, url, message } = await answer;
    form.querySelectorAll("[data-outbox-problem]").forEach((node) => node.remove());
    if (state === "review") {
      form.pieuEntry = entry.id;
      complain(form, (await byId(entry.id))?.error ?? complaints(data ?? {}));
      return;
    }
    if (state === "sent" && url) return void location.assign(url);
    form.reset();
    form.dispatchEvent(new CustomEvent("pieu:kept", { bubbles: true, detail: { entry, state } }));
    if (form.dataset.outboxNext) return void location.assign(form.dataset.outboxNext);
    pieu.toast?.(message || (state === "sent" ? words.sentAt : words.savedHere).replace("{time}", time()));
  } finally {
    form.removeAttribute("aria-busy");
    button?.removeAttribute("aria-busy");
  }
});

function complain(form, problems) {
  let first;
  for (const [name, text] of problems) {
    const field = name && form.elements[name];
    const node = Object.assign(document.createElement("p"), { className: "field__error", textContent: text });
    node.dataset.outboxProblem = "";
    node.setAttribute("role", "alert");
    const input = field && (field.length && !field.type ? field[0] : field);
    if (input?.closest?.(".field")) input.closest(".field").append(node);
    else form.prepend(node);
    first ??= input || node;
  }
  first?.focus?.();
  first?.scrollIntoView?.({ block: "center" });
}

/* --- The list of waiting entries -------------------------------------------------------------------------------------- */
function line(entry) {
  const item = document.createElement("li");
  item.dataset.state = entry.state;
  const title = Object.assign(document.createElement("p"), { className: "rows__title", textContent: entry.label });
  const created = new Date(entry.created);
  const state = document.createElement("p");
  state.className = "sync";
  state.dataset.state = entry.state;
  state.textContent = `${time(created)} ${day(created).slice(0, 5)} · ${words[entry.state]}`;
  item.append(title, state);
  for (const [, text] of entry.error ?? [])
    item.append(Object.assign(document.createElement("p"), { className: "field__error", textContent: text }));
  if (entry.state !== "sending") {
    const actions = Object.assign(document.createElement("div"), { className: "row" });
    const forget = (id) => confirm(words.removeSure) && remove(id);
    for (const [text, act] of [[words.retry, retry], [words.removeWaiting, forget]]) {
      const button = Object.assign(document.createElement("button"), {
        type: "button",
        className: "button button--secondary button--small",
        textContent: text,
      });
      button.addEventListener("click", () => act(entry.id));
      actions.append(button);
    }
    actions.append(...(pieu.outbox.ways?.(entry) ?? []));
    item.append(actions);
  }
  return item;
}

async function show() {
  const places = document.querySelectorAll("[data-outbox-list], [data-outbox-count]");
  if (!places.length) return;
  const entries = await list().catch(() => []);
  for (const place of places) {
    const kind = place.dataset.outboxList ?? place.dataset.outboxCount;
    const mine = entries.filter((entry) => !kind || entry.kind === kind);
    place.hidden = !mine.length;
    if ("outboxList" in place.dataset) place.replaceChildren(...mine.map(line));
    else place.textContent = mine.length;
  }
}

pieu.outbox = { put, record, list, reseal, flush, retry, remove, owner, words, settled, show, complain };
if (channel) channel.onmessage = show;
addEventListener("online", () => flush());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
show();
Promise.resolve(pieu.vault?.ready.then(() => pieu.vault.made).then(reseal)).finally(flush);
