/* A lesson one step at a time, and one big play button for each voice. Without this script the steps stand below each other. */

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

/* --- What she went through ------------------------------------------------------------------------------------------------ */
/* A quiz and a task are done by their result. The outbox keeps the rest on the phone until the server has it. */
const proven = ["quiz", "task"];
lesson.addEventListener("click", async (event) => {
  const step = event.target.closest("[data-next]")?.closest("[data-step]");
  if (!step || step.dataset.done !== undefined || proven.includes(step.dataset.kind) || !("keeps" in lesson.dataset)) return;
  step.dataset.done = "";
  knots[steps.indexOf(step)]?.classList.add("is-done");
  await pieu.outbox.put({
    url: lesson.dataset.doneUrl,
    fields: [["step", step.dataset.step]],
    kind: "lesson",
    label: step.querySelector("h2")?.textContent ?? "",
  });
  pieu.outbox.flush();
});
