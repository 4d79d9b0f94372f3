/* Small enhancements for every page of Piêu; each page works without them. */

const pieu = (window.pieu ??= {});
const root = document.documentElement;
const words = pieu.words ?? {};
const logout = document.querySelector("script[data-logout]")?.dataset.logout;

/* Show a short message for six seconds. */
pieu.toast = (text, seconds = 6) => {
  const toast = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  document.querySelector("[data-toasts]")?.append(toast);
  setTimeout(() => toast.remove(), seconds * 1000);
};

document.addEventListener("pieu:outbox", ({ detail }) => {
  if (detail.state === "held" && detail.message) pieu.toast(detail.message);
});

/* Warn once per page that the phone's clock is wrong. */
document.addEventListener("pieu:clock", ({ detail }) => {
  const here = document.querySelector("[data-clock]");
  const note = here ?? document.createElement("div");
  Object.assign(note, { className: "notice notice--attention", textContent: detail.words });
  note.dataset.clock = "";
  note.setAttribute("role", "status");
  if (!here) document.querySelector("main .column, main .wide")?.prepend(note);
});

/* --- Small enhancements ------------------------------------------------------------------------------------------------ */
document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-by]");
  if (step) {
    const box = step.closest("[data-stepper]");
    const input = box.querySelector("input");
    const size = Number(box.dataset.stepper) || 1;
    const now = Number(input.value.replace(/\s/g, "").replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".")) || 0;
    // data-snap: step from one whole sheet to the next, also from a number in between.
    const by = Number(step.dataset.by);
    const whole = by > 0 ? Math.floor(now / size) : Math.ceil(now / size);
    const target = "snap" in box.dataset ? (whole + by) * size : now + size * by;
    const next = Math.max(Number(input.min) || 0, Math.round(target * 1000) / 1000);
    input.value = input.type === "number" ? next : String(next).replace(".", ",");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  closer?.closest("dialog")?.close();
});

document.querySelector("[data-focus]")?.focus();

/* Ignore a second tap on "Lưu" while the first is being sent. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-outbox]") || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  if (logout && new URL(form.action).pathname === logout) tellWorker({ type: "logout" });
});
addEventListener("pageshow", () =>
  document.querySelectorAll("[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }),
);

/* --- Copies without a connection ----------------------------------------------------------------------------------------- */
/* The worker adds data-saved to a page that it serves from its cache. */
if (root.dataset.saved) {
  const day = new Date(root.dataset.saved);
  const when = `${pieu.time?.(day)}, ${pieu.day?.(day)}`;
  const note = document.createElement("div");
  note.className = "notice notice--attention notice--copy";
  note.setAttribute("role", "status");
  const say = (text) => (note.textContent = (text ?? "").replace("{time}", when));
  say(words.oldCopy);
  addEventListener("offline", () => say(words.oldCopy));
  addEventListener("online", () => say(words.backOnline));
  document.querySelector("main .column, main .wide")?.prepend(note);
}

function tellWorker(message) {
  navigator.serviceWorker?.controller?.postMessage(message);
}

if ("serviceWorker" in navigator)
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register("/sw.js");
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ type: "owner", owner: root.dataset.saved ? undefined : (root.dataset.owner ?? "") });
    } catch {
      // Without a worker there are no copies; everything else works.
    }
  });
