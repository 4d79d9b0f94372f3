/* Add a product, all screens in one page. The outbox stores each answer on the phone and sends it, so that a dropped
   connection or a killed browser loses nothing. Without this script, or without a store on the phone, every screen is a
   plain form of the server.

   The page holds its present screen and the others in <template data-screen>. The phone chooses the draft's name (a UUID).
   Typed values wait in localStorage until the draft is finished: those of a new draft under a key per owner, those of a
   draft that the server knows under a key per draft, and only until they are sent. */

const pieu = window.pieu ?? {};
const root = document.querySelector("[data-wizard]");
const ORDER = ["anh", "ten", "gia", "so-luong", "xem"];
const NAMES = ["name", "price", "unit", "other_unit", "quantity"];
const owner = pieu.outbox?.owner?.() ?? "";
const pageDraft = root?.dataset.draft ?? "";
const isNew = root?.dataset.new === "1";
const NEW = `pieu-wizard:${owner}`;
const KNOWN = `pieu-wizard:${owner}:${pageDraft}`;
const KEY = isNew ? NEW : KNOWN;
const LEFT = `pieu-wizard-left:${owner}`;

const read = (key = KEY) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? null;
  } catch {
    return null;
  }
};
const write = (state) => {
  try {
    if (state) localStorage.setItem(KEY, JSON.stringify(state));
    else localStorage.removeItem(KEY);
  } catch {
    // If localStorage is full, the outbox still works.
  }
};

/* Return the drafts that were left on purpose, although they may wait to be sent. */
function leftDrafts() {
  try {
    return JSON.parse(localStorage.getItem(LEFT)) ?? [];
  } catch {
    return [];
  }
}

function forget(draft = state.draft) {
  isForgotten = true;
  try {
    localStorage.removeItem(KNOWN);
    if (isNew || read(NEW)?.draft === draft) localStorage.removeItem(NEW);
    localStorage.setItem(LEFT, JSON.stringify([...leftDrafts().filter((one) => one !== draft), draft].slice(-20)));
  } catch {
    // As above.
  }
}

/* Rebuild the draft from the outbox: a killed browser loses the last seconds of localStorage, but not the outbox. */
async function fromOutbox() {
  const found = {};
  for (const { url, fields } of (await pieu.outbox.list().catch(() => null)) ?? []) {
    const [, draft, key] = /\/([0-9a-f-]{36})\/([a-z-]+)\/$/.exec(url) ?? [];
    if (!ORDER.includes(key)) continue;
    const one = (found[draft] ??= { draft, step: "anh", values: {} });
    if (ORDER.indexOf(key) >= ORDER.indexOf(one.step)) one.step = ORDER[ORDER.indexOf(key) + 1];
    for (const [name, value] of fields) if (NAMES.includes(name)) one.values[name] = value;
  }
  const left = leftDrafts();
  return Object.values(found)
    .reverse()
    .find(({ draft, step }) => step && step !== "xem" && !left.includes(draft));
}

/* Return the values typed last, unless those in the outbox are newer. */
function newest(typed, queued) {
  if (!typed?.draft) return queued;
  if (typed.draft !== queued?.draft || ORDER.indexOf(typed.step) >= ORDER.indexOf(queued.step)) return typed;
  return { ...typed, step: queued.step, values: { ...typed.values, ...queued.values } };
}

let state;
let isForgotten = false;

function newId() {
  return (
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
    )
  );
}

function begin() {
  for (const template of root.querySelectorAll("template[data-screen]")) {
    const section = document.createElement("section");
    section.className = "stack";
    section.dataset.screen = template.dataset.screen;
    section.hidden = true;
    section.append(template.content);
    template.replaceWith(section);
  }
  for (const form of root.querySelectorAll("form[data-step]")) form.action = here(form.action);
  for (const input of root.querySelectorAll("[data-upload-url]")) input.dataset.uploadUrl = here(input.dataset.uploadUrl);
  root.dataset.end = here(root.dataset.end);
  if (!isNew) takeUp();
  restore();
  // Until the phone's store is open, block "Tiếp": the browser would submit the form and leave the page.
  root.addEventListener("submit", hold);
  setTimeout(() => root.removeEventListener("submit", hold), 3000); // a store that hangs must not block the form
  const first = isNew && state.step !== "anh" ? state.step : root.querySelector("section[data-screen]:not([hidden])").dataset.screen;
  history.replaceState({ screen: first }, "");
  show(first, false);
  // Without a store on this phone the server's plain forms are used.
  pieu.outbox.list().then(listen, () => root.removeEventListener("submit", hold));
}

