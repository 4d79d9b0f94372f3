/* The panel of a course's page that saves it on the phone: start, pause, resume, delete, optionally by Wi-Fi only. */

const pieu = window.pieu;
const panel = document.querySelector("[data-keep]");
const words = JSON.parse(panel.dataset.words);
const course = panel.dataset.keep;
const wifi = panel.querySelector("[data-wifi]");
const connection = navigator.connection;
let stop = null;

const part = (name) => panel.querySelector(`[data-${name}]`);
const note = (text = "") => Object.assign(part("note"), { textContent: text, hidden: !text });

/* "yes", "no", or "unknown": only some browsers report the type of connection. */
const isWifi = () => (!connection?.type || connection.type === "unknown" ? "unknown" : ["wifi", "ethernet"].includes(connection.type) ? "yes" : "no");

function show(pack, bytes = 0) {
  const state = pack?.state;
  const isOld = state === "kept" && pack.hash !== panel.dataset.pack;
  const shown = { start: !state || isOld, pause: state === "loading", resume: state === "paused", delete: Boolean(state) };
  for (const [act, is] of Object.entries(shown)) panel.querySelector(`[data-act="${act}"]`).hidden = !is;
  part("going").hidden = !state;
  if (!state) return;
  part("state").textContent = isOld ? words.newer : words[state];
  const { bytes: all } = pack.manifest;
  part("amount").textContent = state === "kept" ? pieu.packs.megabytes(all) : `${pieu.packs.megabytes(bytes)} / ${pieu.packs.megabytes(all)}`;
  Object.assign(part("bar"), { max: all, value: state === "kept" ? all : bytes });
  panel.dataset.state = state;
}

async function described() {
  const response = await fetch(panel.dataset.manifest);
  if (!response.ok) throw new Error("away");
  const manifest = await response.json();
  const shell = response.headers.get("X-Pieu-Shell");
  const hash = response.headers.get("ETag")?.match(/[0-9a-f]{64}/)?.[0];
  return { course, title: manifest.title, version: manifest.version, hash, manifest, shell, wifi: wifi.checked, state: "loading" };
}

async function load(known, { asked = false } = {}) {
  if (stop) return;
  note();
  stop = new AbortController();
  let pack = known;
  let bytes = 0;
  try {
    pack ??= await described();
    const left = await pieu.packs.missing(pack);
    bytes = pack.manifest.bytes - left.bytes;
    const now = isWifi();
    if (pack.wifi && now === "no") throw new Error("wifi");
    const question = words.ask.replace("{size}", pieu.packs.megabytes(left.bytes));
    if (pack.wifi && now === "unknown" && left.bytes && !(asked && confirm(question))) {
      if (!known) return void show(null);
      throw new Error("paused");
    }
    const room = await navigator.storage?.estimate?.();
    if (room?.quota && room.quota - room.usage < left.bytes * 1.1) throw new Error("full");
    pack.state = "loading";
    await pieu.packs.save(pack);
    show(pack, bytes);
    await pieu.packs.fetchAll(pack, { signal: stop.signal, tell: (so) => show(pack, (bytes = so)) });
    // The learner's progress is saved, too, before the state becomes "kept": from then on no connection is needed.
    await pieu.learning.refresh(course).catch(() => {});
    pack.state = "kept";
    await pieu.packs.save(pack);
    await pieu.packs.tidy();
    navigator.storage?.persist?.().catch(() => {});
    show(pack);
  } catch (error) {
    const isFull = error.name === "QuotaExceededError";
    const why = stop.signal.aborted ? "paused" : isFull ? "full" : error.message in words ? error.message : "away";
    if (pack) {
      pack.state = "paused";
      await pieu.packs.save(pack).catch(() => {}); // storage is full; the record stored before remains
    }
    show(pack, bytes);
    if (why !== "paused") note(words[why]);
  } finally {
    stop = null;
  }
}

/* The PIN opens saved courses without a connection, so it has to be set once before saving. */
const WANTED = "pieu-keep";
async function start() {
  await pieu.vault.ready;
  await pieu.vault.made; // on the first page after the log-in the key is still arriving
  if (await pieu.vault.hasPin(pieu.learning.owner())) return load(null, { asked: true });
  sessionStorage.setItem(WANTED, wifi.checked ? "wifi" : "any");
  location.assign(`${panel.dataset.pin}?tiep=${encodeURIComponent(location.pathname)}`);
}

panel.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (act === "start") await start();
  if (act === "pause") stop?.abort();
  if (act === "resume") await load({ ...(await pieu.packs.get(course)), wifi: wifi.checked }, { asked: true });
  if (act === "delete" && confirm(words.sure)) {
    stop?.abort();
    await pieu.packs.remove(course);
    note();
    show(null);
  }
});

connection?.addEventListener?.("change", async () => {
  const pack = await pieu.packs.get(course);
  if (!pack || pack.state === "kept" || !pack.wifi) return;
  if (isWifi() === "no") stop?.abort();
  else if (isWifi() === "yes") await load(pack);
});

if ("caches" in window && crypto.subtle && "serviceWorker" in navigator) {
  panel.hidden = false;
  const pack = await pieu.packs.get(course);
  if (pack) wifi.checked = pack.wifi;
  // Interrupted by a closed browser: resume it, unless the learner has to be asked first.
  if (pack?.state === "loading") await load(pack);
  else if (pack) show(pack, pack.manifest.bytes - (await pieu.packs.missing(pack)).bytes);
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  if (wanted && (await pieu.vault.hasPin(pieu.learning.owner()))) {
    wifi.checked = wanted === "wifi";
    await load(null, { asked: true });
  }
  await pieu.learning.refresh(course).catch(() => {});
}
