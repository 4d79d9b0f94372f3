/* Two halves that belong together (courses/quizzes/kinds/matching.py). */

const pieu = (window.pieu ??= {});

(pieu.kinds ??= {}).matching = {
  given(fields) {
    const chosen = [...fields].filter(([name, right]) => name.startsWith("pair-") && right);
    const pairs = Object.fromEntries(chosen.map(([name, right]) => [name.slice(5), right]));
    return chosen.length ? { pairs } : {};
  },
  fill(page, { pairs = {} }) {
    for (const select of page.querySelectorAll("select")) select.value = pairs[select.name.slice(5)] ?? "";
  },
  arrange(page, { key }, { attempt, sort }) {
    for (const select of page.querySelectorAll("select")) {
      const options = [...select.options].slice(1);
      const order = pieu.draw.inDrawnOrder(`${attempt}:${key}`, options.map(({ value }) => value));
      sort(options, order, ({ value }) => value);
    }
  },
  score: ({ pairs }, { pairs: given = {} }) => pairs.filter(({ key, right }) => given[key] === right).length / pairs.length,
};
