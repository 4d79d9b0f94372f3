/* Courses saved on this phone: list them, fetch missing files, delete unused ones.

   pieu.packs.list() .get(course)        records of saved packs: {course, title, version, manifest, state, wifi, shell}
   pieu.packs.missing(manifest)          {bytes, files, pages} that are not fetched yet
   pieu.packs.fetchAll(pack, {signal, tell})   fetches and checks everything; calls tell(bytes so far)
   pieu.packs.remove(course)             deletes the pages, and the files that no other pack has
   The service worker serves from the same stores (service_worker_packs.js). */

const pieu = (window.pieu ??= {});
const RECORD = "/__pack/";
const pages = () => caches.open("packs");
const files = () => caches.open("files");

const get = async (course) => (await (await pages()).match(RECORD + course))?.json();
const save = async (pack) => (await pages()).put(RECORD + pack.course, new Response(JSON.stringify(pack)));

async function list() {
  const cache = await pages();
  const records = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(RECORD));
  return Promise.all(records.map(async (request) => (await cache.match(request)).json()));
}

const mark = (pack, { mark: own = "" }) => `${pack.version}/${pack.shell}/${own}`;

async function missing(pack) {
  const [ownPages, shared] = [await pages(), await files()];
  const left = { files: [], pages: [], bytes: 0 };
  for (const file of pack.manifest.files) if (!(await shared.match(`/__file/${file.name}`))) left.files.push(file);
  for (const page of pack.manifest.pages) {
    const saved = await ownPages.match(page.page);
    if (saved?.headers.get("X-Pieu-Pack") !== mark(pack, page)) left.pages.push(page);
  }
  const each = (pack.manifest.bytes - pack.manifest.files.reduce((all, { bytes }) => all + bytes, 0)) / (pack.manifest.pages.length || 1);
  left.bytes = left.files.reduce((all, { bytes }) => all + bytes, 0) + Math.round(each * left.pages.length);
  left.page = each;
  return left;
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* Return the bytes of a file. Throws if their hash is not the manifest's. */
async function checked(file, signal) {
  for (const cache of ["default", "reload"]) {
    const response = await fetch(file.url, { signal, cache });
    if (!response.ok) throw new Error("away");
    const body = await response.arrayBuffer();
    if (body.byteLength === file.bytes && hex(await crypto.subtle.digest("SHA-256", body)) === file.sha256) return body;
  }
  throw new Error("broken");
}

async function fetchAll(pack, { signal, tell }) {
  const left = await missing(pack);
  let done = pack.manifest.bytes - left.bytes;
  tell(done);
  for (const file of left.files) {
    const body = await checked(file, signal);
    const headers = { "Content-Type": file.content_type, "Content-Length": String(file.bytes), "Accept-Ranges": "bytes" };
    await (await files()).put(`/__file/${file.name}`, new Response(body, { headers }));
    tell((done += file.bytes));
  }
  for (const one of left.pages) {
    const { page, source } = one;
    const response = await fetch(source, { signal });
    if (!response.ok) throw new Error("away");
    const headers = new Headers(response.headers);
    for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
    headers.set("X-Kept-At", new Date().toISOString());
    headers.set("X-Pieu-Pack", mark(pack, one));
    await (await pages()).put(page, new Response(await response.text(), { headers }));
    tell((done += left.page));
  }
  await pieu.packs.ask({ type: "warm" });
}

async function remove(course) {
  const pack = await get(course);
  if (!pack) return;
  const cache = await pages();
  await cache.delete(RECORD + course);
  for (const { page } of pack.manifest.pages) await cache.delete(page);
  await tidy();
}

/* Delete files that no pack names any more, such as those of an older version. */
async function tidy() {
  const used = new Set((await list()).flatMap(({ manifest }) => manifest.files.map(({ name }) => `/__file/${name}`)));
  const shared = await files();
  for (const request of await shared.keys()) if (!used.has(new URL(request.url).pathname)) await shared.delete(request);
}

/* Send the worker a message and wait until it is done. */
async function ask(message, limit = 30000) {
  const worker = (await navigator.serviceWorker?.ready)?.active;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    setTimeout(resolve, limit);
    worker.postMessage(message, [port2]);
  });
}

const megabytes = (size) =>
  size < 50000 ? "0,1 MB" : `${(size / 1e6).toFixed(size < 1e7 ? 1 : 0).replace(".", document.documentElement.lang === "en" ? "." : ",")} MB`;

pieu.packs = { list, get, save, missing, fetchAll, remove, tidy, ask, megabytes };
