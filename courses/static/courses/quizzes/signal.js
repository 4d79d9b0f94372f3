/* Let a quiz on the server's pages survive a lost connection: the quiz is saved on the phone ahead, each answer is stored
   before it is sent, and the saved page (quiz.js) continues at the same address if the server can't be reached. */

const pieu = window.pieu;
const quiz = JSON.parse(document.getElementById("quiz-signal").textContent);
const { attempt, words } = quiz;
const OLD = 7 * 24 * 60 * 60 * 1000;
const record = (what, data) =>
  pieu.outbox.record({ url: quiz.sync, what, data, label: document.title, kind: "lesson" });

/* --- Saving the quiz for offline use ---------------------------------------------------------------------------------- */
let isKept = false;
async function keepQuiz() {
  const cache = await caches.open("packs");
  const whole = await pieu.packs.get(quiz.course);
  let page = quiz.page;
  if (whole?.state !== "kept" || whole.version !== quiz.version) {
    page = quiz.kept;
    const name = `${quiz.course}/${quiz.name}`;
    const response = await fetch(quiz.manifest);
    if (!response.ok) return;
    const pack = { course: name, version: quiz.version, manifest: await response.json(), state: "quiz", at: Date.now() };
    pack.shell = response.headers.get("X-Pieu-Shell");
    await pieu.packs.fetchAll(pack, { tell: () => {} });
    await pieu.packs.save(pack);
    for (const one of await pieu.packs.list())
      if (one.state === "quiz" && Date.now() - one.at > OLD) await pieu.packs.remove(one.course);
    await cache.put(`/__below${quiz.page}`, new Response(page));
  }
  if (quiz.folder) await cache.put(`/__below${quiz.folder}`, new Response(page));
  isKept = true;
}

/* Store the attempt for the saved page, with its start by this phone's clock. Waiting answers are newer than the server's. */
async function keepAttempt() {
  if (!attempt) return;
  const answers = { ...attempt.answers };
  for (const { record: one } of await pieu.outbox.list())
    if (one?.kind === "answer" && one.data.attempt === attempt.id) answers[one.data.question] = one.data.response;
  const started = Date.parse(attempt.started) + Date.now() - Date.parse(quiz.now);
  await change((all) => (all[quiz.name] = { ...attempt, started, answers }));
}
const change = (work) => pieu.learning.change(quiz.course, ({ attempts }) => work(attempts));

/* --- Sending ------------------------------------------------------------------------------------------------------------ */
const form = document.querySelector("main form");

function complain(text) {
  const note = document.querySelector("[data-signal-note]") ?? document.createElement("p");
  Object.assign(note, { className: "field__error", textContent: text });
  note.dataset.signalNote = "";
  note.setAttribute("role", "alert");
  form.querySelector("[type=submit]").before(note);
}

/* Store, then send; go to `next` once the server has it, or if the saved page can continue. */
async function send(what, data, next, work) {
  const entry = await record(what, data);
  await change(work);
  const answer = pieu.outbox.settled(entry.id, navigator.onLine ? 8000 : 300);
  pieu.outbox.flush();
  const { state } = await answer;
  if (state === "review") {
    // Show the error on the page; nothing is left to send.
    const stored = (await pieu.outbox.list()).find(({ id }) => id === entry.id);
    await pieu.outbox.remove(entry.id);
    return complain(stored?.error?.[0]?.[1] ?? "");
  }
  if (state === "sent" || isKept) return location.assign(next);
  complain(words.saved);
  document.addEventListener("pieu:outbox", ({ detail }) => {
    if (detail.state === "sent" && detail.entry.id === entry.id) location.assign(next);
  });
}

async function submitted() {
  const { id } = attempt;
  if (quiz.ends)
    return send("attempt_finished", { attempt: id }, quiz.folder, (all) => (all[quiz.name].finished = Date.now()));
  const response = pieu.given(form, quiz.kind);
  if (response.problem) return complain(words[response.problem]);
  const isEmpty = !Object.keys(response).length;
  if (isEmpty && !(quiz.question in attempt.answers)) return location.assign(quiz.next);
  return send("answer", { attempt: id, question: quiz.question, response }, isEmpty ? quiz.next : quiz.answered, (all) => {
    all[quiz.name].answers[quiz.question] = response;
  });
}

if (pieu.outbox.owner() && window.caches && navigator.serviceWorker) {
  const saving = keepAttempt();
  // Without the script of its kind an answer is sent as a plain form.
  if (form && attempt && (quiz.ends || (quiz.question && pieu.kinds?.[quiz.kind]))) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") === "true") return;
      form.setAttribute("aria-busy", "true");
      await saving;
      await submitted().finally(() => form.removeAttribute("aria-busy"));
    });
  }
  await saving;
  await keepQuiz().catch(() => {});
  document.documentElement.dataset.signal = isKept ? "kept" : "";
}
