/* What this phone stores: saved courses, waiting entries, and the people, one of whom is active. */

const pieu = window.pieu;
const box = document.querySelector("[data-people]");
const words = JSON.parse(box.dataset.words);
const { here, login, logoutPage } = box.dataset;
/* The page that the worker couldn't show while it was locked. */
const wanted = new URLSearchParams(location.search).get("tiep") ?? "";
const address = new URL(wanted || "/", location.origin);
const next = wanted.startsWith("/") && address.origin === location.origin ? address.pathname + address.search : "";
const owner = () => document.documentElement.dataset.owner || "";
const part = (name, root = document) => root.querySelector(`[data-${name}]`);
const copyOf = (name) => part(name).content.firstElementChild.cloneNode(true);

async function showPacks() {
  const packs = (await pieu.packs.list()).filter(({ state }) => state === "kept");
  part("no-packs").hidden = packs.length > 0;
  part("pack-list").replaceChildren(
    ...packs.map(({ course, title, manifest }) => {
      const row = copyOf("pack-row");
      row.querySelector("a").href = manifest.pages[0].page;
      row.querySelector(".rows__title").textContent = title;
      row.querySelector(".rows__meta").textContent = pieu.packs.megabytes(manifest.bytes);
      row.dataset.course = course;
      return row;
    }),
  );
}

const showWaiting = async () => (part("none-waits").hidden = (await pieu.outbox.list()).length > 0);

/* Return the owner of the server's session: null without a login, undefined without a connection. */
const session = async () => {
  try {
    return (await (await fetch("/csrf/", { cache: "no-store" })).json()).owner;
  } catch {
    return undefined;
  }
};

function complain(form, text) {
  Object.assign(part("error", form), { textContent: text, hidden: !text });
  form.elements.pin.focus();
}

async function showPeople() {
  await pieu.vault.ready;
  await pieu.vault.made; // the first page after the log-in: the key is still arriving
  const people = await pieu.vault.profiles();
  const mine = people.find((one) => one.owner === owner());
  const isOpen = Boolean(mine) && (await pieu.vault.state(owner())) === "open";
  if (isOpen && next) return location.replace(next);
  part("people-list").replaceChildren(
    ...people.map((person) => {
      const row = copyOf("person-row");
      row.querySelector(".rows__title").textContent = person.name;
      const note = isOpen && person === mine ? words.here : person.hasPin ? "" : words.noPin;
      row.querySelector(".rows__meta").textContent = note;
      row.querySelector("button").addEventListener("click", () => choose(person));
      return row;
    }),
  );
  part("lock").hidden = !isOpen || !mine.hasPin;
  const now = await session();
  // With others on the phone it is shared, whatever its owner declares.
  part("sharing").hidden = part("lock").hidden || people.length > 1 || now !== owner();
  part("shared").checked = await pieu.vault.isShared(owner());
  part("set-pin").hidden = !now || now !== owner() || Boolean(mine?.hasPin);
}

let chosen = null;
function choose(person) {
  // Without a PIN only the server can open this person's vault.
  if (!person.hasPin) return void location.assign(person.owner === owner() ? here : `${login}?next=${here}`);
  chosen = person;
  const form = part("unlock");
  form.hidden = false;
  form.elements.pin.inputMode = person.letters ? "text" : "numeric";
  part("who", form).textContent = person.name;
  complain(form, "");
}

part("unlock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const now = await session();
  if (now !== undefined && now !== chosen.owner) {
    // With a connection the server has to know the user: ask for a login as this person.
    pieu.toast(words.online);
    return void location.assign(now ? logoutPage : `${login}?next=${here}`);
  }
  const answer = await pieu.vault.unlock(chosen.owner, form.elements.pin.value);
  form.elements.pin.value = "";
  if (!answer.ok) return complain(form, "wait" in answer ? words.wait.replace("{n}", answer.wait) : words.left.replace("{n}", answer.left));
  await pieu.packs.ask({ type: "person", owner: chosen.owner });
  location.replace(next || here);
});

async function declare(isShared) {
  await pieu.vault.share(owner(), isShared);
  await pieu.vault.fetchKey(); // tells the server, whose log-in then ends with the browser, too
}
part("shared").addEventListener("change", ({ target }) => pieu.hold(declare(target.checked)).catch(() => {}));

part("lock").addEventListener("click", async () => {
  await pieu.vault.share(owner(), true);
  await pieu.vault.lock();
  await pieu.packs.ask({ type: "person", owner: "" });
  const now = await session();
  location.assign(now ? logoutPage : here);
});

document.addEventListener("pieu:pin", showPeople);
document.addEventListener("pieu:outbox", showWaiting);
await showPacks();
await showWaiting();
await showPeople();
