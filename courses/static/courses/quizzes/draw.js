/* Choose and order the questions of an attempt: the same as courses/quizzes/draw.py, line by line. */

const pieu = (window.pieu ??= {});

const fnv1a32 = (text) => {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
};

// Compare code points, as Python does: keys are plain letters, halves of pairs are not.
const before = (a, b) => {
  const [left, right] = [[...a], [...b]];
  for (let n = 0; n < Math.min(left.length, right.length); n += 1)
    if (left[n] !== right[n]) return left[n].codePointAt(0) - right[n].codePointAt(0);
  return left.length - right.length;
};

const inDrawnOrder = (attempt, keys) =>
  keys
    .map((key) => [fnv1a32(`${attempt}:${key}`), key])
    .sort(([a, one], [b, other]) => a - b || before(one, other))
    .map(([, key]) => key);

function questions(all, draws, { attempt, shuffle }) {
  const counts = new Map(draws.map(({ bank, count }) => [bank, count]));
  const banks = new Map();
  for (const { bank = "", key } of all) banks.set(bank, [...(banks.get(bank) ?? []), key]);
  const chosen = new Set();
  for (const [bank, keys] of banks)
    for (const key of counts.has(bank) ? inDrawnOrder(attempt, keys).slice(0, counts.get(bank)) : keys) chosen.add(key);
  const drawn = all.map(({ key }) => key).filter((key) => chosen.has(key));
  return shuffle ? inDrawnOrder(attempt, drawn) : drawn;
}

function mixed(attempt, question, keys) {
  const order = inDrawnOrder(`${attempt}:${question}`, keys);
  return order.length > 1 && order.every((key, n) => key === keys[n]) ? [...order.slice(1), order[0]] : order;
}

pieu.draw = { fnv1a32, inDrawnOrder, questions, mixed };
