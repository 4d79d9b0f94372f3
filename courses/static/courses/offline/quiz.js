/* A quiz on a saved page: asked, answered and, if the quiz shows results at once, marked on the phone. Each answer is
   stored when it is given; the server draws, scores and finishes the step from the same records. */

const pieu = window.pieu;
const run = document.querySelector("[data-quiz-run]");
const { course, lesson, step, sync, version } = run.dataset;
const data = JSON.parse(document.getElementById("quiz-data").textContent);
const words = JSON.parse(document.getElementById("quiz-words").textContent);
const byKey = Object.fromEntries(data.questions.map((question) => [question.key, question]));
const name = `${lesson}/${step}`;
const $ = (what) => run.querySelector(what);
const form = $("[data-form]");
const atOnce = data.feedback === "at_once";

const record = (what, more, label) =>
  pieu.outbox.record({ url: sync, what, data: more, label: label ?? document.title, kind: "lesson" });
const keep = () => pieu.learning.change(course, (state) => (state.attempts[name] = attempt));

let attempt = null;
let triesHad = 0;
let opening;
let keys = [];

function screen(wanted) {
  for (const part of run.querySelectorAll("[data-screen]")) part.hidden = part.dataset.screen !== wanted;
  scrollTo({ top: 0 });
  run.querySelector(`[data-screen="${wanted}"] h1[tabindex]`)?.focus({ preventScroll: true });
}

const deadline = () => (data.time_limit_seconds ? attempt.started + data.time_limit_seconds * 1000 : Infinity);
const isOver = () => Date.now() > deadline();

/* --- Beginning -------------------------------------------------------------------------------------------------------- */
async function open() {
  const state = await pieu.learning.of(course);
  const known = state.attempts[name];
  const theirs = state.quizzes[name];
  attempt = known && !known.finished ? known : null;
  // Started elsewhere: the server sent the open attempt while there was a connection.
  if (!attempt && theirs?.open && theirs.open.attempt !== known?.id)
    attempt = { id: theirs.open.attempt, started: Date.parse(theirs.open.started), answers: theirs.open.answers, had: theirs.had };
  const had = Math.max(theirs?.had ?? 0, known?.had ?? 0);
  const usedUp = !attempt && data.attempts_allowed && had >= data.attempts_allowed;
  $("[data-begin]").hidden = usedUp;
  $("[data-used-up]").hidden = !usedUp;
  const begin = $("[data-begin-words]");
  if (attempt) begin.textContent = begin.dataset.resume;
  triesHad = had;
  screen("start");
  await standIn(known);
}

/* Load the scripts that draw, ask and score. Return false if they can't be loaded. */
async function ready() {
  try {
    await Promise.all(run.dataset.later.split(" ").map((address) => import(address)));
    if (data.questions.every(({ kind }) => pieu.kinds?.[kind])) return true;
  } catch {
    // A script is not on the phone, and the server can't be reached.
  }
  pieu.toast(words.lacking);
  return false;
}

function draw() {
  keys = pieu.draw.questions(data.questions, data.draws, { attempt: attempt.id, shuffle: data.shuffle });
}

// A fast tap can come before the phone's store has answered.
$("[data-begin]").onclick = async () => {
  await opening;
  if ($("[data-begin]").hidden) return;
  if (!pieu.learning.owner()) return pieu.toast(words.locked);
  if (!(await ready())) return;
  if (!attempt) {
    attempt = { id: crypto.randomUUID(), started: Date.now(), answers: {}, had: triesHad + 1 };
    try {
      await record("attempt_started", { course, version: Number(version), lesson, step, attempt: attempt.id });
    } catch {
      attempt = null; // the outbox has shown the reason
      return;
    }
    await keep();
  }
  begun();
};

function begun() {
  draw();
  const first = keys.findIndex((key) => !(key in attempt.answers));
  if (first < 0) return end();
  ask(first);
}

/* Replace a server page that could not be loaded: show the same question or the same end (signal.js). */
async function standIn(known) {
  const [, id, rest] = /\/([0-9a-f-]{36})\/(\d+|nop)?/.exec(location.pathname) ?? [];
  if (!id || id !== known?.id || !pieu.learning.owner() || !(await ready())) return;
  attempt = known;
  draw();
  if (attempt.finished) return done();
  if (rest === "nop") return end();
  if (rest) return ask(Number(rest) - 1);
  begun();
}

/* --- Asking ------------------------------------------------------------------------------------------------------------ */
let at = 0;
function ask(number) {
  if (isOver()) return handIn();
  at = number;
  if (at >= keys.length) return end();
  const question = byKey[keys[at]];
  const place = $("[data-place]");
  const page = run.querySelector(`template[data-question="${CSS.escape(question.key)}"]`).content.cloneNode(true);
  arrange(page, question);
  pieu.kinds[question.kind].fill(page, attempt.answers[question.key] ?? {});
  place.replaceChildren(page);
  const isDisclosed = atOnce && question.key in attempt.answers && pieu.score.isScored(question);
  tell(isDisclosed ? question : null);
  for (const input of form.elements) if (input.type !== "submit") input.disabled = isDisclosed;
  complain("");
  const of = words.of.replace("{number}", at + 1).replace("{total}", keys.length);
  for (const node of run.querySelectorAll("[data-of]")) node.textContent = of;
  Object.assign($("[data-bar]"), { max: keys.length, value: at + 1 });
  count();
  $('[data-move="-1"]').hidden = at === 0;
  screen("question");
}

