/* Piêu's service worker. backend.theme.shell joins four parts: SHELL (version, offline, core, member, pages, shared,
   files, continued, own: addresses), vault.js, this file and service_worker_packs.js.

   It has three caches besides those of the packs:
   - "shell-<version>": the app's own files and the offline page, without personal data. Earlier versions stay while
     saved pages need them.
   - "seen": public origin pages that were opened on this phone; shown again without their verdict.
   - "own": pages of the one member who is logged in: SHELL.pages, and the pages below SHELL.own that were opened.
     Deleted when the member logs out and when a page of another owner arrives.
   Only a page's <html data-owner> decides its owner. For members with a PIN on this phone the vault stores the own pages
   instead, encrypted. They stay after logout and open with the PIN. */

const NAME = `shell-${SHELL.version}`;
const SEEN = "seen";
const OWN = "own";
const META = "meta";
const OWNER_KEY = "/__owner";
const ORIGIN = /^\/(xem\/)?(01|p)\//i;
const STATIC = /^\/[^/]*\//.exec(SHELL.core[0] ?? "/static/")[0];
const MOST_SEEN = 60;
const FRESH = 60 * 60 * 1000;
const VERDICT = /<!--verdict-->[\s\S]*?<!--\/verdict-->/g;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(
    (async () => {
      await (await caches.open(NAME)).addAll([SHELL.offline, ...SHELL.core]);
      // Fetch the member's files before this worker takes over; files that fail are fetched later.
      if (await getOwner()) await warmShell();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
  // Not awaited: pages wait until their worker is active.
  getOwner().then((owner) => (owner ? warm() : warmKept()));
});

/* Delete the shells of earlier versions, except the newest `count`. Saved pages name the files of their own version. So a
   shell stays until the member's pages are fetched again; one more stays for pages that are saved only when opened. */
async function forgetOldShells(count) {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== NAME);
  for (const name of old.slice(0, old.length - count)) await caches.delete(name);
}

const offlinePage = async () => (await caches.open(NAME)).match(SHELL.offline);

self.addEventListener("message", (event) => {
  const { type, url, owner } = event.data ?? {};
  if (type === "logout") event.waitUntil(setOwner("").then(() => pieu.vault.lock()));
  if (type === "refresh") event.waitUntil(getOwner().then((owner) => owner && warm(0)));
  if (type === "save") event.waitUntil(saveOrigin(url));
  if (type === "own") event.waitUntil(saveOwn(url).finally(() => event.ports[0]?.postMessage("done")));
  if (type === "warm") event.waitUntil(warmShell().finally(() => event.ports[0]?.postMessage("done")));
  if (type === "sealed") event.waitUntil(sealOwn().finally(() => event.ports[0]?.postMessage("done")));
  if (type === "person") event.waitUntil(setOwner(owner).then(() => event.ports[0]?.postMessage("done")));
  if (type === "owner" && owner !== undefined) event.waitUntil(setOwner(owner).then(() => owner && warm()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && request.mode === "navigate" && isContinued(url)) event.respondWith(sentInVain(event, url));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (SHELL.core.includes(url.pathname) || SHELL.member.includes(url.pathname)) event.respondWith(file(event));
  else if (request.destination === "image" && request.referrer && ORIGIN.test(new URL(request.referrer).pathname))
    event.respondWith(picture(event));
  else if (isKeptFile(url)) event.respondWith(keptFile(event, url));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(fileOfOldPage(event, url));
});

async function file(event) {
  const cache = await caches.open(NAME);
  const cached = await cache.match(event.request);
  if (cached) return cached;
  const response = await fetch(event.request).catch(() => null);
  if (!response?.ok) return (await standIn(new URL(event.request.url))) ?? response ?? Response.error();
  event.waitUntil(cache.put(event.request, response.clone()));
  return response;
}

async function picture(event) {
  const cache = await caches.open(SEEN);
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(cache.put(event.request, response.clone()));
    return response;
  } catch {
    return (await cache.match(event.request)) ?? Response.error();
  }
}

/* --- Pages ------------------------------------------------------------------------------------------------------------ */
async function page(event, url) {
  const network = fetch(event.request);
  network.catch(() => {});
  const own = await copyOf(url);
  const pack = own ? undefined : await packPage(url);
  const copy = own ?? pack;
  try {
    const response = copy ? await soonest(network, ORIGIN.test(url.pathname) ? 20000 : 8000) : await network;
    if (copy && response.status >= 502 && response.status <= 504) throw new Error("the server is away");
    event.waitUntil(remember(url, response.clone()));
    return response;
  } catch {
    if (pack) return withOwner(pack);
    if (copy) return ORIGIN.test(url.pathname) ? unchecked(copy) : dated(copy);
    // The page may be stored, but locked: ask for the PIN, then lead back.
    const [pinPage] = Object.values(SHELL.shared);
    if (pinPage && isOwn(url) && (await pieu.vault.state(await getOwner())) === "locked")
      return Response.redirect(`${pinPage}?tiep=${encodeURIComponent(url.pathname + url.search)}`, 303);
    return (await offlinePage()) ?? Response.error();
  }
}

