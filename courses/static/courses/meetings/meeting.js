/* A branch's meeting survives a closed browser: its pictures and voices are saved, counts and typed text stay in the fields,
   and each record waits in the outbox. A meeting that was prepared ahead starts here, with or without a connection, under
   an ID from the phone. Its start is sent first; all later records name that ID. */

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

/* --- Starting a meeting here --------------------------------------------------------------------------------------------- */
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
  // Store the ID before the outbox stores the form: a browser closed in between must not start a second meeting.
  form.addEventListener("submit", () => pieu.vault.keep(owner(), READY, { id: meeting }), true);
  form.addEventListener("pieu:kept", () => show(true));
  // If it is sent at once, the meeting continues on its own page; if it is rejected, it has not started.
  document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
    const submitted = [form, ending].find((one) => entry.url === pathOf(one.action) && one.ariaBusy === "true");
    if (state === "sent" ? submitted : state === "review" && submitted === form) pieu.vault.keep(owner(), READY, {});
  });
  // After the end, prepare the next meeting.
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

/* --- Typed values -------------------------------------------------------------------------------------------------------- */
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

/* A waiting entry is newer than the page; values that were typed but not sent are newer still. */
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
  // The outbox empties a form once it is stored: fill it again, so that a count stays visible.
  form.addEventListener("pieu:kept", () => fill(form, drafts[pathOf(form.action)] ?? []));
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => keep(form));
}
document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
  if (state !== "sent" || !(entry.url in drafts)) return;
  delete drafts[entry.url];
  pieu.vault.keep(owner(), NAME, drafts);
});

/* A step counts as shown once its "Tiếp" was pressed; this can be changed at the end. */
const end = forms.find((form) => form.querySelector('[name="shown"]'));
document.addEventListener("click", ({ target }) => {
  const step = target.closest(".screen__next a")?.closest("[data-step]")?.dataset.step;
  const box = step && end?.querySelector(`[name="shown"][value="${CSS.escape(step)}"]`);
  if (!box || box.checked) return;
  box.checked = true;
  keep(end);
});

/* Name the card in the list of waiting entries. */
card?.addEventListener(
  "submit",
  () => {
    card.dataset.words ??= card.dataset.outboxLabel;
    const number = card.querySelector("[data-card]").value.split("#so=").at(-1).trim();
    card.dataset.outboxLabel = `${card.dataset.words}: ${number}`;
  },
  true,
);

/* --- Pictures and voices --------------------------------------------------------------------------------------------------- */
async function keepFiles() {
  const files = JSON.parse(document.getElementById("meeting-files").textContent);
  const bytes = files.reduce((all, one) => all + one.bytes, 0);
  const details = ready ? { ready: location.pathname, title, owner: owner() } : {};
  const course = `hop/${ready ?? meeting}`;
  const pack = { course, state: "meeting", manifest: { files, pages: [], bytes }, at: Date.now(), ...details };
  await pieu.packs.fetchAll(pack, { tell: () => {} });
  await pieu.packs.save(pack);
  for (const one of await pieu.packs.list())
    if (one.state === "meeting" && Date.now() - one.at > OLD) await pieu.packs.remove(one.course);
}

if (owner() && window.caches && navigator.serviceWorker) {
  await pieu.vault.ready;
  if (ready) await beginHere();
  await restore();
  // A page that was loaded before the worker was active is requested again, so that it is saved.
  if (document.documentElement.dataset.saved === undefined) {
    await keepFiles().catch(() => {});
    await pieu.packs.ask({ type: "own", url: location.href });
    if (ready) await pieu.packs.ask({ type: "own", url: new URL(home, location.href).href });
  }
  document.querySelector("[data-meeting-kept]").hidden = false;
}
