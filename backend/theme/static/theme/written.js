/* Check numbers on the phone by the server's rules (backend/common/units.py and money.py), so that an error shows next to
   its field without a connection, too. Each function returns an error code, or "" without an error; `words` translates
   the code into the page's language. */

const { words = {}, counted = [] } = JSON.parse(document.getElementById("written-words")?.textContent ?? "{}");

const QUANTITY = /^(?:\d{1,7}|[1-9]\d{7,39})(?:[.,]\d{1,3})?$/;
const GROUPED_QUANTITY = /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,3})?$/;

/* Return the number in the text, or NaN. */
function number(raw) {
  const text = raw.replace(/\s+/g, "");
  if (GROUPED_QUANTITY.test(text)) return Number(text.replaceAll(".", "").replace(",", "."));
  return QUANTITY.test(text) ? Number(text.replace(",", ".")) : NaN;
}

function quantity(raw, unit = "") {
  const text = raw.replace(/\s+/g, "");
  if (!text) return "quantity_empty";
  if (/^[-−–]/.test(text)) return "quantity_negative";
  const value = number(text);
  if (Number.isNaN(value)) return "quantity_unreadable";
  if (value <= 0) return "quantity_negative";
  if (value > 9999999) return "quantity_large";
  return counted.includes(unit) && !Number.isInteger(value) ? "quantity_half" : "";
}

const SCALES = new Map();
for (const [scale, names] of [
  [1, ",d,dong,vnd,vn d"],
  [1e3, "k,n,ng,ngan,nghin,ngan dong,nghin dong"],
  [1e6, "tr,trieu,cu,trieu dong"],
  [1e9, "ty,ti,ty dong,ti dong"],
])
  for (const name of names.split(",")) SCALES.set(name, scale);
const GROUPED = /^\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*$/;
const FRACTION = /^\d{1,6}[.,]\d{1,3}$/;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").split(/\s+/).join(" ").trim();

/* Return the amount in đồng, or an error code. */
function dong(raw) {
  const text = raw.replaceAll("₫", "đ").split(/\s+/).join(" ").trim().toLowerCase();
  if (!text) return "money_empty";
  if (text.length > 40) return "money_unreadable";
  if (/^[-−–]/.test(text)) return "money_negative";
  const mixed = /^(\d{1,5})\s*(\p{L}+)\s*(\d{1,3})$/u.exec(text);
  if (mixed) {
    const scale = SCALES.get(fold(mixed[2])) ?? 1;
    return scale < 1e6 ? "money_unreadable" : mixed[1] * scale + Math.floor((mixed[3] * scale) / 10 ** mixed[3].length);
  }
  const match = /^(\d[\d., ]*?)\s*(\p{L}\D*)?$/u.exec(text);
  const scale = match && SCALES.get(fold(match[2] ?? ""));
  if (!scale) return "money_unreadable";
  const numeral = match[1].trim();
  const isGrouped = GROUPED.test(numeral);
  if (scale > 1 && FRACTION.test(numeral)) {
    if (isGrouped && scale === 1e3 && numeral.includes(".")) return Number(numeral.replace(".", "")) * scale;
    if (isGrouped && (scale === 1e3 || numeral.includes("."))) return "money_unreadable";
    const [whole, part] = numeral.split(/[.,]/);
    const amount = (Number(whole + part) * scale) / 10 ** part.length;
    return Number.isInteger(amount) ? amount : "money_unreadable";
  }
  if (/^\d+$/.test(numeral)) return Number(numeral) * scale;
  if (isGrouped) return Number(numeral.replace(/\D/g, "")) * scale;
  return FRACTION.test(numeral) ? "money_decimal" : "money_unreadable";
}

function price(raw) {
  const amount = dong(raw);
  if (typeof amount === "string") return amount;
  return amount < 1000 ? "money_small" : amount > 1e10 ? "money_large" : "";
}

/* Show errors, [[name, message]…], next to the fields of `form` and scroll to the first; remove earlier ones. */
function complain(form, problems) {
  form.querySelectorAll("[data-problem]").forEach((node) => node.remove());
  for (const [name, text] of problems) {
    const found = name && form.elements[name];
    const input = found && (found.length && !found.type ? found[0] : found);
    const node = Object.assign(document.createElement("p"), { className: "field__error", textContent: text });
    node.dataset.problem = "";
    node.setAttribute("role", "alert");
    const place = input?.closest?.(".field");
    if (place) place.append(node);
    else form.prepend(node);
  }
  const [first] = problems;
  const field = first && form.elements[first[0]];
  (field?.length && !field.type ? field[0] : field)?.focus?.();
}

(window.pieu ??= {}).written = { words, number, quantity, price, complain };
