/* How much of a question an answer is worth, 0 to 1: courses/quizzes/scoring.py for what is told at once on the phone.
   What counts is what the server makes of the same answer. */

const pieu = (window.pieu ??= {});
const kindOf = ({ kind }) => ({ isAsked: true, isScored: true, isGraded: false, ...pieu.kinds[kind] });

const isAsked = (question) => kindOf(question).isAsked;
const isScored = (question) => kindOf(question).isScored && question.points > 0;
const isGraded = (question) => kindOf(question).isGraded && question.points > 0;
const share = (question, response) =>
  response && Object.keys(response).length && kindOf(question).isScored
    ? Math.max(0, Math.min(1, kindOf(question).score(question, response)))
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
  const said = kindOf(question).feedback?.(question, response) ?? [];
  return [...said, question.feedback].filter(Boolean);
}

pieu.score = { share, total, feedback, isAsked, isScored, isGraded };
