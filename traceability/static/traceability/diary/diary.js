/* Small helpers for the diary: today by this phone's clock, the unit of the chosen product, labels of waiting entries.
   Without scripts the form asks a little more and works the same; the theme's outbox stores and sends. */

const pieu = (window.pieu ??= {});
const $ = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
const two = (number) => String(number).padStart(2, "0");
const lang = document.documentElement.lang;

/* A saved page shows an old date: replace it by the phone's. */
const today = document.querySelector("[data-today]");
if (today) {
  const now = new Date();
  const day = new Intl.DateTimeFormat(lang, { weekday: "long" }).format(now);
  today.textContent = `${day[0].toUpperCase()}${day.slice(1)}, ${two(now.getDate())}/${two(now.getMonth() + 1)}/${now.getFullYear()}`;
}

/* --- The form ---------------------------------------------------------------------------------------------------------- */
const form = document.querySelector("[data-record]");
if (form) {
  const { products = {}, lots = {}, left = {}, says = {} } = $("record-choices");
  const titles = $("record-titles");
  const words = $("record-words");
  const title = document.querySelector("[data-title]");
  const value = (name) => new FormData(form).get(name) ?? "";

  /* Take the kind of work from the address: a saved copy of the page may be for another one. */
  const asked = new URLSearchParams(location.search);
  const kind = Object.keys(words).find((one) => words[one] === (asked.get("viec") ?? "thu-hoach"));
  if (document.documentElement.dataset.saved !== undefined) {
    if (kind) form.elements.kind.value = kind;
    if (asked.get("san-pham") in products) form.elements.product.value = asked.get("san-pham");
    if (asked.get("lo") in lots) {
      form.elements.lot.value = asked.get("lo");
      form.querySelector(".record-more").open = true;
    }
  }

  const narrow = () => {
    const product = value("product");
    const unit = products[product]?.unit;
    if (unit && form.dataset.product !== product) form.elements.unit.value = unit;
    form.dataset.product = product;
    for (const option of form.elements.lot.options) option.hidden = option.disabled = option.value in lots && lots[option.value] !== product;
    if (form.elements.lot.selectedOptions[0]?.disabled) form.elements.lot.value = "";
    /* An empty amount uses all of the lot: show how much that is before it is saved. */
    const rest = document.getElementById(`${form.elements.input_quantity.id}_helptext`);
    const all = left[value("input_lot")];
    if (rest && says.rest) rest.textContent = all ? says.rest.replace("{left}", all) : says.all;
    const { commune } = form.elements;
    if (commune) commune.required = !(commune.closest("[data-commune]").hidden = !products[product]?.unplaced);
  };
  const name = () => {
    const unit = form.elements.unit.selectedOptions[0]?.text ?? "";
    const amount = value("quantity") ? `${value("quantity")} ${unit}` : "";
    const what = form.elements.kind.selectedOptions[0]?.text ?? "";
    form.dataset.outboxLabel = [[what, amount].filter(Boolean).join(" "), products[value("product")]?.name].filter(Boolean).join(" · ");
    if (title && titles[value("kind")]) title.textContent = titles[value("kind")];
  };
  const chosenUnit = form.elements.unit.value;
  narrow();
  if (chosenUnit && asked.get("san-pham") === null && form.querySelector(".field--error")) form.elements.unit.value = chosenUnit;
  name();
  form.addEventListener("input", name);
  form.addEventListener("change", () => {
    narrow();
    name();
  });
  /* Check here what the server would reject or ask, so that stored entries are accepted when they are sent. */
  const problems = () => {
    const { number, quantity, words } = pieu.written;
    const found = [];
    const raw = value("quantity").trim();
    const unit = value("unit");
    const product = products[value("product")];
    if (!product) found.push(["product", says.product]);
    else if (product.unplaced && form.elements.commune && !value("commune")) found.push(["commune", says.commune]);
    const wrong = raw ? quantity(raw, unit) : "";
    if (wrong) found.push(["quantity", words[wrong]]);
    else if (value("kind") === "harvesting") {
      if (!raw) found.push(["quantity", says.quantity]);
      else if (number(raw) > product?.unusual?.[unit] && value("sure") !== value("quantity")) {
        found.push(["quantity", says.unusual]);
        form.elements.sure.value = value("quantity");
      }
    }
    if (value("when") === "other" && !value("date")) found.push(["date", says.date]);
    return found;
  };
  form.addEventListener(
    "submit",
    (event) => {
      name();
      if (!pieu.written) return;
      const found = problems();
      pieu.written.complain(form, found);
      if (!found.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );

  /* Open the folded part if it has an error. */
  const folded = new Set(["lot", "note", "person", "photo", "kind"]);
  const measures = new Set(["temperature", "moisture", "humidity", "hours"]);
  document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
    if (state !== "review") return;
    if (entry.error?.some(([field]) => folded.has(field))) form.querySelector(".record-more").open = true;
    if (entry.error?.some(([field]) => measures.has(field))) form.querySelector(".for-measured").open = true;
  });
}

/* --- Waiting and sent entries ------------------------------------------------------------------------------------------ */
const waiting = document.querySelector("[data-waiting]");
const count = async () => {
  const entries = (await pieu.outbox?.list()) ?? [];
  if (waiting) waiting.hidden = !entries.some((entry) => entry.kind === "diary");
};
const week = document.querySelector("[data-entries]");
const fresh = async () => {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.querySelector("[data-entries]");
  if (!now) return;
  week.replaceChildren(...now.childNodes);
  // The page is up to date again: remove the notice of an old copy.
  document.querySelectorAll("main .column > .notice[role=status]").forEach((node) => node.remove());
};
document.addEventListener("pieu:outbox", ({ detail: { entry, state } }) => {
  if (entry.kind !== "diary") return;
  count();
  if (state === "sent" && week) fresh();
});
count();