/* Remember a photo that was chosen before the phone's store was open. */
let early = null;
function keepEarly({ target }) {
  if (target.type === "file" && target.files[0]) early = { target, file: target.files[0] };
}

/* Return the address with the phone's name for the draft. */
function here(address) {
  return address.replace(pageDraft, state.draft);
}

const hold = (event) => event.preventDefault();

function listen() {
  root.removeEventListener("submit", hold);
  root.removeEventListener("change", keepEarly);
  root.addEventListener("submit", submitted);
  root.addEventListener("input", typed);
  root.addEventListener("change", chosen);
  root.addEventListener("click", clicked);
  addEventListener("popstate", (event) => event.state?.screen && show(event.state.screen, false));
  document.addEventListener("pieu:outbox", heard);
  if (early) chosen(early);
}

const section = (key) => root.querySelector(`section[data-screen="${key}"]`);
const formOf = (key) => section(key)?.querySelector("form[data-step]");

let shownAt = 0;
let isTouched = false;

function show(key, push = true) {
  shownAt = performance.now();
  isTouched = false;
  for (const each of root.querySelectorAll("section[data-screen]")) each.hidden = each.dataset.screen !== key;
  if (push) history.pushState({ screen: key }, "");
  state.step = key;
  remember();
  soFar();
  scrollTo(0, 0);
  if (key === "anh") return;
  const field = section(key).querySelector('input[type="text"], input:not([type])');
  field?.focus();
  // The name of a copy is selected: typing replaces it.
  if (field?.closest("[data-copied]")) field.select();
}

/* Values of a known draft that were typed here and not sent yet. */
const unsent = new Set();

function remember() {
  // The photo's thumbnail may be ready only after the draft was left: it must not bring the draft back.
  if (isForgotten) return;
  if (!isNew) {
    const values = Object.fromEntries(Object.entries(state.values).filter(([name]) => unsent.has(name)));
    return write(unsent.size ? { draft: state.draft, values } : null);
  }
  if (state.thumb || Object.keys(state.values).length) write(state);
}

/* Take up what was typed into a known draft before its page was closed. The values of a draft that began on this phone
   may be sent already and changed elsewhere since: they fill only the fields that the server has nothing for. */
function takeUp() {
  const begun = read(NEW);
  const values = begun?.draft === pageDraft ? { ...begun.values } : {};
  for (const form of root.querySelectorAll("form[data-step]"))
    if (textOf(form)?.value) for (const { name } of form.elements) delete values[name];
  Object.assign(values, read()?.values);
  for (const name of Object.keys(values)) unsent.add(name);
  Object.assign(state.values, values);
}

const textOf = (form) => form.querySelector('input[type="text"], input:not([type])');

function restore() {
  for (const [name, value] of Object.entries(state.values)) {
    const fields = root.querySelectorAll(`[name="${name}"]`);
    for (const field of fields) {
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type !== "hidden" && field.type !== "file") field.value = value;
    }
  }
}

/* Show the answers so far at the top of each screen and on the card at the end. */
function soFar() {
  const { name, price, quantity } = state.values;
  for (const place of root.querySelectorAll("[data-so-far]")) if (name) place.textContent = name;
  for (const place of root.querySelectorAll("[data-unit]")) if (unitName()) place.textContent = unitName();
  for (const place of root.querySelectorAll("[data-price]")) place.textContent = price ? `${price} đ/${unitName()}` : "";
  for (const place of root.querySelectorAll("[data-quantity]")) place.textContent = quantity ? `${quantity} ${unitName()}` : "";
  if (state.thumb)
    for (const place of root.querySelectorAll("[data-thumb]")) {
      const image = place.querySelector("img");
      place.querySelectorAll("source").forEach((source) => source.remove());
      if (image && image.src !== state.thumb) image.src = state.thumb;
    }
}

function unitName() {
  const other = root.querySelector('[name="other_unit"]');
  if (other?.value) return other.selectedOptions[0].text;
  return root.querySelector('[name="unit"]:checked')?.closest("label").textContent.trim() ?? "";
}

/* --- Photo ------------------------------------------------------------------------------------------------------------ */
/* photo.js shrinks the photo and puts it into the outbox; the form can be used meanwhile. */
async function chosen(event) {
  const input = event.target;
  if (input.name === "unit") root.querySelector('[name="other_unit"]').value = "";
  if (input.type !== "file") return typed(event);
  const file = event.file ?? input.files[0];
  if (!file) return;
  withdraw("photo", new URL(input.dataset.uploadUrl, location.href).pathname).catch(() => {});
  complain(formOf("anh"), []);
  thumbnail(file).then((thumb) => {
    state.thumb = thumb;
    remember();
    soFar();
  });
  show("ten");
}