const soonest = (network, limit) =>
  Promise.race([network, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), limit))]);

const isOwn = ({ pathname }) => SHELL.pages.includes(pathname) || SHELL.own.some((prefix) => pathname.startsWith(prefix));

async function copyOf(url) {
  if (ORIGIN.test(url.pathname)) return (await caches.open(SEEN)).match(url.href, { ignoreVary: true });
  if (!isOwn(url)) return undefined;
  const sealed = await pieu.vault.read(await getOwner(), `page:${url.pathname}`);
  if (sealed) return new Response(sealed.text, { headers: sealed.headers });
  const copy = await (await caches.open(OWN)).match(url.pathname, { ignoreVary: true });
  return copy && copy.headers.get("X-Kept-Owner") === (await getOwner()) ? copy : undefined;
}

/* Save an own page only without a query: "last month" must not replace today. Offline, its copy answers every query. */
async function remember(url, response) {
  if (response.type !== "basic" || !/text\/html/.test(response.headers.get("Content-Type") ?? "")) return;
  const text = await response.text();
  const owner = /<html[^>]*\sdata-owner="([^"]*)"/.exec(text)?.[1];
  if (owner !== undefined) await setOwner(owner);
  if (response.status !== 200 || response.redirected) return;
  if (ORIGIN.test(url.pathname)) await keep(SEEN, url.href, text, response, "");
  // A page with a query (another week, another kind) must not replace the page without one.
  // The parameter "luc" only makes the browser reload the same page.
  else if (owner && (!url.search || url.search.startsWith("?luc=")) && isOwn(url)) await keepOwn(url.pathname, text, response, owner);
}

async function keepOwn(path, text, response, owner) {
  const state = await pieu.vault.state(owner);
  if (state === "locked") return undefined;
  if (state === "open") return pieu.vault.keep(owner, `page:${path}`, { text, headers: [...keptHeaders(response, owner)] });
  await keep(OWN, path, text, response, owner);
  // The first key arrived meanwhile.
  return (await pieu.vault.state(owner)) === "none" ? undefined : sealOwn();
}

/* The owner has the first key here: encrypt the pages from before. */
async function sealOwn() {
  const owner = await getOwner();
  const cache = await caches.open(OWN);
  for (const request of await cache.keys()) {
    const copy = await cache.match(request, { ignoreVary: true });
    if (copy?.headers.get("X-Kept-Owner") !== owner) continue;
    await pieu.vault.keep(owner, `page:${new URL(request.url).pathname}`, { text: await copy.text(), headers: [...copy.headers] }).catch(() => {});
    await cache.delete(request, { ignoreVary: true });
  }
}

function keptHeaders(response, owner) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("X-Kept-At", new Date().toISOString());
  headers.set("X-Kept-Owner", owner);
  headers.set("X-Kept-Shell", SHELL.version);
  return headers;
}

async function keep(name, key, text, response, owner) {
  const cache = await caches.open(name);
  const headers = keptHeaders(response, owner);
  await cache.delete(key, { ignoreVary: true });
  await cache.put(key, new Response(text, { headers }));
  if (name !== SEEN) return;
  const pages = (await cache.keys()).filter((request) => ORIGIN.test(new URL(request.url).pathname));
  for (const request of pages.slice(0, Math.max(0, pages.length - MOST_SEEN))) await cache.delete(request);
}

async function saveOrigin(address) {
  const url = new URL(address, location.href);
  url.hash = "";
  if (url.origin !== location.origin || !ORIGIN.test(url.pathname)) return;
  if (await copyOf(url)) return;
  const response = await fetch(url.href, { headers: { Accept: "text/html", Purpose: "prefetch" }, cache: "force-cache" });
  await remember(url, response);
}

