/* Answers in writing (courses/quizzes/kinds/writing.py, courses/quizzes/spelling.py): short ones and numbers are compared with
   the author's, a trainer reads an essay, and a description asks nothing. */

const pieu = (window.pieu ??= {});
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const MARKS = /\p{Mn}/gu;

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

/* Return every number that the text can mean: 120.000 has two readings. */
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

const writing = {
  given(fields) {
    const text = (fields.get("answer") ?? "").trim();
    return text ? { text: text.normalize("NFC") } : {};
  },
  fill(page, { text = "" }) {
    for (const input of page.querySelectorAll("[name=answer]")) input.value = text;
  },
};

/* `fits(question, answer, text)`: does the text match this answer of the author? The best match counts. */
function comparing(fits) {
  const best = (question, { text = "" }) => {
    const fitting = question.answers.filter((answer) => fits(question, answer, text));
    return fitting.reduce((most, one) => (most && most.fraction >= one.fraction ? most : one), null);
  };
  return {
    ...writing,
    score: (question, response) => (best(question, response)?.fraction ?? 0) / 100,
    feedback: (question, response) => [best(question, response)?.feedback],
  };
}

const numerical = {
  ...comparing(numberFits),
  given(fields) {
    const response = writing.given(fields);
    return response.text && !numbers(response.text).length ? { problem: "number" } : response;
  },
};

Object.assign((pieu.kinds ??= {}), {
  short_answer: comparing(wordsFit),
  numerical,
  essay: { ...writing, isScored: false, isGraded: true },
  description: { given: () => ({}), fill() {}, isAsked: false, isScored: false },
});