async function thumbnail(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image", resizeWidth: 320, resizeQuality: "medium" });
    const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    return canvas.toDataURL("image/jpeg", 0.6);
  } catch {
    return ""; // HEIC that this phone can't show; the server can read it
  }
}

/* --- Typing ----------------------------------------------------------------------------------------------------------- */
function typed({ target }) {
  // A consent is never restored: each is switched on in the form that is sent.
  if (!target.name || ["hidden", "file", "checkbox"].includes(target.type)) return;
  isTouched = true;
  if (target.name === "price") group(target);
  if (target.type !== "radio" || target.checked) state.values[target.name] = target.value;
  if (target.name === "unit") state.values.other_unit = "";
  for (const { name } of target.form.elements) if (name in state.values) unsent.add(name);
  remember();
  soFar();
}

/* Format 45000 as 45.000 while it is typed; text such as 45k stays unchanged. */
function group(input) {
  if (!/^[\d. ]*$/.test(input.value) || input.selectionStart !== input.value.length) return;
  const digits = input.value.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  input.value = digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

/* --- Sending ---------------------------------------------------------------------------------------------------------- */
const ofDraft = (entry) => entry.url.includes(state.draft);

async function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-step]")) return;
  event.preventDefault();
  const key = form.dataset.step;
  const later = event.submitter?.value === "later";
  const field = textOf(form);
  const isEmpty = field && !field.value.trim();
  if (isEmpty && later) return leave();
  if (key === "anh") return later ? leave() : show("ten");
  if (isEmpty) return complain(form, [[field.name, form.dataset.missing]]);
  const wrong = problems(form, field);
  complain(form, wrong);
  // A second tap would remove the entry of the first, and nothing would seem to wait.
  if (wrong.length || form.dataset.keeping) return;
  form.dataset.keeping = "1";
  try {
    if (!(await put(form.action, new FormData(form), form.dataset.title))) return;
    for (const { name } of form.elements) unsent.delete(name);
    if (later) return leave();
    const next = form.querySelector("[data-then]")?.dataset.then ?? ORDER[ORDER.indexOf(key) + 1];
    if (next === "xem") return await finish();
    show(next);
  } finally {
    delete form.dataset.keeping;
  }
}

/* Check price and quantity here, by the server's rules. */
function problems(form, field) {
  const copied = field?.closest("[data-copied]")?.dataset;
  const plain = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();
  if (copied && plain(field.value) === plain(copied.copied)) return [[field.name, copied.same]];
  if (!pieu.written) return [];
  const { words, price, quantity } = pieu.written;
  const unit = state.values.other_unit || state.values.unit || root.querySelector('[name="unit"]:checked')?.value || root.querySelector("[data-unit-code]")?.dataset.unitCode;
  const wrong = field?.name === "price" ? price(field.value) : field?.name === "quantity" ? quantity(field.value, unit) : "";
  const found = wrong ? [[field.name, words[wrong]]] : [];
  if (field?.name === "price" && !new FormData(form).get("unit") && !form.elements.other_unit.value) found.push(["unit", form.dataset.unitMissing]);
  return found;
}

/* Put one answer into the outbox. It replaces an older one of the same screen that still waits. */
async function put(url, fields, title) {
  const path = new URL(url, location.href).pathname;
  const label = `${state.values.name || root.querySelector("h1").textContent.trim()} · ${title}`;
  try {
    await withdraw("draft", path);
    await pieu.outbox.put({ url, fields, kind: "draft", label });
  } catch {
    pieu.toast?.(pieu.words?.noStore ?? "");
    return false;
  }
  pieu.outbox.flush();
  return true;
}

/* Remove waiting entries for `path`: a newer answer follows. */
async function withdraw(kind, path) {
  for (const entry of await pieu.outbox.list())
    if (entry.kind === kind && entry.url === path && entry.state !== "sending") await pieu.outbox.remove(entry.id);
}

async function waiting() {
  await Promise.allSettled([...(pieu.pending ?? [])]);
  return (await pieu.outbox.list()).filter(ofDraft);
}

