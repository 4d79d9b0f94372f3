/* A question to the trainer from a kept page: written it is a record, spoken it goes with its recording as a form. */

const pieu = window.pieu;
const form = document.querySelector("[data-ask]");
form.elements.step.value = new URLSearchParams(location.search).get("step") ?? "";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { course, version, lesson, sync, back, empty, label } = form.dataset;
  const text = form.elements.text.value.trim();
  const voice = form.elements.voice?.files[0];
  if (!text && !voice) return pieu.toast(empty);
  if (!pieu.outbox.owner()) return pieu.toast(document.querySelector("[data-locked]").textContent.trim());
  const about = { label: text ? `${label}: ${text}` : label, kind: "lesson" };
  if (voice) await pieu.outbox.put({ url: form.action, fields: new FormData(form), ...about });
  else
    await pieu.outbox.record({
      url: sync,
      what: "asked",
      data: { course, version: Number(version), lesson, step: form.elements.step.value, text },
      ...about,
    });
  pieu.outbox.flush();
  location.assign(`${back}#hoi-dap`);
});
