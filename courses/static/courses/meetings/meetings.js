/* List the meetings that were prepared on this phone: they can start from here without a connection. */
const place = document.querySelector("[data-ready-meetings]");
const owner = window.pieu.outbox?.owner();
const ready = owner && window.caches ? (await window.pieu.packs.list()).filter((pack) => pack.ready && pack.owner === owner) : [];
for (const { ready: url, title } of ready) {
  const line = place.querySelector("template").content.cloneNode(true);
  line.querySelector("a").href = url;
  line.querySelector(".rows__title").textContent = title;
  place.querySelector("ul").append(line);
}
place.hidden = !ready.length;