/* Finish: open the server's page if everything was sent, otherwise show the card here. */
async function finish() {
  const button = formOf("so-luong").querySelector('button[type="submit"]');
  button.setAttribute("aria-busy", "true");
  const limit = Date.now() + (navigator.onLine ? 9000 : 300);
  let left = await waiting();
  while (left.length && Date.now() < limit) {
    const wrong = left.find((entry) => entry.state === "review");
    if (wrong) break;
    pieu.outbox.flush();
    await new Promise((resolve) => setTimeout(resolve, 150));
    left = await waiting();
  }
  button.removeAttribute("aria-busy");
  const wrong = left.find((entry) => entry.state === "review");
  if (wrong) return mend(wrong);
  if (!left.length) {
    forget();
    return location.assign(root.dataset.end);
  }
  for (const place of root.querySelectorAll("[data-kept-at]"))
    place.textContent = (pieu.words?.savedHere ?? "").replace("{time}", pieu.time?.() ?? "");
  show("xem");
}

async function leave() {
  forget();
  location.assign(root.dataset.mine);
}

async function clicked(event) {
  // The second of two quick taps on "Xem lại" would hit the new screen: ignore it.
  if (event.detail > 1 && !isTouched && performance.now() - shownAt < 700) return event.preventDefault();
  if (event.target.closest("[data-finish]")) forget();
  const ask = event.target.closest("[data-ask]");
  if (!ask) return;
  ask.setAttribute("aria-busy", "true");
  await waiting();
  const agreed = [...section("xem").querySelectorAll("[name=consents]:checked")].map(({ value }) => ["consents", value]);
  const fields = [["act", "help"], ["member", root.dataset.member], ...agreed];
  const entry = await put(root.dataset.end, fields, ask.dataset.title);
  if (!entry) return ask.removeAttribute("aria-busy");
  forget();
  ask.disabled = true;
  ask.querySelector("span").textContent = ask.dataset.done;
  ask.removeAttribute("aria-busy");
  pieu.toast?.((pieu.words?.savedHere ?? "").replace("{time}", pieu.time?.() ?? ""));
}

/* --- The server's answers ------------------------------------------------------------------------------------------------ */
function heard({ detail: { entry, state: now, data } }) {
  if (!ofDraft(entry)) return;
  if (now === "sent")
    for (const place of root.querySelectorAll("[data-kept]"))
      place.textContent = (pieu.words?.savedAt ?? "").replace("{time}", data?.saved_at ?? pieu.time?.() ?? "");
  if (now === "waiting" && entry.attempts)
    for (const place of root.querySelectorAll("[data-kept]"))
      place.textContent = (pieu.words?.savedHere ?? "").replace("{time}", pieu.time?.(new Date(entry.created)) ?? "");
  if (now === "review") mend(entry);
  if (now === "sent" && state.step === "xem") arrived(entry, data?.next);
}

/* Replace the card with the server's page, but only after the last answer was sent. Earlier answers name the screen after
   them, and leaving the page would interrupt what is still being sent. */
async function arrived(entry, next) {
  if ((await pieu.outbox.list()).some(ofDraft)) return;
  if (new URL(root.dataset.end, location.href).pathname !== entry.url) next = root.dataset.end;
  forget();
  if (next) location.assign(next);
}

/* Go back to the screen whose answer the server rejected, and show its message next to the field. */
function mend(entry) {
  const key = ORDER.find((each) => entry.url.includes(`/${each}/`));
  if (!key || key === "xem") return;
  // Drop a photo only if the server rejected the photo itself; any other waits for another try.
  if (entry.kind === "photo" && entry.error?.some(([name]) => name === "photo")) pieu.outbox.remove(entry.id);
  show(key);
  complain(formOf(key), entry.error ?? []);
}

const complain = (form, problems) => pieu.written?.complain(form, problems);

/* --- Beginning ---------------------------------------------------------------------------------------------------------- */
if (root && owner) {
  if (!root.querySelector("template[data-screen]")) {
    // The server shows the end: the draft has arrived, so this phone can forget it.
    write(null);
    if (read(NEW)?.draft === pageDraft) forget(pageDraft);
  } else if (isNew) {
    root.addEventListener("change", keepEarly);
    // photo.js needs the draft's address once it has shrunk the photo.
    pieu.addressed = fromOutbox().then((put) => {
      state = newest(read(), put) ?? { draft: newId(), step: "anh", values: {} };
      begin();
    });
  } else {
    root.addEventListener("change", keepEarly);
    state = { draft: pageDraft, step: root.querySelector("section[data-screen]").dataset.screen, values: {} };
    begin();
  }
}
