/* Show a lesson one step at a time, with one big play button for each voice. Without scripts all steps are listed. */

const lesson = document.querySelector("[data-lesson]");
const steps = [...lesson.querySelectorAll(".step")];
const knots = [...lesson.querySelectorAll("[data-knot]")];

function show() {
  const wanted = steps.find((step) => `#${step.id}` === location.hash) ?? steps[0];
  for (const step of steps) step.toggleAttribute("data-shown", step === wanted);
  for (const knot of knots)
    if (knot.dataset.knot === wanted.id) knot.setAttribute("aria-current", "step");
    else knot.removeAttribute("aria-current");
  document.querySelectorAll("audio, video").forEach((player) => player.pause());
  return wanted;
}

lesson.setAttribute("data-paged", "");
show();
addEventListener("hashchange", () => {
  if (location.hash === "#hoi-dap") return;
  const step = show();
  scrollTo({ top: 0 });
  step.focus({ preventScroll: true });
});

/* --- Voices -------------------------------------------------------------------------------------------------------------- */
for (const box of lesson.querySelectorAll("[data-listen]")) {
  const audio = box.querySelector("audio");
  const button = box.querySelector("[data-play]");
  const words = button.querySelector("[data-play-words]");
  const play = words.textContent;
  audio.controls = false;
  audio.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
  const tell = () => {
    button.setAttribute("aria-pressed", String(!audio.paused));
    words.textContent = audio.paused ? play : words.dataset.pause;
  };
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, tell);
  // A file that can't be played shows the browser's own player, which says so.
  audio.addEventListener("error", () => {
    audio.hidden = false;
    audio.controls = true;
    button.hidden = true;
  });
}

/* --- Finished steps ------------------------------------------------------------------------------------------------------- */
/* A quiz or a task is finished by its result; other steps are recorded through the outbox. */
const proven = ["quiz", "task"];
const { course, lesson: key, version, sync } = lesson.dataset;
const keeps = () => "keeps" in lesson.dataset || (pieu.learning?.isKept && pieu.learning.owner());

function mark(step, isDone = true) {
  step.toggleAttribute("data-done", isDone);
  knots[steps.indexOf(step)]?.classList.toggle("is-done", isDone);
}

lesson.addEventListener("click", async (event) => {
  const step = event.target.closest("[data-next]")?.closest("[data-step]");
  if (!step || step.dataset.done !== undefined || proven.includes(step.dataset.kind) || !keeps()) return;
  mark(step);
  try {
    await pieu.outbox.record({
      url: sync,
      what: "step_done",
      data: { course, version: Number(version), lesson: key, step: step.dataset.step },
      label: step.querySelector("h2")?.textContent.trim() ?? "",
      kind: "lesson",
    });
  } catch {
    return mark(step, false); // the outbox has shown the reason
  }
  pieu.outbox.flush();
  await pieu.learning.change(course, (state) => (state.done[`${key}/${step.dataset.step}`] = true));
  count();
});

/* A saved page has no personal data: the finished steps come from the phone. */
async function count() {
  if (!pieu.learning.isKept) return;
  const { done } = await pieu.learning.of(course);
  for (const step of lesson.querySelectorAll("[data-step]")) if (done[`${key}/${step.dataset.step}`]) mark(step);
  const all = lesson.querySelectorAll("[data-step]");
  const note = lesson.querySelector("[data-progress]");
  note.textContent = note.dataset.progress
    .replace("{done}", [...all].filter((step) => step.dataset.done !== undefined).length)
    .replace("{total}", all.length);
}
await count();
await pieu.learning.refresh(course).catch(() => {});
