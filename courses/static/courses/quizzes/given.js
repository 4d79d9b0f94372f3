/* Her answer as courses/quizzes/responses.py wants it, from the fields of courses/quizzes/fields.html.

   pieu.given(form, kind)   the response, {} where she gave none; {problem: "different" or "number"} for one that can't be

   A kind with a script of its own (Kind.script) adds itself:
   pieu.kinds.<kind> = { given(fields), score(question, response), fill(page, response), isScored } */

const pieu = (window.pieu ??= {});
const named = (fields, prefix) =>
  [...fields].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]);

pieu.given = (form, kind) => {
  const fields = new FormData(form);
  const one = fields.get("answer") ?? "";
  if (pieu.kinds?.[kind]) return pieu.kinds[kind].given(fields);
  switch (kind) {
    case "one_choice":
    case "picture_choice":
      return one ? { choice: one } : {};
    case "several_choice":
      return fields.getAll("answer").length ? { choices: fields.getAll("answer").sort() } : {};
    case "true_false":
      return one ? { value: one === "true" } : {};
    case "matching": {
      const pairs = Object.fromEntries(named(fields, "pair-").filter(([, right]) => right));
      return Object.keys(pairs).length ? { pairs } : {};
    }
    case "ordering": {
      const places = named(fields, "place-").map(([key, place]) => [Number(place), key]).sort(([a], [b]) => a - b);
      if (places.every(([place]) => !place)) return {};
      if (places.some(([place], n) => place !== n + 1)) return { problem: "different" };
      return { order: places.map(([, key]) => key) };
    }
    case "description":
      return {};
    default:
      if (kind === "numerical" && one.trim() && !pieu.score.numbers(one).length) return { problem: "number" };
      return one.trim() ? { text: one.trim().normalize("NFC") } : {};
  }
};