/* Save an open page of the member below SHELL.own that has no copy yet. */
async function saveOwn(address) {
  const url = new URL(address, location.href);
  url.hash = "";
  if (url.origin !== location.origin || !isOwn(url) || (await copyOf(url))) return;
  const response = await fetch(url.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (response) await remember(url, response);
}

/* The app's own files and the pages without personal data. */
async function warmShell() {
  const shell = await caches.open(NAME);
  let isWhole = true;
  for (const address of SHELL.member)
    if (!(await shell.match(address))) await shell.add(address).catch(() => (isWhole = false));
  for (const address of new Set(Object.values(SHELL.shared)))
    if (!(await shell.match(address))) {
      const response = await fetch(address, { headers: { "X-Pieu-Copy": "1" } }).catch(() => null);
      if (response?.ok) await keepPackPage(shell, address, response);
    }
  return isWhole;
}

/* Fetch the member's offline pages ahead, so that a browser that has just started can open them. Pages of an earlier
   version of the app are always fetched again. */
async function warm(fresh = FRESH) {
  let isWhole = await warmShell();
  await refreshPacks();
  for (const address of SHELL.pages) {
    const copy = await copyOf(new URL(address, location.href));
    const isOfNow = copy?.headers.get("X-Kept-Shell") === SHELL.version;
    if (isOfNow && Date.now() - Date.parse(copy.headers.get("X-Kept-At")) < fresh) continue;
    const response = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (response) await remember(new URL(address, location.href), response);
    if (!response || response.status >= 500) isWhole = false;
  }
  if (isWhole) await forgetOldShells(1);
}

/* The same for what a visitor without an account keeps. */
async function warmKept() {
  if (!(await (await caches.open(PACKS)).keys()).length) return forgetOldShells(0);
  const isWhole = await warmShell();
  await refreshPacks();
  if (isWhole) await forgetOldShells(1);
}

async function getOwner() {
  const stored = await (await caches.open(META)).match(OWNER_KEY);
  return stored ? stored.text() : "";
}

/* Run one after the other: a page and its message both name the owner. The second must not delete what was fetched for
   the same owner after the first. */
let settling = Promise.resolve();
function setOwner(owner) {
  settling = settling.catch(() => {}).then(() => setOtherOwner(owner));
  return settling;
}

async function setOtherOwner(owner) {
  if ((await getOwner()) === owner) return;
  await caches.delete(OWN);
  await pieu.vault.settle(owner);
  await (await caches.open(META)).put(OWNER_KEY, new Response(owner));
}

/* --- Push notices ------------------------------------------------------------------------------------------------------ */
self.addEventListener("push", (event) => event.waitUntil(showNotice(event.data?.json() ?? {})));

/* Browsers want something shown for every message. Somebody else may use this phone now: they learn only that there is one. */
async function showNotice({ owner, title = "Piêu", body = "", url = "" }) {
  const person = (await getOwner()).split(":")[0];
  if (owner === person) return self.registration.showNotification(title, { body, data: { url }, tag: url });
  return self.registration.showNotification("Piêu", { body: "Có tin mới. Đăng nhập để đọc.", data: { url: "" }, tag: "other" });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/thong-bao/", self.location.origin);
  // Open pages of this site only, whatever address the message has.
  event.waitUntil(self.clients.openWindow(url.origin === self.location.origin ? url.href : "/thong-bao/"));
});

/* --- Marking pages as copies ------------------------------------------------------------------------------------------- */
async function dated(copy) {
  const text = await copy.text();
  const at = copy.headers.get("X-Kept-At");
  return new Response(text.replace("<html ", `<html data-saved="${at}" `), { headers: copy.headers });
}

async function unchecked(copy) {
  const text = await copy.text();
  const blocks = text.match(VERDICT);
  // Without the markers an old verdict could stay on the page, so show nothing.
  if (!blocks) return (await offlinePage()) ?? Response.error();
  // In Vietnam's time (UTC+7 all year), as everywhere in Piêu, wherever this phone is.
  const at = new Date(Date.parse(copy.headers.get("X-Kept-At")) + 7 * 3600000);
  const two = (number) => String(number).padStart(2, "0");
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const day = `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
  const english = /<html[^>]*\slang="en/.test(text);
  const verdict = english ? "Not checked: no connection" : "Chưa kiểm tra được: không có mạng";
  const saved = english ? `Data saved at ${clock} on ${day}` : `Dữ liệu lưu lúc ${clock} ngày ${day}`;
  const strip = `<div class="verdict v-unchecked" role="status" data-unchecked><svg class="icon" width="44" height="44" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M12 20h.01M8.5 16.4a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 5.2-2.7M19 12.9a10 10 0 0 0-2-1.5M2 8.8a15 15 0 0 1 4.2-2.6M22 8.8a15 15 0 0 0-11.3-3.8M2 2l20 20"/></svg><div><b>${verdict}</b><span>${saved}</span></div></div>`;
  let first = true;
  const body = text.replace(VERDICT, () => {
    const block = first ? strip : "";
    first = false;
    return block;
  });
  return new Response(body, { headers: copy.headers });
}