/* When the time is over, the phone submits the attempt; the server decides which answers were in time. */
let counting = null;
function count() {
  if (deadline() === Infinity || counting) return;
  $("[data-deadline]").textContent = pieu.time(new Date(deadline()));
  counting = pieu.countdown($("[data-countdown]"), (deadline() - Date.now()) / 1000, () => attempt.finished || handIn());
}

/* Put choices, right halves and items into the order of this attempt. */
function arrange(page, question) {
  const sort = (nodes, order, keyOf) => {
    const parent = nodes[0]?.parentNode;
    for (const key of order) parent?.append(nodes.find((node) => keyOf(node) === key));
  };
  pieu.kinds[question.kind].arrange?.(page, question, { attempt: attempt.id, shuffle: data.shuffle, sort });
}

function complain(text) {
  Object.assign($("[data-error]"), { textContent: text, hidden: !text });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const question = byKey[keys[at]];
  if (!$("[data-told]").hidden) return ask(at + 1);
  const response = pieu.given(form, question.kind);
  if (response.problem) return complain(words[response.problem]);
  if (isOver()) return handIn();
  if (Object.keys(response).length || question.key in attempt.answers) {
    await record("answer", { attempt: attempt.id, question: question.key, response });
    attempt.answers[question.key] = response;
    await keep();
    pieu.outbox.flush();
    if (!navigator.onLine && !atOnce) pieu.toast(words.saved, 2);
  }
  if (atOnce && Object.keys(response).length && pieu.score.isScored(question)) return ask(at);
  ask(at + 1);
});

/* Show the right answer, if the quiz does so at once. The server has sanitised the text (render_words). */
function tell(question) {
  const panel = $("[data-told]");
  const button = $("[data-answer-words]");
  button.dataset.answer ??= button.textContent;
  button.textContent = question ? button.dataset.next : button.dataset.answer;
  panel.hidden = !question;
  if (!question) return panel.replaceChildren();
  const response = attempt.answers[question.key];
  const share = pieu.score.share(question, response);
  const state = share === 1 ? "right" : share > 0 ? "partly" : "wrong";
  panel.className = `stack quiz-told quiz-told--${state}`;
  panel.setAttribute("role", "status");
  panel.replaceChildren(run.querySelector(`template[data-verdict="${state}"]`).content.cloneNode(true));
  if (state !== "right" && question.right?.length) {
    const right = run.querySelector("template[data-right-words]").content.cloneNode(true);
    for (const line of question.right) right.firstElementChild.append(Object.assign(document.createElement("p"), { textContent: line }));
    panel.append(right);
  }
  for (const html of pieu.score.feedback(question, response)) {
    const prose = Object.assign(document.createElement("div"), { className: "prose" });
    prose.innerHTML = html;
    panel.append(prose);
  }
}

for (const button of run.querySelectorAll("[data-move]"))
  button.addEventListener("click", () => ask(at + Number(button.dataset.move)));

/* --- Handing in -------------------------------------------------------------------------------------------------------- */
function end() {
  $("[data-missing]").hidden = keys.every((key) => key in attempt.answers || !pieu.score.isAsked(byKey[key]));
  screen("end");
}
$("[data-review]").onclick = () => ask(keys.length - 1);
$("[data-hand-in]").onclick = () => handIn();

async function handIn() {
  counting?.();
  counting = null;
  if (attempt.finished) return done();
  if (isOver()) pieu.toast(words.late);
  await record("attempt_finished", { attempt: attempt.id });
  attempt.finished = Date.now();
  await keep();
  pieu.outbox.flush();
  await done();
}

async function done() {
  const waits = keys.some((key) => pieu.score.isGraded(byKey[key]) && Object.keys(attempt.answers[key] ?? {}).length);
  $("[data-waits]").hidden = !waits;
  if (atOnce && !waits) {
    const got = pieu.score.total(keys.map((key) => byKey[key]), attempt.answers);
    const passed = got >= data.pass_percent * 100;
    $("[data-score]").textContent = words.percent.replace("{percent}", Math.floor(got / 100));
    $("[data-passed]").hidden = !passed;
    $("[data-failed]").hidden = passed;
    if (passed) await pieu.learning.change(course, (state) => (state.done[name] = true));
  }
  await sending();
  screen("done");
}

/* "Saved, waiting" until the server has every record of this attempt. */
async function sending() {
  if (!attempt?.finished) return;
  const waits = (await pieu.outbox.list()).some(({ record }) => record?.data.attempt === attempt.id);
  $("[data-unsent]").hidden = !waits;
  $("[data-all-sent]").hidden = waits;
}
document.addEventListener("pieu:outbox", sending);
$("[data-again]").onclick = () => (location.pathname === run.dataset.page ? (opening = open()) : location.assign(run.dataset.page));
await (opening = open());
