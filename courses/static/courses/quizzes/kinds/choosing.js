/* Answers that pick choices: one, several, or a picture (courses/quizzes/kinds/choosing.py). */

const pieu = (window.pieu ??= {});
const sum = (rows) => rows.reduce((all, row) => all + row.fraction, 0);
const picked = ({ choice, choices = [] }) => new Set([choice, ...choices]);
const pickedRows = ({ choices }, response) => choices.filter(({ key }) => picked(response).has(key));

const choosing = {
  fill(page, response) {
    for (const input of page.querySelectorAll("[name=answer]")) input.checked = picked(response).has(input.value);
  },
  arrange(page, { key, choices }, { attempt, shuffle, sort }) {
    if (!shuffle) return;
    const order = pieu.draw.inDrawnOrder(`${attempt}:${key}`, choices.map((choice) => choice.key));
    sort([...page.querySelectorAll(".choices > div")], order, (node) => node.querySelector("input").value);
  },
  feedback: (question, response) => pickedRows(question, response).map((row) => row.feedback),
};

const one = {
  ...choosing,
  given(fields) {
    const choice = fields.get("answer");
    return choice ? { choice } : {};
  },
  score: (question, response) => sum(pickedRows(question, response)) / 100,
};

const several = {
  ...choosing,
  given(fields) {
    const choices = fields.getAll("answer").sort();
    return choices.length ? { choices } : {};
  },
  score(question, response) {
    const rows = pickedRows(question, response);
    const right = question.choices.filter(({ fraction }) => fraction > 0);
    const won = sum(rows.filter(({ fraction }) => fraction > 0)) / sum(right);
    return won + sum(rows.filter(({ fraction }) => fraction < 0)) / 100;
  },
};

Object.assign((pieu.kinds ??= {}), { one_choice: one, picture_choice: one, several_choice: several });
