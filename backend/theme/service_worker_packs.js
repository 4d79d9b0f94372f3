/* Serves courses that are saved on the phone. "packs" stores pages without personal data under their own address; "files"
   stores files by the hash of their content, so that two courses share one. A page of lessons (keep.js) fills both.

   "/__pack/<name>" in "packs" is a pack's own record: {course, manifest, state, shell, …}. "/__below/<address>" there
   names the saved page that continues what was started at or below that address. */

const PACKS = "packs";
const FILES = "files";
const RECORD = "/__pack/";
const nameOf = (url) => url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
const BELOW = "/__below";
const isContinued = (url) => SHELL.continued.some((prefix) => url.pathname.startsWith(prefix));
const isKeptFile = (url) => SHELL.files.some((prefix) => url.pathname.startsWith(prefix));

/* Return a saved file, whole or the range that a player requests; from the network if it isn't saved. */
async function keptFile(event, url) {
  const saved = await (await caches.open(FILES)).match(`/__file/${nameOf(url)}`);
  if (!saved) return fetch(event.request);
  const range = /^bytes=(\d*)-(\d*)$/.exec(event.request.headers.get("Range") ?? "");
  if (!range || (!range[1] && !range[2])) return saved;
  const body = await saved.blob();
  const first = range[1] ? Number(range[1]) : Math.max(0, body.size - Number(range[2]));
  const last = range[1] && range[2] ? Math.min(Number(range[2]), body.size - 1) : body.size - 1;
  const type = saved.headers.get("Content-Type");
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${body.size}` } });
  return new Response(body.slice(first, last + 1, type), {
    status: 206,
    headers: {
      "Content-Type": type,
      "Content-Length": String(last - first + 1),
      "Content-Range": `bytes ${first}-${last}/${body.size}`,
      "Accept-Ranges": "bytes",
    },
  });
}

/* Find the saved page for this address, in the requested language if there is one, or the page that replaces a list. */
async function packPage(url) {
  const cache = await caches.open(PACKS);
  const found = (await cache.match(url.pathname + url.search)) ?? (await cache.match(url.pathname));
  if (found) return found;
  if (isContinued(url))
    for (let at = url.pathname; at.length > 1; at = at.replace(/[^/]*\/$/, "")) {
      const named = await cache.match(BELOW + at);
      if (named) return cache.match(await named.text());
    }
  const shared = SHELL.shared[url.pathname];
  return shared && (await caches.open(NAME)).match(shared, { ignoreVary: true });
}

/* Open the saved page in place of a form's answer while the server can't be reached. */
async function sentInVain(event, url) {
  try {
    return await fetch(event.request);
  } catch (error) {
    if (await packPage(url)) return Response.redirect(url.href, 303);
    return (await offlinePage()) ?? Promise.reject(error);
  }
}

/* Mark the page with the owner's reference if that owner's data is not locked, otherwise with none. */
async function withOwner(copy) {
  const owner = await getOwner();
  const mark = (await pieu.vault.state(owner)) === "locked" ? '"" data-shut' : `"${owner}"`;
  const text = (await copy.text()).replace(/<html([^>]*?) data-owner="[^"]*"/, `<html$1 data-owner=${mark} data-kept`);
  return dated(new Response(text, { headers: copy.headers }));
}

/* Saved pages name the app's files by their hash. After an update the pages are fetched again. Until then their files come
   from the shell of their version or, if that is deleted, from a file of the same name. */
async function fileOfOldPage(event, url) {
  const cached = await caches.match(event.request);
  if (cached) return cached;
  const response = await fetch(event.request).catch(() => null);
  if (response?.ok) return response;
  return (await standIn(url)) ?? response ?? Response.error();
}

/* Find the file of the same name in the newest shell that has one, whatever its hash. Its folder may have changed: of
   several files take the one with the most folders in common. */
async function standIn(url) {
  const parts = ({ pathname }) => pathname.replace(/\.[0-9a-f]{8,}(\.[a-z0-9]+)$/, "$1").split("/").reverse();
  const wanted = parts(url);
  let found;
  let most = 0;
  for (const name of (await caches.keys()).filter((one) => one.startsWith("shell-")).reverse()) {
    const shell = await caches.open(name);
    for (const request of await shell.keys()) {
      const common = parts(new URL(request.url)).findIndex((part, at) => part !== wanted[at]);
      const count = common < 0 ? wanted.length : common;
      if (count > most) [found, most] = [await shell.match(request), count];
    }
  }
  return found;
}

async function refreshPacks() {
  const cache = await caches.open(PACKS);
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.startsWith(RECORD)) continue;
    const pack = await (await cache.match(request)).json();
    if (pack.state !== "kept" || pack.shell === SHELL.version) continue;
    for (const { page, source, mark = "" } of pack.manifest.pages) {
      const sign = `${pack.version}/${SHELL.version}/${mark}`;
      if ((await cache.match(page))?.headers.get("X-Pieu-Pack") === sign) continue;
      const response = await fetch(source).catch(() => null);
      if (!response?.ok) return;
      await keepPackPage(cache, page, response, sign);
    }
    await cache.put(request, new Response(JSON.stringify({ ...pack, shell: SHELL.version })));
  }
}

/* `sign` identifies the copy's version, app and answers (packs.js), so that it is not fetched twice. */
async function keepPackPage(cache, page, response, sign = "") {
  const headers = new Headers(response.headers);
  headers.set("X-Pieu-Pack", sign);
  for (const name of ["Content-Encoding", "Content-Length", "Vary"]) headers.delete(name);
  headers.set("X-Kept-At", new Date().toISOString());
  await cache.put(page, new Response(await response.text(), { headers }));
}
