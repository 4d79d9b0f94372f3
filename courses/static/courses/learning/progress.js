/* The learner's progress in a course, in the vault: the server's last answer and what was done since.

   pieu.learning.of(course)              {version, done: {"lesson/step": true}, quizzes: {…}, attempts: {…}}
   pieu.learning.change(course, change)  runs change(state) under a lock and stores it; links wait for that */

const pieu = (window.pieu ??= {});
const root = document.documentElement;
const owner = () => root.dataset.owner || "";
const isKept = root.dataset.kept !== undefined;
const nothing = () => ({ version: null, done: {}, quizzes: {}, attempts: {} });
const alone = (work) => (navigator.locks ? navigator.locks.request("pieu-learning", work) : work());

async function of(course, mustOpen) {
  await pieu.vault.ready;
  return (await pieu.vault.read(owner(), `learning:${course}`, mustOpen)) ?? nothing();
}
const change = (course, work) => {
  const saving = alone(async () => {
    // Rejects while the vault is locked: an empty state would replace the stored progress.
    const state = await of(course, true);
    work(state);
    if (owner()) await pieu.vault.keep(owner(), `learning:${course}`, state);
    return state;
  });
  return pieu.hold?.(saving) ?? saving;
};

const waits = async () => (await pieu.outbox.list()).some((entry) => entry.kind === "lesson");

/* Fetch the progress from the server for offline use, if the course is saved on this phone. */
async function refresh(course) {
  if (!owner() || isKept || !(await caches.match(`/__pack/${course}`))) return;
  const sent = (await waits()) ? {} : (await of(course)).done; // the server may have removed these
  const response = await fetch(`/hoc/${course}/cua-toi.json`, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const progress = await response.json();
  await change(course, (state) => {
    for (const key in sent) delete state.done[key];
    if (state.version !== progress.version) Object.assign(state, { version: progress.version, done: {} });
    for (const key of progress.done) state.done[key] = true;
    state.quizzes = progress.quizzes;
  });
}

pieu.learning = { of, change, refresh, owner, isKept };

/* --- Personal parts of saved pages ------------------------------------------------------------------------------------ */
const place = document.querySelector("[data-learning]");
async function fill() {
  const state = await of(place.dataset.learning);
  for (const row of place.querySelectorAll("[data-lesson-row]")) {
    const steps = row.dataset.steps.split(" ");
    const done = steps.filter((step) => state.done[`${row.dataset.lessonRow}/${step}`]).length;
    row.querySelector("[data-count]").textContent = done;
    row.querySelector("[data-finished]").hidden = done < steps.length;
    row.querySelector("[data-todo]").hidden = done >= steps.length;
  }
}

async function tellState() {
  const waiting = document.querySelector("[data-waiting]");
  if (waiting) waiting.hidden = !(await waits());
}

if (isKept) {
  for (const note of document.querySelectorAll("[data-locked]")) note.hidden = Boolean(owner());
  const person = document.querySelector("[data-person]");
  const profile = (await pieu.vault.profiles()).find((one) => one.owner === owner());
  if (person && profile) person.textContent = profile.name;
}
if (place) await fill();
await tellState();
document.addEventListener("pieu:outbox", tellState);
