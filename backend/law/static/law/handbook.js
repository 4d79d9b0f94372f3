/* A commune's situations on this phone: keep, refresh and delete them. The service worker shows them without a connection
   (service_worker_packs.js); this script runs on every page of the law, so that a visit with a connection refreshes them. */

const RECORD = "/__pack/law.handbook";
const HOUR = 60 * 60 * 1000;
const pages = () => caches.open("packs");
const sign = (pack, { mark }) => `${pack.version}/${pack.shell}/${mark}`;

async function kept() {
  if (!(await caches.has("packs"))) return undefined;
  return (await (await pages()).match(RECORD))?.json();
}

const save = async (pack) => (await pages()).put(RECORD, new Response(JSON.stringify(pack)));

/* Fetch the manifest at `address`, and every page whose copy differs from it. Return the pack that is kept now. */
async function fetchAll(address, before) {
  const response = await fetch(address);
  if (!response.ok) throw new Error("away");
  const manifest = await response.json();
  const { course, title, version } = manifest;
  const pack = { course, title, version, manifest, address, shell: response.headers.get("X-Pieu-Shell"), state: "kept" };
  const cache = await pages();
  let bytes = 0;
  for (const one of manifest.pages) {
    const copy = await cache.match(one.page);
    if (copy?.headers.get("X-Pieu-Pack") === sign(pack, one)) {
      bytes += (await copy.blob()).size;
      continue;
    }
    const page = await fetch(one.source);
    if (!page.ok) throw new Error("away");
    const headers = new Headers(page.headers);
    for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
    headers.set("X-Kept-At", new Date().toISOString());
    headers.set("X-Pieu-Pack", sign(pack, one));
    const body = await page.blob();
    bytes += body.size;
    await cache.put(one.page, new Response(body, { headers }));
  }
  const named = new Set(manifest.pages.map(({ page }) => page));
  for (const { page } of before?.manifest.pages ?? []) if (!named.has(page)) await cache.delete(page);
  const done = { ...pack, bytes, checked: Date.now() };
  await save(done);
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ type: "warm" }));
  return done;
}

async function remove() {
  const cache = await pages();
  const pack = await kept();
  for (const { page } of pack?.manifest.pages ?? []) await cache.delete(page);
  await cache.delete(RECORD);
  if (!(await cache.keys()).length) await caches.delete("packs");
}

function panel(box) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const note = (text = "") => Object.assign(part("note"), { textContent: text, hidden: !text });
  const show = (pack) => {
    part("offer").hidden = part("warning").hidden = part("keep-handbook").hidden = Boolean(pack);
    part("kept-words").hidden = part("delete-handbook").hidden = part("history").hidden = !pack;
    if (!pack) return;
    part("kept-count").textContent = String(pack.manifest.pages.length - 1);
    part("kept-size").textContent = `${Math.max(1, Math.round(pack.bytes / 1000))} KB`;
  };
  part("keep-handbook").addEventListener("click", async ({ currentTarget }) => {
    currentTarget.disabled = true;
    note();
    try {
      show(await fetchAll(box.dataset.handbook, await kept()));
    } catch (error) {
      await remove(); // half a handbook would look whole
      note(error.name === "QuotaExceededError" ? box.dataset.full : box.dataset.away);
    }
    currentTarget.disabled = false;
  });
  part("delete-handbook").addEventListener("click", async () => {
    if (!confirm(box.dataset.sure)) return;
    await remove();
    show(null);
  });
  return show;
}

if ("caches" in window && "serviceWorker" in navigator) {
  const box = document.querySelector("[data-handbook]");
  const show = box && panel(box);
  let pack = await kept();
  show?.(pack);
  const isOld = pack && (show || Date.now() - pack.checked > HOUR);
  // Without a connection the copies stay as they are.
  if (isOld) pack = await fetchAll(pack.address, pack).catch(() => pack);
  if (isOld) show?.(pack);
}
