/* Items to be put in order (courses/quizzes/kinds/ordering.py). */

const pieu = (window.pieu ??= {});
const keyOf = (select) => select.name.slice("place-".length);

(pieu.kinds ??= {}).ordering = {
  given(fields) {
    const places = [...fields]
      .filter(([name]) => name.startsWith("place-"))
      .map(([name, place]) => [Number(place), keyOf({ name })])
      .sort(([a], [b]) => a - b);
    if (places.every(([place]) => !place)) return {};
    if (places.some(([place], n) => place !== n + 1)) return { problem: "different" };
    return { order: places.map(([, key]) => key) };
  },
  fill(page, { order }) {
    for (const select of page.querySelectorAll("select")) select.value = order ? order.indexOf(keyOf(select)) + 1 : "";
  },
  arrange(page, { key, items }, { attempt, sort }) {
    const order = pieu.draw.mixed(attempt, key, items);
    sort([...page.querySelectorAll(".quiz-place")], order, (node) => keyOf(node.querySelector("select")));
  },
  score: ({ items }, { order = [] }) => items.filter((key, n) => order[n] === key).length / items.length,
};
