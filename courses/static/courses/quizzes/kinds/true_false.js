/* Whether a sentence is true (courses/quizzes/kinds/true_false.py). */

const pieu = (window.pieu ??= {});

(pieu.kinds ??= {}).true_false = {
  given(fields) {
    const answer = fields.get("answer");
    return answer ? { value: answer === "true" } : {};
  },
  fill(page, { value }) {
    for (const input of page.querySelectorAll("[name=answer]")) input.checked = input.value === String(value);
  },
  score: ({ correct }, { value }) => Number(value === correct),
  feedback: (question, response) =>
    "value" in response ? [question[response.value ? "feedback_true" : "feedback_false"]] : [],
};
