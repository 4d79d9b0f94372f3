/* A branch's meeting outlives a closed browser: its pictures and voices are kept, what was counted and typed stays in the fields,
   and what was written down waits in the outbox, each once. One that was made ready ahead begins here, with or without a
   connection, under an ID of the phone's making: its beginning goes first, and all that follows names that ID. */

const pieu = window.pieu;
const { meeting: made, ready, home, title } = document.querySelector("script[data-meeting]").dataset;
const owner = () => pieu.outbox.owner();
const READY = `ready:${ready}`;
let meeting = made;
let NAME = `meeting:${meeting}`;
const OLD = 30 * 24 * 60 * 60 * 1000;
const forms = [...document.querySelectorAll("main form[data-outbox]")];
const card = forms.find((form) => form.querySelector("[data-card]"));
const pathOf = (url) => new URL(url, location.href).pathname;

/* --- Begun here ---------------------------------------------------------------------------------------------------------- */
function become(id) {
  for (const form of forms) form.action = pathOf(form.action).replace(`/${meeting}/`, `/${id}/`);
  meeting = id;
  NAME = `meeting:${id}`;
}

const show = (isOn) => {
  document.querySelector("[data-before]").hidden = isOn;
  document.querySelector("[data-during]").hidden = !isOn;
};

async function beginHere() {
  const button = document.querySelector("[data-begin]");
  const form = button.form;
  const ending = forms.find(({ action }) => action.endsWith("/ket-thuc/"));
  const begun = await pieu.vault.read(owner(), READY);
  become(begun?.id ?? crypto.randomUUID());
  show(Boolean(begun?.id));
  // Before it is kept: a browser closed right then comes back to the meeting that waits, and begins no second one.
  form.addEventListener("submit", () => pieu.vault.keep(owner(), READY, { id: meeting }), true);
  form.addEventListener("pieu:kept", () => show(true));
  // Sent at once it goes on on its own page; refused it isn't begun.
  document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
    const submitted = [form, ending].find((one) => entry.url === pathOf(one.action) && one.ariaBusy === "true");
    if (state === "sent" ? submitted : state === "review" && submitted === form) pieu.vault.keep(owner(), READY, {});
  });
  // What follows is another meeting.
  ending.addEventListener("pieu:kept", async () => {
    await pieu.vault.keep(owner(), READY, {});
    become(crypto.randomUUID());
    drafts = {};
    for (const one of forms) one.reset();
    show(false);
    scrollTo({ top: 0 });
  });
  button.disabled = false;
}

/* --- What was typed ------------------------------------------------------------------------------------------------------ */
let drafts = {};
const HIDDEN = ["csrfmiddlewaretoken", "idempotency_key"];
const valuesOf = (form) => [...new FormData(form)].filter(([name]) => !HIDDEN.includes(name));

async function keep(form) {
  drafts[pathOf(form.action)] = valuesOf(form);
  if (owner()) await pieu.vault.keep(owner(), NAME, drafts);
}

function fill(form, values) {
  for (const input of form.elements) {
    if (!input.name || HIDDEN.includes(input.name)) continue;
    const typed = values.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "checkbox") input.checked = typed.includes(input.value);
    else if (typed.length) [input.value] = typed;
  }
}

/* A waiting entry is newer than the page; what she typed and has not sent yet is newer still. */
async function restore() {
  const waiting = await pieu.outbox.list();
  drafts = (await pieu.vault.read(owner(), NAME)) ?? {};
  for (const form of forms) {
    if (form === card) continue;
    const path = pathOf(form.action);
    const sent = waiting.filter((entry) => entry.url === path).at(-1);
    const values = drafts[path] ?? sent?.fields;
    if (values) fill(form, values);
  }
}

for (const form of forms) {
  if (form === card) continue;
  // A form that is kept is emptied by the outbox: a count has to stay to be seen.
  form.addEventListener("pieu:kept", () => fill(form, drafts[pathOf(form.action)] ?? []));
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => keep(form));
}
document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
  if (state !== "sent" || !(entry.url in drafts)) return;
  delete drafts[entry.url];
  pieu.vault.keep(owner(), NAME, drafts);
});

/* A step was shown once its "Tiếp" was pressed; at the end she can say otherwise. */
const end = forms.find((form) => form.querySelector('[name="shown"]'));
document.addEventListener("click", ({ target }) => {
  const step = target.closest(".screen__next a")?.closest("[data-step]")?.dataset.step;
  const box = step && end?.querySelector(`[name="shown"][value="${CSS.escape(step)}"]`);
  if (!box || box.checked) return;
  box.checked = true;
  keep(end);
});

/* Which card it was, said in the list of what waits. */
card?.addEventListener(
  "submit",
  () => {
    card.dataset.words ??= card.dataset.outboxLabel;
    const number = card.querySelector("[data-card]").value.split("#so=").at(-1).trim();
    card.dataset.outboxLabel = `${card.dataset.words}: ${number}`;
  },
  true,
);

/* --- What is shown --------------------------------------------------------------------------------------------------------- */
async function keepFiles() {
  const files = JSON.parse(document.getElementById("meeting-files").textContent);
  const bytes = files.reduce((all, one) => all + one.bytes, 0);
  const kept = ready ? { ready: location.pathname, title, owner: owner() } : {};
  const course = `hop/${ready ?? meeting}`;
  const pack = { course, state: "meeting", manifest: { files, pages: [], bytes }, at: Date.now(), ...kept };
  await pieu.packs.fetchAll(pack, { tell: () => {} });
  await pieu.packs.save(pack);
  for (const one of await pieu.packs.list())
    if (one.state === "meeting" && Date.now() - one.at > OLD) await pieu.packs.remove(one.course);
}

if (owner() && window.caches && navigator.serviceWorker) {
  await pieu.vault.ready;
  if (ready) await beginHere();
  await restore();
  // A page that came before the worker was there is kept by asking for it once more.
  if (document.documentElement.dataset.saved === undefined) {
    await keepFiles().catch(() => {});
    await pieu.packs.ask({ type: "own", url: location.href });
    if (ready) await pieu.packs.ask({ type: "own", url: new URL(home, location.href).href });
  }
  document.querySelector("[data-meeting-kept]").hidden = false;
}
