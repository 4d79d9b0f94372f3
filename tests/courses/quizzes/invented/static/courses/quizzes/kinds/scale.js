/* What a phone needs of a scale (courses/static/courses/quizzes/given.js). */

(window.pieu.kinds ??= {}).scale = {
  given: (fields) => (fields.get("answer") ? { number: Number(fields.get("answer")) } : {}),
  score: ({ right }, { number }) => Math.max(0, 2 - Math.abs(number - right)) / 2,
  fill(page, { number }) {
    for (const input of page.querySelectorAll("[name=answer]")) input.checked = Number(input.value) === number;
  },
};
