/* Officers' forms without a connection. The outbox (theme/outbox.js) stores and sends them; here is the way there and back.

   data-keep-pages="/a/ /b/"       pages that the phone fetches ahead
   <form data-outbox data-refill>  shows again what waits or was refused, so that it is mended and not typed a second time
   Lines of the outbox lead to their form: the addresses of these forms are pages. */

const { outbox, words = {}, hold } = window.pieu ?? {};
const MOST_PAGES = 20;
const KINDS = new Set(["report", "directive", "answer"]);

outbox.ways = ({ kind, url, fields }) =>
  KINDS.has(kind) && fields.length > 1 && url !== location.pathname
    ? [Object.assign(document.createElement("a"), { className: "button button--small", href: url, textContent: words.mend })]
    : [];
outbox.show();

/* Hidden fields stay the page's: an old version would be refused for ever. */
function fill(input, values) {
  if (/^(checkbox|radio)$/.test(input.type)) input.checked = values.includes(input.value);
  else if (input.type === "file") {
    const box = new DataTransfer();
    for (const file of values) if (file.size) box.items.add(file);
    input.files = box.files;
  } else if (values.length) input.value = values[0];
}

async function refill(form) {
  const waiting = (await outbox.list()).filter(({ url, state }) => url === new URL(form.action).pathname && state !== "sending");
  const entry = waiting.at(-1);
  if (!entry) return;
  for (const input of form.elements) {
    if (!input.name || /^(hidden|submit|button|search)$/.test(input.type)) continue;
    fill(input, entry.fields.filter(([name]) => name === input.name).map(([, value]) => value));
    const fold = input.closest("details");
    if (fold && input.value !== input.defaultValue) fold.open = true;
  }
  form.pieuEntry = entry.id; // the outbox replaces it
  if (entry.error) outbox.complain(form, entry.error);
}
document.querySelectorAll("form[data-refill]").forEach((form) => hold(refill(form)).catch(() => {}));

/* A button with an address of its own, such as the search of a picker, asks the server and stores nothing. */
document.addEventListener(
  "submit",
  (event) => event.submitter?.hasAttribute("formaction") && event.stopImmediatePropagation(),
  true,
);

/* One page after the other: signals are weak. */
async function keepPages() {
  if (document.documentElement.dataset.saved || navigator.connection?.saveData || !navigator.serviceWorker) return;
  const { active } = await navigator.serviceWorker.ready;
  const named = [...document.querySelectorAll("[data-keep-pages]")].flatMap(({ dataset }) => dataset.keepPages.trim().split(/\s+/));
  for (const url of named.slice(0, MOST_PAGES))
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      setTimeout(done, 20000);
      active.postMessage({ type: "own", url }, [port2]);
    });
}
addEventListener("load", () => keepPages().catch(() => {}));
