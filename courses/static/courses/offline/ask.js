/* Ask the trainer from a saved page: written questions are sent as a record, spoken ones as a form with the recording. */

const pieu = window.pieu;
const form = document.querySelector("[data-ask]");
const MOST = 15_000_000; // bytes of all recordings that wait on this phone
form.elements.step.value = new URLSearchParams(location.search).get("step") ?? "";

const sizes = (entries) =>
  entries.flatMap(({ fields }) => fields ?? []).reduce((sum, [, value]) => sum + (value instanceof Blob ? value.size : 0), 0);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await Promise.allSettled([...pieu.pending]);
  const { course, version, lesson, sync, back, empty, full, label } = form.dataset;
  const text = form.elements.text.value.trim();
  const voice = form.elements.voice?.files[0];
  if (!text && !voice) return pieu.toast(empty);
  if (!pieu.outbox.owner()) return pieu.toast(document.querySelector("[data-locked]").textContent.trim());
  if (voice && sizes(await pieu.outbox.list()) + voice.size > MOST) return pieu.toast(full);
  const about = { label: text ? `${label}: ${text}` : label, kind: "lesson" };
  try {
    if (voice) await pieu.outbox.put({ url: form.action, fields: new FormData(form), ...about });
    else
      await pieu.outbox.record({
        url: sync,
        what: "asked",
        data: { course, version: Number(version), lesson, step: form.elements.step.value, text },
        ...about,
      });
  } catch {
    return pieu.toast(full); // the phone's storage is full
  }
  pieu.outbox.flush();
  location.assign(`${back}#hoi-dap`);
});
