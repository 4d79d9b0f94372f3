/* How much of a question an answer is worth, 0 to 1: courses/quizzes/scoring.py for what is told at once on the phone.
   What counts is what the server makes of the same answer. */

const pieu = (window.pieu ??= {});
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const MARKS = /\p{Mn}/gu;
const UNSCORED = ["essay", "description"];

const chosen = (response) => new Set("choice" in response ? [response.choice] : (response.choices ?? []));
const sum = (rows) => rows.reduce((all, row) => all + row.fraction, 0);

function spelled(text, { forgive_accents: accents, forgive_case: lower }) {
  const words = (lower ? text.toLowerCase() : text).normalize("NFD").split(/\s+/).filter(Boolean);
  return words
    .map((word) => {
      const letters = word.replace(TONES, "");
      if (accents) return letters.replace(MARKS, "").replaceAll("đ", "d").replaceAll("Đ", "D");
      return letters + (word.match(TONES) ?? []).sort().join("");
    })
    .join(" ");
}

function wordsFit(question, answer, text) {
  const parts = answer.text.split(/(?<!\\)\*/).map((part) => part.replaceAll("\\*", "*"));
  if (parts.length === 1) return spelled(parts[0], question) === spelled(text, question);
  const plain = (part) => {
    let folded = (question.forgive_case ? part.toLowerCase() : part).normalize("NFC").replace(/\s+/g, " ");
    if (question.forgive_accents) folded = folded.normalize("NFD").replace(MARKS, "").replaceAll("đ", "d").replaceAll("Đ", "D");
    return folded;
  };
  const escaped = parts.map((part) => plain(part).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[^]*")}$`).test(plain(text.trim()));
}

const number = (text) =>
  /^[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,2})?$/.test(text) ? Number(text.replace(",", ".")) : null;

/* Every reading of what she wrote: 120.000 is both. */
function numbers(written) {
  const text = written.replace(/[\s_]/g, "").replace(/[\u2212\u2013]/g, "-");
  const found = [number(text)];
  if (/^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) found.push(number(text.replaceAll(".", "")));
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) found.push(number(text.replaceAll(",", "")));
  return found.filter((one) => one !== null);
}

function numberFits(question, answer, text) {
  const readings = numbers(text);
  if (answer.value === "*") return readings.length > 0;
  const value = number(answer.value ?? "0");
  const [low, high] =
    "min" in answer
      ? [number(answer.min), number(answer.max)]
      : [value - number(answer.tolerance), value + number(answer.tolerance)];
  const slack = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
  return readings.some((one) => one >= low - slack && one <= high + slack);
}

function best(question, response) {
  const fits = question.kind === "numerical" ? numberFits : wordsFit;
  const fitting = question.answers.filter((answer) => fits(question, answer, response.text ?? ""));
  return fitting.reduce((most, one) => (most && most.fraction >= one.fraction ? most : one), null);
}

const SCORES = {
  one_choice: ({ choices }, response) => sum(choices.filter(({ key }) => chosen(response).has(key))) / 100,
  several_choice({ choices }, response) {
    const hers = choices.filter(({ key }) => chosen(response).has(key));
    const won = sum(hers.filter(({ fraction }) => fraction > 0)) / sum(choices.filter(({ fraction }) => fraction > 0));
    return won + sum(hers.filter(({ fraction }) => fraction < 0)) / 100;
  },
  true_false: ({ correct }, response) => Number(response.value === correct),
  short_answer: (question, response) => (best(question, response)?.fraction ?? 0) / 100,
  matching: ({ pairs }, { pairs: given = {} }) => pairs.filter(({ key, right }) => given[key] === right).length / pairs.length,
  ordering: ({ items }, { order = [] }) => items.filter((key, n) => order[n] === key).length / items.length,
};
SCORES.picture_choice = SCORES.one_choice;
SCORES.numerical = SCORES.short_answer;

const counts = (kind) => pieu.kinds?.[kind]?.isScored ?? !UNSCORED.includes(kind);
const isScored = ({ kind, points }) => counts(kind) && points > 0;
const isGraded = ({ kind, points }) => kind === "essay" && points > 0;
const share = (question, response) =>
  response && Object.keys(response).length && counts(question.kind)
    ? Math.max(0, Math.min(1, (pieu.kinds?.[question.kind]?.score ?? SCORES[question.kind])(question, response)))
    : 0;

/* Hundredths of a per cent over all questions, rounded down. */
function total(questions, answers) {
  const scored = questions.filter((question) => isScored(question) || isGraded(question));
  const points = scored.reduce((all, { points: worth }) => all + worth, 0);
  if (!points) return 10000;
  const got = scored.reduce((all, question) => all + question.points * share(question, answers[question.key]), 0);
  return Math.floor((got / points) * 10000 + 1e-6);
}

function feedback(question, response) {
  const said = [];
  if (question.choices) said.push(...question.choices.filter(({ key }) => chosen(response).has(key)).map((row) => row.feedback));
  else if (question.kind === "true_false" && "value" in response) said.push(question[response.value ? "feedback_true" : "feedback_false"]);
  else if (question.answers) said.push(best(question, response)?.feedback);
  return [...said, question.feedback].filter(Boolean);
}

pieu.score = { share, total, feedback, isScored, isGraded, numbers };
